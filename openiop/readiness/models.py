"""Positions of both voices, what was asked, what was agreed, fewer days, cases that came back."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Episode
from openiop.domain.privacy import About
from openiop.domain.readiness.barriers import Pressure
from openiop.domain.readiness.taper import ReturnAnswer
from openiop.domain.readiness.words import Agrees, Criterion, Position, ToldKind, Voice
from openiop.privacy.sealed import SealedText, sealed_column


class Stand(Record):
    """The position a voice chose for a criterion, with the evidence as it was. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    criterion = WordField(words=Criterion)
    voice = WordField(words=Voice)
    position = WordField(words=Position)
    on = models.DateField()
    together = models.BooleanField(default=False)
    """Chosen in a review with her; else each alone."""
    rule_id = models.CharField(max_length=40)
    words_sealed = sealed_column()
    words = SealedText("readiness.stand.words")
    lines_sealed = sealed_column()
    lines = SealedText("readiness.stand.lines")
    """JSON text: the lines of this criterion as they were: line, side, ids of the rows."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "created_at"), name="stands_of_client"),)

    def __str__(self) -> str:
        return f"{self.voice} on {self.criterion}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class HerWord(Record):
    """How sure she is, 0 to 10, and whether she agrees; each may be left open. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    confidence = models.PositiveSmallIntegerField(null=True)
    agrees = WordField(words=Agrees, blank=True)
    words_sealed = sealed_column()
    words = SealedText("readiness.herword.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="her_words_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__lte=10),
                name="confidence_to_ten",
            ),
        )

    def __str__(self) -> str:
        return "her word"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Told(Record):
    """What a clinician asked and wrote down because no other row says it. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=ToldKind)
    answer = models.CharField(max_length=10)
    on = models.DateField()
    about_on = models.DateField(null=True)
    """The day it speaks of: of the visit, of the crisis."""
    words_sealed = sealed_column()
    words = SealedText("readiness.told.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="told_of_client"),)

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Agreement(Record):
    """What a look ended with: what would need to be true, who looks again, when. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    together = models.BooleanField(default=False)
    looks_again_id = models.UUIDField()
    looks_again_on = models.DateField()
    needed_sealed = sealed_column()
    needed = SealedText("readiness.agreement.needed")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="agreed_of_client"),)

    def __str__(self) -> str:
        return f"look again {self.looks_again_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class TaperPlan(Record):
    """Fewer days as planned, step by step; the newest holds, without steps none. Append-only."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    steps = models.JSONField(default=list)
    """[{"from_on", "weekdays"}]; empty: the taper was taken back."""
    warned = models.JSONField(default=list)
    """Codes of the warnings that were on the page."""
    owner_id = models.UUIDField()
    """Who answers for it, and gets the case when something turns harder."""
    rule_id = models.CharField(max_length=40)
    why_sealed = sealed_column()
    why = SealedText("readiness.taperplan.why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="taper_plan_once"),
        )

    def __str__(self) -> str:
        return f"taper {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class CaseReturn(Record):
    """A reading worse beyond chance on fewer days: the case is back with the team, and an owner."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    instrument_id = models.CharField(max_length=40)
    administration_id = models.UUIDField()
    """The reading that brought it back."""
    owner_id = models.UUIDField()
    answer = WordField(words=ReturnAnswer, blank=True)
    answer_words_sealed = sealed_column()
    answer_words = SealedText("readiness.casereturn.answer_words")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="returns_of_client"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client", "administration_id"), name="returns_once_a_reading"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="return_answered_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"back on {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class BarrierReview(Record):
    """What was asked and offered before an end that is not hers; a second person signs it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    pressure = WordField(words=Pressure)
    on = models.DateField()
    tried = models.JSONField(default=list)
    words_sealed = sealed_column()
    words = SealedText("readiness.barrierreview.words")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="barriers_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True, signed_by__isnull=True)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="barriers_signed_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return str(self.pressure)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ReadinessNumbers(Record):
    """A version of the site's own numbers of readiness. Append-only."""

    number = models.PositiveIntegerField()
    numbers = models.JSONField(default=dict)
    """The whole set, so that a version stands on its own; see domain/readiness/rules.py."""
    why = models.CharField(max_length=300)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="readiness_numbers_once"),
        )

    def __str__(self) -> str:
        return f"readiness numbers {self.number}"
