"""One row each time a form is given, one for each answer; a changed answer keeps the one before."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Source(models.TextChoices):
    """How the answers reached us."""

    PORTAL = "portal", "Her own phone"
    STAFF = "staff", "Asked by staff"
    IMPORTED = "imported", "Imported"


class Administration(Record):
    """One time a form was given to a client. Unfinished is a state, not an error."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    instrument_id = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=20)
    on = models.DateField()
    sequence = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=10, choices=Source.choices)
    language = models.CharField(max_length=5, default="en")
    finished_at = models.DateTimeField(null=True)
    finished_by = models.UUIDField(null=True)
    total = models.FloatField(null=True)
    answered = models.PositiveSmallIntegerField(default=0)
    prorated = models.BooleanField(default=False)
    level = models.CharField(max_length=20, blank=True)
    """Only for forms that give a level and no sum (C-SSRS)."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "instrument_id", "on"), name="series"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client", "instrument_id", "on", "sequence"), name="one_form_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Answer(Record):
    """What she answered to one item. Skipped is an answer without a value, never a 0."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    link_id = models.CharField(max_length=20)
    value = models.SmallIntegerField(null=True)
    declined = models.BooleanField(default=False)
    """Imported as refused or don't know; on a page she skipped."""
    answered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    replaced_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "link_id"),
                condition=models.Q(replaced_at__isnull=True),
                name="one_standing_answer_per_item",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(declined=False),
                name="declined_has_no_value",
            ),
        )

    def __str__(self) -> str:
        return self.link_id

    def about(self) -> About:
        """Whom this record is about."""
        return self.administration.about()


class Fits(models.TextChoices):
    """Whether a result fits how she feels."""

    YES = "yes", "Yes"
    NOT_REALLY = "not_really", "Not really"


class Comment(Record):
    """What she says about a result of hers. It is part of her record, beside the number."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    fits = models.CharField(max_length=12, choices=Fits.choices, blank=True)
    words_sealed = sealed_column()
    words = SealedText("measures.comment.words")

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(fits__in=("", *Fits.values)), name="fits_is_known"
            ),
        )

    def __str__(self) -> str:
        return "comment"

    def about(self) -> About:
        """Whom this record is about."""
        return self.administration.about()


class Annotation(Record):
    """Words about a day on the chart, hers or the team's; both read all of them."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    is_hers = models.BooleanField()
    words_sealed = sealed_column()
    words = SealedText("measures.annotation.words")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="annotations"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True, struck_by__isnull=True)
                | models.Q(struck_at__isnull=False, struck_by__isnull=False),
                name="struck_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"annotation on {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
