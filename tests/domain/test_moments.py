from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from openiop.domain.moments import clock_words, minutes_later, seconds_between, whole_minutes

ZONE = ZoneInfo("America/New_York")
BEFORE_THE_CHANGE = datetime(2026, 11, 1, 1, 50, tzinfo=ZONE)


def test_minutes_are_real_minutes_in_the_night_the_clocks_change() -> None:
    later = minutes_later(BEFORE_THE_CHANGE, 75)

    assert (later.hour, later.minute) == (2, 5)
    assert seconds_between(BEFORE_THE_CHANGE, later) == 75 * 60


def test_minutes_are_rounded_down() -> None:
    assert [whole_minutes(seconds) for seconds in (0, 59, 60, 119)] == [0, 0, 1, 1]


def test_the_clock_as_people_say_it() -> None:
    assert clock_words(BEFORE_THE_CHANGE) == "1:50"
