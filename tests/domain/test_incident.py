"""An incident report says what happened and what was done; its review is due in 7 days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from openiop.domain.incident import IncidentKind, may_report, may_review, review_by

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "at", "what", "immediate", "codes"),
    [
        (IncidentKind.INJURY, NOW, "A fall", "Ice", ()),
        (None, None, " ", "", ("no_kind", "no_time", "no_words", "no_deed")),
        (IncidentKind.INJURY, NOW + timedelta(minutes=1), "A fall", "Ice", ("ahead",)),
    ],
)
def test_a_report_is_whole(
    kind: IncidentKind | None,
    at: datetime | None,
    what: str,
    immediate: str,
    codes: tuple[str, ...],
) -> None:
    assert may_report(kind, at, NOW, what, immediate).codes == codes


def test_it_is_reviewed_once_within_a_week() -> None:
    assert review_by(date(2026, 11, 18)) == date(2026, 11, 25)
    assert may_review("We moved the rug.", has_been_reviewed=False)
    assert may_review("", has_been_reviewed=False).codes == ("no_words",)
    assert may_review("Again", has_been_reviewed=True).codes == ("reviewed",)
