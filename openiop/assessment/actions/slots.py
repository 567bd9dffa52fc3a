"""Offering times for an assessment, closing them, booking and moving a woman's time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.assessment.models import AssessmentSlot, AssessorDetail, SlotBooking
from openiop.assessment.queries.slots import (
    assessor_details,
    booking_of,
    clinicians,
    slot_line,
    standing_slots,
)
from openiop.base import clock
from openiop.domain.assessment.slots import (
    SLOT_RULES,
    ClinicianGender,
    SlotPlace,
    ToldHow,
    may_book,
    may_offer,
)
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.domain.referral import OPEN_STATES, ReferralState
from openiop.domain.text import _
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import license_now
from openiop.referral import actions as referrals
from openiop.referral.models import Referral

PLEASE_CALL = _("Please call us when it suits you.")
"""All a message may say: no day, no word about what it is for."""


def _own_or_all(clinician_id: UUID, by: Actor) -> None:
    is_all = reach_of(by.roles, Permission.OFFER_SLOTS) is Reach.SITE or by.is_system
    if by.id != clinician_id and not is_all:
        raise refuse("not_own", _("You offer your own times only."))


@action(Permission.OFFER_SLOTS, audit="assessment.said_about_assessor")
def tell_about_assessor(
    *, staff_id: UUID, languages: Collection[str], gender: ClinicianGender, by: Actor
) -> AssessorDetail:
    """Say in which languages a clinician meets women, and the gender she or he names."""
    _own_or_all(staff_id, by)
    if not languages:
        raise refuse("languages", _("Choose at least one language."), field_name="languages")
    return AssessorDetail.objects.create(
        staff_id=staff_id,
        number=assessor_details([staff_id])[staff_id].number + 1,
        languages=sorted(languages),
        gender=gender,
        created_by=by.id,
    )


@action(Permission.OFFER_SLOTS, audit="assessment.slots_offered")
def offer(
    *,
    clinician_id: UUID,
    on: date,
    at: str,
    minutes: int = SLOT_RULES.minutes,
    place: SlotPlace = SlotPlace.HERE,
    weeks: int = 1,
    by: Actor,
) -> list[AssessmentSlot]:
    """Offer a time, once or each week at the same hour; all of them stand, or none."""
    _own_or_all(clinician_id, by)
    if clinician_id not in {pk for pk, _name in clinicians()}:
        raise refuse("scope", _("An assessment is done by somebody licensed for it."))
    license_now(clinician_id).or_refuse()
    if not 1 <= weeks <= SLOT_RULES.weeks_at_once:
        raise refuse(
            "weeks",
            _("Repeat it for 1 to {most} weeks."),
            field_name="weeks",
            most=SLOT_RULES.weeks_at_once,
        )
    made = []
    for week in range(weeks):
        starts_at = clock.at(on + timedelta(weeks=week), at)
        standing = standing_slots(clinician_id, starts_at)
        may_offer(starts_at, minutes, clock.now(), standing).or_refuse()
        made.append(_offered(clinician_id, starts_at, minutes, place, by))
    audit_codes(slots=len(made))
    return made


def _offered(
    clinician_id: UUID, starts_at: datetime, minutes: int, place: SlotPlace, by: Actor
) -> AssessmentSlot:
    return AssessmentSlot.objects.create(
        clinician_id=clinician_id,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        created_by=by.id,
    )


@action(Permission.OFFER_SLOTS, audit="assessment.slot_closed")
def close(*, slot: AssessmentSlot, why: str = "", by: Actor) -> AssessmentSlot:
    """Take a time back; one a woman has is moved first, so that nobody comes for nothing."""
    fresh = AssessmentSlot.objects.select_for_update().get(pk=slot.pk)
    if fresh.closed_at is not None:
        return fresh
    if SlotBooking.objects.filter(slot=fresh, released_at__isnull=True).exists():
        raise refuse("booked", _("A woman has this time. Move her to another one first."))
    fresh.closed_at, fresh.closed_by, fresh.closed_why = clock.now(), by.id, why.strip()[:200]
    fresh.save()
    return fresh


@action(Permission.BOOK_ASSESSMENT, audit="assessment.booked")
def book(
    *,
    slot: AssessmentSlot,
    referral: Referral,
    told: ToldHow = ToldHow.NOT_YET,
    by: Actor,
) -> SlotBooking:
    """Book a time for a woman; a time somebody took a moment ago is refused with words.

    `told` says she heard it on the call; otherwise telling her is still owed.
    """
    standing = booking_of(referral.pk)
    if standing is not None:
        if standing.slot_id == slot.pk:
            return standing
        raise refuse("has_time", _("She has a time already. Move it instead."))
    return _book(slot, referral, told, None, by)


@action(Permission.BOOK_ASSESSMENT, audit="assessment.moved")
def move(
    *,
    booking: SlotBooking,
    to: AssessmentSlot,
    why: str = "",
    told: ToldHow = ToldHow.NOT_YET,
    by: Actor,
) -> SlotBooking:
    """Give her another time; the one before is free again and stays in the history."""
    if booking.slot_id == to.pk:
        return booking
    _release(booking, why, by)
    return _book(to, booking.referral, told, booking, by)


@action(Permission.BOOK_ASSESSMENT, audit="assessment.released")
def release(*, booking: SlotBooking, why: str = "", by: Actor) -> SlotBooking:
    """Give her time back; intake sees that she has none."""
    freed = _release(booking, why, by)
    if booking.referral.state is ReferralState.ASSESSMENT_BOOKED:
        referrals.move(referral=booking.referral, to=ReferralState.CONTACTED, by=by)
    return freed


def _release(booking: SlotBooking, why: str, by: Actor) -> SlotBooking:
    fresh = SlotBooking.objects.select_for_update().get(pk=booking.pk)
    if fresh.released_at is not None:
        raise refuse("released", _("This time was given back already. Look again."))
    fresh.released_at, fresh.released_by = clock.now(), by.id
    fresh.released_why = why.strip()
    fresh.save()
    return fresh


def _book(
    slot: AssessmentSlot,
    referral: Referral,
    told: ToldHow,
    follows: SlotBooking | None,
    by: Actor,
) -> SlotBooking:
    held = AssessmentSlot.objects.select_for_update().get(pk=slot.pk)
    may_book(slot_line(held).facts, clock.now(), license_now(held.clinician_id)).or_refuse()
    if referral.state not in OPEN_STATES:
        raise refuse("not_open", _("This referral is not open any more."))
    knows = told is not ToldHow.NOT_YET
    made = SlotBooking.objects.create(
        slot=held,
        referral=referral,
        follows=follows,
        told=told,
        told_at=clock.now() if knows else None,
        told_by=by.id if knows else None,
        created_by=by.id,
    )
    before = (ReferralState.CALLING, ReferralState.RECEIVED, ReferralState.CONTACTED)
    if referral.state in before:
        referrals.move(referral=referral, to=ReferralState.ASSESSMENT_BOOKED, by=by)
    return made


@action(Permission.BOOK_ASSESSMENT, audit="assessment.told")
def tell(*, booking: SlotBooking, channel: Channel | None = None, by: Actor) -> SlotBooking:
    """She knows her time: told on a call, or asked to call by a neutral message if that is safe.

    The message goes through her safe-contact profile; where that says no, it is refused with words
    and nothing leaves.
    """
    fresh = SlotBooking.objects.select_for_update().get(pk=booking.pk)
    if fresh.released_at is not None:
        raise refuse("released", _("This time was given back already. Look again."))
    fresh.told = ToldHow.ON_THE_CALL
    if channel is not None:
        person_id = booking.referral.client_id or booking.referral.pk
        sent = queue(person_id=person_id, channel=channel, words=PLEASE_CALL, by=system(by))
        fresh.told, fresh.message_id = ToldHow.MESSAGE, sent.pk
    fresh.told_at, fresh.told_by = clock.now(), by.id
    fresh.save()
    return fresh
