"""The expected course: what closed stays teach, when they teach nothing, and how often it errs."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest

from openiop.domain.measures.expected_course import (
    COURSE_RULES,
    ClosedStay,
    CourseOf,
    ExpectedCourse,
    Reading,
    TooFew,
    Track,
    learned,
    share_range,
    track_of,
)
from openiop.domain.measures.instrument import Cutoff, Direction
from openiop.domain.measures.progress import Yardstick, difference_error

PHQ_9 = CourseOf(
    direction=Direction.LOWER_IS_BETTER,
    lowest=0,
    highest=27,
    yardstick=Yardstick(6, counts_itself=True),
    cutoff=Cutoff("caseness", "caseness", 10, ">="),
    error_of_difference=difference_error(6.1, 0.89),
)
UPSIDE_DOWN = replace(
    PHQ_9,
    direction=Direction.HIGHER_IS_BETTER,
    lowest=-27,
    highest=0,
    cutoff=Cutoff("caseness", "caseness", -10, "<="),
)


def a_stay(lots: Random, weeks: int = 8, slope: float = -2.5, sway: float = 2.0) -> ClosedStay:
    """A made-up stay: a straight way in ln(1 + weeks), each woman with her own slope, and noise."""
    baseline = min(27, max(6, round(lots.gauss(16, 4))))
    own = lots.gauss(slope, 1.6)
    return ClosedStay(
        baseline,
        tuple(
            Reading(
                week,
                min(27, max(0, round(baseline + own * math.log1p(week) + lots.gauss(0, sway)))),
            )
            for week in range(1, weeks + 1)
        ),
    )


def stays_of(seed: int, number: int, **facts: float) -> tuple[ClosedStay, ...]:
    lots = Random(seed)  # noqa: S311 - made-up numbers for a test
    return tuple(a_stay(lots, **facts) for _ in range(number))  # type: ignore[arg-type] # floats


def track(course: ExpectedCourse, baseline: float, *readings: tuple[float, float]) -> Track:
    return track_of(course, baseline, tuple(Reading(*each) for each in readings))


def taught(stays: tuple[ClosedStay, ...], of: CourseOf = PHQ_9) -> ExpectedCourse:
    found = learned(of, stays)
    assert isinstance(found, ExpectedCourse)
    return found


@pytest.mark.parametrize("number", [0, 1, COURSE_RULES.stays_min - 1])
def test_too_few_stays_teach_nothing(number: int) -> None:
    assert learned(PHQ_9, stays_of(1, number)) == TooFew(number, COURSE_RULES.stays_min)


def test_stays_without_a_later_total_do_not_count() -> None:
    empty = tuple(ClosedStay(15, (Reading(0.1, 14),)) for _ in range(100))
    assert learned(PHQ_9, stays_of(1, 20) + empty) == TooFew(20, COURSE_RULES.stays_min)


def test_the_course_of_many_stays_is_near_the_truth() -> None:
    course = taught(stays_of(2, 200))
    for week in (1, 4, 8):
        truth = 16 - 2.5 * math.log1p(week)
        # shrunk towards no change by 30 / 230
        assert course.expected(16, week) == pytest.approx(truth, abs=1.1)
    assert course.last_week == 9  # the last readings still lie in its window


def test_the_boundary_holds_back_about_one_in_ten_at_each_week() -> None:
    course, fresh = taught(stays_of(3, 200)), stays_of(4, 2000)
    for week in (1, 4, 8):
        beyond = sum(
            stay.readings[week - 1].total > (course.boundary(stay.baseline, week) or 0)
            for stay in fresh
        )
        assert beyond / len(fresh) == pytest.approx(0.10, abs=0.05)


def test_with_few_stays_it_stays_near_what_is_published() -> None:
    few, many = taught(stays_of(5, 30)), taught(stays_of(5, 200))
    start = 16.0
    assert start > few.expected(start, 4) > many.expected(start, 4)
    steady = learned(
        PHQ_9, tuple(ClosedStay(15, tuple(Reading(w, 15) for w in (1, 2, 3))) for _ in range(30))
    )
    assert isinstance(steady, ExpectedCourse)
    # stays that never move say: no spread. Half of the published error is kept all the same.
    assert steady.spread[0].points == pytest.approx(0.5 * 1.2816 * difference_error(6.1, 0.89))


def test_a_few_odd_stays_move_nothing() -> None:
    plain = stays_of(6, 100)
    odd = tuple(ClosedStay(20, tuple(Reading(w, 27) for w in range(1, 9))) for _ in range(8))
    clean, mixed = taught(plain), taught(plain + odd)
    assert mixed.expected(16, 4) == pytest.approx(clean.expected(16, 4), abs=0.4)


def test_the_newest_stays_count() -> None:
    fast, slow = stays_of(7, 200, slope=-4.0), stays_of(8, 200, slope=0.0)
    assert taught(fast + slow) == taught(fast)


def test_nothing_is_said_outside_the_weeks_learned() -> None:
    course = taught(stays_of(9, 60))
    assert track(course, 16, (0.3, 27), (1, 27)) is Track.NOT_SAID
    assert track(course, 16, (8, 27), (30, 27)) is Track.NOT_SAID
    assert track(course, 16, (3, 27), (4, 27)) is Track.BEHIND
    assert track(course, 16, (3, 12), (4, 12)) is Track.ON


def test_one_total_alone_says_nothing() -> None:
    course = taught(stays_of(9, 60))
    assert track(course, 16) is Track.NOT_SAID
    assert track(course, 16, (4, 27)) is Track.NOT_SAID
    assert track(course, 16, (3, 12), (4, 27)) is Track.ON
    assert track(course, 16, (2, 27), (3, 27), (4, 12)) is Track.ON


def test_a_total_on_the_healthy_side_is_never_behind() -> None:
    course = taught(stays_of(10, 60, slope=-6.0))
    boundary = course.boundary(10, 8)
    assert boundary is not None
    assert boundary < 9
    assert track(course, 10, (7, 9), (8, 9)) is Track.ON
    assert track(course, 10, (7, 10), (8, 10)) is Track.BEHIND


def test_a_worse_total_is_never_nearer_the_course() -> None:
    course = taught(stays_of(11, 60))
    found = [track(course, 18, (2, 27), (3, total)) for total in range(28)]
    assert found == sorted(found, key=[Track.ON, Track.BEHIND].index)
    assert set(found) == {Track.ON, Track.BEHIND}


def test_where_higher_is_better_all_is_mirrored() -> None:
    stays = stays_of(12, 60)
    turned = tuple(
        ClosedStay(-s.baseline, tuple(Reading(r.week, -r.total) for r in s.readings)) for s in stays
    )
    lower, higher = taught(stays), taught(turned, UPSIDE_DOWN)
    for week in (1, 4, 8):
        assert higher.expected(-16, week) == pytest.approx(-lower.expected(16, week))
        assert higher.boundary(-16, week) == pytest.approx(-(lower.boundary(16, week) or 0))
    assert track(higher, -16, (3, -27), (4, -27)) is Track.BEHIND


def test_the_same_stays_always_teach_the_same() -> None:
    stays = stays_of(13, 80)
    learned.cache_clear()
    one = learned(PHQ_9, stays)
    learned.cache_clear()
    assert learned(PHQ_9, stays) == one


def test_the_bands_are_the_course_week_by_week() -> None:
    course = taught(stays_of(14, 60))
    bands = course.bands(18)
    assert [band.week for band in bands] == list(range(1, course.last_week + 1))
    assert bands[3].expected == course.expected(18, 4)
    assert bands[3].boundary == course.boundary(18, 4)
    assert all(band.stays >= COURSE_RULES.window_stays_min for band in bands)


def test_shares_are_not_told_of_a_handful() -> None:
    course = taught(stays_of(15, 30, slope=-5.0, sway=0.5))
    assert course.held_out.worse < COURSE_RULES.ended_worse_min
    assert course.held_out.found() is None
    assert course.held_out.false_alarms() is not None


def ended_worse(stay: ClosedStay) -> bool:
    return stay.readings[-1].total - stay.baseline >= 6


def is_flagged(course: ExpectedCourse, stay: ClosedStay) -> bool:
    return any(
        track_of(course, stay.baseline, stay.readings[:until]) is Track.BEHIND
        for until in range(1, len(stay.readings))
    )


@pytest.mark.parametrize(("number", "near"), [(60, 0.06), (150, 0.04)])
def test_the_share_of_false_alarms_is_near_the_truth(number: int, near: float) -> None:
    """Simulated programs: what is estimated on held-out stays, and what happens in new ones.

    The estimates of single programs scatter, as they must; their mean over twelve programs may not
    lie off the mean truth by more than `near`, nor any of them by more than four standard errors.
    """
    estimates, truths = [], []
    fresh = [stay for stay in stays_of(99, 2500) if not ended_worse(stay)]
    for seed in range(100, 112):
        course = taught(stays_of(seed, number))
        estimate = course.held_out.false_alarms()
        assert estimate is not None
        truth = sum(is_flagged(course, stay) for stay in fresh) / len(fresh)
        error = math.sqrt(truth * (1 - truth) / course.held_out.well)
        assert abs(estimate - truth) < 4 * error + 0.02
        estimates.append(estimate)
        truths.append(truth)
    assert sum(estimates) / 12 == pytest.approx(sum(truths) / 12, abs=near)


def test_the_flag_finds_more_of_those_who_end_worse() -> None:
    course = taught(stays_of(120, 200, slope=-0.5))
    false_alarms, found = course.held_out.false_alarms(), course.held_out.found()
    assert false_alarms is not None
    assert found is not None
    assert found > 2 * false_alarms


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1)]
)
def test_a_share_says_how_sure_it_is(count: int, of: int, low: float, high: float) -> None:
    assert share_range(count, of) == pytest.approx((low, high), abs=0.001)
