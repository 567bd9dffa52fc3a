"""Questions about the week: a day's sessions, who is on which roster."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from openiop.accounts.queries import names_by_id, sign_in_names_with_role, staff_with_role
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import apart_pairs, coming_days, coming_on, episode_of, track_by_client
from openiop.domain.kept_apart import APART_RULES, may_meet
from openiop.domain.license import license_stands, who_leads
from openiop.domain.places import Booked, Kept, LostHow, PlaceKind, PlaceState, places_on
from openiop.domain.privacy import About, Role
from openiop.domain.wishes import (
    BusyDate,
    BusyTime,
    DateWhy,
    Gender,
    Getting,
    Mode,
    Need,
    Strength,
    TimetableWishes,
    TimeWhy,
    Windows,
    Wishes,
    for_timetable,
    weekdays_she_can,
)
from openiop.domain.words import SessionKind
from openiop.domain.working_terms import works_then
from openiop.privacy.actor import SYSTEM_ID
from openiop.programs.models import Track
from openiop.programs.queries import license_days, program, terms_by_person

from .models import (
    Absence,
    Group,
    LeftOut,
    LostPlace,
    PlaceBooking,
    PlaceDay,
    PlaceMark,
    PlaceOffer,
    Seat,
    Session,
    Unit,
    Wish,
)


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


# Who leads, and who may not


def _left_out_ahead() -> QuerySet[LeftOut]:
    return (
        LeftOut.objects.select_related("session__room", "session__group")
        .filter(
            back_at__isnull=True,
            session__canceled_at__isnull=True,
            session__starts_at__gt=clock.now(),
        )
        .order_by("session__starts_at", "session__name")
    )


def led_without_license() -> list[Session]:
    """Sessions ahead that somebody leads whose license ends before their day; two statements."""
    last_days = license_days()
    if not last_days:
        return []
    rows = Session.objects.select_related("group").filter(
        Q(lead_id__in=list(last_days)) | Q(co_lead_id__in=list(last_days)),
        canceled_at__isnull=True,
        starts_at__gt=clock.now(),
    )
    return [
        each
        for each in rows.order_by("starts_at")
        if who_leads(each.lead_id, each.co_lead_id, last_days, each.on).left_out
    ]


@dataclass(frozen=True)
class Uncovered:
    """A session nobody leads, and why."""

    session: Session
    staff_id: UUID
    staff_name: str
    license_until_on: date


def uncovered_between(first: date, last: date) -> list[Uncovered]:
    """Sessions nobody leads because of a license, in order of time; two statements."""
    rows = list(
        LeftOut.objects.select_related("session__room", "session__group")
        .filter(
            back_at__isnull=True,
            was_lead=True,
            session__lead_id__isnull=True,
            session__canceled_at__isnull=True,
            session__on__range=(first, last),
        )
        .order_by("session__starts_at", "session__name")
    )
    names = names_by_id(row.staff_id for row in rows) if rows else {}
    return [
        Uncovered(row.session, row.staff_id, names.get(row.staff_id, ""), row.license_until_on)
        for row in rows
    ]


def left_out_by_person(staff_id: UUID | None = None) -> dict[UUID, int]:
    """From how many sessions ahead each person is left out because of her license."""
    rows = _left_out_ahead()
    if staff_id is not None:
        rows = rows.filter(staff_id=staff_id)
    return dict(Counter(rows.values_list("staff_id", flat=True)))


@dataclass(frozen=True)
class BackLine:
    """A session somebody could lead again, and who leads it now."""

    left_out: LeftOut
    now_led_by: str
    has_stand_in: bool
    """A person was chosen for it; she does not give way unless this session is chosen."""


@dataclass(frozen=True)
class BackOffer:
    """What somebody could lead again, now that her license reaches those days."""

    staff_id: UUID
    staff_name: str
    until_on: date | None
    lines: tuple[BackLine, ...]


def back_offers() -> list[BackOffer]:
    """Who could lead again what she was left out of; three statements."""
    last_days = license_days()
    rows = [
        row
        for row in _left_out_ahead()
        if license_stands(last_days.get(row.staff_id), row.session.on)
    ]
    if not rows:
        return []
    names = names_by_id(
        id_ for row in rows for id_ in (row.staff_id, row.session.lead_id, row.session.co_lead_id)
    )
    by_person: dict[UUID, list[BackLine]] = {}
    for row in rows:
        leads = names.get(row.session.lead_id, "") if row.session.lead_id else ""
        line = BackLine(row, leads, has_stand_in(row))
        by_person.setdefault(row.staff_id, []).append(line)
    return [
        BackOffer(staff_id, names.get(staff_id, ""), last_days.get(staff_id), tuple(lines))
        for staff_id, lines in by_person.items()
    ]


def has_stand_in(row: LeftOut) -> bool:
    """Whether a person was chosen in her place, other than a co-leader who moved up by rule."""
    session = row.session
    if not row.was_lead or session.lead_id is None:
        return False
    return session.group is None or session.lead_id != session.group.co_lead_id


def left_out_lead(session: Session) -> UUID | None:
    """Who was to lead a session and may not."""
    rows = LeftOut.objects.filter(session=session, was_lead=True, back_at__isnull=True)
    return rows.values_list("staff_id", flat=True).first()


# Who cannot work


@dataclass(frozen=True)
class AwayLine:
    """Somebody who is away, and from when to when."""

    absence: Absence
    name: str


def absences_between(first: date, last: date) -> list[Absence]:
    """Who is away on some day of the span, the first to go first; one statement."""
    rows = Absence.objects.filter(
        first_on__lte=last, last_on__gte=first, taken_back_at__isnull=True
    )
    return list(rows.order_by("first_on", "created_at"))


def away_lines(first: date, last: date) -> list[AwayLine]:
    """The same with names; two statements."""
    rows = absences_between(first, last)
    names = names_by_id(row.staff_id for row in rows) if rows else {}
    return [AwayLine(row, names.get(row.staff_id, "")) for row in rows]


def away_days(first: date, last: date) -> dict[UUID, set[date]]:
    """On which days of the span each person is away; one statement."""
    found: dict[UUID, set[date]] = {}
    for row in absences_between(first, last):
        begins, ends = max(first, row.first_on), min(last, row.last_on)
        days = {begins + timedelta(days=n) for n in range((ends - begins).days + 1)}
        found.setdefault(row.staff_id, set()).update(days)
    return found


def is_away_on(staff_id: UUID, day: date) -> bool:
    """Whether somebody is away on a day; one statement."""
    return day in away_days(day, day).get(staff_id, ())


def absence_or_404(absence_id: UUID) -> Absence:
    """The absence with this id."""
    found = Absence.objects.filter(pk=absence_id).first()
    if found is None:
        raise Http404("No such absence.")
    return found


def about_absence(absence_id: UUID, **_: object) -> About:
    """Whom a page about an absence is about: her."""
    return absence_or_404(absence_id).about()


def stand_ins(sessions: Sequence[Session]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Who could lead each: licensed and here that day, not with others then; six statements.

    Whose hours or kinds of group were entered is asked only within them.
    """
    if not sessions:
        return {}
    last_days, days = license_days(), {each.on for each in sessions}
    away = away_days(min(days), max(days))
    roles = (Role.THERAPIST, Role.FACILITATOR, Role.CLINICAL_LEAD)
    people = list(sign_in_names_with_role(*roles).values())
    names = names_by_id(people)
    terms = terms_by_person()
    held = Session.objects.filter(on__in=days, canceled_at__isnull=True).exclude(lead_id=None)
    busy = list(held.values_list("lead_id", "co_lead_id", "starts_at", "ends_at"))
    return {
        each.pk: sorted(
            (
                (id_, names[id_])
                for id_ in people
                if license_stands(last_days.get(id_), each.on)
                and works_then(
                    terms.get(id_),
                    each.kind,
                    clock.local(each.starts_at),
                    clock.local(each.ends_at),
                )
                and each.on not in away.get(id_, ())
                and not any(
                    id_ in (lead, co_lead) and begins < each.ends_at and each.starts_at < ends
                    for lead, co_lead, begins, ends in busy
                )
            ),
            key=lambda found: found[1],
        )
        for each in sessions
    }


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
    track_of_block: Mapping[UUID, UUID] = field(default_factory=dict)
    """By group: whose arrival, break and closing it is. Empty where all are of one track."""
    track_of_client: Mapping[UUID, UUID] = field(default_factory=dict)

    @property
    def invited(self) -> set[UUID] | None:
        """Everybody with a seat or a session of her own; None: a block is for all who come."""
        if any(not (each.client_id or each.kind.is_group) for each in self.sessions):
            return None
        seated = {seat.client_id for seats in self.seats.values() for seat in seats}
        return seated | {each.client_id for each in self.sessions if each.client_id}

    def members(self, session: Session, coming: Set[UUID]) -> set[UUID]:
        """Who is meant to be in a session, of those who come on its day.

        Blocks without seats (arrival, break, closing round) are for everyone of their track who
        comes.
        """
        if session.client_id:
            return {session.client_id}
        if not session.kind.is_group:
            return self._of_its_track(session, coming)
        seats = self.seats.get(session.group_id, ()) if session.group_id else ()
        return {seat.client_id for seat in seats if seat.holds_on(session.on)} & coming

    def _of_its_track(self, block: Session, coming: Set[UUID]) -> set[UUID]:
        track = self.track_of_block.get(block.group_id) if block.group_id else None
        if track is None:
            return set(coming)
        return {each for each in coming if self.track_of_client.get(each, track) == track}


PLANNED = ("group", "client", "kind", "name", "on", "starts_at", "ends_at", "room", "canceled_at")
"""What a plan of many days needs of each session."""

MANY_TRACKS = 2

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
    first, last = min(days, default=None), max(days, default=None)
    return Meetings(sessions, _by_group(held, first, last), *_tracks_of(sessions))


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
    sessions = list(rows.order_by("starts_at", "name"))
    return Meetings(sessions, seats, *_tracks_of(sessions))


def _tracks_of(sessions: Sequence[Session]) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """Which track each block is of, and each client; one statement where there is one track."""
    if all(each.kind.is_group or each.client_id for each in sessions):
        return {}, {}
    of_block = dict(Group.objects.filter(kind__in=BLOCKS).values_list("pk", "track_id"))
    if len(set(of_block.values())) < MANY_TRACKS:
        return {}, {}
    days = [each.on for each in sessions]
    return of_block, track_by_client(min(days), max(days))


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


def sessions_of_client(
    client_id: UUID, first: date, last: date, *, with_canceled: bool = False
) -> list[Session]:
    """The sessions one client is meant to be in, from `first` to `last`, in order of time."""
    days = coming_days(first, last, [client_id]).get(client_id, set())
    rows = Session.objects.select_related("room")
    if not with_canceled:
        rows = rows.filter(canceled_at__isnull=True)
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


# Who shares a group


def members_between(group: Group, first: date, last: date | None) -> set[UUID]:
    """Who has a seat in a group on some day of the span; one statement."""
    held = Seat.objects.filter(group=group).exclude(until_on__lt=first)
    if last is not None:
        held = held.filter(from_on__lte=last)
    return set(held.values_list("client_id", flat=True))


def alone_near(starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Who has an hour of her own at this time, or shortly before or after; one statement."""
    between = timedelta(minutes=APART_RULES.minutes_between)
    rows = Session.objects.filter(
        client__isnull=False,
        canceled_at__isnull=True,
        starts_at__lt=ends_at + between,
        ends_at__gt=starts_at - between,
    )
    return set(rows.values_list("client_id", flat=True))


def is_kept_from(client_id: UUID, group_ids: Collection[UUID], first: date) -> bool:
    """Whether a hidden rule stands against one of these seats; for who may see such rules."""
    held = Seat.objects.filter(group_id__in=group_ids).exclude(until_on__lt=first)
    others = {str(id_) for id_ in held.values_list("client_id", flat=True) if id_ != client_id}
    return not may_meet(str(client_id), others, apart_pairs())


def groups_shared(one_id: UUID, other_id: UUID, day: date) -> list[Group]:
    """The groups in which both hold a seat on `day` or later; two statements."""
    held = Seat.objects.exclude(until_on__lt=day)
    hers, others = (
        set(held.filter(client_id=each).values_list("group_id", flat=True))
        for each in (one_id, other_id)
    )
    return list(Group.objects.filter(pk__in=hers & others).order_by("starts", "name"))


# What her days fit around


@dataclass(frozen=True)
class WishLine:
    """What she said, when, and whether she said it herself."""

    wishes: Wishes
    number: int
    at: datetime | None = None
    by: UUID | None = None


def wishes_of(client_id: UUID) -> WishLine:
    """What she said last; nothing yet is an empty one."""
    return wishes_by_client([client_id])[client_id]


def wishes_by_client(client_ids: Iterable[UUID]) -> dict[UUID, WishLine]:
    """What each of these clients said last; one statement."""
    found = {client_id: WishLine(Wishes(), 0) for client_id in client_ids}
    for row in Wish.objects.filter(client_id__in=list(found)).order_by("number"):
        told = read_wishes(json.loads(row.told))
        found[row.client_id] = WishLine(told, row.number, row.created_at, row.created_by)
    return found


def read_wishes(told: dict[str, Any]) -> Wishes:
    """Wishes from what is stored."""
    return Wishes(
        times=tuple(
            BusyTime(
                TimeWhy(each["why"]),
                Strength(each["strength"]),
                frozenset(each["weekdays"]),
                time.fromisoformat(each["starts"]),
                time.fromisoformat(each["ends"]),
            )
            for each in told["times"]
        ),
        dates=tuple(
            BusyDate(
                DateWhy(each["why"]),
                date.fromisoformat(each["on"]),
                time.fromisoformat(each["starts"]) if each["starts"] else None,
                time.fromisoformat(each["ends"]) if each["ends"] else None,
            )
            for each in told["dates"]
        ),
        getting=Getting(told["getting"]) if told["getting"] else None,
        travel_min=told["travel_min"],
        childcare_for=told["childcare_for"],
        brings_infant=told["brings_infant"],
        mode=Mode(told["mode"]),
        days_a_week=told["days_a_week"],
        gender=Gender(told["gender"]) if told["gender"] else None,
        gender_is_needed=told["gender_is_needed"],
        interpreter=told["interpreter"],
        needs=frozenset(Need(each) for each in told["needs"]),
        words=told["words"],
    )


def write_wishes(wishes: Wishes) -> dict[str, Any]:
    """Wishes in the form that is stored."""
    return {
        "times": [
            {
                "why": str(each.why),
                "strength": str(each.strength),
                "weekdays": sorted(each.weekdays),
                "starts": each.starts.isoformat("minutes"),
                "ends": each.ends.isoformat("minutes"),
            }
            for each in wishes.times
        ],
        "dates": [
            {
                "why": str(each.why),
                "on": each.on.isoformat(),
                "starts": each.starts.isoformat("minutes") if each.starts else "",
                "ends": each.ends.isoformat("minutes") if each.ends else "",
            }
            for each in wishes.dates
        ],
        "getting": str(wishes.getting or ""),
        "travel_min": wishes.travel_min,
        "childcare_for": wishes.childcare_for,
        "brings_infant": wishes.brings_infant,
        "mode": str(wishes.mode),
        "days_a_week": wishes.days_a_week,
        "gender": str(wishes.gender or ""),
        "gender_is_needed": wishes.gender_is_needed,
        "interpreter": wishes.interpreter,
        "needs": sorted(wishes.needs),
        "words": wishes.words,
    }


def open_hours() -> dict[int, Windows]:
    """When the program is open, in minutes by weekday, as the timetable counts it."""
    here = program()
    if here is None:
        return {}
    opens, closes = (time.fromisoformat(each) for each in (here.reads_from, here.reads_until))
    window = (opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
    return dict.fromkeys(here.reads_weekdays, (window,))


def weekdays_by_client(client_ids: Collection[UUID], track: Track) -> dict[UUID, frozenset[int]]:
    """On which days of a track each of these clients can come, if she said; two statements."""
    meets: dict[int, Windows] = {}
    rows = Group.objects.filter(track=track).values_list("weekdays", "starts", "minutes")
    for weekdays, starts, minutes in rows:
        begins = time.fromisoformat(starts)
        first = begins.hour * 60 + begins.minute
        for day in weekdays:
            meets[day] = (*meets.get(day, ()), (first, first + minutes))
    return {
        client_id: weekdays_she_can(line.wishes, meets)
        for client_id, line in wishes_by_client(client_ids).items()
        if line.number
    }


def timetable_wishes(clients: Iterable[Client]) -> dict[UUID, TimetableWishes]:
    """What the timetable reads of each of these clients: times, never why; two statements."""
    known, hours = list(clients), open_hours()
    said = wishes_by_client(client.pk for client in known)
    return {
        client.pk: for_timetable(said[client.pk].wishes, hours, client.language) for client in known
    }


def timetable_keep_apart(client_ids: Collection[UUID]) -> list[dict[str, object]]:
    """Who may share no group, in the words of the timetable; the reason names none."""
    wanted = {str(client_id) for client_id in client_ids}
    return [
        {"clients": sorted(pair), "reason": "A rule of the program"}
        for pair in sorted(apart_pairs(), key=sorted)
        if pair <= wanted
    ]


# Places for children, infants and rides

PLACES_AHEAD = timedelta(weeks=8)
"""So far ahead a booking needs room, and a change of places looks who loses hers."""


def places_by_day(kind: PlaceKind, days: Collection[date]) -> dict[date, int]:
    """How many places of a kind each of these dates holds; two statements."""
    if not days:
        return {}
    offers = list(
        PlaceOffer.objects.filter(kind=kind, from_on__lte=max(days)).order_by(
            "from_on", "created_at"
        )
    )
    own = {
        row.on: row.capacity
        for row in PlaceDay.objects.filter(kind=kind, on__in=list(days)).order_by("created_at")
    }
    held: dict[date, int] = {}
    for day in days:
        begun = [offer for offer in offers if offer.from_on <= day]
        usual = begun[-1].capacity if begun and day.weekday() in begun[-1].weekdays else 0
        held[day] = own.get(day, usual)
    return held


@dataclass(frozen=True)
class PlacesOfDay:
    """One kind of place on one date: who is booked, who keeps hers, what is left."""

    capacity: int
    bookings: tuple[PlaceBooking, ...]
    settled: Kept


def bookings_by_day(kind: PlaceKind, days: Collection[date]) -> dict[date, PlacesOfDay]:
    """Who is booked on each of these dates, of those who come then; four statements."""
    if not days:
        return {}
    first, last = min(days), max(days)
    rows = PlaceBooking.objects.select_related("client").filter(kind=kind, from_on__lte=last)
    held = list(rows.exclude(until_on__lt=first).order_by("created_at", "pk"))
    coming = coming_days(first, last, {row.client_id for row in held}) if held else {}
    capacity, found = places_by_day(kind, days), {}
    for day in days:
        on_day = tuple(
            row
            for row in held
            if row.from_on <= day
            and (row.until_on is None or day <= row.until_on)
            and day in coming.get(row.client_id, ())
        )
        booked = [Booked(str(row.pk), row.count, row.created_at) for row in on_day]
        found[day] = PlacesOfDay(capacity[day], on_day, places_on(booked, capacity[day]))
    return found


@dataclass(frozen=True)
class PlaceLine:
    """One booking on the arrivals list of a place."""

    booking: PlaceBooking
    state: PlaceState
    at: datetime | None
    is_lost: bool


@dataclass(frozen=True)
class PlaceList:
    """The arrivals list of one kind of place on a day."""

    kind: PlaceKind
    capacity: int
    free: int
    lines: tuple[PlaceLine, ...]


def place_lists(day: date) -> list[PlaceList]:
    """Each kind of place on a day with its own arrivals; statements do not grow with bookings."""
    marks: dict[UUID, PlaceMark] = {}
    for mark in PlaceMark.objects.filter(on=day).order_by("created_at", "pk"):
        marks[mark.booking_id] = mark
    lists = []
    for kind in PlaceKind:
        here = bookings_by_day(kind, [day])[day]
        lines = tuple(
            PlaceLine(
                row,
                marks[row.pk].state if row.pk in marks else PlaceState.EXPECTED,
                marks[row.pk].created_at if row.pk in marks else None,
                str(row.pk) in here.settled.lost,
            )
            for row in sorted(here.bookings, key=lambda each: each.client.chosen_name)
        )
        lists.append(PlaceList(kind, here.capacity, here.settled.free, lines))
    return lists


def place_offers() -> dict[PlaceKind, PlaceOffer]:
    """What is offered of each kind by the newest row; one statement."""
    rows = PlaceOffer.objects.order_by("from_on", "created_at")
    return {PlaceKind(row.kind): row for row in rows}


def bookings_of(client_id: UUID) -> list[PlaceBooking]:
    """Her bookings that have not ended."""
    rows = PlaceBooking.objects.select_related("client").filter(client_id=client_id)
    return list(rows.exclude(until_on__lt=clock.today()).order_by("kind"))


def booking_or_404(booking_id: UUID) -> PlaceBooking:
    """The booking with this id."""
    found = PlaceBooking.objects.select_related("client").filter(pk=booking_id).first()
    if found is None:
        raise Http404("No such booking.")
    return found


def about_booking(booking_id: UUID, **_: object) -> About:
    """Whom a page about a booking is about."""
    return booking_or_404(booking_id).about()


@dataclass(frozen=True)
class LostLine:
    """A place that fell away and is not settled, with its owner's name."""

    row: LostPlace
    client: Client
    kind: PlaceKind
    on: date
    owner: str
    how: LostHow | None
    words: str


def lost_places(client_ids: Collection[UUID] | None = None) -> list[LostLine]:
    """Places that fell away and wait for somebody, the nearest day first; two statements."""
    rows = LostPlace.objects.select_related("booking__client").filter(settled_at__isnull=True)
    if client_ids is not None:
        rows = rows.filter(booking__client_id__in=list(client_ids))
    found = list(rows.filter(on__gte=clock.today()).order_by("on", "created_at"))
    names = names_by_id(row.owner_id for row in found)
    return [
        LostLine(
            row,
            row.booking.client,
            PlaceKind(row.booking.kind),
            row.on,
            names.get(row.owner_id, ""),
            LostHow(row.how) if row.how else None,
            row.words,
        )
        for row in found
    ]


def lost_place_or_404(lost_id: UUID) -> LostPlace:
    """The lost place with this id."""
    found = LostPlace.objects.select_related("booking__client").filter(pk=lost_id).first()
    if found is None:
        raise Http404("No such place.")
    return found


def about_lost_place(lost_id: UUID, **_: object) -> About:
    """Whom a page about a lost place is about."""
    return lost_place_or_404(lost_id).about()


def owner_of_place(client_id: UUID) -> UUID:
    """Who looks for another way: her therapist, else intake, else the lead."""
    stay = episode_of(client_id, clock.today())
    if stay is not None and stay.therapist_id is not None:
        return stay.therapist_id
    found = [*staff_with_role(Role.INTAKE), *staff_with_role(Role.CLINICAL_LEAD)]
    return found[0] if found else SYSTEM_ID
