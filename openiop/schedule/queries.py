"""Questions about the week: a day's sessions, who is on which roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import coming_days, coming_on
from openiop.domain.privacy import About
from openiop.domain.words import SessionKind

from .models import Group, Seat, Session, Unit


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


def sessions_on(day: date, led_by: UUID | None = None) -> list[Session]:
    """The sessions of a day that were not canceled, in order of time; all or one person's."""
    rows = Session.objects.select_related("group", "room", "unit", "client").filter(
        on=day, canceled_at__isnull=True
    )
    if led_by is not None:
        rows = rows.filter(Q(lead_id=led_by) | Q(co_lead_id=led_by))
    return list(rows.order_by("starts_at", "name"))


def led_after(last_days: Mapping[UUID, date]) -> dict[UUID, int]:
    """How many planned sessions each of these people leads after her day; one statement."""
    if not last_days:
        return {}
    rows = Session.objects.filter(
        canceled_at__isnull=True, on__gte=clock.today(), on__gt=min(last_days.values())
    ).filter(Q(lead_id__in=list(last_days)) | Q(co_lead_id__in=list(last_days)))
    found: Counter[UUID] = Counter()
    for on, *leaders in rows.values_list("on", "lead_id", "co_lead_id"):
        found.update(each for each in leaders if each and each in last_days and on > last_days[each])
    return dict(found)


class HeldSeat(NamedTuple):
    """A client's seat in a group, from a day until another."""

    group_id: UUID
    client_id: UUID
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether she has it on `day`."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Meetings:
    """Sessions in order of time, and who has a seat in them."""

    sessions: list[Session]
    seats: dict[UUID, list[HeldSeat]]
    """By group."""

    @property
    def invited(self) -> set[UUID] | None:
        """Everybody with a seat or a session of her own; None: a block is for all who come."""
        if any(not (each.client_id or each.kind.is_group) for each in self.sessions):
            return None
        seated = {seat.client_id for seats in self.seats.values() for seat in seats}
        return seated | {each.client_id for each in self.sessions if each.client_id}

    def members(self, session: Session, coming: Set[UUID]) -> set[UUID]:
        """Who is meant to be in a session, of those who come on its day.

        Blocks without seats (arrival, break, closing round) are for everyone who comes.
        """
        if session.client_id:
            return {session.client_id}
        if not session.kind.is_group:
            return set(coming)
        seats = self.seats.get(session.group_id, ()) if session.group_id else ()
        return {seat.client_id for seat in seats if seat.holds_on(session.on)} & coming


PLANNED = ("group", "client", "kind", "name", "on", "starts_at", "ends_at", "room", "canceled_at")
"""What a plan of many days needs of each session."""

BLOCKS = tuple(kind for kind in SessionKind if not kind.is_group)


def meetings_between(
    first: date,
    last: date,
    client_ids: Collection[UUID] | None = None,
    also: Collection[UUID] = (),
) -> Meetings:
    """What is planned from `first` to `last`, canceled sessions too; for some clients or all.

    Two statements. The sessions know when, where and for whom they are, and no more. `also` names
    sessions some of the clients were in without a seat.
    """
    return _meetings(Session.objects.only(*PLANNED), first, last, client_ids, also)


def meetings_of(session_ids: Collection[UUID]) -> Meetings:
    """These sessions, unless canceled, and who has a seat in them; two statements."""
    sessions = list(
        Session.objects.only(*PLANNED)
        .filter(pk__in=session_ids, canceled_at__isnull=True)
        .order_by("starts_at", "name")
    )
    days = [session.on for session in sessions]
    groups = {session.group_id for session in sessions if session.kind.is_group}
    held = Seat.objects.filter(group_id__in=groups)
    return Meetings(sessions, _by_group(held, min(days, default=None), max(days, default=None)))


def _meetings(
    rows: QuerySet[Session],
    first: date,
    last: date,
    client_ids: Collection[UUID] | None = None,
    also: Collection[UUID] = (),
) -> Meetings:
    rows = rows.filter(on__gte=first, on__lte=last)
    held = Seat.objects.all()
    if client_ids is not None:
        held = held.filter(client_id__in=client_ids)
    seats = _by_group(held, first, last)
    if client_ids is not None:
        for_all = Q(client_id__isnull=True, kind__in=BLOCKS)
        rows = rows.filter(
            Q(client_id__in=client_ids) | Q(group_id__in=seats.keys()) | Q(pk__in=also) | for_all
        )
    return Meetings(list(rows.order_by("starts_at", "name")), seats)


def _by_group(
    rows: QuerySet[Seat], first: date | None, last: date | None
) -> dict[UUID, list[HeldSeat]]:
    """Seats that hold on some day of the span."""
    if first is None or last is None:
        return {}
    held = rows.filter(from_on__lte=last).filter(Q(until_on__isnull=True) | Q(until_on__gte=first))
    seats: dict[UUID, list[HeldSeat]] = {}
    for row in held.order_by("from_on").values_list(*HeldSeat._fields):
        seats.setdefault(row[0], []).append(HeldSeat(*row))
    return seats


def expected_in(sessions: Collection[Session]) -> dict[UUID, int]:
    """How many clients are meant to be in each of these sessions; three statements."""
    met = meetings_of([session.pk for session in sessions])
    days = [session.on for session in met.sessions]
    if not days:
        return {}
    coming = coming_days(min(days), max(days), met.invited)
    return {
        session.pk: len(met.members(session, {pk for pk in coming if session.on in coming[pk]}))
        for session in met.sessions
    }


def rosters_on(day: date) -> dict[UUID, list[Client]]:
    """For each session of `day` the clients who are meant to be in it, by name."""
    rows = Session.objects.select_related("client").filter(canceled_at__isnull=True)
    return _rosters(_meetings(rows, day, day), coming_on(day))


def roster_of(session: Session) -> list[Client]:
    """The clients on the roster of one session."""
    if session.client_id:
        return [session.client] if session.client and session.canceled_at is None else []
    return _rosters(meetings_of([session.pk]), coming_on(session.on)).get(session.pk, [])


def _rosters(met: Meetings, coming: list[Client]) -> dict[UUID, list[Client]]:
    ids = {client.pk for client in coming}
    rosters: dict[UUID, list[Client]] = {}
    for session in met.sessions:
        if session.client:
            rosters[session.pk] = [session.client]
        else:
            members = met.members(session, ids)
            rosters[session.pk] = [client for client in coming if client.pk in members]
    return rosters


def sessions_of_client(client_id: UUID, first: date, last: date) -> list[Session]:
    """The sessions one client is meant to be in, from `first` to `last`, in order of time."""
    days = coming_days(first, last, [client_id]).get(client_id, set())
    rows = Session.objects.select_related("room").filter(canceled_at__isnull=True)
    met = _meetings(rows, first, last, [client_id])
    return [
        session
        for session in met.sessions
        if client_id in met.members(session, {client_id} if session.on in days else set())
    ]


def groups_meeting(weekday: int) -> list[Group]:
    """Groups and blocks that meet on a weekday (0 is Monday)."""
    return [group for group in Group.objects.select_related("track") if weekday in group.weekdays]


def units_of(kind: SessionKind, track_id: UUID | None) -> list[Unit]:
    """The curriculum of a kind of group in a track: its own, else the one of all tracks."""
    rows = Unit.objects.filter(kind=kind, retired_on__isnull=True)
    found = list(rows.filter(Q(track_id=track_id) | Q(track__isnull=True)).order_by("number"))
    own = [unit for unit in found if track_id is not None and unit.track_id == track_id]
    return own or [unit for unit in found if unit.track_id is None]
