"""Goals and notes: writing, signing, adding, striking."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import clients_by_id
from openiop.day.queries import away_reason, is_on_site
from openiop.domain.care.body import Participation, Response, RiskChange
from openiop.domain.care.due import is_late
from openiop.domain.care.edits import Draft, Seen, conflicts, written
from openiop.domain.care.names import Leak
from openiop.domain.care.note import NOTE_RULES, content_hash
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.events import MarkedAway, MarkedPresent
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.domain.words import AwayReason
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import signs_as
from openiop.safety.actions import raise_alert
from openiop.safety.models import Alert
from openiop.schedule.models import Session
from openiop.schedule.queries import session_or_404

from . import queries
from .models import AbsenceEntry, Addendum, Goal, Note, SharedPart, Signature

TEXT_LETTERS_MAX = 6000
WHY_LETTERS_MAX = 200
STALE = "stale"
"""The code of a refusal because a colleague, or another tab, changed the same field meanwhile."""

# -- Goals ---------------------------------------------------------------------------------------


@action(Permission.EDIT_GOALS, audit="care.goal_added")
def add_goal(*, client: Client, her_words: str, our_words: str = "", by: Actor) -> Goal:
    """Write down what she works toward, in her own words first."""
    if not her_words.strip():
        raise refuse("her_words", _("What does she say herself?"), field_name="her_words")
    return Goal.objects.create(
        client=client,
        number=queries.last_goal_number(client.pk) + 1,
        her_words=her_words.strip()[:300],
        our_words=our_words.strip()[:300],
        created_by=by.id,
    )


@action(Permission.EDIT_GOALS, audit="care.goal_ended")
def end_goal(*, goal: Goal, by: Actor) -> Goal:
    """She works toward this no longer, or has reached it; notes about it keep their link."""
    if goal.ended_on is None:
        goal.ended_on = clock.today()
        goal.save()
    return goal


# -- The shared part -----------------------------------------------------------------------------


@action(Permission.WRITE_NOTE, audit="care.shared_saved")
def save_shared(
    *,
    session: Session,
    version: int | Seen,
    topic: str | None = None,
    interventions: Sequence[str] | None = None,
    words: str | None = None,
    by: Actor,
) -> SharedPart:
    """Write what the whole group did; what is None stays. It is in every chart and names nobody.

    Notes signed before keep the text they were signed with.
    """
    told = {
        "topic": topic.strip()[:200] if topic is not None else None,
        "interventions": "\n".join(dict.fromkeys(line.strip() for line in interventions if line))
        if interventions is not None
        else None,
        "words": _fits(words, "words") if words is not None else None,
    }
    changes = {name: text for name, text in told.items() if text is not None}
    for name, text in changes.items():
        _no_sure_name(queries.names_in_shared(session, text), name)
    stored = SharedPart.objects.select_for_update().filter(session=session).first()
    draft = queries.shared_draft(session, stored)
    _no_conflict(draft, _seen(version), changes)
    after = written(draft, changes)
    if stored is not None and after == draft:
        return stored
    part = stored or SharedPart(session=session, created_by=by.id)
    part.topic = after.values["topic"]
    part.interventions = after.values["interventions"].splitlines()
    part.words = after.values["words"]
    part.version, part.changed_in = max(1, after.version), dict(after.changed_in)
    part.changed_at, part.changed_by = clock.now(), by.id
    part.save()
    return part


@action(Permission.WRITE_NOTE, audit="care.shared_word_cleared")
def clear_shared_name(*, session: Session, term: str, by: Actor) -> SharedPart:
    """A word in the shared part is also a client's name and stands for nobody: keep who said so."""
    part = SharedPart.objects.select_for_update().filter(session=session).first()
    if part is None:
        raise refuse("nothing", _("Nothing is written yet."))
    found = queries.names_in_shared(session, f"{part.topic}\n{part.words}")
    part.names_cleared = _cleared_with(part.names_cleared, term, found, by)
    part.save()
    return part


def _cleared_with(
    before: list[dict[str, str]], term: str, found: Sequence[Leak], by: Actor
) -> list[dict[str, str]]:
    asked = {leak.term.casefold() for leak in found if not leak.sure}
    if term.casefold() not in asked:
        raise refuse("no_question", _("This word was not asked about, or it is a client's name."))
    if any(said["term"].casefold() == term.casefold() for said in before):
        return before
    return [*before, {"term": term, "by": str(by.id), "at": clock.now().isoformat()}]


def _no_sure_name(found: Sequence[Leak], field_name: str) -> None:
    sure = [leak.term for leak in found if leak.sure]
    if sure:
        raise refuse(
            "name",
            _('"{name}" is a client\'s name. This part is in every chart: please take it out.'),
            field_name=field_name,
            name=", ".join(sure),
        )


def _seen(version: int | Seen) -> Seen:
    return version if isinstance(version, Seen) else Seen(version)


def _no_conflict(draft: Draft, seen: Seen, changes: Mapping[str, str]) -> None:
    if names := conflicts(draft, seen, changes):
        text = _("Somebody changed this in the meantime. Both texts are here: choose one.")
        raise Refused(tuple(Reason(STALE, text, field_name=name) for name in names))


def _fits(text: str, field_name: str) -> str:
    if len(text) > TEXT_LETTERS_MAX:
        raise refuse(
            "too_long",
            _("This is longer than {most} letters. Please shorten it."),
            field_name=field_name,
            most=TEXT_LETTERS_MAX,
        )
    return text.replace("\r\n", "\n").strip()


# -- Her own part --------------------------------------------------------------------------------


@action(Permission.WRITE_NOTE, audit="care.note_opened")
def open_note(*, session: Session, client: Client, by: Actor) -> Note:
    """Begin her note, empty, or go on with the one that stands."""
    return _opened(session, client, by)


@action(Permission.WRITE_NOTE, audit="care.note_saved")
def save_note(*, note: Note, version: int | Seen, changes: dict[str, str], by: Actor) -> Note:
    """Save single fields of a draft; a field somebody else changed meanwhile is never overwritten.

    Whoever writes the author's own sentence is the author. A signed note changes no more.
    """
    return _saved(note, _seen(version), changes, by)


@action(Permission.WRITE_NOTE, audit="care.note_saved")
def write_note(
    *, session: Session, client: Client, version: int | Seen, changes: dict[str, str], by: Actor
) -> Note:
    """Save single fields of her note, beginning it if need be."""
    return _saved(_opened(session, client, by), _seen(version), changes, by)


def _opened(session: Session, client: Client, by: Actor) -> Note:
    standing = queries.standing_note(session, client)
    if standing is not None:
        return standing
    if session.kind not in queries.NOTED_KINDS:
        raise refuse("no_notes", _("{session} has no notes."), session=session.name)
    if not queries.is_in_session(session, client):
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
    fresh = _standing(note)
    if fresh.signed_at is not None:
        raise refuse("signed", _("This note is signed. Add an addendum to correct it."))
    changes = {name: _checked(fresh, name, text) for name, text in told.items()}
    draft = queries.draft_of(fresh)
    _no_conflict(draft, seen, changes)
    after = written(draft, changes)
    if after == draft:
        return fresh
    new = {name for name, n in after.changed_in.items() if n == after.version}
    if fresh.author_id != by.id and any(after.values[name] for name in new & AUTHORS_OWN):
        fresh.author_id, fresh.opened_by, fresh.opened_at = by.id, by.id, clock.now()
    body = queries.body_of(fresh.session, after)
    fresh.body = queries.packed(after)
    fresh.version = after.version
    fresh.goal_id = UUID(body.goal_id) if body.goal_id else None
    fresh.has_risk_change = body.risk_change in (RiskChange.NEW, RiskChange.LESS)
    fresh.has_own_sentence = queries.own_sentence_in(body)
    fresh.save()
    return fresh


def _standing(note: Note) -> Note:
    """The note as the database has it now, held until this deed is done."""
    fresh = (
        Note.objects.select_for_update(of=("self",))
        .select_related("session", "session__unit", "session__room", "client")
        .get(pk=note.pk)
    )
    if fresh.struck_at is not None:
        raise refuse("struck", _("This note was struck. It stays readable and changes no more."))
    return fresh


_CHOICES: dict[str, type[Participation] | type[Response] | type[RiskChange]] = {
    "participation": Participation,
    "response": Response,
    "risk_change": RiskChange,
}


def _checked(note: Note, name: str, text: str) -> str:
    """The text as it is kept, if this note has such a field and it may hold that."""
    if name not in queries.fields_of(note.session):
        raise refuse("no_field", _("A note has no such field."), field_name=name)
    if name in _CHOICES and text and text not in [str(word) for word in _CHOICES[name]]:
        raise refuse("no_choice", _("This is not one of the choices."), field_name=name)
    if name == "goal_id" and text and not _is_her_goal(note.client_id, text):
        raise refuse("no_choice", _("This is not one of her goals."), field_name=name)
    return _fits(text, name)


def _is_her_goal(client_id: UUID, goal_id: str) -> bool:
    try:
        return Goal.objects.filter(client_id=client_id, pk=UUID(goal_id)).exists()
    except ValueError:
        return False


@action(Permission.WRITE_NOTE, audit="care.note_word_cleared")
def clear_note_name(*, note: Note, term: str, by: Actor) -> Note:
    """A word in her note is also another client's name, and stands for nobody: keep who said so."""
    fresh = _standing(note)
    text = "\n".join(queries.draft_of(fresh).values.values())
    found = queries.names_in_hers(fresh.client, fresh.session, text)
    fresh.names_cleared = _cleared_with(fresh.names_cleared, term, found, by)
    fresh.save()
    return fresh


@action(Permission.WRITE_NOTE, audit="care.note_alert")
def open_alert(*, note: Note, by: Actor) -> Alert:
    """Open the alert that a new concern in a note calls for."""
    fresh = _standing(note)
    body = queries.body_of(fresh.session, queries.draft_of(fresh))
    if body.risk_change is not RiskChange.NEW:
        raise refuse("no_new_risk", _("This note marks no new concern."))
    now = clock.now()
    return raise_alert(
        client=fresh.client,
        level=NOTE_RULES.new_concern_level,
        instrument_id=queries.NOTE_INSTRUMENT,
        link_id=queries.RISK_LINK,
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


# -- Signing -------------------------------------------------------------------------------------


@action(Permission.WRITE_NOTE, audit="care.note_signed")
def sign(*, note: Note, by: Actor) -> Signature:
    """Freeze a note under its author's name, with its full text and a salted fingerprint."""
    fresh = _standing(note)
    here = queries.sheet(fresh.session, by, only=fresh.client)
    row = next(iter(here.rows), None)
    if row is None:
        raise refuse("absent", _("She was away. She gets an absence entry, not a note."))
    row.may_sign.or_refuse()
    return _signed(fresh, row.text(here.shared_words), signs_as(by.id) or by.name, by)


def _signed(note: Note, text: str, signs: str, by: Actor) -> Signature:
    now, salt = clock.now(), secrets.token_hex(16)
    signature = Signature(
        note=note,
        salt=salt,
        content_hash=content_hash(text, salt),
        signed_at=now,
        signed_by=by.id,
        signed_as=signs,
        late=is_late(note.session.ends_at, now),
        created_by=by.id,
    )
    signature.text = text
    signature.save(force_insert=True)
    note.signed_at, note.signed_by = now, by.id
    note.save()
    return signature


@dataclass(frozen=True)
class Left:
    """A note that was not signed with the others, and why."""

    client: Client
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class SignedAll:
    """What signing all that is ready came to."""

    signed: tuple[Note, ...]
    left: tuple[Left, ...]


@action(Permission.WRITE_NOTE, audit="care.notes_signed")
def sign_all(*, session: Session, by: Actor) -> SignedAll:
    """Sign every note of a session that the signer wrote and made ready; tell what is left."""
    here = queries.sheet(session_or_404(session.pk), by)
    signs = signs_as(by.id) or by.name
    signed = []
    for row in here.ready:
        if row.note is not None:
            fresh = _standing(row.note)
            if fresh.version != row.draft.version or fresh.signed_at is not None:
                raise refuse("moved", _("A note changed just now. Look again, then sign."))
            _signed(fresh, row.text(here.shared_words), signs, by)
            signed.append(fresh)
    audit_codes(signed=[str(note.pk) for note in signed])
    return SignedAll(
        tuple(signed),
        tuple(Left(row.client, row.may_sign_with_others.reasons) for row in here.left),
    )


# -- After signing -------------------------------------------------------------------------------


@action(Permission.WRITE_NOTE, audit="care.addendum_added")
def add_addendum(
    *, note: Note, text: str, why: str, not_names: Sequence[str] = (), by: Actor
) -> Addendum:
    """Add words to a signed note, with why; the note itself stays as it was signed.

    `not_names`: words in it that are also clients' names and stand for nobody, as the writer said.
    """
    fresh = _standing(note)
    if fresh.signed_at is None:
        raise refuse("not_signed", _("This note is not signed yet. Write in the note itself."))
    missing = [
        Reason(code, words, field_name=code)
        for code, told, words in (
            ("text", text, _("Write what you want to add.")),
            ("why", why, _("Say why it is added now.")),
        )
        if not told.strip()
    ]
    if missing:
        raise Refused(tuple(missing))
    _no_name_of_others(fresh, text, not_names)
    addendum = Addendum(
        note=fresh,
        why=why.strip()[:WHY_LETTERS_MAX],
        added_at=clock.now(),
        added_by=by.id,
        salt=secrets.token_hex(16),
        created_by=by.id,
    )
    addendum.text = _fits(text, "text")
    addendum.content_hash = content_hash(addendum.text, addendum.salt)
    addendum.save(force_insert=True)
    if not_names:
        audit_codes(names_cleared=len(not_names))
    return addendum


def _no_name_of_others(note: Note, text: str, not_names: Sequence[str]) -> None:
    said = {word.casefold() for word in not_names}
    for leak in queries.names_in_hers(note.client, note.session, text):
        if leak.sure:
            raise refuse(
                "name",
                _('"{name}" is another client\'s name. Please take it out.'),
                field_name="text",
                name=leak.term,
            )
        if leak.term.casefold() not in said:
            raise refuse(
                "maybe_name",
                _('Is "{name}" a person? It is also a client\'s name.'),
                field_name="text",
                name=leak.term,
            )


@action(Permission.WRITE_NOTE, audit="care.note_struck")
def strike_note(*, note: Note, why: str, by: Actor) -> Note:
    """Take a note out of her chart for a reason; it stays readable, and so does its signature."""
    if not why.strip():
        raise refuse("why", _("Say why it is struck."), field_name="why")
    fresh = _standing(note)
    if by.id != fresh.author_id and Role.CLINICAL_LEAD not in by.roles:
        raise refuse("not_author", _("Only its author or the clinical lead strikes a note."))
    fresh.struck_at, fresh.struck_by = clock.now(), by.id
    fresh.struck_why = why.strip()[:300]
    fresh.save()
    return fresh


# -- Absence -------------------------------------------------------------------------------------


@action(Permission.WRITE_NOTE, audit="care.absence_entered")
def enter_absence(
    *, session: Session, client: Client, reason: AwayReason, by: Actor
) -> AbsenceEntry:
    """She was away from a session: an entry with the reason she gave, never a note."""
    standing = queries.standing_absence(session, client)
    if standing is not None:
        return standing
    return AbsenceEntry.objects.create(
        session=session, client=client, reason=reason, created_by=by.id
    )


@action(Permission.WRITE_NOTE, audit="care.absence_struck")
def strike_absence(*, entry: AbsenceEntry, why: str, by: Actor) -> AbsenceEntry:
    """She was here after all: the entry no longer holds and stays readable."""
    entry.struck_at, entry.struck_by, entry.struck_why = clock.now(), by.id, why
    entry.save()
    return entry


def on_marked_away(event: MarkedAway, by: Actor) -> None:
    """An absence entry for who was away, in sessions that would end in a note."""
    session = _told_of(event)
    if session.kind not in queries.NOTED_KINDS:
        return
    for client in clients_by_id(event.client_ids).values():
        enter_absence(
            session=session,
            client=client,
            reason=away_reason(client.pk, session.on),
            by=system(by),
        )


def on_marked_present(event: MarkedPresent, by: Actor) -> None:
    """Strike an absence entry of who was here after all."""
    session = _told_of(event)
    for entry in queries.standing_absences(session, event.client_ids):
        strike_absence(entry=entry, why=_("She was here after all."), by=system(by))


def _told_of(event: MarkedAway | MarkedPresent) -> Session:
    """The session; refuses a change under a note that is signed."""
    signed = Note.objects.select_related("client").filter(
        session_id=event.session_id,
        client_id__in=event.client_ids,
        struck_at__isnull=True,
        signed_at__isnull=False,
    )
    for note in signed[:1]:
        raise refuse(
            "note_signed",
            _("{name}'s note is signed with these minutes. Strike it, or add an addendum."),
            name=note.client.chosen_name,
        )
    return session_or_404(event.session_id)
