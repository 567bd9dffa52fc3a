"""Questions about a program day: who is here, who was in what for how long, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client, ComingDays
from openiop.clients.queries import clients_by_id, coming_days, episode_of
from openiop.coverage.queries import rules_by_client
from openiop.domain.day.attendance import (
    DayFacts,
    Segment,
    WeekFacts,
    WeekHours,
    minutes_in,
    week_of,
    weekly_hours,
)
from openiop.domain.day.minutes import Interval, joined_intervals
from openiop.domain.day.morning import VisitFacts
from openiop.domain.day.presence import Held, Stay, in_session, presence_of_day, said
from openiop.domain.moments import seconds_between, whole_minutes
from openiop.domain.words import AwayReason, NeedKind, Presence, SessionKind
from openiop.schedule.models import Seat, Session
from openiop.schedule.queries import seats_between, sessions_between, sessions_on

from .models import Attendance, DayClose, Need, StepOut, Visit

# -- The door -----------------------------------------------------------------------------------


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


def _visit_line(visit: Visit) -> VisitLine:
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
    return {visit.client_id: _visit_line(visit) for visit in Visit.objects.filter(on=day)}


def visit_of(client_id: UUID, day: date) -> VisitLine:
    """One client's day at the door."""
    visit = Visit.objects.filter(client_id=client_id, on=day).first()
    return _visit_line(visit) if visit else VisitLine(client_id, day)


def is_on_site(client_id: UUID) -> bool:
    """Whether she is in the house now: she came today, not by video, and has not left."""
    visit = visit_of(client_id, clock.today())
    has_left = visit.left_at is not None and visit.left_at <= clock.now()
    return visit.arrived_at is not None and not visit.remote and not has_left


def away_reason(client_id: UUID, day: date) -> AwayReason:
    """Why she is away on a day, as far as anybody knows; never asked twice."""
    visit = visit_of(client_id, day)
    if visit.away_reason is not None:
        return visit.away_reason
    return AwayReason.NO_CONTACT if visit.arrived_at is None else AwayReason.OTHER


# -- Sessions and minutes -------------------------------------------------------------------------


@dataclass(frozen=True)
class AttendanceLine:
    """How one client was in one session; confirmed, or so far only what the door knows."""

    session_id: UUID
    client_id: UUID
    presence: Presence
    minutes: int
    """Whole minutes she was in it, up to now while it runs; time she stepped out is taken off."""
    planned_min: int
    from_at: datetime | None = None
    to_at: datetime | None = None
    """None: until the end."""
    late_min: int = 0
    left_early_min: int = 0
    out_min: int = 0
    out_with: str = ""
    """Who went along, while she is out right now; else empty."""
    confirmed_at: datetime | None = None
    confirmed_by: UUID | None = None
    version: int = 0

    @property
    def is_present(self) -> bool:
        """Whether she was in it for any of its time."""
        return self.presence is not Presence.AWAY


@dataclass(frozen=True)
class _Span:
    """The records of some days, read once, whatever the number of clients."""

    sessions: list[Session]
    members: dict[UUID, set[UUID]]
    """For each session the clients who are meant to be in it, or came and have a seat."""
    visits: dict[tuple[UUID, date], VisitLine]
    rows: dict[tuple[UUID, UUID], Attendance]
    outs: dict[tuple[UUID, UUID], list[StepOut]]
    closing: dict[date, datetime]
    """When the closing round of each day ends."""

    def visit(self, client_id: UUID, day: date) -> VisitLine:
        return self.visits.get((client_id, day)) or VisitLine(client_id, day)

    def stay(self, client_id: UUID, day: date) -> Stay:
        return self.visit(client_id, day).stay(self.closing.get(day))

    def held(self, session: Session, client_id: UUID, now: datetime) -> Held:
        row = self.rows.get((session.pk, client_id))
        outs = tuple(
            Interval(out.out_at, out.back_at or max(now, out.out_at))
            for out in self.outs.get((session.pk, client_id), ())
        )
        return Held(
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            presence=row.presence if row else None,
            from_at=row.from_at if row else None,
            to_at=row.to_at if row else None,
            outs=outs,
            is_closing=session.kind is SessionKind.CLOSING,
        )


def _span(sessions: Sequence[Session], client_ids: Iterable[UUID] | None = None) -> _Span:
    """The records around these sessions; a constant number of statements."""
    if not sessions:
        return _Span([], {}, {}, {}, {}, {})
    first, last = min(s.on for s in sessions), max(s.on for s in sessions)
    wanted = None if client_ids is None else list(client_ids)
    days = coming_days(first, last, wanted)
    visits = Visit.objects.filter(on__gte=first, on__lte=last)
    rows = Attendance.objects.filter(session__on__gte=first, session__on__lte=last)
    outs = StepOut.objects.filter(session__on__gte=first, session__on__lte=last)
    if wanted is not None:
        visits = visits.filter(client_id__in=wanted)
        rows = rows.filter(client_id__in=wanted)
        outs = outs.filter(client_id__in=wanted)
    found = {(visit.client_id, visit.on): _visit_line(visit) for visit in visits}
    for (client_id, day), line in found.items():
        if line.arrived_at is not None:
            days.setdefault(client_id, set()).add(day)
    by_row = {(row.session_id, row.client_id): row for row in rows}
    by_out: dict[tuple[UUID, UUID], list[StepOut]] = defaultdict(list)
    for out in outs.order_by("out_at"):
        by_out[(out.session_id, out.client_id)].append(out)
    members = _members(sessions, days, seats_between(first, last), wanted)
    for session_id, client_id in by_row:
        if session_id in members:
            members[session_id].add(client_id)
    closing = {s.on: s.ends_at for s in sessions if s.kind is SessionKind.CLOSING}
    return _Span(list(sessions), members, found, by_row, by_out, closing)


def _members(
    sessions: Sequence[Session],
    days: dict[UUID, set[date]],
    seats: Sequence[Seat],
    wanted: list[UUID] | None,
) -> dict[UUID, set[UUID]]:
    coming: dict[date, set[UUID]] = defaultdict(set)
    for client_id, dates in days.items():
        for day in dates:
            coming[day].add(client_id)
    by_group: dict[UUID, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_group[seat.group_id].append(seat)
    members: dict[UUID, set[UUID]] = {}
    for session in sessions:
        if session.client_id:
            hers = wanted is None or session.client_id in wanted
            members[session.pk] = {session.client_id} if hers else set()
        elif session.kind.is_group:
            members[session.pk] = {
                seat.client_id
                for seat in (by_group[session.group_id] if session.group_id else ())
                if seat.from_on <= session.on
                and (seat.until_on is None or session.on <= seat.until_on)
            } & coming[session.on]
        else:
            members[session.pk] = set(coming[session.on])
    return members


def _attendance_line(span: _Span, session: Session, client_id: UUID) -> AttendanceLine:
    now = clock.now()
    held, stay = span.held(session, client_id, now), span.stay(client_id, session.on)
    word, row = said(held, stay), span.rows.get((session.pk, client_id))
    block = [Segment(session.starts_at, session.ends_at, session.kind)]
    here = [part for part in in_session(held, stay) if part.starts_at < now]
    so_far = [Interval(part.starts_at, min(part.ends_at, now)) for part in here]
    out_now = next(
        (o for o in span.outs.get((session.pk, client_id), ()) if o.back_at is None), None
    )
    return AttendanceLine(
        session_id=session.pk,
        client_id=client_id,
        presence=word.presence,
        minutes=minutes_in(block, so_far),
        planned_min=session.minutes,
        from_at=word.from_at,
        to_at=word.to_at,
        late_min=_minutes(session.starts_at, word.from_at) if word.from_at else 0,
        left_early_min=_minutes(word.to_at, session.ends_at) if word.to_at else 0,
        out_min=sum(_minutes(o.starts_at, o.ends_at) for o in joined_intervals(held.outs)),
        out_with=out_now.with_whom if out_now else "",
        confirmed_at=row.confirmed_at if row else None,
        confirmed_by=row.confirmed_by if row else None,
        version=row.version if row else 0,
    )


def _minutes(earlier: datetime, later: datetime) -> int:
    return max(0, whole_minutes(seconds_between(earlier, later)))


def attendance_by_session(session_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, AttendanceLine]]:
    """For each session how each client was in it, by client; constant statements.

    Everybody on the roster has a line. `confirmed_at` says whether who held it confirmed it.
    """
    wanted = set(session_ids)
    sessions = list(Session.objects.filter(pk__in=wanted))
    if not sessions:
        return {pk: {} for pk in wanted}
    first, last = min(s.on for s in sessions), max(s.on for s in sessions)
    around = sessions_between(first, last)
    span = _span([session for session in around if session.canceled_at is None])
    lines: dict[UUID, dict[UUID, AttendanceLine]] = {pk: {} for pk in wanted}
    for session in span.sessions:
        if session.pk in wanted:
            lines[session.pk] = {
                client_id: _attendance_line(span, session, client_id)
                for client_id in span.members[session.pk]
            }
    return lines


def attendance_of(session: Session) -> dict[UUID, AttendanceLine]:
    """How each client was in one session."""
    return attendance_by_session([session.pk])[session.pk]


def attendance_of_client(client_id: UUID, first: date, last: date) -> list[AttendanceLine]:
    """How one client was in each of her therapeutic sessions that have begun, in order of time."""
    now = clock.now()
    span = _span(_not_canceled(first, last), [client_id])
    return [
        _attendance_line(span, session, client_id)
        for session in span.sessions
        if client_id in span.members[session.pk]
        and session.kind.is_therapeutic
        and session.starts_at <= now
    ]


def _not_canceled(first: date, last: date) -> list[Session]:
    return [each for each in sessions_between(first, last) if each.canceled_at is None]


# -- What she asked for ---------------------------------------------------------------------------


@dataclass(frozen=True)
class NeedLine:
    """What a client asked for on a day, who took it and what came of it."""

    need: Need
    client_id: UUID
    kind: NeedKind
    words: str
    asked_at: datetime
    taken_at: datetime | None
    taken_by: UUID | None
    answered_at: datetime | None
    answered_by: UUID | None
    outcome: str

    @property
    def is_open(self) -> bool:
        """Whether she still waits for an answer."""
        return self.answered_at is None


def _need_line(need: Need) -> NeedLine:
    return NeedLine(
        need=need,
        client_id=need.client_id,
        kind=need.kind,
        words=need.words,
        asked_at=need.created_at,
        taken_at=need.taken_at,
        taken_by=need.taken_by,
        answered_at=need.answered_at,
        answered_by=need.answered_by,
        outcome=need.outcome,
    )


def needs_on(day: date, ids: Iterable[UUID] | None = None) -> list[NeedLine]:
    """What was asked for on a day, first asked first; of some clients or of all."""
    asked = Need.objects.select_related("client").filter(on=day).order_by("created_at", "pk")
    if ids is not None:
        asked = asked.filter(client_id__in=list(ids))
    return [_need_line(need) for need in asked]


def needs_of_client(client_id: UUID, day: date) -> list[NeedLine]:
    """What one client asked for on a day."""
    return needs_on(day, [client_id])


def needs_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, list[NeedLine]]:
    """What each of these clients asked for on a day."""
    lines: dict[UUID, list[NeedLine]] = {client_id: [] for client_id in ids}
    for line in needs_on(day, lines):
        lines[line.client_id].append(line)
    return lines


# -- Hours ----------------------------------------------------------------------------------------


def week_hours(client_ids: Iterable[UUID], day: date) -> dict[UUID, WeekHours]:
    """The payer week around `day` of each client, by her own rule set; constant statements.

    What the program canceled is counted as canceled by the program, never as hers.
    """
    wanted = list(client_ids)
    rules = rules_by_client(wanted, day)
    weeks = {client_id: week_of(day, rules[client_id]) for client_id in wanted}
    if not weeks:
        return {}
    first, last = min(w[0] for w in weeks.values()), max(w[1] for w in weeks.values())
    sessions = sessions_between(first, last)
    span = _span(sessions, wanted)
    remote = _remote_days(wanted, first, last)
    hers: dict[UUID, dict[date, list[Session]]] = defaultdict(lambda: defaultdict(list))
    for session in span.sessions:
        for client_id in span.members[session.pk]:
            if weeks[client_id][0] <= session.on <= weeks[client_id][1]:
                hers[client_id][session.on].append(session)
    now = clock.now()
    return {
        client_id: weekly_hours(
            WeekFacts(
                tuple(
                    facts
                    for on, mine in hers[client_id].items()
                    for facts in _day_facts(span, client_id, on, mine, remote)
                ),
                now,
            ),
            rules[client_id],
        )
        for client_id in wanted
    }


def _day_facts(
    span: _Span,
    client_id: UUID,
    on: date,
    sessions: list[Session],
    remote: set[tuple[UUID, date]],
) -> list[DayFacts]:
    """Her day as the counting rules want it; canceled sessions apart from those that were held."""
    now = clock.now()
    visit = span.visit(client_id, on)
    known = visit.arrived_at is not None
    is_remote = visit.remote if known else (client_id, on) in remote
    held = [each for each in sessions if each.canceled_at is None]
    canceled = [each for each in sessions if each.canceled_at is not None]
    facts = []
    if held:
        here = presence_of_day(
            span.stay(client_id, on), [span.held(each, client_id, now) for each in held]
        )
        facts.append(
            DayFacts(
                on=on,
                segments=_segments(held),
                presence=here,
                remote=is_remote,
                away_reason=visit.away_reason,
                left_at=visit.left_at,
            )
        )
    if canceled:
        facts.append(
            DayFacts(
                on=on, segments=_segments(canceled), remote=is_remote, cancelled_by_program=True
            )
        )
    return facts


def _segments(sessions: Sequence[Session]) -> tuple[Segment, ...]:
    return tuple(Segment(each.starts_at, each.ends_at, each.kind) for each in sessions)


def _remote_days(client_ids: list[UUID], first: date, last: date) -> set[tuple[UUID, date]]:
    """On which days of the span each client is planned to come by video."""
    rows: dict[UUID, list[tuple[date, bool]]] = defaultdict(list)
    planned = (
        ComingDays.objects.filter(episode__client_id__in=client_ids, from_on__lte=last)
        .order_by("from_on")
        .values_list("episode__client_id", "from_on", "remote")
    )
    for client_id, from_on, is_remote in planned:
        rows[client_id].append((from_on, is_remote))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        (client_id, day)
        for client_id, changes in rows.items()
        for day in span
        if any(is_remote for from_on, is_remote in [c for c in changes if c[0] <= day][-1:])
    }


# -- The day as a whole ---------------------------------------------------------------------------


def closing_ends_at(day: date) -> datetime | None:
    """When the closing round of a day ends, if it has one."""
    return max((s.ends_at for s in sessions_on(day) if s.kind is SessionKind.CLOSING), default=None)


def is_closed_for(client_id: UUID, day: date) -> bool:
    """Whether the day of her track was closed."""
    closed = set(DayClose.objects.filter(on=day).values_list("track_id", flat=True))
    if not closed:
        return False
    episode = episode_of(client_id, day)
    return episode is None or episode.track_id in closed


# -- The room -------------------------------------------------------------------------------------


def roster_on(session: Session) -> list[Client]:
    """Who belongs in this room: its roster, and whoever came today and has a seat, by name."""
    return sorted(
        clients_by_id(attendance_of(session)).values(),
        key=lambda each: (each.chosen_name.casefold(), each.last_name.casefold()),
    )
