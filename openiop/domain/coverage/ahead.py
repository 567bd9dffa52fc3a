"""Hours and authorized days ahead, as the published timetable has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from openiop.domain.day.payer_rules import PayerRules

from .authorization import Authorized
from .codes import Counted

WEEK = timedelta(days=7)
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class DayAhead:
    """What is planned for a client on one day: therapeutic minutes and sessions."""

    on: date
    minutes: int
    sessions: int


@dataclass(frozen=True)
class WeekAhead:
    """One week of a client: planned minutes and days beside what her payer asks for."""

    monday: date
    minutes: int
    days: int
    least_minutes: int

    @property
    def hours(self) -> float:
        """Planned hours."""
        return self.minutes / MINUTES_AN_HOUR

    @property
    def is_short(self) -> bool:
        """Whether she comes, and fewer hours are planned than the payer asks for."""
        return 0 < self.minutes < self.least_minutes


def weeks_ahead(
    days: Iterable[DayAhead], rules: PayerRules, monday: date, weeks: int
) -> tuple[WeekAhead, ...]:
    """The planned weeks from a Monday on, by the payer's own counting rules.

    A day too short to be billed does not count, and no more days than the payer counts.
    Source: domain.md 1.7 (minimum a week and a day, most days a week).
    """
    found = []
    for number in range(weeks):
        begins = monday + WEEK * number
        counted = sorted(
            (
                day
                for day in days
                if begins <= day.on < begins + WEEK
                and day.minutes >= max(rules.min_minutes_per_billable_day, 1)
            ),
            key=lambda day: day.on,
        )[: rules.max_days_per_week]
        minutes = sum(day.minutes for day in counted)
        found.append(WeekAhead(begins, minutes, len(counted), rules.min_weekly_minutes))
    return tuple(found)


def first_day_without(
    days: Iterable[DayAhead], held: Sequence[tuple[Authorized, Decimal]]
) -> date | None:
    """The first planned day no authorized unit is left for; None: all of them are covered.

    `held` are authorizations with what is left of each; the one that ends first is used first.
    Source: domain.md 1.8; issue, "the date units run out under this timetable".
    """
    left = [units for _each, units in held]
    in_week: Counter[tuple[int, date]] = Counter()
    order = sorted(range(len(held)), key=lambda n: held[n][0].until_on)
    for day in sorted(days, key=lambda each: each.on):
        for number in order:
            each, week = held[number][0], (number, day.on - timedelta(days=day.on.weekday()))
            needed = _units(each.counted, day)
            fits = each.most_a_week is None or in_week[week] < each.most_a_week
            if each.holds_on(day.on) and left[number] >= needed and fits:
                left[number] -= needed
                in_week[week] += 1
                break
        else:
            return day.on
    return None


def _units(counted: Counted, day: DayAhead) -> Decimal:
    if counted is Counted.DAY:
        return Decimal(1)
    if counted is Counted.SESSION:
        return Decimal(day.sessions)
    return Decimal(day.minutes) / MINUTES_AN_HOUR
