"""Questions about what is taught: the shelf, who has taken what, the next best unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Max
from django.http import Http404

from openiop.base import clock
from openiop.care.models import Note, SharedPart
from openiop.clients.models import Client, Episode
from openiop.clients.queries import client_or_404, open_episodes
from openiop.day.queries.attendance import attendance_by_session
from openiop.day.queries.door import visits_on
from openiop.domain.care.curriculum import (
    Cover,
    Meeting,
    MemberFacts,
    Suggestion,
    UnitFacts,
    coverage,
    needed_before,
    next_units,
)
from openiop.domain.privacy import About
from openiop.domain.words import SessionKind
from openiop.programs.models import Track
from openiop.schedule.models import Group, Seat, Session, Unit
from openiop.schedule.queries import roster_of, session_or_404, units_of

from .models import Handout, UnitWaiver


def unit_or_404(unit_id: UUID) -> Unit:
    """A unit of a curriculum."""
    unit = Unit.objects.select_related("track").filter(pk=unit_id).first()
    if unit is None:
        raise Http404("No such unit.")
    return unit


def unit_named(words: str) -> Unit:
    """A unit by the id a form sent."""
    try:
        return unit_or_404(UUID(words))
    except ValueError:
        raise Http404("No such unit.") from None


def client_named(words: str) -> Client:
    """A client by the id a form sent."""
    try:
        return client_or_404(UUID(words))
    except ValueError:
        raise Http404("No such client.") from None


def about_unit(unit_id: UUID, **_: object) -> About:
    """A unit is about nobody."""
    unit_or_404(unit_id)
    return About()


def handout_or_404(handout_id: UUID) -> Handout:
    """A handout that was not taken off."""
    rows = Handout.objects.select_related("file", "unit").filter(struck_at__isnull=True)
    found = rows.filter(pk=handout_id).first()
    if found is None:
        raise Http404("No such handout.")
    return found


def about_handout(handout_id: UUID, **_: object) -> About:
    """A handout is about nobody."""
    handout_or_404(handout_id)
    return About()


def group_or_404(group_id: UUID) -> Group:
    """A group that meets each week."""
    group = Group.objects.select_related("track").filter(pk=group_id).first()
    if group is None:
        raise Http404("No such group.")
    return group


def about_group(group_id: UUID, **_: object) -> About:
    """A page about a group is about who holds it."""
    return About(staff_ids=holders(group_or_404(group_id)))


def holders(group: Group) -> tuple[UUID, ...]:
    """Who holds a group each week."""
    return tuple(id_ for id_ in (group.lead_id, group.co_lead_id) if id_)


# The shelf


@dataclass(frozen=True)
class ShelfUnit:
    """A unit with its handouts, what comes before it, and when it was taught."""

    unit: Unit
    handouts: tuple[Handout, ...]
    needs: tuple[Unit, ...]
    last_on: date | None
    next_on: date | None


@dataclass(frozen=True)
class Course:
    """The units of one kind of group in one track, or in all."""

    kind: SessionKind
    track: Track | None
    units: tuple[ShelfUnit, ...]


@dataclass(frozen=True)
class Shelf:
    """Everything that is taught here, and the groups it is taught in."""

    courses: tuple[Course, ...]
    groups: tuple[Group, ...]


def shelf() -> Shelf:
    """All units by kind of group, in order; six statements."""
    units = list(Unit.objects.select_related("track").filter(retired_on__isnull=True))
    order = list(SessionKind)
    units.sort(key=lambda u: (order.index(u.kind), u.track.name if u.track else "", u.number))
    handouts: dict[UUID, list[Handout]] = defaultdict(list)
    for handout in Handout.objects.select_related("file").filter(struck_at__isnull=True):
        handouts[handout.unit_id].append(handout)
    today = clock.today()
    held = Session.objects.filter(unit__isnull=False, canceled_at__isnull=True)
    last = dict(
        held.filter(on__lt=today)
        .values("unit_id")
        .annotate(n=Max("on"))
        .values_list("unit_id", "n")
    )
    ahead: dict[UUID, date] = {}
    for unit_id, on in held.filter(on__gte=today).order_by("-on").values_list("unit_id", "on"):
        if unit_id is not None:
            ahead[unit_id] = on
    by_id = {unit.pk: unit for unit in units}
    courses = []
    for (kind, track), group in groupby(units, key=lambda unit: (unit.kind, unit.track)):
        of_course = list(group)
        needed = needed_before(facts_of(of_course, {}))
        courses.append(
            Course(
                kind,
                track,
                tuple(
                    ShelfUnit(
                        unit,
                        tuple(handouts[unit.pk]),
                        tuple(by_id[UUID(id_)] for id_ in sorted(needed[str(unit.pk)])),
                        last.get(unit.pk),
                        ahead.get(unit.pk),
                    )
                    for unit in of_course
                ),
            )
        )
    groups = Group.objects.select_related("track").order_by("starts", "name")
    return Shelf(tuple(courses), tuple(group for group in groups if group.kind.is_group))


def facts_of(units: Sequence[Unit], last_on: Mapping[UUID, date]) -> list[UnitFacts]:
    """Units as the rule asks for them."""
    return [
        UnitFacts(
            id=str(unit.pk),
            number=unit.number,
            title=unit.title,
            any_order=unit.any_order,
            needs=frozenset(unit.needs),
            modality=str(unit.modality),
            last_held_on=last_on.get(unit.pk),
        )
        for unit in units
    ]


def handouts_of(unit_id: UUID) -> list[Handout]:
    """The handouts of one unit."""
    rows = Handout.objects.select_related("file").filter(unit_id=unit_id, struck_at__isnull=True)
    return list(rows.order_by("created_at"))


# Who has taken what


@dataclass(frozen=True)
class CoverRow:
    """One client's way through the units of a group."""

    client: Client
    cells: tuple[Cover, ...]
    """In the order of the units."""
    days_left: int | None

    @property
    def taken(self) -> int:
        """How many she has taken."""
        return sum(cell is Cover.TAKEN for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """Units by clients of one group."""

    group: Group
    units: tuple[Unit, ...]
    rows: tuple[CoverRow, ...]
    last_on: dict[UUID, date]

    def members(self) -> list[MemberFacts]:
        """The clients as the rule of the next unit asks for them."""
        ids = [str(unit.pk) for unit in self.units]
        return [
            MemberFacts(
                id=str(row.client.pk),
                name=row.client.short_name,
                taken=frozenset(
                    id_
                    for id_, cell in zip(ids, row.cells, strict=True)
                    # what waits for its confirmation is not offered again the next day
                    if cell in (Cover.TAKEN, Cover.OPEN)
                ),
                waived=frozenset(
                    id_ for id_, cell in zip(ids, row.cells, strict=True) if cell is Cover.WAIVED
                ),
                days_left=row.days_left,
            )
            for row in self.rows
        ]


def matrix(group: Group, day: date) -> Matrix:
    """Who of a group has taken which unit during her stay; constant statements.

    Units are told by what was taught in any group of the same kind: who changes groups keeps hers.
    """
    units = units_of(group.kind, group.track_id)
    seats = Seat.objects.filter(group=group, from_on__lte=day).exclude(until_on__lt=day)
    seated = dict(seats.values_list("client_id", "until_on"))
    stays = [stay for stay in open_episodes(day) if stay.client_id in seated]
    first = min((stay.starts_on for stay in stays), default=day)
    sessions = list(
        Session.objects.filter(
            kind=group.kind, on__range=(first, day), unit__isnull=False, canceled_at__isnull=True
        ).order_by("on", "starts_at")
    )
    ended = [session for session in sessions if session.ends_at <= clock.now()]
    lines = attendance_by_session(session.pk for session in ended)
    met: dict[UUID, list[Meeting]] = defaultdict(list)
    starts = {stay.client_id: stay.starts_on for stay in stays}
    for session in ended:
        for client_id, line in lines[session.pk].items():
            if client_id in starts and starts[client_id] <= session.on:
                met[client_id].append(
                    Meeting(
                        unit=str(session.unit_id),
                        minutes=line.minutes,
                        planned_min=line.planned_min,
                        is_confirmed=line.confirmed_at is not None,
                    )
                )
    last_on = {
        session.unit_id: session.on
        for session in ended
        if session.unit_id and session.group_id == group.pk
    }
    ids = [str(unit.pk) for unit in units]
    aside: dict[UUID, set[str]] = defaultdict(set)
    for waiver in standing_waivers(starts):
        aside[waiver.client_id].add(str(waiver.unit_id))
    return Matrix(
        group=group,
        units=tuple(units),
        rows=tuple(
            CoverRow(
                client=stay.client,
                cells=tuple(
                    coverage(ids, met[stay.client_id], waived=aside[stay.client_id]).values()
                ),
                days_left=_days_left(stay, seated[stay.client_id], day),
            )
            for stay in stays
        ),
        last_on=last_on,
    )


def standing_waivers(client_ids: Iterable[UUID]) -> list[UnitWaiver]:
    """Units set aside for these clients that nobody took back; one statement."""
    rows = UnitWaiver.objects.filter(client_id__in=list(client_ids), ended_at__isnull=True)
    return list(rows.select_related("client", "unit").order_by("waived_at"))


def waiver_or_404(waiver_id: UUID) -> UnitWaiver:
    """A unit set aside for somebody."""
    row = UnitWaiver.objects.select_related("client", "unit").filter(pk=waiver_id).first()
    if row is None:
        raise Http404("No such unit set aside.")
    return row


def about_waiver(waiver_id: UUID, **_: object) -> About:
    """Whom a unit set aside is about."""
    return waiver_or_404(waiver_id).about()


def cover_of(group: Group, client_id: UUID, unit: Unit, day: date) -> Cover:
    """Where one client of a group is with one unit."""
    shown = matrix(group, day)
    row = next((each for each in shown.rows if each.client.pk == client_id), None)
    if row is None or unit not in shown.units:
        raise Http404("Not in this group.")
    return row.cells[shown.units.index(unit)]


def _days_left(stay: Episode, until_on: date | None, day: date) -> int | None:
    ends = [on for on in (stay.planned_end_on, stay.ended_on, until_on) if on is not None]
    return max(0, (min(ends) - day).days) if ends else None


# The next best unit


@dataclass(frozen=True)
class Next:
    """The unit a session has, the one that fits best, and the others in their order."""

    session: Session
    planned: Unit | None
    best: Suggestion | None
    others: tuple[Suggestion, ...]
    is_signed: bool
    """Notes of it are signed: its unit stays."""
    is_written: bool
    """Somebody has written its topic: what is written stays."""

    @property
    def fits(self) -> bool:
        """Whether the planned unit is the best one, or as good as it."""
        if self.best is None or self.planned is None:
            return self.best is None
        planned = str(self.planned.pk)
        return any(
            each.unit.id == planned and each.score == self.best.score
            for each in (self.best, *self.others)
        )


def next_unit(session: Session) -> Next:
    """What to teach in a session, for whoever holds it; constant statements."""
    found: tuple[Suggestion, ...] = ()
    if session.group is not None:
        seen = matrix(group_or_404(session.group.pk), session.on)
        here = _coming(session)
        members = [each for each in seen.members() if UUID(each.id) in here]
        ranked = next_units(facts_of(seen.units, seen.last_on), members)
        found = ranked if members else ()
    return Next(
        session=session,
        planned=session.unit,
        best=found[0] if found else None,
        others=found[1:],
        is_signed=notes_signed(session),
        is_written=SharedPart.objects.filter(session=session).exists(),
    )


def _coming(session: Session) -> set[UUID]:
    """Who is on the roster and not away, as far as it is known."""
    visits = visits_on(session.on)
    return {
        client.pk
        for client in roster_of(session)
        if client.pk not in visits or not visits[client.pk].is_away
    }


def notes_signed(session: Session) -> bool:
    """Whether a note of this session is signed already."""
    rows = Note.objects.filter(session=session, signed_at__isnull=False, struck_at__isnull=True)
    return rows.exists()


def about_next(session_id: UUID, **_: object) -> About:
    """Whom the choice of a unit is about: who holds the session."""
    return session_or_404(session_id).about()


def last_number(kind: SessionKind, track_id: UUID | None) -> int:
    """The number of the last unit of a course, the retired ones too."""
    rows = Unit.objects.filter(kind=kind)
    rows = rows.filter(track_id=track_id) if track_id else rows.filter(track__isnull=True)
    return rows.aggregate(top=Max("number"))["top"] or 0


def tracks() -> list[Track]:
    """The tracks of this site."""
    return list(Track.objects.order_by("name"))


COMING_SHOWN = 3


def coming_sessions(group: Group, day: date) -> list[Session]:
    """The next sessions of a group, with their units."""
    rows = Session.objects.select_related("unit").filter(
        group=group, on__gte=day, canceled_at__isnull=True
    )
    return list(rows.order_by("on")[:COMING_SHOWN])
