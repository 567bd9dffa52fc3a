"""Shares with what they leave open: intervals, bounds for what is missing, limits to compare by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import binom, binomtest, norm

from .rules import OUTCOME_RULES, OutcomeRules

CURVE_STEPS = 24
"""At so many sizes the limits are drawn."""


@dataclass(frozen=True)
class Interval:
    """From where to where, with the confidence of the rule set."""

    low: float
    high: float


def wilson(k: int, n: int, rules: OutcomeRules = OUTCOME_RULES) -> Interval | None:
    """The Wilson score interval of a share of k among n; nothing where there is nobody.

    Source: Wilson 1927, computed by SciPy.
    """
    if n == 0:
        return None
    found = binomtest(k, n).proportion_ci(confidence_level=rules.confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def newcombe(
    k1: int, n1: int, k2: int, n2: int, rules: OutcomeRules = OUTCOME_RULES
) -> Interval | None:
    """The interval of a difference of two shares (first minus second), from their Wilson intervals.

    Source: Newcombe 1998, method 10.
    """
    one, two = wilson(k1, n1, rules), wilson(k2, n2, rules)
    if one is None or two is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    down = math.hypot(p1 - one.low, two.high - p2)
    up = math.hypot(one.high - p1, p2 - two.low)
    return Interval(max(-1.0, p1 - p2 - down), min(1.0, p1 - p2 + up))


def ratio_interval(
    pairs: Sequence[tuple[int, int]], rules: OutcomeRules = OUTCOME_RULES
) -> Interval | None:
    """The interval of days came among days due, with each woman as one: her days hang together.

    Why: counting days as if each were another woman would make the interval far too narrow.
    Source: Cochran 1977, ratio estimator (linearized).
    """
    due, women = sum(n for _k, n in pairs), len(pairs)
    if due == 0 or women < 2:  # noqa: PLR2004 (a spread needs two)
        return None
    share = sum(k for k, _n in pairs) / due
    spread = math.fsum((k - share * n) ** 2 for k, n in pairs)
    error = math.sqrt(women / (women - 1) * spread) / due
    z = float(norm.ppf(0.5 + rules.confidence / 2))
    return Interval(max(0.0, share - z * error), min(1.0, share + z * error))


@dataclass(frozen=True)
class Rate:
    """A share with everything that has to stand beside it."""

    k: int
    n: int
    missing: int
    """Who should be in it and of whom it is not known."""
    share: float | None
    low: float | None
    high: float | None
    worst: float | None
    """If it were so for none of those of whom it is not known."""
    best: float | None
    """If it were so for all of them."""
    is_few: bool


def rate_of(k: int, n: int, missing: int = 0, rules: OutcomeRules = OUTCOME_RULES) -> Rate:
    """A share of those known, its interval, and the two ends between which it lies whatever the
    missing ones would have said.

    Source: domain.md 7.2 (missing is shown as missing); worst and best case after Manski.
    """
    interval, all_of_them = wilson(k, n, rules), n + missing
    return Rate(
        k=k,
        n=n,
        missing=missing,
        share=k / n if n else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        worst=k / all_of_them if all_of_them else None,
        best=(k + missing) / all_of_them if all_of_them else None,
        is_few=n < rules.few_below,
    )


def funnel_limit(n: int, share: float, p: float) -> float:
    """The share that n women would stay below with probability p, if the true share were `share`.

    Between two whole numbers of women it is interpolated, so that the limits are smooth.
    Source: Spiegelhalter 2005, appendix A.1.1, with SciPy's binomial distribution.
    """
    if n == 0 or share in (0.0, 1.0):
        return share
    r = float(binom.ppf(p, n, share))
    at, below = float(binom.cdf(r, n, share)), float(binom.cdf(r - 1, n, share))
    within = (at - p) / (at - below)
    return min(1.0, max(0.0, (r - within) / n))


@dataclass(frozen=True)
class FunnelPoint:
    """One unit of a funnel plot: how far its share lies from the others', given its size."""

    unit: str
    k: int
    n: int
    share: float
    inner: Interval
    outer: Interval
    is_outside: bool
    """Beyond the outer limits: more than size explains."""
    is_few: bool


@dataclass(frozen=True)
class Funnel:
    """Units by size around their common share."""

    share: float
    points: tuple[FunnelPoint, ...]
    curve: tuple[tuple[int, float, float, float, float], ...]
    """For sizes in between: n, outer low, inner low, inner high, outer high."""


def funnel_of(
    units: Sequence[tuple[str, int, int]], rules: OutcomeRules = OUTCOME_RULES
) -> Funnel | None:
    """Units (name, k, n) around their common share, with 95 % and 99.8 % limits for their size.

    One unit alone is no comparison.
    Source: Spiegelhalter 2005; issue ("funnel plots across tracks or sites").
    """
    seen = [(name, k, n) for name, k, n in units if n]
    if len(seen) < 2:  # noqa: PLR2004 (one unit is no comparison)
        return None
    share = sum(k for _name, k, _n in seen) / sum(n for _name, _k, n in seen)
    points = []
    for name, k, n in seen:
        inner, outer = (
            Interval(funnel_limit(n, share, (1 - p) / 2), funnel_limit(n, share, (1 + p) / 2))
            for p in (rules.funnel_inner, rules.funnel_outer)
        )
        own, is_few = k / n, n < rules.few_below
        is_out = not is_few and not outer.low <= own <= outer.high
        points.append(FunnelPoint(name, k, n, own, inner, outer, is_out, is_few))
    chances = [(1 - rules.funnel_outer) / 2, (1 - rules.funnel_inner) / 2]
    chances += [1 - each for each in chances[::-1]]
    largest = max(n for _name, _k, n in seen)
    sizes = sorted(
        {max(2, round(largest * 1.1 * at / CURVE_STEPS)) for at in range(1, 1 + CURVE_STEPS)}
    )
    curve = []
    for n in sizes:
        a, b, c, d = (funnel_limit(n, share, p) for p in chances)
        curve.append((n, a, b, c, d))
    return Funnel(share, tuple(points), tuple(curve))
