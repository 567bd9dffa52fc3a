"""Months in a row: what varies as ever, and what is a signal, by rules that have names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from openiop.domain.text import _
from openiop.domain.words import Word

from .rules import OUTCOME_RULES, OutcomeRules

XMR_FACTOR = 2.66
"""3 divided by d2 = 1.128. Source: Wheeler, for moving ranges of two."""


class Signal(Word):
    """Why a month is more than what varies as ever.

    Source: Western Electric rules 1, 2 and 4.
    """

    BEYOND = "beyond", _("beyond the limits")
    TWO_OF_THREE = "two_of_three", _("two of three near one limit")
    RUN = "run", _("eight in a row on one side of the middle")


@dataclass(frozen=True)
class ChartPoint:
    """One month of a control chart."""

    month: str
    value: float
    n: int
    """On how many it rests; for counts the count itself."""
    low: float | None
    high: float | None
    signals: tuple[Signal, ...]


@dataclass(frozen=True)
class ControlChart:
    """Months with their middle and limits; without limits while there are too few months."""

    points: tuple[ChartPoint, ...]
    middle: float | None
    has_limits: bool


def xmr_chart(
    months: Sequence[tuple[str, float]],
    rules: OutcomeRules = OUTCOME_RULES,
    *,
    highest: float = math.inf,
) -> ControlChart:
    """Single values by month: the mean, and limits 2.66 mean moving ranges away, never below 0.

    Source: Wheeler, individuals and moving range chart; issue ("control charts over time").
    """
    values = [value for _month, value in months]
    if len(values) < rules.chart_points_min:
        middle = math.fsum(values) / len(values) if values else None
        return _without_limits([(m, v, round(v)) for m, v in months], middle)
    middle = math.fsum(values) / len(values)
    moving = [abs(b - a) for a, b in pairwise(values)]
    reach = XMR_FACTOR * math.fsum(moving) / len(moving)
    limits = [(max(0.0, middle - reach), min(highest, middle + reach))] * len(values)
    sigma = [reach / rules.chart_sigmas] * len(values)
    points = [(month, value, round(value)) for month, value in months]
    return _with_limits(points, middle, sigma, limits, rules)


def p_chart(
    months: Sequence[tuple[str, int, int]], rules: OutcomeRules = OUTCOME_RULES
) -> ControlChart:
    """Shares by month (k of n): the common share, and limits three standard errors away for each n.

    Months in which there was nobody have no point.
    Source: Shewhart, p-chart; issue ("control charts over time").
    """
    seen = [(month, k, n) for month, k, n in months if n]
    everybody = sum(n for _month, _k, n in seen)
    middle = sum(k for _month, k, _n in seen) / everybody if everybody else None
    points = [(month, k / n, n) for month, k, n in seen]
    if middle is None or len(seen) < rules.chart_points_min:
        return _without_limits(points, middle)
    sigma = [math.sqrt(middle * (1 - middle) / n) for _month, _k, n in seen]
    limits = [
        (
            max(0.0, middle - rules.chart_sigmas * each),
            min(1.0, middle + rules.chart_sigmas * each),
        )
        for each in sigma
    ]
    return _with_limits(points, middle, sigma, limits, rules)


def _without_limits(points: Sequence[tuple[str, float, int]], middle: float | None) -> ControlChart:
    made = tuple(ChartPoint(month, value, n, None, None, ()) for month, value, n in points)
    return ControlChart(made, middle, has_limits=False)


def _with_limits(
    points: Sequence[tuple[str, float, int]],
    middle: float,
    sigma: Sequence[float],
    limits: Sequence[tuple[float, float]],
    rules: OutcomeRules,
) -> ControlChart:
    values = [value for _month, value, _n in points]
    said = signals(values, middle, sigma, limits, rules)
    made = tuple(
        ChartPoint(month, value, n, low, high, said[at])
        for at, ((month, value, n), (low, high)) in enumerate(zip(points, limits, strict=True))
    )
    return ControlChart(made, middle, has_limits=True)


def signals(
    values: Sequence[float],
    middle: float,
    sigma: Sequence[float],
    limits: Sequence[tuple[float, float]],
    rules: OutcomeRules = OUTCOME_RULES,
) -> tuple[tuple[Signal, ...], ...]:
    """Which months are a signal: beyond three sigma, two of three beyond two sigma on one side, or
    the eighth in a row on one side of the middle.

    Source: Western Electric rules 1, 2 and 4.
    """
    run, side_before = 0, 0
    found: list[tuple[Signal, ...]] = []
    far = [_far_side(v, middle, s) for v, s in zip(values, sigma, strict=True)]
    for at, value in enumerate(values):
        side = (value > middle) - (value < middle)
        run = run + 1 if side and side == side_before else int(side != 0)
        side_before = side
        said = []
        if not limits[at][0] <= value <= limits[at][1]:
            said.append(Signal.BEYOND)
        lately = far[max(0, at - 2) : at + 1]
        if far[at] and lately.count(far[at]) >= 2:  # noqa: PLR2004 (two of three)
            said.append(Signal.TWO_OF_THREE)
        if run >= rules.run_length:
            said.append(Signal.RUN)
        found.append(tuple(said))
    return tuple(found)


def _far_side(value: float, middle: float, sigma: float) -> int:
    """On which side of the middle a value lies beyond two sigma; 0 when it does not."""
    if sigma == 0 or abs(value - middle) <= 2 * sigma:
        return 0
    return 1 if value > middle else -1
