"""What a timetable costs while it is being worked on: in all, and for each client.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from . import problem as p
from .index import Index
from .piece import LOST_USUAL, SHORT, UNSERVED
from .state import State

_HOUR = 60
UNPLACED = UNSERVED


@dataclass(frozen=True, slots=True)
class Worth:
    """The cost in the solver's unit, who stands behind it, and what is still missing."""

    total: int
    by_client: dict[str, int]
    missing: tuple[str, ...]
    short: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every active client has her place and every group enough members."""
        return not self.missing and not self.short


def worth(index: Index, state: State) -> Worth:
    """Count a timetable as the objective does, rooms apart, with a price for what is missing."""
    problem, weight = index.problem, index.weight
    was = Published(index)
    by_client: dict[str, int] = {}
    missing = []
    staff_minutes: dict[tuple[str, int], int] = defaultdict(int)
    for client in problem.clients.values():
        if client.id not in state.groups:
            cost = client.priority * weight["waitlist_not_admitted"]
            if client.is_active:
                missing.append(client.id)
                cost = UNSERVED * index.scale
            by_client[client.id] = cost + weight["moved_appointment"] * was.appointments[client.id]
            continue
        by_client[client.id] = of_client(index, state, client, was)
        for service, time, staff in state.alone.get(client.id, ()):
            staff_minutes[staff, index.week_of(time)] += problem.services[service].minutes
    total = 0
    short = []
    sizes = {group: len(members) for group, members in state.members().items()}
    for group in problem.groups.values():
        size = sizes.get(group.id, 0)
        if size < group.min_size or group.id not in state.times:
            short.append(group.id)
            total += (group.min_size - size) * SHORT * index.scale
        total += max(0, size - group.comfortable_size) * weight["group_over_comfortable"]
        for time in state.times.get(group.id, ()):
            team = state.team(group.id, time)
            for staff in {team[0], *team[1]}:
                staff_minutes[staff, index.week_of(time)] += index.minutes_of[group.id]
        total += _of_group(index, state, group.id, was)
    for (staff, _week), minutes in staff_minutes.items():
        if staff in problem.staff:
            target = int(problem.staff[staff].target_direct_hours_per_week * _HOUR)
            total += max(0, minutes - target) * (weight["staff_over_target_hour"] // _HOUR)
    total += sum(by_client.values())
    return Worth(total, by_client, tuple(missing), tuple(short))


class Published:
    """What was published, by client and by group."""

    def __init__(self, index: Index) -> None:
        self.in_groups: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
        self.alone: dict[str, dict[tuple[str, int | None], str]] = defaultdict(dict)
        self.led: dict[tuple[str, int], set[str]] = {}
        self.usual: dict[str, set[str]] = {}
        self.appointments: dict[str, int] = defaultdict(int)
        baseline = index.problem.baseline
        if baseline is None:
            return
        times: dict[str, list[tuple[object, int | None]]] = defaultdict(list)
        for session in baseline.group_sessions:
            time = index.time(session.on, session.start)
            times[session.group].append(((session.on, session.start), time))
            if time is not None:
                self.led[session.group, time] = {session.lead, *session.co_leads}
        for client, group in set(baseline.memberships):
            for _key, time in times[group]:
                self.in_groups[client].add((group, time))
                self.appointments[client] += 1
        for one in baseline.individual_sessions:
            time = index.time(one.on, one.start)
            self.alone[one.client][one.service, time] = one.staff
            self.appointments[one.client] += 1
        self.usual = {
            group: {usual.lead, *usual.co_leads} for group, usual in baseline.staffing.items()
        }


def of_client(index: Index, state: State, client: p.Client, was: Published) -> int:
    """What one woman's week costs by the weights of the problem: changes, waiting, wishes unmet.

    `was` is the published plan her week is compared with.
    """
    problem, weight = index.problem, index.weight
    groups = state.groups[client.id]
    primary = state.primary.get(client.id, "")
    reference = problem.reference_therapist(client)
    cost = 0
    if reference is not None and primary != reference:
        cost += weight["therapist_changed"]
    cost += weight["group_changed"] * sum(
        group not in groups.values() for group in client.current_groups
    )
    wish = client.therapist_gender
    if wish and not wish.required and primary in problem.staff:
        cost += weight["gender_preference_unmet"] * (problem.staff[primary].gender != wish.value)
    held: dict[int, list[tuple[int, int]]] = defaultdict(list)
    days: set[int] = set()
    kept = 0
    for group in groups.values():
        minutes = index.minutes_of[group]
        for time in state.times.get(group, ()):
            held[index.date_of(time)].append((index.start_of(time), minutes))
            days.add(index.date_of(time))
            cost += weight["avoid_slot"] * index.avoided(client.id, time, minutes)
            kept += (group, time) in was.in_groups[client.id]
    for name, time, staff in state.alone.get(client.id, ()):
        service = problem.services[name]
        held[index.date_of(time)].append((index.start_of(time), service.minutes))
        if service.uses_authorized_day:
            days.add(index.date_of(time))
        cost += weight["avoid_slot"] * index.avoided(client.id, time, service.minutes)
        if service.by_primary and staff != primary:
            cost += weight["cover_session"]
        before = was.alone[client.id].get((name, time))
        if before is not None:
            kept += 1
            cost += weight["staff_substituted"] * (before != staff)
    cost += weight["moved_appointment"] * (was.appointments[client.id] - kept)
    in_week: dict[int, int] = defaultdict(int)
    for number in days:
        in_week[index.week_of_date[number]] += 1
    cost += weight["extra_day"] * sum(
        max(0, count - client.preferred_days_per_week) for count in in_week.values()
    )
    for sessions in held.values():
        first = min(start for start, _minutes in sessions)
        last = max(start + minutes for start, minutes in sessions)
        gap = last - first - sum(minutes for _start, minutes in sessions)
        cost += gap * (weight["gap_hour"] // _HOUR)
    return cost


def _of_group(index: Index, state: State, group: str, was: Published) -> int:
    weight = index.weight
    cost = 0
    usual = state.usual.get(group)
    if usual is None:
        return 0
    for time in state.times.get(group, ()):
        lead, co_leads = state.team(group, time)
        cost += weight["cover_session"] * (
            (lead != usual[0]) + sum(one not in usual[1] for one in co_leads)
        )
        cost += weight["staff_substituted"] * len(
            was.led.get((group, time), set()) - {lead, *co_leads}
        )
    gone = was.usual.get(group, set()) - {usual[0], *usual[1]}
    return cost + LOST_USUAL * weight["staff_substituted"] * len(gone)
