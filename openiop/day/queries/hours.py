"""Hours of the week."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import (
    open_episodes,
)
from openiop.coverage.queries import rules_by_client
from openiop.domain.day.attendance import (
    DayFacts,
    PayerRules,
    Segment,
    WeekFacts,
    WeekHours,
    week_of,
    weekly_hours,
)
from openiop.domain.day.minutes import Interval
from openiop.domain.day.presence import presence_of_day
from openiop.schedule.models import Session

from .attendance import Span, span_between


def week_hours(client_ids: Iterable[UUID], day: date) -> dict[UUID, WeekHours]:
    """The payer week around `day` of each client, by her own rule set; constant statements.

    What the program canceled is counted as canceled by the program, never as hers.
    """
    wanted = list(client_ids)
    if not wanted:
        return {}
    rules = rules_by_client(wanted, day)
    weeks = {client_id: week_of(day, rules[client_id]) for client_id in wanted}
    first, last = min(w[0] for w in weeks.values()), max(w[1] for w in weeks.values())
    span = span_between(first, last, wanted, canceled_too=True)
    hers: dict[UUID, dict[date, list[Session]]] = {client_id: {} for client_id in wanted}
    for session in span.sessions:
        for client_id in span.members[session.pk]:
            if weeks[client_id][0] <= session.on <= weeks[client_id][1]:
                hers[client_id].setdefault(session.on, []).append(session)
    now = clock.now()
    segments = {s.pk: Segment(s.starts_at, s.ends_at, s.kind) for s in span.sessions}
    return {
        client_id: weekly_hours(
            WeekFacts(
                tuple(
                    facts
                    for on, mine in days.items()
                    for facts in _day_facts(span, segments, client_id, on, mine, now)
                ),
                now,
            ),
            rules[client_id],
        )
        for client_id, days in hers.items()
    }


def _day_facts(
    span: Span,
    segments: Mapping[UUID, Segment],
    client_id: UUID,
    on: date,
    sessions: list[Session],
    now: datetime,
) -> list[DayFacts]:
    """Her day as the counting rules want it; canceled sessions apart from those that were held."""
    visit, is_remote = span.visit(client_id, on), span.is_remote(client_id, on)
    held = [each for each in sessions if each.canceled_at is None]
    canceled = [each for each in sessions if each.canceled_at is not None]
    facts = []
    if held:
        facts.append(
            DayFacts(
                on=on,
                segments=tuple(segments[each.pk] for each in held),
                presence=_presence(span, client_id, on, held, now),
                remote=is_remote,
                away_reason=visit.away_reason,
                left_at=visit.left_at,
            )
        )
    if canceled:
        facts.append(
            DayFacts(
                on=on,
                segments=tuple(segments[each.pk] for each in canceled),
                remote=is_remote,
                cancelled_by_program=True,
            )
        )
    return facts


def _presence(
    span: Span, client_id: UUID, on: date, held: list[Session], now: datetime
) -> tuple[Interval, ...]:
    is_known = span.visit(client_id, on).arrived_at is not None
    if not is_known and not any((each.pk, client_id) in span.marks for each in held):
        return ()  # a day ahead, or one nobody has said anything about: most of a week
    return presence_of_day(
        span.stay(client_id, on), [span.held(each, client_id, now) for each in held]
    )


@dataclass(frozen=True)
class HoursRow:
    """One client's week by her payer's rules."""

    client: Client
    therapist: str
    rules: PayerRules
    first: date
    last: date
    hours: WeekHours


@dataclass(frozen=True)
class HoursBoard:
    """Who will have fewer hours this week than her payer asks for, and why."""

    day: date
    week_before: date
    week_after: date
    is_this_week: bool
    short: tuple[HoursRow, ...]
    """Those with a shortfall ahead, largest first."""
    others: tuple[HoursRow, ...]


def hours_board(day: date, only: Collection[UUID] | None = None) -> HoursBoard:
    """The week around `day` of everybody in the program, or of `only` these clients."""
    stays = [s for s in open_episodes(day) if only is None or s.client_id in only]
    ids = [stay.client_id for stay in stays]
    hours, rules = week_hours(ids, day), rules_by_client(ids, day)
    names = names_by_id(stay.therapist_id for stay in stays)
    rows = [
        HoursRow(
            client=stay.client,
            therapist=names.get(stay.therapist_id, "") if stay.therapist_id else "",
            rules=rules[stay.client_id],
            first=week_of(day, rules[stay.client_id])[0],
            last=week_of(day, rules[stay.client_id])[1],
            hours=hours[stay.client_id],
        )
        for stay in stays
    ]
    week = timedelta(days=7)
    short = [row for row in rows if row.hours.shortfall_min]
    return HoursBoard(
        day=day,
        week_before=day - week,
        week_after=day + week,
        is_this_week=day.isocalendar()[:2] == clock.today().isocalendar()[:2],
        short=tuple(sorted(short, key=lambda row: -row.hours.shortfall_min)),
        others=tuple(row for row in rows if not row.hours.shortfall_min),
    )
