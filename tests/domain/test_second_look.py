from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from openiop.domain.second_look import may_look_on, second_look_days
from openiop.domain.words import Level

WED = datetime(2026, 11, 18, 10, tzinfo=UTC)
FRI = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "now", "next_day", "days"),
    [
        (Level.HIGH, WED, None, [date(2026, 11, 19), date(2026, 11, 18)]),
        (Level.MODERATE, WED, date(2026, 11, 19), [date(2026, 11, 19), date(2026, 11, 18)]),
        (
            *(Level.HIGH, WED, date(2026, 11, 23)),
            [date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 18)],
        ),
        (Level.HIGH, FRI, None, [date(2026, 11, 23), date(2026, 11, 20)]),
        (Level.LOW, WED, None, []),
        (Level.REVIEW, WED, date(2026, 11, 19), []),
    ],
)
def test_the_days_offered_begin_with_the_one_proposed(
    level: Level, now: datetime, next_day: date | None, days: list[date]
) -> None:
    assert list(second_look_days(level, now, next_day)) == days


@pytest.mark.parametrize(
    ("on", "fine"),
    [
        (date(2026, 11, 17), False),
        (date(2026, 11, 18), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (None, True),
    ],
)
def test_it_is_set_between_today_and_the_latest_day(on: date | None, fine: bool) -> None:
    assert bool(may_look_on(Level.HIGH, on, WED, date(2026, 11, 23))) is fine
