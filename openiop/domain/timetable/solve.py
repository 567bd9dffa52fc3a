"""Builds a first complete week cohort by cohort, then improves it piece by piece.

Every step is an exact model of a small piece, solved on one worker within a deterministic limit,
so that the same instance, seed and deterministic limit give the same timetable on every machine.
A bound is worked out beside it; the two never steer each other.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from threading import Event, Thread

from . import problem as p
from .bound import Bounds
from .check import Verdict, check
from .first import FirstWeek
from .index import Index
from .kernel import Limits, Status
from .mend import mend
from .moves import EFFORT, Moves
from .piece import Piece, Scope
from .rooms import solution_of
from .state import State
from .worth import Worth, worth

WHOLE = 75
"""Up to so many clients times weeks the whole problem is worked on as one model."""
AT_ONCE = 30
"""Up to so many clients times weeks one worker proves before it improves."""
COHORT_GROUPS = 4
PIECE = 0.4
"""Deterministic time for one exact piece while a week is improved."""
QUICK = 300
"""So many quick changes between two looks at what pays."""
LEAST_QUICK = 0.8
"""Quick changes get out of weeks in which every exact piece is the best already."""
FIRST_QUICK = 20.0
HEATS = (0, 3, 6, 12, 30, 60)
"""How much worse a week may get on the way, in the unit of the objective."""
BATCH = 14
ATTEMPTS = 8
"""So many first weeks are laid out before exact models take over what is missing."""
PATIENCE = 4
"""So many tries with little freedom before others are asked to move too."""
MENDING = 60.0
"""Seconds for mending a published week when no limit in seconds was given."""
ROUND_TIMES = 60
"""Minutes between the times of day that are looked at first on a finer grid."""
LEAST_STEP = 0.02
"""What a piece counts at least against the deterministic limit, for the work of stating it."""
ROUGHLY = 60
"""How far from its best a piece of the first week may stay: improvement comes later."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: the best timetable so far and what is proved about it."""

    seconds: float
    objective: Fraction | None
    bound: Fraction
    doing: str

    @property
    def gap(self) -> Fraction | None:
        """How much of the objective is not proved necessary."""
        if self.objective is None:
            return None
        if not self.objective:
            return Fraction(0)
        return (self.objective - self.bound) / self.objective


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to work. `deterministic` is the same on every machine, `seconds` is not."""

    seconds: float | None = None
    deterministic: float | None = None
    seed: int = 1
    workers: int = 2
    prove: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome: a checked timetable, or none, with what was proved."""

    solution: p.Solution | None
    verdict: Verdict | None
    bound: Fraction
    first_seconds: float | None
    steps: int
    is_impossible: bool = False


Clock = Callable[[], float]
Told = Callable[[Progress], None]


def _quiet(_progress: Progress) -> None:
    """Nobody listens."""


@dataclass
class _Best:
    """The best complete timetables so far, the newest last."""

    kept: list[tuple[int, State]] = field(default_factory=list)

    @property
    def total(self) -> int | None:
        return self.kept[-1][0] if self.kept else None


class Solver:
    """One run on one instance."""

    def __init__(
        self,
        problem: p.Problem,
        effort: Effort,
        clock: Clock,
        told: Told = _quiet,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.index = Index(problem)
        self.problem = problem
        self.effort = effort
        self.clock = clock
        self.began = clock()
        self.told = told
        self.asked_to_stop = stop
        self.dice = Random(effort.seed)  # noqa: S311 - repeatable choices, no secret
        self.used = 0.0
        self.best = _Best()
        self.first_seconds: float | None = None
        self.bounds = Bounds(self.index)
        self.steps = 0
        # one worker searches first and proves with what is left
        self.share = 0.6 if effort.prove and effort.workers == 1 else 1.0
        self.over = Event()
        self.is_built = Event()
        self.known: FirstWeek | None = None
        self.cohorts = self._cohorts()
        self.home = self._homes()

    # time

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.clock() - self.began

    def is_over(self) -> bool:
        """Whether the limit is reached, somebody stopped the run, or the best is proved."""
        effort = self.effort
        if self.asked_to_stop() or self.over.is_set():
            return True
        if effort.seconds is not None and self.elapsed() >= effort.seconds * self.share:
            return True
        if effort.deterministic is not None and self.used >= effort.deterministic:
            return True
        return self.is_proved()

    def is_proved(self) -> bool:
        """Whether the best timetable costs no more than the bound."""
        total = self.best.total
        return total is not None and self.bounds.scaled >= total

    def _limits(self, deterministic: float, close_enough: int = 0) -> Limits:
        seconds = None
        if self.effort.seconds is not None:
            seconds = max(0.05, self.effort.seconds - self.elapsed())
        if self.effort.deterministic is not None:
            deterministic = min(deterministic, self.effort.deterministic - self.used + 0.01)
        return Limits(
            deterministic=max(0.01, deterministic),
            seconds=seconds,
            seed=self.effort.seed,
            close_enough=close_enough * self.index.scale,
            linearization=0 if close_enough else 1,
        )

    def _proof_limits(self, deterministic: float) -> Limits:
        """A proof has a deterministic budget of its own, and the seconds that are left."""
        effort = self.effort
        seconds = None
        if effort.seconds is not None:
            seconds = max(0.05, effort.seconds - self.elapsed())
        if effort.deterministic is not None:
            deterministic = min(deterministic, effort.deterministic)
        return Limits(deterministic=deterministic, seconds=seconds, seed=effort.seed)

    # cohorts: groups whose members are largely the same

    def _cohorts(self) -> list[tuple[str, ...]]:
        problem = self.problem
        kinds: Counter[tuple[str, ...]] = Counter()
        for client in problem.clients.values():
            known = tuple(sorted(set(client.current_groups) & set(problem.groups)))
            if known:
                kinds[known] += 1
        taken: dict[str, int] = {}
        found: list[list[str]] = []
        for known, _count in sorted(
            kinds.items(), key=lambda each: (-each[1], -len(each[0]), each)
        ):
            fresh = [group for group in known if group not in taken]
            if not fresh:
                continue
            near = [taken[group] for group in known if group in taken]
            if near and len(found[near[0]]) + len(fresh) <= COHORT_GROUPS:
                found[near[0]] += fresh
                number = near[0]
            else:
                found.append(fresh)
                number = len(found) - 1
            taken |= dict.fromkeys(fresh, number)
        found += self._fresh_cohorts([one for one in problem.groups if one not in taken])
        processing = {
            group.id
            for group in problem.groups.values()
            if problem.modalities[group.modality].trauma_processing
        }
        found.sort(key=lambda groups: (not processing & set(groups), -len(groups)))
        return [tuple(groups) for groups in found]

    def _fresh_cohorts(self, groups: list[str]) -> list[list[str]]:
        """Groups nobody is in yet, put together so that one client could be in all of them."""
        found: list[list[str]] = []
        wants = Counter(
            frozenset(need.modality for need in client.needs)
            for client in self.problem.clients.values()
        )
        for name in groups:
            group = self.problem.groups[name]
            for cohort in found:
                kinds = {self.problem.groups[one].modality for one in cohort}
                mates = [self.problem.groups[one] for one in cohort]
                if group.modality in kinds or len(cohort) >= COHORT_GROUPS:
                    continue
                together = kinds | {group.modality}
                if (
                    all(mate.tracks & group.tracks for mate in mates)
                    and all(mate.mode == group.mode for mate in mates)
                    and all(mate.language == group.language for mate in mates)
                    and any(together <= wanted for wanted in wants)
                ):
                    cohort.append(name)
                    break
            else:
                found.append([name])
        return found

    def _homes(self) -> dict[str, int]:
        home = {}
        for client in self.problem.clients.values():
            own = set(client.current_groups)
            shares: list[int] = [len(own & set(groups)) for groups in self.cohorts]
            most = max(shares, default=0)
            if most:
                home[client.id] = shares.index(most)
        return home

    # the first week

    def construct(self, state: State) -> State:
        """A first week: cohort by cohort, then the others, then whatever is still missing."""
        state = self._by_hand(state)
        state = self._place_rest(state)
        return self._mend(state)

    def _by_hand(self, state: State) -> State:
        """Whole constructions, those who found no place going first in the next one."""
        order = list(range(len(self.cohorts)))
        best, least = state, worth(self.index, state).total
        for _attempt in range(ATTEMPTS):
            made = FirstWeek(self.index, state, self.cohorts, self.home, order, self.is_over).run()
            now = worth(self.index, made)
            if best is state or now.total < least:
                best, least = made, now.total
            if now.is_complete or self.is_over():
                self._keep(made, now, "first week")
                break
            trouble = {self.home[name] for name in now.missing if name in self.home}
            order.sort(key=lambda number: (number not in trouble, self.dice.random()))
        return best

    def _suits(self, client: str, groups: Iterable[str]) -> bool:
        options = self.index.eligible[client]
        return any(set(options.get(self.problem.groups[g].modality, ())) & {g} for g in groups)

    def _place_rest(self, state: State) -> State:
        """Clients without a place, some at a time, into what is there."""
        clients = self.problem.clients
        rest = [name for name in clients if name not in state.groups]
        rest.sort(key=lambda name: (not clients[name].is_active, -clients[name].priority, name))
        for begin in range(0, len(rest), BATCH):
            if self.is_over():
                break
            scope = Scope(
                clients=frozenset(rest[begin : begin + BATCH]), elastic=True, therapists=4
            )
            state = self._step(state, scope, 1.0, ROUGHLY)
        return state

    def _mend(self, state: State) -> State:
        """Widen the piece around what is missing until every active client has her place."""
        tries = 0
        now = worth(self.index, state)
        while not now.is_complete and not self.is_over():
            tries += 1
            scope = self._around_missing(state, now, tries)
            state = self._step(state, scope, 1.0 + 0.5 * tries, ROUGHLY)
            now = worth(self.index, state)
        return state

    def _around_missing(self, state: State, now: Worth, tries: int) -> Scope:
        """By turns: people only, one cohort with every lead, and a mixture around somebody."""
        if now.missing:
            name = self.dice.choice(now.missing)
            groups = self._likely(name)
            number = self.home.get(name)
        else:
            name = ""
            groups = {self.dice.choice(now.short)}
            number = next(i for i, held in enumerate(self.cohorts) if groups & set(held))
        if number is not None and tries % 3 != 0:
            groups = set(self.cohorts[number])
        members = state.members()
        clients = {one for group in groups for one in members.get(group, ())}
        clients |= {one for one in now.missing if self._suits(one, groups)}
        if name:
            clients.add(name)
        if not now.missing or tries > PATIENCE:
            near = [one for one in self.problem.clients if self._suits(one, groups)]
            near = [one for one in near if one not in clients]
            self.dice.shuffle(near)
            clients |= set(near[: 3 * min(tries, PATIENCE)])
        if tries % 3 == 1 and now.missing:
            hers = {group for held in self.index.eligible[name].values() for group in held}
            options = [one for one in state.groups if self._suits(one, hers)]
            self.dice.shuffle(options)
            return Scope(
                clients=frozenset([*clients, *options[:BATCH]]), elastic=True, therapists=8
            )
        return Scope(
            times=frozenset(groups),
            teams=frozenset(groups),
            clients=frozenset(clients),
            elastic=True,
            therapists=3 + tries,
            leads=5 + tries,
        )

    def _likely(self, name: str) -> set[str]:
        """One group of each kind she needs, her own where there is one."""
        own = set(self.problem.clients[name].current_groups)
        found = set()
        for options in self.index.eligible[name].values():
            if options:
                mine = [group for group in options if group in own]
                found.add(mine[0] if mine else self.dice.choice(options))
        return found

    def _step(
        self, state: State, scope: Scope, deterministic: float, close_enough: int = 0
    ) -> State:
        """Solve one piece and take it over when there is an answer."""
        placed = frozenset(
            name for name in scope.teams if name in state.times or name in scope.times
        )
        scope = replace(scope, teams=placed)
        if self.index.slot < ROUND_TIMES and scope.every == 1:
            # on a fine grid most good weeks use round times; the others get their turn too
            scope = replace(scope, every=self.dice.choice((1, ROUND_TIMES // 2, ROUND_TIMES)))
        piece = Piece(self.index, state, scope)
        outcome, better = piece.solve(self._limits(deterministic, close_enough))
        self.used += max(outcome.deterministic_time, LEAST_STEP)
        self.steps += 1
        self.last = outcome
        return better if better is not None else state

    # improvement

    def improve(self, state: State) -> None:
        """Quick changes and exact pieces by turns, more of whatever pays."""
        now = worth(self.index, state)
        kinds = ("clients", "cohort", "staff", "hers", "waiting", "pair")
        moves = ("quick", *kinds) if self.problem.baseline is None else kinds
        size = dict.fromkeys(moves, 0.7)
        score = dict.fromkeys(moves, 1.0)
        score["quick"] = FIRST_QUICK
        while not self.is_over():
            kind = self.dice.choices(moves, [score[move] for move in moves])[0]
            used = self.used
            if kind == "quick":
                after = self._quick_changes(state)
            else:
                scope = self._scope(kind, size[kind], state, now)
                if scope is None:
                    score[kind] = max(0.05, score[kind] * 0.5)
                    continue
                after = self._step(state, scope, PIECE)
                if self.last.status is Status.OPTIMAL:
                    size[kind] = min(4.0, size[kind] * 1.08)
                else:
                    size[kind] = max(0.3, size[kind] * 0.85)
            then = worth(self.index, after)
            gain = now.total - then.total
            paid = gain / self.index.scale / max(0.02, self.used - used)
            least = LEAST_QUICK if kind == "quick" else 0.1
            score[kind] = max(least, 0.8 * score[kind] + min(2.0, paid / 10))
            if gain >= 0:
                state, now = after, then
            if gain > 0:
                self._keep(state, now, kind)

    def _quick_changes(self, state: State) -> State:
        """Many small changes without a solver, at times letting the week get worse a little."""
        heat = self.dice.choice(HEATS) * self.index.scale
        moves = Moves(self.index, state, self.cohorts, self.dice, self.known)
        self.known = moves
        moves.work(QUICK, heat, self.is_over)
        self.used += moves.looked * EFFORT
        self.steps += 1
        return moves.kept

    def _keep(self, state: State, now: Worth, doing: str) -> None:
        if now.is_complete and (self.best.total is None or now.total < self.best.total):
            if self.first_seconds is None:
                self.first_seconds = self.elapsed()
            self.best.kept.append((now.total, state))
            del self.best.kept[:-8]
            self.tell(doing)

    def tell(self, doing: str) -> None:
        """Say where the run stands."""
        total = self.best.total
        objective = None if total is None else Fraction(total, self.index.scale)
        self.told(Progress(self.elapsed(), objective, self.bounds.value, doing))

    def _scope(self, kind: str, size: float, state: State, now: Worth) -> Scope | None:
        if kind == "clients":
            return self._some_clients(round(18 * size), now)
        if kind == "waiting":
            return self._for_waiting(size, state)
        if kind == "staff":
            return self._one_therapist(size, state)
        if kind == "hers":
            return self._her_therapist(size, state, now)
        return self._one_cohort(size, state, now, wide=kind == "pair")

    def _costly(self, now: Worth, names: Iterable[str], count: int) -> list[str]:
        """Names drawn by what they cost, so that trouble is looked at first."""
        pool = sorted(
            names,
            key=lambda name: (
                -(self.dice.random() ** (1 / (1 + now.by_client[name] / self.index.scale)))
            ),
        )
        return pool[:count]

    def _some_clients(self, count: int, now: Worth) -> Scope:
        clients = self.problem.clients
        seed = self._costly(now, clients, 1)[0]
        track = clients[seed].track
        alike = [name for name in clients if clients[name].track == track]
        if self.dice.random() < 0.3:
            alike = list(clients)
        chosen = self._costly(now, alike, count - count // 3)
        rest = [name for name in alike if name not in chosen]
        self.dice.shuffle(rest)
        return Scope(
            clients=frozenset([seed, *chosen, *rest[: count // 3]]),
            therapists=round(4 + count / 8),
        )

    def _for_waiting(self, size: float, state: State) -> Scope | None:
        waiting = [name for name in self.problem.clients if name not in state.groups]
        if not waiting:
            return None
        name = self.dice.choice(waiting)
        clients = {name}
        members = state.members()
        groups: set[str] = set()
        for options in self.index.eligible[name].values():
            if options:
                groups.add(self.dice.choice(options))
        for group in groups:
            clients |= set(members.get(group, ()))
        near = [one for one in state.groups if self._suits(one, groups) and one not in clients]
        self.dice.shuffle(near)
        clients |= set(near[: round(10 * size)])
        retime = frozenset(groups) if self.dice.random() < 0.6 else frozenset()
        return Scope(
            times=retime,
            teams=retime,
            clients=frozenset(clients),
            therapists=3,
            leads=5,
        )

    def _one_therapist(self, size: float, state: State) -> Scope:
        names = sorted(set(state.primary.values()))
        count = max(1, round(2 * size))
        chosen = set(self.dice.sample(names, min(count, len(names))))
        clients = {client for client, name in state.primary.items() if name in chosen}
        led = [
            group
            for group, (lead, co_leads) in state.usual.items()
            if {lead, *co_leads} & chosen and group in state.times
        ]
        self.dice.shuffle(led)
        return Scope(
            teams=frozenset(led[: round(6 * size)]),
            clients=frozenset(clients),
            therapists=5,
            leads=6,
        )

    def _her_therapist(self, size: float, state: State, now: Worth) -> Scope | None:
        """Somebody who lost her therapist, with everybody who sees the one she had.

        A place on a full caseload opens only when somebody else of it goes elsewhere, and that one
        may have to come at another time: both are let free, and so are the times of her groups.
        """
        lost = [
            name
            for name, held in state.primary.items()
            if (wanted := self.problem.reference_therapist(self.problem.clients[name]))
            and wanted != held
        ]
        if not lost:
            return None
        name = self.dice.choice(lost)
        wanted = self.problem.reference_therapist(self.problem.clients[name])
        with_her = [one for one, held in state.primary.items() if held == wanted]
        with_other = [one for one, held in state.primary.items() if held == state.primary[name]]
        self.dice.shuffle(with_other)
        clients = {name, *with_her, *with_other[: round(6 * size)], *lost[: round(6 * size)]}
        times: set[str] = set()
        if self.dice.random() < 0.5:
            times = set(state.groups[name].values())
            members = state.members()
            clients |= {one for group in times for one in members.get(group, ())}
        retime = frozenset(times)
        return Scope(times=retime, teams=retime, clients=frozenset(clients), therapists=8, leads=5)

    def _one_cohort(self, size: float, state: State, now: Worth, *, wide: bool) -> Scope:
        members = state.members()
        if wide:
            # groups of people who cost something, whoever they share them with
            seed = self._costly(now, state.groups, 1)[0]
            groups = set(state.groups[seed].values())
        else:
            groups = {*self.dice.choice(self.cohorts)}
        count = max(1, round((2 if wide else 3) * size))
        groups = set(self.dice.sample(sorted(groups), min(count, len(groups))))
        clients: set[str] = set()
        for group in groups:
            clients |= set(members.get(group, ()))
        others = [name for name in self.problem.clients if name not in clients]
        near = [name for name in others if self._suits(name, groups)]
        extra = self._costly(now, near, round(6 * size))
        return Scope(
            times=frozenset(groups),
            teams=frozenset(groups),
            clients=frozenset([*clients, *extra]),
            therapists=3,
            leads=5,
        )

    # the run

    def run(self, start: State | None = None) -> Found:
        """Construct, improve, prove; the best timetable that passes the check."""
        prover = None
        # with a deterministic limit the proof comes after the search, so that it cannot disturb it
        side_by_side = self.effort.workers > 1 and self.effort.deterministic is None
        if self.effort.prove and side_by_side:
            prover = Thread(target=self._prove, daemon=True)
            prover.start()
        try:
            state = start or self._from_baseline() or self.construct(State())
            now = worth(self.index, state)
            if now.is_complete:
                self._keep(state, now, "first week")
            self.is_built.set()
            size = len(self.problem.clients) * len(self.problem.program.weeks)
            if prover is None and self.effort.prove and size <= AT_ONCE:
                self._prove()
                self.effort = replace(self.effort, prove=False)
            if now.is_complete:
                self.improve(self.best.kept[-1][1])
        except KeyboardInterrupt:
            self.over.set()
        self.is_built.set()
        if prover is None and self.effort.prove and not self.asked_to_stop():
            self._prove()
        self.over.set()
        self.bounds.stop()
        if prover is not None:
            prover.join(timeout=5)
        return self._finished()

    def _from_baseline(self) -> State | None:
        """The published week, mended where it no longer holds: a start with few changes."""
        baseline = self.problem.baseline
        if baseline is None:
            return None
        mended = mend(self.index, baseline, lambda: self._limits(1.0).seconds or MENDING)
        if mended is None:
            return None
        now = worth(self.index, mended.state)
        self._keep(mended.state, now, "as published" if mended.level == 0 else "mended")
        return mended.state if now.is_complete else None

    def _prove(self) -> None:
        self.bounds.work(
            limits=self._proof_limits,
            told=self.tell,
            whole=len(self.problem.clients) * len(self.problem.program.weeks) <= WHOLE,
            wait=self.is_built.wait,
            hint=lambda: self.best.kept[-1][1] if self.best.kept else None,
            better=self._from_proof,
            cohorts=self.blocks(),
            goal=lambda: self.best.total,
        )

    def blocks(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Cohorts with the active clients whose costs are counted with them."""
        clients = self.problem.clients
        found = []
        for number, groups in enumerate(self.cohorts):
            members = [
                name
                for name, home in self.home.items()
                if home == number and clients[name].is_active
            ]
            found.append((groups, tuple(members)))
        return found

    def _from_proof(self, state: State) -> None:
        """The whole problem, solved for its proof, found a timetable too."""
        self._keep(state, worth(self.index, state), "whole week")

    def _finished(self) -> Found:
        for _total, state in reversed(self.best.kept):
            solution = solution_of(self.index, state, "feasible")
            if solution is None:
                continue
            verdict = check(self.problem, solution)
            if not verdict:
                continue
            bound = min(self.bounds.value, verdict.objective)
            status = "optimal" if bound == verdict.objective else "feasible"
            told = replace(solution, status=status, objective=verdict.objective, bound=bound)
            return Found(told, verdict, bound, self.first_seconds, self.steps)
        return Found(
            None, None, self.bounds.value, None, self.steps, is_impossible=self.bounds.impossible
        )


def solve(
    problem: p.Problem,
    effort: Effort,
    clock: Clock,
    told: Told = _quiet,
    stop: Callable[[], bool] = lambda: False,
) -> Found:
    """The best timetable found within the effort, checked, with a proved bound."""
    return Solver(problem, effort, clock, told, stop).run()
