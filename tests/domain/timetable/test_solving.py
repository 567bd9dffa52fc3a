"""Solved weeks against brute force on tiny programs, and every answer through the check."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from openiop.domain.timetable import problem as p
from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Recipe, generate
from openiop.domain.timetable.place import place
from openiop.domain.timetable.repair import repair
from openiop.domain.timetable.solve import Effort, Progress, solve

MONDAY = date(2027, 1, 11)
HOURS = ((9 * 60, 13 * 60),)


def tiny(seed: int) -> p.Problem:
    """One group, two clients, two therapists, one morning; small enough to try everything."""
    dice = Random(seed)  # noqa: S311 - repeatable programs, no secret

    def therapist(name: str) -> p.Staff:
        begin = dice.choice((9, 9, 10)) * 60
        return p.Staff(
            id=name,
            role="therapist",
            gender=dice.choice(("female", "male")),
            skills=frozenset({"dbt"}),
            languages=frozenset({"en"}),
            hours={0: ((begin, 13 * 60),)},
            time_off=(),
            max_caseload=dice.choice((1, 2)),
            max_direct_hours_per_day=Fraction(3),
            max_direct_hours_per_week=Fraction(3),
            target_direct_hours_per_week=Fraction(dice.choice((1, 3))),
            max_consecutive_hours=Fraction(dice.choice((2, 3))),
        )

    def client(name: str, *, active: bool) -> p.Client:
        begin = dice.choice((9, 10)) * 60
        wish = p.GenderWish("female", dice.random() < 0.5) if dice.random() < 0.5 else None
        return p.Client(
            id=name,
            is_active=active,
            priority=0 if active else 2,
            track="dbt",
            phase=1,
            language="en",
            mode="in_person",
            needs=(p.Need("dbt", 0),),
            sessions=(p.Asked("individual", 1, (MONDAY,)),),
            availability={0: ((begin, 13 * 60),)},
            unavailable=(),
            avoid={0: ((12 * 60, 13 * 60),)} if dice.random() < 0.5 else {},
            max_days_per_week=1,
            preferred_days_per_week=1,
            min_hours_per_week=Fraction(2),
            max_hours_per_week=None,
            min_hours_per_day=Fraction(2),
            max_hours_per_day=Fraction(3),
            current_therapist=dice.choice(("T1", "T2", None)),
            current_groups=(),
            therapist_gender=wish,
        )

    return p.Problem(
        id=f"tiny-{seed}",
        program=p.Program("", (MONDAY,), 60, {0: HOURS}, frozenset(), 1, True),
        weights={name: Fraction(weight) for name, weight in p.DEFAULT_WEIGHTS.items()},
        modalities={"dbt": p.Modality("dbt", "", 60, "dbt", 0, None, False, False)},
        services={
            "individual": p.Service(
                *("individual", "", 60, "therapist", "primary", ("in_person",), True, True, False)
            )
        },
        rooms={
            "G": p.Room("G", "group", 8, ()),
            "O": p.Room("O", "office", 2, ()),
        },
        staff={name: therapist(name) for name in ("T1", "T2")},
        groups={
            "D": p.Group(
                *("D", "dbt", frozenset({"dbt"}), frozenset({1}), 1, True, "in_person", "en"),
                *(1, 1, 2, True, None, None, None),
            )
        },
        clients={"A": client("A", active=True), "B": client("B", active=False)},
        keep_apart=(p.KeepApart(("A", "B"), ""),) if dice.random() < 0.2 else (),
        baseline=None,
    )


def every_week(problem: p.Problem) -> Iterator[p.Solution]:
    """Every timetable of a tiny program, good or bad."""
    starts = [hour * 60 for hour in range(9, 13)]
    places: list[tuple[str, int] | None] = list(product(("T1", "T2"), starts))
    for start, lead in product(starts, ("T1", "T2")):
        for one, other in product(places, [*places, None]):
            chosen = {"A": one, "B": other}
            served = {name: told for name, told in chosen.items() if told}
            yield p.Solution(
                instance=problem.id,
                status="feasible",
                staffing={"D": p.Staffing(lead, ())},
                group_sessions=(p.GroupSession("D", MONDAY, start, "G", lead, ()),),
                memberships=tuple((name, "D") for name in served),
                primary_therapists={name: told[0] for name, told in served.items()},
                individual_sessions=tuple(
                    p.IndividualSession(name, "individual", who, MONDAY, at, "in_person", "O")
                    for name, (who, at) in served.items()
                ),
                not_admitted=tuple(name for name, told in chosen.items() if not told),
            )


@pytest.mark.parametrize("seed", range(8))
def test_the_best_week_of_a_tiny_program_is_found_and_proved(seed: int) -> None:
    problem = tiny(seed)
    possible = [
        told.objective for told in (check(problem, week) for week in every_week(problem)) if told
    ]

    found = solve(problem, Effort(deterministic=0.4, workers=1), time.monotonic)

    if not possible:
        assert found.solution is None
        assert found.is_impossible
        return
    assert found.solution is not None and found.verdict is not None
    assert not found.verdict.breaches
    assert found.verdict.objective == min(possible)
    assert found.solution.status == "optimal"


@pytest.fixture(scope="module")
def made() -> p.Problem:
    """A published program of two cohorts."""
    told = generate(Recipe(16, seed=4))
    return replace(told.problem, baseline=told.planted)


def test_the_same_seed_and_limit_give_the_same_week() -> None:
    fresh = generate(Recipe(8, seed=6)).problem
    effort = Effort(deterministic=0.7, workers=1, prove=False, seed=7)
    heard: list[Progress] = []

    first = solve(fresh, effort, time.monotonic, heard.append)
    second = solve(fresh, effort, time.monotonic)

    assert first.solution == second.solution
    assert first.verdict is not None and not first.verdict.breaches
    costs = [told.objective for told in heard if told.objective is not None]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(6, seed=2, weeks=2, closed_days=1, slot_minutes=30, unequal_rooms=True),
        Recipe(6, seed=3, slot_minutes=15, telehealth_share=0.8),
    ],
    ids=["two weeks, a holiday, half hours", "quarter hours, telehealth"],
)
def test_weeks_of_other_grids_and_rooms_hold(recipe: Recipe) -> None:
    told = generate(recipe)
    assert not check(told.problem, told.planted).breaches

    found = solve(told.problem, Effort(deterministic=0.6, workers=1, prove=False), time.monotonic)

    assert found.verdict is not None and not found.verdict.breaches
    assert found.bound <= found.verdict.objective


def test_an_absent_lead_is_replaced_and_no_group_moves(made: p.Problem) -> None:
    assert made.baseline is not None
    lead = made.baseline.group_sessions[0].lead
    day = made.baseline.group_sessions[0].on
    away = replace(made.staff[lead], time_off=(p.TimeOff(day, day),))
    ill = replace(made, staff={**made.staff, lead: away})

    mended = repair(ill, time.monotonic)

    assert mended.verdict is not None and not mended.verdict.breaches
    assert mended.solution is not None
    before = {(one.group, one.on, one.start) for one in made.baseline.group_sessions}
    after = {(one.group, one.on, one.start) for one in mended.solution.group_sessions}
    assert after == before
    hit = {one.client for one in made.baseline.individual_sessions if one.on == day}
    assert {one for one in made.baseline.individual_sessions if one.client not in hit} <= set(
        mended.solution.individual_sessions
    )
    assert any(f"instead of {lead}" in told for told in mended.changed)


def test_a_week_that_holds_is_left_alone(made: p.Problem) -> None:
    mended = repair(made, time.monotonic)

    assert (mended.changed, mended.level) == ((), 0)


def left_out(made: p.Problem, name: str) -> p.Problem:
    """The published week without one client, who now waits."""
    published = made.baseline
    assert published is not None
    without = replace(
        published,
        memberships=tuple(each for each in published.memberships if each[0] != name),
        individual_sessions=tuple(e for e in published.individual_sessions if e.client != name),
        primary_therapists={c: t for c, t in published.primary_therapists.items() if c != name},
        not_admitted=(name,),
    )
    waiting = replace(made.clients[name], is_active=False, priority=2, current_groups=())
    return replace(made, baseline=without, clients={**made.clients, name: waiting})


def test_a_new_client_gets_a_place_and_nobody_moves(made: p.Problem) -> None:
    waits = left_out(made, "C003")

    placed = place(waits, "C003")

    assert placed.nobody_moves
    assert placed.solution is not None and waits.baseline is not None
    assert set(waits.baseline.group_sessions) == set(placed.solution.group_sessions)
    assert set(waits.baseline.memberships) < set(placed.solution.memberships)
    assert set(waits.baseline.individual_sessions) <= set(placed.solution.individual_sessions)
    assert placed.said[0].endswith("Nobody is moved.")


def test_what_stands_in_the_way_of_a_new_client_is_said(made: p.Problem) -> None:
    waits = left_out(made, "C003")
    busy = replace(waits.clients["C003"], availability={0: ((480, 540),)})

    placed = place(replace(waits, clients={**waits.clients, "C003": busy}), "C003")

    assert placed.solution is None
    assert any("she cannot come to" in told for told in placed.blocked_by)


def test_next_weeks_week_is_not_an_open_date(made: p.Problem) -> None:
    assert made.baseline is not None
    first = made.baseline.group_sessions[0]
    late = replace(first, on=first.on + timedelta(weeks=1))
    moved = replace(made.baseline, group_sessions=(late, *made.baseline.group_sessions[1:]))

    assert {"H02", "H03"} <= {breach.rule for breach in check(made, moved).breaches}
