"""The log says how many alerts were taken late or not at all, and how fast the others were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from openiop.domain.answering import AnsweredFacts, answering, was_late
from openiop.domain.words import Level

OPENED = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
DUE = OPENED + timedelta(minutes=5)
NOW = OPENED + timedelta(minutes=30)


def alert(
    taken_after_min: float | None, due_at: datetime = DUE, late_steps: int = 0
) -> AnsweredFacts:
    taken = None if taken_after_min is None else OPENED + timedelta(minutes=taken_after_min)
    return AnsweredFacts(Level.HIGH, OPENED, due_at, taken, late_steps, late_steps, late_steps)


def test_each_alert_is_counted_once_as_in_time_late_missed_or_waiting() -> None:
    told = [alert(2), alert(5), alert(9), alert(None), alert(None, NOW + timedelta(minutes=1))]

    found = answering(told, NOW)

    assert (found.alerts, found.taken, found.in_time) == (5, 3, 2)
    assert (found.late, found.missed, found.waiting) == (2, 1, 1)
    assert found.in_time + found.late + found.waiting == found.alerts
    assert found.median_minutes == 5.0


def test_without_a_taken_one_there_is_no_median() -> None:
    assert answering([alert(None)], NOW).median_minutes is None
    assert answering([], NOW).alerts == 0


def test_taken_on_the_minute_is_in_time() -> None:
    assert not was_late(alert(5), NOW)
    assert was_late(alert(5.1), NOW)


def test_steps_the_job_took_late_are_added_up() -> None:
    found = answering([alert(9, late_steps=2), alert(2)], NOW)

    assert (found.escalated, found.late_escalations, found.calls_failed) == (1, 2, 2)
