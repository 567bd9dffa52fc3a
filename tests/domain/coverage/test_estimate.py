"""What it may cost her, against a second way of counting and by table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.coverage.benefits import (
    Answer,
    Benefits,
    Figure,
    FigureKind,
    FigureSource,
    Question,
    is_stale,
    is_verified,
    may_keep,
)
from openiop.domain.coverage.estimate import Days, estimate, her_share, own_estimate

TODAY = date(2026, 11, 18)
D = Decimal


def said(**amounts: int) -> Benefits:
    """A worksheet with these figures, all told by the plan."""
    return Benefits(
        TODAY,
        figures={
            FigureKind(kind): Figure(D(amount), FigureSource.PLAN_CALL)
            for kind, amount in amounts.items()
        },
    )


ALL_KNOWN = {
    "deductible_left": 500,
    "coinsurance": 20,
    "pocket_left": 2000,
    "allowed_low": 300,
    "allowed_high": 400,
}


@pytest.mark.parametrize(
    ("days", "plan", "share"),
    [
        (0, (300, 500, 0, 20, None), "0.00"),
        (1, (300, 500, 0, 20, None), "300.00"),  # within the deductible
        (2, (300, 500, 0, 20, None), "520.00"),  # 300 + 200 + 20 % of 100
        (10, (300, 0, 40, 0, None), "400.00"),  # copay a day
        (10, (30, 0, 40, 0, None), "300.00"),  # never more than the plan allows
        (10, (300, 0, 40, 20, None), "920.00"),  # 40 + 20 % of 260, a day
        (100, (300, 500, 0, 20, 2000), "2000"),  # the yearly most
        (3, (333, 0, 0, 33, None), "329.67"),
    ],
)
def test_her_share(days: int, plan: tuple[int, int, int, int, int | None], share: str) -> None:
    """The plan: allowed a day, deductible, copay, coinsurance, the yearly most."""
    *rest, most = plan
    allowed, deductible, copay, coinsurance = (D(each or 0) for each in rest)
    pocket = None if most is None else D(most)

    assert her_share(days, allowed, deductible, copay, coinsurance, pocket) == D(share)


def test_the_range_runs_from_few_cheap_days_to_many_dear_ones() -> None:
    found = estimate(said(**ALL_KNOWN), Days(10, 24))

    assert (found.low, found.high) == (D("1000.00"), D("2000"))
    assert found.open == ()
    assert [line.kind for line in found.lines] == [
        FigureKind(each)
        for each in ("deductible_left", "coinsurance", "pocket_left", "allowed_low", "allowed_high")
    ]


@pytest.mark.parametrize(
    ("missing", "high"),
    [("pocket_left", D("2320.00")), ("deductible_left", D(2000)), ("coinsurance", D(2000))],
)
def test_what_is_not_known_is_said_and_never_guessed_low(missing: str, high: Decimal) -> None:
    known = {kind: amount for kind, amount in ALL_KNOWN.items() if kind != missing}

    found = estimate(said(**known), Days(10, 24))

    assert found.high == high
    assert len(found.open) == 1


def test_without_the_bound_there_is_no_upper_figure() -> None:
    found = estimate(said(coinsurance=20), Days(10, 24))

    assert (found.low, found.high) == (D(0), None)
    assert {reason.code for reason in found.open} == {
        "deductible_left",
        "pocket_left",
        "allowed_high",
    }


def test_the_plan_pays_no_more_days_than_it_said() -> None:
    benefits = Benefits(
        TODAY, figures=said(copay_day=40, deductible_left=0, allowed_high=300).figures, days_most=12
    )

    found = estimate(benefits, Days(16, 24))

    assert (found.days, found.high) == (Days(12, 12), D("480.00"))


def test_paying_herself_is_the_fee_for_each_day() -> None:
    found = own_estimate(D("85.50"), Days(16, 24))

    assert (found.low, found.high) == (D("1368.00"), D("2052.00"))


amounts = st.integers(0, 3000)


@given(
    plan=st.tuples(amounts, st.integers(0, 200), st.integers(0, 100), amounts),
    allowed=st.tuples(st.integers(1, 500), st.integers(0, 300)),
    days=st.tuples(st.integers(0, 40), st.integers(0, 20)),
)
def test_an_estimate_is_a_range_and_no_day_costs_more_than_is_allowed(
    plan: tuple[int, int, int, int], allowed: tuple[int, int], days: tuple[int, int]
) -> None:
    deductible, copay, share, pocket = plan
    low, high = allowed[0], sum(allowed)
    found = estimate(
        said(
            deductible_left=deductible,
            copay_day=copay,
            coinsurance=share,
            pocket_left=pocket,
            allowed_low=low,
            allowed_high=high,
        ),
        Days(days[0], sum(days)),
    )

    assert found.high is not None
    assert D(0) <= found.low <= found.high <= min(D(pocket), D(high * sum(days)))


FULL = {
    Question.ACTIVE: Answer.YES,
    Question.IOP_COVERED: Answer.YES,
    Question.IN_NETWORK: Answer.NO,
    Question.AUTHORIZATION: Answer.YES,
}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ()),
        ({Question.ACTIVE: Answer.NO}, ("not_active",)),
        ({Question.IOP_COVERED: Answer.NO}, ("not_covered",)),
        ({Question.AUTHORIZATION: Answer.NOT_KNOWN}, ("unknown",)),
    ],
)
def test_verified_when_the_plan_answered(
    change: dict[Question, Answer], codes: tuple[str, ...]
) -> None:
    benefits = Benefits(TODAY, FULL | change, said(**ALL_KNOWN).figures)

    assert is_verified(benefits, TODAY).codes == codes


def test_a_verification_grows_old_and_nobody_asked_is_said() -> None:
    benefits = Benefits(TODAY - timedelta(days=31), FULL, said(**ALL_KNOWN).figures)

    assert is_stale(benefits, TODAY)
    assert is_verified(benefits, TODAY).codes == ("stale",)
    assert is_verified(None, TODAY).codes == ("not_asked",)


@pytest.mark.parametrize(
    ("amounts", "day", "codes"),
    [
        ({"copay_day": -1}, TODAY, ("negative",)),
        ({"coinsurance": 101}, TODAY, ("percent",)),
        ({"allowed_low": 400, "allowed_high": 300}, TODAY, ("order",)),
        ({}, TODAY + timedelta(days=1), ("future",)),
        (ALL_KNOWN, TODAY, ()),
    ],
)
def test_a_worksheet_holds_what_can_be(
    amounts: dict[str, int], day: date, codes: tuple[str, ...]
) -> None:
    assert may_keep(Benefits(day, figures=said(**amounts).figures), TODAY).codes == codes
