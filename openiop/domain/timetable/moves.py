"""Quick changes to a week without a solver: some people or a cohort are taken out and put back.

A change stays when the week costs no more than before, or a little more early on. Thousands of
them are tried in the time an exact model of a large piece takes.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from .first import FirstWeek
from .index import Index, bits
from .state import Alone, State, Team
from .worth import UNPLACED, Published, of_client

_HOUR = 60
EFFORT = 2e-5
"""What one look at a client's week counts against the deterministic limit."""


@dataclass(frozen=True, slots=True)
class _Was:
    """What a client had."""

    groups: dict[str, str]
    primary: str
    alone: tuple[Alone, ...]


@dataclass(frozen=True, slots=True)
class _GroupWas:
    times: tuple[int, ...]
    usual: Team
    places: int


class Moves(FirstWeek):
    """A week that people can be taken out of and put back into."""

    def __init__(
        self,
        index: Index,
        state: State,
        cohorts: Sequence[tuple[str, ...]],
        dice: Random,
        known: FirstWeek | None = None,
    ) -> None:
        super().__init__(index, State(), cohorts, {}, (), lambda: False)
        if known is not None:
            self.patterns = known.patterns
        self.dice = dice
        self.noise = lambda most: int(self.dice.random() * most)
        self.was = Published(index)
        self.reserved.clear()
        self.cost: dict[str, int] = {}
        self.wanted = {
            name: self.problem.reference_therapist(client)
            for name, client in self.problem.clients.items()
        }
        self._enter(state)
        self.total = self._total()

    # the books

    def _enter(self, state: State) -> None:
        members = state.members()
        self.state = State({}, {}, dict(state.instead), {}, {}, {})
        for group, times in state.times.items():
            self._add_group(group, times, state.usual[group], len(members[group]))
        for group in state.times:
            self._widen(group)
        for name in self.problem.clients:
            if name in state.groups:
                self._add(name, state.groups[name], state.primary[name], state.alone[name])
            else:
                self.cost[name] = self._price(name)

    def _add_group(self, group: str, times: tuple[int, ...], usual: Team, places: int) -> None:
        self.state.times[group], self.state.usual[group] = times, usual
        minutes = self.index.minutes_of[group]
        for time in times:
            lead, co_leads = self.state.team(group, time)
            for staff in {lead, *co_leads}:
                self._take(staff, time, minutes)
        self.places[group] = places
        self._use_rooms(group, 1)

    def _use_rooms(self, group: str, by: int) -> None:
        if self.problem.groups[group].mode != "in_person":
            return
        people = self.places[group] + 1 + len(self.state.usual[group][1])
        for level, used in self.rooms_used.items():
            if level < people:
                counts = self.index.rooms_above[level]
                for slot in bits(self._cover_of(group)):
                    used[slot] += by
                    if used[slot] >= counts[slot]:
                        self.rooms_full[level] |= 1 << slot
                    else:
                        self.rooms_full[level] &= ~(1 << slot)

    def _widen(self, group: str) -> None:
        """As many places as the rooms left over allow."""
        told = self.problem.groups[group]
        least = self.places[group]
        if told.mode != "in_person":
            self.places[group] = told.max_size
            return
        leaders = 1 + len(self.state.usual[group][1])
        cover = self._cover_of(group)
        self._use_rooms(group, -1)
        for size in sorted({told.max_size, told.comfortable_size}, reverse=True):
            full = 0
            for level, mask in self.rooms_full.items():
                if level < size + leaders:
                    full |= mask
            if size >= least and not cover & full:
                self.places[group] = size
                break
        self._use_rooms(group, 1)

    def _drop_group(self, group: str) -> _GroupWas:
        was = _GroupWas(self.state.times[group], self.state.usual[group], self.places[group])
        self._use_rooms(group, -1)
        minutes = self.index.minutes_of[group]
        for time in was.times:
            for staff in {was.usual[0], *was.usual[1]}:
                self._give_back(staff, time, minutes)
        del self.state.times[group], self.state.usual[group]
        return was

    def _add(
        self, name: str, groups: dict[str, str], primary: str, alone: tuple[Alone, ...]
    ) -> None:
        self.state.groups[name] = groups
        self.state.primary[name] = primary
        self.state.alone[name] = alone
        for group in groups.values():
            self.members[group].add(name)
        self.caseload[primary] += 1
        for service, time, staff in alone:
            self._take(staff, time, self.problem.services[service].minutes)
        self._offices(name, alone, 1)
        self.cost[name] = self._price(name)

    def _offices(self, name: str, alone: tuple[Alone, ...], by: int) -> None:
        client = self.problem.clients[name]
        for service_id, time, _staff in alone:
            service = self.problem.services[service_id]
            if self.index.telehealth(client, service):
                continue
            for slot in range(time, time + self.index.length(service.minutes)):
                self.offices_used[slot] += by
                if self.offices_used[slot] >= self.index.offices_at[slot]:
                    self.offices_full |= 1 << slot
                else:
                    self.offices_full &= ~(1 << slot)

    def _drop(self, name: str, *, sessions_only: bool = False) -> _Was | None:
        if name not in self.state.groups:
            return None
        groups = self.state.groups[name]
        was = _Was(groups, self.state.primary[name], self.state.alone[name])
        for service, time, staff in was.alone:
            self._give_back(staff, time, self.problem.services[service].minutes)
        self._offices(name, was.alone, -1)
        self.caseload[was.primary] -= 1
        if sessions_only:
            del self.state.primary[name], self.state.alone[name]
            return was
        for group in groups.values():
            self.members[group].discard(name)
        self.state.drop(name)
        return was

    def _price(self, name: str) -> int:
        client = self.problem.clients[name]
        if name in self.state.groups:
            return of_client(self.index, self.state, client, self.was)
        if client.is_active:
            return UNPLACED * self.index.scale
        weight = self.index.weight
        return (
            client.priority * weight["waitlist_not_admitted"]
            + weight["moved_appointment"] * self.was.appointments[name]
        )

    def _total(self) -> int:
        """The cost of the whole week, as far as these changes can touch it."""
        weight = self.index.weight
        total = sum(self.cost.values())
        for group in self.problem.groups.values():
            size = len(self.members[group.id])
            if size < group.min_size or group.id not in self.state.times:
                total += (1 + group.min_size - size) * UNPLACED * self.index.scale
            total += max(0, size - group.comfortable_size) * weight["group_over_comfortable"]
        each = weight["staff_over_target_hour"]
        for (staff, _week), minutes in self.weekly.items():
            over = minutes - int(self.problem.staff[staff].target_direct_hours_per_week * _HOUR)
            if over > 0:
                total += over * (each // _HOUR)
        return total

    # changes

    def work(self, rounds: int, heat: int, is_over: Callable[[], bool]) -> None:
        """Try so many changes; the week never ends worse than the best one seen."""
        best, kept = self.total, self.state.copy()
        for number in range(rounds):
            if is_over():
                break
            allowed = heat * (rounds - number) // rounds
            self._change(int(allowed * self.dice.random()))
            if self.total < best:
                best, kept = self.total, self.state.copy()
        self.best, self.kept = best, kept

    def _change(self, allowed: int) -> None:
        draw = self.dice.random()
        clients = self.problem.clients
        if draw < 0.12:  # noqa: PLR2004 - shares of the kinds of change, by trial
            groups = self._a_cohort()
            if groups:
                self._again([name for g in groups for name in self.members[g]], groups, allowed)
            return
        waiting = [name for name in clients if name not in self.state.groups]
        if waiting and draw < 0.2:  # noqa: PLR2004
            first = self.dice.choice(waiting)
            groups = self._hers(first)
            if groups:
                names = [name for g in groups for name in self.members[g]]
                self._again([*names, first], groups, allowed, first)
            return
        if waiting and draw < 0.35:  # noqa: PLR2004
            first = self.dice.choice(waiting)
            self._again([first, *self._in_the_way(first)], (), allowed, first)
            return
        if draw > 0.85 and (lost := self._lost()):  # noqa: PLR2004
            first = self.dice.choice(lost)
            groups = self._groups_of(first) if self.dice.random() < 0.4 else ()  # noqa: PLR2004
            names = [name for g in groups for name in self.members[g]]
            self._again([first, *names, *self._with_hers(first)], groups, allowed, first)
            return
        first = self._costly()
        near = self._near(first, self.dice.choice((0, 1, 2, 4)))
        self._again([first, *near], (), allowed, sessions_only=draw > 0.65)  # noqa: PLR2004

    def _costly(self) -> str:
        """Somebody whose week costs something, more often than not."""
        names = list(self.cost)
        picks = [names[int(self.dice.random() * len(names))] for _each in range(4)]
        return max(picks, key=lambda name: self.cost[name])

    def _lost(self) -> list[str]:
        """Clients who are not with the therapist they should stay with."""
        wanted = self.wanted
        return [
            name
            for name, held in self.state.primary.items()
            if (own := wanted[name]) is not None and own != held
        ]

    def _with_hers(self, name: str) -> list[str]:
        """Some of those who see the therapist she should stay with, strangers to her first."""
        wanted = self.wanted[name]
        found = [one for one, held in self.state.primary.items() if held == wanted]
        self.dice.shuffle(found)
        found.sort(key=lambda one: self.wanted[one] == wanted)
        return found[: self.dice.choice((1, 1, 2, 4))]

    def _groups_of(self, name: str) -> tuple[str, ...]:
        """Her groups, unless a facilitator of one of them stands in somewhere."""
        moved = {group for group, _time in self.state.instead}
        return tuple(sorted(g for g in self.state.groups[name].values() if g not in moved))

    def _near(self, name: str, count: int) -> list[str]:
        """People who share her therapist, or want the same one."""
        own = {self.state.primary.get(name), self.problem.clients[name].current_therapist}
        found = [
            one
            for one, who in self.state.primary.items()
            if one != name and (who in own or self.problem.clients[one].current_therapist in own)
        ]
        if self.dice.random() < 0.3:  # noqa: PLR2004
            track = self.problem.clients[name].track
            found = [o for o in self.state.primary if self.problem.clients[o].track == track]
            found = [one for one in found if one != name]
        self.dice.shuffle(found)
        return found[:count]

    def _in_the_way(self, name: str) -> list[str]:
        """Some of those with whom she would compete for groups or a therapist."""
        eligible = [self.dice.choice(g) for g in self.index.eligible[name].values() if g]
        found = [one for group in eligible for one in self.members[group]]
        options = self.index.therapist_options[name]
        who = self.dice.choice(options) if options else None
        found = [one for one in dict.fromkeys(sorted(found)) if self.dice.random() < 0.3]  # noqa: PLR2004
        found += [one for one, held in self.state.primary.items() if held == who]
        self.dice.shuffle(found)
        return list(dict.fromkeys(found))[: self.dice.choice((1, 2, 4, 7))]

    def _a_cohort(self) -> tuple[str, ...]:
        """Groups that people share: one, two or all of a client's."""
        name = self._costly()
        groups = self.state.groups.get(name)
        if not groups:
            groups = {g: g for g in self.dice.choice(self.cohorts) if g in self.state.times}
        moved = {group for group, _time in self.state.instead}
        names = sorted(group for group in groups.values() if group not in moved)
        count = self.dice.choice((1, 1, 2, 3))
        self.dice.shuffle(names)
        return tuple(names[:count])

    def _hers(self, name: str) -> tuple[str, ...]:
        """Groups that could be moved so that she can come: a cohort's, or one of each kind."""
        eligible = {g for groups in self.index.eligible[name].values() for g in groups}
        kinds = self.index.eligible[name]
        near = [
            held for held in self.cohorts if sum(bool({*held} & {*g}) for g in kinds.values()) > 1
        ]
        if near and self.dice.random() < 0.8:  # noqa: PLR2004
            groups = [group for group in self.dice.choice(near) if group in eligible]
        else:
            groups = [self.dice.choice(held) for held in kinds.values() if held]
        moved = {group for group, _time in self.state.instead}
        names = [group for group in groups if group in self.state.times and group not in moved]
        return tuple(sorted(names))

    def _again(
        self,
        names: Sequence[str],
        groups: Sequence[str],
        allowed: int,
        first: str | None = None,
        *,
        sessions_only: bool = False,
    ) -> None:
        """Take them out, put them back in another order, and keep it if it pays."""
        names = list(dict.fromkeys(sorted(names) if groups else names))
        before, costs = self.total, {name: self.cost[name] for name in names}
        had = {name: self._drop(name, sessions_only=sessions_only) for name in names}
        gone = {group: self._drop_group(group) for group in groups}
        if groups:
            self._cohort(groups, names)
            if any(group not in self.state.times for group in groups):
                self._undo(names, had, gone, costs)
                return
            for group in groups:
                self._widen(group)
        rest = [name for name in names if name != first]
        self.dice.shuffle(rest)
        for name in [first, *rest] if first else rest:
            self._put_in(name, had[name] if sessions_only else None)
            self.cost[name] = self._price(name)
        after = self._total()
        if after > before + allowed:
            self._undo(names, had, gone, costs)
            return
        self.total = after

    def _put_in(self, name: str, was: _Was | None) -> None:
        if was is None:
            if name not in self.state.groups:
                self._look_for_groups(name)
            if name not in self.state.groups:
                return
        groups = self.state.groups[name]
        rated = self._bundle(name, {group: self.state.times[group] for group in groups.values()})
        if rated is None or not self._serve(name, rated[1]):
            for group in groups.values():
                self.members[group].discard(name)
            self.state.drop(name)

    def _undo(
        self,
        names: Sequence[str],
        had: dict[str, _Was | None],
        gone: dict[str, _GroupWas],
        costs: dict[str, int],
    ) -> None:
        for name in names:
            if name in self.state.primary:
                self._drop(name)
            elif name in self.state.groups:
                for group in self.state.groups[name].values():
                    self.members[group].discard(name)
                self.state.drop(name)
        for group in gone:
            if group in self.state.times:
                self._drop_group(group)
        for group, was in gone.items():
            self._add_group(group, was.times, was.usual, was.places)
        for name in names:
            held = had[name]
            if held is not None:
                self._add(name, held.groups, held.primary, held.alone)
            self.cost[name] = costs[name]
