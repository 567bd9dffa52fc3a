"""Writing documents, signing them, and the lead's questions before the second signature."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.actions.saving import as_seen, cleared_with, fits, no_conflict
from openiop.care.actions.signing import note_question
from openiop.care.models import Goal, Note
from openiop.clients.models import Client
from openiop.day.queries.door import is_on_site
from openiop.domain.care.body import RiskChange
from openiop.domain.care.cosign import CosignFacts, may_cosign, needs_cosign
from openiop.domain.care.edits import Seen, written
from openiop.domain.care.note import NOTE_RULES, content_hash
from openiop.domain.care.note_kinds import (
    NoteFormat,
    NoteKind,
    Place,
    may_write_kind,
)
from openiop.domain.care.opening import HoldKind, may_hold, may_release_alone
from openiop.domain.care.owed import other_note_due_at
from openiop.domain.care.supervision import ReturnFacts, may_ask, may_write_anew
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import clocks_here, credentials_of, license_now, signs_as
from openiop.safety.actions.opening import raise_alert
from openiop.safety.models import Alert

from . import queries
from .models import Document, DocumentAddendum, DocumentHold, DocumentSignature, Question
from .queries.compose import NOTE_INSTRUMENT, RISK_LINK

WHY_LETTERS_MAX = 200


def _standing(document: Document) -> Document:
    """The document as the database has it now, held until this deed is done."""
    fresh = (
        Document.objects.select_for_update(of=("self",))
        .select_related("client")
        .get(pk=document.pk)
    )
    if fresh.struck_at is not None:
        raise refuse("struck", _("This note was struck. It stays readable and changes no more."))
    return fresh


# -- Writing --------------------------------------------------------------------------------------


@action(Permission.WRITE_DOCUMENT, audit="documents.begun")
def begin(*, client: Client, kind: NoteKind, on: date | None = None, by: Actor) -> Document:
    """Begin a document of a kind that is the writer's to write; nothing is copied from another.

    A weekly summary is assembled from what is signed by now; there is one for each week.
    """
    may_write_kind(kind, credentials_of(by.id)).or_refuse()
    day = on or clock.today()
    if day > clock.today():
        raise refuse("future", _("Choose a day that has come."), field_name="on")
    sources = ""
    if kind is NoteKind.WEEKLY:
        day = queries.weekly.week_around(client, day)[0]
        standing = Document.objects.filter(
            client=client, kind=kind, on=day, struck_at__isnull=True
        ).first()
        if standing is not None:
            return standing
        sources = _assembled(client, day)
    document = Document(
        client=client,
        kind=kind,
        note_format=NoteFormat(clocks_here().individual_format),
        author_id=by.id,
        on=day,
        opened_at=clock.now(),
        opened_by=by.id,
        created_by=by.id,
    )
    document.sources = sources
    document.save(force_insert=True)
    return document


def _assembled(client: Client, day: date) -> str:
    return json.dumps(
        [
            {
                "text": line.text,
                "links": [list(link) for link in line.links],
                "kind": line.kind,
            }
            for line in queries.weekly.week_sentences(client, day)
        ]
    )


@action(Permission.WRITE_DOCUMENT, audit="documents.assembled")
def assemble_again(*, document: Document, by: Actor) -> Document:
    """Make the sentences of a weekly summary anew from what is signed by now."""
    fresh = _own_draft(document, by)
    if fresh.kind is not NoteKind.WEEKLY:
        raise refuse("not_weekly", _("Only a weekly summary is assembled."))
    fresh.sources = _assembled(fresh.client, fresh.on)
    fresh.save()
    return fresh


def _own_draft(document: Document, by: Actor) -> Document:
    fresh = _standing(document)
    if fresh.signed_at is not None:
        raise refuse("signed", _("This note is signed. Add an addendum to correct it."))
    if fresh.author_id != by.id:
        raise refuse("not_author", _("Only its author writes in it."))
    return fresh


@action(Permission.WRITE_DOCUMENT, audit="documents.saved")
def keep(
    *, document: Document, version: int | Seen, changes: dict[str, str], by: Actor
) -> Document:
    """Save single fields of a draft; what another tab changed meanwhile is never overwritten."""
    fresh = _own_draft(document, by)
    told = {name: _checked(fresh, name, text) for name, text in changes.items()}
    draft = queries.compose.draft_of(fresh)
    no_conflict(draft, as_seen(version), told)
    after = written(draft, told)
    if after == draft:
        return fresh
    goal_id = after.values.get("goal_id", "")
    fresh.body = json.dumps(
        {"fields": dict(after.values), "changed_in": dict(after.changed_in)}, sort_keys=True
    )
    fresh.version = after.version
    fresh.goal_id = UUID(goal_id) if goal_id else None
    fresh.place = Place(after.values.get("place") or Place.HERE)
    fresh.partner_violence = after.values.get("partner_violence") == queries.compose.YES
    risk = queries.compose.body_of(after).risk_change
    fresh.has_risk_change = risk in (RiskChange.NEW, RiskChange.LESS)
    if after.values.get("on"):
        fresh.on = date.fromisoformat(after.values["on"])
    fresh.save()
    return fresh


MINUTES_MOST = 480


def _checked(document: Document, name: str, text: str) -> str:
    """The text as it is kept, if this document has such a field and it may hold that."""
    if name not in queries.compose.fields_of(document):
        raise refuse("no_field", _("A note has no such field."), field_name=name)
    kept = fits(text, name)
    if not kept:
        return kept
    no_choice = refuse("no_choice", _("This is not one of the choices."), field_name=name)
    if name == "risk_change" and kept not in [str(each) for each in RiskChange]:
        raise no_choice
    if name == "partner_violence" and kept != queries.compose.YES:
        raise no_choice
    if name == "place" and kept not in [str(each) for each in Place]:
        raise no_choice
    if name == "goal_id" and not _is_hers(document.client_id, kept):
        raise no_choice
    if name == "minutes" and not (kept.isdecimal() and 1 <= int(kept) <= MINUTES_MOST):
        raise refuse("minutes", _("Write minutes as a number. Example: 45"), field_name=name)
    if name == "on":
        _day_that_came(document, kept)
    return kept


def _day_that_came(document: Document, text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise refuse("on", _("Choose a day."), field_name="on") from None
    if day > clock.today() or document.kind is NoteKind.WEEKLY:
        raise refuse("future", _("Choose a day that has come."), field_name="on")


def _is_hers(client_id: UUID, goal_id: str) -> bool:
    try:
        return Goal.objects.filter(client_id=client_id, pk=UUID(goal_id)).exists()
    except ValueError:
        return False


@action(Permission.WRITE_DOCUMENT, audit="documents.word_cleared")
def clear_name(*, document: Document, term: str, by: Actor) -> Document:
    """A word in it is also another client's name, and stands for nobody: keep who said so."""
    fresh = _own_draft(document, by)
    text = "\n".join(queries.compose.draft_of(fresh).values.values())
    found = queries.compose.names_in(fresh.client, fresh.on, text)
    fresh.names_cleared = cleared_with(fresh.names_cleared, term, found, by)
    fresh.save()
    return fresh


@action(Permission.WRITE_DOCUMENT, audit="documents.alert")
def open_alert(*, document: Document, by: Actor) -> Alert:
    """Open the alert that a new concern in a document calls for."""
    fresh = _own_draft(document, by)
    if queries.compose.body_of(queries.compose.draft_of(fresh)).risk_change is not RiskChange.NEW:
        raise refuse("no_new_risk", _("This note marks no new concern."))
    now = clock.now()
    return raise_alert(
        client=fresh.client,
        level=NOTE_RULES.new_concern_level,
        instrument_id=NOTE_INSTRUMENT,
        link_id=RISK_LINK,
        administration_id=fresh.pk,
        evidence={
            "instrument": fresh.kind.label,
            "question": _("Risk change"),
            "answer": RiskChange.NEW.label,
            "value": None,
            "given_at": now.isoformat(),
        },
        answered_at=now,
        on_site=is_on_site(fresh.client_id),
        by=by,
    )


# -- Signing --------------------------------------------------------------------------------------


@action(Permission.WRITE_DOCUMENT, audit="documents.signed")
def sign(*, document: Document, by: Actor) -> DocumentSignature:
    """Freeze a document under its author's name, with its full text and a salted fingerprint.

    A version written anew after a question is frozen beside the ones before it.
    """
    fresh = _standing(document)
    here = queries.compose.compose(fresh, by)
    here.may_sign.or_refuse()
    number = DocumentSignature.objects.filter(document=fresh, is_second=False).count() + 1
    text = queries.compose.text_of(fresh, here.draft, fresh.goal)
    late = number == 1 and clock.now() > other_note_due_at(fresh.opened_at, clocks_here())
    signature = _frozen(fresh, text, number, by, late=late)
    fresh.signed_at, fresh.signed_by = signature.signed_at, by.id
    fresh.cosign_due = needs_cosign(credentials_of(by.id))
    fresh.save()
    audit_codes(version=number, cosign_due=fresh.cosign_due)
    return signature


def _frozen(
    document: Document,
    text: str,
    number: int,
    by: Actor,
    *,
    late: bool = False,
    second: bool = False,
) -> DocumentSignature:
    salt = secrets.token_hex(16)
    signature = DocumentSignature(
        document=document,
        number=number,
        is_second=second,
        salt=salt,
        content_hash=content_hash(text, salt),
        signed_at=clock.now(),
        signed_by=by.id,
        signed_as=signs_as(by.id) or by.name,
        late=late,
        created_by=by.id,
    )
    signature.text = text
    signature.save(force_insert=True)
    return signature


@action(Permission.REVIEW_DOCUMENTS, audit="documents.cosigned")
def cosign(*, document: Document, by: Actor) -> DocumentSignature:
    """The second signature freezes the newest version; no question may be open."""
    fresh = _standing(document)
    newest = (
        DocumentSignature.objects.filter(document=fresh, is_second=False)
        .order_by("-number")
        .first()
    )
    may_cosign(
        CosignFacts(
            is_signed=fresh.signed_at is not None and newest is not None,
            is_due=fresh.cosign_due,
            is_done=fresh.cosigned_at is not None,
            is_author=fresh.author_id == by.id,
            credentials=credentials_of(by.id),
            is_asked=Question.objects.filter(document=fresh, answered_at__isnull=True).exists(),
        )
    ).or_refuse()
    license_now(by.id).or_refuse()
    if newest is None:
        raise refuse("not_signed", _("This note is not signed yet."))
    signature = _frozen(fresh, newest.text, newest.number, by, second=True)
    fresh.cosigned_at, fresh.cosigned_by = signature.signed_at, by.id
    fresh.save()
    return signature


@action(Permission.REVIEW_DOCUMENTS, audit="documents.asked")
def ask(*, document: Document, words: str, section: str = "", by: Actor) -> Question:
    """Give a signed document back with a question in the margin, before the second signature."""
    fresh = _standing(document)
    may_ask(
        ReturnFacts(
            is_signed=fresh.signed_at is not None,
            cosign_due=fresh.cosign_due,
            is_cosigned=fresh.cosigned_at is not None,
            is_author=fresh.author_id == by.id,
        ),
        words,
    ).or_refuse()
    known = {each.id for each in queries.compose.rules_of(fresh).sections}
    question = Question(
        document=fresh,
        section=section if section in known else "",
        asked_at=clock.now(),
        asked_by=by.id,
        created_by=by.id,
    )
    question.words = fits(words, "words")
    question.save(force_insert=True)
    return question


@action(Permission.REVIEW_DOCUMENTS, audit="documents.asked_about_note")
def ask_about_note(*, note: Note, words: str, by: Actor) -> Question:
    """Give a session's signed note back with a question, before the second signature."""
    fresh = Note.objects.select_related("client", "session").get(pk=note.pk)
    may_ask(
        ReturnFacts(
            is_signed=fresh.signed_at is not None and fresh.struck_at is None,
            cosign_due=fresh.cosign_due,
            is_cosigned=queries.lookup.is_note_cosigned(fresh.pk),
            is_author=fresh.author_id == by.id,
        ),
        words,
    ).or_refuse()
    question = Question(note=fresh, asked_at=clock.now(), asked_by=by.id, created_by=by.id)
    question.words = fits(words, "words")
    question.save(force_insert=True)
    note_question(note=fresh, waits=True, by=by)
    return question


@action(Permission.WRITE_DOCUMENT, audit="documents.answered")
def answer(*, question: Question, words: str, by: Actor) -> Question:
    """The author answers a question; it can be answered once."""
    fresh = queries.lookup.question_or_404(question.pk)
    part = fresh.document or fresh.note
    if part is None or part.author_id != by.id:
        raise refuse("not_author", _("Only its author answers."))
    if fresh.answered_at is not None:
        raise refuse("answered", _("This question is answered."))
    if not words.strip():
        raise refuse("words", _("Write your answer."), field_name="words")
    fresh.answer = fits(words, "words")
    fresh.answered_at, fresh.answered_by = clock.now(), by.id
    fresh.save()
    if fresh.note is not None:
        left = Question.objects.filter(note=fresh.note, answered_at__isnull=True)
        note_question(note=fresh.note, waits=left.exists(), by=by)
    return fresh


# -- Letting her read it --------------------------------------------------------------------------


@action(Permission.OPEN_NOTE, audit="documents.released")
def release(*, document: Document, by: Actor) -> Document:
    """Let her read one document that does not open by itself, after somebody looked at it alone."""
    fresh = _standing(document)
    may_release_alone(queries.opening.facts_of(fresh), clock.today()).or_refuse()
    if fresh.released_at is None:
        fresh.released_at, fresh.released_by = clock.now(), by.id
        fresh.save()
    return fresh


@action(Permission.OPEN_NOTE, audit="documents.held")
def hold(
    *,
    document: Document,
    kind: HoldKind | None,
    why: str,
    reviewer_id: UUID | None,
    expires_on: date | None,
    by: Actor,
) -> DocumentHold:
    """Hold one document back from her: an exception, a reason, who looks again, and a last day."""
    fresh = _standing(document)
    known = reviewer_id is not None and reviewer_id in names_by_id([reviewer_id])
    may_hold(kind, why, known, expires_on, clock.today()).or_refuse()
    if kind is None or reviewer_id is None or expires_on is None or fresh.signed_at is None:
        raise refuse("not_signed", _("This note is not signed yet."))
    if queries.opening.standing_hold(fresh) is not None:
        raise refuse("held", _("This note is held already."))
    made = DocumentHold(
        document=fresh,
        kind=kind,
        reviewer_id=reviewer_id,
        expires_on=expires_on,
        held_at=clock.now(),
        held_by=by.id,
        created_by=by.id,
    )
    made.why = fits(why, "why")
    made.save(force_insert=True)
    return made


@action(Permission.OPEN_NOTE, audit="documents.hold_ended")
def end_hold(*, hold: DocumentHold, by: Actor) -> DocumentHold:
    """The reason to hold a document is gone: it opens again as its own rule says."""
    fresh = DocumentHold.objects.select_for_update().get(pk=hold.pk)
    if fresh.ended_at is None:
        fresh.ended_at, fresh.ended_by = clock.now(), by.id
        fresh.save()
    return fresh


# -- Anew -----------------------------------------------------------------------------------------


@action(Permission.WRITE_DOCUMENT, audit="documents.written_anew")
def write_anew(*, document: Document, by: Actor) -> Document:
    """Open a returned document for a new version; the signed one stays as it was signed."""
    fresh = _standing(document)
    may_write_anew(
        ReturnFacts(
            is_signed=fresh.signed_at is not None,
            cosign_due=fresh.cosign_due,
            is_cosigned=fresh.cosigned_at is not None,
            is_author=fresh.author_id == by.id,
            was_asked=Question.objects.filter(document=fresh).exists(),
        )
    ).or_refuse()
    fresh.signed_at = fresh.signed_by = None
    fresh.opened_at, fresh.opened_by = clock.now(), by.id
    fresh.save()
    return fresh


# -- After signing --------------------------------------------------------------------------------


@action(Permission.WRITE_DOCUMENT, audit="documents.addendum_added")
def add_addendum(
    *, document: Document, text: str, why: str, not_names: Sequence[str] = (), by: Actor
) -> DocumentAddendum:
    """Add words to a signed document, with why; the document stays as it was signed."""
    fresh = _standing(document)
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
    salt = secrets.token_hex(16)
    addendum = DocumentAddendum(
        document=fresh,
        why=why.strip()[:WHY_LETTERS_MAX],
        added_at=clock.now(),
        added_by=by.id,
        salt=salt,
        created_by=by.id,
    )
    addendum.text = fits(text, "text")
    addendum.content_hash = content_hash(addendum.text, salt)
    addendum.save(force_insert=True)
    if not_names:
        audit_codes(names_cleared=len(not_names))
    return addendum


def _no_name_of_others(document: Document, text: str, not_names: Sequence[str]) -> None:
    said = {word.casefold() for word in not_names}
    for leak in queries.compose.names_in(document.client, document.on, text):
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


@action(Permission.WRITE_DOCUMENT, audit="documents.struck")
def strike(*, document: Document, why: str, by: Actor) -> Document:
    """Take a document out of her chart for a reason; it stays readable, and its signatures too."""
    if not why.strip():
        raise refuse("why", _("Say why it is struck."), field_name="why")
    fresh = _standing(document)
    if by.id != fresh.author_id and Role.CLINICAL_LEAD not in by.roles:
        raise refuse("not_author", _("Only its author or the clinical lead strikes a note."))
    fresh.struck_at, fresh.struck_by = clock.now(), by.id
    fresh.struck_why = why.strip()[:300]
    fresh.save()
    return fresh
