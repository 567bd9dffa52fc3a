from __future__ import annotations

import pytest

from openiop.domain.safety_said import SheSaid, level_after, opens_again
from openiop.domain.words import Level


@pytest.mark.parametrize("level", list(Level))
def test_not_safe_is_the_most_urgent_whatever_it_was(level: Level) -> None:
    assert level_after(level, SheSaid.NOT_SAFE) is Level.HIGH


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("said", [each for each in SheSaid if each is not SheSaid.NOT_SAFE])
def test_no_other_answer_changes_anything(level: Level, said: SheSaid) -> None:
    assert level_after(level, said) is level


@pytest.mark.parametrize(
    ("said", "again"),
    [
        (SheSaid.SAFE, False),
        (SheSaid.NOT_SAID, False),
        (SheSaid.NOT_SURE, True),
        (SheSaid.NOT_SAFE, True),
        (SheSaid.CALL_ME, True),
    ],
)
def test_what_needs_a_person_opens_a_settled_alert_again(said: SheSaid, again: bool) -> None:
    assert opens_again(said) is again
