"""Lower bounds that hold for every timetable, each from a relaxation of the whole problem.

The static bound leaves out most of the time: who is admitted, in which groups and with whom, within
places, caseloads, keep-apart pairs and hours in all. The whole bound is the exact model, where it
is small enough to be worked on.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from . import problem as p
from .blocks import Block
from .index import Index
from .kernel import Limits, Model, Outcome, Status
from .piece import Piece, Scope
from .prices import Prices
from .state import State

_HOUR = 60
STATIC = 60.0
"""Deterministic time for the static bound."""
BLOCK = 4.0
"""Deterministic time for what one cohort costs by itself."""
FIRM = 2.0
"""The same with the rules of the days of whoever has a group outside; left out where too slow."""
PRICES = 200.0
"""Deterministic time for prices between cohorts."""
PRICES_FIRST = 1.0
"""The same where the exact model of the whole comes after it."""
LEAST_WORK = 0.01
"""What a block counts at least against the deterministic time, for the work around it."""
SHORTLY = 0.1
"""With fewer seconds left nothing new is begun."""


class Bounds:
    """The best bound proved so far."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.scaled = 0
        self.impossible = False
        self._running: Model | None = None
        self._stopped = False

    @property
    def value(self) -> Fraction:
        """The bound in the unit of the objective."""
        return Fraction(self.scaled, self.index.scale)

    def stop(self) -> None:
        """End what is running."""
        self._stopped = True
        if self._running is not None:
            self._running.stop()

    def raise_to(self, scaled: float) -> None:
        """Take a proved bound; the solver's costs are whole numbers, so it may be rounded up."""
        self.scaled = max(self.scaled, _whole(scaled))

    def work(
        self,
        *,
        limits: Callable[[float], Limits],
        told: Callable[[str], None],
        whole: bool,
        wait: Callable[[], object],
        hint: Callable[[], State | None],
        better: Callable[[State], None],
        cohorts: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
        goal: Callable[[], int | None],
    ) -> None:
        """Raise the bound until nothing more can be done in the time."""
        told_bound = self._told(told)
        self._by_cohorts(limits, told_bound, cohorts, goal, whole=whole)
        if not self.impossible and not self._stopped:
            static = static_model(self.index)
            outcome = self._solved(static, limits(STATIC), told_bound)
            self._take(outcome)
        if self.impossible or not whole or self._stopped or not is_exact(self.index):
            return
        # a first week comes first: it is what people wait for, and it shows where to look
        wait()
        problem = self.index.problem
        everything = Scope(
            times=frozenset(problem.groups),
            teams=frozenset(problem.groups),
            clients=frozenset(problem.clients),
        )
        piece = Piece(self.index, hint() or State(), everything)
        outcome = self._solved(piece.model, limits(1000.0), told_bound)
        self._take(outcome)
        if outcome.status.has_values:
            better(piece.read(outcome.values))

    def _by_cohorts(
        self,
        limits: Callable[[float], Limits],
        hear: Callable[[float], None],
        cohorts: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
        goal: Callable[[], int | None],
        *,
        whole: bool,
    ) -> None:
        """What each cohort costs for itself, and what nobody else's costs are counted in."""
        index = self.index
        able = attendable(index)
        total = 0
        counted: set[str] = set()
        blocks = []
        leasts = []
        for groups, clients in cohorts:
            if self._stopped:
                return
            blocks.append(Block(index, groups, clients, able, is_light=True))
            outcome = self._solved(blocks[-1].model, limits(BLOCK), _deaf)
            counted |= set(clients)
            if outcome.status is Status.INFEASIBLE:
                self.impossible = True
                return
            leasts.append(max(0, _whole(outcome.bound)))
            total += leasts[-1]
            hear(total)
        rest = _Static(index, frozenset(counted)).model
        outcome = self._solved(rest, limits(STATIC), lambda bound: hear(total + bound))
        if outcome.status is Status.INFEASIBLE:
            self.impossible = True
        elif outcome.status.has_values:
            left = max(0, _whole(outcome.bound))
            hear(total + left)
            for number, (groups, clients) in enumerate(cohorts):
                firm = Block(index, groups, clients, able)
                if self._stopped or firm.model.count == blocks[number].model.count:
                    continue
                outcome = self._solved(firm.model, limits(FIRM), _deaf)
                if outcome.status is Status.OPTIMAL:
                    blocks[number] = firm
                    total += max(0, _whole(outcome.bound) - leasts[number])
                    hear(total + left)
            self._by_prices(limits, hear, blocks, left, goal, able, whole=whole)

    def _by_prices(
        self,
        limits: Callable[[float], Limits],
        hear: Callable[[float], None],
        blocks: Sequence[Block],
        rest: int,
        goal: Callable[[], int | None],
        able: Mapping[str, set[str]],
        *,
        whole: bool,
    ) -> None:
        """Prices for what cohorts compete for, within a deterministic time of their own."""
        prices = Prices(self.index, blocks, rest, rooms_count=is_exact(self.index))
        left = limits(PRICES_FIRST if whole else PRICES).deterministic

        def solve(block: Block) -> Outcome:
            nonlocal left
            outcome = self._solved(block.model, limits(min(BLOCK, max(0.01, left))), _deaf)
            left -= max(outcome.deterministic_time, LEAST_WORK)
            return outcome

        prices.run(
            solve,
            _whole,
            goal,
            hear,
            lambda: self._stopped or left <= 0 or _is_late(limits),
            lambda one, other: Block(
                self.index,
                [*one.groups, *other.groups],
                [*one.clients, *other.clients],
                able,
                is_light=one.is_light or other.is_light,
            ),
        )
        self.impossible = self.impossible or prices.impossible

    def _told(self, told: Callable[[str], None]) -> Callable[[float], None]:
        def hear(bound: float) -> None:
            before = self.scaled
            self.raise_to(bound)
            if self.scaled > before:
                told("bound")

        return hear

    def _solved(self, model: Model, limits: Limits, hear: Callable[[float], None]) -> Outcome:
        self._running = model
        if self._stopped:
            limits = replace(limits, seconds=0.01)
        outcome = model.solve(limits, on_bound=hear)
        self._running = None
        return outcome

    def _take(self, outcome: Outcome) -> None:
        if outcome.status is Status.INFEASIBLE:
            self.impossible = True
        elif outcome.status.has_values:
            self.raise_to(outcome.bound)


def _is_late(limits: Callable[[float], Limits]) -> bool:
    """Whether hardly any seconds are left."""
    seconds = limits(1.0).seconds
    return seconds is not None and seconds <= SHORTLY


def _deaf(_bound: float) -> None:
    """Nobody listens while one cohort is worked on."""


def _whole(scaled: float) -> int:
    """Costs are whole numbers, so a bound may be rounded up; the solver reports floating point."""
    whole = floor(scaled)
    return whole + (scaled - whole > 1e-3)  # noqa: PLR2004


def is_exact(index: Index) -> bool:
    """Whether the slots of the solver say neither more nor less than the minutes of the rules.

    Sessions that end between two slots, and rooms that shut there, are rounded up: a timetable
    still holds, but a proof would not.
    """
    problem, slot = index.problem, index.slot
    lengths = [service.minutes for service in problem.services.values()]
    ends = [
        minute
        for room in problem.rooms.values()
        for absence in room.unavailable
        for minute in absence.window
    ]
    return not any(minutes % slot for minutes in [*lengths, *ends])


def can_be_primary(index: Index, client: p.Client, staff: str) -> bool:
    """Whether their hours meet for each session asked for, in weeks she is there throughout."""
    for asked in client.sessions:
        service = index.problem.services[asked.service]
        if not service.by_primary or not asked.count:
            continue
        times = index.client_starts(client.id, service.minutes)
        times &= index.staff_starts(staff, service.minutes)
        for monday in asked.weeks:
            week = index.weeks.index(monday)
            if index.off_in_week[staff][week]:
                continue
            dates = index.dates_of_week[week]
            held = sum(
                bool(times >> (number * index.day_slots) & ((1 << index.day_slots) - 1))
                for number in dates
            )
            if held < asked.count:
                return False
    return True


def can_attend(index: Index, client: p.Client, group: p.Group) -> bool:
    """Whether the group could meet in every week at times when she is there."""
    times = index.group_starts(group.id)
    times &= index.client_starts(client.id, index.minutes_of[group.id])
    for dates in index.dates_of_week:
        days = [
            times >> (number * index.day_slots) & ((1 << index.day_slots) - 1) for number in dates
        ]
        if group.same_start_time:
            hours: dict[int, int] = defaultdict(int)
            for mask in days:
                for slot in range(index.day_slots):
                    hours[slot] += mask >> slot & 1
            most = max(hours.values(), default=0)
        else:
            most = sum(1 for mask in days if mask)
        if most < group.sessions_per_week:
            return False
    return True


def attendable(index: Index) -> dict[str, set[str]]:
    """For each client the groups she may join that could meet when she is there."""
    return {
        client.id: {
            group
            for groups in index.eligible[client.id].values()
            for group in groups
            if can_attend(index, client, index.problem.groups[group])
        }
        for client in index.problem.clients.values()
    }


class _Static:
    """The model behind the static bound."""

    def __init__(self, index: Index, counted: frozenset[str] = frozenset()) -> None:
        self.index = index
        self.problem = index.problem
        self.counted = counted
        """Clients whose own costs are counted elsewhere."""
        self.model = Model()
        self.joins: dict[str, dict[str, int]] = defaultdict(dict)
        self.load: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.weekly: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for client in self.problem.clients.values():
            self._client(client)
        self._groups()
        self._staff()

    def _client(self, client: p.Client) -> None:
        index, model = self.index, self.model
        admitted = model.flag()
        if client.is_active:
            model.exactly([(admitted, 1)], 1)
        else:
            price = client.priority * index.weight["waitlist_not_admitted"]
            model.cost(admitted, -price)
            model.offset += price
        for groups in index.eligible[client.id].values():
            terms = []
            for group in groups:
                if can_attend(index, client, self.problem.groups[group]):
                    flag = model.flag()
                    self.joins[group][client.id] = flag
                    terms.append((flag, 1))
            model.exactly([*terms, (admitted, -1)], 0)
        for group in client.current_groups if client.id not in self.counted else ():
            model.cost(admitted, index.weight["group_changed"])
            if client.id in self.joins[group]:
                model.cost(self.joins[group][client.id], -index.weight["group_changed"])
        self._therapist(client, admitted)
        self._sessions(client, admitted)

    def _therapist(self, client: p.Client, admitted: int) -> None:
        index, model = self.index, self.model
        reference = self.problem.reference_therapist(client)
        wish = client.therapist_gender
        terms = []
        for staff in index.therapist_options[client.id]:
            if not can_be_primary(index, client, staff):
                continue
            flag = model.flag()
            terms.append((flag, 1))
            self.load[staff].append((flag, 1))
            if client.id in self.counted:
                continue
            if reference is not None and staff != reference:
                model.cost(flag, index.weight["therapist_changed"])
            if wish and not wish.required and self.problem.staff[staff].gender != wish.value:
                model.cost(flag, index.weight["gender_preference_unmet"])
        model.exactly([*terms, (admitted, -1)], 0)

    def _sessions(self, client: p.Client, admitted: int) -> None:
        """Hours of therapists, whoever they are, in each week."""
        for asked in client.sessions:
            service = self.problem.services[asked.service]
            if not self.index.can_hold(client, service) and asked.count:
                self.model.exactly([(admitted, 1)], 0)
            if service.staff_role != "therapist":
                continue
            for monday in asked.weeks:
                week = self.index.weeks.index(monday)
                self.weekly[week].append((admitted, asked.count * service.minutes))

    def _groups(self) -> None:
        index, model = self.index, self.model
        for group in self.problem.groups.values():
            joined = self.joins[group.id]
            terms = [(flag, 1) for flag in joined.values()]
            model.linear(terms, group.min_size, group.max_size)
            most = min(len(terms), group.max_size) - group.comfortable_size
            if most > 0:
                over = model.whole(0, most)
                model.at_most([*terms, (over, -1)], group.comfortable_size)
                model.cost(over, index.weight["group_over_comfortable"])
            for name, flag in joined.items():
                for other in index.apart[name]:
                    if name < other and other in joined:
                        model.at_most_one([flag, joined[other]])

    def _staff(self) -> None:
        index, model, problem = self.index, self.model, self.problem
        for staff, terms in self.load.items():
            model.at_most(terms, problem.staff[staff].max_caseload)
        in_groups = sum(
            group.sessions_per_week
            * index.minutes_of[group.id]
            * (1 + problem.modalities[group.modality].co_leads)
            for group in problem.groups.values()
        )
        for week in range(len(index.weeks)):
            terms = self.weekly[week]
            capacity = target = 0
            for person in index.therapists:
                hours = index.by_hours(person.max_direct_hours_per_week)
                capacity += hours
                aim = person.target_direct_hours_per_week * _HOUR
                target += -(-aim.numerator // aim.denominator)
            model.at_most(terms, capacity - in_groups)
            most = in_groups + sum(minutes for _flag, minutes in terms) - target
            weight = index.weight["staff_over_target_hour"] // _HOUR
            if most > 0 and weight:
                over = model.whole(0, most)
                model.at_most([*terms, (over, -1)], target - in_groups)
                model.cost(over, weight)


def static_model(index: Index) -> Model:
    """The relaxation without times."""
    return _Static(index).model
