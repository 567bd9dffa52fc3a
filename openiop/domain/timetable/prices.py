"""Prices for what cohorts compete for, so that a bound made of separate cohorts comes nearer.

Proof. Take any timetable and any prices of at least 0. Its use of a thing (a person's slot, a
caseload, a room, an office, a place in a group) is at most what there is. So its cost is at least
its cost plus the price of all it uses minus the price of all there is. Clients and groups stand in
one block each; the block's own cost and the price of what it uses cannot be less than the block's
least, worked out with every use counted at the cheapest person, room or group that could serve.
Hence: least of the blocks + least of what no block counts - price of all there is <= cost. Prices
are whole numbers in the solver's unit, so the sum is exact.

Good prices come from looking at what the cheapest blocks use more than once: dearer there, cheaper
where something is left over. Where prices alone do not help, two blocks that compete most become
one.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .blocks import Block, Options, Thing
from .index import Index
from .kernel import Outcome, Status

LONGER, SHORTER = 1.3, 0.5
TIRED = 3
"""After so many rounds without a better bound the best prices are taken up again."""
SPENT = 6
LITTLE = 200
"""When so many rounds raised the bound by less than one part in this, blocks become one."""
AT_ONCE = 1
"""One block in so many takes part when blocks become one."""
MOST_CLIENTS = 60
"""Blocks do not grow beyond so many clients times weeks."""

Solve = Callable[[Block], Outcome]


@dataclass
class _Answer:
    """The least of a block at the prices it was asked with, and what that takes."""

    least: int
    values: Sequence[int]
    extra: Mapping[int, int]
    is_best: bool


class Prices:
    """Blocks, what they compete for, and the best bound prices have given so far."""

    def __init__(
        self, index: Index, blocks: Sequence[Block], rest: int, *, rooms_count: bool
    ) -> None:
        self.index = index
        self.blocks = list(blocks)
        self.rest = rest
        self.rooms_count = rooms_count
        self.base = {id(block): dict(block.model.costs) for block in blocks}
        self.answers: dict[int, _Answer] = {}
        self.price: dict[Thing, int] = {}
        self.best_price: dict[Thing, int] = {}
        self.best_used: Mapping[Thing, Counter[int]] = {}
        self.best = 0
        self.lately: list[int] = []
        self.too_large = MOST_CLIENTS // len(index.weeks)
        self.since = 0
        self.way: dict[Thing, int] = {}
        self.steps: dict[Thing, float] = {}
        self.boldness = 1.0
        weight = index.weight
        self.first_step = {
            "caseload": weight["therapist_changed"] / 6,
            "place": weight["group_changed"] / 6,
            "time": weight["avoid_slot"] / 4,
            "office": weight["avoid_slot"] / 4,
            "group room": weight["avoid_slot"] / 4,
        }
        self.impossible = False

    def run(
        self,
        solve: Solve,
        whole: Callable[[float], int],
        goal: Callable[[], int | None],
        hear: Callable[[float], None],
        is_over: Callable[[], bool],
        make: Callable[[Block, Block], Block],
    ) -> None:
        """Rounds of asking every block and changing prices, until nothing more is to be had."""
        while not is_over():
            total = self.total(solve, whole, is_over)
            if total is None or self.impossible:
                return
            used = self._used()
            if total > self.best:
                self.best, self.since = total, 0
                self.best_price, self.best_used = dict(self.price), used
                hear(total)
            else:
                self.since += 1
            aim = goal()
            if aim is not None and self.best >= aim:
                return
            is_tired = self.since > 0 and self.since % TIRED == 0
            if is_tired:
                self._back()
            has_moved = self._change(self.best_used if is_tired else used)
            if (not has_moved or self._is_spent()) and not self._merge(used, make):
                return

    def _is_spent(self) -> bool:
        """Whether the last rounds brought hardly anything."""
        self.lately = [*self.lately[-SPENT:], self.best]
        return len(self.lately) > SPENT and self.best - self.lately[0] < self.best // LITTLE

    # one round

    def total(
        self, solve: Solve, whole: Callable[[float], int], is_over: Callable[[], bool]
    ) -> int | None:
        """The bound at the present prices; nothing when it was broken off."""
        total = self.rest
        for block in self.blocks:
            if is_over():
                return None
            extra = self._extra(block)
            known = self.answers.get(id(block))
            if known is None or known.extra != extra:
                known = self._asked(block, extra, solve, whole)
                if known is None:
                    return None
            total += known.least
        return total - sum(
            price * self._there_is(thing) for thing, price in self.price.items() if price
        )

    def _asked(
        self,
        block: Block,
        extra: Mapping[int, int],
        solve: Solve,
        whole: Callable[[float], int],
    ) -> _Answer | None:
        costs = dict(self.base[id(block)])
        for variable, amount in extra.items():
            costs[variable] = costs.get(variable, 0) + amount
        block.model.costs = costs
        outcome = solve(block)
        if outcome.status is Status.INFEASIBLE:
            self.impossible = True
        if not outcome.status.has_values:
            return None
        for variable, value in enumerate(outcome.values):
            block.model.hints[variable] = value
        best = outcome.status is Status.OPTIMAL
        answer = _Answer(max(0, whole(outcome.bound)), outcome.values, extra, best)
        self.answers[id(block)] = answer
        return answer

    def _cost(self, option: tuple[Thing, ...]) -> int:
        return sum(self.price.get(thing, 0) for thing in option)

    def _extra(self, block: Block) -> dict[int, int]:
        """What each variable pays on top: the cheapest of what could serve it."""
        found: dict[int, int] = defaultdict(int)
        if not any(self.price.values()):
            return found
        known: dict[int, list[int]] = {}
        for use in block.uses:
            costs = known.get(id(use.options))
            if costs is None:
                costs = sorted(self._cost(option) for option in use.options)
                known[id(use.options)] = costs
            amount = sum(costs[: use.count])
            if amount:
                found[use.variable] += amount
        return found

    # what is used, and what there is

    def _there_is(self, thing: Thing) -> int:
        kind, who, at = thing
        problem = self.index.problem
        if kind == "caseload":
            return problem.staff[who].max_caseload
        if kind == "place":
            return problem.groups[who].max_size
        if kind == "office":
            return self.index.offices_at[at]
        if kind == "group room":
            return self.index.rooms_above[0][at]
        return 1

    def _used(self) -> dict[Thing, Counter[int]]:
        """For each thing, how often each block uses it; the least crowded of equally cheap ones."""
        found: dict[Thing, Counter[int]] = defaultdict(Counter)
        loads: Counter[Thing] = Counter()
        for number, block in enumerate(self.blocks):
            values = self.answers[id(block)].values
            taken = [use for use in block.uses if values[use.variable]]
            taken.sort(key=lambda use: len(use.options))
            for use in taken:
                for option in self._cheapest(use.options, use.count, loads):
                    for thing in option:
                        found[thing][number] += 1
                        loads[thing] += 1
        return found

    def _cheapest(
        self, options: Options, count: int, loads: Counter[Thing]
    ) -> list[tuple[Thing, ...]]:
        def rank(option: tuple[Thing, ...]) -> tuple[int, int]:
            over = sum(max(0, loads[thing] + 1 - self._there_is(thing)) for thing in option)
            return self._cost(option), over

        if len(options) == 1:
            return [options[0]]
        return sorted(options, key=rank)[:count]

    # better prices

    def _change(self, used: Mapping[Thing, Counter[int]]) -> bool:
        """Dearer what is used too often, cheaper what is left over; whether any price moved.

        Each thing has a step of its own, longer while it goes one way, shorter when it turns back:
        a therapist's caseload is worth many times a slot of hers.
        """
        has_moved = False
        for thing in sorted({*used, *self.price}):
            if thing[0] in {"office", "group room"} and not self.rooms_count:
                continue
            more = sum(used[thing].values() if thing in used else ()) - self._there_is(thing)
            before = self.price.get(thing, 0)
            if not more or (more < 0 and not before):
                self.way.pop(thing, None)
                continue
            way = 1 if more > 0 else -1
            step = self.steps.get(thing)
            if step is None:
                step = self.first_step[thing[0]]
            elif thing in self.way:
                step *= LONGER if self.way[thing] == way else SHORTER
            step = max(1.0, step)
            self.way[thing], self.steps[thing] = way, step
            self.price[thing] = max(0, before + round(step * self.boldness) * way)
            has_moved = has_moved or self.price[thing] != before
        return has_moved

    def _back(self) -> None:
        """The best prices so far again, with smaller steps."""
        self.price = dict(self.best_price)
        self.way.clear()
        for thing in self.steps:
            self.steps[thing] = max(1.0, self.steps[thing] * SHORTER)

    def _merge(
        self,
        used: Mapping[Thing, Counter[int]],
        make: Callable[[Block, Block], Block],
    ) -> bool:
        """Two blocks that compete most become one; the best prices so far are taken up again."""
        rivals: Counter[tuple[int, int]] = Counter()
        for thing, by_block in used.items():
            if sum(by_block.values()) <= self._there_is(thing) and not self.price.get(thing):
                continue
            numbers = sorted(by_block)
            for place, one in enumerate(numbers):
                for other in numbers[place + 1 :]:
                    rivals[one, other] += 1 + self.price.get(thing, 0)
        gone: set[int] = set()
        made: list[Block] = []
        for (one, other), _weight in rivals.most_common():
            first, second = self.blocks[one], self.blocks[other]
            size = len(first.clients) + len(second.clients)
            if gone & {one, other} or size > self.too_large:
                continue
            both = make(first, second)
            self.base[id(both)] = dict(both.model.costs)
            made.append(both)
            gone |= {one, other}
            if len(gone) * AT_ONCE >= len(self.blocks):
                break
        kept = [block for number, block in enumerate(self.blocks) if number not in gone]
        self.blocks = [*kept, *made]
        self.price = dict(self.best_price)
        self.way.clear()
        self.since, self.lately = 0, []
        return bool(made)
