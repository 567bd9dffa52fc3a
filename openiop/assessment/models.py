"""Offered times, bookings, assessments, levels of care and handoffs. Rows are history."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.routes import CareLevel, Finding, RouteClock
from openiop.domain.assessment.slots import ClinicianGender, SlotPlace, ToldHow
from openiop.domain.assessment.tool import Tool
from openiop.domain.privacy import About
from openiop.domain.referral import HandoffWay
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.referral.models import Referral


class AssessorDetail(Record):
    """What a clinician says about herself for women who ask; the newest row holds."""

    staff_id = models.UUIDField()
    number = models.PositiveIntegerField()
    languages = models.JSONField(default=list)
    gender = WordField(words=ClinicianGender)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "staff_id", "number"), name="assessor_detail_once"
            ),
        )

    def __str__(self) -> str:
        return f"assessor, version {self.number}"

    def about(self) -> About:
        """Who may always change it: the clinician herself."""
        return About(staff_ids=(self.staff_id,))


class AssessmentSlot(Record):
    """A time a clinician offers for an assessment, until it is closed."""

    clinician_id = models.UUIDField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = WordField(words=SlotPlace)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "starts_at"), name="slots_by_time"),)
        constraints = (
            models.UniqueConstraint(
                fields=("site", "clinician_id", "starts_at"),
                condition=models.Q(closed_at__isnull=True),
                name="one_slot_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="slot_closed_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"assessment time, {self.minutes} minutes"

    def about(self) -> About:
        """Whose time it is."""
        return About(staff_ids=(self.clinician_id,))


class SlotBooking(Record):
    """A woman's assessment at an offered time, until it is released. Moving makes a new row."""

    slot = models.ForeignKey(AssessmentSlot, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The booking this one replaced."""
    told = WordField(words=ToldHow)
    told_at = models.DateTimeField(null=True)
    told_by = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True)
    """The neutral message by which she was asked to call, when one left."""
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    released_why_sealed = sealed_column()
    released_why = SealedText("assessment.slotbooking.released_why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("slot",),
                condition=models.Q(released_at__isnull=True),
                name="one_booking_a_slot",
            ),
            models.UniqueConstraint(
                fields=("referral",),
                condition=models.Q(released_at__isnull=True),
                name="one_booking_a_referral",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, released_by__isnull=True)
                | models.Q(released_at__isnull=False, released_by__isnull=False),
                name="booking_released_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True, told_by__isnull=True)
                | models.Q(told_at__isnull=False, told_by__isnull=False),
                name="booking_told_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return "booking"

    def about(self) -> About:
        """Whom it is about, and whose time it is."""
        return About(self.referral.about().client_ids, (self.slot.clinician_id,))


class Assessment(Record):
    """What was asked and found before she starts. It changes until it is completed, never after.

    Her history stands in the biopsychosocial document, not here.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    booking = models.OneToOneField(
        SlotBooking, on_delete=models.PROTECT, null=True, related_name="+"
    )
    assessor_id = models.UUIDField()
    version = models.PositiveIntegerField(default=0)
    content_sealed = sealed_column()
    content = SealedText("assessment.assessment.content")
    """JSON text: fields, in which version each last changed, and what came from the referral."""
    document_id = models.UUIDField(null=True)
    """The biopsychosocial assessment that goes with it."""
    completed_at = models.DateTimeField(null=True)
    completed_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="assessments_of_client"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(completed_at__isnull=True),
                name="one_open_assessment",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True, completed_by__isnull=True)
                | models.Q(completed_at__isnull=False, completed_by__isnull=False),
                name="assessment_completed_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return "assessment"

    def about(self) -> About:
        """Whom it is about; its assessor may always work on it."""
        return About((self.client_id,), (self.assessor_id,))


class LevelOfCare(Record):
    """A person decided the level of care. The newest row holds. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.PositiveSmallIntegerField()
    moment = WordField(words=Moment)
    suggested = WordField(words=CareLevel, blank=True)
    rule_id = models.CharField(max_length=40)
    recommended = WordField(words=CareLevel)
    offered = WordField(words=CareLevel)
    chosen = WordField(words=CareLevel, blank=True)
    """Empty while she thinks it over."""
    variance = WordField(words=Variance, blank=True)
    tool = WordField(words=Tool, blank=True)
    content_sealed = sealed_column()
    content = SealedText("assessment.levelofcare.content")
    """JSON text: evidence both ways, reasons, her preference, mitigation, numbers of the tool."""
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField()
    decided_as = models.CharField(max_length=160)
    """Name and credentials, as under a signature."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="level_of_care_once"),
        )

    def __str__(self) -> str:
        return f"recommended {self.recommended}, chosen {self.chosen}"

    def about(self) -> About:
        """Whom it is about, and who decided it."""
        return About((self.client_id,), (self.decided_by,))


class Handoff(Record):
    """A try to hand her on: to whom, how, whether they were reached. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    level_of_care = models.ForeignKey(
        LevelOfCare, on_delete=models.PROTECT, null=True, related_name="+"
    )
    finding = WordField(words=Finding, blank=True)
    clock = WordField(words=RouteClock, blank=True)
    how = WordField(words=HandoffWay)
    reached = models.BooleanField()
    return_door = models.BooleanField(default=False)
    """She knows that, and how, she may come back."""
    at = models.DateTimeField()
    words_sealed = sealed_column()
    words = SealedText("assessment.handoff.words")
    """JSON text: to, next_step, words."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="handoffs_of_client"),)

    def __str__(self) -> str:
        return f"handoff, {self.how}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
