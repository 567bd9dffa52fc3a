"""How alerts were answered: the log reports its own late and missed acknowledgements.

Source: issue, "The log reports its own late and missed acknowledgements"; domain.md 8.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from .moments import seconds_between
from .words import Level


@dataclass(frozen=True)
class AnsweredFacts:
    """When an alert was opened, due, taken and closed."""

    level: Level
    opened_at: datetime
    due_at: datetime
    taken_at: datetime | None
    escalations: int = 0
    late_escalations: int = 0
    calls_failed: int = 0


@dataclass(frozen=True)
class Answering:
    """How a number of alerts was answered; every figure carries the number it rests on."""

    alerts: int
    taken: int
    in_time: int
    late: int
    """Taken after the time, or not taken although the time is over."""
    missed: int
    """Of those late: still not taken."""
    waiting: int
    """Not taken, and still in time."""
    median_minutes: float | None
    """From opening to being taken, of those taken."""
    escalated: int
    late_escalations: int
    """Steps the background job took too late, because it was not running."""
    calls_failed: int


def was_late(facts: AnsweredFacts, now: datetime) -> bool:
    """An alert is late when it was taken after its time, or its time is over and nobody took it.

    Source: domain.md 8.4.
    """
    return (facts.taken_at or now) > facts.due_at


def answering(alerts: Sequence[AnsweredFacts], now: datetime) -> Answering:
    """Counts and the median time to take an alert; no median without a taken one.

    Source: issue, "The log reports its own late and missed acknowledgements".
    """
    taken = [each for each in alerts if each.taken_at is not None]
    late = [each for each in alerts if was_late(each, now)]
    missed = [each for each in late if each.taken_at is None]
    return Answering(
        alerts=len(alerts),
        taken=len(taken),
        in_time=sum(not was_late(each, now) for each in taken),
        late=len(late),
        missed=len(missed),
        waiting=len(alerts) - len(taken) - len(missed),
        median_minutes=_median(taken),
        escalated=sum(each.escalations > 0 for each in alerts),
        late_escalations=sum(each.late_escalations for each in alerts),
        calls_failed=sum(each.calls_failed for each in alerts),
    )


def _median(taken: Iterable[AnsweredFacts]) -> float | None:
    minutes = [
        max(0.0, seconds_between(each.opened_at, each.taken_at) / 60)
        for each in taken
        if each.taken_at is not None
    ]
    return round(median(minutes), 1) if minutes else None
