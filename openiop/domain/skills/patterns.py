"""What goes with harder and easier days: plain means with n, side by side, and no cause claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openiop.domain.text import _
from openiop.domain.words import Word


class Factor(Word):
    """What a day is looked at by.

    Source: issue, Patterns.
    """

    SLEEP = "sleep", _("Sleep the night before")
    SKILLS = "skills", _("Skills used")
    GROUPS = "groups", _("After each group")
    EVENTS = "events", _("Days with words of hers")
    WEEKDAY = "weekday", _("Day of the week")


@dataclass(frozen=True)
class PatternRules:
    """How many days it takes before a picture is drawn.

    Source: [product default]; issue: plain pictures with n and no causal claim.
    """

    id: str = "openiop-patterns/1"
    days_in_a_bar: int = 3
    """A bar with fewer days is not drawn."""
    days_at_least: int = 8
    """With fewer days with a rating no picture is drawn at all."""
    bars_at_least: int = 2
    short_night_below_hours: int = 6
    long_night_from_hours: int = 8


PATTERN_RULES = PatternRules()


@dataclass(frozen=True)
class PatternDay:
    """One day with her own rating of distress, 0 to 10, and what went with it."""

    on: date
    distress: int
    sleep_hours: int | None = None
    skills_logged: int = 0
    after_groups: tuple[tuple[str, int], ...] = ()
    """Each group of the day with her distress after it."""
    has_event: bool = False


@dataclass(frozen=True)
class Bar:
    """Days of one kind: how many, and how distressing they were on average."""

    label: str
    n: int
    mean: float | None
    """None: too few days to say."""
    weekday: int | None = None
    is_ours: bool = True
    """Whether the label is one of our words (False: the name of a group)."""


@dataclass(frozen=True)
class Picture:
    """One way to look at her days."""

    factor: Factor
    bars: tuple[Bar, ...]

    @property
    def can_be_read(self) -> bool:
        """Whether at least two bars stand side by side."""
        return sum(bar.mean is not None for bar in self.bars) >= PATTERN_RULES.bars_at_least


@dataclass(frozen=True)
class Patterns:
    """All pictures of her days, or how many more days it takes."""

    n: int
    pictures: tuple[Picture, ...]
    days_missing: int


def patterns(days: Sequence[PatternDay], rules: PatternRules = PATTERN_RULES) -> Patterns:
    """Her days by sleep, skills, groups, own words and weekday; nothing below 8 days.

    Means of her own ratings, each with its number of days. A bar needs 3 days. They show what goes
    together, never what causes what.
    Source: issue, Patterns; [product default].
    """
    missing = max(0, rules.days_at_least - len(days))
    if missing:
        return Patterns(len(days), (), missing)
    return Patterns(
        len(days),
        (
            _picture(Factor.SLEEP, days, lambda day: _night(day, rules), _NIGHTS, rules),
            _picture(Factor.SKILLS, days, _skills, (_NO_SKILL, _SOME_SKILL), rules),
            _groups(days, rules),
            _picture(Factor.EVENTS, days, _event, (_NO_EVENT, _EVENT), rules),
            _weekdays(days, rules),
        ),
        0,
    )


_SHORT, _MIDDLE, _LONG = (
    _("Less than 6 hours"),
    _("6 or 7 hours"),
    _("8 hours or more"),
)
_NIGHTS = (_SHORT, _MIDDLE, _LONG)
_NO_SKILL, _SOME_SKILL = _("No skill written down"), _("A skill written down")
_NO_EVENT, _EVENT = _("No words about the day"), _("Words about the day")


def _night(day: PatternDay, rules: PatternRules) -> str | None:
    if day.sleep_hours is None:
        return None
    if day.sleep_hours < rules.short_night_below_hours:
        return _SHORT
    return _LONG if day.sleep_hours >= rules.long_night_from_hours else _MIDDLE


def _skills(day: PatternDay) -> str:
    return _SOME_SKILL if day.skills_logged else _NO_SKILL


def _event(day: PatternDay) -> str:
    return _EVENT if day.has_event else _NO_EVENT


def _bar(label: str, values: Sequence[int], rules: PatternRules, **more: Any) -> Bar:
    n = len(values)
    mean = round(sum(values) / n, 1) if n >= rules.days_in_a_bar else None
    return Bar(label, n, mean, **more)


def _picture(
    factor: Factor,
    days: Iterable[PatternDay],
    kind_of: Callable[[PatternDay], str | None],
    order: Sequence[str],
    rules: PatternRules,
) -> Picture:
    by_kind: dict[Hashable, list[int]] = defaultdict(list)
    for day in days:
        if (kind := kind_of(day)) is not None:
            by_kind[kind].append(day.distress)
    return Picture(factor, tuple(_bar(label, by_kind[label], rules) for label in order))


def _groups(days: Iterable[PatternDay], rules: PatternRules) -> Picture:
    by_group: dict[str, list[int]] = defaultdict(list)
    for day in days:
        for name, after in day.after_groups:
            by_group[name].append(after)
    bars = (_bar(name, by_group[name], rules, is_ours=False) for name in sorted(by_group))
    return Picture(Factor.GROUPS, tuple(bars))


def _weekdays(days: Iterable[PatternDay], rules: PatternRules) -> Picture:
    by_day: dict[int, list[int]] = defaultdict(list)
    for day in days:
        by_day[day.on.weekday()].append(day.distress)
    bars = (_bar(_WEEKDAYS[nr], by_day[nr], rules, weekday=nr) for nr in sorted(by_day))
    return Picture(Factor.WEEKDAY, tuple(bars))


_WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
