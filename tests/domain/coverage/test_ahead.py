"""Hours of the coming weeks beside the payer's rules, and the day units run out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openiop.domain.coverage.ahead import DayAhead, first_day_without, weeks_ahead
from openiop.domain.coverage.authorization import AuthorizationStatus, Authorized
from openiop.domain.coverage.codes import Counted
from openiop.domain.day.payer_rules import PayerRules

MONDAY = date(2026, 11, 16)


def on(number: int) -> date:
    return MONDAY + timedelta(days=number)


def rules(**facts: int) -> PayerRules:
    least = {"min_weekly_minutes": 540, **facts}
    return PayerRules(id="test", version=1, title="Test", source="test", **least)  # type: ignore[arg-type] # numbers only


@pytest.mark.parametrize(
    ("days", "facts", "minutes", "counted", "short"),
    [
        ([(0, 180), (2, 180), (3, 180)], {}, 540, 3, False),
        ([(0, 180), (2, 180), (3, 170)], {}, 530, 3, True),
        ([], {}, 0, 0, False),
        ([(0, 180), (2, 90)], {"min_minutes_per_billable_day": 120}, 180, 1, True),
        ([(n, 120) for n in range(5)], {"max_days_per_week": 4}, 480, 4, True),
        ([(0, 540), (7, 600)], {}, 540, 1, False),
    ],
)
def test_a_week_counts_what_its_payer_counts(
    days: list[tuple[int, int]], facts: dict[str, int], minutes: int, counted: int, short: bool
) -> None:
    planned = [DayAhead(on(n), held, 3) for n, held in days]

    week = weeks_ahead(planned, rules(**facts), MONDAY, 1)[0]

    assert (week.minutes, week.days, week.is_short) == (minutes, counted, short)


def allowed(
    units: int, until: int, *, counted: Counted = Counted.DAY, week: int | None = None
) -> Authorized:
    return Authorized(
        AuthorizationStatus.APPROVED, counted, units, on(-7), on(until), "S9480", week
    )


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([(allowed(10, 30), "10")], None),
        ([(allowed(10, 30), "2")], 3),
        ([(allowed(10, 2), "10")], 3),
        ([(allowed(10, 2), "10"), (allowed(10, 30), "10")], None),
        ([(allowed(10, 30), "2"), (allowed(10, 2), "10")], 9),
        ([(allowed(9, 30, counted=Counted.HOUR), "7")], 3),
        ([(allowed(9, 30, counted=Counted.SESSION), "6")], 3),
        ([(allowed(10, 30, week=2), "10")], 3),
        ([], 0),
    ],
)
def test_units_run_out_on_the_first_planned_day_nothing_is_left_for(
    held: list[tuple[Authorized, str]], expected: int | None
) -> None:
    planned = [DayAhead(on(n), 180, 3) for n in (0, 2, 3, 7, 9)]

    found = first_day_without(planned, [(each, Decimal(left)) for each, left in held])

    assert found == (None if expected is None else on(expected))
