"""Hours: a client's week in therapeutic minutes, what a payer counts, and what she reads.

How minutes are counted is in `minutes`, the payers' numbers in `payer_rules`; import from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from openiop.domain.moments import whole_minutes
from openiop.domain.text import _
from openiop.domain.words import AwayReason

from .minutes import (
    Interval,
    Segment,
    apart,
    counted_segments,
    credited_minutes,
    full_minutes,
    joined_intervals,
    minutes_in,
    seconds_present,
    therapeutic_minutes,
)
from .payer_rules import DEFAULT_PAYER_RULES, PAYER_RULES, PayerRules

__all__ = [
    "DEFAULT_PAYER_RULES",
    "PAYER_RULES",
    "DayFacts",
    "Interval",
    "PayerRules",
    "Segment",
    "ShortfallReason",
    "WeekFacts",
    "WeekHours",
    "hours_in_words",
    "minutes_in",
    "therapeutic_minutes",
    "week_of",
    "weekly_hours",
]


@dataclass(frozen=True)
class DayFacts:
    """One program day of one client: what was planned for her and when she was here."""

    on: date
    segments: tuple[Segment, ...]
    presence: tuple[Interval, ...] = ()
    remote: bool = False
    cancelled_by_program: bool = False
    away_reason: AwayReason | None = None
    left_at: datetime | None = None
    """When she left for the day; nothing later that day is still expected."""


@dataclass(frozen=True)
class WeekFacts:
    """The days of one payer week, seen at one moment."""

    days: tuple[DayFacts, ...]
    as_of: datetime


Missed = AwayReason | Literal["late", "left_early", "remote_not_counted"]


@dataclass(frozen=True)
class ShortfallReason:
    """Minutes of one day that do not count, and why."""

    on: date
    minutes: int
    reason: Missed


@dataclass(frozen=True)
class WeekHours:
    """A client's week in minutes, under one rule set.

    `scheduled_min`, `attended_min` and `excused_min` are minutes of the clock; `counted_min` and
    `projected_min` are what the payer counts.
    """

    rule_id: str
    rule_version: int
    scheduled_min: int
    attended_min: int
    excused_min: int
    counted_min: int
    needed_min: int
    billable_days: int
    projected_min: int
    shortfall_min: int
    reasons: tuple[ShortfallReason, ...]


def week_of(day: date, rules: PayerRules) -> tuple[date, date]:
    """The first and last day of the payer's week that holds `day`; a rolling week ends on it.

    Source: domain.md 1.7, week definition.
    """
    back = {"mon_sun": day.weekday(), "sun_sat": (day.weekday() + 1) % 7, "rolling_7": 6}
    first = day - timedelta(days=back[rules.week])
    return first, first + timedelta(days=6)


def weekly_hours(week: WeekFacts, rules: PayerRules) -> WeekHours:
    """A client's week: planned, attended, counted, still to come, and each shortfall by reason.

    What the program canceled is not planned for her and never her absence. Projected is what is
    counted so far and everything still ahead that she has not told us she will miss.
    Source: domain.md 1.7, R-PAY-01, R-PAY-02.
    """
    days = [_day_hours(day, week.as_of, rules) for day in week.days]
    counted = sum(day.counted_min for day in days)
    projected = sum(day.projected_min for day in days)
    billable = sum(day.is_billable for day in days)
    if rules.max_days_per_week is not None:
        billable = min(billable, rules.max_days_per_week)
    return WeekHours(
        rule_id=rules.id,
        rule_version=rules.version,
        scheduled_min=sum(day.scheduled_min for day in days),
        attended_min=sum(day.attended_min for day in days),
        excused_min=sum(day.excused_min for day in days),
        counted_min=counted,
        needed_min=rules.min_weekly_minutes,
        billable_days=billable,
        projected_min=projected,
        shortfall_min=max(0, rules.min_weekly_minutes - projected),
        reasons=tuple(reason for day in days for reason in day.reasons),
    )


@dataclass(frozen=True)
class _DayHours:
    scheduled_min: int
    attended_min: int
    excused_min: int
    counted_min: int
    projected_min: int
    is_billable: bool
    reasons: tuple[ShortfallReason, ...]


# a day ahead is the same day for every woman with the same groups
@lru_cache(maxsize=512)
def _day_hours(day: DayFacts, as_of: datetime, rules: PayerRules) -> _DayHours:
    therapeutic = apart([segment for segment in day.segments if segment.kind.is_therapeutic])
    blocks = counted_segments(day.segments, rules)
    so_far = joined_intervals(_until(day.presence, as_of))
    expected = joined_intervals([*so_far, *_still_ahead(day, as_of)])
    attended = _minutes_of(therapeutic, so_far)
    planned = whole_minutes(sum(block.seconds for block in therapeutic))
    not_counted = day.remote and not rules.counts_remote
    here_min = credited_minutes(blocks, so_far, rules)
    in_all_min = here_min if expected == so_far else credited_minutes(blocks, expected, rules)
    counted, projected = (0, 0) if not_counted else (here_min, in_all_min)
    is_excused = day.away_reason not in (None, AwayReason.NO_CONTACT)
    excused = planned - _minutes_of(therapeutic, expected) if is_excused else 0
    reasons = _missed(day, blocks, expected, in_all_min, rules)
    if not_counted:
        reasons.append((in_all_min, "remote_not_counted"))
    return _DayHours(
        scheduled_min=attended if _is_cancelled(day) else planned,
        attended_min=attended,
        excused_min=0 if _is_cancelled(day) else excused,
        counted_min=counted,
        projected_min=projected,
        is_billable=(
            counted > 0
            and counted >= rules.min_minutes_per_billable_day
            and _services(blocks, so_far, rules) >= rules.min_services_per_day
        ),
        reasons=tuple(
            ShortfallReason(day.on, minutes, reason) for minutes, reason in reasons if minutes > 0
        ),
    )


def _minutes_of(blocks: list[Segment], here: list[Interval]) -> int:
    return whole_minutes(sum(seconds_present(block, here) for block in blocks))


def _is_cancelled(day: DayFacts) -> bool:
    return day.cancelled_by_program or day.away_reason is AwayReason.PROGRAM_CANCELLED


def _until(presence: tuple[Interval, ...], as_of: datetime) -> list[Interval]:
    return [Interval(each.starts_at, min(each.ends_at, as_of)) for each in presence]


def _still_ahead(day: DayFacts, as_of: datetime) -> list[Interval]:
    """The rest of the day, unless it is canceled, she has left or she told us she is away."""
    is_here = any(each.starts_at <= as_of <= each.ends_at for each in day.presence)
    is_away = day.away_reason is not None and not is_here
    if _is_cancelled(day) or day.left_at is not None or is_away:
        return []
    return [Interval(max(each.starts_at, as_of), each.ends_at) for each in day.segments]


def _services(blocks: list[Segment], here: list[Interval], rules: PayerRules) -> int:
    """Groups and individual sessions she was in for at least the payer's share of them."""
    return sum(
        seconds_present(block, here) >= rules.service_min_share * block.seconds
        for block in blocks
        if block.kind.is_group or block.individual
    )


def _missed(
    day: DayFacts,
    blocks: list[Segment],
    expected: list[Interval],
    expected_min: int,
    rules: PayerRules,
) -> list[tuple[int, Missed]]:
    """Minutes a full day would have counted and this one will not, each with its reason."""
    full = full_minutes(blocks, rules)
    missed = full - expected_min
    if not missed:
        return []
    if _is_cancelled(day):
        return [(missed, AwayReason.PROGRAM_CANCELLED)]
    if day.away_reason is not None:
        return [(missed, day.away_reason)]
    if not expected or not day.presence:
        return [(missed, AwayReason.NO_CONTACT)]
    from_arrival = [
        Interval(max(each.starts_at, expected[0].starts_at), each.ends_at) for each in day.segments
    ]
    late = full - credited_minutes(blocks, joined_intervals(from_arrival), rules)
    return [(late, "late"), (missed - late, "left_early")]


def hours_in_words(hours: WeekHours) -> tuple[str, dict[str, object]]:
    """She reads her hours so far out of those she could come to; never what is lacking.

    Time she told us she would be away, and time the program canceled, is left out of the plan.
    Source: domain.md R-PAY-02 (never to the client as a failure); issue, part 9.
    """
    planned_min = hours.scheduled_min - hours.excused_min
    if planned_min <= 0:
        return _("No hours are planned for you this week."), {}
    text = _("{done} of {planned} hours so far")
    return text, {"done": _in_hours(hours.attended_min), "planned": _in_hours(planned_min)}


def _in_hours(minutes: int) -> str:
    """Hours to the nearest quarter: 3, 2.5, 8.25."""
    return f"{round(minutes / 15) / 4:.2f}".rstrip("0").rstrip(".")
