from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openiop.domain.day.morning import (
    OutreachStep,
    Tried,
    VisitFacts,
    day_state,
    minutes_late,
    missing_since,
    outreach_due,
)
from openiop.domain.privacy import Role
from openiop.domain.words import DayState

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 25, 9, tzinfo=ZONE)  # a Wednesday


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime(2026, 11, 25, hour, minute, tzinfo=ZONE) + timedelta(days=days)


NOW = at(9, 20)


@pytest.mark.parametrize(
    ("facts", "state", "late", "missing"),
    [
        (VisitFacts(True), DayState.EXPECTED, 20, START),
        (VisitFacts(True, remote=True), DayState.EXPECTED, 20, START),
        (VisitFacts(True, arrived_at=at(8, 52)), DayState.HERE, 0, None),
        (VisitFacts(True, arrived_at=at(9, 4)), DayState.HERE, 4, None),
        (VisitFacts(True, arrived_at=at(9, 5)), DayState.LATE, 5, None),
        (VisitFacts(True, arrived_at=at(9, 12)), DayState.LATE, 12, None),
        (VisitFacts(True, arrived_at=at(9, 12), remote=True), DayState.REMOTE, 12, None),
        (VisitFacts(True, arrived_at=at(8, 52), left_at=at(9, 10)), DayState.LEFT, 0, None),
        (VisitFacts(True, arrived_at=at(8, 52), left_at=at(12)), DayState.HERE, 0, None),
        (VisitFacts(True, away_at=at(7)), DayState.AWAY, 0, None),
        (VisitFacts(True, away_at=at(11)), DayState.EXPECTED, 20, START),
        (VisitFacts(True, arrived_at=at(9), away_at=at(7)), DayState.HERE, 0, None),
        (VisitFacts(True, arrived_at=at(9), away_at=at(9, 15)), DayState.HERE, 0, None),
        (VisitFacts(True, arrived_at=at(11)), DayState.EXPECTED, 20, START),
        (VisitFacts(False), DayState.AWAY, 0, None),
        (VisitFacts(False, arrived_at=at(9, 2)), DayState.HERE, 2, None),
    ],
)
def test_where_she_is_at_twenty_past_nine(
    facts: VisitFacts, state: DayState, late: int, missing: datetime | None
) -> None:
    assert day_state(facts, NOW, START) is state
    assert minutes_late(facts, NOW, START) == late
    assert missing_since(facts, NOW, START) == missing


def test_nobody_is_missing_before_or_at_the_start() -> None:
    for now in (at(8, 40), START):
        assert missing_since(VisitFacts(True), now, START) is None
        assert minutes_late(VisitFacts(True), now, START) == 0


FIRST, SECOND = OutreachStep.FIRST_TRY, OutreachStep.SECOND_TRY
REVIEW, THIRD = OutreachStep.CLINICIAN_REVIEW, OutreachStep.THIRD_TRY
TEAM, PLAN = OutreachStep.TEAM_REVIEW, OutreachStep.PLAN_REVIEW


@pytest.mark.parametrize(
    ("now", "tried", "step", "role"),
    [
        (at(9, 14), [], None, None),
        (at(9, 15), [], FIRST, Role.FRONT_DESK),
        (at(9, 59), [FIRST], None, None),
        (at(10), [FIRST], SECOND, Role.FRONT_DESK),
        (at(10, 20), [], FIRST, Role.FRONT_DESK),
        (at(14, 59), [FIRST, SECOND], None, None),
        (at(15), [FIRST, SECOND], REVIEW, Role.THERAPIST),
        # a clinician's look does not wait for the desk
        (at(15), [], REVIEW, Role.THERAPIST),
        (at(16), [REVIEW], None, None),
        (at(9, days=1), [FIRST, SECOND, REVIEW], THIRD, Role.THERAPIST),
        (at(9, days=1), [FIRST, SECOND], REVIEW, Role.THERAPIST),
        (at(9, days=3), [FIRST, SECOND, REVIEW, THIRD], TEAM, Role.CLINICAL_LEAD),
        (at(9, days=7), [FIRST, SECOND, REVIEW, THIRD, TEAM], PLAN, Role.CLINICAL_LEAD),
        (at(9, days=30), list(OutreachStep), None, None),
    ],
)
def test_reaching_out_step_by_step(
    now: datetime, tried: list[OutreachStep], step: OutreachStep | None, role: Role | None
) -> None:
    due = outreach_due(START, now, [Tried(each) for each in tried])

    assert (due and due.code) == step
    assert (due and due.to_role) == role


def test_once_she_is_reached_nothing_more_is_due() -> None:
    assert outreach_due(START, at(9, days=7), [Tried(FIRST, reached=True)]) is None


def test_a_step_says_since_when_it_is_due() -> None:
    due = outreach_due(START, at(9, 40))

    assert due is not None
    assert (due.due_at, due.late_min) == (at(9, 15), 25)


def test_after_a_friday_the_third_try_is_on_monday() -> None:
    friday = START + timedelta(days=2)
    tried = [Tried(each) for each in (FIRST, SECOND, REVIEW)]

    assert outreach_due(friday, friday + timedelta(days=2), tried) is None
    monday = outreach_due(friday, friday + timedelta(days=3), tried)
    assert monday is not None
    assert monday.code is THIRD


def test_an_evening_program_has_its_review_after_the_second_try() -> None:
    evening = at(18)

    due = outreach_due(evening, at(19), [Tried(FIRST), Tried(SECOND)])

    assert due is not None
    assert (due.code, due.due_at) == (REVIEW, at(19))
