"""No bound is ever above the best week: many small programs, solved exactly beside it."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from openiop.domain.timetable import problem as p
from openiop.domain.timetable.blocks import Block
from openiop.domain.timetable.bound import Bounds, attendable
from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Recipe, generate
from openiop.domain.timetable.index import Index
from openiop.domain.timetable.kernel import Limits, Outcome, Status
from openiop.domain.timetable.piece import Piece, Scope
from openiop.domain.timetable.prices import Prices
from openiop.domain.timetable.rooms import solution_of
from openiop.domain.timetable.solve import Effort, Solver
from openiop.domain.timetable.state import State

SMALL = 13


def tight(seed: int) -> p.Problem:
    """Two small cohorts that compete for therapists, places and rooms."""
    dice = Random(seed)  # noqa: S311 - repeatable programs, no secret
    made = generate(
        Recipe(
            SMALL,
            seed=seed,
            lost_group_share=0.4,
            lost_therapist_share=0.3,
            gender_share=0.3,
            waitlist_share=0.2,
            keep_apart_share=0.2,
        )
    )
    problem = made.problem
    load = dict.fromkeys(problem.staff, 0)
    for therapist in made.planted.primary_therapists.values():
        load[therapist] += 1
    staff = {
        name: replace(
            person,
            max_caseload=max(load[name], 1),
            target_direct_hours_per_week=Fraction(dice.choice((4, 8, 12))),
        )
        for name, person in problem.staff.items()
    }
    clients = {}
    for name, client in problem.clients.items():
        avoid = dict(client.avoid)
        for day, windows in client.availability.items():
            if dice.random() < 0.5:
                hours = (windows[0][1] - windows[0][0]) // 60
                begin = windows[0][0] + 60 * dice.randrange(hours)
                avoid[day] = ((begin, begin + 60),)
        known = client.current_therapist
        if known is not None and dice.random() < 0.5:
            known = dice.choice([one for one in load if staff[one].role == "therapist"][:3])
        clients[name] = replace(client, avoid=avoid, current_therapist=known)
    return replace(problem, staff=staff, clients=clients)


def least(problem: p.Problem) -> int | None:
    """The cost of the best week by one exact model of the whole, in the solver's unit."""
    index = Index(problem)
    groups, clients = frozenset(problem.groups), frozenset(problem.clients)
    piece = Piece(index, State(), Scope(times=groups, teams=groups, clients=clients))
    outcome, state = piece.solve(Limits(deterministic=90.0))
    if outcome.status is Status.INFEASIBLE:
        return None
    assert outcome.status is Status.OPTIMAL
    assert state is not None
    solution = solution_of(index, state, "feasible")
    assert solution is not None
    verdict = check(problem, solution)
    assert not verdict.breaches
    assert verdict.objective == Fraction(round(outcome.objective), index.scale)
    return round(outcome.objective)


def worked(problem: p.Problem) -> Bounds:
    bounds = Bounds(Index(problem))
    cohorts = Solver(problem, Effort(), time.monotonic).blocks()
    bounds.work(
        limits=lambda most: Limits(deterministic=min(most, 2.0)),
        told=lambda _doing: None,
        whole=False,
        wait=lambda: None,
        hint=lambda: None,
        better=lambda _state: None,
        cohorts=cohorts,
        goal=lambda: None,
    )
    return bounds


@pytest.mark.parametrize("seed", range(5))
def test_no_bound_is_above_the_best_week(seed: int) -> None:
    problem = tight(seed)
    best = least(problem)

    bounds = worked(problem)

    if best is not None:
        assert not bounds.impossible
        assert bounds.scaled <= best


@pytest.mark.parametrize("seed", range(2))
def test_any_prices_at_all_give_a_bound(seed: int) -> None:
    problem = tight(seed)
    best = least(problem)
    if best is None:
        return
    index, able = Index(problem), attendable(Index(problem))
    cohorts = Solver(problem, Effort(), time.monotonic).blocks()
    dice = Random(seed)  # noqa: S311 - repeatable prices, no secret

    def solve(block: Block) -> Outcome:
        return block.model.solve(Limits(deterministic=2.0))

    for is_light in (True, False):
        blocks = [
            Block(index, groups, clients, able, is_light=is_light) for groups, clients in cohorts
        ]
        prices = Prices(index, blocks, 0, rooms_count=True)
        things = sorted(
            {thing for block in blocks for use in block.uses for o in use.options for thing in o}
        )
        for _round in range(6):
            most = dice.choice((120, 600, 3600))
            prices.price = {thing: dice.randrange(most) for thing in things if dice.random() < 0.2}
            total = prices.total(solve, int, lambda: False)
            assert total is not None
            assert total <= best
