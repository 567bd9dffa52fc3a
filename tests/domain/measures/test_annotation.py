"""Words about a day on the chart: when they may stand there, and who takes them off."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from openiop.domain.measures.annotation import ANNOTATION_RULES, may_annotate, may_strike

TODAY = date(2026, 11, 18)
ANA, BEA = UUID(int=1), UUID(int=2)
MOST = ANNOTATION_RULES.most_letters


@pytest.mark.parametrize(
    ("on", "words", "codes"),
    [
        (TODAY, "My sister came", ()),
        (TODAY - timedelta(days=400), "x", ()),
        (TODAY, "x" * MOST, ()),
        (TODAY, "x" * (MOST + 1), ("too_long",)),
        (TODAY, "  \n ", ("no_words",)),
        (TODAY + timedelta(days=1), "Tomorrow", ("not_yet",)),
        (None, "Some day", ("no_day",)),
        (None, "", ("no_day", "no_words")),
    ],
)
def test_a_mark_has_a_day_that_has_come_and_a_few_words(
    on: date | None, words: str, codes: tuple[str, ...]
) -> None:
    assert may_annotate(on, words, TODAY).codes == codes


@pytest.mark.parametrize(
    ("is_hers", "written_by", "by", "by_client", "codes"),
    [
        (True, ANA, ANA, True, ()),
        (True, ANA, BEA, False, ("hers",)),
        (False, BEA, BEA, False, ()),
        (False, BEA, ANA, False, ("another",)),
        (False, BEA, ANA, True, ("theirs",)),
    ],
)
def test_hers_are_hers_and_the_teams_are_of_who_wrote_them(
    is_hers: bool, written_by: UUID, by: UUID, by_client: bool, codes: tuple[str, ...]
) -> None:
    decision = may_strike(is_hers=is_hers, written_by=written_by, by=by, by_client=by_client)
    assert decision.codes == codes
