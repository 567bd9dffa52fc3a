"""Writing a client's own part."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import AlikeAnswer, Goal, Note
from openiop.clients.models import Client
from openiop.day.queries.door import is_on_site
from openiop.domain.care.body import (
    Participation,
    PracticedHow,
    PracticedWith,
    Response,
    RiskChange,
)
from openiop.domain.care.edits import Seen, written
from openiop.domain.care.guards import Alike
from openiop.domain.care.note import NOTE_RULES
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import Word
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety.actions.opening import raise_alert
from openiop.safety.models import Alert
from openiop.schedule.models import Session
from openiop.schedule.queries import session_or_404

from .saving import as_seen, cleared_with, fits, no_conflict, standing_now


@action(Permission.WRITE_NOTE, audit="care.note_opened")
def open_note(*, session: Session, client: Client, by: Actor) -> Note:
    """Begin her note, empty, or go on with the one that stands."""
    return _opened(session, client, by)


@action(Permission.WRITE_NOTE, audit="care.note_saved")
def save_note(*, note: Note, version: int | Seen, changes: dict[str, str], by: Actor) -> Note:
    """Save single fields of a draft; a field somebody else changed meanwhile is never overwritten.

    Whoever writes the author's own sentence is the author. A signed note changes no more.
    """
    return _saved(note, as_seen(version), changes, by)


@action(Permission.WRITE_NOTE, audit="care.note_saved")
def write_note(
    *, session: Session, client: Client, version: int | Seen, changes: dict[str, str], by: Actor
) -> Note:
    """Save single fields of her note, beginning it if need be."""
    return _saved(_opened(session, client, by), as_seen(version), changes, by)


@action(Permission.WRITE_NOTE, audit="care.note_taken")
def take_row(*, session: Session, client: Client, by: Actor) -> Note:
    """Who holds a group with somebody else takes a row: she writes that note and signs it.

    What a colleague wrote in it stays as it is.
    """
    fresh = standing_now(_opened(session, client, by))
    if fresh.signed_at is not None:
        raise refuse("signed", _("This note is signed. Add an addendum to correct it."))
    if fresh.author_id != by.id:
        fresh.author_id, fresh.opened_by, fresh.opened_at = by.id, by.id, clock.now()
        fresh.save()
    return fresh


@action(Permission.WRITE_NOTE, audit="care.alike_answered")
def answer_alike(*, note: Note, other: Note, why: str, by: Actor) -> AlikeAnswer:
    """Say why two notes that read alike are both right; kept, and asked again if a text changes."""
    fresh = standing_now(note)
    if not why.strip():
        raise refuse("why", _("Say why both are right."), field_name="why")
    if by.id not in (fresh.author_id, other.author_id):
        raise refuse("not_author", _("Only whoever wrote the note answers for it."))
    mark = queries.alike.pair_mark(fresh, queries.lookup.note_or_404(other.pk))
    return _answered(fresh, other, mark, why, by)


@action(Permission.WRITE_NOTE, audit="care.alike_group_answered")
def answer_alike_group(
    *, session: Session, note_ids: Collection[UUID], why: str, by: Actor
) -> list[AlikeAnswer]:
    """Say once why several notes that read alike are all right; kept for every pair of them.

    Pairs that none of the reader's own notes is in stay open, and so do those of other notes.
    """
    if not why.strip():
        raise refuse("why", _("Say why all of these are right."), field_name="why")
    here = queries.grid.sheet(session_or_404(session.pk), by)
    authors = {row.note.pk: row.note.author_id for row in here.everyone if row.note}
    mine = [
        view
        for view in here.alike
        if view.kind is Alike.ANOTHER_CLIENT
        and not view.is_answered
        and {view.note_id, view.other_id} <= set(note_ids)
        and by.id in (authors[view.note_id], authors[view.other_id])
    ]
    if not mine:
        raise refuse("moved", _("A note changed just now. Look again, then answer."))
    notes = Note.objects.in_bulk([pk for view in mine for pk in (view.note_id, view.other_id)])
    audit_codes(pairs=len(mine))
    return [
        _answered(notes[view.note_id], notes[view.other_id], view.mark, why, by) for view in mine
    ]


def _answered(note: Note, other: Note, mark: str, why: str, by: Actor) -> AlikeAnswer:
    answer = AlikeAnswer(
        note=note,
        other=other,
        mark=mark,
        answered_at=clock.now(),
        answered_by=by.id,
        created_by=by.id,
    )
    answer.why = fits(why, "why")
    answer.save(force_insert=True)
    return answer


def _opened(session: Session, client: Client, by: Actor) -> Note:
    standing = queries.lookup.standing_note(session, client)
    if standing is not None:
        return standing
    if session.kind not in queries.owed.NOTED_KINDS:
        raise refuse("no_notes", _("{session} has no notes."), session=session.name)
    if not queries.lookup.is_in_session(session, client):
        raise refuse(
            "not_on_roster",
            _("{name} is not in {session}."),
            name=client.chosen_name,
            session=session.name,
        )
    note, _made = Note.objects.get_or_create(
        session=session,
        client=client,
        struck_at=None,
        defaults={
            "author_id": by.id,
            "opened_at": clock.now(),
            "opened_by": by.id,
            "version": 0,
            "created_by": by.id,
        },
    )
    return note


AUTHORS_OWN = {"sentence", "happened"}
"""Whoever writes one of these writes the note."""


def _saved(note: Note, seen: Seen, told: dict[str, str], by: Actor) -> Note:
    fresh = standing_now(note)
    if fresh.signed_at is not None:
        raise refuse("signed", _("This note is signed. Add an addendum to correct it."))
    changes = {name: _checked(fresh, name, text) for name, text in told.items()}
    draft = queries.drafts.draft_of(fresh)
    no_conflict(draft, seen, changes)
    after = written(draft, changes)
    if after == draft:
        return fresh
    new = {name for name, n in after.changed_in.items() if n == after.version}
    if fresh.author_id != by.id and any(after.values[name] for name in new & AUTHORS_OWN):
        fresh.author_id, fresh.opened_by, fresh.opened_at = by.id, by.id, clock.now()
    body = queries.drafts.body_of(fresh.session, after)
    fresh.body = queries.drafts.packed(after)
    fresh.version = after.version
    fresh.goal_id = UUID(body.goal_id) if body.goal_id else None
    fresh.has_risk_change = body.risk_change in (RiskChange.NEW, RiskChange.LESS)
    fresh.partner_violence = body.partner_violence
    fresh.has_own_sentence = queries.drafts.own_sentence_in(body)
    fresh.save()
    return fresh


_CHOICES: dict[str, type[Word]] = {
    "participation": Participation,
    "practiced_with": PracticedWith,
    "practiced_how": PracticedHow,
    "response": Response,
    "risk_change": RiskChange,
}


def _checked(note: Note, name: str, text: str) -> str:
    """The text as it is kept, if this note has such a field and it may hold that."""
    if name not in queries.drafts.fields_of(note.session):
        raise refuse("no_field", _("A note has no such field."), field_name=name)
    if name in _CHOICES and text and text not in [str(word) for word in _CHOICES[name]]:
        raise refuse("no_choice", _("This is not one of the choices."), field_name=name)
    if name == "partner_violence" and text not in ("", queries.drafts.YES):
        raise refuse("no_choice", _("This is not one of the choices."), field_name=name)
    if name == "goal_id" and text and not _is_her_goal(note.client_id, text):
        raise refuse("no_choice", _("This is not one of her goals."), field_name=name)
    return fits(text, name)


def _is_her_goal(client_id: UUID, goal_id: str) -> bool:
    try:
        return Goal.objects.filter(client_id=client_id, pk=UUID(goal_id)).exists()
    except ValueError:
        return False


@action(Permission.WRITE_NOTE, audit="care.note_word_cleared")
def clear_note_name(*, note: Note, term: str, by: Actor) -> Note:
    """A word in her note is also another client's name, and stands for nobody: keep who said so."""
    fresh = standing_now(note)
    text = "\n".join(queries.drafts.draft_of(fresh).values.values())
    found = queries.names.names_in_hers(fresh.client, fresh.session, text)
    fresh.names_cleared = cleared_with(fresh.names_cleared, term, found, by)
    fresh.save()
    return fresh


@action(Permission.WRITE_NOTE, audit="care.note_alert")
def open_alert(*, note: Note, by: Actor) -> Alert:
    """Open the alert that a new concern in a note calls for."""
    fresh = standing_now(note)
    body = queries.drafts.body_of(fresh.session, queries.drafts.draft_of(fresh))
    if body.risk_change is not RiskChange.NEW:
        raise refuse("no_new_risk", _("This note marks no new concern."))
    now = clock.now()
    return raise_alert(
        client=fresh.client,
        level=NOTE_RULES.new_concern_level,
        instrument_id=queries.grid.NOTE_INSTRUMENT,
        link_id=queries.grid.RISK_LINK,
        administration_id=fresh.pk,
        evidence={
            "instrument": _("Session note"),
            "question": _("Risk change"),
            "answer": RiskChange.NEW.label,
            "value": None,
            "given_at": now.isoformat(),
        },
        answered_at=now,
        on_site=is_on_site(fresh.client_id),
        by=by,
    )
