"""Safety: by when an alert is answered, who is asked next, and when nobody reads.

The numbers are in `safety_rules`, the answer to an alert in `safety_answer`, the safety plan in
`safety_plan`; all of it can be imported from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from .moments import clock_words, minutes_later, on_the_clock, seconds_between
from .privacy import Role
from .safety_answer import (
    Action,
    AlertFacts,
    Disposition,
    cssrs_response,
    may_close_alert,
    may_file,
    needs_second_look,
    second_look_by,
)
from .safety_plan import SafetyPlanFacts, plan_gaps
from .safety_rules import SAFETY_RULES, SafetyRules
from .text import _
from .words import Level

__all__ = [
    "SAFETY_RULES",
    "Action",
    "AlertClock",
    "AlertFacts",
    "Disposition",
    "Escalation",
    "SafetyPlanFacts",
    "SafetyRules",
    "clock_for",
    "cssrs_response",
    "imported_critical_answer",
    "is_after_hours",
    "may_close_alert",
    "may_file",
    "needs_second_look",
    "next_monitored",
    "plan_gaps",
    "reached_late",
    "second_look_by",
    "step_due",
]


@dataclass(frozen=True)
class Escalation:
    """A step that is taken when nobody has acknowledged an alert by then."""

    at: datetime
    to_role: Role
    late: bool = False
    """The step could not be taken on time, because the background job was not running."""


@dataclass(frozen=True)
class AlertClock:
    """When an alert is due, whom it goes to next, and what is said about it.

    `says` is a sentence for staff with the parameters in `says_params`.
    """

    rule_id: str
    acknowledge_by: datetime
    escalations: tuple[Escalation, ...]
    after_hours: bool
    says: str
    says_params: dict[str, object]
    grace_min: int


def is_after_hours(now_local: datetime, rules: SafetyRules = SAFETY_RULES) -> bool:
    """Outside the monitored hours nobody is reading, and we say so.

    Source: domain.md 8.2 R-SAF-03; ux.md 3.7.
    """
    clock = now_local.time()
    in_hours = rules.monitored_from <= clock < rules.monitored_until
    return not (in_hours and _is_monitored(now_local.date(), rules))


def _is_monitored(day: date, rules: SafetyRules) -> bool:
    return day.weekday() in rules.monitored_weekdays and day not in rules.closed_on


def next_monitored(at_local: datetime, rules: SafetyRules = SAFETY_RULES) -> datetime:
    """This moment if somebody is reading, else the start of the next monitored day.

    Source: domain.md 8.2 R-SAF-03.
    """
    if not is_after_hours(at_local, rules):
        return at_local
    day = at_local.date()
    if at_local.time() >= rules.monitored_from:
        day += timedelta(days=1)
    return on_the_clock(_monitored_from(day, rules), rules.monitored_from, at_local)


def _monitored_from(day: date, rules: SafetyRules) -> date:
    """The first monitored day from `day` on; with a whole year closed, `day` itself."""
    year = (day + timedelta(days=n) for n in range(366))
    return next((each for each in year if _is_monitored(each, rules)), day)


def clock_for(
    level: Level,
    on_site: bool,
    opened_at: datetime,
    rules: SafetyRules = SAFETY_RULES,
    leaves_at: datetime | None = None,
) -> AlertClock:
    """An alert is due sooner the higher it is, and sooner when she is in the house.

    High, on site: 5 minutes, then the lead at 10 and the director at 15. High, remote: 15, then 30
    and 45. Moderate: before she leaves (`leaves_at`), remote the same day, then the lead. Low or
    review: the same day, then the lead on the next monitored morning. Opened after hours while she
    is elsewhere, the time runs from the next monitored hour; the alert is shown at once all the
    same. `opened_at` is told in the program's own time zone.
    Source: domain.md 8.4 [product default].
    """
    after_hours = is_after_hours(opened_at, rules)
    start = next_monitored(opened_at, rules)
    if on_site and level in (Level.HIGH, Level.MODERATE):
        start = opened_at
    if level is Level.HIGH:
        due, steps = _high(on_site, start, rules)
    elif level is Level.MODERATE:
        due = _moderate_due(on_site, start, leaves_at, rules)
        steps = (Escalation(due, Role.CLINICAL_LEAD),)
    else:
        due = _day_ends(start, rules)
        steps = (Escalation(next_monitored(due, rules), Role.CLINICAL_LEAD),)
    says, params = _says(start > opened_at, after_hours, start)
    return AlertClock(rules.id, due, steps, after_hours, says, params, rules.job_grace_min)


def _high(
    on_site: bool, start: datetime, rules: SafetyRules
) -> tuple[datetime, tuple[Escalation, ...]]:
    if on_site:
        acknowledge = rules.high_on_site_acknowledge_min
        lead, director = rules.high_on_site_lead_min, rules.high_on_site_director_min
    else:
        acknowledge = rules.high_remote_acknowledge_min
        lead, director = rules.high_remote_lead_min, rules.high_remote_director_min
    return minutes_later(start, acknowledge), (
        Escalation(minutes_later(start, lead), Role.CLINICAL_LEAD),
        Escalation(minutes_later(start, director), Role.DIRECTOR),
    )


def _moderate_due(
    on_site: bool, start: datetime, leaves_at: datetime | None, rules: SafetyRules
) -> datetime:
    if not on_site:
        return _day_ends(start, rules)
    if leaves_at is not None and leaves_at > start:
        return leaves_at
    return minutes_later(start, rules.moderate_on_site_min)


def _day_ends(start: datetime, rules: SafetyRules) -> datetime:
    return on_the_clock(start.date(), rules.monitored_until, start)


def _says(waits: bool, after_hours: bool, start: datetime) -> tuple[str, dict[str, object]]:
    if waits:
        words = _("Nobody is reading right now. The time to answer starts {on} at {clock}.")
        return words, {"on": start.date(), "clock": clock_words(start), "starts_at": start}
    if after_hours:
        return _("It is after hours, and she is in the house. The time to answer runs now."), {}
    return _("The time to answer runs now."), {}


def step_due(
    clock: AlertClock, now: datetime, done_steps: int, acknowledged: bool
) -> tuple[Escalation, ...]:
    """Every escalation step that is due and was not taken, in order; none once acknowledged.

    `done_steps` is how many were taken. Asking twice gives the same steps until they are counted
    as done, so the job may die and run again. A step taken late is marked so.
    Why: after a stop of the machine an alert must still reach everybody it should have reached.
    Source: domain.md 8.4; issue, part 6.
    """
    if acknowledged:
        return ()
    return tuple(
        replace(step, late=seconds_between(step.at, now) > clock.grace_min * 60)
        for step in clock.escalations[max(done_steps, 0) :]
        if step.at <= now
    )


def reached_late(
    answered_at: datetime, opened_at: datetime, rules: SafetyRules = SAFETY_RULES
) -> bool:
    """An answer is late when it reached us well after she gave it: from paper, or a phone offline.

    Why: "I am not safe" said two days ago is not "I am not safe" said now, and neither is nothing.
    Source: issue, "answered 2 days ago, reached us now".
    """
    return seconds_between(answered_at, opened_at) > rules.late_answer_min * 60


def imported_critical_answer(
    answered_on: date,
    today: date,
    disposition_known: bool,
    rules: SafetyRules = SAFETY_RULES,
) -> Literal["review_task", "chart_line"]:
    """Imported history starts no alert clock: recent and unanswered is one task, else a line.

    Source: issue, "Real input": 14 days.
    """
    is_recent = (today - answered_on).days <= rules.imported_answer_recent_days
    return "review_task" if is_recent and not disposition_known else "chart_line"
