"""What stands first on a client's own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class MainThing(Enum):
    """The one main button of her day."""

    CHECK_IN = "check_in"
    GO_ON_WITH_CHECK_IN = "go_on"
    FORM = "form"
    WEEK = "week"


@dataclass(frozen=True)
class TodayFacts:
    """What is known about her day at this moment."""

    expected: bool
    """The program expects her today."""
    away: bool = False
    left: bool = False
    arrived: bool = False
    last_ends_at: datetime | None = None
    """When the last thing of her day ends."""
    check_in_begun: bool = False
    check_in_finished: bool = False
    forms_due: int = 0


def main_thing(facts: TodayFacts) -> MainThing:
    """First the check-in of a program day, then a form that is due, else her week.

    Somebody who told us she is away, or has left, is asked nothing more that day.
    Source: ux.md 1.1 C1; issue 2, the day, part 1.
    """
    if not facts.expected or facts.away or facts.left:
        return MainThing.WEEK
    if not facts.check_in_finished:
        begun = facts.check_in_begun
        return MainThing.GO_ON_WITH_CHECK_IN if begun else MainThing.CHECK_IN
    return MainThing.FORM if facts.forms_due else MainThing.WEEK


def may_say_she_is_away(facts: TodayFacts, now: datetime) -> bool:
    """ "I can't come today" is offered until she is here or her day is over.

    Source: ux.md 2 B5.
    """
    is_over = facts.last_ends_at is not None and facts.last_ends_at <= now
    return facts.expected and not (facts.away or facts.arrived or facts.left or is_over)


def next_coming_day(days: set[date], after: date) -> date | None:
    """The next day on which she comes.

    Source: ux.md 1.1 C1, the next thing.
    """
    return min((day for day in days if day > after), default=None)
