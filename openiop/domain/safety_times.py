"""The times of safety work a program may set for itself, and how far it may go.

Every limit is a [product default] of ours around the times of domain.md 8.4, because no outpatient
standard sets minutes; a program may always be faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from .decision import Decision, Reason
from .safety_rules import SAFETY_RULES, SafetyRules
from .text import _


@dataclass(frozen=True)
class Limit:
    """One time that may be set: what it means, its unit, the least and the most."""

    field: str
    label: str
    unit: str
    least: int
    most: int


MINUTES, HOURS, DAYS = _("minutes"), _("hours"), _("days")


@dataclass(frozen=True)
class SafetyLimits:
    """No alert time may be longer than these limits.

    Source: domain.md 8.4 [product default]; the plan's 30 days are R-SAF-04 of domain.md 8.3.
    """

    id: str = "openiop-safety-limits/1"
    times: tuple[Limit, ...] = (
        Limit("high_on_site_acknowledge_min", _("Now, in the house: taken within"), MINUTES, 1, 15),
        Limit(
            "high_on_site_lead_min", _("Now, in the house: the lead is asked at"), MINUTES, 2, 30
        ),
        Limit(
            "high_on_site_director_min",
            _("Now, in the house: the director is asked at"),
            MINUTES,
            3,
            45,
        ),
        Limit(
            "high_remote_acknowledge_min", _("Now, not in the house: taken within"), MINUTES, 1, 30
        ),
        Limit(
            "high_remote_lead_min", _("Now, not in the house: the lead is asked at"), MINUTES, 2, 60
        ),
        Limit(
            "high_remote_director_min",
            _("Now, not in the house: the director is asked at"),
            MINUTES,
            3,
            120,
        ),
        Limit(
            "moderate_on_site_min",
            _("Today, in the house, when nobody knows when she leaves: within"),
            MINUTES,
            5,
            240,
        ),
        Limit("second_look_within_h", _("Somebody looks a second time within"), HOURS, 1, 72),
        Limit("plan_review_every_days", _("A safety plan is looked at again after"), DAYS, 1, 30),
    )
    reads_at_least_h: int = 4
    """On a day on which somebody reads, it is at least for so many hours."""


SAFETY_LIMITS = SafetyLimits()

IN_ORDER = (
    ("high_on_site_acknowledge_min", "high_on_site_lead_min", "high_on_site_director_min"),
    ("high_remote_acknowledge_min", "high_remote_lead_min", "high_remote_director_min"),
)
"""Times that follow each other: who takes it, then the lead, then the director."""

MINUTES_IN_HOUR = 60


def may_set_times(rules: SafetyRules, limits: SafetyLimits = SAFETY_LIMITS) -> Decision:
    """A program may set its own times within the limits, and each person is asked after the last.

    Why: an alert that waits longer than a limit is an alert that was dropped.
    Source: domain.md 8.4 [product default].
    """
    checks = [_within(rules, limit) for limit in limits.times]
    checks += [_one_after_another(rules, fields) for fields in IN_ORDER]
    checks.append(
        (
            bool(rules.monitored_weekdays) and rules.monitored_weekdays <= frozenset(range(7)),
            Reason(
                "no_weekday",
                _("Choose at least one day on which somebody reads."),
                field_name="monitored_weekdays",
            ),
        )
    )
    checks.append(
        (
            _minutes_read(rules) >= limits.reads_at_least_h * MINUTES_IN_HOUR,
            Reason(
                "hours_too_short",
                _("Somebody reads for at least {hours} hours a day. Choose from and until."),
                params={"hours": limits.reads_at_least_h},
                field_name="monitored_until",
            ),
        )
    )
    return Decision.all_of(*checks)


def _within(rules: SafetyRules, limit: Limit) -> tuple[bool, Reason]:
    value = getattr(rules, limit.field)
    return (
        limit.least <= value <= limit.most,
        Reason(
            "outside_limit",
            _("Choose {least} to {most}."),
            params={"least": limit.least, "most": limit.most},
            field_name=limit.field,
        ),
    )


def _one_after_another(rules: SafetyRules, fields: tuple[str, ...]) -> tuple[bool, Reason]:
    values = [getattr(rules, field) for field in fields]
    return (
        values == sorted(set(values)),
        Reason(
            "out_of_order",
            _("The lead is asked after it should be taken, the director after the lead."),
            field_name=fields[1],
        ),
    )


def _minutes_read(rules: SafetyRules) -> int:
    opens, closes = rules.monitored_from, rules.monitored_until
    return (closes.hour - opens.hour) * MINUTES_IN_HOUR + closes.minute - opens.minute


def stored_times(rules: SafetyRules, limits: SafetyLimits = SAFETY_LIMITS) -> dict[str, Any]:
    """A whole set of times in the form in which a version of it is stored.

    Source: issue, "all times configurable per site and audited".
    """
    return {limit.field: getattr(rules, limit.field) for limit in limits.times} | {
        "monitored_weekdays": sorted(rules.monitored_weekdays),
        "monitored_from": rules.monitored_from.strftime("%H:%M"),
        "monitored_until": rules.monitored_until.strftime("%H:%M"),
        "closed_on": sorted(day.isoformat() for day in rules.closed_on),
    }


def times_from(
    stored: Mapping[str, Any], number: int, shipped: SafetyRules = SAFETY_RULES
) -> SafetyRules:
    """The rules a stored version stands for; its name says which version of which site it is.

    What a version does not name stays as shipped.
    Source: issue, "all times configurable per site and audited".
    """
    names = [limit.field for limit in SAFETY_LIMITS.times if limit.field in stored]
    return replace(
        shipped,
        id=f"{shipped.id}+{number}",
        **{name: int(stored[name]) for name in names},
        monitored_weekdays=frozenset(stored.get("monitored_weekdays", shipped.monitored_weekdays)),
        monitored_from=_time(stored.get("monitored_from"), shipped.monitored_from),
        monitored_until=_time(stored.get("monitored_until"), shipped.monitored_until),
        closed_on=frozenset(date.fromisoformat(day) for day in stored.get("closed_on", ())),
    )


def _time(words: str | None, otherwise: time) -> time:
    return time.fromisoformat(words) if words else otherwise


def version_of(rule_id: str) -> int:
    """Which version of the site's own times a rule id names; 0 for the times as shipped.

    Source: issue, "an alert keeps the rule version that set its clock".
    """
    number = rule_id.partition("+")[2]
    return int(number) if number.isdigit() else 0


def changed_times(before: SafetyRules, after: SafetyRules) -> tuple[str, ...]:
    """The names of the times in which two sets differ, for the history.

    Source: issue, "all times configurable per site and audited".
    """
    was, becomes = stored_times(before), stored_times(after)
    return tuple(name for name in becomes if was[name] != becomes[name])
