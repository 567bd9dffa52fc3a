"""Over the days after: who decides, what is never done behind her back, and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openiop.domain.day.morning import OutreachStep, Tried, outreach_table
from openiop.domain.day.outreach import Decided, LookFacts, may_decide, may_end_by, steps_open
from openiop.domain.privacy import Role

START = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def look(
    decided: Decided | None,
    *roles: Role,
    words: str = "Because",
    not_safe_at_home: bool = False,
    may_write: bool = False,
) -> LookFacts:
    return LookFacts(
        step=OutreachStep.CLINICIAN_REVIEW,
        decided=decided,
        words=words,
        roles=frozenset(roles),
        not_safe_at_home=not_safe_at_home,
        may_write=may_write,
    )


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (look(Decided.KEEP_TRYING, Role.THERAPIST), ()),
        (look(Decided.KEEP_TRYING, Role.FRONT_DESK), ("not_clinician",)),
        (look(Decided.WELFARE_CHECK, Role.THERAPIST), ("lead_decides",)),
        (look(Decided.WELFARE_CHECK, Role.CLINICAL_LEAD), ()),
        (look(Decided.EMERGENCY_CONTACT, Role.FRONT_DESK), ("not_clinician", "lead_decides")),
        (
            look(Decided.MOBILE_CRISIS, Role.DIRECTOR, words=" ", not_safe_at_home=True),
            ("no_words",),
        ),
        (look(None, Role.THERAPIST, words=""), ("no_decision", "no_words")),
        (look(Decided.CARING_LETTER, Role.THERAPIST), ("may_not_write",)),
        (look(Decided.CARING_LETTER, Role.THERAPIST, may_write=True), ()),
    ],
)
def test_who_decides_what(facts: LookFacts, codes: tuple[str, ...]) -> None:
    assert may_decide(facts).codes == codes


def test_a_clinicians_look_ends_the_desks_own_tries() -> None:
    table = outreach_table(START)
    left = [code for code, _at, _role in steps_open(table, [Tried(OutreachStep.CLINICIAN_REVIEW)])]
    assert left == [OutreachStep.THIRD_TRY, OutreachStep.TEAM_REVIEW, OutreachStep.PLAN_REVIEW]


def test_only_the_look_at_day_seven_lets_go_of_her() -> None:
    assert [step for step in OutreachStep if may_end_by(step)] == [OutreachStep.PLAN_REVIEW]


def test_the_steps_of_the_protocol_are_all_there_in_order() -> None:
    hours = [(at - START).total_seconds() / 3600 for _code, at, _role in outreach_table(START)]
    assert hours == [0.25, 1, 6, 24, 72, 168]
