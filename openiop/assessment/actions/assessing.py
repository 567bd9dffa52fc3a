"""The assessment: begun with what was told before, kept field by field, and completed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from openiop.assessment.models import Assessment, SlotBooking
from openiop.assessment.queries.content import (
    CHOICES,
    DATES,
    FIELDS,
    carried_over,
    draft_of,
    stored,
    told_before,
)
from openiop.assessment.queries.lookup import newest_assessment, open_assessment
from openiop.assessment.queries.standing import gaps, licensed
from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.care.edits import Draft, Seen, conflicts, written
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission
from openiop.domain.referral import ReferralState
from openiop.domain.text import _
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.models import TieKind
from openiop.referral import actions as referrals
from openiop.referral.queries import form_of, referral_of_client

TEXT_LETTERS_MAX = 6000
TIE_DAYS = 45
"""How long an assessor works with a woman before her stay decides who does [product default]."""


@action(Permission.ASSESS, audit="assessment.begun")
def begin(*, booking: SlotBooking, by: Actor) -> Assessment:
    """Begin the assessment of a booked time; she is made a client, once, with all she told."""
    licensed(by).or_refuse()
    known = Assessment.objects.filter(booking=booking).first()
    if known is not None:
        return known
    if booking.released_at is not None:
        raise refuse("released", _("This time was given back already. Look again."))
    client = referrals.accept(referral=booking.referral, by=by)
    return _begin(client, booking, by)


@action(Permission.ASSESS, audit="assessment.begun_without_time")
def begin_for(*, client: Client, by: Actor) -> Assessment:
    """Begin an assessment of a client without a booked time, as when she comes back."""
    licensed(by).or_refuse()
    return _begin(client, None, by)


def _begin(client: Client, booking: SlotBooking | None, by: Actor) -> Assessment:
    standing = open_assessment(client.pk)
    if standing is not None:
        return standing
    today = clock.today()
    tie(
        staff_id=by.id,
        client_id=client.pk,
        kind=TieKind.ASSESSOR,
        from_on=today,
        until_on=today + timedelta(days=TIE_DAYS),
        by=by,
    )
    referral = booking.referral if booking else referral_of_client(client.pk)
    draft = Draft()
    if referral is not None:
        draft = written(draft, told_before(form_of(referral)))
    if (before := newest_assessment(client.pk)) is not None:
        draft = written(draft, carried_over(draft_of(before).values))
    made = Assessment(
        client=client,
        booking=booking,
        assessor_id=by.id,
        version=draft.version,
        created_by=by.id,
    )
    made.content = stored(draft)
    made.save(force_insert=True)
    return made


def _open(assessment: Assessment) -> Assessment:
    fresh = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if fresh.completed_at is not None:
        raise refuse("completed", _("This assessment is completed. Decide the level anew instead."))
    return fresh


@action(Permission.ASSESS, audit="assessment.kept")
def keep(
    *, assessment: Assessment, version: Seen, changes: dict[str, str], by: Actor
) -> Assessment:
    """Save single fields; what a colleague or another tab changed meanwhile is not overwritten."""
    fresh = _open(assessment)
    told = {name: _checked(name, text) for name, text in changes.items()}
    draft = draft_of(fresh)
    if names := conflicts(draft, version, told):
        text = _("Somebody changed this in the meantime. Both texts are here: choose one.")
        raise Refused(tuple(Reason("stale", text, field_name=name) for name in names))
    after = written(draft, told)
    if after == draft:
        return fresh
    fresh.content = stored(after)
    fresh.version = after.version
    fresh.save()
    return fresh


def _checked(name: str, text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if name not in FIELDS:
        raise refuse("no_field", _("An assessment has no such field."), field_name=name)
    if len(kept) > TEXT_LETTERS_MAX:
        raise refuse(
            "too_long",
            _("This is longer than {most} letters. Please shorten it."),
            field_name=name,
            most=TEXT_LETTERS_MAX,
        )
    if kept and name in CHOICES and kept not in CHOICES[name]:
        raise refuse("no_choice", _("This is not one of the choices."), field_name=name)
    if kept and name in DATES:
        _day(kept, name)
    return kept


def _day(text: str, name: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        say = _("We could not read that date. Example: 2026-11-14")
        raise refuse("day", say, field_name=name) from None


@action(Permission.ASSESS, audit="assessment.document_joined")
def join_document(*, assessment: Assessment, document_id: UUID, by: Actor) -> Assessment:
    """Say which biopsychosocial document goes with it."""
    fresh = _open(assessment)
    fresh.document_id = document_id
    fresh.save()
    return fresh


@action(Permission.ASSESS, audit="assessment.completed")
def complete(*, assessment: Assessment, is_document_signed: bool, by: Actor) -> Assessment:
    """Close an assessment: it never changes after; what is missing is said."""
    licensed(by).or_refuse()
    fresh = _open(assessment)
    gaps(fresh, is_document_signed=is_document_signed).or_refuse()
    fresh.completed_at, fresh.completed_by = clock.now(), by.id
    fresh.save()
    referral = fresh.booking.referral if fresh.booking else None
    if referral is not None and referral.state is ReferralState.ASSESSMENT_BOOKED:
        referrals.move(referral=referral, to=ReferralState.ASSESSED, by=by)
    audit_codes(version=fresh.version)
    return fresh
