"""One room and the women in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import (
    about_client,
    clients_by_id,
    comes_remote,
    folded,
)
from openiop.domain.privacy import About
from openiop.domain.remote_door import AtHerDoor
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    about_session,
)

from .attendance import AttendanceLine, attendance_of
from .door import VisitLine, doors_on, visits_on


def about_room(session_id: UUID, client_id: UUID) -> About:
    """Whom a deed in a room is about: the woman, and who holds the session."""
    held_by = about_session(session_id).staff_ids
    return About(client_ids=about_client(client_id).client_ids, staff_ids=held_by)


def clients_by_name(ids: Iterable[UUID]) -> list[Client]:
    """These clients, by name."""
    found = clients_by_id(ids).values()
    return sorted(found, key=lambda each: (folded(each.chosen_name), folded(each.last_name)))


@dataclass(frozen=True)
class RoomLine:
    """One woman in room mode. No scores, no reasons."""

    client: Client
    line: AttendanceLine
    visit: VisitLine
    is_remote: bool
    is_known: bool
    """Whether the door knows that she came or that she is away."""
    door: AtHerDoor | None = None
    """What she said before she joined by video."""


@dataclass(frozen=True)
class RoomPage:
    """Who is in this room."""

    session: Session
    has_begun: bool
    is_over: bool
    lines: tuple[RoomLine, ...]
    goes_along: tuple[str, ...]
    """Who may go along when somebody steps out."""

    @property
    def to_confirm(self) -> int:
        """How many "confirm all" would confirm now."""
        waiting = (line for line in self.lines if line.line.confirmed_at is None)
        return sum(line.is_known or self.is_over for line in waiting)

    @property
    def unknown(self) -> int:
        """How many nobody has heard from while the session runs."""
        if self.is_over:
            return 0
        return sum(not x.is_known and x.line.confirmed_at is None for x in self.lines)

    @property
    def present(self) -> int:
        """How many are in the room or on video, as far as anybody knows."""
        return sum(line.line.is_present for line in self.lines)


def room_page(session: Session) -> RoomPage:
    """The roster of a session with how each woman was in it so far."""
    lines = attendance_of(session)
    clients = clients_by_name(lines)
    visits = visits_on(session.on)
    remote = comes_remote(session.on, list(lines))
    doors = doors_on(session.on, list(lines))
    now = clock.now()
    staff = names_by_id([session.lead_id, session.co_lead_id])
    room = []
    for client in clients:
        visit = visits.get(client.pk) or VisitLine(client.pk, session.on)
        came = visit.arrived_at is not None
        room.append(
            RoomLine(
                client=client,
                line=lines[client.pk],
                visit=visit,
                is_remote=visit.remote if came else client.pk in remote,
                is_known=came or visit.is_away,
                door=doors.get(client.pk),
            )
        )
    return RoomPage(
        session=session,
        has_begun=session.starts_at <= now,
        is_over=session.ends_at <= now,
        lines=tuple(room),
        goes_along=tuple(sorted(staff.values())),
    )
