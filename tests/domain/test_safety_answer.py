from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from openiop.domain.safety_answer import (
    Action,
    AlertFacts,
    Disposition,
    cssrs_response,
    may_close_alert,
    may_file,
    second_look_by,
)
from openiop.domain.words import Level

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANSWERED = AlertFacts(
    level=Level.HIGH,
    acknowledged=True,
    action=Action.SPOKE_IN_PERSON,
    disposition=Disposition.SAFE_TODAY_PLAN_REVIEWED,
    second_look_due_at=NOON,
)


def changed(**changes: object) -> AlertFacts:
    return replace(ANSWERED, **changes)  # type: ignore[arg-type]  # a table names any field


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (ANSWERED, ()),
        (changed(acknowledged=False), ("not_acknowledged",)),
        (changed(action=None), ("no_action",)),
        (changed(disposition=None), ("no_disposition",)),
        (changed(second_look_due_at=None), ("no_second_look",)),
        (changed(level=Level.LOW, second_look_due_at=None), ()),
        (changed(action=Action.TRIED_TO_REACH), ("not_in_touch",)),
        (changed(action=Action.TRIED_TO_REACH, disposition=Disposition.LEAD_DECIDES), ()),
        (changed(action=Action.CALLED_911, disposition=Disposition.EMERGENCY_HELP), ()),
        (changed(disposition=Disposition.MISTAKEN_TAP), ("no_words",)),
        (changed(disposition=Disposition.MISTAKEN_TAP, words="  "), ("no_words",)),
        (changed(disposition=Disposition.MISTAKEN_TAP, words="She showed me on her phone."), ()),
        (
            AlertFacts(Level.MODERATE, acknowledged=False),
            ("not_acknowledged", "no_action", "no_disposition", "no_second_look"),
        ),
    ],
)
def test_what_an_answer_needs_before_it_is_filed(facts: AlertFacts, codes: tuple[str, ...]) -> None:
    assert may_file(facts).codes == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (ANSWERED, ("second_look_due",)),
        (changed(second_look_done=True), ()),
        (changed(level=Level.LOW, second_look_due_at=None), ()),
        (changed(level=Level.REVIEW, second_look_due_at=None), ()),
        (changed(second_look_due_at=None), ("no_second_look",)),
        (changed(disposition=Disposition.LEAD_DECIDES, second_look_done=True), ("still_open",)),
        (changed(acknowledged=False, second_look_done=True), ("not_acknowledged",)),
    ],
)
def test_an_alert_closes_only_after_answer_end_and_second_look(
    facts: AlertFacts, codes: tuple[str, ...]
) -> None:
    assert may_close_alert(facts).codes == codes


@pytest.mark.parametrize("disposition", Disposition)
@pytest.mark.parametrize("action", [action for action in Action if not action.met_her])
def test_without_being_in_touch_nobody_says_she_is_safe(
    action: Action, disposition: Disposition
) -> None:
    decision = may_file(changed(action=action, disposition=disposition, words="She said so."))

    assert bool(decision) is not disposition.rests_on_her_word


@pytest.mark.parametrize(
    ("level", "hours"),
    [(Level.HIGH, 24), (Level.MODERATE, 24), (Level.LOW, None), (Level.REVIEW, None)],
)
def test_the_second_look_is_within_a_day(level: Level, hours: int | None) -> None:
    by = second_look_by(level, NOON)

    assert (by - NOON).total_seconds() / 3600 == hours if by else hours is None


@pytest.mark.parametrize(
    ("level", "holds"),
    [
        ("high", "Stay with her"),
        ("moderate", "before she leaves"),
        ("low", "today"),
        ("none", "does not rule risk out"),
        ("incomplete", "A person asks her today"),
        ("something else", "A person asks her today"),
    ],
)
def test_the_screen_s_level_says_what_to_do(level: str, holds: str) -> None:
    assert holds in cssrs_response(level)
