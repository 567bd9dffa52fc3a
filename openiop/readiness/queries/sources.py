"""The row behind a line of evidence, in words, and the page it lives on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.base.record import Record
from openiop.clients.models import ComingDays, StageMove
from openiop.curriculum.models import UnitWaiver
from openiop.day.models import Attendance
from openiop.domain.readiness.words import Agrees
from openiop.domain.skills.catalog import skill_of
from openiop.domain.text import _
from openiop.health.models import Medication, MedicationReview, TeamMember
from openiop.measures.models import Administration
from openiop.measures.queries import known_here
from openiop.practice.models import GoalRating, SkillUse
from openiop.readiness.models import HerWord, Told
from openiop.safety.models import Alert, RiskAssessment


@dataclass(frozen=True)
class SourceRow:
    """One row of the record: what it is, when, by whom, what it says, and where it lives."""

    title: str
    """A marked text."""
    on: date
    at: datetime
    by_name: str
    says: tuple[tuple[str, object], ...]
    """Marked label and value."""
    href: str
    href_label: str
    """A marked text."""


def source_row(client_id: UUID, kind: str, row_id: UUID) -> SourceRow:
    """The row a line opens; only hers, and only kinds we know."""
    how = _KINDS.get(kind)
    if how is None:
        raise Http404("No such kind of row.")
    return how(client_id, row_id)


def _shown(
    row: Record,
    title: str,
    on: date,
    says: tuple[tuple[str, object], ...],
    link: tuple[str, str],
) -> SourceRow:
    kept = tuple((label, value) for label, value in says if value not in (None, ""))
    name = names_by_id([row.created_by]).get(row.created_by, "")
    return SourceRow(title, on, row.created_at, name, kept, *link)


def _form(client_id: UUID, row_id: UUID) -> SourceRow:
    row = Administration.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such form.")
    form = known_here(row.instrument_id)
    title = form.title if form else row.instrument_id
    total = None if row.total is None else f"{row.total:g}"
    says = ((_("Total"), total), (_("Level"), row.level), (_("Answered"), row.answered))
    href = reverse("desk:items", args=[client_id, row.instrument_id])
    return _shown(row, title, row.on, says, (href, _("All answers to this form")))


def _told(client_id: UUID, row_id: UUID) -> SourceRow:
    row = Told.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = (
        (_("Answer"), row.answer),
        (_("Day it speaks of"), row.about_on),
        (_("In words"), row.words),
    )
    return _shown(row, row.kind.label, row.on, says, _picture(client_id))


def _picture(client_id: UUID) -> tuple[str, str]:
    return reverse("readiness:picture", args=[client_id]), _("The picture")


def _her_word(client_id: UUID, row_id: UUID) -> SourceRow:
    row = HerWord.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    agrees = Agrees(row.agrees) if row.agrees else ""
    says = (
        (_("Her confidence, 0 to 10"), row.confidence),
        (_("Less support"), agrees),
        (_("In her words"), row.words),
    )
    return _shown(row, _("What she said"), row.on, says, _picture(client_id))


def _practice(client_id: UUID, row_id: UUID) -> SourceRow:
    row = SkillUse.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    skill = skill_of(row.skill)
    says = (
        (_("Skill"), skill.name if skill else row.skill),
        (_("How hard"), row.hard or ""),
        (_("Did it help"), row.helped or ""),
        (_("In her words"), row.words),
    )
    return _shown(row, _("Her log of skills"), row.on, says, _chart(client_id))


def _chart(client_id: UUID) -> tuple[str, str]:
    return reverse("desk:chart", args=[client_id]), _("Her chart")


def _goal(client_id: UUID, row_id: UUID) -> SourceRow:
    row = GoalRating.objects.select_related("goal").filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = (
        (_("Goal"), row.goal.her_words),
        (_("Whose voice"), row.voice),
        (_("Level, -2 to 2"), row.level),
        (_("In words"), row.words),
    )
    href = reverse("care:goals", args=[client_id])
    return _shown(row, _("How far a goal is reached"), row.on, says, (href, _("Her goals")))


def _move(client_id: UUID, row_id: UUID) -> SourceRow:
    row = StageMove.objects.filter(episode__client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = ((_("What happened"), row.move), (_("Why away"), row.leave_reason or ""))
    return _shown(row, _("A move of her stay"), row.on, says, _chart(client_id))


def _days(client_id: UUID, row_id: UUID) -> SourceRow:
    row = ComingDays.objects.filter(episode__client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = ((_("Days a week"), len(set(row.weekdays))),)
    return _shown(row, _("The days she comes on"), row.from_on, says, _chart(client_id))


def _medication(client_id: UUID, row_id: UUID) -> SourceRow:
    row = Medication.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = (
        (_("Medication"), row.name),
        (_("Dose"), row.dose),
        (_("Since"), row.started_on),
        (_("Stopped"), row.stopped_on),
    )
    on = row.stopped_on or row.started_on or clock.local(row.created_at).date()
    return _shown(row, _("Her medication list"), on, says, _health(client_id))


def _health(client_id: UUID) -> tuple[str, str]:
    return reverse("health:health", args=[client_id]), _("Her health page")


def _medication_review(client_id: UUID, row_id: UUID) -> SourceRow:
    row = MedicationReview.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = ((_("On the list then"), row.standing), (_("In words"), row.words))
    return _shown(row, _("A look through her medication"), row.on, says, _health(client_id))


def _team_member(client_id: UUID, row_id: UUID) -> SourceRow:
    row = TeamMember.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = ((_("Part"), row.part), (_("What they do"), row.does))
    return _shown(row, _("Somebody on her care team"), row.from_on, says, _health(client_id))


def _session(client_id: UUID, row_id: UUID) -> SourceRow:
    rows = Attendance.objects.select_related("session__unit")
    row = rows.filter(client_id=client_id, session_id=row_id).first()
    if row is None:
        raise Http404("No such row.")
    unit = row.session.unit
    says = (
        (_("Session"), row.session.name),
        (_("Unit"), unit.title if unit else ""),
        (_("How she was there"), row.presence),
    )
    return _shown(row, _("A session she came to"), row.session.on, says, _chart(client_id))


def _waiver(client_id: UUID, row_id: UUID) -> SourceRow:
    row = UnitWaiver.objects.select_related("unit").filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    says = ((_("Unit"), row.unit.title), (_("Why"), row.why))
    on = clock.local(row.waived_at).date()
    return _shown(row, _("A unit set aside"), on, says, _chart(client_id))


def _alert(client_id: UUID, row_id: UUID) -> SourceRow:
    row = Alert.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    href = reverse("safety:alert", args=[row.pk])
    on = clock.local(row.opened_at).date()
    return _shown(row, _("A safety concern"), on, ((_("Level"), row.level),), (href, _("Open it")))


def _risk(client_id: UUID, row_id: UUID) -> SourceRow:
    row = RiskAssessment.objects.filter(client_id=client_id, pk=row_id).first()
    if row is None:
        raise Http404("No such row.")
    on = clock.local(row.created_at).date()
    says = ((_("Level"), row.level), (_("Next step"), row.next_step))
    return _shown(row, _("A risk assessment"), on, says, _chart(client_id))


_KINDS: dict[str, Callable[[UUID, UUID], SourceRow]] = {
    "form": _form,
    "told": _told,
    "her_word": _her_word,
    "practice": _practice,
    "goal_rating": _goal,
    "move": _move,
    "days": _days,
    "medication": _medication,
    "medication_review": _medication_review,
    "team_member": _team_member,
    "session": _session,
    "waiver": _waiver,
    "alert": _alert,
    "risk": _risk,
}
