"""A lower bound from cohorts looked at one by one, as if each had the program to itself.

What a cohort costs at least is worked out with its own groups and people only: rooms, facilitators
and other clients' appointments do not stand in its way, a member may leave for any other group she
could be in, which then meets when she likes, and a therapist who is not her own may be anybody at
any time somebody works. Each
cost of a client is counted in one cohort only, so the sum holds for every timetable.

What cohorts compete for can be given prices (prices.py): then a block also pays for the time of
the people, rooms and places it uses at least.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import problem as p
from .index import Index, bits
from .kernel import BIG, Model

_HOUR = 60
ANYBODY = ""

Thing = tuple[str, str, int]
"""What cohorts compete for: its kind, whose it is, and the slot, 0 where time does not matter."""
Options = tuple[tuple[Thing, ...], ...]


@dataclass
class _Part:
    """One client in a block."""

    member: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    attends: dict[tuple[str, int], int] = field(default_factory=dict)
    away: dict[tuple[str, int], int] = field(default_factory=dict)
    """Sessions of a kind of group outside the block, at any time one of those could meet."""
    alone: dict[tuple[str, int, str], int] = field(default_factory=dict)
    loose: int | None = None

    @property
    def firm(self) -> tuple[int, ...]:
        """The literal under which the rules of her days hold, when they do not always."""
        return () if self.loose is None else (-self.loose - 1,)


@dataclass(frozen=True, slots=True)
class _Told:
    """One possible session of a client on one date."""

    kind: tuple[str, str]
    """A group by its modality, of which she has one session a date, or a service."""
    time: int
    minutes: int
    flag: int
    counts: bool
    uses_day: bool
    processing: bool
    contains: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A variable that takes one of some things when it is 1: the cheapest of them counts.

    Each option is a set of things, every one of which is used once.
    """

    variable: int
    options: Options
    count: int = 1
    """So many different options are taken, not only one."""


class Block:
    """The relaxed model of some groups and the clients whose costs are counted with them."""

    def __init__(
        self,
        index: Index,
        groups: Sequence[str],
        clients: Sequence[str],
        attendable: Mapping[str, set[str]],
        *,
        is_light: bool = False,
    ) -> None:
        self.index, self.problem = index, index.problem
        self.is_light = is_light
        """Whoever has a group outside the block is free of the rules of her days: less to solve."""
        self.groups = tuple(groups)
        self.attendable = attendable
        self.model = Model()
        self.starts: dict[str, dict[int, int]] = {}
        self.at_staff: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.joins: dict[str, dict[str, int]] = defaultdict(dict)
        self.uses: list[Use] = []
        self.clients = tuple(clients)
        self._known: dict[tuple[tuple[str, ...], int, int], Options] = {}
        for group in self.groups:
            self._group(group)
        for name in clients:
            self._client(self.problem.clients[name])
        self._shared()

    # groups

    def _group(self, name: str) -> None:
        index, model = self.index, self.model
        group = self.problem.groups[name]
        minutes = index.minutes_of[name]
        led = 0
        for one in index.leads[name]:
            led |= index.staff_starts(one, minutes)
        times = bits(index.group_starts(name) & led)
        starts = {time: model.flag() for time in times}
        self.starts[name] = starts
        for time, flag in starts.items():
            self._use_of_start(group, time, flag)
        by_date: dict[int, list[int]] = defaultdict(list)
        for time, flag in starts.items():
            by_date[index.date_of(time)].append(flag)
        for flags in by_date.values():
            model.at_most_one(flags)
        count = group.sessions_per_week
        for week in range(len(index.weeks)):
            mine = {time: flag for time, flag in starts.items() if index.week_of(time) == week}
            model.exactly([(flag, 1) for flag in mine.values()], count)
            if group.same_start_time and count > 1:
                at: dict[int, list[int]] = defaultdict(list)
                for time, flag in mine.items():
                    at[index.start_of(time)].append(flag)
                hours = []
                for flags in at.values():
                    hour = model.flag()
                    hours.append((hour, 1))
                    model.exactly([*((flag, 1) for flag in flags), (hour, -count)], 0)
                model.exactly(hours, 1)

    def _use_of_start(self, group: p.Group, time: int, flag: int) -> None:
        """The time of a lead and co-leaders, and a room."""
        index = self.index
        minutes = index.minutes_of[group.id]
        self._use(flag, self._of_people(index.leads[group.id], time, minutes))
        co_leads = self.problem.modalities[group.modality].co_leads
        if co_leads:
            self._use(flag, self._of_people(index.co_leads[group.id], time, minutes), co_leads)
        if group.mode == "in_person":
            self._use(flag, (self._slots_of("group room", "", time, minutes),))

    def _use(self, flag: int, options: Options, count: int = 1) -> None:
        if options:
            self.uses.append(Use(flag, options, count))

    def _slots_of(self, kind: str, who: str, time: int, minutes: int) -> tuple[Thing, ...]:
        return tuple((kind, who, at) for at in range(time, time + self.index.length(minutes)))

    def _of_people(self, people: Iterable[str], time: int, minutes: int) -> Options:
        """The hours of each of the people who work then."""
        key = (tuple(people), time, minutes)
        if key not in self._known:
            self._known[key] = tuple(
                self._slots_of("time", one, time, minutes)
                for one in key[0]
                if self.index.staff_starts(one, minutes) >> time & 1
            )
        return self._known[key]

    # clients

    def _client(self, client: p.Client) -> None:
        part = _Part()
        self._membership(client, part)
        self._attendance(client, part)
        self._sessions(client, part)
        self._days(client, part)
        self._overlaps(part)
        self._published(client, part)

    def _membership(self, client: p.Client, part: _Part) -> None:
        index, model = self.index, self.model
        weight = index.weight["group_changed"]
        for modality, groups in index.eligible[client.id].items():
            able = [group for group in groups if group in self.attendable[client.id]]
            terms = []
            for group in able:
                if group in self.starts:
                    flag = model.flag()
                    part.member[group] = flag
                    self.joins[group][client.id] = flag
                    self._use(flag, ((("place", group, 0),),))
                    terms.append((flag, 1))
            others = [group for group in able if group not in self.starts]
            if others:
                flag = model.flag()
                part.elsewhere[modality] = flag
                self._use(flag, tuple((("place", group, 0),) for group in others))
                terms.append((flag, 1))
            model.exactly(terms, 1)
        if part.elsewhere and self.is_light:
            part.loose = model.flag()
            for flag in part.elsewhere.values():
                model.implies(flag, part.loose)
        for group in client.current_groups:
            model.offset += weight
            kind = self.problem.groups[group].modality if group in self.problem.groups else ""
            if group in part.member:
                model.cost(part.member[group], -weight)
            elif group not in self.starts and kind in part.elsewhere:
                model.cost(part.elsewhere[kind], -weight)

    def _attendance(self, client: p.Client, part: _Part) -> None:
        index, model = self.index, self.model
        for modality, flag in part.elsewhere.items() if not self.is_light else ():
            self._elsewhere(client, part, modality, flag)
        for group, flag in part.member.items():
            minutes = index.minutes_of[group]
            mask = index.client_starts(client.id, minutes)
            by_week: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for time, start in self.starts[group].items():
                if not mask >> time & 1:
                    # she is not in a group that meets when she cannot come
                    model.at_most_one([flag, start])
                    continue
                comes = model.flag()
                part.attends[group, time] = comes
                model.implies(comes, start)
                model.linear([(comes, 1), (start, -1), (flag, -1)], -1, 1)
                by_week[index.week_of(time)].append((comes, 1))
                cost = index.avoided(client.id, time, minutes)
                model.cost(comes, cost * index.weight["avoid_slot"])
            sessions = self.problem.groups[group].sessions_per_week
            for week in range(len(index.weeks)):
                model.exactly([*by_week[week], (flag, -sessions)], 0)

    def _elsewhere(self, client: p.Client, part: _Part, modality: str, flag: int) -> None:
        """Sessions of some group outside the block, whenever one of them could meet."""
        index, model = self.index, self.model
        others = [
            self.problem.groups[name]
            for name in index.eligible[client.id][modality]
            if name in self.attendable[client.id] and name not in self.starts
        ]
        minutes = self.problem.modalities[modality].minutes
        mask = 0
        for group in others:
            mask |= index.group_starts(group.id)
        mask &= index.client_starts(client.id, minutes)
        counts = [group.sessions_per_week for group in others]
        one_hour = all(group.same_start_time for group in others) and len(set(counts)) == 1
        by_date: dict[int, list[int]] = defaultdict(list)
        by_hour: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        by_week: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for time in bits(mask):
            comes = model.flag()
            part.away[modality, time] = comes
            by_date[index.date_of(time)].append(comes)
            by_week[index.week_of(time)].append((comes, 1))
            by_hour[index.week_of(time), index.start_of(time)].append((comes, 1))
            cost = index.avoided(client.id, time, minutes)
            model.cost(comes, cost * index.weight["avoid_slot"])
        for flags in by_date.values():
            model.at_most_one(flags)
        for week in range(len(index.weeks)):
            model.at_least([*by_week[week], (flag, -min(counts))], 0)
            model.at_most([*by_week[week], (flag, -max(counts))], 0)
        if one_hour and counts[0] > 1:
            for terms in by_hour.values():
                hour = model.flag()
                model.exactly([*terms, (hour, -counts[0])], 0)

    def _sessions(self, client: p.Client, part: _Part) -> None:
        """Her reference therapist by name; anybody else is one person who is always free."""
        index, model = self.index, self.model
        reference = self.problem.reference_therapist(client)
        options = index.therapist_options[client.id]
        own: int | None = None
        other: int | None = None
        rest = [one for one in options if one != reference]
        if reference in options:
            own = model.flag()
        if rest:
            other = model.flag()
            wish = client.therapist_gender
            cost = index.weight["therapist_changed"] if reference is not None else 0
            if wish and not wish.required:
                genders = {self.problem.staff[one].gender for one in rest}
                if wish.value not in genders:
                    cost += index.weight["gender_preference_unmet"]
            model.cost(other, cost)
            self._use(other, tuple((("caseload", one, 0),) for one in rest))
        if own is not None and reference is not None:
            self._use(own, ((("caseload", reference, 0),),))
        if own is not None and reference is not None:
            wish = client.therapist_gender
            is_other = wish and self.problem.staff[reference].gender != wish.value
            if wish and not wish.required and is_other:
                model.cost(own, index.weight["gender_preference_unmet"])
        model.exactly([(flag, 1) for flag in (own, other) if flag is not None], 1)
        for asked in client.sessions:
            service = self.problem.services[asked.service]
            for monday in asked.weeks:
                if not asked.count or monday not in index.weeks:
                    continue
                week = index.weeks.index(monday)
                if service.by_primary:
                    self._primary(client, part, service, asked.count, week, own, other, rest)
                else:
                    people = index.of_role(client, service.staff_role)
                    flags = self._slots(client, part, service, week, people, ANYBODY)
                    model.exactly(flags, asked.count)
        for asked in client.sessions:
            by_date: dict[int, list[int]] = defaultdict(list)
            for (name, time, _who), flag in part.alone.items():
                if name == asked.service:
                    by_date[index.date_of(time)].append(flag)
            for flags_of_date in by_date.values():
                model.at_most_one(flags_of_date)

    def _primary(
        self,
        client: p.Client,
        part: _Part,
        service: p.Service,
        count: int,
        week: int,
        own: int | None,
        other: int | None,
        rest: Sequence[str],
    ) -> None:
        index, model = self.index, self.model
        reference = self.problem.reference_therapist(client) or ANYBODY
        covering = index.may_cover(client)
        is_away = own is not None and index.off_in_week[reference][week]
        people = [*rest] if not any(index.off_in_week[one][week] for one in rest) else covering
        anybody = set(people if other is not None else ()) | set(covering if is_away else ())
        hers = self._slots(client, part, service, week, [reference] if own is not None else [])
        others = self._slots(client, part, service, week, sorted(anybody), ANYBODY)
        model.exactly([*hers, *others], count)
        if other is not None and hers and not any(index.off_in_week[one][week] for one in rest):
            # somebody else's client sees her only as a cover, which she then may be
            model.at_most([*hers, (other, count)], count)
        if own is not None and others:
            if is_away:
                covered = model.whole(0, count)
                model.at_least(
                    [(covered, 1), *((flag, -1) for flag, _one in others), (own, -count)], -count
                )
                model.cost(covered, index.weight["cover_session"])
            else:
                model.at_most([*others, (own, count)], count)

    def _slots(
        self,
        client: p.Client,
        part: _Part,
        service: p.Service,
        week: int,
        people: Iterable[str],
        label: str | None = None,
    ) -> list[tuple[int, int]]:
        index, model = self.index, self.model
        found = []
        mask = 0
        staff = list(people)
        able = [
            one
            for one in staff
            if not service.by_primary or self.problem.staff[one].role == service.staff_role
        ]
        for one in able:
            mask |= index.staff_starts(one, service.minutes)
        mask &= index.client_starts(client.id, service.minutes)
        for time in bits(mask):
            if index.week_of(time) != week:
                continue
            flag = model.flag()
            who = label if label is not None else staff[0]
            part.alone[service.id, time, who] = flag
            found.append((flag, 1))
            self._use(flag, self._of_people(able, time, service.minutes))
            if not index.telehealth(client, service):
                self._use(flag, (self._slots_of("office", "", time, service.minutes),))
            if who:
                for slot in range(time, time + index.length(service.minutes)):
                    self.at_staff[who, slot].append(flag)
            avoided = index.avoided(client.id, time, service.minutes)
            model.cost(flag, avoided * index.weight["avoid_slot"])
        return found

    def _by_dates(self, part: _Part) -> dict[int, list[_Told]]:
        """Everything she may have on each date."""
        index, problem = self.index, self.problem
        found: dict[int, list[_Told]] = defaultdict(list)
        held = [
            (problem.groups[group].modality, time, flag)
            for (group, time), flag in part.attends.items()
        ]
        held += [(modality, time, flag) for (modality, time), flag in part.away.items()]
        for modality, time, flag in held:
            told = problem.modalities[modality]
            found[index.date_of(time)].append(
                _Told(
                    *(("group", modality), time, told.minutes, flag, True, True),
                    *(told.trauma_processing, told.containment),
                )
            )
        for (name, time, _who), flag in part.alone.items():
            service = problem.services[name]
            found[index.date_of(time)].append(
                _Told(
                    *(("service", name), time, service.minutes, flag),
                    *(service.counts_toward_hours, service.uses_authorized_day),
                    *(False, service.containment),
                )
            )
        return found

    def _days(self, client: p.Client, part: _Part) -> None:
        """Days a week, hours a day, what follows processing, and gaps."""
        index, model = self.index, self.model
        least = -int(-client.min_hours_per_day * _HOUR // 1)
        most = index.by_hours(client.max_hours_per_day)
        days: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, told in self._by_dates(part).items():
            by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
            for each in told:
                if each.uses_day:
                    by_kind[each.kind].append(each.flag)
            if by_kind:
                day = model.flag()
                days[index.week_of_date[number]].append((day, 1))
                for flags in by_kind.values():
                    model.at_most([*((flag, 1) for flag in flags), (day, -1)], 0)
                # a date without any session is not forced to be long
                using = [(each.flag, -1) for each in told if each.uses_day]
                model.at_most([(day, 1), *using], 0)
                counted = [(each.flag, each.minutes) for each in told if each.counts]
                model.linear([*counted, (day, -least)], 0, BIG, part.firm)
            model.at_most([(each.flag, each.minutes) for each in told], most)
            self._processing(told, part)
            self._gap(told, part)
        for terms in days.values():
            model.at_most(terms, client.max_days_per_week)
            over = len(terms) - client.preferred_days_per_week
            if over > 0:
                extra = model.whole(0, over)
                model.at_most([*terms, (extra, -1)], client.preferred_days_per_week)
                model.cost(extra, index.weight["extra_day"])

    def _processing(self, told: list[_Told], part: _Part) -> None:
        index, program = self.index, self.problem.program
        processing = [each for each in told if each.processing]
        if not processing:
            return
        flags = [(each.flag, 1) for each in processing]
        self.model.at_most(flags, program.max_trauma_processing_per_day)
        if program.containment_after_processing:
            for each in processing:
                end = each.time + index.length(each.minutes)
                later = [(one.flag, -1) for one in told if one.contains and one.time >= end]
                self.model.linear([(each.flag, 1), *later], -BIG, 0, part.firm)

    def _gap(self, told: list[_Told], part: _Part) -> None:
        index, model = self.index, self.model
        weight = index.weight["gap_hour"]
        held: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        for each in told:
            held[each.kind].append((index.start_of(each.time), each.minutes, each.flag))
        if not weight or len(held) < 2:
            return
        every = [each for mine in held.values() for each in mine]
        first = min(start for start, _minutes, _flag in every)
        last = max(start + minutes for start, minutes, _flag in every)
        begin, end = model.whole(first, last), model.whole(first, last)
        gap = model.whole(0, last - first)
        for mine in held.values():
            model.at_most([(begin, 1), *((f, last - s) for s, _m, f in mine)], last)
            model.at_least([(end, 1), *((f, first - s - m) for s, m, f in mine)], first)
        spent = [(flag, minutes) for _start, minutes, flag in every]
        free = [(part.loose, last - first)] if part.loose is not None else []
        model.at_least([(gap, 1), (end, -1), (begin, 1), *spent, *free], 0)
        model.cost(gap, weight // _HOUR)

    def _overlaps(self, part: _Part) -> None:
        at: dict[int, list[int]] = defaultdict(list)
        for told in self._by_dates(part).values():
            for each in told:
                for slot in range(each.time, each.time + self.index.length(each.minutes)):
                    at[slot].append(each.flag)
        seen: set[frozenset[int]] = set()
        for flags in at.values():
            kind = frozenset(flags)
            if len(kind) > 1 and kind not in seen:
                seen.add(kind)
                self.model.at_most_one(sorted(kind))

    def _published(self, client: p.Client, part: _Part) -> None:
        """What it costs at least when published appointments are gone."""
        baseline = self.problem.baseline
        if baseline is None:
            return
        index, model = self.index, self.model
        moved = index.weight["moved_appointment"]
        mine = {group for one, group in baseline.memberships if one == client.id}
        for session in baseline.group_sessions:
            if session.group not in mine:
                continue
            kind = (
                self.problem.groups[session.group].modality
                if session.group in self.problem.groups
                else ""
            )
            if session.group not in self.starts and kind in part.elsewhere:
                continue
            time = index.time(session.on, session.start)
            model.offset += moved
            flag = part.attends.get((session.group, time)) if time is not None else None
            if flag is not None:
                model.cost(flag, -moved)
        for one in baseline.individual_sessions:
            if one.client != client.id:
                continue
            time = index.time(one.on, one.start)
            model.offset += moved
            for (name, at, _who), flag in part.alone.items():
                if name == one.service and at == time:
                    model.cost(flag, -moved)

    # what they share

    def _shared(self) -> None:
        model, index = self.model, self.index
        seen: set[frozenset[int]] = set()
        for flags in self.at_staff.values():
            kind = frozenset(flags)
            if len(kind) > 1 and kind not in seen:
                seen.add(kind)
                model.at_most_one(sorted(kind))
        for group, joined in self.joins.items():
            most = self.problem.groups[group].max_size
            if len(joined) > most:
                model.at_most([(flag, 1) for flag in joined.values()], most)
            for name, flag in joined.items():
                for other in index.apart[name]:
                    if name < other and other in joined:
                        model.at_most_one([flag, joined[other]])
