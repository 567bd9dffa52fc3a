"""Gives rooms to a timetable whose times are settled, keeping published rooms where it can.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from . import problem as p
from .index import Index, bits
from .kernel import Limits, Model
from .state import State

_ENOUGH = 2.0
"""Deterministic time for one date that the quick way could not settle."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A session that wants a room: who, its slots, the people, and the room it had."""

    key: tuple[str, ...]
    time: int
    mask: int
    people: int
    before: str | None
    must: bool


def rooms_for(
    index: Index, state: State
) -> tuple[dict[tuple[str, int], str], dict[tuple[str, str, int], str]] | None:
    """A room for each in-person session, or nothing when there are too few."""
    problem = index.problem
    members = state.members()
    had, had_office = _published(index)
    groups: dict[int, list[_Wanted]] = defaultdict(list)
    for group, times in state.times.items():
        if problem.groups[group].mode != "in_person":
            continue
        for time in times:
            _lead, co_leads = state.team(group, time)
            people = len(members[group]) + 1 + len(co_leads)
            mask = index.cover(time, index.minutes_of[group])
            groups[index.date_of(time)].append(
                _Wanted((group,), time, mask, people, had.get((group, time)), True)
            )
    alone: dict[int, list[_Wanted]] = defaultdict(list)
    for client, held in state.alone.items():
        told = problem.clients[client]
        for name, time, _staff in held:
            service = problem.services[name]
            must = not index.telehealth(told, service)
            # with an office free she comes in person, unless she or the service cannot
            if must or (told.mode == "either" and "in_person" in service.modes):
                before = had_office.get((client, name, time))
                mask = index.cover(time, service.minutes)
                alone[index.date_of(time)].append(
                    _Wanted((client, name), time, mask, 0, before, must)
                )
    found_groups: dict[tuple[str, int], str] = {}
    found_alone: dict[tuple[str, str, int], str] = {}
    for number, wanted in groups.items():
        given = _given(index, index.group_rooms, number, wanted)
        if given is None:
            return None
        found_groups |= {(each.key[0], each.time): room for each, room in given}
    for number, wanted in alone.items():
        given = _given(index, index.offices, number, wanted)
        if given is None:
            return None
        found_alone |= {(each.key[0], each.key[1], each.time): room for each, room in given}
    return found_groups, found_alone


def _published(
    index: Index,
) -> tuple[dict[tuple[str, int], str], dict[tuple[str, str, int], str]]:
    baseline = index.problem.baseline
    groups: dict[tuple[str, int], str] = {}
    offices: dict[tuple[str, str, int], str] = {}
    if baseline:
        for each in baseline.group_sessions:
            time = index.time(each.on, each.start)
            if time is not None and each.room:
                groups[each.group, time] = each.room
        for one in baseline.individual_sessions:
            time = index.time(one.on, one.start)
            if time is not None and one.room:
                offices[one.client, one.service, time] = one.room
    return groups, offices


def _shut(index: Index, room: p.Room, number: int) -> int:
    """The slots of a date in which a room cannot be used."""
    mask = 0
    for absence in room.unavailable:
        if index.dates[number] != absence.on:
            continue
        begin, end = absence.window
        for slot in range(begin // index.slot, -(-end // index.slot)):
            mask |= 1 << (number * index.day_slots + slot)
    return mask


def _given(
    index: Index, rooms: list[p.Room], number: int, wanted: list[_Wanted]
) -> list[tuple[_Wanted, str]] | None:
    """Rooms for one date: by hand in order of time, else by search; optional ones come last."""
    taken = {room.id: _shut(index, room, number) for room in rooms}
    must = sorted((each for each in wanted if each.must), key=lambda one: (one.time, one.key))
    # a published room is kept, also by somebody who could do without
    published = [each for each in wanted if each.must or each.before is not None]
    found = _by_hand(rooms, dict(taken), sorted(published, key=lambda one: (one.time, one.key)))
    if found is None:
        found = _by_hand(rooms, dict(taken), must)
    if found is None:
        found = _by_search(rooms, taken, must)
    if found is None:
        return None
    for each, room in found:
        taken[room] |= each.mask
    settled = {(each.key, each.time) for each, _room in found}
    may = [each for each in wanted if (each.key, each.time) not in settled]
    may.sort(key=lambda one: (one.time, one.key))
    for each in may:
        picked = _pick(rooms, taken, each)
        if picked:
            taken[picked] |= each.mask
            found.append((each, picked))
    return found


def _pick(rooms: list[p.Room], taken: dict[str, int], each: _Wanted) -> str | None:
    fits = [r for r in rooms if r.capacity >= each.people and not taken[r.id] & each.mask]
    if any(room.id == each.before for room in fits):
        return each.before
    return min(fits, key=lambda room: (room.capacity, room.id)).id if fits else None


def _by_hand(
    rooms: list[p.Room], taken: dict[str, int], wanted: list[_Wanted]
) -> list[tuple[_Wanted, str]] | None:
    """First everyone's published room, then the others, the largest first at each time."""
    found = []
    left = []
    capacity = {room.id: room.capacity for room in rooms}
    for each in wanted:
        fits = each.before in taken and capacity[each.before] >= each.people
        if each.before is not None and fits and not taken[each.before] & each.mask:
            taken[each.before] |= each.mask
            found.append((each, each.before))
        else:
            left.append(each)
    for each in sorted(left, key=lambda one: (one.time, -one.people, one.key)):
        room = _pick(rooms, taken, each)
        if room is None:
            return None
        taken[room] |= each.mask
        found.append((each, room))
    return found


def _by_search(
    rooms: list[p.Room], taken: dict[str, int], wanted: list[_Wanted]
) -> list[tuple[_Wanted, str]] | None:
    model = Model()
    uses: dict[tuple[str, int], list[int]] = defaultdict(list)
    options: list[list[tuple[str, int]]] = []
    for each in wanted:
        mine = []
        for room in rooms:
            if room.capacity >= each.people and not taken[room.id] & each.mask:
                flag = model.flag()
                mine.append((room.id, flag))
                model.cost(flag, int(each.before is not None and each.before != room.id))
                for slot in bits(each.mask):
                    uses[room.id, slot].append(flag)
        if not mine:
            return None
        model.exactly([(flag, 1) for _room, flag in mine], 1)
        options.append(mine)
    for flags in uses.values():
        model.at_most_one(flags)
    outcome = model.solve(Limits(deterministic=_ENOUGH))
    if not outcome.status.has_values:
        return None
    return [
        (each, next(room for room, flag in mine if outcome.values[flag]))
        for each, mine in zip(wanted, options, strict=True)
    ]


def solution_of(index: Index, state: State, status: str) -> p.Solution | None:
    """The timetable with rooms, or nothing when the rooms cannot be given out."""
    given = rooms_for(index, state)
    if given is None:
        return None
    group_rooms, offices = given
    problem = index.problem
    sessions = []
    for group in problem.groups:
        for time in state.times.get(group, ()):
            lead, co_leads = state.team(group, time)
            on, start = index.dates[index.date_of(time)], index.start_of(time)
            room = group_rooms.get((group, time))
            sessions.append(p.GroupSession(group, on, start, room, lead, co_leads))
    alone = []
    for client in problem.clients:
        for service, time, staff in state.alone.get(client, ()):
            room = offices.get((client, service, time))
            mode = "in_person" if room else "telehealth"
            on, start = index.dates[index.date_of(time)], index.start_of(time)
            alone.append(p.IndividualSession(client, service, staff, on, start, mode, room))
    return p.Solution(
        instance=problem.id,
        status=status,
        staffing={
            group: p.Staffing(*state.usual[group])
            for group in problem.groups
            if group in state.usual
        },
        group_sessions=tuple(sorted(sessions, key=lambda one: (one.on, one.start, one.group))),
        memberships=tuple(
            (client, group)
            for client in problem.clients
            for group in state.groups.get(client, {}).values()
        ),
        primary_therapists={
            client: state.primary[client] for client in problem.clients if client in state.primary
        },
        individual_sessions=tuple(sorted(alone, key=lambda one: (one.on, one.start, one.client))),
        not_admitted=tuple(client for client in problem.clients if client not in state.groups),
    )
