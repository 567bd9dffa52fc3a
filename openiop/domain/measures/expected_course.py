"""How totals of this program's own clients went, week by week, and whether hers goes that way.

The method, and what it cannot say, is in docs/adr/0016-expected-course.md.
Source: issue 3 ("On track?"); the choice of method is ours [product default].
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from openiop.domain.text import _
from openiop.domain.words import Word

from .instrument import ChangeValue, Cutoff, Direction, Instrument
from .progress import (
    PROGRESS_RULES,
    ChangeDirection,
    Yardstick,
    difference_error,
    is_clinical,
    norms_of,
    published,
    way_of,
)


@dataclass(frozen=True)
class CourseRules:
    """How an expected course is learned, and when it is shown. All are [product defaults].

    Source: docs/adr/0016-expected-course.md.
    """

    id: str = "openiop-expected-course/1"
    stays_min: int = 30
    """With fewer closed stays nothing is shown."""
    stays_used_max: int = 200
    """The newest ones only: a program changes."""
    trust_half_at: int = 30
    """With so many stays half of what they say counts; the rest is what is published."""
    window_weeks: float = 1.0
    """A week's spread is that of the readings up to so many weeks before and after it."""
    window_stays_min: int = 15
    """The course ends where fewer stays have readings."""
    share_within: float = 0.9
    """The boundary is where so large a share of stays was on the better side of it."""
    z_of_share: float = 1.2816
    """The same share of a normal spread, for the published error of a difference."""
    readings_in_row: int = 2
    """So many totals, the newest ones, have to lie beyond the boundary."""
    week_min: float = 0.5
    """Earlier than this after the first total nothing is compared."""
    folds: int = 10
    """Into so many parts the stays are dealt; each part is judged by what the others teach."""
    ended_well_min: int = 10
    """With fewer stays that ended better or the same, no share of false alarms is told."""
    ended_worse_min: int = 5
    """With fewer stays that ended worse, no share of those found is told."""


COURSE_RULES = CourseRules()


@dataclass(frozen=True)
class Reading:
    """One total, so many weeks after the first one of the stay."""

    week: float
    total: float


@dataclass(frozen=True)
class ClosedStay:
    """A stay that is over: its first total, and the later ones, oldest first."""

    baseline: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class CourseOf:
    """What has to be known of a questionnaire to learn its course."""

    direction: Direction
    lowest: float
    highest: float
    yardstick: Yardstick
    """What counts as a change here: it decides how a stay ended."""
    cutoff: Cutoff | None = None
    error_of_difference: float | None = None
    """The published S_diff; the spread shrinks to it when stays are few."""


@dataclass(frozen=True)
class TooFew:
    """Why no course is shown."""

    stays: int
    needed: int


@dataclass(frozen=True)
class HeldOut:
    """What the flag would have done in stays it did not learn from."""

    well: int
    """Stays that ended better or with no clear change, and had earlier readings."""
    flagged_well: int
    worse: int
    flagged_worse: int

    def false_alarms(self, rules: CourseRules = COURSE_RULES) -> float | None:
        """Of the stays that ended well or the same, the share that was flagged on the way."""
        return self.flagged_well / self.well if self.well >= rules.ended_well_min else None

    def found(self, rules: CourseRules = COURSE_RULES) -> float | None:
        """Of the stays that ended worse, the share that was flagged before the end."""
        return self.flagged_worse / self.worse if self.worse >= rules.ended_worse_min else None


@dataclass(frozen=True)
class WeekSpread:
    """How far above the expected total the boundary lies in one week, in points."""

    week: int
    points: float
    stays: int


@dataclass(frozen=True)
class WeekBand:
    """One week of the picture: the expected total, and the boundary on its worse side."""

    week: int
    expected: float
    boundary: float
    stays: int


@dataclass(frozen=True)
class ExpectedCourse:
    """What the closed stays taught about one questionnaire."""

    of: CourseOf
    stays: int
    center: float
    """The median of the first totals."""
    slope: float
    """Points per unit of ln(1 + weeks) from a first total at the center; towards worse is plus."""
    tilt: float
    """By how much the slope differs for each point the first total lies off the center."""
    spread: tuple[WeekSpread, ...]
    rules: CourseRules = COURSE_RULES
    held_out: HeldOut = HeldOut(0, 0, 0, 0)

    @property
    def last_week(self) -> int:
        """The last week the course reaches."""
        return self.spread[-1].week if self.spread else 0

    def expected(self, baseline: float, week: float) -> float:
        """The total to expect so many weeks after a first total."""
        sign = _sign(self.of)
        start = sign * baseline
        moved = (self.slope + self.tilt * (start - self.center)) * math.log1p(week)
        return min(self.of.highest, max(self.of.lowest, sign * (start + moved)))

    def boundary(self, baseline: float, week: float) -> float | None:
        """The total beyond which she is behind the course; nothing outside the weeks learned."""
        points = self._points(week)
        if points is None:
            return None
        return self.expected(baseline, week) + _sign(self.of) * points

    def bands(self, baseline: float) -> tuple[WeekBand, ...]:
        """The course week by week, for a picture."""
        return tuple(
            WeekBand(
                each.week,
                self.expected(baseline, each.week),
                self.expected(baseline, each.week) + _sign(self.of) * each.points,
                each.stays,
            )
            for each in self.spread
        )

    def _points(self, week: float) -> float | None:
        if week < self.rules.week_min:
            return None
        nearest = math.floor(week + 0.5)
        return next((each.points for each in self.spread if each.week == nearest), None)


class Track(Word):
    """Where her newest total lies beside the expected course.

    Source: issue 3, "On track?".
    """

    ON = "on", _("about as expected")
    BEHIND = "behind", _("behind the expected course")
    NOT_SAID = "not_said", _("not compared")


SUPPORT_PROMPT = _(
    "Worth asking together: how we work with each other, what she wants from being here, who "
    "stands by her, and what has happened lately."
)
"""What a flag is for.

Source: issue 3 ("a clinical support prompt rather than a bare flag": alliance, motivation, support,
life events).
"""


def track_of(course: ExpectedCourse, baseline: float, readings: Sequence[Reading]) -> Track:
    """Whether the newest totals lie behind the course, one after the other.

    One total alone says nothing, and one on the healthy side of the cut-off is never behind.

    Why: a single total off the course is common; two in a row are not.
    Source: docs/adr/0016-expected-course.md.
    """
    newest = readings[-course.rules.readings_in_row :]
    found = [_is_behind(course, baseline, reading) for reading in newest]
    if len(found) < course.rules.readings_in_row or None in found:
        return Track.NOT_SAID
    return Track.BEHIND if all(found) else Track.ON


def _is_behind(course: ExpectedCourse, baseline: float, reading: Reading) -> bool | None:
    boundary = course.boundary(baseline, reading.week)
    if boundary is None:
        return None
    cutoff = course.of.cutoff
    if cutoff is not None and not is_clinical(reading.total, cutoff):
        return False
    sign = _sign(course.of)
    return sign * reading.total > sign * boundary + _NOISE


_NOISE = 1e-9


def facts_to_learn(
    instrument: Instrument, change: ChangeValue | None, cutoff: Cutoff | None
) -> CourseOf | None:
    """What a course of this questionnaire is learned with; nothing where no change is known.

    The published error of a difference is that of its norms; where there are none, that which the
    change value stands for.
    Source: docs/adr/0016-expected-course.md.
    """
    ends = instrument.total_range
    if change is None or instrument.direction is None or ends is None:
        return None
    norms = norms_of(instrument, change)
    error = difference_error(*norms) if norms else change.threshold / (change.z or PROGRESS_RULES.z)
    return CourseOf(
        direction=instrument.direction,
        lowest=ends.minimum,
        highest=ends.maximum,
        yardstick=published(change),
        cutoff=cutoff,
        error_of_difference=error,
    )


@lru_cache(maxsize=64)
def learned(
    of: CourseOf, stays: tuple[ClosedStay, ...], rules: CourseRules = COURSE_RULES
) -> ExpectedCourse | TooFew:
    """The course the closed stays teach, with how often its flag errs in stays held out.

    Slopes are medians and medians of pairs (Theil and Sen), so that a few odd stays move nothing.
    With few stays the slope shrinks to no change and the spread to the published error of a
    difference. With fewer than the least number nothing is taught at all.
    Source: docs/adr/0016-expected-course.md.
    """
    usable = [stay for stay in stays if _compared(stay, rules)][: rules.stays_used_max]
    if len(usable) < rules.stays_min:
        return TooFew(len(usable), rules.stays_min)
    course = _fitted(of, usable, rules)
    if not course.spread:
        return TooFew(len(usable), rules.stays_min)
    return ExpectedCourse(
        of=course.of,
        stays=course.stays,
        center=course.center,
        slope=course.slope,
        tilt=course.tilt,
        spread=course.spread,
        rules=rules,
        held_out=_tried_out(of, usable, rules),
    )


def _sign(of: CourseOf) -> int:
    """1 where more is worse, -1 where less is worse: inside, more is always worse."""
    return 1 if of.direction is Direction.LOWER_IS_BETTER else -1


def _compared(stay: ClosedStay, rules: CourseRules) -> list[Reading]:
    return [reading for reading in stay.readings if reading.week >= rules.week_min]


def _fitted(of: CourseOf, stays: Sequence[ClosedStay], rules: CourseRules) -> ExpectedCourse:
    sign = _sign(of)
    starts = [sign * stay.baseline for stay in stays]
    slopes = [
        median(
            (sign * reading.total - start) / math.log1p(reading.week)
            for reading in _compared(stay, rules)
        )
        for stay, start in zip(stays, starts, strict=True)
    ]
    center = median(starts)
    tilt = _median_of_pairs(starts, slopes)
    level = median(
        slope - tilt * (start - center) for slope, start in zip(slopes, starts, strict=True)
    )
    trust = len(stays) / (len(stays) + rules.trust_half_at)
    straight = ExpectedCourse(
        of, len(stays), center, trust * level, trust * tilt, spread=(), rules=rules
    )
    return ExpectedCourse(
        of,
        len(stays),
        center,
        straight.slope,
        straight.tilt,
        spread=tuple(_spread(straight, stays, rules)),
        rules=rules,
    )


def _median_of_pairs(at: Sequence[float], values: Sequence[float]) -> float:
    """Theil and Sen: the median of the slopes between all pairs of points."""
    found = [
        (values[j] - values[i]) / (at[j] - at[i])
        for i in range(len(at))
        for j in range(i + 1, len(at))
        if at[i] != at[j]
    ]
    return median(found) if found else 0.0


def _spread(
    course: ExpectedCourse, stays: Sequence[ClosedStay], rules: CourseRules
) -> Iterator[WeekSpread]:
    """From week 1 on, until too few stays have a reading near a week."""
    sign, error = _sign(course.of), course.of.error_of_difference
    week = 1
    while True:
        off = []
        for stay in stays:
            near = [
                reading
                for reading in _compared(stay, rules)
                if abs(reading.week - week) <= rules.window_weeks
            ]
            if near:
                reading = min(near, key=lambda each: (abs(each.week - week), each.week))
                expected = course.expected(stay.baseline, reading.week)
                off.append(sign * (reading.total - expected))
        if len(off) < rules.window_stays_min:
            return
        points = _quantile(off, rules.share_within)
        if error is not None:
            trust = len(off) / (len(off) + rules.trust_half_at)
            points = trust * points + (1 - trust) * rules.z_of_share * error
        yield WeekSpread(week, max(0.0, points), len(off))
        week += 1


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _tried_out(of: CourseOf, stays: Sequence[ClosedStay], rules: CourseRules) -> HeldOut:
    """Judge each part of the stays by a course learned from all the others."""
    dealt = sorted(
        stays, key=lambda stay: (stay.baseline, [(r.week, r.total) for r in stay.readings])
    )
    well = flagged_well = worse = flagged_worse = 0
    for fold in range(rules.folds):
        others = [stay for place, stay in enumerate(dealt) if place % rules.folds != fold]
        course = _fitted(of, others, rules)
        for stay in dealt[fold :: rules.folds]:
            on_the_way = [
                track_of(course, stay.baseline, stay.readings[:until])
                for until in range(1, len(stay.readings))
            ]
            if all(track is Track.NOT_SAID for track in on_the_way):
                continue
            is_flagged = Track.BEHIND in on_the_way
            moved = stay.readings[-1].total - stay.baseline
            if way_of(moved, of.yardstick, of.direction) is ChangeDirection.WORSE:
                worse, flagged_worse = worse + 1, flagged_worse + is_flagged
            else:
                well, flagged_well = well + 1, flagged_well + is_flagged
    return HeldOut(well, flagged_well, worse, flagged_worse)


def share_range(count: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies with 95 % certainty (Wilson's interval).

    Source: Wilson 1927; the z of the change rules.
    """
    z = PROGRESS_RULES.z
    share, spread = count / of, z * z / of
    middle = share + spread / 2
    half = z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return (
        max(0.0, (middle - half) / (1 + spread)),
        min(1.0, (middle + half) / (1 + spread)),
    )
