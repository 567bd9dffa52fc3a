"""Reads instances and solutions of the format and names every fault with its place, all at once.

Source: docs/timetable.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from . import problem as p

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
_MISSING = object()
_HOUR = 60
_MINUTES_A_DAY = 24 * _HOUR
MOST = 10**9
"""No number of an instance is larger; so sums of costs stay whole and exact."""
WEIGHT = 10**6
"""No weight is larger, and none is finer than one part in so many."""
CLAIM = 10**15
"""No cost that a solution claims is larger."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file, where it is, and what was expected."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


class _Place:
    """One JSON value, with where it stands; faults are collected and never raised."""

    def __init__(self, raw: object, place: str, faults: list[Fault]) -> None:
        self.raw = raw
        self.place = place
        self.faults = faults

    def fault(self, text: str) -> None:
        self.faults.append(Fault(self.place, text))

    def __getitem__(self, key: str) -> _Place:
        where = f"{self.place}.{key}" if self.place else key
        if isinstance(self.raw, dict):
            return _Place(self.raw.get(key, _MISSING), where, self.faults)
        return _Place(_MISSING, where, [])

    @property
    def is_missing(self) -> bool:
        return self.raw is _MISSING

    @property
    def is_null(self) -> bool:
        return self.raw is None

    @property
    def is_blank(self) -> bool:
        return self.is_missing or self.is_null

    def _wrong(self, expected: str) -> None:
        if self.is_missing:
            self.fault("is missing")
        else:
            shown = repr(self.raw)
            self.fault(f"should be {expected}, not {shown[:40]}{'…' if len(shown) > 40 else ''}")  # noqa: PLR2004

    def keyed(self) -> bool:
        """Whether it is an object; otherwise that is its fault."""
        if isinstance(self.raw, dict):
            return True
        self._wrong("an object")
        return False

    def text(self, *, otherwise: str | None = None) -> str:
        if isinstance(self.raw, str) and self.raw:
            return self.raw
        if otherwise is not None and (self.is_blank or self.raw == ""):
            return otherwise
        self._wrong("a text")
        return ""

    def one_of(self, *allowed: str) -> str:
        if isinstance(self.raw, str) and self.raw in allowed:
            return self.raw
        self._wrong(" or ".join(allowed))
        return allowed[0]

    def text_or_null(self) -> str | None:
        return None if self.is_null else self.text()

    def flag(self) -> bool:
        if isinstance(self.raw, bool):
            return self.raw
        self._wrong("true or false")
        return False

    def whole(self, *, least: int = 0, otherwise: int | None = None) -> int:
        raw = self.raw
        if otherwise is not None and self.is_missing:
            return otherwise
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= MOST:
            return raw
        self._wrong(f"a whole number from {least} to {MOST}")
        return least

    def number(self, most: int = MOST, fineness: int | None = None) -> Fraction:
        """A number from 0; `fineness` is the most parts one may be cut into."""
        if (
            isinstance(self.raw, int | float)
            and not isinstance(self.raw, bool)
            and 0 <= self.raw <= most
        ):
            told = Fraction(str(self.raw))
            if fineness is None or told.denominator <= fineness:
                return told
        decimals = f" with at most {len(str(fineness)) - 1} decimals" if fineness else ""
        self._wrong(f"a number from 0 to {most}{decimals}")
        return Fraction(0)

    def day(self) -> date:
        if isinstance(self.raw, str) and len(self.raw) == len("2027-01-11"):
            try:
                return date.fromisoformat(self.raw)
            except ValueError:
                pass
        self._wrong("a date such as 2027-01-11")
        return date.min

    def minutes(self) -> int:
        found = _TIME.fullmatch(self.raw) if isinstance(self.raw, str) else None
        if found:
            minutes = int(found[1]) * _HOUR + int(found[2])
            if minutes <= _MINUTES_A_DAY:
                return minutes
        self._wrong("a time such as 09:00")
        return 0

    def weekday(self) -> int:
        return p.WEEKDAYS.index(self.one_of(*p.WEEKDAYS))

    def items(self) -> list[_Place]:
        if isinstance(self.raw, list):
            return [
                _Place(each, f"{self.place}[{number}]", self.faults)
                for number, each in enumerate(self.raw)
            ]
        self._wrong("a list")
        return []

    def optional_items(self) -> list[_Place]:
        return [] if self.is_blank else self.items()

    def window(self) -> p.Window:
        ends = self.items() if isinstance(self.raw, list) else []
        if len(ends) != 2:  # noqa: PLR2004 - a window has two ends
            self._wrong('a window such as ["09:00","13:00"]')
            return (0, _MINUTES_A_DAY)
        begin, end = ends[0].minutes(), ends[1].minutes()
        if begin >= end and not (begin == 0 and end == 0):
            self.fault("ends before it begins")
        return (begin, end)

    def week_windows(self) -> dict[int, tuple[p.Window, ...]]:
        if not self.keyed() or not isinstance(self.raw, dict):
            return {}
        found = {}
        for key in self.raw:
            if key not in p.WEEKDAYS:
                self.fault(f"{key!r} is no weekday (mon tue wed thu fri sat sun)")
                continue
            windows = [each.window() for each in self[key].items()]
            found[p.WEEKDAYS.index(key)] = joined(windows)
        return {day: windows for day, windows in found.items() if windows}

    def absence(self) -> p.Absence:
        if not self.keyed():
            return p.Absence(date.min)
        begin = 0 if self["from"].is_blank else self["from"].minutes()
        end = _MINUTES_A_DAY if self["to"].is_blank else self["to"].minutes()
        if begin >= end:
            self.fault("ends before it begins")
        return p.Absence(self["date"].day(), (begin, end))


def joined(windows: Iterable[p.Window]) -> tuple[p.Window, ...]:
    """Windows in order, with touching and overlapping ones joined."""
    ordered: list[p.Window] = []
    for begin, end in sorted(windows):
        if ordered and begin <= ordered[-1][1]:
            ordered[-1] = (ordered[-1][0], max(end, ordered[-1][1]))
        elif begin < end:
            ordered.append((begin, end))
    return tuple(ordered)


def _by_id(place: _Place, read: Callable[[_Place], Found]) -> dict[str, Found]:
    """The entries of a list by their ids, which must differ."""
    found: dict[str, Found] = {}
    for each in place.items():
        if not each.keyed():
            continue
        name = each["id"].text()
        if name and name in found:
            each.fault(f"the id {name} was used before in {place.place}")
        found[name or each.place] = read(each)
    return found


def _program(at: _Place) -> p.Program:
    at.keyed()
    weeks = []
    for each in at["weeks"].items():
        week = each.day()
        if week != date.min and week.weekday():
            each.fault(f"{week} is no Monday")
        if week in weeks:
            each.fault(f"{week} was named before")
        weeks.append(week)
    if isinstance(at["weeks"].raw, list) and not weeks:
        at["weeks"].fault("names no week")
    slot = at["slot_minutes"].whole(least=1)
    if _MINUTES_A_DAY % slot:
        at["slot_minutes"].fault(f"{slot} minutes do not divide a day")
    rules = at["rules"]
    rules.keyed()
    return p.Program(
        name=at["name"].text(otherwise=""),
        weeks=tuple(sorted(set(weeks))),
        slot_minutes=slot,
        open=at["open"].week_windows(),
        closed_dates=frozenset(each.day() for each in at["closed_dates"].items()),
        max_trauma_processing_per_day=rules["max_trauma_processing_per_day"].whole(),
        containment_after_processing=rules["containment_after_processing"].flag(),
    )


def _modality(at: _Place) -> p.Modality:
    return p.Modality(
        id=at["id"].text(),
        name=at["name"].text(otherwise=""),
        minutes=at["minutes"].whole(least=1),
        lead_skill=at["lead_skill"].text_or_null(),
        co_leads=at["co_leads"].whole(),
        co_lead_skill=at["co_lead_skill"].text_or_null(),
        trauma_processing=at["trauma_processing"].flag(),
        containment=at["containment"].flag(),
    )


def _service(at: _Place) -> p.Service:
    modes = tuple(each.one_of("in_person", "telehealth") for each in at["modes"].items())
    if not modes and isinstance(at["modes"].raw, list):
        at["modes"].fault("names no mode")
    return p.Service(
        id=at["id"].text(),
        name=at["name"].text(otherwise=""),
        minutes=at["minutes"].whole(least=1),
        staff_role=at["staff_role"].one_of("therapist", "prescriber"),
        staff_rule=at["staff_rule"].one_of("primary", "any"),
        modes=modes,
        counts_toward_hours=at["counts_toward_hours"].flag(),
        uses_authorized_day=at["uses_authorised_day"].flag(),
        containment=at["containment"].flag(),
    )


def _room(at: _Place) -> p.Room:
    return p.Room(
        id=at["id"].text(),
        kind=at["kind"].one_of("group", "office"),
        capacity=at["capacity"].whole(),
        unavailable=tuple(each.absence() for each in at["unavailable"].items()),
    )


def _time_off(at: _Place) -> p.TimeOff:
    at.keyed()
    first, last = at["from"].day(), at["to"].day()
    if last < first:
        at.fault("ends before it begins")
    return p.TimeOff(first, last)


def _staff(at: _Place) -> p.Staff:
    return p.Staff(
        id=at["id"].text(),
        role=at["role"].text(),
        gender=at["gender"].text(otherwise=""),
        skills=frozenset(each.text() for each in at["skills"].items()),
        languages=frozenset(each.text() for each in at["languages"].items()),
        hours=at["hours"].week_windows(),
        time_off=tuple(_time_off(each) for each in at["time_off"].items()),
        max_caseload=at["max_caseload"].whole(),
        max_direct_hours_per_day=at["max_direct_hours_per_day"].number(),
        max_direct_hours_per_week=at["max_direct_hours_per_week"].number(),
        target_direct_hours_per_week=at["target_direct_hours_per_week"].number(),
        max_consecutive_hours=at["max_consecutive_hours"].number(),
    )


def _phase(at: _Place) -> int | str:
    if isinstance(at.raw, str) and at.raw:
        return at.raw
    return at.whole()


def _group(at: _Place) -> p.Group:
    smallest, largest = at["min_size"].whole(), at["max_size"].whole()
    if smallest > largest:
        at.fault(f"min_size {smallest} is above max_size {largest}")
    times = at["sessions_per_week"].whole()
    pinned = None
    if not at["pinned"].is_blank:
        pins = at["pinned"].items()
        pinned = tuple(p.Pin(each["day"].weekday(), each["start"].minutes()) for each in pins)
        if len(pinned) != times:
            at["pinned"].fault(f"names {len(pinned)} times, but sessions_per_week is {times}")
    return p.Group(
        id=at["id"].text(),
        modality=at["modality"].text(),
        tracks=frozenset(each.text() for each in at["tracks"].items()),
        phases=frozenset(_phase(each) for each in at["phases"].items()),
        sessions_per_week=times,
        same_start_time=at["same_start_time"].flag(),
        mode=at["mode"].one_of("in_person", "telehealth"),
        language=at["language"].text(),
        min_size=smallest,
        comfortable_size=at["comfortable_size"].whole(),
        max_size=largest,
        accepts_new=at["accepts_new"].flag(),
        next_unit=None if at["next_unit"].is_null else at["next_unit"].whole(),
        window=None if at["window"].is_blank else at["window"].window(),
        pinned=pinned,
    )


def _need(at: _Place) -> p.Need:
    at.keyed()
    return p.Need(at["modality"].text(), at["completed_units"].whole(otherwise=0))


def _asked(at: _Place, weeks: tuple[date, ...]) -> p.Asked:
    at.keyed()
    if at["weeks"].is_blank:
        named = weeks
    else:
        named = tuple(each.day() for each in at["weeks"].items())
        for each, week in zip(at["weeks"].items(), named, strict=True):
            if week not in weeks and week != date.min:
                each.fault(f"{week} is not a week of the program")
    return p.Asked(at["service"].text(), at["count"].whole(), named)


def _gender_wish(at: _Place) -> p.GenderWish | None:
    if at.is_blank or not at.keyed():
        return None
    strength = at["strength"].one_of("required", "preferred")
    return p.GenderWish(at["value"].text(), strength == "required")


def _client(at: _Place, weeks: tuple[date, ...]) -> p.Client:
    status = at["status"].one_of("active", "waitlist")
    priority = 0
    if status == "waitlist":
        priority = at["priority"].whole()
    agreed = at["authorisation"]
    agreed.keyed()
    most = agreed["max_hours_per_week"]
    return p.Client(
        id=at["id"].text(),
        is_active=status == "active",
        priority=priority,
        track=at["track"].text(),
        phase=_phase(at["phase"]),
        language=at["language"].text(),
        mode=at["mode"].one_of("in_person", "telehealth", "either"),
        needs=tuple(_need(each) for each in at["needs"].items()),
        sessions=tuple(_asked(each, weeks) for each in at["sessions"].items()),
        availability=at["availability"].week_windows(),
        unavailable=tuple(each.absence() for each in at["unavailable"].items()),
        avoid=at["avoid"].week_windows(),
        max_days_per_week=agreed["max_days_per_week"].whole(),
        preferred_days_per_week=at["preferred_days_per_week"].whole(),
        min_hours_per_week=at["min_hours_per_week"].number(),
        max_hours_per_week=None if most.is_blank else most.number(),
        min_hours_per_day=at["min_hours_per_day"].number(),
        max_hours_per_day=at["max_hours_per_day"].number(),
        current_therapist=at["current_therapist"].text_or_null(),
        current_groups=tuple(each.text() for each in at["current_groups"].items()),
        therapist_gender=_gender_wish(at["therapist_gender"]),
    )


def _keep_apart(at: _Place) -> p.KeepApart:
    at.keyed()
    return p.KeepApart(
        tuple(each.text() for each in at["clients"].items()), at["reason"].text(otherwise="")
    )


def _weights(at: _Place) -> dict[str, Fraction]:
    weights = {name: Fraction(weight) for name, weight in p.DEFAULT_WEIGHTS.items()}
    if at.keyed() and isinstance(at.raw, dict):
        weights |= {key: at[key].number(WEIGHT, WEIGHT) for key in at.raw if key in weights}
    return weights


def _references(at: _Place, found: p.Problem) -> None:
    """Names that lead nowhere, and entries that contradict each other."""
    for number, group in enumerate(found.groups.values()):
        place = at["groups"]
        if group.modality and group.modality not in found.modalities:
            _add(at, f"{place.place}[{number}].modality", f"{group.modality} is no modality")
    for number, client in enumerate(found.clients.values()):
        where = f"clients[{number}]"
        named = [need.modality for need in client.needs]
        for index, need in enumerate(named):
            if need and need not in found.modalities:
                _add(at, f"{where}.needs[{index}].modality", f"{need} is no modality")
            if need in named[:index]:
                _add(at, f"{where}.needs[{index}]", f"{need} was named before")
        for index, asked in enumerate(client.sessions):
            if asked.service and asked.service not in found.services:
                _add(at, f"{where}.sessions[{index}].service", f"{asked.service} is no service")
    _apart_and_minutes(at, found)


def _apart_and_minutes(at: _Place, found: p.Problem) -> None:
    for number, pair in enumerate(found.keep_apart):
        for index, name in enumerate(pair.clients):
            if name and name not in found.clients:
                _add(at, f"keep_apart[{number}].clients[{index}]", f"{name} is no client")
    slot = found.program.slot_minutes
    for number, modality in enumerate(found.modalities.values()):
        if modality.minutes % slot:
            _add(
                at,
                f"modalities[{number}].minutes",
                f"{modality.minutes} is no multiple of slot_minutes ({slot})",
            )


def _add(at: _Place, place: str, text: str) -> None:
    at.faults.append(Fault(place, text))


def read_problem(raw: object) -> tuple[p.Problem | None, tuple[Fault, ...]]:
    """The instance in a JSON value, or every fault that keeps it from being one."""
    faults: list[Fault] = []
    at = _Place(raw, "", faults)
    if not isinstance(raw, dict):
        return None, (Fault("", "the file should hold one JSON object"),)
    if raw.get("format") != p.FORMAT:
        at["format"].fault(f'should be "{p.FORMAT}"')
    program = _program(at["program" + "me"])
    baseline = None
    if not at["baseline"].is_null:
        if at["baseline"].is_missing:
            at["baseline"].fault("is missing (null when nothing is published)")
        else:
            baseline = _solution(at["baseline"])
    found = p.Problem(
        id=at["id"].text(),
        program=program,
        weights=_weights(at["weights"]),
        modalities=_by_id(at["modalities"], _modality),
        services=_by_id(at["services"], _service),
        rooms=_by_id(at["rooms"], _room),
        staff=_by_id(at["staff"], _staff),
        groups=_by_id(at["groups"], _group),
        clients=_by_id(at["clients"], lambda each: _client(each, program.weeks)),
        keep_apart=tuple(_keep_apart(each) for each in at["keep_apart"].items()),
        baseline=baseline,
    )
    _references(at, found)
    return (None if faults else found), tuple(dict.fromkeys(faults))


def _group_session(at: _Place) -> p.GroupSession:
    at.keyed()
    return p.GroupSession(
        group=at["group"].text(),
        on=at["date"].day(),
        start=at["start"].minutes(),
        room=None if at["room"].is_blank else at["room"].text(),
        lead=at["lead"].text(),
        co_leads=tuple(each.text() for each in at["co_leads"].items()),
    )


def _individual_session(at: _Place) -> p.IndividualSession:
    at.keyed()
    return p.IndividualSession(
        client=at["client"].text(),
        service=at["service"].text(),
        staff=at["staff"].text(),
        on=at["date"].day(),
        start=at["start"].minutes(),
        mode=at["mode"].one_of("in_person", "telehealth"),
        room=None if at["room"].is_blank else at["room"].text(),
    )


def _conflict(at: _Place) -> p.Conflict:
    at.keyed()
    return p.Conflict(
        at["rule"].text(), tuple(each.text() for each in at["who"].items()), at["text"].text()
    )


def _solution(at: _Place) -> p.Solution:
    if not at.keyed():
        return p.Solution("", "feasible")
    status = at["status"].one_of("optimal", "feasible", "infeasible")
    if status == "infeasible":
        return p.Solution(
            instance=at["instance"].text(otherwise=""),
            status=status,
            conflict=tuple(_conflict(each) for each in at["conflict"].optional_items()),
        )
    staffing: dict[str, p.Staffing] = {}
    for each in at["group_staffing"].items():
        if not each.keyed():
            continue
        name = each["group"].text()
        if name in staffing:
            each.fault(f"{name} was named before")
        staffing[name] = p.Staffing(
            each["lead"].text(), tuple(one.text() for one in each["co_leads"].items())
        )
    primary: dict[str, str] = {}
    therapists = at["primary_therapists"]
    if therapists.keyed() and isinstance(therapists.raw, dict):
        primary = {key: therapists[key].text() for key in therapists.raw}
    return p.Solution(
        instance=at["instance"].text(otherwise=""),
        status=status,
        staffing=staffing,
        group_sessions=tuple(_group_session(each) for each in at["group_sessions"].items()),
        memberships=tuple(
            (each["client"].text(), each["group"].text()) for each in at["memberships"].items()
        ),
        primary_therapists=primary,
        individual_sessions=tuple(
            _individual_session(each) for each in at["individual_sessions"].items()
        ),
        not_admitted=tuple(each.text() for each in at["not_admitted"].items()),
        objective=None if at["objective"].is_blank else at["objective"].number(CLAIM),
        bound=None if at["bound"].is_blank else at["bound"].number(CLAIM),
    )


def read_solution(raw: object) -> tuple[p.Solution | None, tuple[Fault, ...]]:
    """The solution in a JSON value, or every fault that keeps it from being one."""
    if not isinstance(raw, dict):
        return None, (Fault("", "the file should hold one JSON object"),)
    faults: list[Fault] = []
    at = _Place(raw, "", faults)
    if raw.get("format") != p.SOLUTION_FORMAT:
        at["format"].fault(f'should be "{p.SOLUTION_FORMAT}"')
    found = _solution(at)
    return (None if faults else found), tuple(dict.fromkeys(faults))


def _spelled(minutes: int) -> str:
    return f"{minutes // _HOUR:02d}:{minutes % _HOUR:02d}"


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


def written_solution(solution: p.Solution) -> dict[str, object]:
    """The solution as the JSON value of the format."""
    told: dict[str, object] = {
        "format": p.SOLUTION_FORMAT,
        "instance": solution.instance,
        "status": solution.status,
    }
    if solution.objective is not None:
        told["objective"] = _plain(solution.objective)
    if solution.bound is not None:
        told["bound"] = _plain(solution.bound)
    if solution.status == "infeasible":
        told["conflict"] = [
            {"rule": each.rule, "who": list(each.who), "text": each.text}
            for each in solution.conflict
        ]
    return told | {
        "group_staffing": [
            {"group": group, "lead": each.lead, "co_leads": list(each.co_leads)}
            for group, each in solution.staffing.items()
        ],
        "group_sessions": [
            {
                "group": each.group,
                "date": each.on.isoformat(),
                "start": _spelled(each.start),
                "room": each.room,
                "lead": each.lead,
                "co_leads": list(each.co_leads),
            }
            for each in solution.group_sessions
        ],
        "memberships": [
            {"client": client, "group": group} for client, group in solution.memberships
        ],
        "primary_therapists": dict(solution.primary_therapists),
        "individual_sessions": [
            {
                "client": each.client,
                "service": each.service,
                "staff": each.staff,
                "date": each.on.isoformat(),
                "start": _spelled(each.start),
                "mode": each.mode,
                "room": each.room,
            }
            for each in solution.individual_sessions
        ],
        "not_admitted": list(solution.not_admitted),
    }


def _written_windows(windows: p.WeekWindows) -> dict[str, list[list[str]]]:
    return {
        p.WEEKDAYS[day]: [[_spelled(begin), _spelled(end)] for begin, end in windows[day]]
        for day in sorted(windows)
    }


def _written_absences(absences: Iterable[p.Absence]) -> list[dict[str, str]]:
    return [
        {"date": each.on.isoformat()}
        if each.window == (0, _MINUTES_A_DAY)
        else {
            "date": each.on.isoformat(),
            "from": _spelled(each.window[0]),
            "to": _spelled(each.window[1]),
        }
        for each in absences
    ]


def _written_group(group: p.Group) -> dict[str, object]:
    told: dict[str, object] = {
        "id": group.id,
        "modality": group.modality,
        "tracks": sorted(group.tracks),
        "phases": sorted(group.phases, key=str),
        "sessions_per_week": group.sessions_per_week,
        "same_start_time": group.same_start_time,
        "mode": group.mode,
        "language": group.language,
        "min_size": group.min_size,
        "comfortable_size": group.comfortable_size,
        "max_size": group.max_size,
        "accepts_new": group.accepts_new,
        "next_unit": group.next_unit,
    }
    if group.window:
        told["window"] = [_spelled(group.window[0]), _spelled(group.window[1])]
    if group.pinned is not None:
        told["pinned"] = [
            {"day": p.WEEKDAYS[pin.weekday], "start": _spelled(pin.start)} for pin in group.pinned
        ]
    return told


def _written_client(client: p.Client, weeks: tuple[date, ...]) -> dict[str, object]:
    authorization: dict[str, object] = {"max_days_per_week": client.max_days_per_week}
    if client.max_hours_per_week is not None:
        authorization["max_hours_per_week"] = _plain(client.max_hours_per_week)
    told: dict[str, object] = {
        "id": client.id,
        "status": "active" if client.is_active else "waitlist",
        "priority": client.priority,
        "track": client.track,
        "phase": client.phase,
        "language": client.language,
        "mode": client.mode,
        "needs": [
            {"modality": need.modality, "completed_units": need.completed_units}
            for need in client.needs
        ],
        "sessions": [
            {"service": asked.service, "count": asked.count}
            | (
                {}
                if asked.weeks == weeks
                else {"weeks": [week.isoformat() for week in asked.weeks]}
            )
            for asked in client.sessions
        ],
        "availability": _written_windows(client.availability),
        "unavailable": _written_absences(client.unavailable),
        "avoid": _written_windows(client.avoid),
        "authorisation": authorization,
        "preferred_days_per_week": client.preferred_days_per_week,
        "min_hours_per_week": _plain(client.min_hours_per_week),
        "min_hours_per_day": _plain(client.min_hours_per_day),
        "max_hours_per_day": _plain(client.max_hours_per_day),
        "current_therapist": client.current_therapist,
        "current_groups": list(client.current_groups),
    }
    if client.therapist_gender:
        told["therapist_gender"] = {
            "value": client.therapist_gender.value,
            "strength": "required" if client.therapist_gender.required else "preferred",
        }
    return told


def written_problem(found: p.Problem) -> dict[str, object]:
    """The instance as the JSON value of the format."""
    program = found.program
    return {
        "format": p.FORMAT,
        "id": found.id,
        "program" + "me": {
            "name": program.name,
            "weeks": [week.isoformat() for week in program.weeks],
            "slot_minutes": program.slot_minutes,
            "open": _written_windows(program.open),
            "closed_dates": sorted(day.isoformat() for day in program.closed_dates),
            "rules": {
                "max_trauma_processing_per_day": program.max_trauma_processing_per_day,
                "containment_after_processing": program.containment_after_processing,
            },
        },
        "weights": _changed_weights(found.weights),
        "modalities": [
            {
                "id": each.id,
                "name": each.name,
                "minutes": each.minutes,
                "lead_skill": each.lead_skill,
                "co_leads": each.co_leads,
                "co_lead_skill": each.co_lead_skill,
                "trauma_processing": each.trauma_processing,
                "containment": each.containment,
            }
            for each in found.modalities.values()
        ],
        "services": [
            {
                "id": each.id,
                "name": each.name,
                "minutes": each.minutes,
                "staff_role": each.staff_role,
                "staff_rule": each.staff_rule,
                "modes": list(each.modes),
                "counts_toward_hours": each.counts_toward_hours,
                "uses_authorised_day": each.uses_authorized_day,
                "containment": each.containment,
            }
            for each in found.services.values()
        ],
        "rooms": [
            {
                "id": each.id,
                "kind": each.kind,
                "capacity": each.capacity,
                "unavailable": _written_absences(each.unavailable),
            }
            for each in found.rooms.values()
        ],
        "staff": [
            {
                "id": each.id,
                "role": each.role,
                "gender": each.gender,
                "skills": sorted(each.skills),
                "languages": sorted(each.languages),
                "hours": _written_windows(each.hours),
                "time_off": [
                    {"from": off.first_on.isoformat(), "to": off.last_on.isoformat()}
                    for off in each.time_off
                ],
                "max_caseload": each.max_caseload,
                "max_direct_hours_per_day": _plain(each.max_direct_hours_per_day),
                "max_direct_hours_per_week": _plain(each.max_direct_hours_per_week),
                "target_direct_hours_per_week": _plain(each.target_direct_hours_per_week),
                "max_consecutive_hours": _plain(each.max_consecutive_hours),
            }
            for each in found.staff.values()
        ],
        "groups": [_written_group(each) for each in found.groups.values()],
        "clients": [_written_client(each, program.weeks) for each in found.clients.values()],
        "keep_apart": [
            {"clients": list(each.clients), "reason": each.reason} for each in found.keep_apart
        ],
        "baseline": written_solution(found.baseline) if found.baseline else None,
    }


def _changed_weights(weights: Mapping[str, Fraction]) -> dict[str, int | float]:
    return {
        name: _plain(weight)
        for name, weight in weights.items()
        if weight != p.DEFAULT_WEIGHTS[name]
    }
