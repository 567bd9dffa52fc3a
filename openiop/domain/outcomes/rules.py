"""Whom the outcomes count, what ends mean, how much of the program somebody had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openiop.domain.episode import StayEnd
from openiop.domain.text import _
from openiop.domain.words import Word

DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class OutcomeRules:
    """The numbers of the outcomes; a report keeps the id of the set it was made with.

    Source: domain.md 1.9, 7.2, 7.4 and 7.5; ux.md 1.5 (n < 11); the rest [product default].
    """

    id: str = "openiop-outcomes/1"
    confidence: float = 0.95
    """Of every interval."""
    few_below: int = 11
    """Fewer women than this are too few to compare, and hidden in whatever leaves the program."""
    early_program_days_below: int = 10
    """Fewer program days are an early end. Source: domain.md 7.5."""
    early_stay_days_max: int = 21
    """A stay of up to so many days is an early end. Source: domain.md 7.5."""
    target_program_days: int = 24
    """Six weeks of four days. Source: domain.md 1.9 (TriStar-2)."""
    first_total_days_before: int = 14
    """A first total may lie so many days before the first day."""
    first_total_days_after: int = 14
    """And so many after it; a later one is no beginning."""
    last_total_days_after: int = 7
    """A last total may lie so many days after the last day."""
    step_up_days: int = 30
    """Source: domain.md 7.5."""
    aftercare_days: tuple[int, int] = (7, 30)
    """Source: domain.md 7.4 (the clock of HEDIS FUH, applied to our own ends)."""
    chart_sigmas: float = 3.0
    """Control limits. Source: Shewhart."""
    chart_points_min: int = 8
    """With fewer months no limits are drawn: they would move with every new one."""
    run_length: int = 8
    """So many in a row on one side of the middle. Source: Western Electric, rule 4."""
    funnel_inner: float = 0.95
    funnel_outer: float = 0.998
    """Two pairs of limits. Source: Spiegelhalter 2005."""
    at_risk_weeks: int = 2
    """How often the number at risk is written under the curve of staying."""


OUTCOME_RULES = OutcomeRules()


class EndClass(Word):
    """What an end means for the outcomes."""

    COMPLETED = "completed", _("Finished, or on to weekly care")
    STEPPED_UP = "stepped_up", _("On to a day program or a hospital")
    MOVED = "moved", _("On to another program or place")
    LEFT_EARLY = "left_early", _("Left before the end of her plan")
    DIED = "died", _("Died")
    NOT_SAID = "not_said", _("How it ended was not written down")


_ENDS: Mapping[str, EndClass] = {
    StayEnd.COMPLETED.value: EndClass.COMPLETED,
    StayEnd.STEPPED_DOWN.value: EndClass.COMPLETED,
    StayEnd.STEPPED_UP.value: EndClass.STEPPED_UP,
    StayEnd.MOVED.value: EndClass.MOVED,
    StayEnd.DIED.value: EndClass.DIED,
    "": EndClass.NOT_SAID,
}


def end_class(end: str) -> EndClass:
    """To finish and to go on to weekly care are completion; what is not completion, moving or a
    step up is an early leaving, whoever decided it.

    Source: domain.md 7.4 (discharge types), 7.5 [product default for the grouping].
    """
    return _ENDS.get(end, EndClass.LEFT_EARLY)


def never_began(end: str) -> bool:
    """Who was admitted and never came is in no outcome.

    Source: domain.md 7.5 [product default].
    """
    return end == StayEnd.NOT_STARTED.value


class DoseClass(Word):
    """How much of the program she had when her stay ended.

    Source: domain.md 1.9: the labels of Costa; "intent to treat" is all of them together.
    """

    EARLY = "early", _("Early termination")
    MINIMAL = "minimal", _("Minimally adequate dose")
    TARGET = "target", _("Target dose or more")


def dose_class(
    program_days: int, stay_days: int, end: str, rules: OutcomeRules = OUTCOME_RULES
) -> DoseClass:
    """Fewer than 10 program days, or left within 21 days, is an early termination; from 24 program
    days on the target is reached; what lies between is a minimally adequate dose.

    A stay that was completed within 21 days is no early one, if she came often enough.
    Source: domain.md 1.9 and 7.5.
    """
    is_short = stay_days <= rules.early_stay_days_max
    if program_days < rules.early_program_days_below or (
        is_short and end_class(end) is not EndClass.COMPLETED
    ):
        return DoseClass.EARLY
    return DoseClass.TARGET if program_days >= rules.target_program_days else DoseClass.MINIMAL


@dataclass(frozen=True)
class Window:
    """Whole months, and the last day that is counted."""

    first: date
    last: date
    as_of: date
    """What happened after this day is in nothing."""

    @property
    def counted_until(self) -> date:
        """The last day of the window that has been."""
        return min(self.last, self.as_of)

    def holds(self, on: date | None) -> bool:
        """Whether a day lies in it."""
        return on is not None and self.first <= on <= self.counted_until


def month_end(on: date) -> date:
    """The last day of the month of a day.

    Source: calendar.
    """
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def months_between(first: date, last: date) -> tuple[str, ...]:
    """The months from one day to another, as 2026-11.

    Source: calendar.
    """
    found, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(f"{year:04}-{month:02}")
        year, month = year + month // 12, month % 12 + 1
    return tuple(found)
