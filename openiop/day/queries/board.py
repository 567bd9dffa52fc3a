"""The day as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    back_on_by_stay,
    episode_of,
    folded,
    open_episodes,
)
from openiop.day.models import (
    DayClose,
    Visit,
)
from openiop.domain.contact import (
    ContactLine,
    ContactProfile,
    how_to_reach,
    may_contact,
    next_safe_time,
)
from openiop.domain.day.morning import (
    day_state,
    minutes_late,
    missing_since,
)
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.domain.words import Channel, DayState, NeedKind, SessionKind
from openiop.measures.queries import checkins_on, forms_due_by_client
from openiop.outbox.queries import ContactCard, cards_by_person
from openiop.privacy.actor import Actor
from openiop.privacy.gate import ties_of
from openiop.programs.models import Room, Track
from openiop.programs.queries import is_program_day, next_program_day, tracks
from openiop.schedule.models import Session
from openiop.schedule.queries import Uncovered, uncovered_between

from .attendance import AttendanceLine, Span, attendance_line, closing_rounds, span_between
from .door import VisitLine
from .needs import needs_on

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
    uncovered: tuple[Uncovered, ...]
    """Sessions of the day nobody leads."""

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
class WholeDay:
    """Everybody of one day with what the door knows."""

    day: date
    span: Span
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


def whole_day(day: date, client_ids: Collection[UUID] | None = None) -> WholeDay:
    span = span_between(day, day, client_ids)
    expected = {client_id for client_id, days in span.planned.coming.items() if day in days}
    came = {client_id for (client_id, _on), visit in span.visits.items() if visit.arrived_at}
    whom = expected | came
    stays = {stay.client_id: stay for stay in open_episodes(day) if stay.client_id in whom}
    return WholeDay(day, span, stays, expected, _begins(span))


def _begins(span: Span) -> dict[UUID, datetime]:
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
    meant = whole_day(day)
    ids = list(meant.stays)
    now = clock.now()
    checked_in = checkins_on(day, ids)
    due = forms_due_by_client(ids, day)
    quiet = {
        need.client_id
        for need in needs_on(day, ids)
        if need.kind is NeedKind.QUIET_SPACE and need.is_open
    }
    missing = {pk: since for pk in ids if (since := absent_since(meant, pk, now))}
    cards = cards_by_person(missing)
    met = tracks()
    columns = _columns(meant.span.sessions)
    lines: dict[UUID, dict[UUID, AttendanceLine]] = defaultdict(dict)
    for session in (each for column in columns for each in column.sessions):
        for pk in meant.span.members[session.pk]:
            lines[pk][session.pk] = attendance_line(meant.span, session, pk, now)
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
        uncovered=tuple(uncovered_between(day, day)),
    )


def absent_since(meant: WholeDay, client_id: UUID, now: datetime) -> datetime | None:
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
    return closing_rounds([day]).get(day)


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
    stays = whole_day(day).stays.values()
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


def came_back_on(away: Iterable[Episode], today: date) -> list[tuple[Episode, date]]:
    """Stays on leave of women who are here since the day they were to come back; two statements."""
    stays = list(away)
    back = back_on_by_stay(stays)
    due = [each for each in stays if each.pk in back and back[each.pk] <= today]
    if not due:
        return []
    rows = Visit.objects.filter(
        client_id__in=[each.client_id for each in due],
        arrived_at__isnull=False,
        on__gte=min(back[each.pk] for each in due),
        on__lte=today,
    )
    came: dict[UUID, list[date]] = defaultdict(list)
    for client_id, on in rows.order_by("on").values_list("client_id", "on"):
        came[client_id].append(on)
    found = []
    for each in due:
        days = [day for day in came[each.client_id] if day >= back[each.pk]]
        if days:
            found.append((each, days[0]))
    return found
