"""A first week by hand-like steps: cohorts, then people, then their own sessions; no solver.

A cohort's groups are laid beside each other where most of its members can come, a lead is free and
a room is left, keeping the few best arrangements at each step. Members join, the others look for
groups with places, and each client gets a therapist and times. What does not fit stays open for
the exact models.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from . import problem as p
from .index import Index, bits
from .state import Alone, State

_HOUR = 60
BEAM = 24
"""So many arrangements of a cohort are kept at each step."""
PATTERNS = 160
"""So many times of a group are looked at for each of them."""
LOST = 1000
"""What a member counts who could not come, in minutes of waiting."""
TRIES = 400
"""So many places for her sessions are tried with one therapist."""
OPTIONS = 12
PEOPLE = 5


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Times a group could have in the whole horizon."""

    times: tuple[int, ...]
    starts: int
    cover: int


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """Groups of a cohort side by side."""

    cost: int
    alive: int
    cover: int
    spans: dict[int, tuple[int, int, int]]
    chosen: tuple[tuple[str, _Pattern], ...] = ()


@dataclass
class _Day:
    """What a client has on one date."""

    first: int
    last: int
    minutes: int
    counted: int
    is_used: bool


@dataclass
class _Own:
    """A client's week while her sessions are being placed."""

    busy: int = 0
    days: dict[int, _Day] = field(default_factory=dict)
    open_processing: dict[int, int] = field(default_factory=dict)
    """Dates on which something containing must still follow, and from when."""


class FirstWeek:
    """One construction on top of what already stands."""

    def __init__(
        self,
        index: Index,
        state: State,
        cohorts: Sequence[tuple[str, ...]],
        home: dict[str, int],
        order: Sequence[int],
        is_over: Callable[[], bool],
    ) -> None:
        self.index, self.problem = index, index.problem
        self.state = state.copy()
        self.cohorts, self.home = cohorts, home
        self.order, self.is_over = tuple(order), is_over
        self.busy: dict[str, int] = dict.fromkeys(self.problem.staff, 0)
        self.minutes: Counter[tuple[str, int]] = Counter()
        self.weekly: Counter[tuple[str, int]] = Counter()
        self.caseload: Counter[str] = Counter()
        self.reserved = self._reserved()
        self.limits = {
            one.id: (
                index.by_hours(one.max_direct_hours_per_day),
                index.by_hours(one.max_direct_hours_per_week),
                index.by_hours(one.max_consecutive_hours) // index.slot,
            )
            for one in self.problem.staff.values()
        }
        self.day_limits = {
            one.id: (
                -int(-one.min_hours_per_day * _HOUR // 1),
                index.by_hours(one.max_hours_per_day),
            )
            for one in self.problem.clients.values()
        }
        self.role_people: dict[tuple[str, str], list[str]] = {}
        self.rooms_used = {level: Counter[int]() for level in index.rooms_above}
        self.offices_used: Counter[int] = Counter()
        self.offices_full = _empty(index.offices_at)
        self.rooms_full = {level: _empty(counts) for level, counts in index.rooms_above.items()}
        self.places: dict[str, int] = {}
        self.members: dict[str, set[str]] = defaultdict(set)
        self.day_mask = (1 << index.day_slots) - 1
        self.noise: Callable[[int], int] = _none
        self.looked = 0
        self.patterns: dict[str, list[_Pattern]] = {}

    def _reserved(self) -> Counter[str]:
        """Minutes a week each therapist will need for the clients she has."""
        found: Counter[str] = Counter()
        weeks = max(1, len(self.index.weeks))
        for client in self.problem.clients.values():
            reference = self.problem.reference_therapist(client)
            if reference is None:
                continue
            for asked in client.sessions:
                service = self.problem.services[asked.service]
                if service.by_primary:
                    found[reference] += asked.count * service.minutes * len(asked.weeks) // weeks
        return found

    # what is free

    def _can(self, staff: str, time: int, minutes: int) -> bool:
        """Whether a session fits her day, her week and her breaks; being there is known."""
        index = self.index
        in_day, in_week, most = self.limits[staff]
        number = time // index.day_slots
        if self.minutes[staff, number] + minutes > in_day:
            return False
        week = index.week_of_date[number]
        if self.weekly[staff, week] + minutes > in_week:
            return False
        length = index.length(minutes)
        base = number * index.day_slots
        day = self.busy[staff] >> base & self.day_mask
        at = time - base
        run = length
        before = at - 1
        while before >= 0 and day >> before & 1:
            run += 1
            before -= 1
        after = at + length
        while day >> after & 1:
            run += 1
            after += 1
        return run <= most

    def _free_starts(self, staff: str, minutes: int) -> int:
        return self.index.staff_starts(staff, minutes) & ~_blocked(
            self.busy[staff], self.index.length(minutes)
        )

    def _take(self, staff: str, time: int, minutes: int) -> None:
        self.busy[staff] |= self.index.cover(time, minutes)
        number = self.index.date_of(time)
        self.minutes[staff, number] += minutes
        self.weekly[staff, self.index.week_of_date[number]] += minutes

    def _give_back(self, staff: str, time: int, minutes: int) -> None:
        self.busy[staff] &= ~self.index.cover(time, minutes)
        number = self.index.date_of(time)
        self.minutes[staff, number] -= minutes
        self.weekly[staff, self.index.week_of_date[number]] -= minutes

    # groups

    def run(self) -> State:
        """The week as far as it goes."""
        if self.state.times or self.state.groups:
            return self.state
        for number in self.order:
            if self.is_over():
                return self.state
            groups = self.cohorts[number]
            members = [name for name, home in self.home.items() if home == number]
            self._cohort(groups, members or self._possible(groups))
        loose = [name for name in self.problem.clients if name not in self.state.groups]
        loose.sort(key=self._urgency)
        for name in loose:
            self._look_for_groups(name)
        self._sessions()
        return self.state

    def _urgency(self, name: str) -> tuple[bool, int, str]:
        client = self.problem.clients[name]
        return (not client.is_active, -client.priority, name)

    def _known_patterns(self, name: str) -> list[_Pattern]:
        if name not in self.patterns:
            self.patterns[name] = self._patterns(name)
        return self.patterns[name]

    def _patterns(self, name: str) -> list[_Pattern]:
        """Weekly times, the same in each week where the calendar allows."""
        index = self.index
        group = self.problem.groups[name]
        minutes = index.minutes_of[name]
        count = group.sessions_per_week
        allowed = index.group_starts(name)
        by_week: list[dict[int, list[int]]] = []
        for week in range(len(index.weeks)):
            at: dict[int, list[int]] = defaultdict(list)
            for number in index.dates_of_week[week]:
                base = number * index.day_slots
                for slot in bits(allowed >> base & self.day_mask):
                    at[slot].append(number)
            by_week.append(at)
        found = []
        if group.pinned is not None and not group.same_start_time:
            times = tuple(bits(allowed))
            per_week = Counter(index.week_of(time) for time in times)
            if all(per_week[week] == count for week in range(len(index.weeks))):
                return [self._pattern(times, minutes)]
        for slot, dates in by_week[0].items():
            for chosen in combinations(dates, count):
                days = {index.dates[number].weekday() for number in chosen}
                picked = list(chosen)
                for week in range(1, len(index.weeks)):
                    there = by_week[week].get(slot, ())
                    same = [n for n in there if index.dates[n].weekday() in days]
                    other = [n for n in there if index.dates[n].weekday() not in days]
                    held = (same + other)[:count]
                    if len(held) < count:
                        break
                    picked += held
                else:
                    times = tuple(sorted(n * index.day_slots + slot for n in picked))
                    found.append(self._pattern(times, minutes))
        return found

    def _pattern(self, times: tuple[int, ...], minutes: int) -> _Pattern:
        cover = 0
        for time in times:
            cover |= self.index.cover(time, minutes)
        return _Pattern(times, sum(1 << time for time in times), cover)

    def _cohort(self, groups: Sequence[str], members: Sequence[str]) -> None:
        """Find times and leads for some groups that these clients would share."""
        problem, index = self.problem, self.index
        options: dict[str, list[tuple[_Pattern, int]]] = {}
        for group in groups:
            minutes = index.minutes_of[group]
            masks = [index.client_starts(name, minutes) for name in members]
            fits = [index.eligible[name] for name in members]
            kind = problem.groups[group].modality
            joins = [group in held.get(kind, ()) for held in fits]
            people, full = self._room_mask(group, len(members))
            self.places[group] = people
            leads = [self._free_starts(lead, minutes) for lead in index.leads[group]]
            rated = []
            for pattern in self._known_patterns(group):
                if pattern.cover & full:
                    continue
                alive = 0
                for place, mask in enumerate(masks):
                    # she who needs another group of the kind does not mind this one
                    if not joins[place] or not pattern.starts & ~mask:
                        alive |= 1 << place
                if any(not pattern.starts & ~free for free in leads):
                    rated.append((pattern, alive))
            rated.sort(key=lambda each: (-each[1].bit_count(), self._odd(each[0])))
            options[group] = rated
        order = sorted(groups, key=lambda name: (len(options[name]), name))
        start = _Arrangement(0, (1 << len(members)) - 1, 0, {})
        beam = [start]
        for group in order:
            beam = self._grown(beam, group, options[group], len(members)) or beam
        self._settle(groups, members, beam)

    def _odd(self, pattern: _Pattern) -> int:
        """Round times of day first."""
        start = self.index.start_of(pattern.times[0])
        return (start % _HOUR > 0) + (start % (_HOUR // 2) > 0)

    def _possible(self, groups: Sequence[str]) -> list[str]:
        """Clients without groups who could be in these."""
        found = []
        for name in self.problem.clients:
            if name in self.home or name in self.state.groups:
                continue
            held = self.index.eligible[name]
            mine = {group for options in held.values() for group in options}
            if mine & set(groups):
                found.append(name)
        most = max(self.problem.groups[group].comfortable_size for group in groups)
        found.sort(key=self._urgency)
        return found[: 2 * most]

    def _room_mask(self, name: str, members: int) -> tuple[int, int]:
        """The most members there is a room for, and the slots in which there is none."""
        group = self.problem.groups[name]
        if group.mode != "in_person":
            return group.max_size, 0
        leaders = 1 + self.problem.modalities[group.modality].co_leads
        sizes = [group.max_size, group.comfortable_size, max(group.min_size, members)]
        for size in sorted({min(size, group.max_size) for size in sizes}, reverse=True):
            full = 0
            for level, mask in self.rooms_full.items():
                if level < size + leaders:
                    full |= mask
            free = self.index.group_starts(name) & ~_blocked(
                full, self.index.length(self.index.minutes_of[name])
            )
            days = {self.index.date_of(time) for time in bits(free)}
            if len(days) >= group.sessions_per_week * len(self.index.weeks):
                return size, full
        return group.min_size, full

    def _grown(
        self,
        beam: list[_Arrangement],
        group: str,
        options: list[tuple[_Pattern, int]],
        size: int,
    ) -> list[_Arrangement]:
        index = self.index
        minutes = index.minutes_of[group]
        found: list[tuple[int, int, _Arrangement, _Pattern, int]] = []
        for place, each in enumerate(beam):
            tried = 0
            best = 0
            for pattern, mask in options:
                alive = each.alive & mask
                count = alive.bit_count()
                if pattern.cover & each.cover or count + 3 < best:
                    continue
                best = max(best, count)
                cost = each.cost + LOST * (each.alive.bit_count() - count)
                cost += self._added(each, pattern, minutes, max(1, count))
                cost += self._odd(pattern) + self.noise(100)
                found.append((cost, place, each, pattern, alive))
                tried += 1
                if tried >= PATTERNS * (1 if each.chosen else 4):
                    break
        found.sort(key=lambda one: (one[0], one[1], one[3].times))
        grown = []
        for cost, _place, each, pattern, alive in found[: BEAM if beam[0].chosen else 4 * BEAM]:
            spans = dict(each.spans)
            for time in pattern.times:
                number, begin = index.date_of(time), index.start_of(time)
                low, high, held = spans.get(number, (begin, begin, 0))
                spans[number] = (
                    min(low, begin),
                    max(high, begin + minutes),
                    held + minutes,
                )
            grown.append(
                _Arrangement(
                    cost, alive, each.cover | pattern.cover, spans, (*each.chosen, (group, pattern))
                )
            )
        return grown

    def _added(self, each: _Arrangement, pattern: _Pattern, minutes: int, count: int) -> int:
        """What the days become: waiting between groups, and days more."""
        index = self.index
        added = 0
        for time in pattern.times:
            number = time // index.day_slots
            held = each.spans.get(number)
            if held is None:
                added += 150 if each.chosen else 0
                continue
            begin = time % index.day_slots * index.slot
            low, high, _held = held
            added += max(low, high, begin + minutes, key=int) - min(low, begin)
            added -= high - low + minutes
        return added * count // 8

    def _settle(
        self, groups: Sequence[str], members: Sequence[str], beam: list[_Arrangement]
    ) -> None:
        """Take the arrangement that suits its members best and for which leads are free."""
        rated = []
        for place, each in enumerate(beam):
            rated.append((self._rated(each, members), place, each))
        rated.sort(key=lambda one: one[:2])
        for _cost, _place, each in rated:
            teams = self._teams(each, members)
            if teams is None:
                continue
            for group, pattern in each.chosen:
                self._book(group, pattern, *teams[group])
            break
        for name in sorted(members, key=self._urgency):
            if name not in self.state.groups and (
                self.problem.clients[name].is_active or name in self.home
            ):
                self._look_for_groups(name, set(groups))

    def _rated(self, each: _Arrangement, members: Sequence[str]) -> int:
        """Minutes waited, days too many and too short, and members without a place."""
        chosen = {group: pattern.times for group, pattern in each.chosen}
        kinds = {self.problem.groups[group].modality: group for group in chosen}
        total = 0
        for place, name in enumerate(members):
            if not each.alive >> place & 1:
                total += 4 * LOST
                continue
            mine = {
                group: chosen[group]
                for kind, group in kinds.items()
                if group in self.index.eligible[name].get(kind, ())
            }
            rated = self._bundle(name, mine)
            if rated is None:
                total += 4 * LOST
                continue
            cost, own = rated
            total += cost + (0 if self._has_room_for_her(name, own) else LOST)
        return total

    def _has_room_for_her(self, name: str, own: _Own) -> bool:
        """Whether her own therapist, or anybody, still has a time for each of her sessions."""
        client = self.problem.clients[name]
        reference = self.problem.reference_therapist(client)
        for asked in client.sessions:
            service = self.problem.services[asked.service]
            if not service.by_primary or reference is None or reference not in self.problem.staff:
                continue
            free = self.index.client_starts(name, service.minutes)
            free &= self._free_starts(reference, service.minutes)
            free &= ~_blocked(own.busy, self.index.length(service.minutes))
            for week in range(len(self.index.weeks)):
                dates = [n for n in self.index.dates_of_week[week] if n in own.days]
                if sum(bool(free >> n * self.index.day_slots & self.day_mask) for n in dates) < (
                    asked.count if self.index.weeks[week] in asked.weeks else 0
                ):
                    return False
        return True

    def _teams(
        self, each: _Arrangement, members: Sequence[str]
    ) -> dict[str, tuple[str, tuple[str, ...]]] | None:
        """Leads and co-leaders for all groups of an arrangement, the least busy first."""
        problem, index = self.problem, self.index
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        booked: list[tuple[str, int, int]] = []
        scarce = sorted(each.chosen, key=lambda one: (len(index.leads[one[0]]), one[0]))
        for group, pattern in scarce:
            minutes = index.minutes_of[group]
            modality = problem.modalities[problem.groups[group].modality]
            wanted = 1 + modality.co_leads
            team: list[str] = []
            loads = {one: self.noise(400) for one in self.problem.staff}
            wishes = [
                problem.clients[name].therapist_gender
                for name in members
                if modality.trauma_processing
            ]
            values = {wish.value for wish in wishes if wish and wish.required}
            for role in range(wanted):
                pool = index.leads[group] if not role else index.co_leads[group]
                able = [
                    one
                    for one in pool
                    if one not in team
                    and not pattern.starts & ~self._free_starts(one, minutes)
                    and all(self._can(one, time, minutes) for time in pattern.times)
                ]
                if not able:
                    for one, time, length in booked:
                        self._give_back(one, time, length)
                    return None

                one = min(able, key=partial(self._suits, values if role == 0 else set(), loads))
                team.append(one)
                for time in pattern.times:
                    self._take(one, time, minutes)
                    booked.append((one, time, minutes))
            found[group] = (team[0], tuple(team[1:]))
        return found

    def _suits(
        self, wished: set[str], loads: dict[str, int], one: str
    ) -> tuple[bool, float, int, str]:
        """Who is asked first: whom nobody's wish rules out, the least busy, the least versatile."""
        person = self.problem.staff[one]
        hours = float(person.max_direct_hours_per_week * _HOUR) or 1.0
        load = (self.weekly[one, 0] + self.reserved[one] + loads[one]) / hours
        return (bool(wished - {person.gender}), load, len(person.skills), one)

    def _book(self, group: str, pattern: _Pattern, lead: str, co_leads: tuple[str, ...]) -> None:
        """Enter a group whose staff is already taken."""
        self.state.times[group] = pattern.times
        self.state.usual[group] = (lead, co_leads)
        if self.problem.groups[group].mode != "in_person":
            return
        people = self.places[group] + 1 + len(co_leads)
        for level, used in self.rooms_used.items():
            if level < people:
                counts = self.index.rooms_above[level]
                for slot in bits(pattern.cover):
                    used[slot] += 1
                    if used[slot] >= counts[slot]:
                        self.rooms_full[level] |= 1 << slot

    # clients

    def _bundle(self, name: str, groups: dict[str, tuple[int, ...]]) -> tuple[int, _Own] | None:
        """Her week with these groups: waiting and wishes in minutes, or nothing if impossible."""
        problem, index = self.problem, self.index
        client = problem.clients[name]
        own = _Own()
        cost = 0
        self.looked += 1
        processing: dict[int, int] = {}
        containing: dict[int, int] = {}
        for group, times in groups.items():
            minutes = index.minutes_of[group]
            modality = problem.modalities[problem.groups[group].modality]
            starts = index.client_starts(name, minutes)
            for time in times:
                cover = index.cover(time, minutes)
                if own.busy & cover or not starts >> time & 1:
                    return None
                own.busy |= cover
                number, begin = index.date_of(time), index.start_of(time)
                day = own.days.get(number)
                if day is None:
                    own.days[number] = _Day(begin, begin + minutes, minutes, minutes, True)
                else:
                    day.first, day.last = min(day.first, begin), max(day.last, begin + minutes)
                    day.minutes += minutes
                    day.counted += minutes
                if modality.trauma_processing:
                    if number in processing and problem.program.max_trauma_processing_per_day < 2:
                        return None
                    processing[number] = max(processing.get(number, 0), begin + minutes)
                if modality.containment:
                    containing[number] = max(containing.get(number, 0), begin)
                if client.avoid:
                    cost += 30 * index.avoided(name, time, minutes)
        if problem.program.containment_after_processing:
            for number, end in processing.items():
                if containing.get(number, -1) < end:
                    own.open_processing[number] = end
        per_week = Counter(index.week_of_date[number] for number in own.days)
        for days in per_week.values():
            if days > client.max_days_per_week:
                return None
            cost += 150 * max(0, days - client.preferred_days_per_week)
        short = 0
        least, most = self.day_limits[name]
        for day in own.days.values():
            if day.minutes > most:
                return None
            short += day.counted < least
            cost += day.last - day.first - day.minutes
        rescues = sum(asked.count * len(asked.weeks) for asked in client.sessions)
        if short + len(own.open_processing) > rescues:
            return None
        return cost + 300 * (short + len(own.open_processing)), own

    def _look_for_groups(self, name: str, among: set[str] | None = None) -> None:
        """The cheapest groups with a place for her, her own first."""
        problem = self.problem
        client = problem.clients[name]
        kinds: list[tuple[str, list[str]]] = []
        for kind, groups in self.index.eligible[name].items():
            able = [
                group
                for group in groups
                if (among is None or group in among) and self._is_open(name, group)
            ]
            if not able:
                return
            kinds.append((kind, able))
        kinds.sort(key=lambda each: len(each[1]))
        own = set(client.current_groups)
        best: tuple[int, dict[str, str]] | None = None
        left = TRIES

        def search(place: int, chosen: dict[str, str], cover: int, changed: int) -> None:
            nonlocal best, left
            if place == len(kinds):
                left -= 1
                times = {group: self.state.times[group] for group in chosen.values()}
                if self._hours_fit(client, times):
                    rated = self._bundle(name, times)
                    if rated is not None:
                        crowd = sum(
                            len(self.members[group]) >= problem.groups[group].comfortable_size
                            for group in times
                        )
                        cost = rated[0] + 450 * changed + 30 * crowd + self.noise(60)
                        if not self._has_room_for_her(name, rated[1]):
                            cost += LOST
                        if best is None or cost < best[0]:
                            best = (cost, dict(chosen))
                return
            kind, groups = kinds[place]
            for group in sorted(groups, key=lambda one: (one not in own, one)):
                mask = self._cover_of(group)
                if left <= 0 or cover & mask:
                    continue
                chosen[kind] = group
                search(place + 1, chosen, cover | mask, changed + (group not in own))
                del chosen[kind]

        search(0, {}, 0, 0)
        if best is None:
            return
        self.state.groups[name] = best[1]
        for group in best[1].values():
            self.members[group].add(name)

    def _cover_of(self, group: str) -> int:
        cover = 0
        for time in self.state.times[group]:
            cover |= self.index.cover(time, self.index.minutes_of[group])
        return cover

    def _hours_fit(self, client: p.Client, groups: Iterable[str]) -> bool:
        problem, index = self.problem, self.index
        held = sum(
            problem.groups[group].sessions_per_week * index.minutes_of[group] for group in groups
        )
        for week in index.weeks:
            alone = sum(
                asked.count * problem.services[asked.service].minutes
                for asked in client.sessions
                if week in asked.weeks and problem.services[asked.service].counts_toward_hours
            )
            if held + alone < client.min_hours_per_week * _HOUR:
                return False
            most = client.max_hours_per_week
            if most is not None and held + alone > most * _HOUR:
                return False
        return True

    def _is_open(self, name: str, group: str) -> bool:
        index, problem = self.index, self.problem
        if group not in self.state.times:
            return False
        told = problem.groups[group]
        if len(self.members[group]) >= min(told.max_size, self.places[group]):
            return False
        if self.members[group] & index.apart[name]:
            return False
        mask = index.client_starts(name, index.minutes_of[group])
        if not all(mask >> time & 1 for time in self.state.times[group]):
            return False
        if problem.modalities[told.modality].trauma_processing:
            return index.can_lead_for(problem.clients[name], self.state.usual[group][0])
        return True

    # sessions of one person

    def _sessions(self) -> None:
        order: list[tuple[int, str, _Own]] = []
        for name, groups in self.state.groups.items():
            rated = self._bundle(name, {g: self.state.times[g] for g in groups.values()})
            if rated is not None:
                order.append((self._ease(name, rated[1]), name, rated[1]))
        order.sort(key=lambda each: each[:2])
        stuck = []
        for _ease, name, own in order:
            if self.is_over():
                break
            if not self._serve(name, own):
                stuck.append(name)
        for name in stuck:
            for group in self.state.groups[name].values():
                self.members[group].discard(name)
            self.state.drop(name)

    def _ease(self, name: str, own: _Own) -> int:
        """How many times there are for what she needs; few come first."""
        client = self.problem.clients[name]
        reference = self.problem.reference_therapist(client)
        least = 1000
        for asked in client.sessions:
            service = self.problem.services[asked.service]
            free = self.index.client_starts(name, service.minutes)
            free &= ~_blocked(own.busy, self.index.length(service.minutes))
            if service.by_primary and reference is not None and reference in self.problem.staff:
                free &= self._free_starts(reference, service.minutes)
            least = min(least, free.bit_count())
        return least if client.is_active else 1000 + least

    def _serve(self, name: str, own: _Own) -> bool:
        """A therapist and times for all her sessions; the cheapest of the first few people."""
        client = self.problem.clients[name]
        reference = self.problem.reference_therapist(client)
        wish = client.therapist_gender
        people = []
        for one in self.index.therapist_options[name]:
            person = self.problem.staff[one]
            if self.caseload[one] >= person.max_caseload:
                continue
            cost = 900 * (reference is not None and one != reference)
            if wish and not wish.required and person.gender != wish.value:
                cost += 120
            load = self.weekly[one, 0] + self.reserved[one] + self.noise(300)
            people.append((cost, 0 if one == reference else load, one))
        people.sort()
        best: tuple[int, str, list[Alone]] | None = None
        tried = 0
        for cost, _load, one in people:
            if best is not None and (cost >= best[0] or tried >= PEOPLE):
                break
            found = self._with(name, own, one)
            tried += found is not None
            if found is not None and (best is None or cost + found[0] < best[0]):
                best = (cost + found[0], one, found[1])
        if best is None:
            return False
        _cost, one, held = best
        self.caseload[one] += 1
        if one == reference:
            self.reserved[one] = max(0, self.reserved[one] - _HOUR)
        self.state.primary[name] = one
        self.state.alone[name] = tuple(sorted(held, key=lambda each: (each[1], each[0])))
        for service_id, time, staff in held:
            service = self.problem.services[service_id]
            self._take(staff, time, service.minutes)
            if not self.index.telehealth(client, service):
                for slot in range(time, time + self.index.length(service.minutes)):
                    self.offices_used[slot] += 1
                    if self.offices_used[slot] >= self.index.offices_at[slot]:
                        self.offices_full |= 1 << slot
        return True

    def _with(self, name: str, own: _Own, primary: str) -> tuple[int, list[Alone]] | None:
        """Times for everything she asks for with this therapist."""
        index, problem = self.index, self.problem
        client = problem.clients[name]
        wanted: list[tuple[p.Service, int]] = []
        for asked in client.sessions:
            service = problem.services[asked.service]
            if asked.count and not index.can_hold(client, service):
                return None
            for monday in asked.weeks:
                wanted += [(service, index.weeks.index(monday))] * asked.count
        wanted.sort(key=lambda each: (not each[0].by_primary, -each[0].minutes, each[0].id))
        held: list[Alone] = []
        days = {
            number: _Day(day.first, day.last, day.minutes, day.counted, day.is_used)
            for number, day in own.days.items()
        }
        left = TRIES // 4
        busy = own.busy

        def search(place: int, spent: int) -> int | None:
            nonlocal left, busy
            if place == len(wanted):
                return spent if self._is_whole(client, own, days, held) else None
            service, week = wanted[place]
            for added, time, staff in self._options(
                client, service, week, primary, busy, days, held
            ):
                left -= 1
                if left < 0:
                    return None
                number, begin = index.date_of(time), index.start_of(time)
                before = days.get(number)
                days[number] = _with_session(before, begin, service)
                busy |= index.cover(time, service.minutes)
                held.append((service.id, time, staff))
                self._take(staff, time, service.minutes)
                found = search(place + 1, spent + added)
                self._give_back(staff, time, service.minutes)
                if found is not None:
                    return found
                held.pop()
                busy &= ~index.cover(time, service.minutes)
                if before is None:
                    del days[number]
                else:
                    days[number] = before
            return None

        total = search(0, 0)
        return None if total is None else (total, list(held))

    def _options(
        self,
        client: p.Client,
        service: p.Service,
        week: int,
        primary: str,
        busy: int,
        days: dict[int, _Day],
        held: list[Alone],
    ) -> list[tuple[int, int, str]]:
        """When and with whom, the least waiting first."""
        index = self.index
        length = index.length(service.minutes)
        free = index.client_starts(client.id, service.minutes) & ~_blocked(busy, length)
        if not index.telehealth(client, service):
            free &= ~_blocked(self.offices_full, length)
        if not service.by_primary:
            key = (client.language, service.staff_role)
            if key not in self.role_people:
                self.role_people[key] = index.of_role(client, service.staff_role)
            people = self.role_people[key]
        elif index.off_in_week[primary][week]:
            people = [primary, *(o for o in index.may_cover(client) if o != primary)]
        else:
            people = [primary]
        same = {index.date_of(time) for name, time, _staff in held if name == service.id}
        used = sum(
            day.is_used for number, day in days.items() if index.week_of_date[number] == week
        )
        least, most = self.day_limits[client.id]
        has_avoided = bool(client.avoid)
        found = []
        for staff in people:
            if service.by_primary and self.problem.staff[staff].role != service.staff_role:
                continue
            mask = free & self._free_starts(staff, service.minutes)
            cover = 375 * (service.by_primary and staff != primary)
            for number in index.dates_of_week[week]:
                if number in same:
                    continue
                day = days.get(number)
                fresh = service.uses_authorized_day and not (day and day.is_used)
                if fresh and used >= client.max_days_per_week:
                    continue
                base = number * index.day_slots
                for slot in bits(mask >> base & self.day_mask):
                    time, begin = base + slot, slot * index.slot
                    cost = cover + self.noise(60)
                    if has_avoided:
                        cost += 30 * index.avoided(client.id, time, service.minutes)
                    cost += 150 * (fresh and used >= client.preferred_days_per_week)
                    if day is not None:
                        if day.minutes + service.minutes > most:
                            continue
                        span = max(day.last, begin + service.minutes) - min(day.first, begin)
                        cost += span - (day.last - day.first) - service.minutes
                        if day.counted < least:
                            cost -= 300 * service.counts_toward_hours
                    elif fresh:
                        cost += 200
                    found.append((cost, time, staff))
        found.sort()
        able = []
        for each in found:
            if self._can(each[2], each[1], service.minutes):
                able.append(each)
                if len(able) >= OPTIONS:
                    break
        return able

    def _is_whole(
        self, client: p.Client, own: _Own, days: dict[int, _Day], held: list[Alone]
    ) -> bool:
        """No day too short, and every processing session followed by something containing."""
        least = self.day_limits[client.id][0]
        if any(day.is_used and day.counted < least for day in days.values()):
            return False
        for number, end in own.open_processing.items():
            if not any(
                self.problem.services[name].containment
                and self.index.date_of(time) == number
                and self.index.start_of(time) >= end
                for name, time, _staff in held
            ):
                return False
        return True


def _none(_most: int) -> int:
    return 0


def _with_session(day: _Day | None, begin: int, service: p.Service) -> _Day:
    counted = service.minutes * service.counts_toward_hours
    end = begin + service.minutes
    if day is None:
        return _Day(begin, end, service.minutes, counted, service.uses_authorized_day)
    return _Day(
        min(day.first, begin),
        max(day.last, end),
        day.minutes + service.minutes,
        day.counted + counted,
        day.is_used or service.uses_authorized_day,
    )


def _blocked(busy: int, length: int) -> int:
    """The starts at which a session of a length would run into something."""
    found = 0
    for step in range(length):
        found |= busy >> step
    return found


def _empty(counts: Sequence[int]) -> int:
    """The slots in which there is not even one room."""
    return sum(1 << slot for slot, count in enumerate(counts) if not count)
