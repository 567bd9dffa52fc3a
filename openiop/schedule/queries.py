"""Questions about the week: a day's sessions, who is on which roster."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from openiop.clients.models import Client
from openiop.clients.queries import coming_days, coming_on
from openiop.domain.privacy import About

from .models import Group, Seat, Session


def session_or_404(session_id: UUID) -> Session:
    """A session with its group, room and unit."""
    session = (
        Session.objects.select_related("group", "room", "unit", "client")
        .filter(pk=session_id)
        .first()
    )
    if session is None:
        raise Http404("No such session.")
    return session


def about_session(session_id: UUID, **_: object) -> About:
    """Whom a page about a session is about: who holds it."""
    return session_or_404(session_id).about()


def sessions_on(day: date) -> list[Session]:
    """All sessions of a day that were not canceled, in order of time."""
    return list(
        Session.objects.select_related("group", "room", "unit", "client")
        .filter(on=day, canceled_at__isnull=True)
        .order_by("starts_at", "name")
    )


def sessions_between(first: date, last: date) -> list[Session]:
    """All sessions from `first` to `last`, canceled ones too, in order of time."""
    return list(
        Session.objects.select_related("group", "room", "unit")
        .filter(on__gte=first, on__lte=last)
        .order_by("starts_at", "name")
    )


def seats_between(first: date, last: date) -> list[Seat]:
    """Seats that hold on some day of the span."""
    return list(
        Seat.objects.filter(from_on__lte=last)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=first))
        .order_by("from_on")
    )


def rosters_on(day: date) -> dict[UUID, list[Client]]:
    """For each session of `day` the clients with a seat who come on that day, by name.

    Blocks without seats (arrival, break, closing round) are for everyone who comes.
    """
    sessions = sessions_on(day)
    coming = coming_on(day)
    seated: dict[UUID, set[UUID]] = defaultdict(set)
    for seat in seats_between(day, day):
        seated[seat.group_id].add(seat.client_id)
    rosters: dict[UUID, list[Client]] = {}
    for session in sessions:
        if session.client_id:
            rosters[session.pk] = [session.client] if session.client else []
        elif session.kind.is_group:
            members = seated[session.group_id] if session.group_id else set()
            rosters[session.pk] = [c for c in coming if c.pk in members]
        else:
            rosters[session.pk] = list(coming)
    return rosters


def roster_of(session: Session) -> list[Client]:
    """The clients on the roster of one session."""
    return rosters_on(session.on).get(session.pk, [])


def sessions_of_client(client_id: UUID, first: date, last: date) -> list[Session]:
    """The sessions one client is meant to be in, from `first` to `last`, in order of time."""
    days = coming_days(first, last, [client_id]).get(client_id, set())
    groups = {
        (seat.group_id, seat.from_on, seat.until_on)
        for seat in seats_between(first, last)
        if seat.client_id == client_id
    }

    def hers(session: Session) -> bool:
        if session.client_id:
            return session.client_id == client_id
        if session.on not in days:
            return False
        if not session.kind.is_group:
            return True
        return any(
            group == session.group_id
            and from_on <= session.on
            and (until is None or session.on <= until)
            for group, from_on, until in groups
        )

    return [
        session
        for session in sessions_between(first, last)
        if session.canceled_at is None and hers(session)
    ]


def groups_meeting(weekday: int) -> list[Group]:
    """Groups and blocks that meet on a weekday (0 is Monday)."""
    return [group for group in Group.objects.select_related("track") if weekday in group.weekdays]
