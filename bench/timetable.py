"""First week, objective, bound and memory of `openiop timetable solve`, beside two simpler ways.

    python -m bench.timetable                     24, 60 and 120 clients, our way
    python -m bench.timetable --sizes 240 --seconds 60 --ways ours naive by-hand

`naive` is one exact model of the whole week, given to the solver with two workers; when its first
week came is not told. `by-hand` lays
cohort after cohort and then person after person where there is room, once, with nothing taken back:
what a careful person with a wall chart does; `lacks` counts whom she leaves without a place.
`planted` is the cost of the week the instance was built around: every client admitted, no thought
given to gaps or avoided hours. Each way runs in a process of its own, so that memory is its own.
CPU seconds are of the whole run with both workers; on a busy machine they say more than the clock.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import NamedTuple

from openiop.domain.timetable import problem as p
from openiop.domain.timetable.check import check
from openiop.domain.timetable.first import FirstWeek
from openiop.domain.timetable.generate import Recipe, generate
from openiop.domain.timetable.index import Index
from openiop.domain.timetable.kernel import Limits
from openiop.domain.timetable.piece import Piece, Scope
from openiop.domain.timetable.rooms import solution_of
from openiop.domain.timetable.solve import Effort, Solver, solve
from openiop.domain.timetable.state import State
from openiop.domain.timetable.worth import worth

SECONDS = {24: 10.0, 60: 10.0, 120: 60.0, 240: 60.0, 480: 120.0}


class Figures(NamedTuple):
    """What one way came to; costs in the unit of the objective."""

    first: float | None
    cost: float | None
    bound: float
    lacks: int
    breaches: int
    cpu: float = 0.0
    megabytes: int = 0


def ours(problem: p.Problem, seconds: float) -> Figures:
    """As the command does it."""
    found = solve(problem, Effort(seconds=seconds), time.monotonic)
    if found.verdict is None:
        return Figures(None, None, float(found.bound), len(problem.clients), 0)
    broken = len(found.verdict.breaches)
    cost = float(found.verdict.objective)
    return Figures(found.first_seconds, cost, float(found.bound), 0, broken)


def naive(problem: p.Problem, seconds: float) -> Figures:
    """Everything in one model."""
    began = time.monotonic()
    index = Index(problem)
    groups, clients = frozenset(problem.groups), frozenset(problem.clients)
    piece = Piece(index, State(), Scope(times=groups, teams=groups, clients=clients))
    left = max(1.0, seconds - (time.monotonic() - began))
    outcome = piece.model.solve(Limits(deterministic=1e6, seconds=left, workers=2, thorough=True))
    bound = max(0.0, outcome.bound / index.scale)
    if not outcome.status.has_values:
        return Figures(None, None, bound, len(clients), 0)
    solution = solution_of(index, piece.read(outcome.values), "feasible")
    if solution is None:
        return Figures(None, None, bound, len(clients), 0)
    verdict = check(problem, solution)
    cost, broken = float(verdict.objective), len(verdict.breaches)
    return Figures(None, cost, bound, 0, broken)


def by_hand(problem: p.Problem, _seconds: float) -> Figures:
    """One pass without a solver, nothing taken back."""
    began = time.monotonic()
    solver = Solver(problem, Effort(), time.monotonic)
    order = list(range(len(solver.cohorts)))
    index, cohorts, home = solver.index, solver.cohorts, solver.home
    state = FirstWeek(index, State(), cohorts, home, order, lambda: False).run()
    taken = time.monotonic() - began
    now = worth(index, state)
    if not now.is_complete:
        return Figures(None, None, 0.0, len(now.missing), 0)
    solution = solution_of(index, state, "feasible")
    if solution is None:
        return Figures(None, None, 0.0, 0, 0)
    verdict = check(problem, solution)
    return Figures(taken, float(verdict.objective), 0.0, 0, len(verdict.breaches))


WAYS: dict[str, Callable[[p.Problem, float], Figures]] = {
    "ours": ours,
    "naive": naive,
    "by-hand": by_hand,
}


def measured(way: str, clients: int, seed: int, seconds: float) -> Figures:
    """One way on one instance, with the CPU seconds and memory of this process."""
    problem = generate(Recipe(clients, seed=seed)).problem
    used = time.process_time()
    figures = WAYS[way](problem, seconds)
    return figures._replace(
        cpu=time.process_time() - used,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _told(figures: Figures) -> str:
    cost, bound = figures.cost, figures.bound
    first = "-" if figures.first is None else f"{figures.first:.2f}"
    gap = "-" if cost is None else f"{(cost - bound) / cost if cost else 0.0:.1%}"
    told = "none" if cost is None else f"{cost:g}"
    rest = f"{figures.lacks} {figures.cpu:.0f} {figures.megabytes} {figures.breaches}"
    return f"{first} {told} {bound:g} {gap} {rest}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 60, 120])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=["ours"])
    asked = parser.parse_args()
    print("clients seed planted way first(s) objective bound gap lacks cpu(s) MB breaches")
    for clients in asked.sizes:
        for seed in asked.seeds:
            made = generate(Recipe(clients, seed=seed))
            planted = float(check(made.problem, made.planted).objective)
            seconds = asked.seconds or SECONDS.get(clients, 60.0)
            for way in asked.ways:
                with get_context("spawn").Pool(1) as pool:
                    figures = pool.apply(measured, (way, clients, seed, seconds))
                print(clients, seed, f"{planted:g}", way, _told(figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
