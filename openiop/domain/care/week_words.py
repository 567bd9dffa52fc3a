"""The sentences of a weekly summary: plain, identical for everybody, made from numbers only."""

from __future__ import annotations

from datetime import date

from openiop.domain.measures.progress import State
from openiop.domain.words import AwayReason

MINUTES_IN_HOUR = 60


def hours_sentence(attended_min: int, scheduled_min: int, billable_days: int) -> str:
    """What she attended of what was planned, and the days that count for her payer.

    Source: domain.md 3.4 (weekly progress summary: hours), 1.7.
    """
    days = "1 day counts" if billable_days == 1 else f"{billable_days} days count"
    return f"Attended {_hours(attended_min)} of {_hours(scheduled_min)} planned; {days}."


def goal_sentence(number: int, her_words: str, notes: int) -> str:
    """On which goal she worked, by how many signed notes.

    Source: domain.md 3.4 (weekly progress summary: goals).
    """
    told = "1 signed note" if notes == 1 else f"{notes} signed notes"
    return f'Goal {number}, "{her_words}": {told}.'


def measure_sentence(title: str, total: float, before: float | None, state: State | None) -> str:
    """This week's total, the first of her stay, and what the change may be called.

    Nothing is called a change that is within chance.
    Source: domain.md 3.4 (measures); instruments.md 1.
    """
    if before is None:
        return f"{title}: {_points(total)}."
    said = f", {state.label}" if state is not None else ""
    return f"{title}: {_points(total)}, at the start {_points(before)}{said}."


def skill_sentence(what: str, times: int) -> str:
    """What she rehearsed here, and how often.

    Source: issue, "in-group rehearsal of a skill or a boundary is a fact of its own".
    """
    often = "once" if times == 1 else f"{times} times"
    return f"Rehearsed here {often}: {what}."


def absence_sentence(on: date, sessions: int, reason: AwayReason) -> str:
    """On which day she was away, from how much, and the reason she gave.

    Source: domain.md 3.5, 3.7 R-DOC-01.
    """
    told = "1 session" if sessions == 1 else f"{sessions} sessions"
    return f"Away on {on.isoformat()} from {told}: {reason.label.lower()}."


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _points(total: float) -> str:
    return f"{total:g}"
