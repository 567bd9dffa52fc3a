from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.safety_plan import (
    PlanReview,
    PlanReviewFacts,
    SafetyPlanFacts,
    WhyReview,
    plan_changed_meanwhile,
    plan_gaps,
    plan_reviews,
)

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


STARTS_ON = date(2026, 9, 28)
IN_30_DAYS = PlanReview(WhyReview.TIME, MADE_ON + timedelta(days=30))


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        (PlanReviewFacts(STARTS_ON), (PlanReview(WhyReview.NO_PLAN, STARTS_ON),)),
        (PlanReviewFacts(STARTS_ON, MADE_ON), (IN_30_DAYS,)),
        (
            PlanReviewFacts(STARTS_ON, MADE_ON, positive_screen_on=date(2026, 10, 9)),
            (PlanReview(WhyReview.POSITIVE_SCREEN, date(2026, 10, 9)), IN_30_DAYS),
        ),
        # a look settles what came before it
        (
            PlanReviewFacts(
                STARTS_ON,
                MADE_ON,
                looked_at_on=date(2026, 10, 9),
                positive_screen_on=date(2026, 10, 9),
                fewer_days_from_on=date(2026, 10, 5),
            ),
            (PlanReview(WhyReview.TIME, date(2026, 11, 8)),),
        ),
        (
            PlanReviewFacts(STARTS_ON, MADE_ON, fewer_days_from_on=date(2026, 10, 12)),
            (PlanReview(WhyReview.TAPER, date(2026, 10, 12)), IN_30_DAYS),
        ),
        (
            PlanReviewFacts(STARTS_ON, MADE_ON, planned_end_on=date(2026, 10, 20)),
            (PlanReview(WhyReview.DISCHARGE, date(2026, 10, 13)), IN_30_DAYS),
        ),
    ],
)
def test_why_and_when_a_plan_is_looked_at_again(
    facts: PlanReviewFacts, due: tuple[PlanReview, ...]
) -> None:
    assert plan_reviews(facts) == due


@pytest.mark.parametrize(
    ("begun_from", "newest", "changed"),
    [(3, 3, False), (3, 4, True), (0, 1, True), (None, 4, False)],
)
def test_two_who_write_at_once_are_told(begun_from: int | None, newest: int, changed: bool) -> None:
    assert plan_changed_meanwhile(begun_from, newest) is changed
