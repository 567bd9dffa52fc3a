"""Why a week is impossible: a smallest set of things that cannot all hold, and the ways out.

Each sentence a coordinator knows is one assumption. Three small models are asked in turn: each
client alone, the facilitators of each kind of group, and everybody's places. What comes out is
shrunk by leaving out one sentence after the other and solving again, so dropping any one of the
sentences that remain makes the rest of that model possible.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from . import problem as p
from .bound import can_attend, can_be_primary
from .index import Index, bits
from .kernel import Limits, Model, Status

_HOUR = 60
CORE = 5.0
"""Deterministic time for one question."""
CLIENT = 1.0
FEW = 4
"""Up to so many people have a sentence each; more of them share one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence, the rule behind it, whom it is about, and what could be done about it."""

    rule: str
    who: tuple[str, ...]
    text: str
    way_out: str

    @property
    def conflict(self) -> p.Conflict:
        """The item as the format tells it."""
        return p.Conflict(self.rule, self.who, self.text)


@dataclass(frozen=True, slots=True)
class Explained:
    """The clashing sentences; none when no small set was found."""

    items: tuple[Item, ...]
    solves: int
    is_smallest: bool

    @property
    def ways_out(self) -> tuple[str, ...]:
        """What would make this clash go away, one way for each sentence."""
        return tuple(dict.fromkeys(item.way_out for item in self.items if item.way_out))


@dataclass
class _Question:
    """A model whose rules hold only as long as their sentence is assumed."""

    model: Model = field(default_factory=Model)
    items: dict[int, Item] = field(default_factory=dict)
    solves: int = 0

    def item(self, rule: str, who: Iterable[str], text: str, way_out: str) -> int:
        literal = self.model.flag()
        self.items[literal] = Item(rule, tuple(who), text, way_out)
        return literal

    def clash(self, limit: float) -> list[int] | None:
        """A smallest clashing set of sentences, or nothing when they can all hold."""
        core = self._core(sorted(self.items), limit)
        if core is None:
            return None
        for literal in list(core):
            if literal not in core:
                continue
            less = [one for one in core if one != literal]
            smaller = self._core(less, limit)
            if smaller is not None:
                core = [one for one in core if one in smaller]
        return core

    def _core(self, literals: Sequence[int], limit: float) -> list[int] | None:
        # with presolve the core may name the wrong literals, so it stays off and is solved again
        self.model.assume(literals)
        self.solves += 1
        outcome = self.model.solve(Limits(deterministic=limit, presolve=False, linearization=0))
        if outcome.status is not Status.INFEASIBLE:
            return None
        named = [literal for literal in literals if literal in set(outcome.core)]
        if len(named) < len(literals):
            self.model.assume(named)
            self.solves += 1
            again = self.model.solve(Limits(deterministic=limit, presolve=False, linearization=0))
            if again.status is Status.INFEASIBLE:
                return named
        return list(literals)


class _Explainer:
    def __init__(self, problem: p.Problem, is_over: Callable[[], bool]) -> None:
        self.problem = problem
        self.index = Index(problem)
        self.is_over = is_over
        self.solves = 0

    def questions(self) -> Iterator[tuple[_Question, float]]:
        yield self.places(), CORE
        for modality in self.problem.modalities:
            if any(group.modality == modality for group in self.problem.groups.values()):
                yield self.facilitators({modality}), CORE
        for client in self.problem.clients.values():
            if client.is_active and not self._is_easy(client):
                yield self.alone(client), CLIENT
        yield self.facilitators(set(self.problem.modalities)), CORE

    def explained(self) -> Explained:
        certain = self._certain()
        if certain is not None:
            return Explained(tuple(certain), 0, True)
        best: list[Item] = []
        for question, limit in self.questions():
            if self.is_over():
                break
            core = question.clash(limit)
            self.solves += question.solves
            if core is not None:
                best = [question.items[literal] for literal in core]
                break
        return Explained(tuple(best), self.solves, bool(best))

    # what can be counted without a solver

    def _certain(self) -> list[Item] | None:
        """Clashes that counting shows: too few hours in all, too many people kept apart."""
        for client in self.problem.clients.values():
            if client.is_active:
                items = self._too_few_hours(client)
                if items is not None:
                    return items
        for group in self.problem.groups.values():
            items = self._nobody_leads(group)
            if items is not None:
                return items
        for rule in self.problem.keep_apart:
            for modality in self.problem.modalities:
                items = self._too_many_apart(rule, modality)
                if items is not None:
                    return items
        return None

    def _nobody_leads(self, group: p.Group) -> list[Item] | None:
        """A group whose lead needs a skill that nobody has."""
        told = self.problem.modalities[group.modality]
        able = [one for one in self.index.therapists if told.lead_skill in {None, *one.skills}]
        if able or not group.sessions_per_week:
            return None
        name = told.name or told.id
        return [
            Item(
                *("H05", (), f"Nobody may lead {name} ({told.lead_skill or 'therapist'})."),
                f"One more qualified lead for {name}.",
            ),
            Item(
                *("H03", (group.id,), f"{group.id} meets {group.sessions_per_week} times a week."),
                f"Let {group.id} meet once less, or at other times.",
            ),
        ]

    def _too_few_hours(self, client: p.Client) -> list[Item] | None:
        """All she may attend, at the longest, against the hours she must reach."""
        index, problem = self.index, self.problem
        in_groups = 0
        for groups in index.eligible[client.id].values():
            if not groups:
                return None
            in_groups += max(
                problem.groups[group].sessions_per_week * index.minutes_of[group]
                for group in groups
            )
        aim = client.min_hours_per_week
        for week in index.weeks:
            alone = sum(
                asked.count * problem.services[asked.service].minutes
                for asked in client.sessions
                if week in asked.weeks and problem.services[asked.service].counts_toward_hours
            )
            if in_groups + alone < aim * _HOUR:
                return self._hours_told(client, in_groups, alone)
        return None

    @staticmethod
    def _hours_told(client: p.Client, in_groups: int, alone: int) -> list[Item]:
        name, who = client.id, (client.id,)
        return [
            Item(
                *("H23", who, f"{name} must reach {float(client.min_hours_per_week):g} hours."),
                f"Lower the weekly hours of {name}.",
            ),
            Item(
                "H18",
                who,
                f"Her groups come to at most {in_groups / _HOUR:g} hours a week, one of each kind.",
                f"Add a kind of group for {name}.",
            ),
            Item(
                *("H21", who, f"Her own sessions that count come to {alone / _HOUR:g} hours."),
                f"Add an individual session for {name}.",
            ),
        ]

    def _too_many_apart(self, rule: p.KeepApart, modality: str) -> list[Item] | None:
        """People none of whom may share a group, and fewer groups than people."""
        index, problem = self.index, self.problem
        options = {
            name: [
                group
                for group in index.eligible[name].get(modality, ())
                if can_attend(index, problem.clients[name], problem.groups[group])
            ]
            for name in dict.fromkeys(rule.clients)
            if problem.clients[name].is_active and modality in index.eligible[name]
        }
        crowd = _crowd(options)
        if len(crowd) < 2:
            return None
        groups = sorted({group for name in crowd for group in options[name]})
        kind = problem.modalities[modality].name or modality
        which = ", ".join(groups)
        apart = Item(
            *("H25", tuple(crowd), f"{' and '.join(crowd)} must not share a group."),
            "Open another group, so that they need not meet.",
        )
        way = f"Another {kind} group that one of them can join."
        if len(crowd) > FEW:
            text = f"{', '.join(crowd)} all need {kind}; only {which} would suit."
            return [apart, Item("H18", (*crowd, *groups), text, way)]
        return [
            apart,
            *(
                Item(
                    *("H18", (name, *options[name])),
                    f"{name} needs {kind}; only {', '.join(options[name])} would suit.",
                    way,
                )
                for name in crowd
            ),
        ]

    # one client alone, groups where she likes

    def _is_easy(self, client: p.Client) -> bool:
        """Whether she fits in with a few groups of each kind: then no clash is about her alone."""
        among = set(client.current_groups)
        for groups in self.index.eligible[client.id].values():
            able = [
                group
                for group in groups
                if can_attend(self.index, client, self.problem.groups[group])
            ]
            among |= set(able[:1] if not among & set(able) else ())
        asked = self.alone(client, among)
        asked.model.assume(sorted(asked.items))
        outcome = asked.model.solve(Limits(deterministic=CLIENT, presolve=False, linearization=0))
        self.solves += 1
        return outcome.status.has_values

    def alone(self, client: p.Client, among: set[str] | None = None) -> _Question:
        """Everything about one client; only with some groups where `among` names them."""
        index, problem = self.index, self.problem
        asked = _Question()
        model = asked.model
        attends: dict[int, list[tuple[int, str, int, int]]] = defaultdict(list)
        member: dict[str, int] = {}
        hours = asked.item(
            *("H22", [client.id], f"{client.id} can come only at the times she gave."),
            f"Ask {client.id} whether she could come at one more time.",
        )
        for need in client.needs:
            name = problem.modalities[need.modality].name or need.modality
            wants = asked.item(
                *("H18", [client.id], f"{client.id} needs a {name} group."),
                f"Plan {client.id} without {name} for now.",
            )
            flags = []
            for group in index.eligible[client.id][need.modality]:
                if among is not None and group not in among:
                    continue
                flag = model.flag()
                member[group] = flag
                flags.append(flag)
                self._meets(asked, client, group, flag, hours, attends)
            if flags:
                model.linear([(flag, 1) for flag in flags], 1, 1, [wants])
            else:
                self._why_none(asked, client, need, wants)
        self._her_sessions(asked, client, hours, attends)
        self._her_days(asked, client, attends)
        return asked

    def _meets(
        self,
        asked: _Question,
        client: p.Client,
        group: str,
        flag: int,
        hours: int,
        attends: dict[int, list[tuple[int, str, int, int]]],
    ) -> None:
        index, model = self.index, asked.model
        minutes = index.minutes_of[group]
        offered = index.client_starts(client.id, minutes)
        sessions = self.problem.groups[group].sessions_per_week
        for dates in index.dates_of_week:
            held = []
            by_hour: dict[int, list[int]] = defaultdict(list)
            for number in dates:
                today = []
                for time in bits(index.group_starts(group)):
                    if index.date_of(time) != number:
                        continue
                    comes = model.flag()
                    model.implies(comes, flag)
                    if not offered >> time & 1:
                        model.linear([(comes, 1)], 0, 0, [hours])
                    today.append(comes)
                    by_hour[index.start_of(time)].append(comes)
                    attends[number].append((time, group, minutes, comes))
                model.at_most_one(today)
                held += today
            model.exactly([*((each, 1) for each in held), (flag, -sessions)], 0)
            if self.problem.groups[group].same_start_time and sessions > 1:
                for flags in by_hour.values():
                    hour = model.flag()
                    model.exactly([*((each, 1) for each in flags), (hour, -sessions)], 0)

    def _why_none(self, asked: _Question, client: p.Client, need: p.Need, wants: int) -> None:
        """No group at all: the sentence that says why stands beside the need."""
        problem = self.problem
        groups = [one for one in problem.groups.values() if one.modality == need.modality]
        name = problem.modalities[need.modality].name or need.modality
        fits = [
            group
            for group in groups
            if client.track in group.tracks
            and client.phase in group.phases
            and client.language == group.language
            and client.mode in ("either", group.mode)
        ]
        if fits:
            rule, who = "H20", [client.id, *(group.id for group in fits)]
            text = (
                f"Every {name} group for her takes nobody new, or is further in its curriculum "
                f"than {client.id}."
            )
            way = f"Let {client.id} join a {name} group again from its first unit."
        else:
            rule, who = "H19", [client.id, *(group.id for group in groups)]
            text = (
                f"No {name} group is for the track, phase, language and mode of {client.id}."
                if groups
                else f"There is no {name} group."
            )
            way = f"Open a {name} group for her track and phase."
        literal = asked.item(rule, who, text, way)
        asked.model.any_of([-wants - 1, -literal - 1])

    def _her_sessions(
        self,
        asked: _Question,
        client: p.Client,
        hours: int,
        attends: dict[int, list[tuple[int, str, int, int]]],
    ) -> None:
        index, model, problem = self.index, asked.model, self.problem
        for wanted in client.sessions:
            service = problem.services[wanted.service]
            name = service.name or service.id
            people = (
                index.may_cover(client)
                if service.by_primary
                else index.of_role(client, service.staff_role)
            )
            literal = asked.item(
                *("H21", [client.id], f"{client.id} has {wanted.count} x {name} a week."),
                f"Move {name} of {client.id} to another week.",
            )
            if not index.can_hold(client, service) or not people:
                able = asked.item(
                    *("H07", [client.id], f"Nobody can hold {name} in her language and mode."),
                    f"Find somebody for {name} who speaks {client.language}.",
                )
                model.any_of([-literal - 1, -able - 1])
                continue
            staffed = 0
            for one in people:
                staffed |= index.staff_starts(one, service.minutes)
            works = asked.item(
                *("H14", people, f"Those who may hold {name} for her work only in their hours."),
                f"Ask {people[0]} for one more hour for {client.id}.",
            )
            offered = index.client_starts(client.id, service.minutes)
            opened = index._starts(
                service.minutes, ((on, problem.program.windows_on(on)) for on in index.dates)
            )
            for monday in wanted.weeks:
                dates = index.dates_of_week[index.weeks.index(monday)]
                flags = []
                for number in dates:
                    today = []
                    for time in bits(opened):
                        if index.date_of(time) != number:
                            continue
                        flag = model.flag()
                        if not offered >> time & 1:
                            model.linear([(flag, 1)], 0, 0, [hours])
                        if not staffed >> time & 1:
                            model.linear([(flag, 1)], 0, 0, [works])
                        today.append(flag)
                        attends[number].append((time, wanted.service, service.minutes, flag))
                    model.at_most_one(today)
                    flags += today
                model.linear([(flag, 1) for flag in flags], wanted.count, wanted.count, [literal])

    def _her_days(
        self,
        asked: _Question,
        client: p.Client,
        attends: dict[int, list[tuple[int, str, int, int]]],
    ) -> None:
        index, model, problem = self.index, asked.model, self.problem
        name = client.id
        days_text = f"{name} is authorized for {client.max_days_per_week} days a week."
        most = asked.item(
            *("H23", [name], days_text), f"Ask for one more authorized day for {name}."
        )
        least = asked.item(
            *("H23", [name], f"{name} must reach {float(client.min_hours_per_week):g} hours."),
            f"Add a session for {name}, or lower her weekly hours.",
        )
        a_day = asked.item(
            *("H23", [name], f"{name} stays at most {float(client.max_hours_per_day):g} hours."),
            f"Let {name} stay longer on one day.",
        )
        thin = asked.item(
            "H23",
            [name],
            f"Each of her days has at least {float(client.min_hours_per_day):g} hours.",
            f"Accept one shorter day for {name}.",
        )
        rule = asked.item(
            *("H24", [name], "A processing group is followed by a closing on the same day."),
            f"Add a closing session for {name} after her processing group.",
        )
        weekly: dict[int, list[tuple[int, int]]] = defaultdict(list)
        days: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, held in attends.items():
            day = model.flag()
            week = index.week_of_date[number]
            days[week].append((day, 1))
            at: dict[int, list[int]] = defaultdict(list)
            counted = []
            for time, kind, minutes, flag in held:
                service = problem.services.get(kind)
                if service is None or service.uses_authorized_day:
                    model.implies(flag, day)
                if service is None or service.counts_toward_hours:
                    counted.append((flag, minutes))
                for slot in range(time, time + index.length(minutes)):
                    at[slot].append(flag)
            weekly[week] += counted
            for flags in at.values():
                model.at_most_one(flags)
            limit = int(client.max_hours_per_day * _HOUR)
            model.linear([(flag, m) for _t, _k, m, flag in held], 0, limit, [a_day])
            floor = client.min_hours_per_day * _HOUR
            needed = -(-floor.numerator // floor.denominator)
            model.linear([*counted, (day, -needed)], 0, 10**6, [thin])
            self._containment(asked, held, rule)
        aim = client.min_hours_per_week * _HOUR
        for week in range(len(index.weeks)):
            model.linear(days[week], 0, client.max_days_per_week, [most])
            model.linear(weekly[week], -(-aim.numerator // aim.denominator), 10**6, [least])
            if client.max_hours_per_week is not None:
                model.linear(weekly[week], 0, int(client.max_hours_per_week * _HOUR), [most])

    def _containment(
        self, asked: _Question, held: list[tuple[int, str, int, int]], rule: int
    ) -> None:
        problem = self.problem
        processing = []
        containing = []
        for time, kind, minutes, flag in held:
            if kind in problem.groups:
                modality = problem.modalities[problem.groups[kind].modality]
                if modality.trauma_processing:
                    processing.append((time + self.index.length(minutes), flag))
                if modality.containment:
                    containing.append((time, flag))
            elif problem.services[kind].containment:
                containing.append((time, flag))
        if processing:
            most = problem.program.max_trauma_processing_per_day
            asked.model.linear([(flag, 1) for _end, flag in processing], 0, most, [rule])
        if problem.program.containment_after_processing:
            for end, flag in processing:
                later = [(one, -1) for start, one in containing if start >= end]
                asked.model.linear([(flag, 1), *later], -(10**6), 0, [rule])

    # the facilitators of some kinds of group

    def facilitators(self, modalities: set[str]) -> _Question:
        index, problem = self.index, self.problem
        asked = _Question()
        model = asked.model
        busy: dict[tuple[str, int], list[int]] = defaultdict(list)
        load: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        groups = [one for one in problem.groups.values() if one.modality in modalities]
        held: dict[str, int] = {}
        only: dict[str, int] = {}
        hours: dict[str, int] = {}
        for modality in sorted({group.modality for group in groups}):
            told = problem.modalities[modality]
            able = [one.id for one in index.therapists if told.lead_skill in {None, *one.skills}]
            skill = told.lead_skill or "therapist"
            text = (
                f"Only {', '.join(able)} may lead {told.name or modality} ({skill})."
                if able
                else f"Nobody may lead {told.name or modality} ({skill})."
            )
            only[modality] = asked.item(
                *("H05", able, text), f"One more qualified lead for {told.name or modality}."
            )
        for one in index.therapists:
            if one.time_off:
                text = f"{one.id} works only in her hours and has time off."
            else:
                text = f"{one.id} works only in her hours."
            hours[one.id] = asked.item(
                *("H14", [one.id], text), f"Ask {one.id} for one more hour that suits."
            )
        for group in groups:
            told = problem.modalities[group.modality]
            text = f"{group.id} meets {group.sessions_per_week} times a week."
            if group.pinned is not None:
                text = f"{group.id} meets {group.sessions_per_week} times a week, at fixed times."
            elif group.window is not None:
                text = f"{group.id} meets {group.sessions_per_week} times a week, in its window."
            held[group.id] = asked.item(
                *("H03", [group.id], text), f"Let {group.id} meet once less, or at other times."
            )
            self._led(asked, group, held[group.id], only[group.modality], hours, busy, load)
        for (_name, _slot), flags in busy.items():
            model.at_most_one(flags)
        for (name, _week), terms in load.items():
            limit = index.by_hours(problem.staff[name].max_direct_hours_per_week)
            if sum(minutes for _flag, minutes in terms) > limit:
                model.linear(terms, 0, limit, [hours[name]])
        return asked

    def _led(
        self,
        asked: _Question,
        group: p.Group,
        held: int,
        only: int,
        hours: dict[str, int],
        busy: dict[tuple[str, int], list[int]],
        load: dict[tuple[str, int], list[tuple[int, int]]],
    ) -> None:
        index, model = self.index, asked.model
        minutes = index.minutes_of[group.id]
        able = set(index.leads[group.id])
        for week, dates in enumerate(index.dates_of_week):
            starts = []
            for number in dates:
                today = []
                for time in bits(index.group_starts(group.id)):
                    if index.date_of(time) != number:
                        continue
                    flag = model.flag()
                    today.append(flag)
                    options = [(flag, -1)]
                    # without the rule anybody could lead: one that is nobody in particular
                    anybody = model.flag()
                    model.linear([(anybody, 1)], 0, 0, [only])
                    options.append((anybody, 1))
                    for name in able:
                        does = model.flag()
                        options.append((does, 1))
                        if not index.staff_starts(name, minutes) >> time & 1:
                            model.linear([(does, 1)], 0, 0, [hours[name]])
                        for slot in range(time, time + index.length(minutes)):
                            busy[name, slot].append(does)
                        load[name, week].append((does, minutes))
                    model.exactly(options, 0)
                model.at_most_one(today)
                starts += today
            times = group.sessions_per_week
            model.linear([(flag, 1) for flag in starts], times, times, [held])

    # everybody's places

    def places(self) -> _Question:
        index, problem = self.index, self.problem
        asked = _Question()
        model = asked.model
        joins: dict[str, dict[str, int]] = defaultdict(dict)
        load: dict[str, list[int]] = defaultdict(list)
        for client in problem.clients.values():
            if client.is_active:
                self._place_of(asked, client, joins, load)
            else:
                for groups in index.eligible[client.id].values():
                    mine = []
                    for name in groups:
                        if can_attend(index, client, problem.groups[name]):
                            joins[name][client.id] = model.flag()
                            mine.append(joins[name][client.id])
                    model.at_most_one(mine)
        for group in problem.groups.values():
            terms = [(flag, 1) for flag in joins[group.id].values()]
            if len(terms) > group.max_size:
                most = asked.item(
                    *("H11", [group.id], f"{group.id} has {group.max_size} places."),
                    f"One more place in {group.id}.",
                )
                model.linear(terms, 0, group.max_size, [most])
            if group.min_size:
                least = asked.item(
                    *("H11", [group.id], f"{group.id} needs {group.min_size} members."),
                    f"Let {group.id} run smaller, or rest.",
                )
                model.linear(terms, group.min_size, len(terms) + group.min_size, [least])
        self._pairs(asked, joins)
        for staff, flags in load.items():
            limit = problem.staff[staff].max_caseload
            if len(flags) > limit:
                most = asked.item(
                    *("H17", [staff], f"{staff} may have {limit} clients."),
                    f"One more client for {staff}.",
                )
                model.linear([(flag, 1) for flag in flags], 0, limit, [most])
        return asked

    def _place_of(
        self,
        asked: _Question,
        client: p.Client,
        joins: dict[str, dict[str, int]],
        load: dict[str, list[int]],
    ) -> None:
        index, model, problem = self.index, asked.model, self.problem
        for modality, groups in index.eligible[client.id].items():
            able = [one for one in groups if can_attend(index, client, problem.groups[one])]
            if not able:
                # that is a question about her alone, with better words
                continue
            name = problem.modalities[modality].name or modality
            which = ", ".join(able[:4]) + (" and others" if len(able) > 4 else "")
            wants = asked.item(
                *("H18", [client.id], f"{client.id} needs {name}; {which} would suit."),
                f"Another {name} group that {client.id} can join.",
            )
            flags = []
            for group in able:
                joins[group][client.id] = model.flag()
                flags.append(joins[group][client.id])
            model.linear([(flag, 1) for flag in flags], 1, 1, [wants])
        people = [
            one for one in index.therapist_options[client.id] if can_be_primary(index, client, one)
        ]
        wants = asked.item(
            *("H07", [client.id, *people], f"{client.id} needs a therapist who suits her."),
            f"One more therapist who speaks {client.language}, when {client.id} can come.",
        )
        flags = []
        for one in people:
            flag = model.flag()
            load[one].append(flag)
            flags.append(flag)
        model.linear([(flag, 1) for flag in flags], 1, 1, [wants])

    def _pairs(self, asked: _Question, joins: dict[str, dict[str, int]]) -> None:
        for rule in self.problem.keep_apart:
            names = list(dict.fromkeys(rule.clients))
            if len(names) < 2:
                continue
            literal = asked.item(
                *("H25", names, f"{' and '.join(names)} must not share a group."),
                "Open another group, so that they need not meet.",
            )
            for joined in joins.values():
                flags = [(joined[name], 1) for name in names if name in joined]
                if len(flags) > 1:
                    asked.model.linear(flags, 0, 1, [literal])


def explain(problem: p.Problem, is_over: Callable[[], bool] = lambda: False) -> Explained:
    """A smallest set of clashing sentences, or none when these questions find no clash."""
    return _Explainer(problem, is_over).explained()


def _crowd(options: Mapping[str, Sequence[str]]) -> list[str]:
    """People who cannot each have an option of their own, as few as a matching shows."""
    held: dict[str, str] = {}

    def finds(name: str, seen: set[str]) -> bool:
        for option in options[name]:
            if option in seen:
                continue
            seen.add(option)
            if option not in held or finds(held[option], seen):
                held[option] = name
                return True
        return False

    for name in options:
        seen: set[str] = set()
        if not finds(name, seen):
            return sorted({name, *(held[option] for option in seen if option in held)})
    return []
