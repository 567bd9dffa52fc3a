"""Who was in which session for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from openiop.base import clock
from openiop.clients.queries import (
    PlannedDays,
    planned_days,
)
from openiop.day.models import (
    Attendance,
    StepOut,
    Visit,
)
from openiop.domain.day.attendance import (
    Segment,
    minutes_in,
)
from openiop.domain.day.minutes import Interval, joined_intervals
from openiop.domain.day.presence import Held, Stay, in_session, said
from openiop.domain.moments import seconds_between, whole_minutes
from openiop.domain.words import Presence, SessionKind
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    Meetings,
    meetings_between,
    meetings_of,
)

from .door import NOT_AT_THE_DOOR, VisitLine, visit_line


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


class _Mark(NamedTuple):
    """What is written down about one client in one session."""

    session_id: UUID
    client_id: UUID
    presence: Presence
    from_at: datetime | None
    to_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: UUID | None
    version: int


@dataclass(frozen=True)
class Span:
    """The records of some days, read once, whatever the number of clients."""

    sessions: list[Session]
    members: dict[UUID, set[UUID]]
    """For each session the clients who are meant to be in it, or came and have a seat."""
    visits: dict[tuple[UUID, date], VisitLine]
    marks: dict[tuple[UUID, UUID], _Mark]
    outs: dict[tuple[UUID, UUID], list[StepOut]]
    closing: dict[date, datetime]
    """When the closing round of each day ends."""
    planned: PlannedDays
    """Who was to come on each day, and who by video."""

    def visit(self, client_id: UUID, day: date) -> VisitLine:
        return self.visits.get((client_id, day)) or VisitLine(client_id, day)

    def stay(self, client_id: UUID, day: date) -> Stay:
        return self.visit(client_id, day).stay(self.closing.get(day))

    def is_expected(self, client_id: UUID, day: date) -> bool:
        return day in self.planned.coming.get(client_id, ())

    def is_remote(self, client_id: UUID, day: date) -> bool:
        """Whether she is here by video, or would be if she came."""
        visit = self.visit(client_id, day)
        return visit.remote if visit.arrived_at else (client_id, day) in self.planned.remote

    def held(self, session: Session, client_id: UUID, now: datetime) -> Held:
        mark = self.marks.get((session.pk, client_id))
        outs = self.outs.get((session.pk, client_id), ())
        return Held(
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            presence=mark.presence if mark else None,
            from_at=mark.from_at if mark else None,
            to_at=mark.to_at if mark else None,
            outs=tuple(
                Interval(out.out_at, max(out.out_at, min(out.back_at or now, session.ends_at)))
                for out in outs
            ),
            is_closing=session.kind is SessionKind.CLOSING,
        )


def span_between(
    first: date,
    last: date,
    client_ids: Collection[UUID] | None = None,
    *,
    canceled_too: bool = False,
) -> Span:
    """The records of the days from `first` to `last`, of some clients or of all; six statements."""
    of_days = Session.objects.filter(on__range=(first, last)).values("pk")
    marks = _marks(Attendance.objects.filter(session_id__in=of_days), client_ids)
    met = meetings_between(first, last, client_ids, also={session_id for session_id, _ in marks})
    if not canceled_too:
        held = [session for session in met.sessions if session.canceled_at is None]
        met = replace(met, sessions=held)
    return _span_of(met, marks, first, last, client_ids)


def _marks(
    rows: QuerySet[Attendance], client_ids: Collection[UUID] | None = None
) -> dict[tuple[UUID, UUID], _Mark]:
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    marks = (_Mark(*row) for row in rows.values_list(*_Mark._fields))
    return {(mark.session_id, mark.client_id): mark for mark in marks}


def _span_of(
    met: Meetings,
    marks: dict[tuple[UUID, UUID], _Mark],
    first: date,
    last: date,
    client_ids: Collection[UUID] | None,
) -> Span:
    """What else is known around these sessions; three statements."""
    visits = Visit.objects.defer(*NOT_AT_THE_DOOR).filter(on__range=(first, last))
    outs = StepOut.objects.filter(session_id__in=[s.pk for s in met.sessions]).order_by("out_at")
    if client_ids is not None:
        visits = visits.filter(client_id__in=client_ids)
        outs = outs.filter(client_id__in=client_ids)
    lines = {(visit.client_id, visit.on): visit_line(visit) for visit in visits}
    planned = planned_days(first, last, client_ids)
    here: dict[date, set[UUID]] = defaultdict(set)
    for client_id, days in planned.coming.items():
        for day in days:
            here[day].add(client_id)
    for (client_id, day), line in lines.items():
        if line.arrived_at is not None:
            here[day].add(client_id)
    members = {session.pk: met.members(session, here[session.on]) for session in met.sessions}
    for session_id, client_id in marks:
        if session_id in members:
            members[session_id].add(client_id)
    out_by: dict[tuple[UUID, UUID], list[StepOut]] = defaultdict(list)
    for out in outs:
        out_by[(out.session_id, out.client_id)].append(out)
    closing = {s.on: s.ends_at for s in met.sessions if s.kind is SessionKind.CLOSING}
    return Span(met.sessions, members, lines, marks, out_by, closing, planned)


def attendance_line(span: Span, session: Session, client_id: UUID, now: datetime) -> AttendanceLine:
    held, stay = span.held(session, client_id, now), span.stay(client_id, session.on)
    word, mark = said(held, stay), span.marks.get((session.pk, client_id))
    outs = span.outs.get((session.pk, client_id), ())
    so_far = [Interval(part.starts_at, min(part.ends_at, now)) for part in in_session(held, stay)]
    return AttendanceLine(
        session_id=session.pk,
        client_id=client_id,
        presence=word.presence,
        minutes=minutes_in([Segment(session.starts_at, session.ends_at, session.kind)], so_far),
        planned_min=session.minutes,
        from_at=word.from_at,
        to_at=word.to_at,
        late_min=minutes_between(session.starts_at, word.from_at) if word.from_at else 0,
        left_early_min=minutes_between(word.to_at, session.ends_at) if word.to_at else 0,
        out_min=sum(minutes_between(o.starts_at, o.ends_at) for o in joined_intervals(held.outs)),
        out_with=next((out.with_whom for out in outs if out.back_at is None), ""),
        confirmed_at=mark.confirmed_at if mark else None,
        confirmed_by=mark.confirmed_by if mark else None,
        version=mark.version if mark else 0,
    )


def minutes_between(earlier: datetime, later: datetime) -> int:
    return max(0, whole_minutes(seconds_between(earlier, later)))


def attendance_by_session(session_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, AttendanceLine]]:
    """For each session how each client was in it, by client; constant statements.

    Everybody on the roster has a line. `confirmed_at` says whether who held it confirmed it.
    """
    wanted = set(session_ids)
    lines: dict[UUID, dict[UUID, AttendanceLine]] = {pk: {} for pk in wanted}
    met = meetings_of(wanted)
    if not met.sessions:
        return lines
    days, now = [session.on for session in met.sessions], clock.now()
    marks = _marks(Attendance.objects.filter(session_id__in=wanted))
    whom = met.invited
    if whom is not None:
        whom |= {client_id for _session, client_id in marks}
    span = replace(_span_of(met, marks, min(days), max(days), whom), closing=closing_rounds(days))
    for session in met.sessions:
        lines[session.pk] = {
            client_id: attendance_line(span, session, client_id, now)
            for client_id in span.members[session.pk]
        }
    return lines


def closing_rounds(days: Collection[date]) -> dict[date, datetime]:
    """When the closing round of each of these days ends."""
    rounds = Session.objects.filter(
        on__in=set(days), kind=SessionKind.CLOSING, canceled_at__isnull=True
    )
    return dict(rounds.order_by("starts_at").values_list("on", "ends_at"))


def was_confirmed(session_id: UUID, client_id: UUID) -> bool:
    """Whether somebody confirmed that she was in a session, for part of it at least."""
    rows = Attendance.objects.filter(session_id=session_id, client_id=client_id)
    return rows.exclude(presence=Presence.AWAY).filter(confirmed_at__isnull=False).exists()


def attendance_of(session: Session) -> dict[UUID, AttendanceLine]:
    """How each client was in one session."""
    return attendance_by_session([session.pk])[session.pk]


def attendance_of_client(client_id: UUID, first: date, last: date) -> list[AttendanceLine]:
    """How one client was in each of her therapeutic sessions that have begun, in order of time."""
    now = clock.now()
    span = span_between(first, last, [client_id])
    return [
        attendance_line(span, session, client_id, now)
        for session in span.sessions
        if client_id in span.members[session.pk]
        and session.kind.is_therapeutic
        and session.starts_at <= now
    ]
