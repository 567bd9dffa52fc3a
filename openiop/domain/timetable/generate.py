"""Realistic instances of any size around a planted week, so that each has at least one timetable.

Cohorts of eight to ten clients share three groups (eight hours a week) and see their therapist
once, nine hours in all. Seven in ten are authorized for three days, the others for four; 8 % wait,
15 % of the active ones lost one of their groups, 8 % their therapist; half see the prescriber in
one of the weeks, a fifth has a family session. Availability is the planted time and some more.
Source: domain.md 6.1; the shares are those of docs/timetable.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from . import problem as p
from .reading import joined

_HOUR = 60
OPENS, CLOSES = 8 * _HOUR, 18 * _HOUR
BLOCK_STARTS = (9 * _HOUR, 10 * _HOUR, 12 * _HOUR, 13 * _HOUR, 14 * _HOUR)
DAYS = ((0, 2, 3), (1, 2, 3), (0, 2, 4), (1, 3, 4), (0, 1, 3), (0, 1, 2), (2, 3, 4))


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an instance is made of; the shares are of all clients, or of the active ones."""

    clients: int
    seed: int = 1
    weeks: int = 1
    slot_minutes: int = 60
    first_monday: date = date(2027, 1, 11)
    waitlist_share: float = 0.08
    lost_group_share: float = 0.15
    lost_therapist_share: float = 0.08
    four_day_share: float = 0.3
    prescriber_share: float = 0.5
    family_share: float = 0.2
    telehealth_share: float = 0.1
    gender_share: float = 0.1
    keep_apart_share: float = 0.03
    closed_days: int = 0
    unequal_rooms: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """An instance and the timetable it was built around."""

    problem: p.Problem
    planted: p.Solution


@dataclass
class _Book:
    """Who and what is taken when, while planting."""

    taken: dict[tuple[str, date], list[p.Window]] = field(default_factory=lambda: defaultdict(list))
    minutes: Counter[tuple[str, date]] = field(default_factory=Counter)

    def is_free(self, name: str, on: date, start: int, end: int) -> bool:
        return not any(start < last and begin < end for begin, last in self.taken[name, on])

    def take(self, name: str, on: date, start: int, end: int) -> None:
        self.taken[name, on].append((start, end))
        self.minutes[name, on] += end - start

    def longest_run(self, name: str, on: date, start: int, end: int) -> int:
        """The longest stretch without a break, with one more session."""
        return max(last - begin for begin, last in joined([*self.taken[name, on], (start, end)]))


@dataclass(frozen=True, slots=True)
class _Cohort:
    number: int
    track: str
    modalities: tuple[str, ...]
    groups: tuple[str, ...]
    leads: tuple[str, ...]
    mode: str
    size: int


_MODALITIES = (
    p.Modality("dbt_skills", "DBT skills", 60, "dbt", 0, None, False, False),
    p.Modality("process", "Process group", 60, "process", 0, None, False, False),
    p.Modality("closing", "Closing and grounding", 60, None, 0, None, False, True),
    p.Modality("cpt", "CPT group", 60, "cpt", 1, None, True, False),
    p.Modality("stair", "STAIR skills", 60, "stair", 0, None, False, False),
)
_TRACKS: dict[str, tuple[tuple[str, int], ...]] = {
    "dbt": (("dbt_skills", 3), ("process", 3), ("closing", 2)),
    "trauma": (("cpt", 2), ("stair", 3), ("closing", 3)),
}
_SERVICES = (
    p.Service(
        *("individual", "Individual therapy", 60, "therapist", "primary"),
        *(("in_person", "telehealth"), True, True, False),
    ),
    p.Service(
        *("medication", "Medication visit", 30, "prescriber", "any"),
        *(("in_person", "telehealth"), False, False, False),
    ),
    p.Service(
        *("family", "Family session", 60, "therapist", "primary"),
        *(("in_person", "telehealth"), False, False, False),
    ),
)


class _Planting:
    """Builds the staff, the cohorts and their week, then lets people lose some of it."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.dice = Random(  # noqa: S311 - repeatable instances, no secret
            f"{recipe.seed}/{recipe.clients}/{recipe.weeks}/{recipe.slot_minutes}"
        )
        self.slot = recipe.slot_minutes
        self.weeks = tuple(
            recipe.first_monday + timedelta(weeks=number) for number in range(recipe.weeks)
        )
        closed = [
            self.weeks[number % recipe.weeks] + timedelta(days=self.dice.choice((0, 4)))
            for number in range(recipe.closed_days)
        ]
        self.program = p.Program(
            name="Generated program",
            weeks=self.weeks,
            slot_minutes=self.slot,
            open=dict.fromkeys(range(5), ((OPENS, CLOSES),)),
            closed_dates=frozenset(closed),
            max_trauma_processing_per_day=1,
            containment_after_processing=True,
        )
        self.book = _Book()
        self.services = {
            each.id: replace(each, minutes=max(self.slot, each.minutes)) for each in _SERVICES
        }
        self.staff = self._staff()
        self.sessions: list[p.GroupSession] = []
        self.alone: list[p.IndividualSession] = []
        self.staffing: dict[str, p.Staffing] = {}
        self.groups: dict[str, p.Group] = {}
        self.peak: Counter[tuple[date, int]] = Counter()
        self.offices: Counter[tuple[date, int]] = Counter()

    def _staff(self) -> dict[str, p.Staff]:
        people: dict[str, p.Staff] = {}
        count = max(5, -(-self.recipe.clients // 7) + 2)
        skills = ("dbt", "process", "cpt", "stair")
        for number in range(count):
            days = range(5) if self.dice.random() < 0.7 else sorted(self.dice.sample(range(5), 4))
            begin = self.dice.choice((8, 8, 9)) * _HOUR
            end = begin + 9 * _HOUR if begin == OPENS else CLOSES
            own = {"process", skills[number % 4], skills[(number + 1) % 4]}
            own |= {skill for skill in skills if self.dice.random() < 0.25}
            people[f"T{number + 1:02d}"] = p.Staff(
                id=f"T{number + 1:02d}",
                role="therapist",
                gender="female" if self.dice.random() < 0.8 else "male",
                skills=frozenset(own),
                languages=frozenset({"en"} | ({"es"} if self.dice.random() < 0.3 else set())),
                hours=dict.fromkeys(days, ((begin, end),)),
                time_off=(),
                max_caseload=self.dice.choice((8, 9, 10)),
                max_direct_hours_per_day=Fraction(7),
                max_direct_hours_per_week=Fraction(28),
                target_direct_hours_per_week=Fraction(self.dice.choice((22, 24))),
                max_consecutive_hours=Fraction(4),
            )
        for number in range(max(1, -(-self.recipe.clients // 60))):
            people[f"P{number + 1:02d}"] = p.Staff(
                id=f"P{number + 1:02d}",
                role="prescriber",
                gender="female",
                skills=frozenset(),
                languages=frozenset({"en", "es"}),
                hours=dict.fromkeys(range(5), ((OPENS, CLOSES),)),
                time_off=(),
                max_caseload=0,
                max_direct_hours_per_day=Fraction(8),
                max_direct_hours_per_week=Fraction(40),
                target_direct_hours_per_week=Fraction(30),
                max_consecutive_hours=Fraction(4),
            )
        return people

    def _can(self, name: str, on: date, start: int, end: int) -> bool:
        person = self.staff[name]
        hours = person.hours.get(on.weekday(), ())
        monday = on - timedelta(days=on.weekday())
        week = sum(self.book.minutes[name, monday + timedelta(days=day)] for day in range(7))
        return (
            any(begin <= start and end <= last for begin, last in hours)
            and self.book.is_free(name, on, start, end)
            and self.book.longest_run(name, on, start, end) <= 4 * _HOUR
            and self.book.minutes[name, on] + end - start <= 7 * _HOUR
            and week + end - start <= 28 * _HOUR
        )

    def _team(
        self, modality: p.Modality, times: Sequence[tuple[date, int]], used: set[str]
    ) -> list[str] | None:
        """A lead and the co-leaders who can do all the sessions, the least busy first."""
        free = [
            name
            for name, person in self.staff.items()
            if person.role == "therapist"
            and name not in used
            and all(self._can(name, on, start, start + modality.minutes) for on, start in times)
        ]
        free.sort(key=lambda name: sum(self.book.minutes[name, on] for on in self.program.dates))
        able = [name for name in free if modality.lead_skill in {None, *self.staff[name].skills}]
        if not able or len(free) < 1 + modality.co_leads:
            return None
        return [able[0], *[name for name in free if name != able[0]][: modality.co_leads]]

    def cohort(self, number: int, size: int) -> tuple[_Cohort, dict[date, p.Window]]:
        """Place the groups of one cohort; gives back when its members are there."""
        for _attempt in range(400):
            track = "trauma" if number % 3 == 2 else "dbt"
            start = self.dice.choice(BLOCK_STARTS)
            if self.slot < _HOUR and self.dice.random() < 0.5:
                start += self.dice.choice(range(0, _HOUR, self.slot))
            days = self.dice.choice(DAYS)
            placed = self._placed(number, track, start, days)
            if placed:
                mode = (
                    "telehealth"
                    if self.dice.random() < self.recipe.telehealth_share / 2
                    else "in_person"
                )
                return self._committed(number, track, size, mode, placed)
        raise ValueError("no place left for another cohort; give the program more staff")

    def _placed(
        self, number: int, track: str, start: int, days: Sequence[int]
    ) -> list[tuple[str, p.Modality, list[tuple[date, int]], list[str]]] | None:
        kinds = {each.id: each for each in _MODALITIES}
        found: list[tuple[str, p.Modality, list[tuple[date, int]], list[str]]] = []
        at = start
        used: set[str] = set()
        for name, times in _TRACKS[track]:
            kind = kinds[name]
            sessions = []
            for week in self.weeks:
                dates = self._dates(week, days)
                picked = dates[:times] if len(dates) >= times else []
                if not picked:
                    return None
                sessions += [(on, at) for on in picked]
            if at + kind.minutes > CLOSES:
                return None
            team = self._team(kind, sessions, used)
            if team is None:
                return None
            used |= set(team)
            found.append((f"{name.upper()}-{number:02d}", kind, sessions, team))
            at += kind.minutes
        return found

    def _dates(self, week: date, days: Sequence[int]) -> list[date]:
        open_dates = self.program.dates_of(week)
        wanted = [week + timedelta(days=day) for day in days]
        kept = [on for on in wanted if on in open_dates]
        spare = [on for on in open_dates if on not in kept]
        return sorted([*kept, *spare[: len(days) - len(kept)]])

    def _committed(
        self,
        number: int,
        track: str,
        size: int,
        mode: str,
        placed: Iterable[tuple[str, p.Modality, list[tuple[date, int]], list[str]]],
    ) -> tuple[_Cohort, dict[date, p.Window]]:
        spans: dict[date, list[p.Window]] = defaultdict(list)
        names, kinds, leads = [], [], []
        for name, kind, sessions, team in placed:
            names.append(name)
            kinds.append(kind.id)
            leads.append(team[0])
            self.staffing[name] = p.Staffing(team[0], tuple(team[1:]))
            for on, start in sessions:
                end = start + kind.minutes
                spans[on].append((start, end))
                for person in team:
                    self.book.take(person, on, start, end)
                for at in range(start, end, self.slot):
                    self.peak[on, at] += mode == "in_person"
                self.sessions.append(
                    p.GroupSession(name, on, start, None, team[0], tuple(team[1:]))
                )
            self.groups[name] = p.Group(
                id=name,
                modality=kind.id,
                tracks=frozenset({track}),
                phases=frozenset({1, 2, 3}),
                sessions_per_week=dict(_TRACKS[track])[kind.id],
                same_start_time=True,
                mode=mode,
                language="en",
                min_size=4,
                comfortable_size=size + 1 if kind.id != "cpt" else size,
                max_size=12 if kind.id != "cpt" else 10,
                accepts_new=True,
                next_unit=self.dice.randint(1, 4) if kind.id == "cpt" else None,
                window=None,
                pinned=None,
            )
        cohort = _Cohort(number, track, tuple(kinds), tuple(names), tuple(leads), mode, size)
        return cohort, {
            on: (min(each[0] for each in held), max(each[1] for each in held))
            for on, held in spans.items()
        }

    def client(
        self, name: str, cohort: _Cohort, spans: dict[date, p.Window], therapist: str | None
    ) -> tuple[p.Client, str | None]:
        """One client of a cohort, with her therapist and her sessions planted."""
        dice = self.dice
        remote = cohort.mode == "telehealth"
        mode = "either" if dice.random() < self.recipe.telehealth_share or remote else "in_person"
        asked = [p.Asked("individual", 1, self.weeks)]
        if dice.random() < self.recipe.prescriber_share:
            asked.append(p.Asked("medication", 1, (dice.choice(self.weeks),)))
        if dice.random() < self.recipe.family_share:
            asked.append(p.Asked("family", 1, (dice.choice(self.weeks),)))
        held: dict[int, list[p.Window]] = defaultdict(list)
        for on, (begin, end) in spans.items():
            held[on.weekday()].append((begin, end))
        kept: list[p.Asked] = []
        for each in asked:
            found, therapist = self._planted(name, each, spans, therapist, mode)
            if found is None:
                continue
            kept.append(each)
            minutes = self.services[each.service].minutes
            for session in found:
                held[session.on.weekday()].append((session.start, session.start + minutes))
            self.alone += found
        if not any(each.service == "individual" for each in kept):
            therapist = None
        availability = {}
        for day, windows in held.items():
            begin = min(window[0] for window in windows) - dice.choice((0, 0, 60, 120))
            end = max(window[1] for window in windows) + dice.choice((0, 60, 60, 120))
            availability[day] = ((max(OPENS, begin), min(CLOSES, end)),)
        for day in range(5):
            if day not in availability and dice.random() < 0.3:
                begin = dice.choice((8, 9, 12)) * _HOUR
                availability[day] = ((begin, begin + dice.choice((4, 5, 6)) * _HOUR),)
        days = 4 if dice.random() < self.recipe.four_day_share else 3
        used = max(
            len({on for on in spans if on - timedelta(days=on.weekday()) == week})
            for week in self.weeks
        )
        avoid: dict[int, tuple[p.Window, ...]] = {}
        if dice.random() < 0.3:
            day = dice.choice(sorted(availability))
            begin = availability[day][0][0]
            avoid[day] = ((begin, begin + _HOUR),)
        wish = None
        if dice.random() < self.recipe.gender_share:
            wish = p.GenderWish("female", dice.random() < 0.4)
            leads = [
                self.staff[lead]
                for lead, kind in zip(cohort.leads, cohort.modalities, strict=True)
                if kind == "cpt"
            ]
            people = [*leads, *([self.staff[therapist]] if therapist else [])]
            if any(person.gender != "female" for person in people):
                wish = replace(wish, required=False)
        client = p.Client(
            id=name,
            is_active=True,
            priority=0,
            track=cohort.track,
            phase=dice.choice((1, 2, 2, 3)),
            language="en",
            mode=mode,
            needs=tuple(
                p.Need(kind, dice.randint(3, 8) if kind == "cpt" else 0)
                for kind in cohort.modalities
            ),
            sessions=tuple(kept),
            availability=dict(sorted(availability.items())),
            unavailable=(),
            avoid=avoid,
            max_days_per_week=max(days, used),
            preferred_days_per_week=3,
            min_hours_per_week=Fraction(9),
            max_hours_per_week=None,
            min_hours_per_day=Fraction(2),
            max_hours_per_day=Fraction(6),
            current_therapist=therapist,
            current_groups=cohort.groups,
            therapist_gender=wish,
        )
        return client, therapist

    def _planted(
        self,
        name: str,
        asked: p.Asked,
        spans: dict[date, p.Window],
        therapist: str | None,
        mode: str,
    ) -> tuple[list[p.IndividualSession] | None, str | None]:
        service = self.services[asked.service]
        if not service.by_primary:
            people = [one for one, person in self.staff.items() if person.role == "prescriber"]
        else:
            people = [therapist] if therapist else self._by_load()
        for person in people:
            found = []
            for week in asked.weeks:
                session = self._one_session(name, service, person, week, spans, mode)
                if session is None:
                    break
                found.append(session)
            else:
                for each in found:
                    self.book.take(person, each.on, each.start, each.start + service.minutes)
                    self.book.take(name, each.on, each.start, each.start + service.minutes)
                    for at in range(each.start, each.start + service.minutes, self.slot):
                        self.offices[each.on, at] += 1
                return found, person if service.by_primary else therapist
        return None, therapist

    def _by_load(self) -> list[str]:
        load = Counter(self.primary.values())
        able = [
            name
            for name, person in self.staff.items()
            if person.role == "therapist" and load[name] < person.max_caseload
        ]
        return sorted(able, key=lambda name: (load[name], name))

    def _one_session(
        self,
        name: str,
        service: p.Service,
        person: str,
        week: date,
        spans: dict[date, p.Window],
        mode: str,
    ) -> p.IndividualSession | None:
        spots = []
        for on, (begin, end) in spans.items():
            if on - timedelta(days=on.weekday()) != week:
                continue
            spots += [(on, begin - service.minutes), (on, end)]
            spots += [(on, end + _HOUR), (on, begin - service.minutes - _HOUR)]
        self.dice.shuffle(spots)
        for on, start in spots:
            end = start + service.minutes
            if (
                start >= OPENS
                and end <= CLOSES
                and start % self.slot == 0
                and self.book.is_free(name, on, start, end)
                and self._can(person, on, start, end)
            ):
                told = "in_person" if mode != "telehealth" else mode
                return p.IndividualSession(name, service.id, person, on, start, told, None)
        return None

    primary: dict[str, str]

    def generated(self) -> Generated:
        """The whole instance."""
        recipe, dice = self.recipe, self.dice
        self.primary = {}
        clients: dict[str, p.Client] = {}
        members: list[tuple[str, str]] = []
        left = recipe.clients
        number = 0
        while left > 0:
            number += 1
            size = min(left, dice.choice((8, 9, 9, 10)))
            if 0 < left - size < 4:
                size = left if left <= 10 else left - 4
            left -= size
            cohort, spans = self.cohort(number, size)
            for _one in range(size):
                name = f"C{len(clients) + 1:03d}"
                client, therapist = self.client(name, cohort, spans, None)
                if therapist is None:
                    client = replace(client, sessions=(), min_hours_per_week=Fraction(8))
                    self.alone = [each for each in self.alone if each.client != name]
                    therapist = self._by_load()[0]
                    client = replace(client, current_therapist=therapist)
                self.primary[name] = therapist
                clients[name] = client
                members += [(name, group) for group in cohort.groups]
        clients = self._with_losses(clients)
        rooms = self._rooms()
        found = p.Problem(
            id=f"generated-{recipe.clients}-{recipe.seed}",
            program=self.program,
            weights={name: Fraction(weight) for name, weight in p.DEFAULT_WEIGHTS.items()},
            modalities={each.id: each for each in _MODALITIES},
            services=self.services,
            rooms=rooms,
            staff=self.staff,
            groups=self.groups,
            clients=clients,
            keep_apart=self._apart(members, clients),
            baseline=None,
        )
        planted = p.Solution(
            instance=found.id,
            status="feasible",
            staffing=self.staffing,
            group_sessions=self._in_rooms(rooms, members),
            memberships=tuple(members),
            primary_therapists=self.primary,
            individual_sessions=self._in_offices(rooms),
        )
        return Generated(found, planted)

    def _with_losses(self, clients: dict[str, p.Client]) -> dict[str, p.Client]:
        recipe, dice = self.recipe, self.dice
        changed = {}
        therapists = [name for name, one in self.staff.items() if one.role == "therapist"]
        for name, client in clients.items():
            kept = client
            if dice.random() < recipe.waitlist_share:
                kept = replace(
                    client,
                    is_active=False,
                    priority=dice.choice((1, 1, 2, 3)),
                    current_therapist=None,
                    current_groups=(),
                )
            else:
                if dice.random() < recipe.lost_group_share:
                    lost = dice.choice(client.current_groups)
                    rest = tuple(group for group in client.current_groups if group != lost)
                    kept = replace(kept, current_groups=rest)
                if dice.random() < recipe.lost_therapist_share:
                    gone = dice.choice((None, dice.choice(therapists)))
                    kept = replace(kept, current_therapist=gone)
            changed[name] = kept
        return changed

    def _apart(
        self, members: list[tuple[str, str]], clients: dict[str, p.Client]
    ) -> tuple[p.KeepApart, ...]:
        groups = defaultdict(set)
        for client, group in members:
            groups[client].add(group)
        names = sorted(clients)
        found: list[p.KeepApart] = []
        wanted = round(len(names) * self.recipe.keep_apart_share)
        for _attempt in range(50 * wanted):
            first, second = self.dice.sample(names, 2)
            same = clients[first].track == clients[second].track
            if same and not groups[first] & groups[second] and len(found) < wanted:
                found.append(p.KeepApart(tuple(sorted((first, second))), "recorded elsewhere"))
        return tuple(found)

    def _rooms(self) -> dict[str, p.Room]:
        rooms = {}
        for number in range(max(self.peak.values(), default=0)):
            capacity = 14 + (2 * (number % 3) if self.recipe.unequal_rooms else 0)
            rooms[f"G{number + 1:02d}"] = p.Room(f"G{number + 1:02d}", "group", capacity, ())
        for number in range(max(self.offices.values(), default=0)):
            rooms[f"O{number + 1:02d}"] = p.Room(f"O{number + 1:02d}", "office", 4, ())
        return rooms

    def _free_room(
        self, book: _Book, rooms: dict[str, p.Room], kind: str, on: date, window: p.Window
    ) -> str:
        for room in rooms.values():
            if room.kind == kind and book.is_free(room.id, on, *window):
                book.take(room.id, on, *window)
                return room.id
        raise ValueError("no room left")  # the rooms were counted at their busiest minute

    def _in_rooms(
        self, rooms: dict[str, p.Room], members: list[tuple[str, str]]
    ) -> tuple[p.GroupSession, ...]:
        book = _Book()
        kinds = {each.id: each for each in _MODALITIES}
        told = []
        for each in sorted(self.sessions, key=lambda one: (one.on, one.start, one.group)):
            group = self.groups[each.group]
            room = None
            if group.mode == "in_person":
                window = (each.start, each.start + kinds[group.modality].minutes)
                room = self._free_room(book, rooms, "group", each.on, window)
            told.append(replace(each, room=room))
        return tuple(told)

    def _in_offices(self, rooms: dict[str, p.Room]) -> tuple[p.IndividualSession, ...]:
        book = _Book()
        told = []
        for each in sorted(self.alone, key=lambda one: (one.on, one.start, one.client)):
            window = (each.start, each.start + self.services[each.service].minutes)
            told.append(replace(each, room=self._free_room(book, rooms, "office", each.on, window)))
        return tuple(told)


def generate(recipe: Recipe) -> Generated:
    """An instance of the size asked for; the same recipe gives the same instance.

    A cohort or a session that finds no place is an error of the recipe, never an instance without
    a timetable.
    """
    return _Planting(recipe).generated()
