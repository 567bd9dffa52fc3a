"""Who comes to one session, for whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    comes_remote,
)
from openiop.day.queries.between import BetweenLine, for_the_brief
from openiop.day.queries.door import VisitLine, visits_on
from openiop.day.queries.needs import needs_by_client
from openiop.domain.words import NeedKind
from openiop.measures.queries import CheckInBrief, checkins_on
from openiop.privacy.actor import Actor
from openiop.safety.models import Alert
from openiop.safety.queries.alerts import OpenAlert, alerts_by_client
from openiop.safety.queries.checks import private_checks_due
from openiop.schedule.models import Seat, Session
from openiop.schedule.queries import roster_of


@dataclass(frozen=True)
class BriefRow:
    """What to know about one woman before the door opens."""

    client: Client
    visit: VisitLine
    check_in: CheckInBrief | None
    needs: tuple[NeedKind, ...]
    alerts: tuple[OpenAlert, ...]
    private_check: bool
    is_first_day: bool
    is_last_day: bool
    is_remote: bool
    between: tuple[BetweenLine, ...] = ()
    """Contacts between sessions since the last days."""


@dataclass(frozen=True)
class Since:
    """What happened in a group since the reader last held it."""

    last_on: date | None
    """The day she last held it; None when she never did."""
    units: tuple[str, ...]
    joined: tuple[Client, ...]
    left: tuple[Client, ...]
    alerts: tuple[tuple[Client, datetime, bool], ...]
    """Who, when it was opened, and whether it is still open."""


@dataclass(frozen=True)
class Brief:
    """Who comes to one session, for whoever holds it."""

    session: Session
    rows: tuple[BriefRow, ...]
    away: tuple[Client, ...]
    since: Since | None
    covers_for: str
    led_by: tuple[str, ...]


SINCE_DAYS_AT_MOST = 14


def brief(session: Session, reader: Actor) -> Brief:
    """The roster of one session with today's few words; constant statements."""
    clients = roster_of(session)
    ids = [client.pk for client in clients]
    visits = visits_on(session.on)
    check_ins = checkins_on(session.on, ids)
    alerts = alerts_by_client(ids)
    checks = {check.client_id for check in private_checks_due(session.on, ids)}
    stays = {
        stay.client_id: stay
        for stay in Episode.objects.filter(client_id__in=ids, starts_on__lte=session.on).order_by(
            "starts_on"
        )
    }
    remote = comes_remote(session.on, ids)
    needs = needs_by_client(ids, session.on)
    between = for_the_brief(ids, session.starts_at)
    names = names_by_id([session.lead_id, session.co_lead_id, session.covers_for_id])
    rows = []
    for client in clients:
        visit = visits.get(client.pk, VisitLine(client.pk, session.on))
        stay = stays.get(client.pk)
        rows.append(
            BriefRow(
                client=client,
                visit=visit,
                check_in=check_ins.get(client.pk),
                needs=tuple(line.kind for line in needs[client.pk]),
                alerts=tuple(alerts.get(client.pk, ())),
                private_check=client.pk in checks,
                is_first_day=stay is not None and stay.starts_on == session.on,
                is_last_day=stay is not None and session.on in (stay.planned_end_on, stay.ended_on),
                is_remote=visit.remote or client.pk in remote,
                between=tuple(between.get(client.pk, ())),
            )
        )
    return Brief(
        session=session,
        rows=tuple(row for row in rows if not row.visit.is_away),
        away=tuple(row.client for row in rows if row.visit.is_away),
        since=_since(session, session.group_id, reader, clients) if session.group_id else None,
        covers_for=names.get(session.covers_for_id, "") if session.covers_for_id else "",
        led_by=tuple(
            names[id_] for id_ in (session.lead_id, session.co_lead_id) if id_ and id_ in names
        ),
    )


def _since(session: Session, group_id: UUID, reader: Actor, clients: list[Client]) -> Since | None:
    """What whoever covers, or was not here last time, should know; None when she was."""
    before = list(
        Session.objects.filter(group_id=group_id, on__lt=session.on, canceled_at__isnull=True)
        .select_related("unit")
        .order_by("-on")[:SINCE_SESSIONS_AT_MOST]
    )
    if not before:
        return None
    held = [each for each in before if reader.id in (each.lead_id, each.co_lead_id)]
    if held and before[0] is held[0] and session.covers_for_id is None:
        return None
    last_on = held[0].on if held else None
    since_on = max(last_on or date.min, session.on - timedelta(days=SINCE_DAYS_AT_MOST))
    seats = list(Seat.objects.filter(group_id=group_id).select_related("client"))
    since_at = clock.at(since_on, "23:59") if last_on == since_on else clock.at(since_on, "00:00")
    by_id = {client.pk: client for client in clients}
    opened = Alert.objects.filter(client_id__in=list(by_id), opened_at__gt=since_at)
    return Since(
        last_on=last_on,
        units=tuple(
            each.unit.title for each in reversed(before) if each.unit and each.on > since_on
        ),
        joined=tuple(seat.client for seat in seats if since_on < seat.from_on <= session.on),
        left=tuple(
            seat.client
            for seat in seats
            if seat.until_on is not None and since_on <= seat.until_on < session.on
        ),
        alerts=tuple(
            (by_id[client_id], opened_at, closed_at is None)
            for client_id, opened_at, closed_at in opened.order_by("opened_at").values_list(
                "client_id", "opened_at", "closed_at"
            )
        ),
    )


SINCE_SESSIONS_AT_MOST = 12
