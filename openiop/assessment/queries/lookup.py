"""Single records by their id, and whom they are about."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404

from openiop.assessment.models import (
    Assessment,
    AssessmentSlot,
    LevelOfCare,
    SlotBooking,
)
from openiop.domain.privacy import About

M = TypeVar("M", bound=models.Model)


def _one(rows: models.QuerySet[M], pk: UUID, what: str) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(what)
    return found


def slot_or_404(slot_id: UUID) -> AssessmentSlot:
    """The offered time with this id."""
    return _one(AssessmentSlot.objects.all(), slot_id, "No such time.")


def about_slot(slot_id: UUID, **_: object) -> About:
    """Whose time it is."""
    return slot_or_404(slot_id).about()


def booking_or_404(booking_id: UUID) -> SlotBooking:
    """The booking with this id."""
    rows = SlotBooking.objects.select_related("slot", "referral")
    return _one(rows, booking_id, "No such booking.")


def about_booking(booking_id: UUID, **_: object) -> About:
    """Whom a booking is about; before she is a client only whose time it is."""
    return booking_or_404(booking_id).about()


def assessment_or_404(assessment_id: UUID) -> Assessment:
    """The assessment with this id."""
    rows = Assessment.objects.select_related("client", "booking__referral")
    return _one(rows, assessment_id, "No such assessment.")


def about_assessment(assessment_id: UUID, **_: object) -> About:
    """Whom an assessment is about."""
    return assessment_or_404(assessment_id).about()


def level_or_404(level_id: UUID) -> LevelOfCare:
    """The determination with this id."""
    return _one(LevelOfCare.objects.select_related("client"), level_id, "No such decision.")


def about_level(level_id: UUID, **_: Any) -> About:
    """Whom a determination is about."""
    return level_or_404(level_id).about()


def open_assessment(client_id: UUID) -> Assessment | None:
    """Her assessment that is under way."""
    return Assessment.objects.filter(client_id=client_id, completed_at__isnull=True).first()


def newest_assessment(client_id: UUID) -> Assessment | None:
    """Her newest assessment, under way or completed."""
    rows = Assessment.objects.select_related("client", "booking__referral")
    return rows.filter(client_id=client_id).order_by("-created_at").first()
