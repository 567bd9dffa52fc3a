"""Shares and their limits, beside a second library and beside closed forms."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from openiop.domain.outcomes.comparison import (
    funnel_limit,
    funnel_of,
    newcombe,
    rate_of,
    ratio_interval,
    wilson,
)

SAME = 1e-9
_rng = random.Random(6)  # noqa: S311 - repeatable, no secret
SHARES = [(0, 1), (1, 1), (0, 12), (12, 12), (5, 40), (3000, 20_000)] + [
    (_rng.randint(0, n), n) for n in (_rng.randint(1, 400) for _ in range(40))
]


@pytest.mark.parametrize(("k", "n"), SHARES)
def test_wilson_is_what_the_second_library_says(k: int, n: int) -> None:
    low, high = proportion_confint(k, n, alpha=0.05, method="wilson")

    found = wilson(k, n)

    assert found is not None
    assert (found.low, found.high) == pytest.approx((max(low, 0), min(high, 1)), abs=SAME)


@pytest.mark.parametrize(("one", "two"), list(zip(SHARES[::2], SHARES[1::2], strict=True)))
def test_newcombe_is_what_the_second_library_says(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    low, high = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff")

    found = newcombe(*one, *two)

    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=SAME)


def test_the_interval_of_attendance_takes_each_woman_as_one() -> None:
    rng = random.Random(7)  # noqa: S311 - repeatable, no secret
    pairs = [(rng.randint(0, due), due) for due in (rng.randint(1, 30) for _ in range(60))]
    days = [day for k, n in pairs for day in [1] * k + [0] * (n - k)]
    women = [at for at, (_k, n) in enumerate(pairs) for _ in range(n)]
    fit = sm.OLS(np.array(days), np.ones(len(days))).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.array(women), "use_correction": False},
        use_t=False,
    )
    error = float(fit.bse[0]) * math.sqrt(60 / 59)
    share, z = sum(days) / len(days), 1.959963984540054

    found = ratio_interval(pairs)

    assert found is not None
    expected = (share - z * error, share + z * error)
    assert (found.low, found.high) == pytest.approx(expected, abs=SAME)


def test_one_woman_makes_no_interval() -> None:
    assert ratio_interval([(3, 4)]) is None
    assert wilson(0, 0) is None


def _binomial(r: int, n: int, p: float) -> float:
    return math.comb(n, r) * p**r * (1 - p) ** (n - r)


@pytest.mark.parametrize(("n", "share"), [(5, 0.4), (12, 0.71), (60, 0.5), (300, 0.03)])
@pytest.mark.parametrize("p", [0.001, 0.025, 0.975, 0.999])
def test_a_funnel_limit_from_the_sum_of_single_chances(n: int, share: float, p: float) -> None:
    at = 0.0
    for r in range(n + 1):
        below, at = at, at + _binomial(r, n, share)
        if at >= p:
            break
    expected = min(1, max(0, (r - (at - p) / (at - below)) / n))

    assert funnel_limit(n, share, p) == pytest.approx(expected, abs=SAME)


def test_a_unit_is_called_outside_only_when_it_is_large_enough() -> None:
    found = funnel_of([("a", 90, 100), ("b", 40, 100), ("c", 0, 10)])

    assert found is not None
    assert {point.unit: point.is_outside for point in found.points} == {
        "a": True,
        "b": True,
        "c": False,
    }
    assert funnel_of([("a", 3, 5), ("b", 0, 0)]) is None


def test_the_missing_set_the_ends_between_which_a_share_lies() -> None:
    found = rate_of(6, 10, 10)

    assert (found.share, found.worst, found.best) == (0.6, 0.3, 0.8)
    assert found.is_few
    assert not rate_of(6, 11).is_few
    assert rate_of(0, 0).share is None
