"""When she was really here: the door, the room, stepping out and leaving, as one picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.day.minutes import Interval
from openiop.domain.day.presence import (
    Held,
    Said,
    Stay,
    in_session,
    late_by,
    left_by,
    may_be_said,
    presence_of_day,
    said,
    said_by_arrival,
)
from openiop.domain.words import Presence

HERE, LATE, LEFT_EARLY = Presence.HERE, Presence.LATE, Presence.LEFT_EARLY
REMOTE, AWAY = Presence.REMOTE, Presence.AWAY


def at(hhmm: str) -> datetime:
    hours, minutes = (int(part) for part in hhmm.split(":"))
    return datetime(2026, 11, 18, hours, minutes, tzinfo=UTC)


def between(first: str, last: str) -> Interval:
    return Interval(at(first), at(last))


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (Stay(), Said(AWAY)),
        (Stay(at("08:50")), Said(HERE, at("09:00"))),
        (Stay(at("09:03")), Said(HERE, at("09:03"))),
        (Stay(at("09:05")), Said(LATE, at("09:05"))),
        (Stay(at("08:50"), remote=True), Said(REMOTE, at("09:00"))),
        (Stay(at("10:00")), Said(AWAY)),
        (Stay(at("08:50"), left_at=at("08:58")), Said(AWAY)),
        (Stay(at("08:50"), left_at=at("09:20")), Said(LEFT_EARLY, at("09:00"), at("09:20"))),
        (Stay(at("08:50"), left_at=at("09:57")), Said(HERE, at("09:00"))),
        (Stay(at("08:50"), left_at=at("12:10")), Said(HERE, at("09:00"))),
    ],
)
def test_the_door_fills_in_what_it_knows(stay: Stay, expected: Said) -> None:
    assert said_by_arrival(stay, at("09:00"), at("10:00")) == expected


def test_what_the_holder_confirmed_holds_against_the_door() -> None:
    held = Held(at("09:00"), at("10:00"), LATE, at("09:15"))

    assert said(held, Stay(at("08:50"))) == Said(LATE, at("09:15"))
    assert in_session(held, Stay()) == (between("09:15", "10:00"),)


def test_nobody_is_in_a_session_after_she_left_the_house() -> None:
    held = Held(at("09:00"), at("10:00"), HERE, at("09:00"))
    stay = Stay(at("08:50"), left_at=at("09:30"))

    assert said(held, stay) == Said(LEFT_EARLY, at("09:00"), at("09:30"))
    assert in_session(held, stay) == (between("09:00", "09:30"),)


def test_who_was_in_the_closing_round_was_here_until_its_end() -> None:
    closing = Held(at("12:05"), at("12:15"), is_closing=True)
    stay = Stay(at("08:50"), left_at=at("12:08"), closing_ends_at=at("12:15"))
    individual = Held(at("12:30"), at("13:20"))

    assert presence_of_day(stay, [closing]) == (between("08:50", "12:15"),)
    assert said(individual, stay) == Said(AWAY)


SKILLS = Held(at("09:00"), at("10:00"), HERE, at("09:00"))
PROCESS = Held(at("11:05"), at("12:05"))
CLOSING = Held(at("12:05"), at("12:15"), is_closing=True)


@pytest.mark.parametrize(
    ("stay", "sessions", "expected"),
    [
        pytest.param(Stay(), [SKILLS], [("09:00", "10:00")], id="the room alone"),
        pytest.param(
            Stay(at("08:50")), [SKILLS, PROCESS, CLOSING], [("08:50", "12:15")], id="whole day"
        ),
        pytest.param(
            Stay(at("08:50"), at("11:30")),
            [SKILLS, PROCESS, CLOSING],
            [("08:50", "11:30")],
            id="went home at the door",
        ),
        pytest.param(
            Stay(at("08:50")),
            [SKILLS, Held(at("11:05"), at("12:05"), LEFT_EARLY, at("11:05"), at("11:25")), CLOSING],
            [("08:50", "11:25")],
            id="left a group early and nothing says she came back",
        ),
        pytest.param(
            Stay(at("08:50"), at("12:15"), closing_ends_at=at("12:15")),
            [SKILLS, Held(at("11:05"), at("12:05"), LEFT_EARLY, at("11:05"), at("11:25")), CLOSING],
            [("08:50", "11:25"), ("12:05", "12:15")],
            id="left a group early and was in the closing round",
        ),
        pytest.param(
            Stay(at("08:50")),
            [
                Held(at("09:00"), at("10:00"), LEFT_EARLY, at("09:00"), at("09:30")),
                Held(at("11:05"), at("12:05"), HERE, at("11:05")),
            ],
            [("08:50", "09:30"), ("11:05", "12:05")],
            id="left a group early and was confirmed in a later one",
        ),
        pytest.param(
            Stay(at("08:50")),
            [Held(at("09:00"), at("10:00"), AWAY), PROCESS],
            [("08:50", "09:00"), ("10:00", "12:05")],
            id="in the house but not in the group",
        ),
        pytest.param(
            Stay(at("08:50")),
            [Held(at("09:00"), at("10:00"), HERE, at("09:00"), outs=(between("09:20", "09:32"),))],
            [("08:50", "09:20"), ("09:32", "10:00")],
            id="stepped out",
        ),
    ],
)
def test_one_picture_of_the_day(
    stay: Stay, sessions: list[Held], expected: list[tuple[str, str]]
) -> None:
    assert presence_of_day(stay, sessions) == tuple(between(*pair) for pair in expected)


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        (Said(HERE, at("09:00")), ()),
        (Said(AWAY), ()),
        (Said(LATE, at("09:10")), ()),
        (Said(LATE, at("09:00")), ("late_by",)),
        (Said(LATE, at("10:00")), ("inside",)),
        (Said(LEFT_EARLY, at("09:00"), at("09:40")), ()),
        (Said(LEFT_EARLY, at("09:00"), None), ("left_by",)),
        (Said(LEFT_EARLY, at("09:30"), at("09:20")), ("inside",)),
    ],
)
def test_times_lie_inside_the_session_in_their_order(word: Said, codes: tuple[str, ...]) -> None:
    assert may_be_said(word, at("09:00"), at("10:00")).codes == codes


def test_minutes_count_from_the_start_and_back_from_the_end() -> None:
    assert late_by(at("09:00"), 12) == at("09:12")
    assert left_by(at("12:05"), 40) == at("11:25")


minute = st.integers(0, 240).map(lambda n: at("08:30") + timedelta(minutes=n))


@given(
    came=minute,
    left=st.none() | minute,
    word=st.sampled_from([None, HERE, LATE, LEFT_EARLY, REMOTE, AWAY]),
    from_at=minute,
    to_at=st.none() | minute,
    out=st.tuples(minute, minute),
)
def test_stretches_are_in_order_apart_and_never_outside_her_stay(
    came: datetime,
    left: datetime | None,
    word: Presence | None,
    from_at: datetime,
    to_at: datetime | None,
    out: tuple[datetime, datetime],
) -> None:
    outs = (Interval(*sorted(out)),)
    first = Held(at("09:00"), at("10:00"), word, from_at, to_at, outs)
    stay = Stay(came, left)

    here = presence_of_day(stay, [first, PROCESS])

    assert all(part.starts_at < part.ends_at for part in here)
    assert all(a.ends_at < b.starts_at for a, b in pairwise(here))
    assert all(part.ends_at <= at("12:05") for part in here)
    (gone,) = outs
    assert all(
        min(part.ends_at, gone.ends_at) <= max(part.starts_at, gone.starts_at) for part in here
    )
    if left is not None and left > max(from_at, at("09:00")):
        assert all(part.ends_at <= max(left, came) for part in here)
