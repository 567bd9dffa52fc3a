from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.privacy import Role
from openiop.domain.safety import (
    SAFETY_RULES,
    clock_for,
    imported_critical_answer,
    is_after_hours,
    next_monitored,
    reached_late,
    step_due,
)
from openiop.domain.words import Level

ZONE = ZoneInfo("America/New_York")
LEAD, DIRECTOR = Role.CLINICAL_LEAD, Role.DIRECTOR


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week of Monday, November 23; day 6 is Saturday."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=ZONE) + timedelta(days=day)


@pytest.mark.parametrize(
    ("moment", "after_hours"),
    [
        (at(3, 7, 59), True),
        (at(3, 8), False),
        (at(3, 17, 59), False),
        (at(3, 18), True),
        (at(6, 12), True),
        (at(7, 12), True),
    ],
)
def test_nobody_reads_outside_weekdays_8_to_18(moment: datetime, after_hours: bool) -> None:
    assert is_after_hours(moment) is after_hours


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(3, 12), at(3, 12)),
        (at(3, 6), at(3, 8)),
        (at(3, 19), at(4, 8)),
        (at(5, 18), at(8, 8)),
        (at(6, 23), at(8, 8)),
        (at(7, 3), at(8, 8)),
    ],
)
def test_the_next_monitored_moment(moment: datetime, expected: datetime) -> None:
    assert next_monitored(moment) == expected


def test_a_closed_day_is_not_monitored() -> None:
    holiday = replace(SAFETY_RULES, closed_on=frozenset({date(2026, 11, 26)}))

    assert is_after_hours(at(4, 12), holiday)
    assert next_monitored(at(3, 19), holiday) == at(5, 8)


def test_a_site_that_never_reads_still_gets_an_answer() -> None:
    never = replace(SAFETY_RULES, monitored_weekdays=frozenset())

    assert next_monitored(at(3, 12), never) == at(4, 8)


@pytest.mark.parametrize(
    ("level", "on_site", "opened", "due", "steps"),
    [
        (
            Level.HIGH,
            True,
            at(3, 8, 40),
            at(3, 8, 45),
            [(at(3, 8, 50), LEAD), (at(3, 8, 55), DIRECTOR)],
        ),
        (
            Level.HIGH,
            False,
            at(3, 8, 40),
            at(3, 8, 55),
            [(at(3, 9, 10), LEAD), (at(3, 9, 25), DIRECTOR)],
        ),
        # after hours, elsewhere: from the next monitored hour
        (
            Level.HIGH,
            False,
            at(3, 18, 0),
            at(4, 8, 15),
            [(at(4, 8, 30), LEAD), (at(4, 8, 45), DIRECTOR)],
        ),
        (
            Level.HIGH,
            False,
            at(6, 23, 0),
            at(8, 8, 15),
            [(at(8, 8, 30), LEAD), (at(8, 8, 45), DIRECTOR)],
        ),
        # after hours, in the house: at once
        (
            Level.HIGH,
            True,
            at(3, 19, 0),
            at(3, 19, 5),
            [(at(3, 19, 10), LEAD), (at(3, 19, 15), DIRECTOR)],
        ),
        (Level.MODERATE, True, at(3, 8, 40), at(3, 12, 15), [(at(3, 12, 15), LEAD)]),
        # nobody knows any more when she leaves
        (Level.MODERATE, True, at(3, 13, 0), at(3, 14, 0), [(at(3, 14, 0), LEAD)]),
        (Level.MODERATE, False, at(3, 13, 0), at(3, 18, 0), [(at(3, 18, 0), LEAD)]),
        (Level.MODERATE, False, at(5, 20, 0), at(8, 18, 0), [(at(8, 18, 0), LEAD)]),
        (Level.LOW, True, at(3, 8, 40), at(3, 18, 0), [(at(4, 8, 0), LEAD)]),
        (Level.LOW, False, at(5, 9, 0), at(5, 18, 0), [(at(8, 8, 0), LEAD)]),
        (Level.REVIEW, True, at(6, 12, 0), at(8, 18, 0), [(at(9, 8, 0), LEAD)]),
    ],
)
def test_the_clock_of_an_alert(
    level: Level,
    on_site: bool,
    opened: datetime,
    due: datetime,
    steps: list[tuple[datetime, Role]],
) -> None:
    clock = clock_for(level, on_site, opened, leaves_at=at(3, 12, 15))

    assert clock.acknowledge_by == due
    assert [(step.at, step.to_role) for step in clock.escalations] == steps
    assert clock.rule_id == "openiop-safety/1"


@pytest.mark.parametrize(
    ("on_site", "opened", "after_hours", "says"),
    [
        (False, at(3, 12), False, "The time to answer runs now."),
        (
            False,
            at(3, 19),
            True,
            "Nobody is reading right now. The time to answer starts 2026-11-26 at 8:00.",
        ),
        (
            True,
            at(3, 19),
            True,
            "It is after hours, and she is in the house. The time to answer runs now.",
        ),
    ],
)
def test_the_clock_says_whether_anybody_is_reading(
    on_site: bool, opened: datetime, after_hours: bool, says: str
) -> None:
    clock = clock_for(Level.HIGH, on_site, opened)

    assert clock.after_hours is after_hours
    assert clock.says.format(**clock.says_params) == says


def test_a_high_alert_in_the_night_of_the_clock_change_waits_real_minutes() -> None:
    opened = datetime(2026, 11, 1, 1, 50, tzinfo=ZONE)

    clock = clock_for(Level.HIGH, True, opened)

    lead = clock.escalations[0].at
    assert lead.timestamp() - opened.timestamp() == 10 * 60


CLOCK = clock_for(Level.HIGH, True, at(3, 8, 40))  # lead 8:50, director 8:55


@pytest.mark.parametrize(
    ("now", "done", "acknowledged", "expected"),
    [
        (at(3, 8, 49), 0, False, []),
        (at(3, 8, 50), 0, False, [(LEAD, False)]),
        (at(3, 8, 51), 1, False, []),
        (at(3, 8, 55), 1, False, [(DIRECTOR, False)]),
        # the job was down: all that is owed, in order, marked late
        (at(3, 10, 20), 0, False, [(LEAD, True), (DIRECTOR, True)]),
        (at(3, 8, 56), 0, False, [(LEAD, True), (DIRECTOR, False)]),
        (at(3, 8, 52), 0, False, [(LEAD, False)]),
        (at(3, 10, 20), 2, False, []),
        (at(3, 10, 20), 9, False, []),
        (at(3, 10, 20), 0, True, []),
    ],
)
def test_every_step_due_and_not_taken_is_returned_in_order(
    now: datetime, done: int, acknowledged: bool, expected: list[tuple[Role, bool]]
) -> None:
    due = step_due(CLOCK, now, done, acknowledged)

    assert [(step.to_role, step.late) for step in due] == expected


@given(
    st.sampled_from(Level),
    st.booleans(),
    st.integers(0, 7 * 24 * 60 - 1),
    st.lists(st.integers(0, 10 * 24 * 60), max_size=6),
)
def test_a_job_that_dies_and_comes_back_takes_each_step_once(
    level: Level, on_site: bool, opened_min: int, looks: list[int]
) -> None:
    opened = at(1, 0) + timedelta(minutes=opened_min)
    clock = clock_for(level, on_site, opened)
    taken: list[datetime] = []

    for minutes in sorted(looks):
        now = opened + timedelta(minutes=minutes)
        again = step_due(clock, now, len(taken), acknowledged=False)
        assert step_due(clock, now, len(taken), acknowledged=False) == again
        taken += [step.at for step in again]

    assert opened < clock.acknowledge_by
    assert taken == [step.at for step in clock.escalations][: len(taken)]
    last = opened + timedelta(minutes=max(looks, default=0))
    assert all(step.at > last for step in clock.escalations[len(taken) :])


@pytest.mark.parametrize(
    ("days_ago", "known", "expected"),
    [
        (0, False, "review_task"),
        (14, False, "review_task"),
        (15, False, "chart_line"),
        (3, True, "chart_line"),
        (-1, False, "review_task"),
    ],
)
def test_an_imported_critical_answer_starts_no_clock(
    days_ago: int, known: bool, expected: str
) -> None:
    today = date(2026, 11, 25)

    assert imported_critical_answer(today - timedelta(days=days_ago), today, known) == expected


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (15, False), (15.1, True), (2880, True)])
def test_an_answer_that_reached_us_later_is_shown_as_late(minutes: float, late: bool) -> None:
    opened = datetime(2026, 11, 18, 14, 0, tzinfo=ZONE)
    assert reached_late(opened - timedelta(minutes=minutes), opened) is late
