"""Policies and their letters, authorizations, self-pay, and what admission asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openiop.domain.coverage.authorization import (
    AuthorizationStatus,
    Authorized,
    days_without,
    ledger,
    may_record,
)
from openiop.domain.coverage.benefits import Answer
from openiop.domain.coverage.codes import BY_CODE, Counted
from openiop.domain.coverage.policy import Holder, LeakFacts, LeakStep, claim_may_leave
from openiop.domain.coverage.self_pay import (
    Band,
    FeeTable,
    fee_a_day,
    may_choose,
    may_set_table,
    percent_of_guideline,
)
from openiop.domain.coverage.standing import CoverageFacts, coverage_ready
from openiop.domain.decision import Decision, Kind, Reason

D = Decimal
MONDAY = date(2026, 11, 16)
APPROVED = AuthorizationStatus.APPROVED


def test_the_codes_an_iop_asks_about_are_there() -> None:
    assert {"S9480", "H0015", "0905", "0906"} <= set(BY_CODE)


@pytest.mark.parametrize(
    ("holder", "must_not_know", "steps", "codes"),
    [
        (Holder.HERSELF, False, (), ()),
        (Holder.PARTNER, False, (), ("leak_untold", "leak_unasked")),
        (Holder.PARTNER, False, (LeakStep.TOLD_HER,), ("leak_unasked",)),
        (Holder.PARENT, False, (LeakStep.SHE_IS_FINE,), ()),
        (Holder.PARTNER, True, (LeakStep.SHE_IS_FINE,), ("leak_unsafe",)),
        (Holder.PARTNER, True, (LeakStep.ASKED_CONFIDENTIAL,), ("leak_unsafe",)),
        (Holder.FORMER_PARTNER, True, (LeakStep.PLAN_AGREED,), ()),
        (Holder.FORMER_PARTNER, True, (LeakStep.PAYS_HERSELF,), ()),
        (Holder.PARTNER, True, (LeakStep.PLAN_SAID_NO,), ("leak_unsafe",)),
    ],
)
def test_a_claim_leaves_only_when_its_letters_tell_nobody(
    holder: Holder, must_not_know: bool, steps: tuple[LeakStep, ...], codes: tuple[str, ...]
) -> None:
    found = claim_may_leave(LeakFacts(holder, must_not_know, frozenset(steps)))

    assert found.codes == codes


def authorization(**facts: object) -> Authorized:
    """Twelve days of S9480 in two weeks."""
    usual = {
        "status": APPROVED,
        "counted": Counted.DAY,
        "units": 12,
        "from_on": MONDAY,
        "until_on": MONDAY + timedelta(days=13),
        "code": "S9480",
    }
    return Authorized(**(usual | facts))  # type: ignore[arg-type] # a table of cases


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, ()),
        ({"until_on": MONDAY - timedelta(days=1)}, ("order",)),
        ({"units": 0}, ("units",)),
        ({"units": 0, "status": AuthorizationStatus.REQUESTED}, ()),
        ({"units": 1000}, ("units",)),
        ({"code": "whatever"}, ("code",)),
        ({"code": "0905"}, ()),
        ({"most_a_week": 0}, ("week",)),
    ],
)
def test_an_authorization_is_whole(facts: dict[str, object], codes: tuple[str, ...]) -> None:
    assert may_record(authorization(**facts)).codes == codes


@pytest.mark.parametrize(
    ("status", "used", "left", "over"),
    [(APPROVED, 5, 7, 0), (APPROVED, 14, 0, 2), (AuthorizationStatus.DENIED, 3, 0, 3)],
)
def test_what_is_left(status: AuthorizationStatus, used: int, left: int, over: int) -> None:
    found = ledger(authorization(status=status), D(used))

    assert (found.left, found.over) == (D(left), D(over))


def test_days_no_authorization_covers_are_named() -> None:
    days = [MONDAY + timedelta(days=n) for n in (0, 13, 14)]
    held = [authorization(), authorization(status=AuthorizationStatus.DENIED, units=0)]

    assert days_without(days, held) == (days[2],)


TABLE = FeeTable(D(180), (Band(400, D(120)), Band(200, D(60)), Band(100, D(20))))


@pytest.mark.parametrize(
    ("household", "income", "fee"),
    [
        (None, None, 180),
        (1, 15_650, 20),  # exactly the line
        (1, 15_651, 60),
        (4, 64_300, 60),  # 200 % of 32,150
        (4, 64_301, 120),
        (1, 90_000, 180),
        (3, 0, 20),
    ],
)
def test_the_first_band_she_fits_in_sets_the_fee(
    household: int | None, income: int | None, fee: int
) -> None:
    assert fee_a_day(TABLE, household, None if income is None else D(income)) == D(fee)


def test_the_guideline_grows_with_the_household() -> None:
    assert percent_of_guideline(TABLE, 2, D(21_150)) == D(100)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (TABLE, ()),
        (FeeTable(D(100), (Band(100, D(120)),)), ("order",)),
        (FeeTable(D(100), (Band(100, D(20)), Band(100, D(30)))), ("twice",)),
        (FeeTable(D(-1)), ("negative",)),
    ],
)
def test_a_lower_income_never_costs_more(table: FeeTable, codes: tuple[str, ...]) -> None:
    assert may_set_table(table).codes == codes


def test_income_and_household_are_told_together_or_not_at_all() -> None:
    assert may_choose(None, None)
    assert may_choose(3, D(100))
    assert may_choose(3, None).codes == ("both",)
    assert may_choose(0, D(100)).codes == ("household",)


STALE = Decision.refused(Reason("stale", "old"))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (CoverageFacts(pays_herself=True), ()),
        (CoverageFacts(), ("no_policy",)),
        (CoverageFacts(has_policy=True), ()),
        (CoverageFacts(has_policy=True, verified=STALE), ("stale",)),
        (CoverageFacts(has_policy=True, authorization=Answer.YES), ("not_authorized",)),
        (CoverageFacts(has_policy=True, authorization=Answer.YES, is_authorized=True), ()),
        (CoverageFacts(pays_herself=True, has_policy=True, verified=STALE), ()),
    ],
)
def test_coverage_never_stops_her(facts: CoverageFacts, codes: tuple[str, ...]) -> None:
    found = coverage_ready(facts)

    assert found.codes == codes
    assert all(reason.kind is Kind.WAIVABLE for reason in found)
