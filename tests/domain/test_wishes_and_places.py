"""Her wishes in the words of the timetable; places, and the door before a video session."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.places import Booked, LostHow, may_book, may_settle_lost, places_on
from openiop.domain.remote_door import AtHerDoor, FallbackWay, may_join
from openiop.domain.wishes import (
    BusyDate,
    BusyTime,
    DateWhy,
    Gender,
    Mode,
    Strength,
    TimeWhy,
    Wishes,
    for_timetable,
    may_keep_wishes,
    weekdays_she_can,
    without,
)

NINE_TO_FIVE = ((9 * 60, 17 * 60),)
OPEN = {0: NINE_TO_FIVE, 2: NINE_TO_FIVE}
DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def busy(starts: str, ends: str, *days: int, strength: Strength = Strength.CANNOT) -> BusyTime:
    """A time that is taken."""
    return BusyTime(
        TimeWhy.SCHOOL_RUN,
        strength,
        frozenset(days),
        time.fromisoformat(starts),
        time.fromisoformat(ends),
    )


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ((), {0, 2}),
        ((busy("08:00", "09:00", 0),), {0, 2}),
        ((busy("08:00", "09:01", 0),), {2}),
        ((busy("16:59", "18:00", 0, 2),), set()),
        ((busy("10:00", "11:00", 0, strength=Strength.RATHER_NOT),), {0, 2}),
        ((busy("10:00", "11:00", 1),), {0, 2}),
    ],
)
def test_she_can_come_when_nothing_fixed_lies_in_the_groups(
    times: tuple[BusyTime, ...], days: set[int]
) -> None:
    assert weekdays_she_can(Wishes(times=times), OPEN) == days


def test_her_times_are_cut_out_and_no_reason_goes_along() -> None:
    wishes = Wishes(
        times=(
            busy("14:30", "15:30", 0, 2),
            busy("08:00", "09:30", 0),
            busy("12:00", "13:00", 2, strength=Strength.RATHER_NOT),
        ),
        dates=(
            BusyDate(DateWhy.COURT, DAY),
            BusyDate(DateWhy.CUSTODY, DAY - timedelta(days=1), time(9), time(11)),
        ),
        mode=Mode.TELEHEALTH,
        days_a_week=3,
        gender=Gender.WOMAN,
        gender_is_needed=True,
    )

    packed = for_timetable(wishes, OPEN, "es").packed()

    assert packed == {
        "availability": {
            "mon": [["09:30", "14:30"], ["15:30", "17:00"]],
            "wed": [["09:00", "14:30"], ["15:30", "17:00"]],
        },
        "avoid": {"wed": [["12:00", "13:00"]]},
        "unavailable": [
            {"date": "2026-11-17", "from": "09:00", "to": "11:00"},
            {"date": "2026-11-18"},
        ],
        "mode": "telehealth",
        "language": "es",
        "preferred_days_per_week": 3,
        "therapist_gender": {"value": "woman", "strength": "required"},
    }
    assert "court" not in str(packed)


def test_nothing_said_is_everything_open() -> None:
    packed = for_timetable(Wishes(), OPEN, "en").packed()

    assert packed["availability"] == {"mon": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]]}
    assert (packed["avoid"], packed["unavailable"]) == ({}, [])


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: (min(p), max(p) + 1)),
    max_size=5,
)


@given(windows=spans, taken=spans)
def test_cutting_out_agrees_with_counting_minutes(
    windows: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    def minutes(of: object) -> set[int]:
        return {m for a, b in of for m in range(a, b)}  # type: ignore[attr-defined] # pairs

    left = without(tuple(windows), taken)

    assert minutes(left) == minutes(windows) - minutes(taken)


@pytest.mark.parametrize(
    ("wishes", "codes"),
    [
        (Wishes(), ()),
        (Wishes(times=(busy("15:00", "14:00", 0),)), ("times",)),
        (Wishes(times=(busy("14:00", "15:00"),)), ("days",)),
        (Wishes(dates=(BusyDate(DateWhy.COURT, DAY, time(9)),)), ("dates",)),
        (Wishes(dates=(BusyDate(DateWhy.COURT, DAY, time(9), time(8)),)), ("dates",)),
        (Wishes(travel_min=500), ("travel",)),
        (Wishes(days_a_week=0), ("week",)),
    ],
)
def test_a_wish_can_be_read(wishes: Wishes, codes: tuple[str, ...]) -> None:
    assert may_keep_wishes(wishes).codes == codes


def booked(*counts: int) -> list[Booked]:
    """Bookings in order, a minute apart."""
    return [Booked(str(n), count, NOW + timedelta(minutes=n)) for n, count in enumerate(counts)]


@pytest.mark.parametrize(
    ("counts", "capacity", "kept", "lost", "free"),
    [
        ((), 3, (), (), 3),
        ((1, 1, 1), 3, ("0", "1", "2"), (), 0),
        ((1, 1, 1), 2, ("0", "1"), ("2",), 0),
        ((1, 3, 1), 2, ("0", "2"), ("1",), 0),  # one that still fits is kept
        ((1, 1), 0, (), ("0", "1"), 0),
    ],
)
def test_who_booked_first_keeps_her_place(
    counts: tuple[int, ...],
    capacity: int,
    kept: tuple[str, ...],
    lost: tuple[str, ...],
    free: int,
) -> None:
    found = places_on(list(reversed(booked(*counts))), capacity)

    assert (found.kept, found.lost, found.free) == (kept, lost, free)


def test_a_booking_needs_room_on_every_day_of_hers() -> None:
    assert may_book(1, {DAY: 1})
    assert may_book(2, {DAY: 1, DAY + timedelta(days=1): 2}).codes == ("full",)
    assert may_book(0, {DAY: 1}).codes == ("count",)
    assert may_book(1, {}).codes == ("no_days",)


def test_a_seat_at_risk_stays_open_and_says_what_is_next() -> None:
    assert may_settle_lost(LostHow.REMOTE, "")
    assert may_settle_lost(LostHow.SEAT_AT_RISK, "").codes == ("words",)
    assert not LostHow.SEAT_AT_RISK.settles


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (AtHerDoor("12 Alder Lane, Testville"), ()),
        (AtHerDoor(" "), ("where",)),
        (AtHerDoor("", listens_only=True), ()),
        (AtHerDoor("Here", fallback=FallbackWay.CALL), ("number",)),
        (AtHerDoor("Here", fallback=FallbackWay.CALL, fallback_number="555-0100"), ()),
    ],
)
def test_only_the_place_is_needed_at_the_door(said: AtHerDoor, codes: tuple[str, ...]) -> None:
    assert may_join(said).codes == codes
