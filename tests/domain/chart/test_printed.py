"""What may be printed, and what may go outside."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.chart.printed import (
    CHOSEN_AT_FIRST,
    NEEDS_RELEASE_OF,
    ChartPart,
    may_give,
    may_print,
)
from openiop.domain.release import Part

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 18)


@pytest.mark.parametrize(
    ("parts", "first", "may_see_violence", "codes"),
    [
        ({ChartPart.NOTES}, FIRST, False, ()),
        (set(), FIRST, True, ("parts",)),
        ({ChartPart.NOTES}, date(2026, 11, 19), True, ("dates",)),
        ({ChartPart.NOTES, ChartPart.VIOLENCE}, FIRST, False, ("violence",)),
        ({ChartPart.NOTES, ChartPart.VIOLENCE}, FIRST, True, ()),
    ],
)
def test_what_may_be_printed(
    parts: set[ChartPart], first: date, may_see_violence: bool, codes: tuple[str, ...]
) -> None:
    decision = may_print(parts, first, LAST, may_see_violence=may_see_violence)

    assert decision.codes == codes


def test_sensitive_parts_are_not_chosen_at_first() -> None:
    assert ChartPart.SAFETY not in CHOSEN_AT_FIRST
    assert ChartPart.VIOLENCE not in CHOSEN_AT_FIRST


@pytest.mark.parametrize("part", list(ChartPart))
def test_outside_goes_only_what_a_release_names(part: ChartPart) -> None:
    needed = NEEDS_RELEASE_OF.get(part)

    assert may_give({part}, set()).codes == ("not_released",)
    assert bool(may_give({part}, set(Part))) is (needed is not None)
    if needed is not None:
        assert not may_give({part}, set(Part) - {needed})


def test_her_people_and_partner_violence_never_go_outside() -> None:
    assert ChartPart.PEOPLE not in NEEDS_RELEASE_OF
    assert ChartPart.VIOLENCE not in NEEDS_RELEASE_OF
