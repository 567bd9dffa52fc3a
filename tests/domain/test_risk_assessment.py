"""The screen is the floor; a lower level needs reasons and a colleague, and holds only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from openiop.domain.risk_assessment import (
    Access,
    AssessmentFacts,
    Ideation,
    Intent,
    Means,
    NextStep,
    PlanState,
    answers_ask_for,
    floor_of,
    level_that_holds,
    may_assess,
    may_cosign,
    may_keep_means_talk,
    needs_cosign,
)
from openiop.domain.words import Level

TODAY = date(2026, 11, 18)
WHOLE = AssessmentFacts(
    floor=Level.MODERATE,
    ideation=Ideation.WISH,
    intent=Intent.NONE,
    plan=PlanState.NONE,
    access=Access.NONE,
    protective="My cat",
    level=Level.MODERATE,
    next_step=NextStep.STAYS_IN_PROGRAM,
    next_on=TODAY,
)


def test_a_whole_assessment_may_be_kept() -> None:
    assert may_assess(WHOLE, TODAY)


def test_everything_missing_is_said_at_once() -> None:
    empty = AssessmentFacts(floor=None)
    assert may_assess(empty, TODAY).codes == (
        *("not_asked",) * 4,
        "no_protective",
        "no_level",
        "no_next_step",
        "no_next_day",
    )


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"level": Level.LOW}, ("no_reasons",)),
        ({"level": Level.LOW, "reasons": "She laughed about it"}, ()),
        ({"intent": Intent.SOME}, ("no_reasons",)),
        ({"level": Level.HIGH}, ("too_little",)),
        ({"level": Level.HIGH, "next_step": NextStep.NOT_LEFT_ALONE}, ()),
        ({"next_on": date(2026, 11, 17)}, ("no_next_day",)),
        # below a high floor nothing but plenty will do, until a colleague has signed
        (
            {"floor": Level.HIGH, "level": Level.LOW, "reasons": "Misread the question"},
            ("too_little",),
        ),
    ],
)
def test_what_a_level_asks_for(change: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert may_assess(replace(WHOLE, **change), TODAY).codes == codes


@pytest.mark.parametrize(
    ("floor", "level", "cosigned", "holds", "needs"),
    [
        (Level.HIGH, Level.LOW, False, Level.HIGH, True),
        (Level.HIGH, Level.LOW, True, Level.LOW, True),
        (Level.LOW, Level.HIGH, False, Level.HIGH, False),
        (None, Level.LOW, False, Level.LOW, False),
        (Level.HIGH, Level.HIGH, False, Level.HIGH, False),
    ],
)
def test_a_lowered_level_holds_only_once_signed(
    floor: Level | None, level: Level, cosigned: bool, holds: Level, needs: bool
) -> None:
    facts = replace(WHOLE, floor=floor, level=level, cosigned=cosigned)
    assert level_that_holds(facts) is holds
    assert needs_cosign(facts) is needs


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, Level.LOW),
        ({"ideation": Ideation.METHOD}, Level.MODERATE),
        ({"plan": PlanState.VAGUE}, Level.MODERATE),
        ({"intent": Intent.NOT_SAID}, Level.MODERATE),
        ({"plan": PlanState.WORKED_OUT}, Level.HIGH),
        ({"intent": Intent.SOME, "ideation": Ideation.NONE}, Level.HIGH),
    ],
)
def test_her_answers_ask_for_a_level(change: dict[str, Any], level: Level) -> None:
    assert answers_ask_for(replace(WHOLE, **change)) is level


def test_one_high_answer_decides_the_floor() -> None:
    assert floor_of([Level.LOW, None, Level.HIGH, Level.MODERATE]) is Level.HIGH
    assert floor_of([None]) is None


def test_a_second_signature_is_somebody_elses_and_only_once() -> None:
    lowered = replace(WHOLE, level=Level.LOW)
    assert may_cosign(lowered, wrote_it_herself=False)
    assert may_cosign(lowered, wrote_it_herself=True).codes == ("own",)
    assert may_cosign(replace(lowered, cosigned=True), False).codes == ("cosigned",)
    assert may_cosign(WHOLE, False).codes == ("no_need",)


def test_the_talk_about_a_safer_place_has_a_day_to_ask_again() -> None:
    later = date(2026, 11, 25)
    assert may_keep_means_talk([Means.MEDICINES], "Her sister keeps them", later, TODAY)
    assert may_keep_means_talk([], " ", TODAY, TODAY).codes == ("no_means", "no_plan", "no_recheck")
