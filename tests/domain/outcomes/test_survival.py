"""The curve of staying, beside a second library and beside its definition."""

from __future__ import annotations

import random

import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from openiop.domain.outcomes.survival import staying

SAME = 1e-9


def _cohort(seed: int, n: int) -> list[tuple[int, bool]]:
    rng = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return [(rng.randint(1, 90), rng.random() < 0.35) for _ in range(n)]


@pytest.mark.parametrize(("seed", "n"), [(1, 12), (2, 60), (3, 400), (4, 3000)])
def test_the_curve_is_what_the_second_library_says(seed: int, n: int) -> None:
    days = _cohort(seed, n)
    second = SurvfuncRight([d for d, _ in days], [int(left) for _, left in days])

    found = staying(days)

    assert found is not None
    steps = found.steps[1:]
    assert [step.day for step in steps] == [int(t) for t in second.surv_times]
    assert [step.staying for step in steps] == pytest.approx(list(second.surv_prob), abs=SAME)
    assert [step.left for step in steps] == [int(d) for d in second.n_events]


def test_the_interval_is_log_log_with_greenwoods_error() -> None:
    days = _cohort(5, 80)
    found = staying(days)
    assert found is not None
    share, spread = 1.0, 0.0

    from math import exp, log, sqrt

    for step in found.steps[1:]:
        here = sum(d >= step.day for d, _ in days)
        share *= 1 - step.left / here
        spread += step.left / (here * (here - step.left)) if here > step.left else 0
        if step.low is None or step.high is None:
            continue
        reach = 1.959963984540054 * sqrt(spread) / log(share)
        ends = sorted(exp(-exp(log(-log(share)) + sign * reach)) for sign in (-1, 1))
        assert [step.low, step.high] == pytest.approx(ends, abs=SAME)


def test_small_and_empty() -> None:
    assert staying([]) is None
    nobody_left = staying([(5, False), (9, False)])
    assert nobody_left is not None
    assert [step.staying for step in nobody_left.steps] == [1.0]
    everybody = staying([(5, True), (9, True)])
    assert everybody is not None
    assert everybody.steps[-1].staying == 0
    assert everybody.is_few
    assert everybody.at_risk == ((0, 2),)
