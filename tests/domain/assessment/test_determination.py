"""What a decision on the level of care has to hold, and when it is made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from openiop.domain.assessment.determination import (
    DeterminationFacts,
    Happened,
    Moment,
    Variance,
    due_for_redetermination,
    may_assess,
    may_determine,
    needs_named_clinician,
)
from openiop.domain.assessment.routes import CareLevel, Finding
from openiop.domain.assessment.tool import Tool, ToolScore, may_keep_tool
from openiop.domain.care.note_kinds import Discipline
from openiop.domain.decision import YES, Decision, Reason

OP, IOP, PHP, ALL_DAY, OTHER = CareLevel
WHOLE = DeterminationFacts(
    recommended=IOP,
    offered=IOP,
    chosen=IOP,
    preference_asked=True,
    why_not_lower="Once a week did not hold.",
    why_not_higher="No need to be seen every day.",
    suggested=IOP,
)
DIFFERS: dict[str, Any] = {
    "recommended": PHP,
    "offered": PHP,
    "suggested": PHP,
    "variance": Variance.DECLINES_HIGHER,
    "mitigation": "A call on each day she is not here.",
}
ELSEWHERE: dict[str, Any] = {"next_step": "First visit on Friday", "handed_to": "Harbor clinic"}

CASES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("whole", {}, ()),
    ("no level", {"recommended": None, "suggested": None}, ("recommended",)),
    ("not asked what she wants", {"preference_asked": False}, ("preference",)),
    ("one way only", {"why_not_higher": " "}, ("why_not_higher",)),
    ("the other way only", {"why_not_lower": ""}, ("why_not_lower",)),
    ("another than the rule", {"suggested": PHP}, ("disagreement",)),
    ("another than the rule, said why", {"suggested": PHP, "disagreement": "Her sister"}, ()),
    ("no suggestion to differ from", {"suggested": None}, ()),
    ("she thinks it over", {"chosen": None}, ()),
    ("PHP recommended, IOP chosen, nothing said", {
        "recommended": PHP, "offered": PHP, "suggested": PHP}, ("variance", "mitigation")),
    ("PHP recommended, IOP chosen", DIFFERS, ()),
    ("PHP recommended, IOP offered", DIFFERS | {"offered": IOP, "chosen": None}, ()),
    ("she wants more than was recommended", {
        "chosen": PHP, "variance": Variance.WANTS_OTHER, **ELSEWHERE}, ()),
    ("weekly care, no next step", {
        "recommended": OP, "offered": OP, "chosen": OP, "suggested": OP},
        ("next_step", "handed_to")),
    ("weekly care", {
        "recommended": OP, "offered": OP, "chosen": OP, "suggested": OP,
        "why_not_lower": "", **ELSEWHERE}, ()),
    ("another service first", {
        "recommended": OTHER, "offered": OTHER, "chosen": OTHER, "suggested": OTHER,
        "why_not_lower": "", "why_not_higher": "", **ELSEWHERE}, ()),
    ("she means to act", {"found": frozenset({Finding.SUICIDE})}, ("stopped",)),
    ("home not safe is no stop", {"found": frozenset({Finding.HOME})}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("case", "changed", "codes"), CASES, ids=[case[0] for case in CASES])
def test_what_a_decision_lacks(case: str, changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert may_determine(replace(WHOLE, **changed), YES).codes == codes


def test_somebody_without_a_license_decides_nothing() -> None:
    ended = Decision.refused(Reason("license", "ended"))

    assert may_assess({Discipline.THERAPY}, YES)
    assert may_assess({Discipline.PEER}, YES).codes == ("scope",)
    assert may_assess({Discipline.THERAPY}, ended).codes == ("license",)
    assert may_determine(WHOLE, ended).codes == ("license",)


@pytest.mark.parametrize(
    ("recommended", "chosen", "needed"),
    [(PHP, IOP, True), (IOP, IOP, False), (OP, IOP, False), (ALL_DAY, IOP, True),
     (OTHER, IOP, False), (PHP, None, False), (None, IOP, False)],
)  # fmt: skip
def test_less_than_recommended_needs_a_named_clinician(
    recommended: CareLevel | None, chosen: CareLevel | None, needed: bool
) -> None:
    assert needs_named_clinician(recommended, chosen) is needed


def moment(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


REVIEW, RISK = Happened(Moment.PLAN_REVIEW, moment(10)), Happened(Moment.HIGH_RISK, moment(12))


@pytest.mark.parametrize(
    ("determined_at", "due"),
    [(None, REVIEW), (moment(9), REVIEW), (moment(10), RISK), (moment(11), RISK),
     (moment(12), None), (moment(20), None)],
)  # fmt: skip
def test_it_is_decided_anew_after_each_moment(
    determined_at: datetime | None, due: Happened | None
) -> None:
    assert due_for_redetermination(determined_at, (RISK, REVIEW)) == due


LOCUS = ToolScore(
    Tool.LOCUS, "20", dict.fromkeys(("I", "II", "III", "IVA", "IVB", "V", "VI"), 3), 21
)
ASAM = ToolScore(Tool.ASAM, "4", dict.fromkeys("123456", 0))


@pytest.mark.parametrize(
    ("score", "codes"),
    [
        (LOCUS, ()),
        (ASAM, ()),
        (replace(LOCUS, version=" "), ("version",)),
        (replace(LOCUS, total=None), ("total",)),
        (replace(LOCUS, total=36), ("total",)),
        (replace(LOCUS, total=6), ("total",)),
        (replace(LOCUS, numbers={"I": 3}), ("numbers",)),
        (replace(LOCUS, numbers={**LOCUS.numbers, "I": 6}), ("numbers",)),
        (replace(ASAM, numbers={**ASAM.numbers, "1": 5}), ("numbers",)),
    ],
)
def test_the_numbers_of_a_tool(score: ToolScore, codes: tuple[str, ...]) -> None:
    assert may_keep_tool(score).codes == codes
