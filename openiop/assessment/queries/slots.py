"""Times for an assessment: offered, next, booked, and with whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from openiop.accounts.queries import names_by_id
from openiop.assessment.models import Assessment, AssessmentSlot, AssessorDetail, SlotBooking
from openiop.base import clock
from openiop.domain.assessment import slots as rules
from openiop.domain.assessment.slots import (
    ANY_WISH,
    SLOT_RULES,
    ClinicianGender,
    SlotFacts,
    SlotWish,
    ToldHow,
)
from openiop.domain.care.note_kinds import Discipline, disciplines_of
from openiop.privacy.actor import Actor
from openiop.programs.models import StaffMember
from openiop.referral.models import Referral
from openiop.referral.queries import form_of
from openiop.schedule.queries import away_days

PASSED_DAYS = 14
"""How long a time that has passed without an assessment stays on the list [product default]."""


@dataclass(frozen=True)
class AssessorHere:
    """What a clinician says about herself."""

    languages: tuple[str, ...] = ("en",)
    gender: ClinicianGender = ClinicianGender.UNSAID
    number: int = 0


def assessor_details(ids: Iterable[UUID]) -> dict[UUID, AssessorHere]:
    """The newest row of each clinician; one statement."""
    wanted = set(ids)
    found = dict.fromkeys(wanted, AssessorHere())
    for row in AssessorDetail.objects.filter(staff_id__in=wanted).order_by("number"):
        found[row.staff_id] = AssessorHere(tuple(row.languages), row.gender, row.number)
    return found


@dataclass(frozen=True)
class SlotLine:
    """One offered time with the clinician's name, and who is booked."""

    facts: SlotFacts
    clinician_name: str
    booking_id: UUID | None = None
    referral_id: UUID | None = None
    client_id: UUID | None = None
    who: str = ""
    told: ToldHow | None = None

    @property
    def id(self) -> UUID:
        """The slot's id."""
        return self.facts.slot_id

    @property
    def starts_at(self) -> datetime:
        """When it begins, in the site's time."""
        return clock.local(self.facts.starts_at)

    @property
    def is_booked(self) -> bool:
        """Whether a woman has this time."""
        return self.booking_id is not None


def _lines(rows: QuerySet[AssessmentSlot]) -> list[SlotLine]:
    slots = list(rows.order_by("starts_at", "pk"))
    bookings = {
        row.slot_id: row
        for row in SlotBooking.objects.select_related("referral").filter(
            slot__in=[slot.pk for slot in slots], released_at__isnull=True
        )
    }
    staff = {slot.clinician_id for slot in slots}
    details, names = assessor_details(staff), names_by_id(staff)
    return [_line(slot, bookings.get(slot.pk), details[slot.clinician_id], names) for slot in slots]


def _line(
    slot: AssessmentSlot,
    booking: SlotBooking | None,
    detail: AssessorHere,
    names: dict[UUID, str],
) -> SlotLine:
    facts = SlotFacts(
        slot_id=slot.pk,
        clinician_id=slot.clinician_id,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        is_open=slot.closed_at is None and booking is None,
        languages=frozenset(detail.languages),
        gender=detail.gender,
        place=slot.place,
    )
    name = names.get(slot.clinician_id, "")
    if booking is None:
        return SlotLine(facts, name)
    return SlotLine(
        facts,
        name,
        booking.pk,
        booking.referral_id,
        booking.referral.client_id,
        called(booking.referral),
        booking.told,
    )


def called(referral: Referral) -> str:
    """Chosen name and the first letter of the last name, as on lists."""
    form = form_of(referral)
    return f"{form.chosen_name} {form.last_name[:1]}".strip()


def slot_line(slot: AssessmentSlot) -> SlotLine:
    """One offered time as the rules see it."""
    return _lines(AssessmentSlot.objects.filter(pk=slot.pk))[0]


def _ahead() -> QuerySet[AssessmentSlot]:
    now = clock.now()
    return AssessmentSlot.objects.filter(
        closed_at__isnull=True,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(days=SLOT_RULES.ahead_days),
    )


def next_slots(n: int = 3, wish: SlotWish = ANY_WISH) -> list[SlotLine]:
    """The next open times, soonest first, that fit what she asks for; constant statements.

    Whoever is entered as away that day is not offered.
    """
    today = clock.today()
    away = away_days(today, today + timedelta(days=SLOT_RULES.ahead_days))
    lines = {
        line.id: line
        for line in _lines(_ahead())
        if line.starts_at.date() not in away.get(line.facts.clinician_id, ())
    }
    found = rules.next_slots((line.facts for line in lines.values()), clock.now(), n, wish)
    return [lines[facts.slot_id] for facts in found]


def booked_on(clinician_id: UUID, day: date) -> list[SlotLine]:
    """The assessments somebody has on a day that have not begun, by time; constant statements."""
    rows = AssessmentSlot.objects.filter(
        clinician_id=clinician_id,
        closed_at__isnull=True,
        starts_at__gt=clock.now(),
        starts_at__range=(clock.at(day, "00:00"), clock.at(day, "23:59")),
    )
    return [line for line in _lines(rows) if line.is_booked]


def slots_ahead(clinician_id: UUID | None = None) -> list[SlotLine]:
    """Every offered time from today on, of everybody or of one clinician; constant statements."""
    today = clock.at(clock.today(), "00:00")
    rows = AssessmentSlot.objects.filter(closed_at__isnull=True, starts_at__gte=today)
    if clinician_id is not None:
        rows = rows.filter(clinician_id=clinician_id)
    return _lines(rows)


def standing_slots(clinician_id: UUID, around: datetime) -> list[SlotFacts]:
    """What a clinician offers close to a moment, for the rule against overlaps."""
    span = timedelta(minutes=SLOT_RULES.most_minutes)
    rows = AssessmentSlot.objects.filter(
        clinician_id=clinician_id,
        closed_at__isnull=True,
        starts_at__gt=around - span,
        starts_at__lt=around + span,
    )
    return [line.facts for line in _lines(rows)]


def booking_of(referral_id: UUID) -> SlotBooking | None:
    """The time a woman has, or had last when it has passed."""
    rows = SlotBooking.objects.select_related("slot", "referral")
    return rows.filter(referral_id=referral_id, released_at__isnull=True).first()


def bookings_of(actor: Actor, *, everybody: bool) -> list[SlotLine]:
    """Booked times whose assessment has not begun: one's own, or everybody's; constant.

    A time that has passed stays for two weeks: she did not come, or it was not begun.
    """
    begun = Assessment.objects.filter(booking__isnull=False).values("booking_id")
    booked = (
        SlotBooking.objects.filter(released_at__isnull=True)
        .exclude(pk__in=begun)
        .values_list("slot_id", flat=True)
    )
    since = clock.at(clock.today(), "00:00") - timedelta(days=PASSED_DAYS)
    rows = AssessmentSlot.objects.filter(pk__in=booked, starts_at__gte=since)
    if not everybody:
        rows = rows.filter(clinician_id=actor.id)
    return _lines(rows)


def clinicians() -> list[tuple[UUID, str]]:
    """Everybody whose credentials allow an assessment, by name; one statement."""
    rows = StaffMember.objects.select_related("user").exclude(Q(credentials=""))
    wanted = {Discipline.THERAPY, Discipline.PRESCRIBING}
    return [
        (row.pk, row.user.display_name)
        for row in rows.order_by("user__display_name")
        if wanted & disciplines_of(row.credentials)
    ]
