"""An instance laid out for the solver: times as numbered slots, sets of slots as bit masks.

A time is one number, the open date's place in the horizon times the slots of a day plus the slot.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import lcm

from . import problem as p

_HOUR = 60


def bits(mask: int) -> list[int]:
    """The places of the ones in a mask, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _inside(start: int, end: int, windows: Sequence[p.Window]) -> bool:
    return any(begin <= start and end <= last for begin, last in windows)


class Index:
    """Who may be where and when, worked out once for an instance."""

    def __init__(self, problem: p.Problem) -> None:
        self.problem = problem
        program = problem.program
        self.slot = program.slot_minutes
        self.day_slots = p.DAY_MINUTES // self.slot
        self.dates = program.dates
        self.weeks = program.weeks
        monday = {on: on - timedelta(days=on.weekday()) for on in self.dates}
        self.week_of_date = [self.weeks.index(monday[on]) for on in self.dates]
        self.dates_of_week = [
            [number for number, week in enumerate(self.week_of_date) if week == each]
            for each in range(len(self.weeks))
        ]
        self.date_number = {on: number for number, on in enumerate(self.dates)}
        self.minutes_of = {
            group.id: problem.modalities[group.modality].minutes
            for group in problem.groups.values()
        }
        self.scale = _HOUR * lcm(*(weight.denominator for weight in problem.weights.values()))
        self.weight = {name: int(weight * self.scale) for name, weight in problem.weights.items()}
        self.therapists = [one for one in problem.staff.values() if one.role == "therapist"]
        self._start_masks: dict[tuple[str, str, int], int] = {}
        self.eligible: dict[str, dict[str, list[str]]] = {
            client.id: self._eligible(client) for client in problem.clients.values()
        }
        self.leads = {group.id: self._leads(group) for group in problem.groups.values()}
        self.co_leads = {group.id: self._co_leads(group) for group in problem.groups.values()}
        self.off = {one.id: [one.is_off(on) for on in self.dates] for one in problem.staff.values()}
        self.off_in_week = {
            name: [any(days[number] for number in dates) for dates in self.dates_of_week]
            for name, days in self.off.items()
        }
        self.apart: dict[str, set[str]] = {client: set() for client in problem.clients}
        for rule in problem.keep_apart:
            for one in rule.clients:
                self.apart[one] |= set(rule.clients) - {one}
        self.group_rooms = [room for room in problem.rooms.values() if room.kind == "group"]
        self.offices = [room for room in problem.rooms.values() if room.kind == "office"]
        self.room_levels = sorted({room.capacity for room in self.group_rooms})
        self.rooms_above = {
            level: self._counts(room for room in self.group_rooms if room.capacity > level)
            for level in [0, *self.room_levels]
        }
        self.offices_at = self._counts(self.offices)
        self.therapist_options: dict[str, list[str]] = {
            client.id: self._therapists(client) for client in problem.clients.values()
        }

    # times

    def date_of(self, time: int) -> int:
        """The number of the date of a time."""
        return time // self.day_slots

    def start_of(self, time: int) -> int:
        """Minutes after midnight."""
        return time % self.day_slots * self.slot

    def week_of(self, time: int) -> int:
        """The number of the week of a time."""
        return self.week_of_date[time // self.day_slots]

    def length(self, minutes: int) -> int:
        """Slots a session touches."""
        return -(-minutes // self.slot)

    def cover(self, time: int, minutes: int) -> int:
        """The slots of a session as a mask."""
        return ((1 << self.length(minutes)) - 1) << time

    def time(self, on: date, start: int) -> int | None:
        """The number of a date and a time of day, when both are on the grid of the horizon."""
        number = self.date_number.get(on)
        if number is None or start % self.slot:
            return None
        return number * self.day_slots + start // self.slot

    def _starts(self, minutes: int, fits: Iterable[tuple[date, Sequence[p.Window]]]) -> int:
        mask = 0
        for on, windows in fits:
            base = self.date_number[on] * self.day_slots
            opened = self.problem.program.windows_on(on)
            for begin, end in windows:
                first = -(-begin // self.slot)
                for number in range(first, (end - minutes) // self.slot + 1):
                    start = number * self.slot
                    if _inside(start, start + minutes, opened):
                        mask |= 1 << (base + number)
        return mask

    def client_starts(self, name: str, minutes: int) -> int:
        """When a session of a length can begin for a client."""
        key = ("client", name, minutes)
        if key not in self._start_masks:
            client = self.problem.clients[name]
            mask = self._starts(
                minutes, ((on, client.availability.get(on.weekday(), ())) for on in self.dates)
            )
            for absence in client.unavailable:
                mask &= ~self._blocked(absence, minutes)
            self._start_masks[key] = mask
        return self._start_masks[key]

    def _blocked(self, absence: p.Absence, minutes: int) -> int:
        number = self.date_number.get(absence.on)
        if number is None:
            return 0
        begin, end = absence.window
        first = max(0, (begin - minutes) // self.slot + 1)
        return sum(
            1 << (number * self.day_slots + slot)
            for slot in range(first, min(self.day_slots, -(-end // self.slot)))
        )

    def staff_starts(self, name: str, minutes: int) -> int:
        """When a session of a length can begin for a member of staff."""
        key = ("staff", name, minutes)
        if key not in self._start_masks:
            person = self.problem.staff[name]
            self._start_masks[key] = self._starts(
                minutes,
                (
                    (on, person.hours.get(on.weekday(), ()))
                    for on in self.dates
                    if not person.is_off(on)
                ),
            )
        return self._start_masks[key]

    def group_starts(self, name: str) -> int:
        """When a group can begin, by the opening hours, its window and its pins."""
        key = ("group", name, 0)
        if key not in self._start_masks:
            group = self.problem.groups[name]
            windows = [group.window] if group.window else [(0, p.DAY_MINUTES)]
            mask = self._starts(self.minutes_of[name], ((on, windows) for on in self.dates))
            if group.pinned is not None:
                wanted = {(pin.weekday, pin.start) for pin in group.pinned}
                mask = sum(
                    1 << time
                    for time in bits(mask)
                    if (self.dates[self.date_of(time)].weekday(), self.start_of(time)) in wanted
                )
            self._start_masks[key] = mask
        return self._start_masks[key]

    def avoided(self, name: str, time: int, minutes: int) -> int:
        """Slots of a session that touch hours the client would rather not use."""
        client = self.problem.clients[name]
        windows = client.avoid.get(self.dates[self.date_of(time)].weekday(), ())
        if not windows:
            return 0
        start = self.start_of(time)
        return sum(
            any(at < last and begin < at + self.slot for begin, last in windows)
            for at in range(start, start + minutes, self.slot)
        )

    def _counts(self, rooms: Iterable[p.Room]) -> list[int]:
        counts = [0] * (len(self.dates) * self.day_slots)
        for room in rooms:
            shut = [(each.on, each.window) for each in room.unavailable]
            for number, on in enumerate(self.dates):
                windows = [window for day, window in shut if day == on]
                for slot in range(self.day_slots):
                    start = slot * self.slot
                    if not any(a < start + self.slot and start < b for a, b in windows):
                        counts[number * self.day_slots + slot] += 1
        return counts

    # who fits whom

    def _eligible(self, client: p.Client) -> dict[str, list[str]]:
        done = {need.modality: need.completed_units for need in client.needs}
        found: dict[str, list[str]] = {modality: [] for modality in done}
        for group in self.problem.groups.values():
            if group.modality in done and self._may_join(client, group, done[group.modality]):
                found[group.modality].append(group.id)
        return found

    @staticmethod
    def _may_join(client: p.Client, group: p.Group, units: int) -> bool:
        if client.track not in group.tracks or client.phase not in group.phases:
            return False
        if client.language != group.language or client.mode not in ("either", group.mode):
            return False
        if group.id in client.current_groups:
            return True
        return group.accepts_new and (group.next_unit is None or group.next_unit <= units + 1)

    def _leads(self, group: p.Group) -> list[str]:
        modality = self.problem.modalities[group.modality]
        return [
            one.id
            for one in self.therapists
            if modality.lead_skill in {None, *one.skills} and group.language in one.languages
        ]

    def _co_leads(self, group: p.Group) -> list[str]:
        modality = self.problem.modalities[group.modality]
        if not modality.co_leads:
            return []
        return [one.id for one in self.therapists if modality.co_lead_skill in {None, *one.skills}]

    def _therapists(self, client: p.Client) -> list[str]:
        wish = client.therapist_gender
        return [
            one.id
            for one in self.therapists
            if client.language in one.languages
            and not (wish and wish.required and one.gender != wish.value)
            and one.max_caseload > 0
        ]

    def may_cover(self, client: p.Client) -> list[str]:
        """Therapists who may see her in place of her own."""
        wish = client.therapist_gender
        return [
            one.id
            for one in self.therapists
            if client.language in one.languages
            and not (wish and wish.required and one.gender != wish.value)
        ]

    def of_role(self, client: p.Client, role: str) -> list[str]:
        """Staff of a role who speak her language."""
        return [
            one.id
            for one in self.problem.staff.values()
            if one.role == role and client.language in one.languages
        ]

    def can_lead_for(self, client: p.Client, staff: str) -> bool:
        """Whether she accepts somebody as the lead of a processing group."""
        wish = client.therapist_gender
        return not (wish and wish.required and self.problem.staff[staff].gender != wish.value)

    def telehealth(self, client: p.Client, service: p.Service) -> bool:
        """Whether a session needs no office."""
        return "telehealth" in service.modes and client.mode != "in_person"

    def can_hold(self, client: p.Client, service: p.Service) -> bool:
        """Whether a mode of the service suits her."""
        return client.mode == "either" or client.mode in service.modes

    def by_hours(self, hours: Fraction) -> int:
        """Whole minutes in a number of hours, rounded down."""
        return int(hours * _HOUR)
