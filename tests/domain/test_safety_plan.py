from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.safety_plan import SafetyPlanFacts, plan_gaps, plan_review_due_on

WHOLE = SafetyPlanFacts(
    warning_signs=("I stop answering",),
    coping=("Cold water",),
    people_and_places=("The library",),
    people_to_ask=("My sister",),
    professionals=("988",),
    safer_surroundings=("Pills with my sister",),
    reason_to_live="My garden",
)
MADE_ON = date(2026, 10, 1)


def test_a_whole_plan_has_no_gaps_and_an_empty_one_has_seven() -> None:
    assert plan_gaps(WHOLE) == ()
    assert len(plan_gaps(SafetyPlanFacts())) == 7


@pytest.mark.parametrize(
    ("plan", "gap"),
    [
        (replace(WHOLE, warning_signs=()), "How I notice that it gets hard"),
        (replace(WHOLE, professionals=(" ", "")), "Professionals and lines I can call"),
        (replace(WHOLE, reason_to_live=" "), "What is most worth living for"),
    ],
)
def test_blank_words_are_a_gap(plan: SafetyPlanFacts, gap: str) -> None:
    assert plan_gaps(plan) == (gap,)


@pytest.mark.parametrize(
    ("reviewed_on", "positive_on", "due_on"),
    [
        (None, None, MADE_ON + timedelta(days=30)),
        (date(2026, 10, 20), None, date(2026, 11, 19)),
        (date(2026, 9, 1), None, MADE_ON + timedelta(days=30)),
        (date(2026, 10, 20), date(2026, 10, 25), date(2026, 10, 25)),
        (date(2026, 10, 20), date(2026, 10, 10), date(2026, 11, 19)),
    ],
)
def test_a_plan_is_looked_at_every_30_days_and_after_a_positive_screen(
    reviewed_on: date | None, positive_on: date | None, due_on: date
) -> None:
    assert plan_review_due_on(reviewed_on, MADE_ON, positive_on) == due_on
