"""Signing notes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import CoSignature, Note, Rehearsal, Signature
from openiop.care.queries.grid import Row
from openiop.clients.models import Client
from openiop.domain.care.body import GroupNoteBody
from openiop.domain.care.note import content_hash
from openiop.domain.care.owed import session_note_due_at
from openiop.domain.decision import Reason, refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import clocks_here, license_now, signs_as
from openiop.schedule.models import Session
from openiop.schedule.queries import session_or_404

from .saving import standing_now


@action(Permission.WRITE_NOTE, audit="care.note_signed")
def sign(*, note: Note, by: Actor) -> Signature:
    """Freeze a note under its author's name, with its full text and a salted fingerprint."""
    license_now(by.id).or_refuse()
    fresh = standing_now(note)
    here = queries.grid.sheet(fresh.session, by, only=fresh.client)
    row = next(iter(here.rows), None)
    if row is None:
        raise refuse("absent", _("She was away. She gets an absence entry, not a note."))
    row.may_sign.or_refuse()
    return _signed(fresh, row, row.text(here.shared_words), signs_as(by.id) or by.name, by)


def _signed(note: Note, row: Row, text: str, signs: str, by: Actor) -> Signature:
    now, salt = clock.now(), secrets.token_hex(16)
    session = note.session
    due = session_note_due_at(session.ends_at, session.client_id is not None, clocks_here())
    signature = Signature(
        note=note,
        salt=salt,
        content_hash=content_hash(text, salt),
        signed_at=now,
        signed_by=by.id,
        signed_as=signs,
        late=now > due,
        created_by=by.id,
    )
    signature.text = text
    signature.save(force_insert=True)
    note.signed_at, note.signed_by = now, by.id
    note.cosign_due = row.cosign_due
    note.save()
    _rehearsed(note, row, by)
    return signature


def _rehearsed(note: Note, row: Row, by: Actor) -> None:
    """What she rehearsed becomes a fact of its own, one for each skill or boundary."""
    if not isinstance(row.body, GroupNoteBody):
        return
    for what in (part.strip() for part in row.body.practiced.split(", ")):
        if what:
            rehearsal = Rehearsal(
                note=note,
                client=row.client,
                on=row.session.on,
                with_whom=row.body.practiced_with,
                went=row.body.practiced_how,
                created_by=by.id,
            )
            rehearsal.what = what
            rehearsal.save(force_insert=True)


@action(Permission.COSIGN_NOTE, audit="care.note_cosigned")
def cosign(*, note: Note, by: Actor) -> CoSignature:
    """Put a second signature under a note; the text and its fingerprint stay as they are."""
    license_now(by.id).or_refuse()
    fresh = standing_now(note)
    queries.cosign.may_cosign_note(fresh, by).or_refuse()
    signature = Signature.objects.get(note=fresh)
    second = CoSignature(
        note=fresh,
        content_hash=signature.content_hash,
        signed_at=clock.now(),
        signed_by=by.id,
        signed_as=signs_as(by.id) or by.name,
        created_by=by.id,
    )
    second.save(force_insert=True)
    return second


@action(Permission.SEE_CHART, audit="care.question_noted")
def note_question(*, note: Note, waits: bool, by: Actor) -> Note:
    """A question about a signed note was asked, or the last one was answered."""
    fresh = standing_now(note)
    if fresh.is_asked != waits:
        fresh.is_asked = waits
        fresh.save()
    return fresh


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
    license_now(by.id).or_refuse()
    here = queries.grid.sheet(session_or_404(session.pk), by)
    signs = signs_as(by.id) or by.name
    signed = []
    for row in here.ready:
        if row.note is not None:
            fresh = standing_now(row.note)
            if fresh.version != row.draft.version or fresh.signed_at is not None:
                raise refuse("moved", _("A note changed just now. Look again, then sign."))
            _signed(fresh, row, row.text(here.shared_words), signs, by)
            signed.append(fresh)
    audit_codes(signed=[str(note.pk) for note in signed])
    return SignedAll(
        tuple(signed),
        tuple(Left(row.client, row.may_sign_with_others.reasons) for row in here.left),
    )
