"""A thin way to CP-SAT: variables are numbers, constraints go straight into the model.

The solver's own modeling layer is left out on purpose: it takes two seconds to import and is ten
times slower to build with. Everything runs on one worker unless asked otherwise, so that the same
seed and the same deterministic limit give the same answer.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

BIG = 1 << 40


class Status(Enum):
    """What a solve came to."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"

    @property
    def has_values(self) -> bool:
        """Whether there is a solution to read."""
        return self in (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A solve: its values by variable, the objective, and the bound proved."""

    status: Status
    values: Sequence[int]
    objective: float
    bound: float
    deterministic_time: float
    core: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a solve may use; the deterministic limit is the same on every machine."""

    deterministic: float = 1.0
    seconds: float | None = None
    workers: int = 1
    seed: int = 0
    presolve: bool = True
    close_enough: float = 0.0
    """Stop when the objective is at most this far from the bound."""
    linearization: int = 1
    thorough: bool = False
    """Presolve with all means, for large models that are worth it."""


class Model:
    """A model under construction."""

    def __init__(self) -> None:
        # a large binary module, and only a solve needs it
        from ortools.sat.python import cp_model_helper  # noqa: PLC0415

        self._sat: Any = cp_model_helper
        self._model: Any = cp_model_helper.CpModelProto()
        self._variables: Any = self._model.variables
        self._constraints: Any = self._model.constraints
        self.count = 0
        self.costs: dict[int, int] = {}
        self.offset = 0
        self.hints: dict[int, int] = {}
        self._solver: Any = None

    def flag(self) -> int:
        """A new yes-or-no variable."""
        self._variables.add().domain.extend((0, 1))
        self.count += 1
        return self.count - 1

    def whole(self, least: int, most: int) -> int:
        """A new whole number."""
        self._variables.add().domain.extend((least, most))
        self.count += 1
        return self.count - 1

    def linear(
        self, terms: Iterable[tuple[int, int]], least: int, most: int, when: Sequence[int] = ()
    ) -> None:
        """least <= sum <= most, when all of `when` hold; a variable may come more than once."""
        summed: dict[int, int] = {}
        for variable, factor in terms:
            summed[variable] = summed.get(variable, 0) + factor
        made = self._constraints.add()
        if when:
            made.enforcement_literal.extend(when)
        row = made.linear
        row.vars.extend(summed.keys())
        row.coeffs.extend(summed.values())
        row.domain.extend((least, most))

    def at_most(self, terms: Iterable[tuple[int, int]], most: int) -> None:
        """Sum <= most."""
        self.linear(terms, -BIG, most)

    def at_least(self, terms: Iterable[tuple[int, int]], least: int) -> None:
        """Sum >= least."""
        self.linear(terms, least, BIG)

    def exactly(self, terms: Iterable[tuple[int, int]], value: int) -> None:
        """Sum = value."""
        self.linear(terms, value, value)

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Not two of them."""
        if len(literals) > 1:
            self._constraints.add().at_most_one.literals.extend(literals)

    def any_of(self, literals: Sequence[int]) -> None:
        """One of them at least."""
        self._constraints.add().bool_or.literals.extend(literals)

    def implies(self, one: int, other: int) -> None:
        """The other holds when the one does."""
        self._constraints.add().bool_or.literals.extend((-one - 1, other))

    def cost(self, variable: int, amount: int) -> None:
        """Add to what one unit of a variable costs."""
        if amount:
            self.costs[variable] = self.costs.get(variable, 0) + amount

    def hint(self, variable: int, value: int) -> None:
        """Where to look first."""
        self.hints[variable] = value

    def assume(self, literals: Sequence[int]) -> None:
        """Literals taken as true, of which an unsolvable model names some."""
        self._model.assumptions.clear()
        self._model.assumptions.extend(literals)

    def stop(self) -> None:
        """End the running solve, from another thread."""
        if self._solver is not None:
            self._solver.stop_search()

    def solve(
        self,
        limits: Limits,
        *,
        on_bound: Callable[[float], None] | None = None,
        on_values: Callable[[Sequence[int], float], None] | None = None,
    ) -> Outcome:
        """Minimize, or only look for any solution where nothing costs."""
        model = self._model
        model.clear_objective()
        if self.costs:
            objective = model.objective
            objective.vars.extend(self.costs.keys())
            objective.coeffs.extend(self.costs.values())
            objective.offset = float(self.offset)
        model.clear_solution_hint()
        if self.hints:
            model.solution_hint.vars.extend(self.hints.keys())
            model.solution_hint.values.extend(self.hints.values())
        solver = self._sat.SolveWrapper()
        solver.set_parameters(self._parameters(limits))
        if on_bound:
            solver.add_best_bound_callback(on_bound)
        if on_values:
            solver.add_solution_callback(_watch(self._sat, on_values))
        self._solver = solver
        answer = solver.solve(model)
        self._solver = None
        return self._outcome(answer)

    def _parameters(self, limits: Limits) -> Any:
        told = self._sat.SatParameters()
        told.num_workers = limits.workers
        told.max_deterministic_time = limits.deterministic
        if limits.seconds is not None:
            told.max_time_in_seconds = max(0.01, limits.seconds)
        told.random_seed = limits.seed
        told.cp_model_presolve = limits.presolve
        told.linearization_level = limits.linearization
        told.catch_sigint_signal = False
        if not limits.thorough:
            # measured: on a small piece these take longer than the search itself
            told.cp_model_probing_level = 0
            told.symmetry_level = 0
        if limits.close_enough:
            told.absolute_gap_limit = limits.close_enough
        return told

    def _outcome(self, answer: Any) -> Outcome:
        name = str(answer.status).rsplit(".", maxsplit=1)[-1]
        status = {
            "OPTIMAL": Status.OPTIMAL,
            "FEASIBLE": Status.FEASIBLE,
            "INFEASIBLE": Status.INFEASIBLE,
        }.get(name, Status.UNKNOWN)
        if name == "MODEL_INVALID":
            raise ValueError(self._sat.CpSatHelper.validate_model(self._model))
        values = list(answer.solution) if status.has_values else []
        return Outcome(
            status=status,
            values=values,
            objective=answer.objective_value if self.costs else 0.0,
            bound=answer.best_objective_bound if self.costs else 0.0,
            deterministic_time=answer.deterministic_time,
            core=tuple(answer.sufficient_assumptions_for_infeasibility),
        )


def _watch(sat: Any, on_values: Callable[[Sequence[int], float], None]) -> Any:
    """The solver's callback object around a plain function."""

    class Watch(sat.SolutionCallback):  # type: ignore[misc]  # the solver ships no types
        def __init__(self) -> None:
            super().__init__()

        def OnSolutionCallback(self) -> None:
            on_values(list(self.Response().solution), self.ObjectiveValue())

    return Watch()
