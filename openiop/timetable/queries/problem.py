"""The planned week in the terms of the timetable: what is known becomes facts, the rest is named.

Every meeting of a group on a date becomes a group of its own, tied to its time, because clients of
one group come on different weekdays. Whoever is on its roster that day is its member.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import NamedTuple
from uuid import UUID

from openiop.accounts.queries import names_by_id, sign_in_names_with_role
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import clients_by_id, coming_days, open_episodes
from openiop.coverage.queries import most_days_by_client
from openiop.domain.privacy import Role
from openiop.domain.skills.load import LOAD_RULES
from openiop.domain.timetable import problem as p
from openiop.domain.timetable.problem import WEEKDAYS
from openiop.domain.timetable.reading import joined
from openiop.domain.wishes import TimetableWishes, for_timetable, without
from openiop.domain.words import SessionKind
from openiop.domain.working_terms import WorkingTerms
from openiop.practice.queries.load import whose_rise_stays
from openiop.programs.models import Room
from openiop.programs.queries import license_days, terms_by_person
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    away_days,
    meetings_of,
    open_hours,
    timetable_keep_apart,
    wishes_by_client,
)

ANY = "any"
NOBODY = "nobody"
"""Stands for the leader of a session that has none."""
OWN = "own"
"""A session with her own therapist."""
THERAPIST = "therapist"
PRESCRIBER = "prescriber"
WITHOUT_ROOM = "no room: "
MANY = 999
ALWAYS = Fraction(24)
WEEK_HOURS = Fraction(168)
HOUR = 60
LIGHTER = Fraction(LOAD_RULES.full_therapeutic_min - 1, HOUR)
"""Hours of a day that is not full: as much as is planned for her whose distress stays up."""
LEADERS = (Role.CLINICAL_LEAD, Role.THERAPIST, Role.FACILITATOR)
CLINICIANS = (Role.CLINICAL_LEAD, Role.THERAPIST)

NOT_KNOWN = (
    "The language of each group, and who speaks which.",
    "What must follow a group that processes: its closing round stands on the calendar as it is.",
    "Which group is by video, and which rooms are closed on a date.",
)
"""What no page asks for yet, so that no rule can look at it."""
NO_TERMS = "Hours, limits and training of {n} of {all} people: they may be planned at any time."


@dataclass(frozen=True)
class Week:
    """Some days of a week as a problem with its published plan, and the names behind the ids."""

    problem: p.Problem
    baseline: p.Solution
    sessions: Mapping[str, Session]
    """Those the problem knows, groups and individual ones, by id."""
    members: Mapping[str, frozenset[UUID]]
    names: Mapping[str, str]
    clients: Mapping[UUID, Client]
    clinicians: frozenset[str]
    """Who may see a client alone; others lead groups only."""


class _Span(NamedTuple):
    on: date
    start: int
    end: int


def _minute(at: datetime) -> int:
    here = clock.local(at)
    return here.hour * HOUR + here.minute


def _span(session: Session) -> _Span:
    start = _minute(session.starts_at)
    return _Span(session.on, start, start + session.minutes)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def planned_sessions(first: date, last: date) -> list[Session]:
    """Everything on the calendar from `first` to `last`, blocks too; one statement."""
    rows = Session.objects.select_related("room", "group", "client").filter(
        on__range=(first, last), canceled_at__isnull=True
    )
    return list(rows.order_by("starts_at", "name"))


class Allow(Enum):
    """What already goes past a rule and may stay as it is."""

    NOTHING = "nothing"
    GROUPS = "groups"
    """Groups keep their times and members whatever stands against it; sessions of one do not."""
    ALL = "all"


def week_from(
    first: date,
    away: Mapping[UUID, Collection[date]] | None = None,
    *,
    allow: Allow = Allow.NOTHING,
    own_minutes: int = 0,
) -> Week:
    """The week of `first` from that day on; a dozen statements, however many clients.

    Who is entered as away cannot work; `away` are further days. With `own_minutes` every client
    with a therapist who comes that week and has no session of her own in it is asked one for.
    """
    monday = monday_of(first)
    last = monday + timedelta(days=6)
    planned = planned_sessions(first, last)
    sessions = [each for each in planned if each.kind.is_group or each.client_id is not None]
    blocks = [each for each in planned if not each.kind.is_group and each.client_id is None]
    met = meetings_of([each.pk for each in sessions])
    coming = coming_days(first, last, met.invited) if sessions else {}
    members = {
        str(each.pk): frozenset(
            met.members(each, {pk for pk, days in coming.items() if each.on in days})
        )
        for each in sessions
    }
    wanted = {client_id for held in members.values() for client_id in held}
    all_away = away_days(monday, last)
    for id_, days in (away or {}).items():
        all_away[id_] = all_away.get(id_, set()) | set(days)
    facts = _Facts(first, monday, sessions, blocks, members, clients_by_id(wanted), all_away)
    week = _Building(facts, own_minutes).built()
    if allow is Allow.NOTHING:
        return week
    busy = _with_blocks(week, blocks)
    return replace(week, problem=_allowing(busy, week.baseline, own_too=allow is Allow.ALL))


def _with_blocks(week: Week, blocks: Sequence[Session]) -> p.Problem:
    """Arrival, breaks and closing are no time to offer for a session of her own."""
    spans = [p.Absence(_span(each).on, _span(each)[1:]) for each in blocks]
    clients = {
        name: replace(client, unavailable=(*client.unavailable, *spans))
        for name, client in week.problem.clients.items()
    }
    return replace(week.problem, clients=clients)


class _Facts(NamedTuple):
    """The rows a week is made from."""

    first: date
    monday: date
    sessions: Sequence[Session]
    blocks: Sequence[Session]
    members: Mapping[str, frozenset[UUID]]
    clients: Mapping[UUID, Client]
    away: Mapping[UUID, Collection[date]]


class _Building:
    """One week on its way from rows to facts."""

    def __init__(self, facts: _Facts, own_minutes: int) -> None:
        self.first, self.monday, self.away = facts.first, facts.monday, facts.away
        self.days = [self.monday + timedelta(days=n) for n in range(7)]
        self.sessions = {str(each.pk): each for each in facts.sessions}
        self.groups = [each for each in facts.sessions if each.client_id is None]
        self.alone = [each for each in facts.sessions if each.client_id is not None]
        self.blocks = facts.blocks
        self.members, self.clients = facts.members, facts.clients
        self.own_minutes = own_minutes
        self.terms = terms_by_person()
        self.stays = {stay.client_id: stay for stay in open_episodes(self.first)}
        self.leaders = set(sign_in_names_with_role(*LEADERS).values())
        self.clinicians = set(sign_in_names_with_role(*CLINICIANS).values())
        self.prescribers = set(sign_in_names_with_role(Role.PRESCRIBER).values())
        self.open = self._open()

    def built(self) -> Week:
        staff = self._staff()
        known = frozenset(staff)
        baseline = self._baseline(known)
        rooms = self._rooms()
        found = p.Problem(
            id=self.monday.isoformat(),
            program=p.Program(
                name="week",
                weeks=(self.monday,),
                slot_minutes=self._grid(),
                open=self.open,
                closed_dates=frozenset(day for day in self.days if day < self.first),
                max_trauma_processing_per_day=1,
                containment_after_processing=False,
            ),
            weights={name: Fraction(cost) for name, cost in p.DEFAULT_WEIGHTS.items()},
            modalities=self._modalities(),
            services=self._services(),
            rooms=rooms,
            staff=staff,
            groups=self._groups(rooms),
            clients=self._clients(),
            keep_apart=tuple(
                p.KeepApart(tuple(map(str, rule["clients"])), str(rule["reason"]))  # type: ignore[call-overload] # the timetable's own form
                for rule in timetable_keep_apart(self.clients)
            ),
            baseline=baseline,
        )
        ids = [UUID(each) for each in staff if each != NOBODY]
        names = {str(id_): name for id_, name in names_by_id(ids).items()}
        names |= {str(id_): client.short_name for id_, client in self.clients.items()}
        names |= {key: each.name for key, each in self.sessions.items()}
        names |= {room: room.removeprefix(WITHOUT_ROOM) for room in rooms}
        names |= {str(each.room_id): each.room.name for each in self.sessions.values() if each.room}
        names[NOBODY] = "nobody yet"
        return Week(
            found,
            baseline,
            self.sessions,
            self.members,
            names,
            self.clients,
            frozenset(map(str, self.clinicians)),
        )

    def _open(self) -> dict[int, tuple[p.Window, ...]]:
        windows: dict[int, list[p.Window]] = defaultdict(list)
        for weekday, hours in open_hours().items():
            windows[weekday] += hours
        for each in self.sessions.values():
            span = _span(each)
            windows[span.on.weekday()].append((span.start, span.end))
        # a day is open from its first to its last moment, so that nothing falls between
        return {
            weekday: ((min(begin for begin, _end in held), max(end for _begin, end in held)),)
            for weekday, held in sorted(windows.items())
        }

    def _grid(self) -> int:
        times = [part for each in self.sessions.values() for part in _span(each)[1:]]
        return reduce(gcd, times, HOUR)

    def _staff(self) -> dict[str, p.Staff]:
        people = self.leaders | self.prescribers
        for each in self.sessions.values():
            people |= {id_ for id_ in (each.lead_id, each.co_lead_id) if id_}
        people |= {stay.therapist_id for stay in self.stays.values() if stay.therapist_id}
        last_days = license_days()
        found = {}
        for id_ in sorted(people, key=str):
            off = [p.TimeOff(day, day) for day in sorted(self.away.get(id_, ()))]
            until = last_days.get(id_)
            if until is not None and until < self.days[-1]:
                off.append(p.TimeOff(until + timedelta(days=1), self.days[-1]))
            only_prescribes = id_ in self.prescribers and id_ not in self.leaders
            found[str(id_)] = self._person(
                str(id_), PRESCRIBER if only_prescribes else THERAPIST, tuple(off)
            )
        all_week = (p.TimeOff(self.days[0], self.days[-1]),)
        found[NOBODY] = self._person(NOBODY, THERAPIST, all_week)
        return found

    def _person(self, name: str, role: str, off: tuple[p.TimeOff, ...]) -> p.Staff:
        told = self.terms.get(UUID(name), WorkingTerms()) if name != NOBODY else WorkingTerms()
        a_week = Fraction(told.hours_a_week_most or WEEK_HOURS)
        return p.Staff(
            id=name,
            role=role,
            gender=str(told.gender or ""),
            skills=frozenset(map(str, told.leads or SessionKind)),
            languages=frozenset({ANY}),
            hours=self._free_hours(name, told),
            time_off=off,
            max_caseload=told.caseload_most or MANY,
            max_direct_hours_per_day=Fraction(told.hours_a_day_most or ALWAYS),
            max_direct_hours_per_week=a_week,
            target_direct_hours_per_week=a_week,
            max_consecutive_hours=Fraction(told.hours_in_a_row_most or ALWAYS),
        )

    def _free_hours(self, name: str, told: WorkingTerms) -> dict[int, tuple[p.Window, ...]]:
        """Her hours, else the program's, less the arrivals, breaks and closings she holds."""
        held: dict[int, list[p.Window]] = defaultdict(list)
        for each in self.blocks:
            if name in (str(each.lead_id), str(each.co_lead_id)):
                held[each.on.weekday()].append(_span(each)[1:])
        free = {
            day: without(windows, held[day]) for day, windows in (told.hours or self.open).items()
        }
        return {day: windows for day, windows in free.items() if windows}

    def _lead(self, session: Session) -> str:
        return str(session.lead_id) if session.lead_id else NOBODY

    def _co_leads(self, session: Session) -> tuple[str, ...]:
        return (str(session.co_lead_id),) if session.co_lead_id else ()

    def _primary(self, client_id: UUID) -> str:
        stay = self.stays.get(client_id)
        return str(stay.therapist_id) if stay and stay.therapist_id else NOBODY

    def _service(self, session: Session) -> str:
        lead = self._lead(session)
        own = session.client_id is not None and lead in (self._primary(session.client_id), NOBODY)
        role = PRESCRIBER if self._is_prescriber(session.lead_id) else THERAPIST
        return f"{OWN if own else role} {session.minutes}"

    def _is_prescriber(self, staff_id: UUID | None) -> bool:
        return staff_id in self.prescribers and staff_id not in self.leaders

    def _room(self, session: Session) -> str:
        return str(session.room_id) if session.room_id else f"{WITHOUT_ROOM}{session.pk}"

    def _rooms(self) -> dict[str, p.Room]:
        offices = {each.room_id for each in self.alone} - {each.room_id for each in self.groups}
        found = {
            str(room.pk): p.Room(
                str(room.pk), "office" if room.pk in offices else "group", room.capacity, ()
            )
            for room in Room.objects.order_by("name")
        }
        for each in self.sessions.values():
            if each.room_id is None or (each.client_id and each.room_id not in offices):
                kind = "office" if each.client_id else "group"
                name = f"{WITHOUT_ROOM}{each.pk}"
                found[name] = p.Room(name, kind, MANY, ())
        if self.own_minutes and not offices:
            for client_id in self.lack_their_own():
                name = f"{WITHOUT_ROOM}{client_id}"
                found[name] = p.Room(name, "office", MANY, ())
        return found

    def _modalities(self) -> dict[str, p.Modality]:
        return {
            str(each.pk): p.Modality(
                id=str(each.pk),
                name=each.name,
                minutes=each.minutes,
                lead_skill=str(each.kind),
                co_leads=len(self._co_leads(each)),
                co_lead_skill=None,
                trauma_processing=each.kind is SessionKind.PROCESS,
                containment=False,
            )
            for each in self.groups
        }

    def _services(self) -> dict[str, p.Service]:
        found = {}
        for each in self.alone:
            name = self._service(each)
            found[name] = p.Service(
                id=name,
                name="Individual session",
                minutes=each.minutes,
                staff_role=PRESCRIBER if name.startswith(PRESCRIBER) else THERAPIST,
                staff_rule="primary" if name.startswith("own") else "any",
                modes=("in_person",),
                counts_toward_hours=True,
                uses_authorized_day=True,
                containment=False,
            )
        if self.own_minutes:
            name = f"{OWN} {self.own_minutes}"
            found[name] = p.Service(
                id=name,
                name="Individual session",
                minutes=self.own_minutes,
                staff_role=THERAPIST,
                staff_rule="primary",
                modes=("in_person",),
                counts_toward_hours=True,
                uses_authorized_day=True,
                containment=False,
            )
        return found

    def lack_their_own(self) -> list[UUID]:
        """Who comes this week, has a therapist, and no session of her own is planned for her."""
        has_one = {each.client_id for each in self.alone}
        days = {day for day in self.days if day >= self.first}
        comes = {
            client_id
            for key, held in self.members.items()
            if self.sessions[key].on in days
            for client_id in held
        }
        return [
            client_id
            for client_id in self.clients
            if client_id in comes - has_one and self._primary(client_id) in map(str, self.leaders)
        ]

    def _groups(self, rooms: Mapping[str, p.Room]) -> dict[str, p.Group]:
        found = {}
        for each in self.groups:
            span, most = _span(each), each.group.max_size if each.group else MANY
            found[str(each.pk)] = p.Group(
                id=str(each.pk),
                modality=str(each.pk),
                tracks=frozenset({ANY}),
                phases=frozenset({1}),
                sessions_per_week=1,
                same_start_time=True,
                mode="in_person",
                language=ANY,
                min_size=0,
                comfortable_size=most,
                max_size=most,
                accepts_new=False,
                next_unit=None,
                window=None,
                pinned=(p.Pin(span.on.weekday(), span.start),),
            )
        return found

    def _clients(self) -> dict[str, p.Client]:
        said = wishes_by_client(self.clients)
        gentle = whose_rise_stays(self.clients, self.first)
        most_days = most_days_by_client(self.clients, self.monday)
        mine: dict[UUID, list[str]] = defaultdict(list)
        days: dict[UUID, set[date]] = defaultdict(set)
        for each in self.sessions.values():
            for client_id in self.members[str(each.pk)]:
                days[client_id].add(each.on)
                if each.client_id is None:
                    mine[client_id].append(str(each.pk))
        asked: dict[UUID, Counter[str]] = defaultdict(Counter)
        for each in self.alone:
            if each.client_id is not None:
                asked[each.client_id][self._service(each)] += 1
        if self.own_minutes:
            for client_id in self.lack_their_own():
                asked[client_id][f"{OWN} {self.own_minutes}"] += 1
        found = {}
        for client_id in self.clients:
            told = for_timetable(said[client_id].wishes, self.open, ANY)
            found[str(client_id)] = p.Client(
                id=str(client_id),
                is_active=True,
                priority=0,
                track=ANY,
                phase=1,
                language=ANY,
                mode="either",
                needs=tuple(p.Need(group, 0) for group in mine[client_id]),
                sessions=tuple(
                    p.Asked(service, count, (self.monday,))
                    for service, count in sorted(asked[client_id].items())
                ),
                availability=_windows(told.availability),
                unavailable=tuple(
                    p.Absence(
                        date.fromisoformat(each["date"]),
                        (
                            _clock(each.get("from", "00:00")),
                            _clock(each.get("to", "24:00")),
                        ),
                    )
                    for each in told.unavailable
                ),
                avoid=_windows(told.avoid),
                # what is authorized a week, but never fewer days than she comes already
                max_days_per_week=max(most_days[client_id], len(days[client_id])),
                # another day than those she comes anyway costs her something
                preferred_days_per_week=len(days[client_id]),
                min_hours_per_week=Fraction(0),
                max_hours_per_week=None,
                min_hours_per_day=Fraction(0),
                max_hours_per_day=LIGHTER if client_id in gentle else ALWAYS,
                current_therapist=self._primary(client_id),
                current_groups=tuple(mine[client_id]),
                therapist_gender=self._gender_wish(client_id, told),
            )
        return found

    def _gender_wish(self, client_id: UUID, told: TimetableWishes) -> p.GenderWish | None:
        """Her wish, where it is known whether her therapist meets it."""
        therapist = self._primary(client_id)
        known = therapist != NOBODY and self.terms.get(UUID(therapist), WorkingTerms()).gender
        if told.therapist_gender is None or not known:
            return None
        wish = told.therapist_gender
        needed = wish["strength"] == "required" and str(known) == wish["value"]
        return p.GenderWish(wish["value"], required=needed)

    def _baseline(self, known: frozenset[str]) -> p.Solution:
        return p.Solution(
            instance=self.monday.isoformat(),
            status="feasible",
            staffing={
                str(each.pk): p.Staffing(self._lead(each), self._co_leads(each))
                for each in self.groups
            },
            group_sessions=tuple(
                p.GroupSession(
                    group=str(each.pk),
                    on=each.on,
                    start=_span(each).start,
                    room=self._room(each),
                    lead=self._lead(each),
                    co_leads=self._co_leads(each),
                )
                for each in self.groups
            ),
            memberships=tuple(
                (str(client_id), str(each.pk))
                for each in self.groups
                for client_id in sorted(self.members[str(each.pk)], key=str)
            ),
            primary_therapists={
                str(client_id): name if (name := self._primary(client_id)) in known else NOBODY
                for client_id in self.clients
            },
            individual_sessions=tuple(
                p.IndividualSession(
                    client=str(each.client_id),
                    service=self._service(each),
                    staff=self._lead(each),
                    on=each.on,
                    start=_span(each).start,
                    mode="in_person",
                    room=self._office(each),
                )
                for each in self.alone
            ),
        )

    def _office(self, session: Session) -> str:
        shared = {each.room_id for each in self.groups}
        if session.room_id is None or session.room_id in shared:
            return f"{WITHOUT_ROOM}{session.pk}"
        return str(session.room_id)


def _clock(told: str) -> int:
    hours, minutes = told.split(":")
    return int(hours) * HOUR + int(minutes)


def _windows(told: Mapping[str, Iterable[Sequence[str]]]) -> dict[int, tuple[p.Window, ...]]:
    return {
        WEEKDAYS.index(day): joined((_clock(begins), _clock(ends)) for begins, ends in windows)
        for day, windows in told.items()
    }


def _allowing(found: p.Problem, baseline: p.Solution, *, own_too: bool) -> p.Problem:
    """What stands on the calendar counts as possible: nobody is asked to change it for a rule.

    Without `own_too` that holds for groups only, and sessions of one client have to fit.
    """
    hers: dict[str, list[tuple[date, p.Window]]] = defaultdict(list)
    sizes = Counter(group for _client, group in baseline.memberships)
    of_group = defaultdict(list)
    for member, group in baseline.memberships:
        of_group[group].append(member)
    need: dict[str, int] = {}
    for each in baseline.group_sessions:
        end = each.start + found.modalities[found.groups[each.group].modality].minutes
        for member in of_group[each.group]:
            hers[member].append((each.on, (each.start, end)))
        if each.room:
            people = sizes[each.group] + 1 + len(each.co_leads)
            need[each.room] = max(need.get(each.room, 0), people)
    for one in baseline.individual_sessions if own_too else ():
        end = one.start + found.services[one.service].minutes
        hers[one.client].append((one.on, (one.start, end)))
    processing: Counter[tuple[str, date]] = Counter()
    for each in baseline.group_sessions:
        if found.modalities[found.groups[each.group].modality].trauma_processing:
            processing.update((member, each.on) for member in of_group[each.group])
    clients = {}
    for name, client in found.clients.items():
        windows = dict(client.availability)
        for on, window in hers[name]:
            windows[on.weekday()] = joined([*windows.get(on.weekday(), ()), window])
        kept = tuple(
            gone
            for gone in client.unavailable
            if not any(
                on == gone.on and window[0] < gone.window[1] and gone.window[0] < window[1]
                for on, window in hers[name]
            )
        )
        fullest = _fullest_day(hers[name])
        clients[name] = replace(
            client,
            availability=windows,
            unavailable=kept,
            max_hours_per_day=max(client.max_hours_per_day, fullest),
        )
    together = [set(held) for held in of_group.values()]
    return replace(
        found,
        clients=clients,
        staff=_allowing_staff(found, baseline) if own_too else found.staff,
        program=replace(
            found.program,
            max_trauma_processing_per_day=max(
                [found.program.max_trauma_processing_per_day, *processing.values()]
            ),
        ),
        rooms={
            name: replace(room, capacity=max(room.capacity, need.get(name, 0)))
            for name, room in found.rooms.items()
        },
        groups={
            name: replace(group, max_size=max(group.max_size, sizes[name]))
            for name, group in found.groups.items()
        },
        keep_apart=tuple(
            rule
            for rule in found.keep_apart
            if not any(len(set(rule.clients) & held) > 1 for held in together)
        ),
    )


def _fullest_day(held: Iterable[tuple[date, p.Window]]) -> Fraction:
    """Hours of the fullest of these days; 0 without any."""
    minutes: Counter[date] = Counter()
    for on, (begins, ends) in held:
        minutes[on] += ends - begins
    return Fraction(max(minutes.values(), default=0), HOUR)


def _allowing_staff(found: p.Problem, baseline: p.Solution) -> dict[str, p.Staff]:
    """Whoever holds something outside her hours, kinds or limits may go on holding it."""
    held: dict[str, list[tuple[date, p.Window]]] = defaultdict(list)
    leads: dict[str, set[str]] = defaultdict(set)
    for each in baseline.group_sessions:
        modality = found.modalities[found.groups[each.group].modality]
        for name in (each.lead, *each.co_leads):
            held[name].append((each.on, (each.start, each.start + modality.minutes)))
        if modality.lead_skill:
            leads[each.lead].add(modality.lead_skill)
    for one in baseline.individual_sessions:
        minutes = found.services[one.service].minutes
        held[one.staff].append((one.on, (one.start, one.start + minutes)))
    cases = Counter(baseline.primary_therapists.values())
    staff = {}
    for name, person in found.staff.items():
        windows = dict(person.hours)
        for on, window in held[name]:
            windows[on.weekday()] = joined([*windows.get(on.weekday(), ()), window])
        week = sum((Fraction(end - begin, HOUR) for _on, (begin, end) in held[name]), Fraction(0))
        fullest = _fullest_day(held[name])
        staff[name] = replace(
            person,
            hours=windows,
            skills=person.skills | leads[name],
            max_caseload=max(person.max_caseload, cases[name]),
            max_direct_hours_per_day=max(person.max_direct_hours_per_day, fullest),
            max_direct_hours_per_week=max(person.max_direct_hours_per_week, week),
            max_consecutive_hours=max(person.max_consecutive_hours, fullest),
        )
    return staff
