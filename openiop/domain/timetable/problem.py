"""What a timetable has to satisfy: calendar, groups, rooms, staff and clients, as plain values.

Times are minutes after midnight, windows end before their second number, dates are local.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

FORMAT = "iop-timetable/1"
SOLUTION_FORMAT = "iop-timetable-solution/1"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60

Window = tuple[int, int]
WeekWindows = Mapping[int, tuple[Window, ...]]

DEFAULT_WEIGHTS: Mapping[str, int] = {
    "waitlist_not_admitted": 200,
    "therapist_changed": 60,
    "group_changed": 30,
    "cover_session": 25,
    "moved_appointment": 20,
    "extra_day": 10,
    "staff_substituted": 10,
    "gender_preference_unmet": 8,
    "gap_hour": 4,
    "avoid_slot": 2,
    "group_over_comfortable": 2,
    "staff_over_target_hour": 1,
    "room_changed": 1,
}
"""What each part of the objective costs, most important first (openiop-timetable/1)."""

TIERS: tuple[tuple[str, ...], ...] = (
    ("waitlist_not_admitted",),
    ("moved_appointment", "cover_session", "staff_substituted"),
    ("therapist_changed", "group_changed"),
    ("extra_day", "gender_preference_unmet", "gap_hour", "avoid_slot"),
    ("group_over_comfortable", "staff_over_target_hour", "room_changed"),
)
"""The parts of the objective in the order they matter: access, then what was promised, then who
she knows, then her burden, then comfort."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Part of a date, or the whole of it, on which somebody or something cannot be used."""

    on: date
    window: Window = (0, DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days off, both ends included."""

    first_on: date
    last_on: date

    def covers(self, on: date) -> bool:
        """Whether the day is one of them."""
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True, slots=True)
class Program:
    """The calendar of the program and its clinical rules."""

    name: str
    weeks: tuple[date, ...]
    slot_minutes: int
    open: WeekWindows
    closed_dates: frozenset[date]
    max_trauma_processing_per_day: int
    containment_after_processing: bool

    def windows_on(self, on: date) -> tuple[Window, ...]:
        """When the program is open on a date."""
        return () if on in self.closed_dates else self.open.get(on.weekday(), ())

    def dates_of(self, week: date) -> tuple[date, ...]:
        """The open dates of the week that begins on a Monday."""
        days = (week + timedelta(days=number) for number in range(7))
        return tuple(day for day in days if self.windows_on(day))

    @property
    def dates(self) -> tuple[date, ...]:
        """Every open date of the horizon."""
        return tuple(day for week in self.weeks for day in self.dates_of(week))


@dataclass(frozen=True, slots=True)
class Modality:
    """A kind of group and what it takes to lead one."""

    id: str
    name: str
    minutes: int
    lead_skill: str | None
    co_leads: int
    co_lead_skill: str | None
    trauma_processing: bool
    containment: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of individual session."""

    id: str
    name: str
    minutes: int
    staff_role: str
    staff_rule: str
    modes: tuple[str, ...]
    counts_toward_hours: bool
    uses_authorized_day: bool
    containment: bool

    @property
    def by_primary(self) -> bool:
        """Whether it belongs to the client's own therapist."""
        return self.staff_rule == "primary"


@dataclass(frozen=True, slots=True)
class Room:
    """A room for groups or an office."""

    id: str
    kind: str
    capacity: int
    unavailable: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who leads groups or sees clients, with her hours and limits."""

    id: str
    role: str
    gender: str
    skills: frozenset[str]
    languages: frozenset[str]
    hours: WeekWindows
    time_off: tuple[TimeOff, ...]
    max_caseload: int
    max_direct_hours_per_day: Fraction
    max_direct_hours_per_week: Fraction
    target_direct_hours_per_week: Fraction
    max_consecutive_hours: Fraction

    def is_off(self, on: date) -> bool:
        """Whether she has time off on the date."""
        return any(off.covers(on) for off in self.time_off)


@dataclass(frozen=True, slots=True)
class Pin:
    """A weekday and time a group is tied to."""

    weekday: int
    start: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the program, to be placed in the week."""

    id: str
    modality: str
    tracks: frozenset[str]
    phases: frozenset[int | str]
    sessions_per_week: int
    same_start_time: bool
    mode: str
    language: str
    min_size: int
    comfortable_size: int
    max_size: int
    accepts_new: bool
    next_unit: int | None
    window: Window | None
    pinned: tuple[Pin, ...] | None


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of group a client needs, and how far she is in its curriculum."""

    modality: str
    completed_units: int


@dataclass(frozen=True, slots=True)
class Asked:
    """So many individual sessions of a kind in each of some weeks."""

    service: str
    count: int
    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class GenderWish:
    """A wish, or a requirement, about the gender of her therapist."""

    value: str
    required: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client: what she needs, when she can come, and what was agreed before."""

    id: str
    is_active: bool
    priority: int
    track: str
    phase: int | str
    language: str
    mode: str
    needs: tuple[Need, ...]
    sessions: tuple[Asked, ...]
    availability: WeekWindows
    unavailable: tuple[Absence, ...]
    avoid: WeekWindows
    max_days_per_week: int
    preferred_days_per_week: int
    min_hours_per_week: Fraction
    max_hours_per_week: Fraction | None
    min_hours_per_day: Fraction
    max_hours_per_day: Fraction
    current_therapist: str | None
    current_groups: tuple[str, ...]
    therapist_gender: GenderWish | None


@dataclass(frozen=True, slots=True)
class KeepApart:
    """Clients no two of whom may share a group."""

    clients: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """The usual facilitators of a group."""

    lead: str
    co_leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupSession:
    """One meeting of a group."""

    group: str
    on: date
    start: int
    room: str | None
    lead: str
    co_leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndividualSession:
    """One session of a client with one member of staff."""

    client: str
    service: str
    staff: str
    on: date
    start: int
    mode: str
    room: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One of a few things that cannot all hold together."""

    rule: str
    who: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable: who is in which group, when, where and with whom."""

    instance: str
    status: str
    staffing: Mapping[str, Staffing] = field(default_factory=dict)
    group_sessions: tuple[GroupSession, ...] = ()
    memberships: tuple[tuple[str, str], ...] = ()
    primary_therapists: Mapping[str, str] = field(default_factory=dict)
    individual_sessions: tuple[IndividualSession, ...] = ()
    not_admitted: tuple[str, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    objective: Fraction | None = None
    bound: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole instance of the format."""

    id: str
    program: Program
    weights: Mapping[str, Fraction]
    modalities: Mapping[str, Modality]
    services: Mapping[str, Service]
    rooms: Mapping[str, Room]
    staff: Mapping[str, Staff]
    groups: Mapping[str, Group]
    clients: Mapping[str, Client]
    keep_apart: tuple[KeepApart, ...]
    baseline: Solution | None

    def reference_therapist(self, client: Client) -> str | None:
        """Whom she should stay with: the published therapist, else the current one."""
        published = self.baseline.primary_therapists.get(client.id) if self.baseline else None
        return published or client.current_therapist
