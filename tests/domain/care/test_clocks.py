from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openiop.domain.care.clocks import (
    DOCUMENTATION_CLOCKS,
    PlanDates,
    PlanStep,
    physician_due,
    plan_due,
)

START = date(2026, 11, 2)
SIGNED = date(2026, 11, 2)
FULL = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("dates", "step", "due_on"),
    [
        (PlanDates(START), PlanStep.FIRST, START),
        (PlanDates(START, SIGNED), PlanStep.FULL, date(2026, 11, 9)),
        (PlanDates(START, SIGNED, FULL), PlanStep.REVIEW, date(2026, 11, 20)),
        (
            PlanDates(START, SIGNED, FULL, reviewed_on=date(2026, 11, 18)),
            PlanStep.REVIEW,
            date(2026, 12, 2),
        ),
        (
            PlanDates(START, SIGNED, FULL, reviewed_on=date(2026, 11, 1)),
            PlanStep.REVIEW,
            date(2026, 11, 20),
        ),
    ],
)
def test_what_the_plan_needs_next(dates: PlanDates, step: PlanStep, due_on: date) -> None:
    due = plan_due(dates)

    assert (due.step, due.due_on, due.rule_id) == (step, due_on, DOCUMENTATION_CLOCKS.id)
    assert not due.is_late(due_on)
    assert due.is_late(date.fromordinal(due_on.toordinal() + 1))


def test_a_slow_program_still_reviews_within_thirty_days() -> None:
    slow = replace(DOCUMENTATION_CLOCKS, plan_review_every_days=45)

    assert plan_due(PlanDates(START, SIGNED, FULL), slow).due_on == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("dates", "due_on"),
    [
        (PlanDates(START), None),
        (PlanDates(START, needs_physician=True), date(2026, 11, 9)),
        (
            PlanDates(START, needs_physician=True, physician_signed_on=date(2026, 11, 5)),
            date(2027, 1, 4),
        ),
    ],
)
def test_the_physician_signs_where_the_payer_asks(dates: PlanDates, due_on: date | None) -> None:
    due = physician_due(dates)

    assert (due.due_on if due else None) == due_on
