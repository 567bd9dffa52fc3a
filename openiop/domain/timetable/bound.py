"""Lower bounds that hold for every timetable, each from a relaxation of the whole problem."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .index import Index
from .kernel import Limits, Status
from .piece import Piece, Scope
from .state import State


class Bounds:
    """The best bound proved so far."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.scaled = 0
        self.impossible = False
        self._piece: Piece | None = None

    @property
    def value(self) -> Fraction:
        """The bound in the unit of the objective."""
        return Fraction(self.scaled, self.index.scale)

    def stop(self) -> None:
        """End what is running."""
        if self._piece is not None:
            self._piece.model.stop()

    def raise_to(self, scaled: float) -> bool:
        """Take a proved bound; costs are whole numbers, so it may be rounded up."""
        rounded = -int(-scaled // 1) if scaled > self.scaled else self.scaled
        rounded = max(self.scaled, int(scaled - 1e-6) + (scaled - 1e-6 > int(scaled - 1e-6)))
        risen = rounded > self.scaled
        self.scaled = max(self.scaled, rounded)
        return risen

    def work(
        self,
        *,
        is_over: Callable[[], bool],
        limits: Callable[[float], Limits],
        told: Callable[[str], None],
        whole: bool,
        hint: Callable[[], State | None],
        better: Callable[[State], None],
    ) -> None:
        """Raise the bound until nothing more can be done in the time."""
        if whole:
            problem = self.index.problem
            everything = Scope(
                times=frozenset(problem.groups),
                teams=frozenset(problem.groups),
                clients=frozenset(problem.clients),
            )
            self._piece = Piece(self.index, hint() or State(), everything)
            outcome, state = self._piece.solve(limits(1000.0))
            if outcome.status is Status.INFEASIBLE:
                self.impossible = True
                return
            if outcome.status.has_values:
                self.raise_to(outcome.bound)
                if state is not None:
                    better(state)
            told("whole week")
