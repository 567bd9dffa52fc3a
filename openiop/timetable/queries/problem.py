"""The planned week in the terms of the timetable: what is known becomes facts, the rest is named.

Every meeting of a group on a date becomes a group of its own, tied to its time, because clients of
one group come on different weekdays. Whoever is on its roster that day is its member.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import NamedTuple
from uuid import UUID

from openiop.accounts.queries import names_by_id, sign_in_names_with_role
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import clients_by_id, coming_days, open_episodes
from openiop.domain.privacy import Role
from openiop.domain.timetable import problem as p
from openiop.domain.timetable.problem import WEEKDAYS
from openiop.domain.timetable.reading import joined
from openiop.domain.wishes import for_timetable
from openiop.programs.models import Room
from openiop.programs.queries import license_days
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
THERAPIST = "therapist"
PRESCRIBER = "prescriber"
WITHOUT_ROOM = "no room: "
MANY = 999
ALWAYS = Fraction(24)
WEEK_HOURS = Fraction(168)
HOUR = 60
LEADERS = (Role.CLINICAL_LEAD, Role.THERAPIST, Role.FACILITATOR)
CLINICIANS = (Role.CLINICAL_LEAD, Role.THERAPIST)

NOT_KNOWN = (
    "Working hours of staff: whoever is not entered as away may be planned while we are open.",
    "Which kinds of group each person is trained to lead: a current license is all that is asked.",
    "Limits of direct hours, breaks and caseload of staff.",
    "Languages and genders of staff, and the language of each group.",
    "What kind of group processes trauma, and what must follow it.",
    "Which group is by video, and which rooms are closed on a date.",
)
"""What no page asks for yet, so that no rule can look at it."""


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


def week_from(
    first: date, away: Mapping[UUID, Collection[date]] | None = None, *, as_it_stands: bool = False
) -> Week:
    """The week of `first` from that day on; a dozen statements, however many clients.

    Who is entered as away cannot work; `away` are further days. With `as_it_stands`, what already
    goes past a rule is allowed, so that only what is new is looked at.
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
    week = _Building(first, monday, sessions, members, clients_by_id(wanted), all_away).built()
    if not as_it_stands:
        return week
    busy = _with_blocks(week, blocks)
    return replace(week, problem=_allowing(busy, week.baseline))


def _with_blocks(week: Week, blocks: Sequence[Session]) -> p.Problem:
    """Arrival, breaks and closing are no time to offer for a session of her own."""
    spans = [p.Absence(_span(each).on, _span(each)[1:]) for each in blocks]
    clients = {
        name: replace(client, unavailable=(*client.unavailable, *spans))
        for name, client in week.problem.clients.items()
    }
    return replace(week.problem, clients=clients)


class _Building:
    """One week on its way from rows to facts."""

    def __init__(
        self,
        first: date,
        monday: date,
        sessions: Sequence[Session],
        members: Mapping[str, frozenset[UUID]],
        clients: Mapping[UUID, Client],
        away: Mapping[UUID, Collection[date]],
    ) -> None:
        self.first, self.monday, self.away = first, monday, away
        self.days = [monday + timedelta(days=n) for n in range(7)]
        self.sessions = {str(each.pk): each for each in sessions}
        self.groups = [each for each in sessions if each.client_id is None]
        self.alone = [each for each in sessions if each.client_id is not None]
        self.members, self.clients = members, clients
        self.stays = {stay.client_id: stay for stay in open_episodes(first)}
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
                max_trauma_processing_per_day=MANY,
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
        return p.Staff(
            id=name,
            role=role,
            gender="",
            skills=frozenset(),
            languages=frozenset({ANY}),
            hours=self.open,
            time_off=off,
            max_caseload=MANY,
            max_direct_hours_per_day=ALWAYS,
            max_direct_hours_per_week=WEEK_HOURS,
            target_direct_hours_per_week=WEEK_HOURS,
            max_consecutive_hours=ALWAYS,
        )

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
        return f"{'own' if own else role} {session.minutes}"

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
        return found

    def _modalities(self) -> dict[str, p.Modality]:
        return {
            str(each.pk): p.Modality(
                id=str(each.pk),
                name=each.name,
                minutes=each.minutes,
                lead_skill=None,
                co_leads=len(self._co_leads(each)),
                co_lead_skill=None,
                trauma_processing=False,
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
        return found

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
                max_days_per_week=7,
                # another day than those she comes anyway costs her something
                preferred_days_per_week=len(days[client_id]),
                min_hours_per_week=Fraction(0),
                max_hours_per_week=None,
                min_hours_per_day=Fraction(0),
                max_hours_per_day=ALWAYS,
                current_therapist=self._primary(client_id),
                current_groups=tuple(mine[client_id]),
                therapist_gender=None,
            )
        return found

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


def _allowing(found: p.Problem, baseline: p.Solution) -> p.Problem:
    """What stands on the calendar counts as possible: nobody is asked to change it for a rule."""
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
    for one in baseline.individual_sessions:
        end = one.start + found.services[one.service].minutes
        hers[one.client].append((one.on, (one.start, end)))
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
        clients[name] = replace(client, availability=windows, unavailable=kept)
    together = [set(held) for held in of_group.values()]
    return replace(
        found,
        clients=clients,
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
