"""Guarded groups: who may join them, what was said about each seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from openiop.accounts.queries import sign_in_names_with_role
from openiop.admission.models import GroupSetting, SeatWord
from openiop.clients.queries import open_episodes
from openiop.domain.admission import GroupForm, SeatSaid, may_take_seat
from openiop.domain.decision import Decision
from openiop.domain.first_start import (
    THERAPIST,
    EarliestStart,
    SeatsOfAKind,
    Span,
    earliest_full_start,
)
from openiop.domain.privacy import Role
from openiop.programs.models import Track
from openiop.programs.queries import terms_by_person, tracks
from openiop.schedule.models import Group, Seat

CLINICIANS = (SeatSaid.READY, SeatSaid.NOT_YET)


def forms_of_groups(ids: Iterable[UUID]) -> dict[UUID, GroupForm]:
    """Who may join each of these groups; one statement."""
    wanted = list(ids)
    found = dict.fromkeys(wanted, GroupForm.OPEN)
    rows = GroupSetting.objects.filter(group_id__in=wanted).order_by("number")
    found.update({row.group_id: row.form for row in rows})
    return found


@dataclass(frozen=True)
class SeatStands:
    """A seat in a guarded group, as both have said."""

    group: Group
    form: GroupForm
    clinician: SeatWord | None
    hers: SeatWord | None
    has_seat: bool

    @property
    def may(self) -> Decision:
        """Whether she may have it."""
        return may_take_seat(
            self.form,
            self.clinician.said if self.clinician else None,
            self.hers.said if self.hers else None,
        )

    @property
    def she_chose(self) -> bool:
        """Whether her newest word is yes."""
        return self.hers is not None and self.hers.said is SeatSaid.CHOOSES


def guarded_seats(client_id: UUID, day: date) -> list[SeatStands]:
    """Guarded groups that concern her: she has a seat, or something was said; few statements."""
    words = list(SeatWord.objects.filter(client_id=client_id).order_by("number"))
    seats = Seat.objects.filter(client_id=client_id).exclude(until_on__lt=day)
    seated = set(seats.values_list("group_id", flat=True))
    ids = seated | {word.group_id for word in words}
    forms = forms_of_groups(ids)
    groups = Group.objects.filter(pk__in=[id_ for id_ in ids if forms[id_].needs_readiness])
    return [_stands(group, forms[group.pk], words, seated) for group in groups.order_by("name")]


def seat_stands(client_id: UUID, group: Group, day: date) -> SeatStands:
    """How her seat in one group stands."""
    words = SeatWord.objects.filter(client_id=client_id, group=group).order_by("number")
    seats = Seat.objects.filter(client_id=client_id, group=group).exclude(until_on__lt=day)
    seated = set(seats.values_list("group_id", flat=True))
    return _stands(group, forms_of_groups([group.pk])[group.pk], list(words), seated)


def _stands(group: Group, form: GroupForm, words: list[SeatWord], seated: set[UUID]) -> SeatStands:
    own = [word for word in words if word.group_id == group.pk]
    return SeatStands(
        group=group,
        form=form,
        clinician=next((w for w in reversed(own) if w.said in CLINICIANS), None),
        hers=next((w for w in reversed(own) if w.said not in CLINICIANS), None),
        has_seat=group.pk in seated,
    )


def group_or_404(group_id: UUID) -> Group:
    """The group with this id."""
    found = Group.objects.select_related("track").filter(pk=group_id).first()
    if found is None:
        raise Http404("No such group.")
    return found


@dataclass(frozen=True)
class GroupPlace:
    """A group with its free seats on a day."""

    group: Group
    form: GroupForm
    free: int


def places_in(track: Track, day: date) -> list[GroupPlace]:
    """The groups of a track that hold women, and their free seats on a day; three statements."""
    groups = [
        group
        for group in Group.objects.filter(track=track).order_by("starts", "name")
        if group.kind.is_group
    ]
    held: dict[UUID, set[UUID]] = {group.pk: set() for group in groups}
    rows = Seat.objects.filter(group_id__in=list(held), from_on__lte=day)
    for group_id, client_id in rows.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day)
    ).values_list("group_id", "client_id"):
        held[group_id].add(client_id)
    forms = forms_of_groups(held)
    return [
        GroupPlace(group, forms[group.pk], max(0, group.max_size - len(held[group.pk])))
        for group in groups
    ]


def free_places(track: Track, day: date) -> int:
    """How many more women the track can take on a day: by its fullest kind of group."""
    by_kind: dict[str, int] = {}
    for place in places_in(track, day):
        if place.form is GroupForm.OPEN:
            kind = str(place.group.kind)
            by_kind[kind] = by_kind.get(kind, 0) + place.free
    return min(by_kind.values(), default=0)


@dataclass(frozen=True)
class TrackStart:
    """The earliest full start in one track."""

    track: Track
    start: EarliestStart


LOOK_AHEAD_DAYS = 56


def earliest_starts(today: date) -> list[TrackStart]:
    """The first day with a seat in every open kind of group, track by track; five statements."""
    groups = [each for each in Group.objects.order_by("starts", "name") if each.kind.is_group]
    forms = forms_of_groups(each.pk for each in groups)
    held: dict[UUID, list[Span]] = {}
    rows = Seat.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today))
    for row in rows:
        held.setdefault(row.group_id, []).append((row.from_on, row.until_on))
    cases = _places_on_caseloads(today)
    found = []
    for track in tracks():
        kinds: dict[str, SeatsOfAKind] = {}
        for group in groups:
            if group.track_id == track.pk and forms[group.pk] is GroupForm.OPEN:
                before = kinds.get(group.kind.label, SeatsOfAKind(group.kind.label, 0, ()))
                kinds[group.kind.label] = SeatsOfAKind(
                    before.name,
                    before.seats + group.max_size,
                    (*before.held, *held.get(group.pk, ())),
                )
        ahead = (today + timedelta(days=n) for n in range(1, LOOK_AHEAD_DAYS + 1))
        days = [day for day in ahead if day.weekday() in track.weekdays]
        found.append(TrackStart(track, earliest_full_start(days, list(kinds.values()), cases)))
    return found


def _places_on_caseloads(today: date) -> SeatsOfAKind | None:
    """Every therapist's places; None where not each of them has said how many she takes."""
    terms = terms_by_person()
    people = set(sign_in_names_with_role(Role.THERAPIST).values())
    most = [terms[each].caseload_most for each in people if each in terms]
    if not people or len(most) < len(people) or None in most:
        return None
    held = [
        (stay.starts_on, stay.ended_on or stay.planned_end_on)
        for stay in open_episodes(today)
        if stay.therapist_id in people
    ]
    return SeatsOfAKind(THERAPIST, sum(each or 0 for each in most), tuple(held))
