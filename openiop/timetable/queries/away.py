"""Somebody cannot work on a day: who stands in, which session could move, whom to call.

The proposal comes from a process of its own, so that the solver's libraries stay out of the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id, sign_in_names_with_role
from openiop.assessment.queries.slots import SlotLine, booked_on
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import episode_of
from openiop.domain.contact import ContactLine, how_to_reach, may_contact
from openiop.domain.timetable.problem import Solution
from openiop.domain.timetable.reading import read_solution, written_problem
from openiop.domain.words import Channel
from openiop.outbox.queries import ContactCard, cards_by_person
from openiop.programs.models import Room
from openiop.safety.queries.alerts import alerts_by_client
from openiop.schedule.models import Absence, Session
from openiop.schedule.queries import absences_between, away_days, roster_of, stand_ins

from .problem import (
    CLINICIANS,
    HOUR,
    NOBODY,
    WITHOUT_ROOM,
    Allow,
    Week,
    planned_sessions,
    week_from,
)

SECONDS = 4
STOPPED_AFTER = 15


@dataclass(frozen=True)
class Worker:
    """Somebody who holds sessions on a day."""

    id: UUID
    name: str
    sessions: int
    is_away: bool = False
    """Whether that she is away this day is entered already."""


def workers_on(day: date) -> list[Worker]:
    """Who holds sessions on a day that have not begun, by name; three statements."""
    held = Counter(
        id_
        for each in planned_sessions(day, day)
        if each.starts_at > clock.now()
        for id_ in (each.lead_id, each.co_lead_id)
        if id_ is not None
    )
    names, gone = names_by_id(held), away_days(day, day)
    return sorted(
        (Worker(id_, names.get(id_, ""), count, id_ in gone) for id_, count in held.items()),
        key=lambda each: each.name,
    )


def therapist_of(client_id: UUID, day: date) -> UUID | None:
    """Her own therapist in the stay of that day; one statement."""
    stay = episode_of(client_id, day)
    return stay.therapist_id if stay else None


def sessions_of(staff_id: UUID, day: date) -> list[Session]:
    """What somebody holds on a day that has not begun; one statement."""
    return [
        each
        for each in planned_sessions(day, day)
        if staff_id in (each.lead_id, each.co_lead_id) and each.starts_at > clock.now()
    ]


@dataclass(frozen=True)
class Offer:
    """Another time for a client's own session, to be offered to her."""

    staff_id: UUID
    staff_name: str
    on: date
    starts: str
    room_id: UUID | None


@dataclass(frozen=True)
class GroupLine:
    """A group somebody cannot hold: who leads it instead."""

    session: Session
    was_lead: bool
    with_whom: str
    """Who holds it together with her, if somebody does."""
    people: tuple[tuple[UUID, str], ...]
    proposed: UUID | None


@dataclass(frozen=True)
class OwnLine:
    """A client's own session: nothing is moved until she says yes."""

    session: Session
    client: Client
    offer: Offer | None
    people: tuple[tuple[UUID, str], ...]
    open_alert: bool
    by_text: bool
    """A neutral message may leave now."""
    reach: tuple[ContactLine, ...]

    @property
    def can_be_told(self) -> bool:
        """Whether a way to reach her is open now."""
        return any(line.open_now for line in self.reach)


@dataclass(frozen=True)
class MoveChoices:
    """Who could see her, and where, at a time somebody types."""

    people: tuple[tuple[UUID, str], ...]
    rooms: tuple[Room, ...]


def may_text(card: ContactCard) -> bool:
    """Whether a neutral text may leave for her now."""
    allowed = may_contact(card.profile, Channel.TEXT, clock.local_now())
    return bool(card.phone) and bool(allowed)


def move_choices() -> MoveChoices:
    """Clinicians and rooms, by name; three statements."""
    people = names_by_id(sign_in_names_with_role(*CLINICIANS).values())
    return MoveChoices(
        tuple(sorted(people.items(), key=lambda each: each[1])),
        tuple(Room.objects.order_by("name")),
    )


@dataclass(frozen=True)
class Mending:
    """A day without somebody."""

    staff_id: UUID
    name: str
    on: date
    absence: Absence | None
    """What is entered about it, if it is."""
    groups: tuple[GroupLine, ...]
    own: tuple[OwnLine, ...]
    assessments: tuple[SlotLine, ...]
    """Women who come for an assessment with her and need another time or another clinician."""
    found: bool
    """Whether the whole week could be made to hold; else only single people are proposed."""


def mending(staff_id: UUID, day: date) -> Mending:
    """What to do when somebody cannot work on a day; statements do not grow with sessions."""
    sessions = [each for each in sessions_of(staff_id, day) if each.client_id or each.kind.is_group]
    week = week_from(day, {staff_id: [day]}, allow=Allow.ALL)
    solution = _repaired(week) if sessions else None
    free = {
        pk: tuple(each for each in people if each[0] != staff_id)
        for pk, people in stand_ins(sessions).items()
    }
    names = names_by_id(
        [staff_id, *(id_ for each in sessions for id_ in (each.lead_id, each.co_lead_id) if id_)]
    )
    own = [each for each in sessions if each.client_id is not None]
    client_ids = [each.client_id for each in own if each.client_id is not None]
    alerts, cards = alerts_by_client(client_ids), cards_by_person(client_ids)
    now = clock.local_now()
    return Mending(
        staff_id=staff_id,
        name=names.get(staff_id, ""),
        on=day,
        absence=next((e for e in absences_between(day, day) if e.staff_id == staff_id), None),
        groups=tuple(
            _group_line(each, staff_id, names, free[each.pk], solution)
            for each in sessions
            if each.client_id is None
        ),
        own=tuple(
            OwnLine(
                session=each,
                client=each.client,
                offer=_offer(each, week, solution),
                people=tuple(one for one in free[each.pk] if str(one[0]) in week.clinicians),
                open_alert=each.client_id in alerts,
                by_text=may_text(cards[each.client.pk]),
                reach=how_to_reach(cards[each.client.pk].profile, now),
            )
            for each in own
            if each.client is not None
        ),
        assessments=tuple(booked_on(staff_id, day)),
        found=solution is not None,
    )


def _group_line(
    session: Session,
    staff_id: UUID,
    names: Mapping[UUID, str],
    free: Sequence[tuple[UUID, str]],
    solution: Solution | None,
) -> GroupLine:
    was_lead = session.lead_id == staff_id
    other = session.co_lead_id if was_lead else session.lead_id
    known = {id_ for id_, _name in free}
    proposed = None
    if solution is not None:
        for each in solution.group_sessions:
            if each.group == str(session.pk):
                team = [UUID(one) for one in (each.lead, *each.co_leads) if one != NOBODY]
                proposed = next((one for one in team if one in known and one != other), None)
    return GroupLine(
        session, was_lead, names.get(other, "") if other else "", tuple(free), proposed
    )


def _offer(session: Session, week: Week, solution: Solution | None) -> Offer | None:
    """The time the repaired week has for her instead, unless it kept hers."""
    if solution is None:
        return None
    client = str(session.client_id)
    kept = {
        (each.on, each.start) for each in week.baseline.individual_sessions if each.client == client
    }
    new = [
        each
        for each in solution.individual_sessions
        if each.client == client and (each.on, each.start) not in kept and each.staff != NOBODY
    ]
    if not new:
        return None
    one = min(new, key=lambda each: (each.on, each.start))
    starts = f"{one.start // HOUR:02d}:{one.start % HOUR:02d}"
    is_room = one.room is not None and not one.room.startswith(WITHOUT_ROOM)
    room_id = UUID(one.room) if is_room and one.room else None
    return Offer(UUID(one.staff), week.names.get(one.staff, ""), one.on, starts, room_id)


def _repaired(week: Week) -> Solution | None:
    """The week made to hold again, or None when that takes more than can be changed in a day."""
    asked = json.dumps(written_problem(week.problem)).encode()
    command = [sys.executable, "-m", "openiop", "timetable", "repair", "-"]
    try:
        done = subprocess.run(
            [*command, "--seconds", str(SECONDS)],
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=STOPPED_AFTER,
            check=True,
        )
        solution, _faults = read_solution(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    return solution


@dataclass(frozen=True)
class MemberLine:
    """Somebody in a group, and how she may be asked."""

    client: Client
    reach: tuple[ContactLine, ...]


def members_to_ask(session: Session) -> list[MemberLine]:
    """Everybody expected in a meeting, by name; constant statements."""
    clients = roster_of(session)
    cards, now = cards_by_person([each.pk for each in clients]), clock.local_now()
    return [MemberLine(each, how_to_reach(cards[each.pk].profile, now)) for each in clients]
