"""Alerts with their steps, private in-person checks, and safety plans."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.incident import IncidentKind
from openiop.domain.privacy import About, Role
from openiop.domain.risk_assessment import NextStep
from openiop.domain.words import Level
from openiop.privacy.sealed import SealedText, sealed_column


class Alert(Record):
    """Something a woman told us that needs a person, with its evidence and always an owner."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    level = WordField(words=Level)
    instrument_id = models.CharField(max_length=40)
    link_id = models.CharField(max_length=40)
    administration_id = models.UUIDField()
    evidence_sealed = sealed_column()
    evidence = SealedText("safety.alert.evidence")
    """JSON text: item wording, her answer in words, value, when she gave it."""
    answered_at = models.DateTimeField()
    """When she gave the answer, which may be before it reached us."""
    opened_at = models.DateTimeField()
    from_at = models.DateTimeField()
    """From when the time to answer is counted: its opening, or when it became more urgent."""
    from_sequence = models.PositiveIntegerField(default=0)
    """How many steps it had then: rungs are counted from there, whatever the clock did since."""
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
    link_id = models.CharField(max_length=40)
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
    link_id = models.CharField(max_length=40)
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


class SafetyTimes(Record):
    """A version of the program's own times for safety work. Append-only, by trigger."""

    number = models.PositiveIntegerField()
    times = models.JSONField(default=dict)
    """The whole set, so that a version stands on its own; see domain/safety_times.py."""
    starts_at = models.DateTimeField()
    """From when it holds."""
    why = models.CharField(max_length=300)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="safety_times_version"),
        )

    def __str__(self) -> str:
        return f"safety times {self.number}"


class OnCallShift(Record):
    """Somebody answers on some weekdays between two times, until the shift is ended."""

    staff_id = models.UUIDField()
    weekdays = models.JSONField(default=list)
    starts = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    """HH:MM; earlier than `starts`, it runs past midnight."""
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"on call {self.starts} to {self.ends}"


class RiskAssessment(Record):
    """What a clinician asked and found about her risk, the level, and what happens next."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="+")
    floor = WordField(words=Level, blank=True)
    """The level the screen or the alert had set when it was made."""
    level = WordField(words=Level)
    next_step = WordField(words=NextStep)
    next_on = models.DateField()
    content_sealed = sealed_column()
    content = SealedText("safety.riskassessment.content")
    """JSON text: ideation, intent, plan, access, protective, reasons, words."""
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="assessment_of_client"),)

    def __str__(self) -> str:
        return f"risk assessment {self.level}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class MeansTalk(Record):
    """The talk about making the place around her safer: categories only, never what she owns."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    means = models.JSONField(default=list)
    recheck_on = models.DateField()
    content_sealed = sealed_column()
    content = SealedText("safety.meanstalk.content")
    """JSON text: plan, who helps."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="means_of_client"),)

    def __str__(self) -> str:
        return f"means talk {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class PlanCover(Record):
    """Whether her plan shows plain numbers instead of headings, for a phone others may see."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    hides_headings = models.BooleanField(default=False)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "plan cover"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Incident(Record):
    """What happened in the house. No relation to a client: it is no part of anybody's chart."""

    kind = WordField(words=IncidentKind)
    at = models.DateTimeField()
    """When it happened."""
    place = models.CharField(max_length=80, blank=True)
    content_sealed = sealed_column()
    content = SealedText("safety.incident.content")
    """JSON text: what happened, who was there, what was done at once, who was told."""
    follow_up_id = models.UUIDField()
    """Who sees to what follows."""
    review_by_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    review_sealed = sealed_column()
    review = SealedText("safety.incident.review")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "at"), name="incidents_by_time"),)

    def __str__(self) -> str:
        return f"incident {self.kind}"
