"""One row each time a form is given, one for each answer; a changed answer keeps the one before."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.measures.schedule import OwnAsked
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Source(models.TextChoices):
    """How the answers reached us."""

    PORTAL = "portal", "Her own phone"
    KIOSK = "kiosk", "On a device of the program"
    STAFF = "staff", "Asked by staff"
    PAPER = "paper", "Entered from paper"
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
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    """Who looked at it and filed it; refused while an alert of it has no disposition."""

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
    link_id = models.CharField(max_length=40)
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


class Declined(models.TextChoices):
    """Why a form was not filled in this time."""

    NOT_NOW = "not_now", "Not now"
    RATHER_NOT = "rather_not", "I'd rather not"


class Decline(Record):
    """She said no to a form this time. It is an answer, not a lack."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    instrument_id = models.CharField(max_length=40)
    on = models.DateField()
    why = models.CharField(max_length=12, choices=Declined.choices)
    said_by_her = models.BooleanField()
    """She tapped it herself; else staff wrote it down for her."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="declined_forms"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client", "instrument_id", "on"), name="declined_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(why__in=Declined.values), name="decline_reason_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"declined {self.instrument_id} {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class EnteredTotal(Record):
    """The total of a form whose wording we may not ship, typed in from elsewhere."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    form_id = models.CharField(max_length=40)
    on = models.DateField()
    total = models.FloatField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client", "form_id", "on"),
                condition=models.Q(struck_at__isnull=True),
                name="one_standing_total_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.form_id} {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


HOLDER_LETTERS_MAX = 200
TERMS_LETTERS_MAX = 500
NAME_LETTERS_MAX = 120


class OwnForm(Record):
    """One version of a questionnaire the site brought itself, with its word on the license.

    The newest version holds; none is changed or deleted, and one that is retired stays readable.
    """

    instrument_id = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    resource = models.TextField()
    """The file as it was brought: a FHIR Questionnaire in JSON."""
    holder = models.CharField(max_length=HOLDER_LETTERS_MAX)
    """From whom the license or permission is."""
    terms = models.CharField(max_length=TERMS_LETTERS_MAX)
    """Which license or permission, and where it is kept."""
    licensed_on = models.DateField(null=True)
    attested_by_name = models.CharField(max_length=NAME_LETTERS_MAX)
    attested_on = models.DateField()
    direction = models.CharField(max_length=20, blank=True)
    critical_from = models.JSONField(default=dict)
    """The lowest answer a clinician must see, by question."""
    ranges = models.JSONField(default=list)
    """The published ranges of the total: from, to, and their name."""
    retired_at = models.DateTimeField(null=True)
    retired_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "instrument_id", "version"), name="own_form_once_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(instrument_id__startswith="own-"), name="own_form_has_own_id"
            ),
            models.CheckConstraint(
                condition=~models.Q(holder="")
                & ~models.Q(terms="")
                & ~models.Q(attested_by_name=""),
                name="own_form_is_attested",
            ),
            models.CheckConstraint(
                condition=models.Q(retired_at__isnull=True, retired_by__isnull=True)
                | models.Q(retired_at__isnull=False, retired_by__isnull=False),
                name="own_form_retired_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id}, version {self.version}"


_ASKED = [(str(each), each.label) for each in OwnAsked]


class MeasureChoice(Record):
    """What this site chose about a questionnaire; the newest row holds, the others are history."""

    instrument_id = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    is_on = models.BooleanField()
    notice_read_at = models.DateTimeField(null=True)
    notice_read_by = models.UUIDField(null=True)
    change_id = models.CharField(max_length=40, blank=True)
    """The named value that counts as a change; empty where none is known."""
    cutoff_id = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=200, blank=True)
    asked = models.CharField(max_length=10, blank=True, choices=_ASKED)
    """When a form of the site's own is asked; the others have their place in the schedule."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "instrument_id", "number"), name="measure_choice_once_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(notice_read_at__isnull=True)
                | models.Q(notice_read_by__isnull=False),
                name="who_read_the_notice_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id}, choice {self.number}"


class ShortFormTexting(Record):
    """Whether texts about short forms leave without a tap here; the newest holds. Append-only."""

    number = models.PositiveIntegerField()
    is_on = models.BooleanField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="short_form_texting_once"),
        )

    def __str__(self) -> str:
        return "on" if self.is_on else "off"
