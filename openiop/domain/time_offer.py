"""A time offered to a client: nothing of hers moves until she, or staff for her, says yes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from .decision import Decision, Reason
from .text import _
from .words import Word

ASKS = _("There is a question about your week. Please look when you have a quiet moment.")
"""Leaves the house by text: it says nothing about where or why."""


class OfferState(Word):
    """Where an offered time stands.

    Source: issue, "People before optimum".
    """

    NEEDS_YES = "needs_yes", _("Waits for a clinician's yes")
    OPEN = "open", _("Waits for her answer")
    AGREED = "agreed", _("She said yes; the time is not free yet")
    DONE = "done", _("Agreed and planned")
    DECLINED = "declined", _("She said no")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Its time has passed")

    @property
    def waits(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self in (OfferState.NEEDS_YES, OfferState.OPEN, OfferState.AGREED)


class OfferWhy(Word):
    """Why a time is offered, in words for staff.

    Source: issue, "who moves and why".
    """

    NEW = "new", _("She has no session of her own this week yet")
    CANNOT_COME = "cannot_come", _("She told us she cannot come then")
    AWAY = "away", _("Whoever she sees is away then")
    CLASH = "clash", _("Two things were planned at one time")
    LIGHTER = "lighter", _("Her day would be lighter")
    RULE = "rule", _("A rule stands against the time she has")
    FITS = "fits", _("It fits the week better")


class Need(Word):
    """Why a clinician has to agree before she is asked.

    Source: issue, "therapist changes and any session of a client with an open alert need a
    clinician's yes".
    """

    ALERT = "alert", _("An alert is open")
    OTHER_CLINICIAN = "other_clinician", _("It is not her own therapist")


@dataclass(frozen=True)
class OfferRules:
    """Until when she may answer.

    Source: [product default]; issue, "known by the evening before".
    """

    id: str = "openiop-time-offer/1"
    answer_by: time = time(18, 0)
    """On the evening before the earlier of the old and the new time."""


OFFER_RULES = OfferRules()


def needs_of(*, open_alert: bool, own_therapist: bool) -> tuple[Need, ...]:
    """What a clinician has to say yes to first.

    Source: issue, "People before optimum".
    """
    return tuple(
        need
        for need, holds in ((Need.ALERT, open_alert), (Need.OTHER_CLINICIAN, not own_therapist))
        if holds
    )


def first_state(needs: Collection[Need]) -> OfferState:
    """Where an offer begins.

    Source: issue, "People before optimum".
    """
    return OfferState.NEEDS_YES if needs else OfferState.OPEN


def answer_until(
    new_local: datetime, old_local: datetime | None, rules: OfferRules = OFFER_RULES
) -> datetime:
    """By when an answer is of use: the evening before the earlier of both times.

    Source: issue, "known by the evening before"; the hour is a [product default].
    """
    first = min(new_local, old_local or new_local)
    evening = first.date() - timedelta(days=1)
    return datetime.combine(evening, rules.answer_by, first.tzinfo)


def may_answer(state: OfferState, new_at: datetime, now: datetime) -> Decision:
    """She, or staff after they spoke with her, answers while the offer stands and lies ahead.

    Source: issue, "a move of a client's time is an offer until she or staff confirm it".
    """
    return Decision.all_of(
        (
            state is OfferState.OPEN,
            Reason("answered", _("This was answered or taken back in the meantime.")),
        ),
        (new_at > now, Reason("past", _("This time has passed."))),
    )


def may_approve(state: OfferState, *, is_clinician: bool) -> Decision:
    """A clinician who works with her says yes before she is asked.

    Source: issue, "need a clinician's yes".
    """
    return Decision.all_of(
        (
            state is OfferState.NEEDS_YES,
            Reason("approved", _("Somebody answered this in the meantime.")),
        ),
        (is_clinician, Reason("not_clinician", _("A clinician says yes to this."))),
    )
