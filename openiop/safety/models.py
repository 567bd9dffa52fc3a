"""Alerts with their steps, private in-person checks, and safety plans."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.privacy import About, Role
from openiop.domain.words import Level
from openiop.privacy.sealed import SealedText, sealed_column


class Alert(Record):
    """Something a woman told us that needs a person, with its evidence and always an owner."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    level = WordField(words=Level)
    instrument_id = models.CharField(max_length=40)
    link_id = models.CharField(max_length=20)
    administration_id = models.UUIDField()
    evidence_sealed = sealed_column()
    evidence = SealedText("safety.alert.evidence")
    """JSON text: item wording, her answer in words, value, when she gave it."""
    answered_at = models.DateTimeField()
    """When she gave the answer, which may be before it reached us."""
    opened_at = models.DateTimeField()
    from_at = models.DateTimeField()
    """From when the time to answer is counted: its opening, or when it became more urgent."""
    rule_id = models.CharField(max_length=40, blank=True)
    """The rule set that set the clock."""
    on_site = models.BooleanField()
    after_hours = models.BooleanField()
    owner_id = models.UUIDField()
    acknowledge_by_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    second_look_on = models.DateField(null=True)
    second_looked_at = models.DateTimeField(null=True)
    second_looked_by = models.UUIDField(null=True)
    disposition = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "closed_at"), name="alert_open"),)
        constraints = (
            models.UniqueConstraint(
                fields=("administration_id", "link_id"), name="one_alert_per_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(disposition=""),
                name="alert_closes_with_a_disposition",
            ),
        )

    def __str__(self) -> str:
        return f"alert {self.level}"

    def about(self) -> About:
        """Whom this record is about; its owner may always work on it."""
        return About(client_ids=(self.client_id,), staff_ids=(self.owner_id,))


class AlertStep(Record):
    """One thing that happened with an alert. Append-only, by trigger."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    """Its place in the story: several steps may happen at one moment."""
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=0)
    """For escalations: which rung, so that no rung is climbed twice."""
    at = models.DateTimeField()
    by = models.UUIDField()
    code = models.CharField(max_length=40, blank=True)
    to_role = WordField(words=Role, blank=True)
    to_id = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    words_sealed = sealed_column()
    words = SealedText("safety.alertstep.words")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("alert", "number"),
                condition=models.Q(kind="escalated"),
                name="each_rung_once",
            ),
            models.UniqueConstraint(fields=("alert", "sequence"), name="steps_in_order"),
        )

    def __str__(self) -> str:
        return self.kind

    def about(self) -> About:
        """Whom this record is about."""
        return self.alert.about()


class PrivateCheck(Record):
    """A safety question to be asked in person and in private on a day."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    instrument_id = models.CharField(max_length=40)
    link_id = models.CharField(max_length=20)
    why = models.CharField(max_length=20)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    words_sealed = sealed_column()
    words = SealedText("safety.privatecheck.words")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client", "on", "instrument_id", "link_id"), name="one_private_check"
            ),
        )

    def __str__(self) -> str:
        return f"private check {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SafetyPlan(Record):
    """One version of her safety plan, in her own words. The newest holds; none is overwritten."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    content_sealed = sealed_column()
    content = SealedText("safety.safetyplan.content")
    """JSON text: the six steps and what is worth living for, each a list of lines."""
    looked_at_on = models.DateField(null=True)
    looked_at_by = models.UUIDField(null=True)
    """When it was last looked at together without changing a word."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="plan_version_once"),
        )

    def __str__(self) -> str:
        return f"safety plan {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ReviewTask(Record):
    """An imported answer that somebody should look at; it never starts an alert clock."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    administration_id = models.UUIDField()
    instrument_id = models.CharField(max_length=40)
    link_id = models.CharField(max_length=20)
    value = models.SmallIntegerField(null=True)
    answered_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    words_sealed = sealed_column()
    words = SealedText("safety.reviewtask.words")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("administration_id", "link_id"), name="one_review_per_answer"
            ),
        )

    def __str__(self) -> str:
        return f"review {self.answered_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
