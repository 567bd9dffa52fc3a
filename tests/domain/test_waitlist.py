from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.referral import TriageClass
from openiop.domain.waitlist import (
    OfferEnd,
    Seat,
    WaitFacts,
    has_expired,
    in_order,
    may_answer_offer,
    may_offer,
    offer_expires_at,
)

TODAY = date(2026, 11, 18)
SEAT = Seat(frozenset({0, 2, 3}), TODAY + timedelta(days=2))
LONG = WaitFacts("long", TODAY - timedelta(days=30))
URGENT = WaitFacts("urgent", TODAY - timedelta(days=2), TriageClass.URGENT)
HOSPITAL = WaitFacts(
    "hospital", TODAY - timedelta(days=1), left_hospital_on=TODAY - timedelta(days=3)
)
OFF_DAYS = WaitFacts("off", TODAY - timedelta(days=60), weekdays=frozenset({1, 4}))


def test_the_order_and_what_decided_it() -> None:
    places = in_order([OFF_DAYS, LONG, HOSPITAL, URGENT], SEAT, TODAY)

    assert [(place.entry_id, place.decided_by) for place in places] == [
        ("urgent", "urgency"),
        ("hospital", "step_down"),
        ("long", "fits"),
        ("off", ""),
    ]
    assert [factor.code for factor in places[0].factors] == [
        "fits",
        "urgency",
        "step_down",
        "waiting",
    ]


def test_without_a_seat_days_do_not_count() -> None:
    places = in_order([LONG, OFF_DAYS], None, TODAY)

    assert [place.entry_id for place in places] == ["off", "long"]
    assert places[0].decided_by == "waiting"


def test_a_late_step_down_says_so() -> None:
    late = replace(HOSPITAL, left_hospital_on=TODAY - timedelta(days=9))
    (place,) = in_order([late], SEAT, TODAY)

    assert place.factors[2].text == "From a hospital: first day was due {on}"


waiting = st.builds(
    WaitFacts,
    entry_id=st.uuids().map(str),
    since_on=st.dates(TODAY - timedelta(days=90), TODAY),
    triage=st.sampled_from(list(TriageClass)),
    left_hospital_on=st.none() | st.dates(TODAY - timedelta(days=20), TODAY),
    weekdays=st.frozensets(st.integers(0, 4)),
)


@given(st.lists(waiting, max_size=8, unique_by=lambda each: each.entry_id), st.randoms())
def test_the_order_does_not_depend_on_who_was_listed_first(
    some: list[WaitFacts], lots: random.Random
) -> None:
    shuffled = list(some)
    lots.shuffle(shuffled)

    assert in_order(some, SEAT, TODAY) == in_order(shuffled, SEAT, TODAY)


@given(waiting, st.lists(waiting, max_size=6, unique_by=lambda each: each.entry_id))
def test_waiting_longer_never_moves_her_down(her: WaitFacts, others: list[WaitFacts]) -> None:
    others = [each for each in others if each.entry_id != her.entry_id]
    longer = replace(her, since_on=her.since_on - timedelta(days=5))

    def number(of: WaitFacts) -> int:
        places = in_order([of, *others], SEAT, TODAY)
        return next(place.number for place in places if place.entry_id == of.entry_id)

    assert number(longer) <= number(her)


@pytest.mark.parametrize(
    ("number", "why", "open_offer", "free", "days", "codes"),
    [
        (1, "", False, 1, 2, ()),
        (2, "", False, 1, 2, ("not_first",)),
        (2, "Mornings only", False, 1, 2, ()),
        (1, "", True, 1, 2, ("open_offer",)),
        (1, "", False, 0, 2, ("no_seat",)),
        (1, "", False, 1, -1, ("past",)),
    ],
)
def test_a_place_is_offered_to_the_first_or_with_a_reason(
    number: int, why: str, open_offer: bool, free: int, days: int, codes: tuple[str, ...]
) -> None:
    decision = may_offer(
        number=number,
        why_not_first=why,
        has_open_offer=open_offer,
        free_seats=free,
        starts_on=TODAY + timedelta(days=days),
        today=TODAY,
    )

    assert decision.codes == codes


NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ended", "hours", "codes"),
    [
        (None, 47, ()),
        (None, 48, ("expired",)),
        (OfferEnd.EXPIRED, 50, ("expired",)),
        (OfferEnd.DECLINED, 1, ("answered",)),
    ],
)
def test_an_offer_is_answered_once_while_it_stands(
    ended: OfferEnd | None, hours: int, codes: tuple[str, ...]
) -> None:
    expires = offer_expires_at(NOW)

    assert may_answer_offer(ended, expires, NOW + timedelta(hours=hours)).codes == codes
    assert has_expired(expires, NOW + timedelta(hours=hours)) is (hours >= 48)
