"""Calling staff: neutral words, who is on call when, and how often a failed call is tried."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from openiop.domain.neutral import neutral_words
from openiop.domain.staff_call import (
    CALL_RULES,
    CALL_WORDS,
    CallBy,
    OnCall,
    is_on_call,
    may_keep_contact,
    may_try,
    on_call_now,
    was_left,
)

LENA, DORA = UUID(int=1), UUID(int=2)
WED = date(2026, 11, 18)
NIGHT = OnCall(LENA, frozenset({2}), time(18), time(8), WED)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime(2026, 11, 18, hour, minute, tzinfo=UTC) + timedelta(days=days)


def test_what_leaves_holds_no_health_word() -> None:
    assert neutral_words(CALL_WORDS)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(17, 59), False),
        (at(18), True),
        (at(23, 59), True),
        (at(7, 59, days=1), True),
        (at(8, days=1), False),
        (at(18, days=1), False),
        (at(3), False),
    ],
)
def test_a_night_belongs_to_the_evening_it_began(moment: datetime, on: bool) -> None:
    assert is_on_call(NIGHT, moment) is on


def test_a_shift_that_ends_when_it_starts_is_a_whole_day() -> None:
    whole = OnCall(LENA, frozenset({2}), time(9), time(9), WED)
    assert is_on_call(whole, at(9)) and is_on_call(whole, at(8, 59, days=1))
    assert not is_on_call(whole, at(9, days=1))


def test_a_shift_that_was_ended_is_over() -> None:
    ended = OnCall(LENA, frozenset({2}), time(9), time(17), date(2026, 11, 4), date(2026, 11, 11))
    assert not is_on_call(ended, at(10))


def test_each_person_is_on_call_once() -> None:
    day = OnCall(LENA, frozenset({2}), time(9), time(20), WED)
    other = OnCall(DORA, frozenset({2}), time(9), time(20), WED)
    assert on_call_now([NIGHT, day, other], at(19)) == (LENA, DORA)


@pytest.mark.parametrize(
    ("tries", "after_s", "again"),
    [(0, 0, True), (1, 29, False), (1, 30, True), (2, 59, False), (2, 60, True), (8, 9999, False)],
)
def test_each_wait_is_twice_as_long(tries: int, after_s: int, again: bool) -> None:
    last = at(10)
    assert may_try(tries, last, last + timedelta(seconds=after_s)) is again


def test_no_wait_is_longer_than_the_longest() -> None:
    longest = timedelta(minutes=CALL_RULES.longest_retry_min)
    assert may_try(CALL_RULES.tries_most - 1, at(10), at(10) + longest)


def test_a_try_the_job_died_in_is_taken_up_again() -> None:
    assert not was_left(at(10), at(10, 1))
    assert was_left(at(10), at(10, 2))


@pytest.mark.parametrize(
    ("by", "address", "codes"),
    [
        (CallBy.TEXT, "+1 (555) 010-0100", ()),
        (CallBy.TEXT, "5550", ("no_number",)),
        (CallBy.TEXT, "555-0100 twilio://", ("no_number",)),
        (CallBy.EMAIL, "lena@example.org", ()),
        (CallBy.EMAIL, "lena@example", ("no_address",)),
        (CallBy.EMAIL, "lena @example.org", ("no_address",)),
        (None, "", ("no_way",)),
    ],
)
def test_an_address_we_cannot_use_is_refused(
    by: CallBy | None, address: str, codes: tuple[str, ...]
) -> None:
    assert may_keep_contact(by, address).codes == codes
