"""The end of a first call: what was typed last, and her time, kept together or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from openiop.assessment.models import AssessmentSlot, SlotBooking
from openiop.domain.assessment.slots import ToldHow
from openiop.domain.call_screen import may_book_on_call
from openiop.domain.care.edits import Seen
from openiop.domain.privacy import Permission
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.referral import actions as referrals
from openiop.referral.models import Referral

from . import slots


@action(Permission.BOOK_ASSESSMENT, audit="assessment.booked_on_call")
def book_on_call(
    *,
    referral: Referral,
    slot: AssessmentSlot,
    seen: Seen,
    changes: Mapping[str, str],
    by: Actor,
) -> SlotBooking:
    """Finish a call by giving her the time she chose; she heard it on the call."""
    talked = referrals.finish_call(
        referral=referral, seen=seen, changes=changes, was_reached=True, by=by
    )
    may_book_on_call(talked.triage).or_refuse()
    return slots.book(slot=slot, referral=talked, told=ToldHow.ON_THE_CALL, by=by)
