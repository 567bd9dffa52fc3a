"""Staying in care: how many are still here after so many days, with those not yet at their end."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from scipy.stats import CensoredData, ecdf

from .rules import DAYS_IN_WEEK, OUTCOME_RULES, OutcomeRules


@dataclass(frozen=True)
class Step:
    """The curve from one day on."""

    day: int
    staying: float
    low: float | None
    high: float | None
    """Of the interval; none where it cannot be told, as before anybody left."""
    left: int
    """How many left before their end on this day."""


@dataclass(frozen=True)
class Staying:
    """The curve of staying in care, and how many it still rests on."""

    n: int
    left: int
    steps: tuple[Step, ...]
    at_risk: tuple[tuple[int, int], ...]
    """Day, and how many were still followed at its beginning."""
    is_few: bool


def staying(
    days: Sequence[tuple[int, bool]], rules: OutcomeRules = OUTCOME_RULES
) -> Staying | None:
    """The share still in care by day of the stay: Kaplan and Meier, with a log-log interval.

    Each stay is (days followed, whether she left before the end of her plan that day). Who is still
    here, finished, stepped up, moved or died is counted up to that day and then no more.
    Source: Kaplan and Meier 1958, Kalbfleisch and Prentice for the interval, computed by SciPy;
    issue ("Kaplan-Meier for staying in care").
    """
    if not days:
        return None
    took = np.array([each for each, _left in days], dtype=np.float64)
    is_event = np.array([left for _each, left in days], dtype=bool)
    curve = ecdf(CensoredData.right_censored(took, ~is_event)).sf
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # at shares of 0 and 1 the interval cannot be told; those ends are left out below
        warnings.simplefilter("ignore")
        band = curve.confidence_interval(rules.confidence, method="log-log")
    steps = [Step(0, 1.0, None, None, 0)]
    events = {int(day): int(np.sum(is_event & (took == day))) for day in set(took[is_event])}
    for day, share, low, high in zip(
        curve.quantiles.tolist(),
        curve.probabilities.tolist(),
        band.low.probabilities.tolist(),
        band.high.probabilities.tolist(),
        strict=True,
    ):
        if int(day) in events:
            steps.append(Step(int(day), share, _told(low), _told(high), events[int(day)]))
    every = rules.at_risk_weeks * DAYS_IN_WEEK
    longest = int(took.max())
    at_risk = tuple((day, int(np.sum(took >= max(day, 1)))) for day in range(0, longest + 1, every))
    n = len(days)
    return Staying(n, int(is_event.sum()), tuple(steps), at_risk, n < rules.few_below)


def _told(value: float) -> float | None:
    return None if isnan(value) else value
