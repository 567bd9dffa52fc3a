"""What it may cost her: a range, with where each figure comes from, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from openiop.domain.decision import Reason
from openiop.domain.text import _

from .benefits import WHOLE, Benefits, Figure, FigureKind

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class EstimateRules:
    """What a written estimate promises.

    Source: good faith estimate, 45 CFR 149.610 and 149.620 [from knowledge].
    """

    id: str = "openiop-estimate/1"
    above_it_she_may_object: Decimal = Decimal(400)
    """Dollars a bill may be above the estimate before she can ask for a review."""


ESTIMATE_RULES = EstimateRules()


@dataclass(frozen=True)
class Days:
    """How many days are planned: at least and at most."""

    low: int
    high: int


@dataclass(frozen=True)
class EstimateLine:
    """One figure an estimate rests on."""

    kind: FigureKind
    figure: Figure


@dataclass(frozen=True)
class Estimate:
    """Her own share in dollars, from `low` to `high`; `high` None while nobody can say."""

    days: Days
    low: Decimal
    high: Decimal | None
    lines: tuple[EstimateLine, ...] = ()
    open: tuple[Reason, ...] = ()
    """What is not known yet, and makes the range wide or open."""


def her_share(
    days: int,
    allowed: Decimal,
    deductible: Decimal,
    copay: Decimal,
    coinsurance: Decimal,
    pocket: Decimal | None,
) -> Decimal:
    """She pays the deductible first, then her copay and percentage a day, up to the yearly most.

    A day never costs her more than the plan allows for it.
    Source: how plans count cost sharing [from knowledge]; domain.md 1.2 last line for Medicare.
    """
    total, left = NOTHING, deductible
    for _day in range(days):
        first = min(left, allowed)
        left -= first
        rest = allowed - first
        fee = min(copay, rest)
        total += first + fee + (rest - fee) * coinsurance / WHOLE
        if pocket is not None and total >= pocket:
            return pocket
    return total.quantize(CENT, ROUND_HALF_UP)


_OPEN = {
    FigureKind.DEDUCTIBLE_LEFT: _("We do not know yet how much of your deductible is left."),
    FigureKind.COPAY_DAY: _("We do not know yet what you pay for each day."),
    FigureKind.POCKET_LEFT: _("We do not know yet the most you can pay in a year."),
    FigureKind.ALLOWED_HIGH: _("Your plan has not told us yet what it allows for a day."),
}


def estimate(benefits: Benefits, days: Days) -> Estimate:
    """Her share as a range: the fewest days at the lowest amount, the most days at the highest.

    What is not known counts as nothing in the lower figure. In the upper one it is bounded by the
    yearly most, and without that bound there is no upper figure at all: we never guess low.

    Why: cost is what women name first among the reasons not to start (domain.md 6.4).
    Source: issue, "Coverage" (range, source of each figure).
    """
    deductible = benefits.amount(FigureKind.DEDUCTIBLE_LEFT)
    copay, share = benefits.amount(FigureKind.COPAY_DAY), benefits.amount(FigureKind.COINSURANCE)
    pocket = benefits.amount(FigureKind.POCKET_LEFT)
    low_day, high_day = (
        benefits.amount(FigureKind.ALLOWED_LOW),
        benefits.amount(FigureKind.ALLOWED_HIGH),
    )
    low_day, high_day = low_day or high_day or copay, high_day or low_day
    most_days = min(days.high, benefits.days_most) if benefits.days_most is not None else days.high
    days = Days(min(days.low, most_days), most_days)
    known = (copay is not None or share is not None, deductible is not None, high_day is not None)
    low = her_share(
        days.low,
        low_day or NOTHING,
        deductible or NOTHING,
        copay or NOTHING,
        share or NOTHING,
        pocket,
    )
    high: Decimal | None = pocket
    if all(known) and high_day is not None and deductible is not None:
        high = her_share(
            days.high, high_day, deductible, copay or NOTHING, share or NOTHING, pocket
        )
    missing = {
        FigureKind.DEDUCTIBLE_LEFT: deductible is None,
        FigureKind.COPAY_DAY: not known[0],
        FigureKind.POCKET_LEFT: pocket is None,
        FigureKind.ALLOWED_HIGH: high_day is None,
    }
    return Estimate(
        days=days,
        low=low,
        high=high,
        lines=tuple(
            EstimateLine(kind, benefits.figures[kind])
            for kind in FigureKind
            if kind in benefits.figures
        ),
        open=tuple(Reason(str(kind), _OPEN[kind]) for kind, is_open in missing.items() if is_open),
    )


def own_estimate(fee_a_day: Decimal, days: Days) -> Estimate:
    """Paying herself, her share is the fee for each day she comes.

    Source: issue, "self-pay/sliding scale".
    """
    return Estimate(days, fee_a_day * days.low, fee_a_day * days.high)
