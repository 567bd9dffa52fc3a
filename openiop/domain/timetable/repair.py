"""Repairs a published week after something changed, and says in words what is different.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import problem as p
from .check import Verdict
from .index import Index
from .mend import mend
from .solve import Effort, Solver
from .words import changes

WHOLE_WEEK = 9
"""The level of a repair that had to look at everything."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended week, how far one had to look, and what is different."""

    solution: p.Solution | None
    verdict: Verdict | None
    changed: tuple[str, ...]
    level: int


def repair(problem: p.Problem, clock: Callable[[], float], seconds: float = 20.0) -> Repaired:
    """The published week made to hold again; needs a baseline in the instance."""
    began = clock()
    baseline = problem.baseline
    if baseline is None:
        return Repaired(None, None, (), 0)

    def left() -> float:
        return seconds - (clock() - began)

    mended = mend(Index(problem), baseline, left)
    if mended:
        told = changes(problem, baseline, mended.solution)
        return Repaired(mended.solution, mended.verdict, told, mended.level)
    effort = Effort(seconds=max(1.0, left()), prove=False, workers=1)
    run = Solver(problem, effort, clock).run()
    if run.solution is None or run.verdict is None:
        return Repaired(None, None, (), WHOLE_WEEK)
    told = changes(problem, baseline, run.solution)
    return Repaired(run.solution, run.verdict, told, WHOLE_WEEK)
