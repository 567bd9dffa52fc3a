"""Questions about a program day: who is here, who was in what for how long, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext, override

from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    PlannedDays,
    about_client,
    clients_by_id,
    comes_remote,
    episode_of,
    folded,
    open_episodes,
    planned_days,
)
from openiop.coverage.queries import rules_by_client
from openiop.domain.contact import (
    ContactLine,
    ContactProfile,
    how_to_reach,
    may_contact,
    next_safe_time,
)
from openiop.domain.day.attendance import (
    DayFacts,
    PayerRules,
    Segment,
    WeekFacts,
    WeekHours,
    minutes_in,
    week_of,
    weekly_hours,
)
from openiop.domain.day.close import STILL_HERE, ClientAtClose, CloseFacts, may_close
from openiop.domain.day.minutes import Interval, joined_intervals
from openiop.domain.day.morning import (
    OutreachStep,
    Step,
    Tried,
    VisitFacts,
    day_state,
    minutes_late,
    missing_since,
    outreach_due,
    outreach_table,
)
from openiop.domain.day.outreach import Barrier, Decided, EndedHow, steps_open
from openiop.domain.day.presence import Held, Stay, in_session, presence_of_day, said
from openiop.domain.day.reaching import TryOutcome, may_send_text_now, text_to_send
from openiop.domain.decision import Decision, Reason
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.moments import seconds_between, whole_minutes
from openiop.domain.privacy import About, Permission, Reach, Role, reach_of
from openiop.domain.text import _
from openiop.domain.words import AwayReason, Channel, DayState, NeedKind, Presence, SessionKind
from openiop.measures.queries import Scored, checkins_on, forms_due_by_client, latest_by_client
from openiop.outbox.queries import ContactCard, cards_by_person
from openiop.privacy.actor import Actor
from openiop.privacy.gate import ties_of
from openiop.programs.models import Room, Track
from openiop.programs.queries import is_program_day, next_program_day, program, tracks
from openiop.safety.queries import alerts_by_client, private_checks_due
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    Meetings,
    about_session,
    meetings_between,
    meetings_of,
    sessions_on,
)

from .models import (
    Attendance,
    ContactTry,
    DayClose,
    HandOver,
    Need,
    Outreach,
    OutreachLook,
    StepOut,
    Visit,
)

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


_NOT_AT_THE_DOOR = ("site", "created_at", "created_by", "left_by", "location_by")
"""Of a visit, what no line shows; many visits are read at once."""


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
class _Span:
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


def _span(
    first: date,
    last: date,
    client_ids: Collection[UUID] | None = None,
    *,
    canceled_too: bool = False,
) -> _Span:
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
) -> _Span:
    """What else is known around these sessions; three statements."""
    visits = Visit.objects.defer(*_NOT_AT_THE_DOOR).filter(on__range=(first, last))
    outs = StepOut.objects.filter(session_id__in=[s.pk for s in met.sessions]).order_by("out_at")
    if client_ids is not None:
        visits = visits.filter(client_id__in=client_ids)
        outs = outs.filter(client_id__in=client_ids)
    lines = {(visit.client_id, visit.on): _visit_line(visit) for visit in visits}
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
    return _Span(met.sessions, members, lines, marks, out_by, closing, planned)


def _attendance_line(
    span: _Span, session: Session, client_id: UUID, now: datetime
) -> AttendanceLine:
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
        late_min=_minutes(session.starts_at, word.from_at) if word.from_at else 0,
        left_early_min=_minutes(word.to_at, session.ends_at) if word.to_at else 0,
        out_min=sum(_minutes(o.starts_at, o.ends_at) for o in joined_intervals(held.outs)),
        out_with=next((out.with_whom for out in outs if out.back_at is None), ""),
        confirmed_at=mark.confirmed_at if mark else None,
        confirmed_by=mark.confirmed_by if mark else None,
        version=mark.version if mark else 0,
    )


def _minutes(earlier: datetime, later: datetime) -> int:
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
    span = replace(_span_of(met, marks, min(days), max(days), whom), closing=_closing_rounds(days))
    for session in met.sessions:
        lines[session.pk] = {
            client_id: _attendance_line(span, session, client_id, now)
            for client_id in span.members[session.pk]
        }
    return lines


def _closing_rounds(days: Collection[date]) -> dict[date, datetime]:
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
    span = _span(first, last, [client_id])
    return [
        _attendance_line(span, session, client_id, now)
        for session in span.sessions
        if client_id in span.members[session.pk]
        and session.kind.is_therapeutic
        and session.starts_at <= now
    ]


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
    if not wanted:
        return {}
    rules = rules_by_client(wanted, day)
    weeks = {client_id: week_of(day, rules[client_id]) for client_id in wanted}
    first, last = min(w[0] for w in weeks.values()), max(w[1] for w in weeks.values())
    span = _span(first, last, wanted, canceled_too=True)
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
    span: _Span,
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
    span: _Span, client_id: UUID, on: date, held: list[Session], now: datetime
) -> tuple[Interval, ...]:
    is_known = span.visit(client_id, on).arrived_at is not None
    if not is_known and not any((each.pk, client_id) in span.marks for each in held):
        return ()  # a day ahead, or one nobody has said anything about: most of a week
    return presence_of_day(
        span.stay(client_id, on), [span.held(each, client_id, now) for each in held]
    )


# -- The day as a whole ---------------------------------------------------------------------------

LOOK_BACK_DAYS = 14
"""How far back a day that nobody closed is still shown."""


@dataclass(frozen=True)
class Closed:
    """Who closed a day, and when."""

    at: datetime
    by_name: str


@dataclass(frozen=True)
class Reached:
    """How she may be reached now: what the board and the list of missing women show."""

    lines: tuple[ContactLine, ...]
    open_now: tuple[Channel, ...]
    next_at: datetime | None
    """When the next way opens; now, when one is open; None when none ever does."""
    phone: str
    unsafe_people: str
    """To whom the desk must not confirm that she comes here."""
    safe_people: str
    profile: ContactProfile


_BY_PHONE = (Channel.CALL, Channel.TEXT)


def reached(card: ContactCard) -> Reached:
    """How the person of this card may be reached now."""
    now = clock.local_now()
    times = [at for each in _BY_PHONE if (at := next_safe_time(card.profile, each, now))]
    return Reached(
        lines=how_to_reach(card.profile, now),
        open_now=tuple(each for each in Channel if may_contact(card.profile, each, now)),
        next_at=min(times, default=None),
        phone=card.phone,
        unsafe_people=card.unsafe_people,
        safe_people=card.safe_people,
        profile=card.profile,
    )


@dataclass(frozen=True)
class Column:
    """A block of the day, or several that begin together."""

    sessions: tuple[Session, ...]

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.sessions[0].starts_at

    @property
    def kind(self) -> SessionKind:
        """What it is."""
        kind: SessionKind = self.sessions[0].kind
        return kind

    @property
    def names(self) -> str:
        """What it is called; groups side by side are both named."""
        return " / ".join(dict.fromkeys(session.name for session in self.sessions))


@dataclass(frozen=True)
class BoardRow:
    """One woman on the day board. No scores, notes, diagnoses or reasons are in it."""

    client: Client
    expected: bool
    state: DayState
    visit: VisitLine
    comes_remote: bool
    late_min: int
    missing_since: datetime | None
    starts_at: datetime | None
    """When her first session begins."""
    lines: dict[UUID, AttendanceLine]
    """By session; only the sessions she is meant to be in."""
    checked_in: bool
    form_due: bool
    wants_quiet_place: bool
    reach: Reached | None
    """Only for a woman who is missing."""


@dataclass(frozen=True)
class RoomUse:
    """A room, until when it is taken, or until when it is free."""

    name: str
    taken_until: datetime | None
    free_until: datetime | None


@dataclass(frozen=True)
class DayBoard:
    """The day at the front desk."""

    day: date
    is_program_day: bool
    next_day: date | None
    """The next program day after this one."""
    day_before: date
    day_after: date
    closed: Closed | None
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    rooms: tuple[RoomUse, ...]

    def count(self, *states: DayState) -> int:
        """How many women are in one of these states."""
        return sum(row.state in states for row in self.rows)

    @property
    def expected(self) -> int:
        """How many were to come."""
        return sum(row.expected for row in self.rows)


_ON_THE_BOARD = (
    SessionKind.SKILLS,
    SessionKind.PSYCHOEDUCATION,
    SessionKind.PROCESS,
    SessionKind.CLOSING,
    SessionKind.INDIVIDUAL,
)


@dataclass(frozen=True)
class _Day:
    """Everybody of one day with what the door knows."""

    day: date
    span: _Span
    stays: dict[UUID, Episode]
    """The stay of everybody who is expected or came, by client, by chosen name."""
    expected: set[UUID]
    begins: dict[UUID, datetime]
    """When the first session of each of them begins; arriving is before it."""

    def starts_at(self, client_id: UUID) -> datetime | None:
        """When the first session she is meant to be in begins."""
        return self.begins.get(client_id)

    def state(self, client_id: UUID) -> DayState:
        """Where she is now."""
        facts = self.span.visit(client_id, self.day).facts(client_id in self.expected)
        return day_state(facts, clock.now(), self.starts_at(client_id) or clock.now())


def _day(day: date, client_ids: Collection[UUID] | None = None) -> _Day:
    span = _span(day, day, client_ids)
    expected = {client_id for client_id, days in span.planned.coming.items() if day in days}
    came = {client_id for (client_id, _on), visit in span.visits.items() if visit.arrived_at}
    whom = expected | came
    stays = {stay.client_id: stay for stay in open_episodes(day) if stay.client_id in whom}
    return _Day(day, span, stays, expected, _begins(span))


def _begins(span: _Span) -> dict[UUID, datetime]:
    """When the first session of each client of a day begins; a group before a single session."""
    begins: dict[UUID, datetime] = {}
    in_order = sorted(
        span.sessions,
        key=lambda s: (not s.kind.is_therapeutic or s.client_id is not None, s.starts_at),
    )
    for session in in_order:
        for client_id in span.members[session.pk]:
            begins.setdefault(client_id, session.starts_at)
    return begins


def day_board(day: date) -> DayBoard:
    """Who is here, expected, missing; constant statements whatever the number of clients."""
    meant = _day(day)
    ids = list(meant.stays)
    now = clock.now()
    checked_in = checkins_on(day, ids)
    due = forms_due_by_client(ids, day)
    quiet = {
        need.client_id
        for need in needs_on(day, ids)
        if need.kind is NeedKind.QUIET_SPACE and need.is_open
    }
    missing = {pk: since for pk in ids if (since := _missing_since(meant, pk, now))}
    cards = cards_by_person(missing)
    met = tracks()
    columns = _columns(meant.span.sessions)
    lines: dict[UUID, dict[UUID, AttendanceLine]] = defaultdict(dict)
    for session in (each for column in columns for each in column.sessions):
        for pk in meant.span.members[session.pk]:
            lines[pk][session.pk] = _attendance_line(meant.span, session, pk, now)
    return DayBoard(
        day=day,
        is_program_day=is_program_day(day, met),
        next_day=next_program_day(max(day, clock.today() - timedelta(days=1)), met),
        day_before=_program_day_before(day, met),
        day_after=next_program_day(day, met) or day + timedelta(days=1),
        closed=closed_on(day),
        columns=columns,
        rows=tuple(
            BoardRow(
                client=stay.client,
                expected=pk in meant.expected,
                state=meant.state(pk),
                visit=(visit := meant.span.visit(pk, day)),
                comes_remote=(pk, day) in meant.span.planned.remote,
                late_min=minutes_late(
                    visit.facts(pk in meant.expected), now, meant.starts_at(pk) or now
                ),
                missing_since=missing.get(pk),
                starts_at=meant.starts_at(pk),
                lines=lines[pk],
                checked_in=pk in checked_in and checked_in[pk].finished,
                form_due=bool(due[pk]),
                wants_quiet_place=pk in quiet,
                reach=reached(cards[pk]) if pk in missing else None,
            )
            for pk, stay in meant.stays.items()
        ),
        rooms=_rooms(meant.span.sessions, now),
    )


def _missing_since(meant: _Day, client_id: UUID, now: datetime) -> datetime | None:
    starts_at = meant.starts_at(client_id)
    if starts_at is None:
        return None
    facts = meant.span.visit(client_id, meant.day).facts(client_id in meant.expected)
    return missing_since(facts, now, starts_at)


def _program_day_before(day: date, of: list[Track]) -> date:
    days = (day - timedelta(days=n) for n in range(1, LOOK_BACK_DAYS + 1))
    return next((each for each in days if is_program_day(each, of)), day - timedelta(days=1))


def _columns(sessions: Sequence[Session]) -> tuple[Column, ...]:
    """Blocks of the day in order; groups side by side share a column, and so do single sessions."""
    by_key: dict[object, list[Session]] = {}
    for session in sessions:
        if session.kind in _ON_THE_BOARD:
            key = session.kind if session.client_id else session.starts_at
            by_key.setdefault(key, []).append(session)
    return tuple(Column(tuple(found)) for found in by_key.values())


def _rooms(sessions: Sequence[Session], now: datetime) -> tuple[RoomUse, ...]:
    uses = []
    for room in Room.objects.order_by("name"):
        hers = [session for session in sessions if session.room_id == room.pk]
        running = [s.ends_at for s in hers if s.starts_at <= now < s.ends_at]
        ahead = [s.starts_at for s in hers if s.starts_at > now]
        until = max(running, default=None)
        uses.append(RoomUse(room.name, until, None if until else min(ahead, default=None)))
    return tuple(uses)


def closed_on(day: date) -> Closed | None:
    """Who closed the day last, when every track that met is closed; else None."""
    closes = list(DayClose.objects.filter(on=day).order_by("closed_at"))
    met = {track.pk for track in tracks() if day.weekday() in track.weekdays}
    if not closes or not met <= {close.track_id for close in closes}:
        return None
    names = names_by_id([closes[-1].closed_by])
    return Closed(closes[-1].closed_at, names.get(closes[-1].closed_by, ""))


def closing_ends_at(day: date) -> datetime | None:
    """When the closing round of a day ends, if it has one."""
    return _closing_rounds([day]).get(day)


def is_closed_for(client_id: UUID, day: date) -> bool:
    """Whether the day of her track was closed."""
    closed = set(DayClose.objects.filter(on=day).values_list("track_id", flat=True))
    if not closed:
        return False
    episode = episode_of(client_id, day)
    return episode is None or episode.track_id in closed


def named_like(words: str, board: DayBoard) -> list[UUID]:
    """The clients on a board one of whose names begins with what was typed."""
    return [row.client.pk for row in board.rows if _is_named(row.client, folded(words))]


def found_on_board(words: str, day: date) -> list[UUID]:
    """The clients of a day one of whose names begins with what was typed, by chosen name."""
    stays = _day(day).stays.values()
    return [stay.client_id for stay in stays if _is_named(stay.client, folded(words))]


def _is_named(client: Client, wanted: str) -> bool:
    parts = client.search_name.split()
    return client.search_name.startswith(wanted) or any(x.startswith(wanted) for x in parts)


def reach_of_reader(actor: Actor, permission: Permission) -> frozenset[UUID] | None:
    """The clients this person may use `permission` on; None means everybody here."""
    reach = reach_of(actor.roles, permission)
    if reach is Reach.SITE:
        return None
    return ties_of(actor) if reach is Reach.TEAM else frozenset()


# -- Missing today --------------------------------------------------------------------------------


@dataclass(frozen=True)
class TryLine:
    """One try to reach her."""

    at: datetime
    by_name: str
    channel: Channel
    outcome: TryOutcome


@dataclass(frozen=True)
class MissingLine:
    """A woman who is expected and not here, and how and when it is safe to reach her."""

    client: Client
    starts_at: datetime
    minutes: int
    """Since her first session began."""
    step: Step | None
    """What is due now."""
    next_step_at: datetime | None
    reach: Reached
    tries: tuple[TryLine, ...]
    words: str
    """The neutral text as it would leave."""
    may_text: Decision
    may_call: Decision
    was_reached: bool


@dataclass(frozen=True)
class MissingPage:
    """Who is missing; when nobody is, why that is so."""

    lines: list[MissingLine]
    is_program_day: bool
    next_day: date | None
    """The next program day after this one."""
    expected: int
    """How many have not come yet."""


def missing_page(day: date) -> MissingPage:
    """Who is expected and not here on a day; constant statements."""
    meant, met = _day(day), tracks()
    return MissingPage(
        lines=_missing_lines(meant),
        is_program_day=is_program_day(day, met),
        next_day=next_program_day(day, met),
        expected=sum(meant.state(pk) is DayState.EXPECTED for pk in meant.stays),
    )


def missing_now(day: date) -> list[MissingLine]:
    """Who is expected and not here; whom we may reach now first, then the longest missing."""
    return _missing_lines(_day(day))


def _missing_lines(meant: _Day) -> list[MissingLine]:
    now = clock.local_now()
    missing = {pk: since for pk in meant.stays if (since := _missing_since(meant, pk, now))}
    cards = cards_by_person(missing)
    tries: dict[UUID, list[ContactTry]] = defaultdict(list)
    for tried in ContactTry.objects.filter(client_id__in=list(missing), on=meant.day).order_by(
        "tried_at"
    ):
        tries[tried.client_id].append(tried)
    names = names_by_id(tried.tried_by for made in tries.values() for tried in made)
    here = program()
    lines = [
        _missing_line(
            meant.stays[pk].client,
            clock.local(since),
            cards[pk],
            tries[pk],
            names,
            here.on_call_phone if here else "",
        )
        for pk, since in missing.items()
    ]
    return sorted(lines, key=lambda line: (*_safe_first(line), line.client.chosen_name))


def _safe_first(line: MissingLine) -> tuple[bool, bool, datetime, int]:
    next_at = line.reach.next_at or clock.local_now() + timedelta(days=365)
    return line.was_reached, line.reach.next_at is None, next_at, -line.minutes


def _missing_line(
    client: Client,
    since: datetime,
    card: ContactCard,
    tries: Sequence[ContactTry],
    names: dict[UUID, str],
    phone: str,
) -> MissingLine:
    now = clock.local_now()
    done = tried_facts(tries)
    ahead = [at for _code, at, _role in outreach_table(since) if at > now]
    return MissingLine(
        client=client,
        starts_at=since,
        minutes=_minutes(since, now),
        step=outreach_due(since, now, done),
        next_step_at=min(ahead, default=None),
        reach=reached(card),
        tries=tuple(
            TryLine(each.tried_at, names.get(each.tried_by, ""), each.channel, each.outcome)
            for each in tries
        ),
        words=neutral_text(client, card, phone),
        may_text=may_contact(card.profile, Channel.TEXT, now)
        & _has_number(card)
        & may_send_text_now(since, now, done),
        may_call=may_contact(card.profile, Channel.CALL, now) & _has_number(card),
        was_reached=any(each.reached for each in done),
    )


def _has_number(card: ContactCard) -> Decision:
    return Decision.all_of((bool(card.phone), Reason("no_number", _("We have no number of hers."))))


def tried_facts(tries: Iterable[ContactTry]) -> list[Tried]:
    """What the rule of reaching out asks."""
    return [Tried(each.step, each.outcome is TryOutcome.REACHED) for each in tries]


def tries_of(client_id: UUID, day: date) -> list[ContactTry]:
    """The tries to reach a client on a day, oldest first."""
    return list(ContactTry.objects.filter(client_id=client_id, on=day).order_by("tried_at"))


def missing_from(client_id: UUID, day: date) -> datetime | None:
    """Since when a client is missing on a day."""
    return _missing_since(_day(day, [client_id]), client_id, clock.now())


def neutral_text(client: Client, card: ContactCard, phone: str) -> str:
    """The one text the desk may send her, in her language."""
    text, params = text_to_send(card.profile, phone)
    with override(client.language):
        return gettext(text).format(**params)


# -- Reaching her over the days -------------------------------------------------------------------


def newly_missing(day: date) -> dict[UUID, tuple[Client, datetime]]:
    """Whom nobody has heard from on a day, once the first try is due; with when she was due."""
    meant, now = _day(day), clock.now()
    found = {}
    for pk, stay in meant.stays.items():
        since = _missing_since(meant, pk, now)
        if since and outreach_due(clock.local(since), clock.local_now()) is not None:
            found[pk] = (stay.client, since)
    return found


def open_outreach() -> list[Outreach]:
    """Everybody still being reached for, the longest first."""
    return list(
        Outreach.objects.select_related("client")
        .filter(ended_at__isnull=True)
        .order_by("from_at", "pk")
    )


def being_reached(client_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these clients somebody is still reaching for."""
    rows = Outreach.objects.filter(client_id__in=list(client_ids), ended_at__isnull=True)
    return set(rows.values_list("client_id", flat=True))


def settled(rows: Sequence[Outreach]) -> dict[UUID, EndedHow]:
    """Which of these are over by what happened since, and how; three statements however many."""
    first = min((row.on for row in rows), default=clock.today())
    ids = [row.client_id for row in rows]
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(client_id__in=ids, on__gte=first).order_by("on"):
        visits[visit.client_id].append(visit)
    spoke = set(
        ContactTry.objects.filter(
            client_id__in=ids, on__gte=first, outcome=str(TryOutcome.REACHED)
        ).values_list("client_id", "on")
    )
    running = {stay.client_id for stay in open_episodes(clock.today()) if stay.ended_on is None}
    found: dict[UUID, EndedHow] = {}
    for row in rows:
        since = [visit for visit in visits[row.client_id] if visit.on >= row.on]
        if any(visit.arrived_at for visit in since):
            found[row.pk] = EndedHow.CAME
        elif any(visit.away_at and visit.away_at >= row.from_at for visit in since):
            found[row.pk] = EndedHow.TOLD_US
        elif any(on >= row.on for client_id, on in spoke if client_id == row.client_id):
            found[row.pk] = EndedHow.REACHED
        elif row.client_id not in running:
            found[row.pk] = EndedHow.STAY_ENDED
    return found


@dataclass(frozen=True)
class LookLine:
    """One decision on how to go on."""

    step: OutreachStep
    at: datetime
    by_name: str
    decided: Decided
    barriers: tuple[Barrier, ...]
    words: str


@dataclass(frozen=True)
class ReachingLine:
    """A woman somebody still reaches for: what was tried, what is due, what is known."""

    id: UUID
    client: Client
    on: date
    step: Step | None
    """What is due now."""
    next_step: tuple[OutreachStep, datetime, Role] | None
    """What comes after, when nothing is due now."""
    reach: Reached
    tries: tuple[TryLine, ...]
    looks: tuple[LookLine, ...]
    may_call: Decision
    may_write: bool
    screen: Scored | None
    """Her last suicide screen."""
    mood: Scored | None
    alerts: int
    """Open alerts of hers."""


def reaching(only: Collection[UUID] | None = None) -> list[ReachingLine]:
    """Everybody still being reached for, due steps first; constant statements however many."""
    rows = [row for row in open_outreach() if only is None or row.client_id in only]
    over = settled(rows)
    rows = [row for row in rows if row.pk not in over]
    ids = [row.client_id for row in rows]
    tries, looks = _tries_of(rows), _looks_of(rows)
    names = names_by_id(
        [each.tried_by for made in tries.values() for each in made]
        + [each.created_by for made in looks.values() for each in made]
    )
    cards = cards_by_person(ids)
    screens, moods = latest_by_client(ids, CSSRS_SCREENER.id), latest_by_client(ids, PHQ_9.id)
    alerts = alerts_by_client(ids)
    lines = [
        _reaching_line(
            row,
            cards[row.client_id],
            tries[row.pk],
            looks[row.pk],
            names,
            (
                screens.get(row.client_id),
                moods.get(row.client_id),
                len(alerts.get(row.client_id, ())),
            ),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.step is None, line.on, line.client.chosen_name))


def _tries_of(rows: Sequence[Outreach]) -> dict[UUID, list[ContactTry]]:
    found: dict[UUID, list[ContactTry]] = {row.pk: [] for row in rows}
    by_client = {row.client_id: row for row in rows}
    made = ContactTry.objects.filter(client_id__in=list(by_client)).order_by("tried_at")
    for each in made:
        row = by_client[each.client_id]
        if each.on >= row.on:
            found[row.pk].append(each)
    return found


def _looks_of(rows: Sequence[Outreach]) -> dict[UUID, list[OutreachLook]]:
    found: dict[UUID, list[OutreachLook]] = {row.pk: [] for row in rows}
    for each in OutreachLook.objects.filter(outreach_id__in=list(found)).order_by("at", "pk"):
        found[each.outreach_id].append(each)
    return found


def steps_done(row: Outreach) -> list[Tried]:
    """The steps taken for one woman, as the rule asks them."""
    return _steps_done(_tries_of([row])[row.pk], _looks_of([row])[row.pk])


def _steps_done(tries: Sequence[ContactTry], looks: Sequence[OutreachLook]) -> list[Tried]:
    return [*tried_facts(tries), *(Tried(each.step) for each in looks)]


def _reaching_line(
    row: Outreach,
    card: ContactCard,
    tries: Sequence[ContactTry],
    looks: Sequence[OutreachLook],
    names: dict[UUID, str],
    known: tuple[Scored | None, Scored | None, int],
) -> ReachingLine:
    now, start = clock.local_now(), clock.local(row.from_at)
    done = _steps_done(tries, looks)
    ahead = [step for step in steps_open(outreach_table(start), done) if step[1] > now]
    return ReachingLine(
        id=row.pk,
        client=row.client,
        on=row.on,
        step=outreach_due(start, now, done),
        next_step=next(iter(ahead), None),
        reach=reached(card),
        tries=tuple(
            TryLine(each.tried_at, names.get(each.tried_by, ""), each.channel, each.outcome)
            for each in tries
        ),
        looks=tuple(
            LookLine(
                step=each.step,
                at=each.at,
                by_name=names.get(each.created_by, ""),
                decided=each.decided,
                barriers=tuple(Barrier(code) for code in each.barriers),
                words=each.words,
            )
            for each in looks
        ),
        may_call=may_contact(card.profile, Channel.CALL, now) & _has_number(card),
        may_write=may_be_written_to(card),
        screen=known[0],
        mood=known[1],
        alerts=known[2],
    )


def may_be_written_to(card: ContactCard) -> bool:
    """Whether a letter or message may go to her now."""
    ways = (Channel.POST, Channel.TEXT, Channel.EMAIL)
    return any(may_contact(card.profile, way, clock.local_now()) for way in ways)


def outreach_or_404(outreach_id: UUID) -> Outreach:
    """The outreach with this id."""
    found = Outreach.objects.select_related("client").filter(pk=outreach_id).first()
    if found is None:
        raise Http404("Nobody is reached for here.")
    return found


def about_outreach(outreach_id: UUID, **_parts: object) -> About:
    """Whom a page about an outreach is about."""
    return outreach_or_404(outreach_id).about()


# -- The room -------------------------------------------------------------------------------------


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
            )
        )
    return RoomPage(
        session=session,
        has_begun=session.starts_at <= now,
        is_over=session.ends_at <= now,
        lines=tuple(room),
        goes_along=tuple(sorted(staff.values())),
    )


# -- The close ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CloseLine:
    """One woman as the day ends, with what still stands open."""

    client: Client
    state: DayState
    visit: VisitLine
    reasons: tuple[Reason, ...]
    begins_at: datetime | None
    """When the first session she is meant to be in begins."""
    alone_at: datetime | None
    """When an individual session of hers that is still to come begins."""


@dataclass(frozen=True)
class HandedOver:
    """What was handed over when the day was closed."""

    client: Client
    code: str
    to_name: str
    words: str
    due_at: datetime | None


@dataclass(frozen=True)
class CloseTrack:
    """One track at the end of its day."""

    track: Track
    day: date
    closed: Closed | None
    lines: tuple[CloseLine, ...]
    decision: Decision
    rounds_at: datetime | None = None
    """When the closing round begins, if it has not begun yet."""
    handed_over: tuple[HandedOver, ...] = ()

    @property
    def still_here(self) -> list[CloseLine]:
        """Who has not left yet."""
        return [line for line in self.lines if line.state in STILL_HERE]


@dataclass(frozen=True)
class ClosePage:
    """Does everybody leave seen?"""

    day: date
    tracks: tuple[CloseTrack, ...]
    staff: tuple[tuple[UUID, str], ...]
    """Who can take something over."""
    not_closed: tuple[date, ...]
    """Earlier days that nobody closed."""
    next_day: date | None


_TAKE_OVER = (Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.FACILITATOR)


def who_takes_over() -> tuple[tuple[UUID, str], ...]:
    """Who can take something over at the close, by role, with names."""
    people = dict.fromkeys(person for role in _TAKE_OVER for person in staff_with_role(role))
    names = names_by_id(people)
    return tuple((pk, names[pk]) for pk in people if pk in names)


def close_page(day: date) -> ClosePage:
    """Everybody of a day as it ends, by track, with all that keeps the day open."""
    met = tracks()
    meant = _day(day)
    lines = _close_lines(meant)
    rounds = _still_to_come(meant.span.sessions, SessionKind.CLOSING)
    closes = {close.track_id: close for close in DayClose.objects.filter(on=day)}
    given = list(
        HandOver.objects.select_related("client").filter(day_close__on=day).order_by("created_at")
    )
    closers = [close.closed_by for close in closes.values()]
    names = names_by_id([*closers, *(each.to_id for each in given)])
    shown = []
    for track in met:
        of_track = tuple(line for pk, line in lines.items() if meant.stays[pk].track_id == track.pk)
        close = closes.get(track.pk)
        if close is None and not of_track:
            continue
        shown.append(
            CloseTrack(
                track=track,
                day=day,
                closed=Closed(close.closed_at, names.get(close.closed_by, "")) if close else None,
                lines=of_track,
                decision=Decision(tuple(reason for line in of_track for reason in line.reasons)),
                handed_over=tuple(
                    HandedOver(
                        each.client, each.code, names.get(each.to_id, ""), each.words, each.due_at
                    )
                    for each in given
                    if close is not None and each.day_close_id == close.pk
                ),
                rounds_at=min((each.starts_at for each in rounds), default=None),
            )
        )
    return ClosePage(
        day=day,
        tracks=tuple(shown),
        staff=who_takes_over(),
        not_closed=days_not_closed(day),
        next_day=next_program_day(day, met),
    )


def _close_lines(meant: _Day) -> dict[UUID, CloseLine]:
    ids = list(meant.stays)
    alerts = alerts_by_client(ids)
    checks: dict[UUID, int] = defaultdict(int)
    for check in private_checks_due(meant.day, ids):
        checks[check.client_id] += 1
    needs = needs_by_client(ids, meant.day)
    alone = {
        session.client_id: session.starts_at
        for session in meant.span.sessions
        if session.kind is SessionKind.INDIVIDUAL and session.ends_at > clock.now()
    }
    lines = {}
    for pk, stay in meant.stays.items():
        visit, state = meant.span.visit(pk, meant.day), meant.state(pk)
        at_close = ClientAtClose(
            name=stay.client.short_name,
            client_id=str(pk),
            state=state,
            in_closing_round=visit.in_closing_round,
            seen_leaving=bool(visit.seen_leaving),
            open_alerts=sum(each.needs_somebody_on(meant.day) for each in alerts.get(pk, ())),
            unanswered_needs=sum(need.is_open for need in needs[pk]),
            private_checks_due=checks[pk],
        )
        reasons = tuple(may_close(CloseFacts((at_close,))))
        lines[pk] = CloseLine(
            stay.client, state, visit, reasons, meant.starts_at(pk), alone.get(pk)
        )
    return lines


def _still_to_come(sessions: Iterable[Session], kind: SessionKind) -> list[Session]:
    return [each for each in sessions if each.kind is kind and each.starts_at > clock.now()]


def closing_round_to_come(day: date) -> datetime | None:
    """When the closing round of a day begins, if it has not begun yet."""
    rounds = _still_to_come(sessions_on(day), SessionKind.CLOSING)
    return min((each.starts_at for each in rounds), default=None)


def track_or_404(track_id: UUID) -> Track:
    """The track with this id."""
    found = Track.objects.filter(pk=track_id).first()
    if found is None:
        raise Http404("No such track.")
    return found


def track_at_close(track: Track, day: date) -> CloseTrack:
    """One track of the close page."""
    found = [each for each in close_page(day).tracks if each.track.pk == track.pk]
    return found[0] if found else CloseTrack(track, day, None, (), Decision())


def was_handed_over(track_id: UUID, day: date) -> bool:
    """Whether something was handed over when the day was closed."""
    return HandOver.objects.filter(day_close__track_id=track_id, day_close__on=day).exists()


def days_not_closed(before: date) -> tuple[date, ...]:
    """Days of the last two weeks on which clients were here and some track was never closed."""
    first = before - timedelta(days=LOOK_BACK_DAYS)
    visited = Visit.objects.filter(on__gte=first, on__lt=before, arrived_at__isnull=False)
    closed: dict[date, set[UUID]] = defaultdict(set)
    rows = DayClose.objects.filter(on__gte=first, on__lt=before).values_list("on", "track_id")
    for on, track_id in rows:
        closed[on].add(track_id)
    met = tracks()
    return tuple(
        day
        for day in visited.order_by("on").values_list("on", flat=True).distinct()
        if not {track.pk for track in met if day.weekday() in track.weekdays} <= closed[day]
    )


# -- The week of everybody ------------------------------------------------------------------------


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
