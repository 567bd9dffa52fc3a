"""Weekdays and times as people write them. What is not sure is refused: it opens a channel."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.contact_profile import Allowed, ChannelRule, Window, times_in_words
from openiop.domain.decision import Reason
from openiop.domain.importing.times import channel_rule, weekdays_of


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Mon Wed Thu", (0, 2, 3)),
        ("thu mon", (0, 3)),
        ("Monday, Wednesday and Thursday", (0, 2, 3)),
        ("Mon/Wed/Thurs", (0, 2, 3)),
        ("Tues;Thur", (1, 3)),
        ("Mon - Fri", (0, 1, 2, 3, 4)),
        ("Mon\u2013Wed Sat", (0, 1, 2, 5)),
        ("Mon. Wed.", (0, 2)),
        ("Mondays", (0,)),
        ("Mon Mon", (0,)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_weekdays(words: str, days: tuple[int, ...]) -> None:
    assert weekdays_of(words) == days


@pytest.mark.parametrize(
    "words", ["M W F", "Mo Mi", "Fri-Mon", "Mon-Wed-Fri", "Mon-", "-", "1 3", "Monkey", ",", "Mon?"]
)
def test_weekdays_nobody_can_be_sure_of(words: str) -> None:
    assert isinstance(weekdays_of(words), Reason)


WORK_WEEK = frozenset(range(5))


@pytest.mark.parametrize(
    ("words", "windows"),
    [
        ("Mon-Fri 9:00-17:00", [(WORK_WEEK, time(9), time(17))]),
        ("mon-fri 09:00 \u2013 17:30", [(WORK_WEEK, time(9), time(17, 30))]),
        ("weekdays 9am-5pm", [(WORK_WEEK, time(9), time(17))]),
        ("weekdays 9 a.m. to 12:30 p.m.", [(WORK_WEEK, time(9), time(12, 30))]),
        ("Sat 12am-12pm", [({5}, time(0), time(12))]),
        (
            "Mon-Fri 9:00-12:00, Sat 10:00-11:30",
            [(WORK_WEEK, time(9), time(12)), ({5}, time(10), time(11, 30))],
        ),
        (
            "Mon, Wed 9:00-10:00; Thu 9:00-10:00;",
            [({0, 2}, time(9), time(10)), ({3}, time(9), time(10))],
        ),
        ("daily 0:00-23:59", [(frozenset(range(7)), time(0), time(23, 59))]),
    ],
)
def test_times(words: str, windows: list[tuple[set[int], time, time]]) -> None:
    expected = tuple(Window(frozenset(days), opens, closes) for days, opens, closes in windows)

    assert channel_rule(words) == ChannelRule(Allowed.AT_TIMES, expected)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("sometimes", "times"),
        ("Mon-Fri", "times"),
        ("9:00-17:00", "times"),
        ("Mon 9:00-12:00, 13:00-17:00", "times"),
        ("Mon 9:00-12:00 Tue 9:00-12:00", "times"),
        ("9:00-17:00 Mon-Fri", "times"),
        ("Mon-Fri 9-17", "times"),
        ("Mon-Fri 1-5", "times"),
        ("Mon-Fri 9:00", "times"),
        ("Mon-Fri 9:00-24:00", "times"),
        ("Mon-Fri 9:60-10:00", "times"),
        ("Mon-Fri 13pm-14pm", "times"),
        ("not Mon 9:00-17:00", "times"),
        ("Mon 9:00-17:00 but never at home", "times"),
        ("Mon-Fri 1-5pm", "am_pm"),
        ("Mon-Fri 9:00am-17:00", "am_pm"),
        ("Mon-Fri 17:00-9:00", "backwards"),
        ("Mon-Fri 9:00-5:00", "backwards"),
        ("Mon 9:00-9:00", "backwards"),
    ],
)
def test_times_nobody_can_be_sure_of(words: str, code: str) -> None:
    rule = channel_rule(words)

    assert isinstance(rule, Reason)
    assert rule.code == code


@pytest.mark.parametrize(
    ("words", "allowed"),
    [("yes", Allowed.YES), ("TRUE", Allowed.YES), ("1", Allowed.YES), ("n", Allowed.NO)],
)
def test_yes_and_no(words: str, allowed: Allowed) -> None:
    assert channel_rule(words) == ChannelRule(allowed)


hours = st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0))
window = st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), hours, hours).filter(
    lambda w: w.opens < w.closes
)


@given(st.lists(window, min_size=1, max_size=4))
def test_times_as_we_say_them_ourselves_come_back(windows: list[Window]) -> None:
    rule = channel_rule(times_in_words(windows))

    assert rule == ChannelRule(Allowed.AT_TIMES, tuple(windows))


@given(st.text(alphabet="monwedfri 0123456789:-,;apm"))
def test_nothing_read_holds_a_window_that_never_opens(words: str) -> None:
    rule = channel_rule(words)

    if isinstance(rule, ChannelRule):
        assert all(w.weekdays and w.opens < w.closes for w in rule.windows)
        assert bool(rule.windows) is (rule.allowed is Allowed.AT_TIMES)
