"""The exact model of a piece of the timetable: some groups and clients are free, the rest stands.

With everything free it is the whole problem; with little free it is a neighborhood that is solved
in a moment. What stands takes its staff, rooms and places away beforehand.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import problem as p
from .index import Index, bits
from .kernel import Limits, Model, Outcome
from .state import Alone, Residual, State, Team, residual

_HOUR = 60
UNSERVED = 4000
"""What an active client without a place costs while a first week is being built."""
SHORT = 400
"""What each member costs that a group lacks while a first week is being built."""
LOST_USUAL = 5
"""A usual facilitator who is no longer one counts like so many single substitutions."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is free in a piece, and how widely to look."""

    times: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    elastic: bool = False
    therapists: int | None = None
    """How many therapists a client may choose from, beside her own; all when None."""
    leads: int | None = None
    """How many leads a group may choose from, beside its own; all when None."""
    groups: frozenset[str] | None = None
    """The groups a free client may be in; all when None."""
    keep: frozenset[str] = frozenset()
    """Free clients who keep their groups and their therapist, and only move their sessions."""
    every: int = 1
    """Minutes between the times of day looked at, beside those in use; the grid when 1."""


@dataclass
class _ClientPart:
    admitted: int
    member: dict[str, int] = field(default_factory=dict)
    attends: dict[tuple[str, int], int] = field(default_factory=dict)
    primary: dict[str, int] = field(default_factory=dict)
    alone: dict[tuple[str, int, str], int] = field(default_factory=dict)


class Piece:
    """A model of what is free, its way in from a timetable and its way back."""

    def __init__(self, index: Index, state: State, scope: Scope) -> None:
        self.index = index
        self.problem = index.problem
        self.state = state
        self.scope = scope
        self.model = Model()
        self.one = self.model.flag()
        self.model.exactly([(self.one, 1)], 1)
        free_groups = set(scope.times | scope.teams)
        self.left: Residual = residual(index, state, free_groups, set(scope.clients))
        self.staff_at: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.staff_time: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self.room_at: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.office_at: dict[int, list[int]] = defaultdict(list)
        self.start: dict[str, dict[int, int]] = {}
        self.usual: dict[str, dict[str, int]] = {}
        self.usual_co: dict[str, dict[str, int]] = {}
        self.leading: dict[str, dict[tuple[int, str], int]] = {}
        self.helping: dict[str, dict[tuple[int, str], int]] = {}
        self.clients: dict[str, _ClientPart] = {}
        self.joins: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._published()
        for group in self.problem.groups:
            if group in free_groups:
                self._group(group)
        for client in self.problem.clients:
            if client in scope.clients:
                self._client(client)
        self._gender_of_leads()
        self._apart()
        self._sizes()
        self._rooms()
        self._staff()
        self._caseload()

    # what was published, by client and by group

    def _published(self) -> None:
        self.was_in: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        self.was_alone: dict[str, list[tuple[str, int | None, str]]] = defaultdict(list)
        self.was_led: dict[tuple[str, int], set[str]] = {}
        self.was_usual: dict[str, set[str]] = {}
        baseline = self.problem.baseline
        if baseline is None:
            return
        members: dict[str, list[str]] = defaultdict(list)
        for client, group in dict.fromkeys(baseline.memberships):
            members[group].append(client)
        for session in baseline.group_sessions:
            time = self.index.time(session.on, session.start)
            for client in members[session.group]:
                self.was_in[client].append((session.group, time))
            if time is not None:
                self.was_led[session.group, time] = {session.lead, *session.co_leads}
        for one in baseline.individual_sessions:
            time = self.index.time(one.on, one.start)
            self.was_alone[one.client].append((one.service, time, one.staff))
        self.was_usual = {
            group: {usual.lead, *usual.co_leads} for group, usual in baseline.staffing.items()
        }

    # groups

    def _short_list(self, people: Sequence[str], own: Iterable[str]) -> list[str]:
        most = self.scope.leads
        if most is None or len(people) <= most:
            return list(people)
        kept = [name for name in people if name in set(own)]
        load: dict[str, int] = defaultdict(int)
        for (name, _day), minutes in self.left.staff_minutes.items():
            load[name] += minutes
        others = sorted(
            (name for name in people if name not in kept), key=lambda name: (load[name], name)
        )
        return [*kept, *others[:most]]

    def _group(self, name: str) -> None:
        index, model, state = self.index, self.model, self.state
        times = self._group_times(name)
        minutes = index.minutes_of[name]
        if name in self.scope.times:
            starts = {time: model.flag() for time in bits(times)}
            if name in state.times:
                for time, flag in starts.items():
                    model.hint(flag, int(time in state.times[name]))
            self._weekly(name, starts)
        else:
            starts = dict.fromkeys(state.times[name], self.one)
        self.start[name] = starts
        if name in self.scope.teams:
            self._team(name, minutes)
        else:
            self._standing_team(name, minutes)

    def _group_times(self, name: str) -> int:
        """When it may begin: round times of day and those in use, unless there are none."""
        times = self.index.group_starts(name)
        if self.problem.groups[name].pinned is not None:
            return times
        now = self.state.times.get(name, ())
        kept = sum(
            1 << time
            for time in bits(times)
            if self.index.start_of(time) % self.scope.every == 0 or time in now
        )
        return kept or times

    def _weekly(self, name: str, starts: dict[int, int]) -> None:
        index, model = self.index, self.model
        group = self.problem.groups[name]
        times = group.sessions_per_week
        by_date: dict[int, list[int]] = defaultdict(list)
        for time, flag in starts.items():
            by_date[index.date_of(time)].append(flag)
        for flags in by_date.values():
            model.at_most_one(flags)
        for week in range(len(index.weeks)):
            mine = {time: flag for time, flag in starts.items() if index.week_of(time) == week}
            model.exactly([(flag, 1) for flag in mine.values()], times)
            if group.same_start_time and times > 1:
                at_hour: dict[int, list[int]] = defaultdict(list)
                for time, flag in mine.items():
                    at_hour[index.start_of(time)].append(flag)
                hours = []
                for flags in at_hour.values():
                    hour = model.flag()
                    hours.append(hour)
                    model.exactly([*((flag, 1) for flag in flags), (hour, -times)], 0)
                model.exactly([(hour, 1) for hour in hours], 1)

    def _standing_team(self, name: str, minutes: int) -> None:
        """Times are free, the facilitators stay: only when all of them are there and free."""
        lead, co_leads = self.state.usual[name]
        self.leading[name] = {}
        for time, flag in self.start[name].items():
            cover = self.index.cover(time, minutes)
            for staff in {lead, *co_leads}:
                known = staff in self.left.staff_busy
                free = known and not self.left.staff_busy[staff] & cover
                if not free or not self.index.staff_starts(staff, minutes) >> time & 1:
                    self.model.exactly([(flag, 1)], 0)
                    break
                self._occupies(staff, time, minutes, flag)
            self.leading[name][time, lead] = flag
            gone = self.was_led.get((name, time), set()) - {lead, *co_leads}
            self.model.cost(flag, self.index.weight["staff_substituted"] * len(gone))

    def _team(self, name: str, minutes: int) -> None:
        index, model, state = self.index, self.model, self.state
        modality = self.problem.modalities[self.problem.groups[name].modality]
        own = state.usual.get(name, ("", ()))
        kept = {own[0], *own[1]} | self.was_usual.get(name, set())
        leads = self._short_list(index.leads[name], kept)
        co_leads = self._short_list(index.co_leads[name], kept) if modality.co_leads else []
        self.usual[name] = {staff: model.flag() for staff in leads}
        self.usual_co[name] = {staff: model.flag() for staff in co_leads}
        for staff, flag in self.usual[name].items():
            if name in state.usual:
                model.hint(flag, int(own[0] == staff))
        for staff, flag in self.usual_co[name].items():
            if name in state.usual:
                model.hint(flag, int(staff in own[1]))
        model.exactly([(flag, 1) for flag in self.usual[name].values()], 1)
        if modality.co_leads:
            model.exactly([(flag, 1) for flag in self.usual_co[name].values()], modality.co_leads)
        for staff in set(leads) & set(co_leads):
            model.at_most_one([self.usual[name][staff], self.usual_co[name][staff]])
        self.leading[name] = self._roles(name, minutes, self.usual[name], 1)
        self.helping[name] = (
            self._roles(name, minutes, self.usual_co[name], modality.co_leads)
            if modality.co_leads
            else {}
        )
        for key, flag in self.leading[name].items():
            if key in self.helping[name]:
                model.at_most_one([flag, self.helping[name][key]])
        self._kept_team(name)

    def _roles(
        self, name: str, minutes: int, usual: dict[str, int], count: int
    ) -> dict[tuple[int, str], int]:
        """Who does it at each time: the usual one, another only when she has time off."""
        index, model = self.index, self.model
        found: dict[tuple[int, str], int] = {}
        by_week: dict[tuple[int, str], list[int]] = defaultdict(list)
        sessions = self.problem.groups[name].sessions_per_week
        for time, start in self.start[name].items():
            cover = index.cover(time, minutes)
            terms = []
            for staff in usual:
                busy = self.left.staff_busy[staff] & cover
                if busy or not index.staff_starts(staff, minutes) >> time & 1:
                    continue
                flag = model.flag()
                found[time, staff] = flag
                terms.append((flag, 1))
                by_week[index.week_of(time), staff].append(flag)
                self._occupies(staff, time, minutes, flag)
                if name in self.state.times and name in self.state.usual:
                    held = time in self.state.times[name]
                    team = self.state.team(name, time)
                    does = staff == team[0] if usual is self.usual[name] else staff in team[1]
                    model.hint(flag, int(held and does))
            model.exactly([*terms, (start, -count)], 0)
        for week in range(len(index.weeks)):
            away = [staff for staff in usual if index.off_in_week[staff][week]]
            if not away:
                for staff, chosen in usual.items():
                    flags = by_week[week, staff]
                    model.exactly([*((flag, 1) for flag in flags), (chosen, -sessions)], 0)
            else:
                self._with_substitutes(name, week, usual, found)
        return found

    def _with_substitutes(
        self, name: str, week: int, usual: dict[str, int], found: dict[tuple[int, str], int]
    ) -> None:
        index, model = self.index, self.model
        weight = index.weight["cover_session"]
        for time, start in self.start[name].items():
            if index.week_of(time) != week:
                continue
            number = index.date_of(time)
            away = [usual[staff] for staff in usual if index.off[staff][number]]
            for staff, chosen in usual.items():
                flag = found.get((time, staff))
                if not index.off[staff][number]:
                    # the usual one is there: then it is hers
                    does = [(flag, -1)] if flag is not None else []
                    model.at_most([(chosen, 1), (start, 1), *does], 1)
                if flag is not None:
                    model.at_most([(flag, 1), (chosen, -1), *((one, -1) for one in away)], 0)
                    if away:
                        cover = model.flag()
                        model.at_least([(cover, 1), (flag, -1), (chosen, 1)], 0)
                        model.cost(cover, weight)

    def _kept_team(self, name: str) -> None:
        """What changes of published facilitators cost."""
        weight = self.index.weight["staff_substituted"]
        model = self.model
        for staff in self.was_usual.get(name, ()):
            model.offset += LOST_USUAL * weight
            for chosen in (self.usual[name], self.usual_co[name]):
                if staff in chosen:
                    model.cost(chosen[staff], -LOST_USUAL * weight)
        for (group, time), team in self.was_led.items():
            if group != name or time not in self.start[name]:
                continue
            start = self.start[name][time]
            model.cost(start, weight * len(team))
            for staff in team:
                for role in (self.leading[name], self.helping[name]):
                    if (time, staff) in role:
                        model.cost(role[time, staff], -weight)

    def _occupies(self, staff: str, time: int, minutes: int, flag: int) -> None:
        at = self.staff_at[staff]
        for slot in range(time, time + self.index.length(minutes)):
            at[slot].append(flag)
        self.staff_time[staff, self.index.date_of(time)].append((flag, minutes))

    # clients

    def _client(self, name: str) -> None:
        index, model = self.index, self.model
        client = self.problem.clients[name]
        must = client.is_active and not self.scope.elastic
        part = _ClientPart(self.one if must else model.flag())
        self.clients[name] = part
        if not must:
            model.hint(part.admitted, int(name in self.state.groups))
            price = client.priority * index.weight["waitlist_not_admitted"]
            if client.is_active:
                price = UNSERVED * index.scale
            model.cost(part.admitted, -price)
            model.offset += price
        self._membership(client, part)
        self._therapist(client, part)
        classes: list[dict[int, list[int]]] = []
        classes += self._attendance(client, part)
        classes += self._sessions(client, part)
        self._day_rules(client, part)
        self._no_overlap(client, part)
        self._gaps(client, part)
        self._kept_appointments(client, part)

    def _membership(self, client: p.Client, part: _ClientPart) -> None:
        index, model, state = self.index, self.model, self.state
        now = state.groups.get(client.id, {})
        kept = client.id in self.scope.keep
        for modality, groups in index.eligible[client.id].items():
            terms = []
            for group in groups:
                if kept and now.get(modality) != group:
                    continue
                if not self._open_to(client, group):
                    continue
                flag = model.flag()
                part.member[group] = flag
                self.joins[group].append((client.id, flag))
                terms.append((flag, 1))
                model.hint(flag, int(now.get(modality) == group))
            model.exactly([*terms, (part.admitted, -1)], 0)
        weight = index.weight["group_changed"]
        for group in client.current_groups:
            model.cost(part.admitted, weight)
            if group in part.member:
                model.cost(part.member[group], -weight)
        self._weekly_hours(client, part)

    def _open_to(self, client: p.Client, group: str) -> bool:
        allowed = self.scope.groups
        if allowed is not None and group not in allowed:
            return False
        told = self.problem.groups[group]
        if any(other in self.left.members.get(group, ()) for other in self.index.apart[client.id]):
            return False
        if self.left.sizes.get(group, 0) >= told.max_size:
            return False
        mask = self.index.client_starts(client.id, self.index.minutes_of[group])
        if group in self.scope.times:
            return bool(mask & self._group_times(group))
        if group not in self.state.times:
            return False
        if not all(mask >> time & 1 for time in self.state.times[group]):
            return False
        processing = self.problem.modalities[told.modality].trauma_processing
        if processing and group not in self.scope.teams:
            return all(
                self.index.can_lead_for(client, self.state.team(group, time)[0])
                for time in self.state.times[group]
            )
        return True

    def _weekly_hours(self, client: p.Client, part: _ClientPart) -> None:
        index, problem = self.index, self.problem
        terms = [
            (flag, problem.groups[group].sessions_per_week * index.minutes_of[group])
            for group, flag in part.member.items()
        ]
        least = client.min_hours_per_week * _HOUR
        most = client.max_hours_per_week
        for week in index.weeks:
            alone = sum(
                asked.count * problem.services[asked.service].minutes
                for asked in client.sessions
                if week in asked.weeks and problem.services[asked.service].counts_toward_hours
            )
            needed = -(-least.numerator // least.denominator) - alone
            self.model.at_least([*terms, (part.admitted, -needed)], 0)
            if most is not None:
                self.model.at_most([*terms, (part.admitted, alone - int(most * _HOUR))], 0)

    def _therapist(self, client: p.Client, part: _ClientPart) -> None:
        index, model = self.index, self.model
        now = self.state.primary.get(client.id)
        reference = self.problem.reference_therapist(client)
        options = index.therapist_options[client.id]
        if client.id in self.scope.keep and now in options:
            options = [now]
        elif self.scope.therapists is not None:
            own = [one for one in options if one in (now, reference)]
            rest = [
                one
                for one in options
                if one not in own
                and self.left.caseload.get(one, 0) < self.problem.staff[one].max_caseload
            ]
            rest.sort(key=lambda one: (self._load(one), one))
            options = own + rest[: self.scope.therapists]
        wish = client.therapist_gender
        for staff in options:
            flag = model.flag()
            part.primary[staff] = flag
            model.hint(flag, int(staff == now))
            if reference is not None and staff != reference:
                model.cost(flag, index.weight["therapist_changed"])
            if wish and not wish.required and self.problem.staff[staff].gender != wish.value:
                model.cost(flag, index.weight["gender_preference_unmet"])
        model.exactly([*((flag, 1) for flag in part.primary.values()), (part.admitted, -1)], 0)

    def _load(self, staff: str) -> tuple[int, int]:
        minutes = sum(
            held for (name, _day), held in self.left.staff_minutes.items() if name == staff
        )
        person = self.problem.staff[staff]
        return (self.left.caseload.get(staff, 0) - person.max_caseload, minutes)

    def _attendance(self, client: p.Client, part: _ClientPart) -> list[dict[int, list[int]]]:
        index, model = self.index, self.model
        found = []
        for group, flag in part.member.items():
            minutes = index.minutes_of[group]
            by_date: dict[int, list[int]] = defaultdict(list)
            if group not in self.scope.times:
                for time in self.state.times[group]:
                    part.attends[group, time] = flag
                    by_date[index.date_of(time)].append(flag)
            else:
                mask = index.client_starts(client.id, minutes) & self._group_times(group)
                by_week: dict[int, list[int]] = defaultdict(list)
                held = self.state.times.get(group, ())
                member = group in self.state.groups.get(client.id, {}).values()
                for time in bits(mask):
                    comes = model.flag()
                    part.attends[group, time] = comes
                    model.implies(comes, self.start[group][time])
                    by_week[index.week_of(time)].append(comes)
                    by_date[index.date_of(time)].append(comes)
                    if held:
                        model.hint(comes, int(member and time in held))
                sessions = self.problem.groups[group].sessions_per_week
                for week in range(len(index.weeks)):
                    model.exactly([*((each, 1) for each in by_week[week]), (flag, -sessions)], 0)
            for (name, time), comes in part.attends.items():
                if name == group:
                    cost = index.avoided(client.id, time, minutes)
                    model.cost(comes, cost * index.weight["avoid_slot"])
            found.append(by_date)
        return found

    def _sessions(self, client: p.Client, part: _ClientPart) -> list[dict[int, list[int]]]:
        found = []
        for asked in client.sessions:
            service = self.problem.services[asked.service]
            by_date: dict[int, list[int]] = defaultdict(list)
            for monday in asked.weeks:
                if monday in self.index.weeks and asked.count:
                    week = self.index.weeks.index(monday)
                    self._asked(client, part, service, asked.count, week, by_date)
            for flags in by_date.values():
                self.model.at_most_one(flags)
            found.append(by_date)
        return found

    def _asked(
        self,
        client: p.Client,
        part: _ClientPart,
        service: p.Service,
        count: int,
        week: int,
        by_date: dict[int, list[int]],
    ) -> None:
        index, model = self.index, self.model
        if not index.can_hold(client, service):
            model.exactly([(part.admitted, 1)], 0)
            return
        people: Sequence[str]
        primaries = list(part.primary)
        away = [one for one in primaries if index.off_in_week[one][week]]
        if not service.by_primary:
            people = index.of_role(client, service.staff_role)
        elif away:
            people = list(dict.fromkeys([*primaries, *index.may_cover(client)]))
        else:
            people = primaries
        if service.by_primary and service.staff_role != "therapist":
            people = [one for one in people if self.problem.staff[one].role == service.staff_role]
        offered = index.client_starts(client.id, service.minutes)
        now = {(name, time, who) for name, time, who in self.state.alone.get(client.id, ())}
        office = not index.telehealth(client, service)
        total: list[tuple[int, int]] = []
        for staff in people:
            mine: list[tuple[int, int]] = []
            mask = offered & index.staff_starts(staff, service.minutes)
            for time in bits(mask):
                if index.week_of(time) != week:
                    continue
                rounded = index.start_of(time) % self.scope.every == 0
                if not rounded and (service.id, time, staff) not in now:
                    continue
                cover = index.cover(time, service.minutes)
                if self.left.staff_busy[staff] & cover:
                    continue
                flag = model.flag()
                part.alone[service.id, time, staff] = flag
                mine.append((flag, 1))
                by_date[index.date_of(time)].append(flag)
                self._occupies(staff, time, service.minutes, flag)
                if office:
                    for slot in range(time, time + index.length(service.minutes)):
                        self.office_at[slot].append(flag)
                model.hint(flag, int((service.id, time, staff) in now))
                avoided = index.avoided(client.id, time, service.minutes)
                model.cost(flag, avoided * index.weight["avoid_slot"])
            total += mine
            if service.by_primary:
                self._by_primary(part, staff, count, mine, away)
        model.exactly([*total, (part.admitted, -count)], 0)

    def _by_primary(
        self,
        part: _ClientPart,
        staff: str,
        count: int,
        mine: list[tuple[int, int]],
        away: list[str],
    ) -> None:
        model = self.model
        own = part.primary.get(staff)
        if not away:
            model.exactly([*mine, *([(own, -count)] if own is not None else [])], 0)
            return
        covers = [(part.primary[one], -count) for one in away if one != staff]
        hers = [(own, -count)] if own is not None else []
        model.at_most([*mine, *hers, *covers], 0)
        if mine:
            covered = model.whole(0, count)
            model.at_least(
                [
                    (covered, 1),
                    *((flag, -1) for flag, _one in mine),
                    *((flag, -factor) for flag, factor in hers),
                ],
                0,
            )
            model.cost(covered, self.index.weight["cover_session"])

    def _by_dates(
        self, part: _ClientPart
    ) -> dict[int, list[tuple[str, int, int, int, bool, bool]]]:
        """For each date: kind, start, minutes, variable, whether it counts, whether it is a day."""
        index = self.index
        found: dict[int, list[tuple[str, int, int, int, bool, bool]]] = defaultdict(list)
        for (group, time), flag in part.attends.items():
            told = (group, time, index.minutes_of[group], flag, True, True)
            found[index.date_of(time)].append(told)
        for (name, time, _staff), flag in part.alone.items():
            service = self.problem.services[name]
            counts, uses = service.counts_toward_hours, service.uses_authorized_day
            told = (name, time, service.minutes, flag, counts, uses)
            found[index.date_of(time)].append(told)
        return found

    def _day_rules(self, client: p.Client, part: _ClientPart) -> None:
        index, model = self.index, self.model
        held = self._by_dates(part)
        days: dict[int, list[int]] = defaultdict(list)
        least = client.min_hours_per_day * _HOUR
        least_minutes = -(-least.numerator // least.denominator)
        most = int(client.max_hours_per_day * _HOUR)
        for number, told in held.items():
            using: dict[str, list[int]] = defaultdict(list)
            for name, _time, _minutes, flag, _counts, uses in told:
                if uses:
                    using[name].append(flag)
            if using:
                day = model.flag()
                days[index.week_of_date[number]].append(day)
                for flags in using.values():
                    model.at_most([*((flag, 1) for flag in flags), (day, -1)], 0)
                counted = [(flag, minutes) for _n, _t, minutes, flag, counts, _u in told if counts]
                model.at_least([*counted, (day, -least_minutes)], 0)
            model.at_most([(flag, minutes) for _n, _t, minutes, flag, _c, _u in told], most)
            self._processing(told)
        for flags in days.values():
            terms = [(flag, 1) for flag in flags]
            model.at_most(terms, client.max_days_per_week)
            room = min(len(flags), client.max_days_per_week) - client.preferred_days_per_week
            if room > 0:
                extra = model.whole(0, room)
                model.at_most([*terms, (extra, -1)], client.preferred_days_per_week)
                model.cost(extra, index.weight["extra_day"])

    def _processing(self, told: list[tuple[str, int, int, int, bool, bool]]) -> None:
        program, groups = self.problem.program, self.problem.groups
        kinds = self.problem.modalities
        processing = []
        containing = []
        for name, time, minutes, flag, _counts, _uses in told:
            if name in groups:
                kind = kinds[groups[name].modality]
                if kind.trauma_processing:
                    processing.append((time, minutes, flag))
                if kind.containment:
                    containing.append((time, flag))
            elif self.problem.services[name].containment:
                containing.append((time, flag))
        if not processing:
            return
        terms = [(flag, 1) for _time, _minutes, flag in processing]
        self.model.at_most(terms, program.max_trauma_processing_per_day)
        if program.containment_after_processing:
            for time, minutes, flag in processing:
                end = time + self.index.length(minutes)
                later = [(after, -1) for start, after in containing if start >= end]
                self.model.at_most([(flag, 1), *later], 0)

    def _no_overlap(self, client: p.Client, part: _ClientPart) -> None:
        at: dict[int, list[int]] = defaultdict(list)
        for told in self._by_dates(part).values():
            for _name, time, minutes, flag, _counts, _uses in told:
                for slot in range(time, time + self.index.length(minutes)):
                    at[slot].append(flag)
        seen: set[frozenset[int]] = set()
        for flags in at.values():
            kind = frozenset(flags)
            if len(flags) > 1 and kind not in seen:
                seen.add(kind)
                if len(kind) < len(flags):
                    # one membership, two sessions at one time: she cannot be in that group
                    self.model.at_most([(flag, 1) for flag in flags], 1)
                else:
                    self.model.at_most_one(flags)

    def _gaps(self, client: p.Client, part: _ClientPart) -> None:
        index, model = self.index, self.model
        weight = index.weight["gap_hour"]
        if not weight:
            return
        for told in self._by_dates(part).values():
            classes: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
            for name, time, minutes, flag, _counts, _uses in told:
                classes[name].append((index.start_of(time), minutes, flag))
            if len(classes) < 2:
                continue
            first = min(start for held in classes.values() for start, _m, _f in held)
            last = max(start + m for held in classes.values() for start, m, _f in held)
            begin, end = model.whole(first, last), model.whole(first, last)
            gap = model.whole(0, last - first)
            for held in classes.values():
                model.at_most([(begin, 1), *((f, last - s) for s, _m, f in held)], last)
                model.at_least([(end, 1), *((f, first - s - m) for s, m, f in held)], first)
            spent = [(flag, minutes) for held in classes.values() for _s, minutes, flag in held]
            model.at_least([(gap, 1), (end, -1), (begin, 1), *spent], 0)
            model.cost(gap, weight // _HOUR)

    def _kept_appointments(self, client: p.Client, part: _ClientPart) -> None:
        """What it costs when something published is no longer there."""
        index, model = self.index, self.model
        moved, other = index.weight["moved_appointment"], index.weight["staff_substituted"]
        for group, time in self.was_in.get(client.id, ()):
            model.offset += moved
            flag = part.attends.get((group, time)) if time is not None else None
            if flag is not None:
                model.cost(flag, -moved)
        for service, time, staff in self.was_alone.get(client.id, ()):
            model.offset += moved
            for (name, at, who), flag in part.alone.items():
                if name == service and at == time:
                    model.cost(flag, -moved)
                    if who != staff:
                        model.cost(flag, other)

    # what everybody shares

    def _gender_of_leads(self) -> None:
        problem, index = self.problem, self.index
        for group, roles in self.leading.items():
            if group not in self.scope.teams:
                leads = {self.state.usual[group][0]}
            else:
                leads = {staff for _time, staff in roles}
            if not problem.modalities[problem.groups[group].modality].trauma_processing:
                continue
            standing = [problem.clients[name] for name in self.left.members.get(group, ())]
            for (_time, staff), flag in roles.items():
                if any(not index.can_lead_for(client, staff) for client in standing):
                    self.model.exactly([(flag, 1)], 0)
            for name, flag in self.joins[group]:
                client = problem.clients[name]
                for staff in leads:
                    if not index.can_lead_for(client, staff):
                        for (_time, who), does in roles.items():
                            if who == staff:
                                self.model.at_most_one([flag, does])

    def _apart(self) -> None:
        for joined in self.joins.values():
            flags = dict(joined)
            for name, flag in joined:
                for other in self.index.apart[name]:
                    if other in flags and name < other:
                        self.model.at_most_one([flag, flags[other]])

    def _sizes(self) -> None:
        index, model = self.index, self.model
        names = set(self.joins) | set(self.start)
        for name in self.problem.groups:
            if name not in names:
                continue
            group = self.problem.groups[name]
            standing = self.left.sizes.get(name, 0)
            terms = [(flag, 1) for _client, flag in self.joins[name]]
            model.at_most(terms, group.max_size - standing)
            if self.scope.elastic:
                if group.min_size > standing:
                    short = model.whole(0, group.min_size - standing)
                    model.at_least([*terms, (short, 1)], group.min_size - standing)
                    model.cost(short, SHORT * index.scale)
            else:
                model.at_least(terms, group.min_size - standing)
            most = standing + len(terms) - group.comfortable_size
            if most > 0:
                over = model.whole(0, most)
                model.at_most([*terms, (over, -1)], group.comfortable_size - standing)
                model.cost(over, index.weight["group_over_comfortable"])

    def _people(self, name: str) -> tuple[int, list[tuple[int, int]]]:
        group = self.problem.groups[name]
        leaders = 1 + self.problem.modalities[group.modality].co_leads
        terms = [(flag, 1) for _client, flag in self.joins.get(name, ())]
        return self.left.sizes.get(name, 0) + leaders, terms

    def _rooms(self) -> None:
        """Counts rooms at each slot, once for each capacity: no more large groups than rooms."""
        index, model = self.index, self.model
        touched = set(self.start) | set(self.joins)
        if not touched:
            self._offices()
            return
        for level, counts in index.rooms_above.items():
            used: dict[int, int] = defaultdict(int)
            at: dict[int, list[int]] = defaultdict(list)
            for name, group in self.problem.groups.items():
                if group.mode != "in_person":
                    continue
                if name not in self.start and name not in self.state.times:
                    continue
                least, joining = self._people(name)
                most = min(least + len(joining), group.max_size + least)
                if most <= level:
                    continue
                starts = self.start.get(name) or dict.fromkeys(self.state.times[name], self.one)
                large: int | None = None
                if least <= level:
                    large = model.flag()
                    model.at_most([*joining, (large, -BIG_SIZE)], level - least)
                for time, flag in starts.items():
                    held = flag
                    if large is not None and flag == self.one:
                        held = large
                    elif large is not None:
                        held = model.flag()
                        model.at_least([(held, 1), (flag, -1), (large, -1)], -1)
                    for slot in range(time, time + index.length(index.minutes_of[name])):
                        if held == self.one:
                            used[slot] += 1
                        else:
                            at[slot].append(held)
            for slot, flags in at.items():
                room = counts[slot] - used[slot]
                if len(flags) > room:
                    model.at_most([(flag, 1) for flag in flags], room)
        self._offices()

    def _offices(self) -> None:
        for slot, flags in self.office_at.items():
            room = self.index.offices_at[slot] - self.left.offices_used.get(slot, 0)
            if len(flags) > room:
                self.model.at_most([(flag, 1) for flag in flags], max(0, room))

    def _staff(self) -> None:
        index, model = self.index, self.model
        for staff, at in self.staff_at.items():
            person = self.problem.staff[staff]
            seen: set[frozenset[int]] = set()
            for flags in at.values():
                kind = frozenset(flags)
                if len(kind) > 1 and kind not in seen:
                    seen.add(kind)
                    if self.one in kind:
                        model.exactly([(flag, 1) for flag in kind if flag != self.one], 0)
                    else:
                        model.at_most_one(sorted(kind))
            self._runs(staff, person, at)
        people = {staff for staff, _number in self.staff_time}
        for staff in sorted(people):
            person = self.problem.staff[staff]
            for number in range(len(index.dates)):
                terms = self.staff_time.get((staff, number), [])
                limit = index.by_hours(person.max_direct_hours_per_day)
                held = self.left.staff_minutes.get((staff, number), 0)
                if terms and held + sum(minutes for _f, minutes in terms) > limit:
                    model.at_most(terms, max(0, limit - held))
            for week in range(len(index.weeks)):
                self._week_of_staff(staff, person, index.dates_of_week[week])

    def _week_of_staff(self, staff: str, person: p.Staff, dates: list[int]) -> None:
        index, model = self.index, self.model
        terms = [term for number in dates for term in self.staff_time.get((staff, number), ())]
        if not terms:
            return
        held = sum(self.left.staff_minutes.get((staff, number), 0) for number in dates)
        limit = index.by_hours(person.max_direct_hours_per_week)
        possible = held + sum(minutes for _flag, minutes in terms)
        if possible > limit:
            model.at_most(terms, max(0, limit - held))
        target = person.target_direct_hours_per_week * _HOUR
        most = min(possible, limit) - int(target)
        weight = index.weight["staff_over_target_hour"] // _HOUR
        if most > 0 and weight:
            over = model.whole(0, most)
            model.at_most([*terms, (over, -1)], int(target) - held)
            model.cost(over, weight)

    def _runs(self, staff: str, person: p.Staff, at: dict[int, list[int]]) -> None:
        """No stretch of direct work longer than the limit: one slot more is never all busy."""
        index = self.index
        most = index.by_hours(person.max_consecutive_hours) // index.slot
        busy = self.left.staff_busy[staff]
        for number in range(len(index.dates)):
            base = number * index.day_slots
            slots = [slot for slot in range(base, base + index.day_slots) if at.get(slot)]
            if not slots:
                continue
            for begin in range(max(base, slots[0] - most), slots[-1] + 1):
                window = range(begin, begin + most + 1)
                if window[-1] >= base + index.day_slots:
                    break
                terms: list[tuple[int, int]] = []
                held = 0
                for slot in window:
                    if busy >> slot & 1:
                        held += 1
                    elif at.get(slot):
                        terms += [(flag, 1) for flag in at[slot]]
                    else:
                        break
                else:
                    if terms:
                        self.model.at_most(terms, max(0, most - held))

    def _caseload(self) -> None:
        load: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for part in self.clients.values():
            for staff, flag in part.primary.items():
                load[staff].append((flag, 1))
        for staff, terms in load.items():
            most = self.problem.staff[staff].max_caseload - self.left.caseload.get(staff, 0)
            if len(terms) > most:
                self.model.at_most(terms, max(0, most))

    # back to a timetable

    def solve(self, limits: Limits) -> tuple[Outcome, State | None]:
        """Solve the piece; the whole timetable with the piece put in, when there is one."""
        outcome = self.model.solve(limits)
        return outcome, self.read(outcome.values) if outcome.status.has_values else None

    def read(self, values: Sequence[int]) -> State:
        """The timetable that the values stand for."""
        state = self.state.copy()
        for name, starts in self.start.items():
            times = tuple(time for time, flag in starts.items() if values[flag])
            state.times[name] = times
            if name not in self.scope.teams:
                for key in [key for key in state.instead if key[0] == name]:
                    if key[1] not in times:
                        del state.instead[key]
                continue
            for key in [key for key in state.instead if key[0] == name]:
                del state.instead[key]
            usual = self._read_team(self.usual[name], self.usual_co[name], values)
            state.usual[name] = usual
            for time in times:
                lead = next(
                    staff
                    for (at, staff), flag in self.leading[name].items()
                    if at == time and values[flag]
                )
                helping = tuple(
                    staff
                    for (at, staff), flag in self.helping[name].items()
                    if at == time and values[flag]
                )
                if lead != usual[0] or set(helping) != set(usual[1]):
                    state.instead[name, time] = (lead, helping)
        for name, part in self.clients.items():
            state.drop(name)
            if not values[part.admitted]:
                continue
            state.groups[name] = {
                self.problem.groups[group].modality: group
                for group, flag in part.member.items()
                if values[flag]
            }
            state.primary[name] = next(
                staff for staff, flag in part.primary.items() if values[flag]
            )
            held: list[Alone] = [key for key, flag in part.alone.items() if values[flag]]
            state.alone[name] = tuple(sorted(held, key=lambda one: (one[1], one[0])))
        return state

    @staticmethod
    def _read_team(usual: dict[str, int], usual_co: dict[str, int], values: Sequence[int]) -> Team:
        lead = next(staff for staff, flag in usual.items() if values[flag])
        return lead, tuple(staff for staff, flag in usual_co.items() if values[flag])


BIG_SIZE = 10_000
"""More people than any group has."""
