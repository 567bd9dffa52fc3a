"""A timetable as the solver keeps it while it works, and its way from and to a solution.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from . import problem as p
from .index import Index

Alone = tuple[str, int, str]
"""An individual session: service, time, staff."""

Team = tuple[str, tuple[str, ...]]
"""A lead and the co-leaders."""


@dataclass
class State:
    """Everything decided so far; a group without times and a client without groups are open."""

    times: dict[str, tuple[int, ...]] = field(default_factory=dict)
    usual: dict[str, Team] = field(default_factory=dict)
    instead: dict[tuple[str, int], Team] = field(default_factory=dict)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    primary: dict[str, str] = field(default_factory=dict)
    alone: dict[str, tuple[Alone, ...]] = field(default_factory=dict)

    def copy(self) -> State:
        """An independent copy; the values themselves are never changed in place."""
        return State(
            dict(self.times),
            dict(self.usual),
            dict(self.instead),
            dict(self.groups),
            dict(self.primary),
            dict(self.alone),
        )

    def team(self, group: str, time: int) -> Team:
        """Who leads a session."""
        return self.instead.get((group, time)) or self.usual[group]

    def members(self) -> dict[str, list[str]]:
        """Who is in which group."""
        found: dict[str, list[str]] = defaultdict(list)
        for client, groups in self.groups.items():
            for group in groups.values():
                found[group].append(client)
        return found

    def drop(self, client: str) -> None:
        """Take a client out of the timetable."""
        self.groups.pop(client, None)
        self.primary.pop(client, None)
        self.alone.pop(client, None)


def state_of(index: Index, solution: p.Solution) -> State:
    """The state of a published timetable, without what no longer exists or fits the calendar."""
    problem = index.problem
    state = State()
    starts: dict[str, dict[int, p.GroupSession]] = defaultdict(dict)
    for session in solution.group_sessions:
        time = index.time(session.on, session.start)
        if session.group in problem.groups and time is not None:
            starts[session.group][time] = session
    for group, sessions in starts.items():
        usual = solution.staffing.get(group)
        if usual is None:
            continue
        state.times[group] = tuple(sorted(sessions))
        state.usual[group] = (usual.lead, usual.co_leads)
        for time, session in sessions.items():
            team = (session.lead, session.co_leads)
            if team != state.usual[group]:
                state.instead[group, time] = team
    for client, group in solution.memberships:
        if client in problem.clients and group in problem.groups:
            state.groups.setdefault(client, {})[problem.groups[group].modality] = group
    for client, therapist in solution.primary_therapists.items():
        if client in problem.clients:
            state.primary[client] = therapist
            state.groups.setdefault(client, {})
    alone: dict[str, list[Alone]] = defaultdict(list)
    for one in solution.individual_sessions:
        time = index.time(one.on, one.start)
        if one.client in problem.clients and time is not None:
            alone[one.client].append((one.service, time, one.staff))
    state.alone = {client: tuple(held) for client, held in alone.items()}
    for client in state.groups:
        state.alone.setdefault(client, ())
    return state


@dataclass
class Residual:
    """What a fixed part of a timetable leaves over."""

    staff_busy: dict[str, int]
    staff_minutes: dict[tuple[str, int], int]
    offices_used: dict[int, int]
    caseload: dict[str, int]
    sizes: dict[str, int]
    members: dict[str, list[str]]


def residual(index: Index, state: State, free_groups: set[str], free_clients: set[str]) -> Residual:
    """What is taken by groups that are not free and by clients who are not free."""
    problem = index.problem
    busy: dict[str, int] = dict.fromkeys(problem.staff, 0)
    minutes: dict[tuple[str, int], int] = defaultdict(int)
    offices: dict[int, int] = defaultdict(int)
    caseload: dict[str, int] = defaultdict(int)
    members: dict[str, list[str]] = defaultdict(list)
    for client, groups in state.groups.items():
        if client in free_clients:
            continue
        for group in groups.values():
            members[group].append(client)
        if client in state.primary:
            caseload[state.primary[client]] += 1
        told = problem.clients[client]
        for service_id, time, staff in state.alone.get(client, ()):
            service = problem.services[service_id]
            if staff in busy:
                busy[staff] |= index.cover(time, service.minutes)
                minutes[staff, index.date_of(time)] += service.minutes
            if not index.telehealth(told, service):
                for slot in range(time, time + index.length(service.minutes)):
                    offices[slot] += 1
    for group, times in state.times.items():
        if group in free_groups:
            continue
        length = index.minutes_of[group]
        for time in times:
            lead, co_leads = state.team(group, time)
            for staff in {lead, *co_leads}:
                if staff in busy:
                    busy[staff] |= index.cover(time, length)
                    minutes[staff, index.date_of(time)] += length
    sizes = {group: len(each) for group, each in members.items()}
    return Residual(busy, minutes, offices, caseload, sizes, members)
