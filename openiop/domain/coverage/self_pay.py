"""Paying herself: the site's own table, by income and household."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

HOUSEHOLD_MOST = 20


@dataclass(frozen=True)
class Band:
    """Up to this percentage of the poverty guideline a day costs this much."""

    up_to_percent: int
    fee_a_day: Decimal


@dataclass(frozen=True)
class FeeTable:
    """A version of the site's table; incomes are told by the year.

    Source: guideline of the year as published by HHS; the amounts here are of 2025 [from
    knowledge], and a site enters those of its year.
    """

    full_fee_a_day: Decimal
    bands: tuple[Band, ...] = ()
    guideline_year: int = 2025
    guideline_one: Decimal = Decimal(15_650)
    guideline_each_more: Decimal = Decimal(5_500)


def percent_of_guideline(table: FeeTable, household: int, income: Decimal) -> Decimal:
    """Her household's income as a percentage of the poverty guideline for its size.

    Source: HHS poverty guidelines [from knowledge].
    """
    line = table.guideline_one + table.guideline_each_more * (max(household, 1) - 1)
    return income * 100 / line


def fee_a_day(table: FeeTable, household: int | None, income: Decimal | None) -> Decimal:
    """The first band her income fits in sets the fee; without an income told it is the full fee.

    Why: nobody has to tell what she earns.
    Source: issue, "self-pay/sliding scale" [product default].
    """
    if household is None or income is None:
        return table.full_fee_a_day
    percent = percent_of_guideline(table, household, income)
    fitting = [band for band in sorted_bands(table) if percent <= band.up_to_percent]
    return fitting[0].fee_a_day if fitting else table.full_fee_a_day


def sorted_bands(table: FeeTable) -> tuple[Band, ...]:
    """The bands, the lowest income first.

    Source: [product default].
    """
    return tuple(sorted(table.bands, key=lambda band: band.up_to_percent))


def may_set_table(table: FeeTable) -> Decision:
    """Fees are not negative and rise with income up to the full fee; each limit stands once.

    Why: a table in which earning less costs more is a slip of the pen.
    Source: [product default].
    """
    bands = sorted_bands(table)
    fees = [*(band.fee_a_day for band in bands), table.full_fee_a_day]
    limits = [band.up_to_percent for band in bands]
    return Decision.all_of(
        (
            min(fees) >= 0 and table.guideline_one > 0 and table.guideline_each_more >= 0,
            Reason("negative", _("An amount cannot be below zero."), field_name="full_fee"),
        ),
        (
            len(limits) == len(set(limits)) and all(limit > 0 for limit in limits),
            Reason("twice", _("Each limit stands once, above zero."), field_name="bands"),
        ),
        (
            fees == sorted(fees),
            Reason(
                "order",
                _("A lower income must not cost more. Look at the fees once more."),
                field_name="bands",
            ),
        ),
    )


def may_choose(household: int | None, income: Decimal | None) -> Decision:
    """Household and income are told together or not at all.

    Source: [product default].
    """
    return Decision.all_of(
        (
            (household is None) == (income is None),
            Reason(
                "both",
                _("Write both, how many live on it and the income of a year, or neither."),
                field_name="income",
            ),
        ),
        (
            household is None or 1 <= household <= HOUSEHOLD_MOST,
            Reason("household", _("Write how many people, like 3."), field_name="household"),
        ),
        (
            income is None or income >= 0,
            Reason("income", _("An income cannot be below zero."), field_name="income"),
        ),
    )
