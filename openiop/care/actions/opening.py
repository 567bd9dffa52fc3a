"""Open notes: letting her read one, and holding one back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care import queries
from openiop.care.models import Note, NoteHold
from openiop.domain.care.opening import HoldKind, may_hold, may_release_alone
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .saving import fits, standing_now


@action(Permission.OPEN_NOTE, audit="care.note_released")
def release_note(*, note: Note, by: Actor) -> Note:
    """Let her read one note that does not open by itself, after somebody looked at it alone."""
    fresh = standing_now(note)
    may_release_alone(queries.opening.facts_of(fresh), clock.today()).or_refuse()
    if fresh.released_at is None:
        fresh.released_at, fresh.released_by = clock.now(), by.id
        fresh.save()
    return fresh


@action(Permission.OPEN_NOTE, audit="care.note_held")
def hold_note(
    *,
    note: Note,
    kind: HoldKind | None,
    why: str,
    reviewer_id: UUID | None,
    expires_on: date | None,
    by: Actor,
) -> NoteHold:
    """Hold one note back from her: an exception, a reason, who looks again, and a last day."""
    fresh = standing_now(note)
    known = reviewer_id is not None and reviewer_id in names_by_id([reviewer_id])
    may_hold(kind, why, known, expires_on, clock.today()).or_refuse()
    if kind is None or reviewer_id is None or expires_on is None or fresh.signed_at is None:
        raise refuse("not_signed", _("This note is not signed yet."))
    if queries.opening.standing_hold(fresh) is not None:
        raise refuse("held", _("This note is held already."))
    hold = NoteHold(
        note=fresh,
        kind=kind,
        reviewer_id=reviewer_id,
        expires_on=expires_on,
        held_at=clock.now(),
        held_by=by.id,
        created_by=by.id,
    )
    hold.why = fits(why, "why")
    hold.save(force_insert=True)
    return hold


@action(Permission.OPEN_NOTE, audit="care.hold_ended")
def end_hold(*, hold: NoteHold, by: Actor) -> NoteHold:
    """The reason to hold a note is gone: it opens again as its own rule says."""
    fresh = NoteHold.objects.select_for_update(of=("self",)).select_related("note").get(pk=hold.pk)
    if fresh.ended_at is None:
        fresh.ended_at, fresh.ended_by = clock.now(), by.id
        fresh.save()
    return fresh
