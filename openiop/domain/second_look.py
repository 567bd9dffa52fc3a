"""The days on which a second look at an alert may be set."""

from __future__ import annotations

from datetime import date, datetime

from .decision import Decision, Reason
from .safety import SAFETY_RULES, SafetyRules, next_monitored, second_look_by
from .text import _
from .words import Level


def second_look_days(
    level: Level,
    now_local: datetime,
    next_program_day: date | None = None,
    rules: SafetyRules = SAFETY_RULES,
) -> tuple[date, ...]:
    """Within a day of answering, or on her next program day; the first of these is proposed.

    A day on which nobody reads moves to the next one on which somebody does. Today is offered too,
    last. An alert that needs no second look has none of these.
    Source: domain.md 8.4 (review within 24 h, reassess at the next attended day).
    """
    latest_at = second_look_by(level, now_local, rules)
    if latest_at is None:
        return ()
    proposed = next_monitored(latest_at, rules).date()
    days = (proposed, next_program_day or proposed, now_local.date())
    return tuple(dict.fromkeys(days))


def may_look_on(
    level: Level,
    on: date | None,
    now_local: datetime,
    next_program_day: date | None = None,
    rules: SafetyRules = SAFETY_RULES,
) -> Decision:
    """The second look is set no later than the days offered, so that it cannot drift away.

    Source: domain.md 8.4.
    """
    days = second_look_days(level, now_local, next_program_day, rules)
    latest = max(days, default=None)
    in_time = on is None or latest is None or now_local.date() <= on <= latest
    return Decision.all_of(
        (
            in_time,
            Reason(
                "second_look_too_far",
                _("Choose a day for the second look, {latest} at the latest."),
                params={"latest": latest},
                field_name="second_look_due_at",
            ),
        )
    )
