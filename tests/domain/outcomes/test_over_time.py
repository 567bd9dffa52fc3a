"""Months in a row: limits by hand, and which months are a signal."""

from __future__ import annotations

import pytest

from openiop.domain.outcomes.over_time import Signal, p_chart, signals, xmr_chart


def _months(values: list[float]) -> list[tuple[str, float]]:
    return [(f"2026-{at:02}", value) for at, value in enumerate(values, 1)]


def test_limits_of_single_values() -> None:
    chart = xmr_chart(_months([4, 6, 5, 7, 4, 6, 5, 3]))

    # moving ranges 2 1 2 3 2 1 2: mean 13/7
    assert chart.middle == 5
    assert chart.points[0].high == pytest.approx(5 + 2.66 * 13 / 7, abs=1e-12)
    assert chart.points[0].low == pytest.approx(5 - 2.66 * 13 / 7, abs=1e-12)
    assert not any(point.signals for point in chart.points)


def test_limits_of_shares_follow_n_and_stay_between_none_and_all() -> None:
    chart = p_chart([(f"2026-{at:02}", n - 1, n) for at, n in enumerate([4, 9, 16] * 3, 1)])

    middle = 78 / 87
    assert chart.middle == pytest.approx(middle)
    assert chart.points[2].low == pytest.approx(middle - 3 * (middle * (1 - middle) / 16) ** 0.5)
    assert {point.high for point in chart.points} == {1.0}


def test_few_months_have_no_limits_and_no_signals() -> None:
    chart = xmr_chart(_months([1, 1, 1, 1, 1, 1, 99]))

    assert not chart.has_limits
    assert chart.points[-1].signals == ()
    assert p_chart([("2026-01", 0, 0)]).middle is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0, 0, 3.1], {2: Signal.BEYOND}),
        ([2.5, 0, 2.5], {2: Signal.TWO_OF_THREE}),
        ([2.5, 0, -2.5], {}),
        ([1] * 8, {7: Signal.RUN}),
        ([1] * 4 + [0] + [1] * 4, {}),
        ([1] * 7 + [-1], {}),
    ],
)
def test_signals(values: list[float], said: dict[int, Signal]) -> None:
    found = signals(values, 0, [1] * len(values), [(-3, 3)] * len(values))

    assert {at: each for at, several in enumerate(found) for each in several} == said
