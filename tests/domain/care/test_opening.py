from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.care.opening import (
    HOLD_RULES,
    HoldKind,
    OpeningFacts,
    is_open_to_her,
    may_hold,
    may_release_alone,
)

TODAY = date(2026, 11, 25)
PLAIN = OpeningFacts(
    is_signed=True,
    is_struck=False,
    is_sensitive=False,
    cosign_owed=False,
    released_alone=False,
    hold_expires_on=None,
)
SENSITIVE = replace(PLAIN, is_sensitive=True)


@pytest.mark.parametrize(
    ("facts", "is_open"),
    [
        (PLAIN, True),
        (replace(PLAIN, is_signed=False), False),
        (replace(PLAIN, is_struck=True), False),
        (replace(PLAIN, cosign_owed=True), False),
        (SENSITIVE, False),
        (replace(SENSITIVE, released_alone=True), True),
        (replace(SENSITIVE, released_alone=True, is_struck=True), False),
        (replace(PLAIN, hold_expires_on=TODAY), False),
        (replace(PLAIN, hold_expires_on=TODAY - timedelta(days=1)), True),
        (replace(SENSITIVE, released_alone=True, hold_expires_on=TODAY), False),
    ],
)
def test_what_she_reads(facts: OpeningFacts, is_open: bool) -> None:
    assert is_open_to_her(facts, TODAY) is is_open


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (SENSITIVE, ()),
        (replace(SENSITIVE, is_signed=False), ("not_signed",)),
        (replace(SENSITIVE, cosign_owed=True), ("cosign",)),
        (replace(SENSITIVE, is_struck=True), ("struck",)),
        (replace(SENSITIVE, hold_expires_on=TODAY), ("held",)),
    ],
)
def test_when_one_is_released_on_its_own(facts: OpeningFacts, codes: tuple[str, ...]) -> None:
    assert may_release_alone(facts, TODAY).codes == codes


LAST = TODAY + timedelta(days=HOLD_RULES.days_at_most)


@pytest.mark.parametrize(
    ("kind", "why", "reviewer", "expires_on", "codes"),
    [
        (HoldKind.HARM, "She is at his house this week.", True, LAST, ()),
        (None, " ", False, None, ("kind", "why", "reviewer", "expires_on")),
        (HoldKind.HARM, "Because.", True, TODAY, ("expires_on",)),
        (HoldKind.HARM, "Because.", True, LAST + timedelta(days=1), ("expires_on",)),
    ],
)
def test_a_hold_names_all_it_needs(
    kind: HoldKind | None, why: str, reviewer: bool, expires_on: date | None, codes: tuple[str, ...]
) -> None:
    assert may_hold(kind, why, reviewer, expires_on, TODAY).codes == codes
