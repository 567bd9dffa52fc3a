"""Proposed weeks: what was asked, what came out, and how it differs from what is published."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as say

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import apart_pairs, clients_by_id
from openiop.domain.kept_apart import may_meet
from openiop.domain.privacy import About
from openiop.domain.time_offer import Need, OfferWhy, needs_of
from openiop.domain.timetable.check import check
from openiop.domain.timetable.compare import (
    OwnChange,
    TeamChange,
    changed_facts,
    difference,
    why_own,
)
from openiop.domain.timetable.problem import IndividualSession, Problem, Solution
from openiop.domain.timetable.proposal import ProposalState
from openiop.domain.timetable.reading import read_problem, read_solution, written_problem
from openiop.outbox.queries import cards_by_person
from openiop.privacy.actor import SYSTEM_ID
from openiop.programs.models import Room
from openiop.safety.queries.alerts import alerts_by_client
from openiop.schedule.models import Session
from openiop.schedule.queries import alone_near
from openiop.timetable.models import Proposal

from .away import may_text
from .problem import HOUR, NOBODY, Allow, Week, week_from
from .week import KEEP_APART, WHAT_BREAKS, in_names

LATELY = 12


def proposals_lately() -> list[tuple[Proposal, str]]:
    """The newest proposals with the name of who asked; two statements."""
    rows = list(
        Proposal.objects.defer("asked_sealed", "answer_sealed").order_by("-created_at")[:LATELY]
    )
    names = names_by_id(row.created_by for row in rows)
    return [(row, names.get(row.created_by, "")) for row in rows]


def proposal_or_404(proposal_id: UUID) -> Proposal:
    """A proposal of this site."""
    found = Proposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise Http404("No such proposal.")
    return found


def about_proposal(proposal_id: UUID, **_: object) -> About:
    """Whom a proposal is about: a week, nobody in particular."""
    return proposal_or_404(proposal_id).about()


def one_goes_on() -> bool:
    """Whether a week is being worked out already."""
    waiting = (ProposalState.WAITING, ProposalState.RUNNING)
    return Proposal.objects.filter(state__in=waiting).exists()


def week_asked(proposal: Proposal) -> Week:
    """The week as it is now, asked the same way as the proposal was."""
    return week_from(proposal.first_on, allow=Allow.GROUPS, own_minutes=proposal.own_minutes)


def asked_text(week: Week) -> str:
    """A week as it is stored and handed to the solver."""
    return json.dumps(written_problem(week.problem))


def read_asked(proposal: Proposal) -> Problem:
    """The problem a proposal was made from."""
    problem, faults = read_problem(json.loads(proposal.asked))
    if problem is None:
        raise ValueError("; ".join(map(str, faults)))
    return problem


def read_answer(proposal: Proposal) -> Solution | None:
    """The timetable a proposal came to; for an impossible week one with its clash."""
    told = json.loads(proposal.answer) if proposal.answer else None
    solution, _faults = read_solution(told) if told else (None, ())
    return solution


# What changed since


def changed_since(proposal: Proposal, week: Week) -> list[str]:
    """What the proposal was made from and is not so any more, one line each, with names."""
    now = json.loads(asked_text(week))
    found = changed_facts(json.loads(proposal.asked), now)
    ids = {UUID(each.id) for each in found if _is_id(each.id)}
    names = {str(pk): name for pk, name in names_by_id(ids).items()}
    names |= {str(pk): client.short_name for pk, client in clients_by_id(ids).items()}
    names |= {
        str(each.pk): f"{each.name}, {each.on:%a} {clock.local(each.starts_at):%H:%M}"
        for each in Session.objects.filter(pk__in=ids)
    }
    names |= {str(room.pk): room.name for room in Room.objects.filter(pk__in=ids)}
    words = {
        "clients": say("what {name} needs or when she can come"),
        "staff": say("when {name} works"),
        "groups": say("{name}"),
        "rooms": say("the room {name}"),
        "sessions": say("the plan of {name}"),
        "hidden": say("a rule you cannot see"),
        "calendar": say("the opening hours"),
    }
    lines = (words[each.kind].format(name=names.get(each.id, say("a room"))) for each in found)
    return list(dict.fromkeys(lines))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


# Side by side


@dataclass(frozen=True)
class Moment:
    """A day, a time, with whom and where."""

    at: datetime
    staff_id: UUID
    staff_name: str
    room: str


@dataclass(frozen=True)
class OwnLine:
    """A session of one client that would move, or that she would get."""

    client: Client
    session: Session | None
    was: Moment | None
    now: Moment
    starts: str
    minutes: int
    room_id: UUID | None
    why: OfferWhy
    needs: tuple[Need, ...]
    owner_id: UUID | None
    owner: str
    by_text: bool
    """A neutral message may leave now; else somebody has to tell her."""
    is_stopped: bool
    """A rule nobody is told of stands against the time: it is not offered."""


@dataclass(frozen=True)
class TeamLine:
    """Who leads a group, or where it is, instead."""

    session: Session
    change: TeamChange
    was: tuple[str, ...]
    now: tuple[str, ...]
    room_was: str
    room_now: str


@dataclass(frozen=True)
class Part:
    """One part of what a week costs, before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Compared:
    """A proposal beside the published week."""

    teams: tuple[TeamLine, ...]
    own: tuple[OwnLine, ...]
    parts: tuple[Part, ...]
    broken_before: int
    """Rules the published week goes past that this one does not."""
    uncovered_before: int
    share: float | None
    """No week could be cheaper by more than this share; None where nothing is proved."""
    client_ids: frozenset[UUID]

    @property
    def new(self) -> int:
        """How many get a session who had none."""
        return sum(line.was is None for line in self.own)

    @property
    def changes(self) -> int:
        """How many lines it has."""
        return len(self.teams) + len(self.own)


PARTS = {
    "gap_hour": "Hours of waiting between sessions",
    "extra_day": "Days more than she comes anyway",
    "avoid_slot": "Times she would rather not come",
    "cover_session": "Sessions with somebody else than usual",
    "moved_appointment": "Sessions that move",
    "gender_preference_unmet": "Women who would rather talk with somebody else",
}
"""What is shown of the cost, in words."""


def compared(proposal: Proposal) -> Compared:
    """The proposal beside the week it was made from; statements do not grow with its lines."""
    problem, after = read_asked(proposal), read_answer(proposal)
    before = problem.baseline
    if before is None or after is None:
        raise ValueError("A proposal is compared once it has an answer.")
    found = difference(before, after)
    verdict_before, verdict_after = check(problem, before), check(problem, after)
    ids = {UUID(each.client) for each in found.own}
    sessions = _sessions(found.teams, found.own)
    staff = {UUID(name) for name in problem.staff if name != NOBODY}
    names = {str(pk): name for pk, name in names_by_id(staff).items()}
    rooms = {str(room.pk): room for room in Room.objects.all()}
    clients, alerts, cards = clients_by_id(ids), alerts_by_client(ids), cards_by_person(ids)
    pairs = apart_pairs()
    own = []
    for change in found.own:
        client = clients.get(UUID(change.client))
        if client is None or change.now is None:
            continue
        service = problem.services[change.now.service]
        usual = before.primary_therapists.get(change.client, NOBODY)
        now = _moment(change.now, names, rooms)
        hers = any(change.client in (str(each) for each in pair) for pair in pairs)
        own.append(
            OwnLine(
                client=client,
                session=_own_session(change, sessions),
                was=_moment(change.was, names, rooms) if change.was else None,
                now=now,
                starts=_clock(change.now.start),
                minutes=service.minutes,
                room_id=room.pk if (room := rooms.get(change.now.room or "")) else None,
                why=OfferWhy(why_own(change, verdict_before.breaches)),
                needs=needs_of(
                    open_alert=client.pk in alerts,
                    own_therapist=change.now.staff in (usual, change.was.staff)
                    if change.was
                    else change.now.staff == usual,
                ),
                owner_id=None if usual == NOBODY else UUID(usual),
                owner=names.get(usual, ""),
                by_text=may_text(cards[client.pk]),
                is_stopped=hers and _stands_apart(client, now, service.minutes),
            )
        )
    return Compared(
        teams=tuple(_team(each, sessions, names, rooms) for each in found.teams),
        own=tuple(sorted(own, key=lambda line: line.now.at)),
        parts=tuple(
            Part(words, float(verdict_before.counts[name]), float(verdict_after.counts[name]))
            for name, words in PARTS.items()
            if verdict_before.counts.get(name) or verdict_after.counts.get(name)
        ),
        broken_before=len([each for each in verdict_before.breaches if each.rule in WHAT_BREAKS]),
        uncovered_before=sum(each.lead == NOBODY for each in before.group_sessions),
        share=_share(proposal.told),
        client_ids=frozenset(ids),
    )


def _share(told: Mapping[str, float]) -> float | None:
    objective, bound = told.get("objective"), told.get("bound")
    if objective is None or bound is None:
        return None
    return max(0.0, (objective - bound) / objective) if objective else 0.0


def _sessions(
    teams: Collection[TeamChange], own: Collection[OwnChange]
) -> dict[tuple[str, date, int], Session]:
    """The calendar's rows behind the changes, by group or client and time; one statement."""
    days = {each.was.on for each in teams} | {each.was.on for each in own if each.was}
    rows = Session.objects.select_related("room", "client").filter(
        on__in=days, canceled_at__isnull=True
    )
    found = {}
    for row in rows:
        here = clock.local(row.starts_at)
        key = str(row.client_id or row.pk)
        found[key, row.on, here.hour * HOUR + here.minute] = row
    return found


def _own_session(
    change: OwnChange, sessions: Mapping[tuple[str, date, int], Session]
) -> Session | None:
    was = change.was
    return sessions.get((change.client, was.on, was.start)) if was else None


def _moment(each: IndividualSession, names: Mapping[str, str], rooms: Mapping[str, Room]) -> Moment:
    room = rooms.get(each.room or "")
    return Moment(
        at=clock.at(each.on, _clock(each.start)),
        staff_id=SYSTEM_ID if each.staff == NOBODY else UUID(each.staff),
        staff_name=names.get(each.staff, ""),
        room=room.name if room else "",
    )


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02d}:{minutes % HOUR:02d}"


def _team(
    change: TeamChange,
    sessions: Mapping[tuple[str, date, int], Session],
    names: Mapping[str, str],
    rooms: Mapping[str, Room],
) -> TeamLine:
    def team(held: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(name, say("nobody yet")) for name in held)

    def room(name: str | None) -> str:
        return rooms[name].name if name is not None and name in rooms else ""

    was, now = change.was, change.now
    return TeamLine(
        session=sessions[was.group, was.on, was.start],
        change=change,
        was=team((was.lead, *was.co_leads)),
        now=team((now.lead, *now.co_leads)),
        room_was=room(was.room),
        room_now=room(now.room),
    )


def _stands_apart(client: Client, now: Moment, minutes: int) -> bool:
    """Whether somebody she is kept apart from has a session of her own around this time.

    Asked only for those who are kept apart from anybody, who are few.
    """
    ends = now.at + (clock.at(now.at.date(), "01:00") - clock.at(now.at.date(), "00:00")) * (
        minutes / HOUR
    )
    near = alone_near(now.at, ends) - {client.pk}
    return not may_meet(str(client.pk), map(str, near), apart_pairs())


# Why not


@dataclass(frozen=True)
class WhyNot:
    """Things that cannot all hold together, and what would help."""

    items: tuple[str, ...]
    ways_out: tuple[str, ...]


def why_not(proposal: Proposal, *, sees_hidden: bool) -> WhyNot:
    """Why the week is not possible, with names; a hidden rule stays hidden."""
    problem, answer = read_asked(proposal), read_answer(proposal)
    names = names_in(problem)
    items = []
    for each in answer.conflict if answer else ():
        if each.rule == KEEP_APART and not sees_hidden:
            items.append(say("A rule you cannot see"))
        else:
            items.append(in_names(each.text, names))
    ways = [in_names(way, names) for way in proposal.told.get("ways_out", ())]
    return WhyNot(tuple(dict.fromkeys(items)), tuple(ways))


def names_in(problem: Problem) -> dict[str, str]:
    """Names for every id of a problem; four statements."""
    staff = {UUID(name) for name in problem.staff if name != NOBODY}
    names = {str(pk): name for pk, name in names_by_id(staff).items()}
    clients = clients_by_id({UUID(name) for name in problem.clients})
    names |= {str(pk): client.short_name for pk, client in clients.items()}
    rows = Session.objects.filter(pk__in=[UUID(name) for name in problem.groups])
    names |= {str(row.pk): f"{row.name} ({row.on:%a})" for row in rows}
    names |= {str(room.pk): room.name for room in Room.objects.all()}
    return names
