"""Who is offered a place next, factor by factor, and how long an offer stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .decision import Decision, Reason
from .referral import TriageClass
from .text import _
from .words import Word


@dataclass(frozen=True)
class WaitRules:
    """How long an offer stands, and how soon a woman from a hospital should start."""

    id: str = "openiop-waitlist/1"
    offer_hours: int = 48
    """Source: product default."""
    step_down_days: int = 7
    """First day after leaving a hospital. Source: issue "the way in"; HEDIS follow-up, 7 days."""


WAIT_RULES = WaitRules()

_URGENCY = {word: place for place, word in enumerate(TriageClass)}


@dataclass(frozen=True)
class WaitFacts:
    """A woman who waits, as the rule sees her."""

    entry_id: str
    since_on: date
    triage: TriageClass = TriageClass.STANDARD
    left_hospital_on: date | None = None
    weekdays: frozenset[int] | None = None
    """On which she can come; None: she said nothing about it."""
    has_open_offer: bool = False


@dataclass(frozen=True)
class Seat:
    """The place there is."""

    weekdays: frozenset[int]
    starts_on: date


@dataclass(frozen=True)
class Factor:
    """One thing that decides the order, and how it stands for her."""

    code: str
    text: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where she stands, why, and which factor puts her before the next woman."""

    entry_id: str
    number: int
    factors: tuple[Factor, ...]
    decided_by: str = ""
    """The code of the first factor in which she differs from the next; empty for the last."""


def in_order(
    waiting: Iterable[WaitFacts], seat: Seat | None, today: date, rules: WaitRules = WAIT_RULES
) -> tuple[Place, ...]:
    """Who fits the days comes first; then urgency; then hospital step-down; then the longest wait.

    The order is the same whoever looks. Nothing about money, insurance or how she asks counts.

    Source: issue "the way in": waitlist with an order explained factor by factor.
    """
    ranked = sorted(waiting, key=lambda each: _key(each, seat, rules))
    keys = [_key(each, seat, rules) for each in ranked]
    places = []
    for number, (key, each) in enumerate(zip(keys, ranked, strict=True), start=1):
        after = keys[number] if number < len(keys) else None
        factors = _factors(each, seat, today, rules)
        differs = (
            next((code for code, a, b in zip(CODES, key, after, strict=False) if a != b), "")
            if after
            else ""
        )
        places.append(Place(each.entry_id, number, factors, differs))
    return tuple(places)


CODES = ("fits", "urgency", "step_down", "waiting", "same")
_Key = tuple[bool, int, date, date, str]


def _key(each: WaitFacts, seat: Seat | None, rules: WaitRules) -> _Key:
    return (
        not _fits(each, seat),
        _URGENCY[each.triage],
        _step_down_by(each, rules) or date.max,
        each.since_on,
        each.entry_id,
    )


def _fits(each: WaitFacts, seat: Seat | None) -> bool:
    return seat is None or each.weekdays is None or seat.weekdays <= each.weekdays


def _step_down_by(each: WaitFacts, rules: WaitRules) -> date | None:
    left = each.left_hospital_on
    return left + timedelta(days=rules.step_down_days) if left else None


def _factors(
    each: WaitFacts, seat: Seat | None, today: date, rules: WaitRules
) -> tuple[Factor, ...]:
    by = _step_down_by(each, rules)
    late = by is not None and by < today
    step_down = (
        Factor("step_down", _("Not from a hospital"))
        if by is None
        else Factor(
            "step_down",
            _("From a hospital: first day was due {on}")
            if late
            else _("From a hospital: first day by {on}"),
            {"on": by},
        )
    )
    days = max(0, (today - each.since_on).days)
    return (
        Factor(
            "fits",
            _("Can come on these days") if _fits(each, seat) else _("Cannot come on these days"),
        ),
        Factor("urgency", _("How soon: {triage}"), {"triage": each.triage}),
        step_down,
        Factor("waiting", _("Waits {days} days"), {"days": days})
        if days != 1
        else Factor("waiting", _("Waits 1 day")),
    )


class OfferEnd(Word):
    """How an offer ended."""

    ACCEPTED = "accepted", _("She takes it")
    DECLINED = "declined", _("Not this one; she waits on")
    EXPIRED = "expired", _("No answer in time; she waits on")
    WITHDRAWN = "withdrawn", _("Taken back by us")


class WaitEnd(Word):
    """How waiting ended."""

    ADMITTED = "admitted", _("She starts")
    OTHER_PLACE = "other_place", _("She goes elsewhere")
    NOT_NOW = "not_now", _("Not now; she may come back")
    NOT_REACHED = "not_reached", _("We could not reach her")


def offer_expires_at(offered_at: datetime, rules: WaitRules = WAIT_RULES) -> datetime:
    """Until when an offer stands.

    Source: product default.
    """
    return offered_at + timedelta(hours=rules.offer_hours)


def has_expired(expires_at: datetime, now: datetime) -> bool:
    """Whether the time of an offer is over.

    Source: issue "the way in": seat offers that expire.
    """
    return now >= expires_at


def may_offer(
    *,
    number: int,
    why_not_first: str,
    has_open_offer: bool,
    free_seats: int,
    starts_on: date,
    today: date,
) -> Decision:
    """A free place is offered to the first in order; to another only with a reason that is kept.

    Source: issue "the way in": waitlist with an order explained factor by factor.
    """
    return Decision.all_of(
        (not has_open_offer, Reason("open_offer", _("She has an offer that still stands."))),
        (free_seats > 0, Reason("no_seat", _("No place is free in this track then."))),
        (
            starts_on >= today,
            Reason("past", _("Choose a first day that has not passed."), field_name="starts_on"),
        ),
        (
            number == 1 or bool(why_not_first.strip()),
            Reason(
                "not_first",
                _("Somebody else comes first. Say why you offer it to her."),
                field_name="why",
            ),
        ),
    )


def may_answer_offer(ended: OfferEnd | None, expires_at: datetime, now: datetime) -> Decision:
    """An offer is answered once, while it stands.

    Source: issue "the way in": seat offers that expire.
    """
    gone = ended is not None and ended is not OfferEnd.EXPIRED
    return Decision.all_of(
        (not gone, Reason("answered", _("This offer was answered already."))),
        (
            ended is not OfferEnd.EXPIRED and not has_expired(expires_at, now),
            Reason("expired", _("This offer is over. You keep your place in line. Call us.")),
        ),
    )
