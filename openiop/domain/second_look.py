"""The days on which a second look at an alert may be set."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .decision import Decision, Reason
from .safety import SAFETY_RULES, SafetyRules, is_after_hours, next_monitored, second_look_by
from .text import _
from .words import Level


def second_look_days(
    level: Level, now_local: datetime, rules: SafetyRules = SAFETY_RULES
) -> tuple[date, ...]:
    """Today and every monitored day up to the latest one allowed; none when the level needs none.

    The latest day is the one 24 hours from now, or the next day on which somebody reads.
    Source: domain.md 8.4 (review within 24 h).
    """
    latest_at = second_look_by(level, now_local, rules)
    if latest_at is None:
        return ()
    today = now_local.date()
    latest = max(today, next_monitored(latest_at, rules).date())
    between = (today + timedelta(days=n) for n in range((latest - today).days + 1))
    noon = rules.monitored_from
    return tuple(
        day
        for day in between
        if day in (today, latest)
        or not is_after_hours(datetime.combine(day, noon, now_local.tzinfo), rules)
    )


def may_look_on(
    level: Level, on: date | None, now_local: datetime, rules: SafetyRules = SAFETY_RULES
) -> Decision:
    """The second look is set for one of the days offered, so that it cannot drift away.

    Source: domain.md 8.4.
    """
    days = second_look_days(level, now_local, rules)
    return Decision.all_of(
        (
            on is None or not days or on in days,
            Reason(
                "second_look_too_far",
                _("The second look is due by {latest}."),
                params={"latest": days[-1] if days else None},
                field_name="second_look_due_at",
            ),
        )
    )
