"""Who came, who told us that she is away."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.base import clock
from openiop.day.models import (
    RemoteDoor,
    Visit,
)
from openiop.domain.day.morning import (
    VisitFacts,
)
from openiop.domain.day.presence import Stay
from openiop.domain.remote_door import AtHerDoor, FallbackWay, Overheard
from openiop.domain.words import AwayReason


@dataclass(frozen=True)
class VisitLine:
    """One client's day at the door; with nothing in it, nothing is known yet."""

    client_id: UUID
    on: date
    remote: bool = False
    arrived_at: datetime | None = None
    arrived_by: UUID | None = None
    away_at: datetime | None = None
    """When she told us that she is away; None once she came after all."""
    away_by: UUID | None = None
    away_reason: AwayReason | None = None
    left_at: datetime | None = None
    in_closing_round: bool = False
    seen_leaving: str = ""
    location: str = ""
    """Where she is on a remote day, as she said herself."""
    location_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        """Whether she told us that she is away, and did not come after all."""
        return self.away_at is not None

    def facts(self, expected: bool = True) -> VisitFacts:
        """What the rules of the morning ask."""
        return VisitFacts(expected, self.arrived_at, self.left_at, self.remote, self.away_at)

    def stay(self, closing_ends_at: datetime | None) -> Stay:
        """What the rules of presence ask."""
        closing = closing_ends_at if self.in_closing_round else None
        return Stay(self.arrived_at, self.left_at, self.remote, closing)


NOT_AT_THE_DOOR = ("site", "created_at", "created_by", "left_by", "location_by")
"""Of a visit, what no line shows; many visits are read at once."""


def visit_line(visit: Visit) -> VisitLine:
    is_away = visit.away_at is not None and visit.arrived_at is None
    return VisitLine(
        client_id=visit.client_id,
        on=visit.on,
        remote=visit.remote,
        arrived_at=visit.arrived_at,
        arrived_by=visit.arrived_by,
        away_at=visit.away_at if is_away else None,
        away_by=visit.away_by if is_away else None,
        away_reason=AwayReason(visit.away_reason or AwayReason.UNSAID) if is_away else None,
        left_at=visit.left_at,
        in_closing_round=visit.in_closing_round,
        seen_leaving=visit.seen_leaving,
        location=visit.location,
        location_at=visit.location_at,
    )


def visits_on(day: date) -> dict[UUID, VisitLine]:
    """Everybody's day at the door, by client; who has no line has not been heard of."""
    return {visit.client_id: visit_line(visit) for visit in Visit.objects.filter(on=day)}


def visit_of(client_id: UUID, day: date) -> VisitLine:
    """One client's day at the door."""
    visit = Visit.objects.filter(client_id=client_id, on=day).first()
    return visit_line(visit) if visit else VisitLine(client_id, day)


def is_on_site(client_id: UUID) -> bool:
    """Whether she is in the house now: she came today, not by video, and has not left."""
    visit = visit_of(client_id, clock.today())
    has_left = visit.left_at is not None and visit.left_at <= clock.now()
    return visit.arrived_at is not None and not visit.remote and not has_left


def away_reason(client_id: UUID, day: date) -> AwayReason:
    """Why she is away from a session, as far as anybody knows; never asked twice.

    Who came that day, and not to this session, gave no reason: nobody says that she did.
    """
    visit = visit_of(client_id, day)
    if visit.away_reason is not None:
        return visit.away_reason
    return AwayReason.NO_CONTACT if visit.arrived_at is None else AwayReason.NOT_IN_SESSION


def remote_from(day: date, ids: Collection[UUID]) -> dict[UUID, str]:
    """Where those who came remotely said they were; one statement."""
    rows = Visit.objects.filter(on=day, client_id__in=ids, remote=True, location_at__isnull=False)
    return {row.client_id: row.location for row in rows}


LAST_DOORS = 5
"""So many of her last doors are looked at for a place to offer again."""


def doors_on(day: date, ids: Collection[UUID]) -> dict[UUID, AtHerDoor]:
    """What each of these clients said last before she joined by video on a day; one statement."""
    rows = RemoteDoor.objects.filter(on=day, client_id__in=ids).order_by("number")
    return {row.client_id: _at_her_door(row) for row in rows}


def door_of(client_id: UUID, day: date) -> AtHerDoor | None:
    """What she said last before she joined by video on a day."""
    return doors_on(day, [client_id]).get(client_id)


def last_place_of(client_id: UUID) -> str:
    """Where she joined from the last time; her own page only offers it, and never shows it."""
    rows = RemoteDoor.objects.filter(client_id=client_id).order_by("-on", "-number")
    places = (_at_her_door(row).where for row in rows[:LAST_DOORS])
    return next((place for place in places if place), "")


def next_door_number(client_id: UUID, day: date) -> int:
    """The number the next word at her door gets."""
    return RemoteDoor.objects.filter(client_id=client_id, on=day).count() + 1


def _at_her_door(row: RemoteDoor) -> AtHerDoor:
    told = json.loads(row.told)
    return AtHerDoor(
        where=told["where"],
        helper=told["helper"],
        overheard=Overheard(row.overheard) if row.overheard else None,
        fallback=FallbackWay(row.fallback),
        fallback_number=told["fallback_number"],
        listens_only=told["listens_only"],
    )
