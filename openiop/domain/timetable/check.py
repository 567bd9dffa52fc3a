"""Checks a timetable against every hard rule and counts its cost; shares nothing with the solver.

Source: docs/timetable.md, rules H01-H25 and the objective.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .problem import (
    TIERS,
    Client,
    Group,
    GroupSession,
    IndividualSession,
    Problem,
    Solution,
    Window,
)

_HOUR = 60
LOST_USUAL = 5
"""A usual facilitator who is no longer one counts like so many single substitutions."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A hard rule that does not hold, for whom, and how."""

    rule: str
    who: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.rule} {', '.join(self.who)}: {self.text}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a timetable is worth: the rules it breaks, and the count of each part of its cost."""

    breaches: tuple[Breach, ...]
    counts: dict[str, Fraction]
    objective: Fraction
    tiers: tuple[Fraction, ...]

    def __bool__(self) -> bool:
        return not self.breaches


@dataclass(frozen=True, slots=True)
class _Held:
    """A session of either kind, flattened: who is there, where, from when to when."""

    label: str
    on: date
    start: int
    end: int
    staff: tuple[str, ...]
    clients: tuple[str, ...]
    room: str | None
    mode: str
    counted: bool
    uses_day: bool
    processing: bool
    containment: bool

    @property
    def minutes(self) -> int:
        return self.end - self.start


def _clock(minutes: int) -> str:
    return f"{minutes // _HOUR:02d}:{minutes % _HOUR:02d}"


def _inside(start: int, end: int, windows: Sequence[Window]) -> bool:
    return any(begin <= start and end <= last for begin, last in windows)


def _overlap(start: int, end: int, window: Window) -> bool:
    return start < window[1] and window[0] < end


def _hours(minutes: int) -> Fraction:
    return Fraction(minutes, _HOUR)


class _Check:
    """One pass over one solution; every rule is a method that yields its breaches."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem = problem
        self.solution = solution
        self.left_out = set(solution.not_admitted)
        self.served = [each for each in problem.clients.values() if each.id not in self.left_out]
        self.members: dict[str, list[str]] = {group: [] for group in problem.groups}
        self.groups_of: dict[str, list[str]] = defaultdict(list)
        for client, group in dict.fromkeys(solution.memberships):
            if client in problem.clients and group in problem.groups:
                self.members[group].append(client)
                self.groups_of[client].append(group)
        self.group_sessions = [each for each in solution.group_sessions if self._known_group(each)]
        self.individual = [each for each in solution.individual_sessions if self._known(each)]
        self.held = [*map(self._of_group, self.group_sessions), *map(self._alone, self.individual)]
        self.dates = set(problem.program.dates)
        self.by_client: dict[str, list[_Held]] = defaultdict(list)
        self.by_staff: dict[str, list[_Held]] = defaultdict(list)
        self.by_room: dict[str, list[_Held]] = defaultdict(list)
        for each in sorted(self.held, key=lambda one: (one.on, one.start)):
            for client in each.clients:
                self.by_client[client].append(each)
            for person in set(each.staff):
                self.by_staff[person].append(each)
            if each.room is not None:
                self.by_room[each.room].append(each)

    def _known_group(self, session: GroupSession) -> bool:
        staff = self.problem.staff
        return (
            session.group in self.problem.groups
            and session.lead in staff
            and all(person in staff for person in session.co_leads)
            and (session.room is None or session.room in self.problem.rooms)
        )

    def _known(self, session: IndividualSession) -> bool:
        return (
            session.client in self.problem.clients
            and session.service in self.problem.services
            and session.staff in self.problem.staff
            and (session.room is None or session.room in self.problem.rooms)
        )

    def _of_group(self, session: GroupSession) -> _Held:
        group = self.problem.groups[session.group]
        modality = self.problem.modalities[group.modality]
        return _Held(
            label=session.group,
            on=session.on,
            start=session.start,
            end=session.start + modality.minutes,
            staff=(session.lead, *session.co_leads),
            clients=tuple(self.members[session.group]),
            room=session.room,
            mode=group.mode,
            counted=True,
            uses_day=True,
            processing=modality.trauma_processing,
            containment=modality.containment,
        )

    def _alone(self, session: IndividualSession) -> _Held:
        service = self.problem.services[session.service]
        return _Held(
            label=session.client,
            on=session.on,
            start=session.start,
            end=session.start + service.minutes,
            staff=(session.staff,),
            clients=(session.client,),
            room=session.room,
            mode=session.mode,
            counted=service.counts_toward_hours,
            uses_day=service.uses_authorized_day,
            processing=False,
            containment=service.containment,
        )

    def week_of(self, on: date) -> date:
        return on - timedelta(days=on.weekday())

    # the rules, in the order of the format

    def h01(self) -> Iterator[Breach]:
        problem, solution = self.problem, self.solution
        named: list[tuple[str, str, Iterable[str]]] = [
            ("group", "group_staffing", solution.staffing),
            ("group", "group_sessions", (each.group for each in solution.group_sessions)),
            ("group", "memberships", (group for _client, group in solution.memberships)),
            ("client", "memberships", (client for client, _group in solution.memberships)),
            ("client", "primary_therapists", solution.primary_therapists),
            ("staff", "primary_therapists", solution.primary_therapists.values()),
            ("client", "individual_sessions", (e.client for e in solution.individual_sessions)),
            ("service", "individual_sessions", (e.service for e in solution.individual_sessions)),
            ("staff", "individual_sessions", (e.staff for e in solution.individual_sessions)),
            ("client", "not_admitted", solution.not_admitted),
        ]
        named += [
            ("staff", "group_staffing", (each.lead, *each.co_leads))
            for each in solution.staffing.values()
        ]
        named += [
            ("staff", "group_sessions", (each.lead, *each.co_leads))
            for each in solution.group_sessions
        ]
        rooms = [each.room for each in solution.group_sessions]
        rooms += [each.room for each in solution.individual_sessions]
        named.append(("room", "sessions", (room for room in rooms if room is not None)))
        known: dict[str, Iterable[str]] = {
            "group": problem.groups,
            "client": problem.clients,
            "staff": problem.staff,
            "service": problem.services,
            "room": problem.rooms,
        }
        for kind, where, names in named:
            for name in dict.fromkeys(names):
                if name not in known[kind]:
                    yield Breach("H01", (name,), f"{where} names an unknown {kind}")
        for (client, group), times in Counter(solution.memberships).items():
            if times > 1:
                yield Breach("H01", (client, group), "the membership is listed twice")
        for name in self.left_out:
            told = problem.clients.get(name)
            if told is None:
                continue
            if told.is_active:
                yield Breach("H01", (name,), "an active client must be served")
            if self.groups_of[name] or any(each.client == name for each in self.individual):
                yield Breach("H01", (name,), "is not admitted, but has a group or a session")
            if name in solution.primary_therapists:
                yield Breach("H01", (name,), "is not admitted, but has a primary therapist")

    def h02(self) -> Iterator[Breach]:
        program = self.problem.program
        for each in self.held:
            when = f"{each.on} {_clock(each.start)}"
            if each.start % program.slot_minutes:
                yield Breach("H02", (each.label,), f"{when} is off the grid")
            if each.on not in self.dates:
                yield Breach("H02", (each.label,), f"{each.on} is no open date of the horizon")
            elif not _inside(each.start, each.end, program.windows_on(each.on)):
                yield Breach("H02", (each.label,), f"{when} is outside the opening hours")

    def h03(self) -> Iterator[Breach]:
        for group in self.problem.groups.values():
            dates = [each.on for each in self.group_sessions if each.group == group.id]
            if len(set(dates)) < len(dates):
                yield Breach("H03", (group.id,), "meets twice on one date")
            held = Counter(self.week_of(on) for on in dates)
            for week in self.problem.program.weeks:
                if held[week] != group.sessions_per_week:
                    text = f"{held[week]} sessions in the week of {week}"
                    yield Breach("H03", (group.id,), f"{text}, not {group.sessions_per_week}")

    def h04(self) -> Iterator[Breach]:
        for group in self.problem.groups.values():
            minutes = self.problem.modalities[group.modality].minutes
            starts: dict[date, list[tuple[int, int]]] = defaultdict(list)
            for each in self.group_sessions:
                if each.group == group.id:
                    starts[self.week_of(each.on)].append((each.on.weekday(), each.start))
            for week, times in starts.items():
                if group.same_start_time and len({start for _day, start in times}) > 1:
                    yield Breach("H04", (group.id,), f"different times in the week of {week}")
                if group.window and not all(
                    _inside(start, start + minutes, [group.window]) for _day, start in times
                ):
                    yield Breach("H04", (group.id,), f"outside its window in the week of {week}")
                if group.pinned is not None and sorted(times) != sorted(
                    (pin.weekday, pin.start) for pin in group.pinned
                ):
                    yield Breach("H04", (group.id,), f"not at its pinned times, week of {week}")

    def _team_faults(self, group: Group, lead: str, co_leads: Sequence[str]) -> Iterator[str]:
        modality = self.problem.modalities[group.modality]
        staff = self.problem.staff
        if lead not in staff or any(person not in staff for person in co_leads):
            return
        leader = staff[lead]
        if leader.role != "therapist":
            yield f"the lead {lead} is no therapist"
        if modality.lead_skill is not None and modality.lead_skill not in leader.skills:
            yield f"the lead {lead} lacks {modality.lead_skill}"
        if group.language not in leader.languages:
            yield f"the lead {lead} does not speak {group.language}"
        if len({lead, *co_leads}) != 1 + len(co_leads) or len(co_leads) != modality.co_leads:
            yield f"{len(set(co_leads) - {lead})} co-leaders, not {modality.co_leads}"
        for person in co_leads:
            if staff[person].role != "therapist":
                yield f"the co-leader {person} is no therapist"
            skill = modality.co_lead_skill
            if skill is not None and skill not in staff[person].skills:
                yield f"the co-leader {person} lacks {skill}"

    def h05(self) -> Iterator[Breach]:
        for group in self.problem.groups.values():
            usual = self.solution.staffing.get(group.id)
            if usual is None:
                yield Breach("H05", (group.id,), "has no usual facilitators")
                continue
            for text in self._team_faults(group, usual.lead, usual.co_leads):
                yield Breach("H05", (group.id,), text)
        for each in self.group_sessions:
            group = self.problem.groups[each.group]
            for text in self._team_faults(group, each.lead, each.co_leads):
                yield Breach("H05", (each.group, each.on.isoformat()), text)

    def h06(self) -> Iterator[Breach]:
        staff = self.problem.staff
        for each in self.group_sessions:
            usual = self.solution.staffing.get(each.group)
            if usual is None or usual.lead not in staff:
                continue
            who = (each.group, each.on.isoformat())
            if each.lead != usual.lead and not staff[usual.lead].is_off(each.on):
                yield Breach("H06", who, f"{usual.lead} could lead, but {each.lead} does")
            for person in set(usual.co_leads) - set(each.co_leads):
                if person in staff and not staff[person].is_off(each.on):
                    yield Breach("H06", who, f"{person} could co-lead, but does not")

    def h07(self) -> Iterator[Breach]:
        staff, program = self.problem.staff, self.problem.program
        for client in self.served:
            name = self.solution.primary_therapists.get(client.id)
            if name is None:
                yield Breach("H07", (client.id,), "has no primary therapist")
            elif name in staff:
                if staff[name].role != "therapist":
                    yield Breach("H07", (client.id, name), "the primary is no therapist")
                if client.language not in staff[name].languages:
                    yield Breach("H07", (client.id, name), f"does not speak {client.language}")
        for each in self.individual:
            service, person = self.problem.services[each.service], staff[each.staff]
            client = self.problem.clients[each.client]
            who = (each.client, each.staff, each.on.isoformat())
            if person.role != service.staff_role:
                yield Breach("H07", who, f"{each.service} needs a {service.staff_role}")
            if client.language not in person.languages:
                yield Breach("H07", who, f"does not speak {client.language}")
            primary = self.solution.primary_therapists.get(each.client, "")
            if service.by_primary and each.staff != primary and primary in staff:
                week = program.dates_of(self.week_of(each.on))
                if not any(staff[primary].is_off(day) for day in week):
                    yield Breach("H07", who, f"{primary} has no time off in that week")

    def h08(self) -> Iterator[Breach]:
        staff = self.problem.staff
        for client in self.served:
            wish = client.therapist_gender
            if wish is None or not wish.required:
                continue
            primary = self.solution.primary_therapists.get(client.id, "")
            if primary in staff and staff[primary].gender != wish.value:
                yield Breach("H08", (client.id, primary), f"her therapist must be {wish.value}")
            for each in self.individual:
                if (
                    each.client == client.id
                    and self.problem.services[each.service].by_primary
                    and staff[each.staff].gender != wish.value
                ):
                    yield Breach("H08", (client.id, each.staff), f"cover must be {wish.value}")
            for session in self.group_sessions:
                group = self.problem.groups[session.group]
                if (
                    client.id in self.members[session.group]
                    and self.problem.modalities[group.modality].trauma_processing
                    and staff[session.lead].gender != wish.value
                ):
                    who = (client.id, session.group, session.on.isoformat())
                    yield Breach("H08", who, f"the lead {session.lead} must be {wish.value}")

    def h09(self) -> Iterator[Breach]:
        kinds = {room.id: room.kind for room in self.problem.rooms.values()}
        told = [("group", self._of_group(each)) for each in self.group_sessions]
        told += [("office", self._alone(each)) for each in self.individual]
        for kind, each in told:
            when = f"{each.on} {_clock(each.start)}"
            if each.mode == "telehealth" and each.room is not None:
                yield Breach("H09", (each.label,), f"{when} is telehealth, but has a room")
            if each.mode == "in_person" and (each.room is None or kinds[each.room] != kind):
                yield Breach("H09", (each.label,), f"{when} needs a room of kind {kind}")

    def h10(self) -> Iterator[Breach]:
        for each in self.group_sessions:
            people = len(self.members[each.group]) + 1 + len(each.co_leads)
            if each.room is not None and self.problem.rooms[each.room].capacity < people:
                who = (each.group, each.room, each.on.isoformat())
                yield Breach("H10", who, f"{people} people do not fit")

    def h11(self) -> Iterator[Breach]:
        for group in self.problem.groups.values():
            size = len(self.members[group.id])
            if not group.min_size <= size <= group.max_size:
                text = f"{size} members, not {group.min_size} to {group.max_size}"
                yield Breach("H11", (group.id,), text)

    def h12(self) -> Iterator[Breach]:
        for client in self.served:
            for name in self.groups_of[client.id]:
                if client.mode not in ("either", self.problem.groups[name].mode):
                    yield Breach("H12", (client.id, name), f"she can only come {client.mode}")
        for each in self.individual:
            if each.mode not in self.problem.services[each.service].modes:
                yield Breach("H12", (each.client,), f"{each.service} is not held {each.mode}")
            if self.problem.clients[each.client].mode not in ("either", each.mode):
                yield Breach("H12", (each.client,), f"{each.service} is not in her mode")

    def h13(self) -> Iterator[Breach]:
        for of in (self.by_client, self.by_staff, self.by_room):
            for name, held in of.items():
                latest: _Held | None = None
                for each in held:
                    if latest and latest.on == each.on and each.start < latest.end:
                        text = f"{latest.label} and {each.label} overlap on {each.on}"
                        yield Breach("H13", (name,), text)
                    if latest is None or (each.on, each.end) > (latest.on, latest.end):
                        latest = each
        for name, held in self.by_room.items():
            for absence in self.problem.rooms[name].unavailable:
                for each in held:
                    if each.on == absence.on and _overlap(each.start, each.end, absence.window):
                        yield Breach("H13", (name, each.label), f"not available on {each.on}")

    def h14(self) -> Iterator[Breach]:
        for name, held in self.by_staff.items():
            person = self.problem.staff[name]
            for each in held:
                when = f"{each.on} {_clock(each.start)}"
                if person.is_off(each.on):
                    yield Breach("H14", (name, each.label), f"has time off on {each.on}")
                elif not _inside(each.start, each.end, person.hours.get(each.on.weekday(), ())):
                    yield Breach("H14", (name, each.label), f"{when} is outside her hours")

    def h15(self) -> Iterator[Breach]:
        for name, held in self.by_staff.items():
            person = self.problem.staff[name]
            days: Counter[date] = Counter()
            weeks: Counter[date] = Counter()
            for each in held:
                days[each.on] += each.minutes
                weeks[self.week_of(each.on)] += each.minutes
            for day, minutes in days.items():
                if _hours(minutes) > person.max_direct_hours_per_day:
                    yield Breach("H15", (name,), f"{float(_hours(minutes)):g} hours on {day}")
            for week, minutes in weeks.items():
                if _hours(minutes) > person.max_direct_hours_per_week:
                    text = f"{float(_hours(minutes)):g} hours in the week of {week}"
                    yield Breach("H15", (name,), text)

    def h16(self) -> Iterator[Breach]:
        for name, held in self.by_staff.items():
            most = self.problem.staff[name].max_consecutive_hours
            begun: _Held | None = None
            until = 0
            for each in held:
                if begun is None or begun.on != each.on or each.start > until:
                    begun, until = each, each.end
                until = max(until, each.end)
                if _hours(until - begun.start) > most:
                    text = f"no break on {each.on} from {_clock(begun.start)} to {_clock(until)}"
                    yield Breach("H16", (name,), text)

    def h17(self) -> Iterator[Breach]:
        load = Counter(
            self.solution.primary_therapists[client.id]
            for client in self.served
            if client.id in self.solution.primary_therapists
        )
        for name, clients in load.items():
            person = self.problem.staff.get(name)
            if person and clients > person.max_caseload:
                yield Breach("H17", (name,), f"{clients} clients, not {person.max_caseload}")

    def h18(self) -> Iterator[Breach]:
        for client in self.served:
            held = Counter(self.problem.groups[name].modality for name in self.groups_of[client.id])
            needed = {need.modality for need in client.needs}
            for modality in sorted(needed | set(held)):
                if held[modality] != (modality in needed):
                    text = f"{held[modality]} groups of {modality}, not {int(modality in needed)}"
                    yield Breach("H18", (client.id,), text)

    def h19(self) -> Iterator[Breach]:
        for client in self.served:
            for name in self.groups_of[client.id]:
                group = self.problem.groups[name]
                if client.track not in group.tracks:
                    yield Breach("H19", (client.id, name), f"not for the track {client.track}")
                if client.phase not in group.phases:
                    yield Breach("H19", (client.id, name), f"not for phase {client.phase}")
                if client.language != group.language:
                    yield Breach("H19", (client.id, name), f"is held in {group.language}")

    def h20(self) -> Iterator[Breach]:
        for client in self.served:
            done = {need.modality: need.completed_units for need in client.needs}
            for name in self.groups_of[client.id]:
                group = self.problem.groups[name]
                if name in client.current_groups:
                    continue
                if not group.accepts_new:
                    yield Breach("H20", (client.id, name), "takes nobody new")
                units = done.get(group.modality, 0)
                if group.next_unit is not None and group.next_unit > units + 1:
                    text = f"next is unit {group.next_unit}, she has completed {units}"
                    yield Breach("H20", (client.id, name), text)

    def h21(self) -> Iterator[Breach]:
        wanted: Counter[tuple[str, str, date]] = Counter()
        for client in self.served:
            for asked in client.sessions:
                for week in asked.weeks:
                    wanted[client.id, asked.service, week] += asked.count
        held: Counter[tuple[str, str, date]] = Counter()
        dates: Counter[tuple[str, str, date]] = Counter()
        for each in self.individual:
            held[each.client, each.service, self.week_of(each.on)] += 1
            dates[each.client, each.service, each.on] += 1
        for key in sorted(wanted.keys() | held.keys()):
            if wanted[key] != held[key]:
                text = f"{held[key]} of {key[1]} in the week of {key[2]}, not {wanted[key]}"
                yield Breach("H21", (key[0],), text)
        for (name, service, on), times in dates.items():
            if times > 1:
                yield Breach("H21", (name,), f"{service} twice on {on}")

    def h22(self) -> Iterator[Breach]:
        for name, held in self.by_client.items():
            client = self.problem.clients[name]
            for each in held:
                when = f"{each.on} {_clock(each.start)}"
                hours = client.availability.get(each.on.weekday(), ())
                away = any(
                    absence.on == each.on and _overlap(each.start, each.end, absence.window)
                    for absence in client.unavailable
                )
                if away or not _inside(each.start, each.end, hours):
                    yield Breach("H22", (name, each.label), f"cannot come {when}")

    def h23(self) -> Iterator[Breach]:
        for client in self.served:
            counted: Counter[date] = Counter()
            spent: Counter[date] = Counter()
            attended: dict[date, set[date]] = defaultdict(set)
            by_date: Counter[date] = Counter()
            for each in self.by_client[client.id]:
                spent[each.on] += each.minutes
                if each.counted:
                    counted[self.week_of(each.on)] += each.minutes
                    by_date[each.on] += each.minutes
                if each.uses_day:
                    attended[self.week_of(each.on)].add(each.on)
            yield from self._hours_of(client, counted, attended, by_date, spent)

    def _hours_of(
        self,
        client: Client,
        counted: Counter[date],
        attended: dict[date, set[date]],
        by_date: Counter[date],
        spent: Counter[date],
    ) -> Iterator[Breach]:
        who = (client.id,)
        for week in self.problem.program.weeks:
            hours = _hours(counted[week])
            if hours < client.min_hours_per_week:
                yield Breach("H23", who, f"only {float(hours):g} hours in the week of {week}")
            if client.max_hours_per_week is not None and hours > client.max_hours_per_week:
                yield Breach("H23", who, f"{float(hours):g} hours in the week of {week}")
            if len(attended[week]) > client.max_days_per_week:
                yield Breach("H23", who, f"{len(attended[week])} days in the week of {week}")
            for day in sorted(attended[week]):
                if _hours(by_date[day]) < client.min_hours_per_day:
                    text = f"only {float(_hours(by_date[day])):g} hours on {day}"
                    yield Breach("H23", who, text)
        for day, minutes in spent.items():
            if _hours(minutes) > client.max_hours_per_day:
                yield Breach("H23", who, f"{float(_hours(minutes)):g} hours on {day}")

    def h24(self) -> Iterator[Breach]:
        program = self.problem.program
        for client in self.served:
            held = self.by_client[client.id]
            processing = Counter(each.on for each in held if each.processing)
            for day, times in processing.items():
                if times > program.max_trauma_processing_per_day:
                    yield Breach("H24", (client.id,), f"{times} processing sessions on {day}")
            if not program.containment_after_processing:
                continue
            for each in held:
                if each.processing and not any(
                    one.containment and one.on == each.on and one.start >= each.end for one in held
                ):
                    text = f"no containment after {each.label} on {each.on}"
                    yield Breach("H24", (client.id,), text)

    def h25(self) -> Iterator[Breach]:
        for rule in self.problem.keep_apart:
            for group, members in self.members.items():
                together = tuple(name for name in dict.fromkeys(rule.clients) if name in members)
                if len(together) > 1:
                    yield Breach("H25", (*together, group), "must not share a group")

    def breaches(self) -> tuple[Breach, ...]:
        rules = (
            *(self.h01, self.h02, self.h03, self.h04, self.h05, self.h06, self.h07, self.h08),
            *(self.h09, self.h10, self.h11, self.h12, self.h13, self.h14, self.h15, self.h16),
            *(self.h17, self.h18, self.h19, self.h20, self.h21, self.h22, self.h23, self.h24),
            self.h25,
        )
        return tuple(breach for rule in rules for breach in rule())

    # the objective, part by part

    def counts(self) -> dict[str, Fraction]:
        clients = self.problem.clients
        refused = sum(clients[name].priority for name in self.left_out if name in clients)
        return {
            "waitlist_not_admitted": Fraction(refused),
            "therapist_changed": Fraction(sum(map(self._changed_therapist, self.served))),
            "group_changed": Fraction(
                sum(
                    name not in self.groups_of[client.id]
                    for client in self.served
                    for name in client.current_groups
                )
            ),
            "cover_session": Fraction(self._covered()),
            "moved_appointment": Fraction(self._moved()),
            "extra_day": Fraction(self._extra_days()),
            "staff_substituted": Fraction(self._substituted()),
            "gender_preference_unmet": Fraction(sum(map(self._unmet, self.served))),
            "gap_hour": _hours(sum(map(self._gap_minutes, self.served))),
            "avoid_slot": Fraction(sum(map(self._avoided_slots, self.served))),
            "group_over_comfortable": Fraction(
                sum(
                    max(0, len(self.members[group.id]) - group.comfortable_size)
                    for group in self.problem.groups.values()
                )
            ),
            "staff_over_target_hour": self._over_target(),
            "room_changed": Fraction(self._changed_rooms()),
        }

    def _changed_therapist(self, client: Client) -> bool:
        reference = self.problem.reference_therapist(client)
        return (
            reference is not None and self.solution.primary_therapists.get(client.id) != reference
        )

    def _unmet(self, client: Client) -> bool:
        wish = client.therapist_gender
        person = self.problem.staff.get(self.solution.primary_therapists.get(client.id, ""))
        return bool(wish and not wish.required and person and person.gender != wish.value)

    def _covered(self) -> int:
        primary = self.solution.primary_therapists
        alone = sum(
            self.problem.services[each.service].by_primary
            and each.staff != primary.get(each.client)
            for each in self.individual
        )
        in_groups = 0
        for each in self.group_sessions:
            usual = self.solution.staffing.get(each.group)
            if usual:
                in_groups += each.lead != usual.lead
                in_groups += sum(person not in usual.co_leads for person in each.co_leads)
        return alone + in_groups

    @staticmethod
    def _appointments(solution: Solution) -> set[tuple[str, str, str, date, int]]:
        held: dict[str, list[GroupSession]] = defaultdict(list)
        for session in solution.group_sessions:
            held[session.group].append(session)
        return {
            (client, "group", group, each.on, each.start)
            for client, group in solution.memberships
            for each in held[group]
        } | {
            (each.client, "service", each.service, each.on, each.start)
            for each in solution.individual_sessions
        }

    def _moved(self) -> int:
        baseline = self.problem.baseline
        if baseline is None:
            return 0
        return len(self._appointments(baseline) - self._appointments(self.solution))

    def _kept(
        self,
    ) -> Iterator[tuple[GroupSession, GroupSession] | tuple[IndividualSession, IndividualSession]]:
        """Sessions of the baseline held at the same time now, with what they are now."""
        baseline = self.problem.baseline
        if baseline is None:
            return
        groups = {(each.group, each.on, each.start): each for each in self.group_sessions}
        for each in baseline.group_sessions:
            now = groups.get((each.group, each.on, each.start))
            if now:
                yield each, now
        alone = {(e.client, e.service, e.on, e.start): e for e in self.individual}
        for one in baseline.individual_sessions:
            then = alone.get((one.client, one.service, one.on, one.start))
            if then:
                yield one, then

    def _substituted(self) -> Fraction:
        baseline = self.problem.baseline
        if baseline is None:
            return Fraction(0)
        total = Fraction(0)
        for before, now in self._kept():
            if isinstance(before, IndividualSession) and isinstance(now, IndividualSession):
                total += before.staff != now.staff
            elif isinstance(before, GroupSession) and isinstance(now, GroupSession):
                total += len({before.lead, *before.co_leads} - {now.lead, *now.co_leads})
        for group, usual in baseline.staffing.items():
            after = self.solution.staffing.get(group)
            if after:
                gone = {usual.lead, *usual.co_leads} - {after.lead, *after.co_leads}
                total += LOST_USUAL * len(gone)
        return total

    def _extra_days(self) -> int:
        extra = 0
        for client in self.served:
            days: dict[date, set[date]] = defaultdict(set)
            for each in self.by_client[client.id]:
                if each.uses_day:
                    days[self.week_of(each.on)].add(each.on)
            extra += sum(max(0, len(d) - client.preferred_days_per_week) for d in days.values())
        return extra

    def _gap_minutes(self, client: Client) -> int:
        by_date: dict[date, list[_Held]] = defaultdict(list)
        for each in self.by_client[client.id]:
            by_date[each.on].append(each)
        return sum(
            max(each.end for each in held)
            - min(each.start for each in held)
            - sum(each.minutes for each in held)
            for held in by_date.values()
        )

    def _avoided_slots(self, client: Client) -> int:
        slot = self.problem.program.slot_minutes
        touched = 0
        for each in self.by_client[client.id]:
            windows = client.avoid.get(each.on.weekday(), ())
            for begin in range(each.start - each.start % slot, each.end, slot):
                touched += any(_overlap(begin, begin + slot, window) for window in windows)
        return touched

    def _over_target(self) -> Fraction:
        over = Fraction(0)
        for name, held in self.by_staff.items():
            weeks: Counter[date] = Counter()
            for each in held:
                weeks[self.week_of(each.on)] += each.minutes
            target = self.problem.staff[name].target_direct_hours_per_week
            over += sum((max(Fraction(0), _hours(m) - target) for m in weeks.values()), Fraction(0))
        return over

    def _changed_rooms(self) -> int:
        return sum(
            before.room is not None and now.room is not None and before.room != now.room
            for before, now in self._kept()
        )


def check(problem: Problem, solution: Solution) -> Verdict:
    """Every hard rule the solution breaks, and what it costs part by part."""
    one = _Check(problem, solution)
    counts = one.counts()
    costs = {name: count * problem.weights[name] for name, count in counts.items()}
    tiers = tuple(sum((costs[name] for name in tier), Fraction(0)) for tier in TIERS)
    return Verdict(one.breaches(), counts, sum(costs.values(), Fraction(0)), tiers)
