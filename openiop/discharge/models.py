"""Her plan for afterwards, first visits, the summary and where it went, what she chose."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Contact, Episode
from openiop.domain.discharge.visits import VisitKind, VisitState
from openiop.domain.privacy import About
from openiop.domain.words import Channel
from openiop.privacy.sealed import SealedText, sealed_column


class Aftercare(Record):
    """One version of her plan for afterwards; the newest holds. Append-only, by trigger."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    responsible_id = models.UUIDField(null=True)
    """Who holds her until the first visit took place."""
    body_sealed = sealed_column()
    body = SealedText("discharge.aftercare.body")
    """JSON text: domain/discharge/aftercare.py, AftercareBody."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="aftercare_once"),
        )

    def __str__(self) -> str:
        return f"aftercare, version {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class Appointment(Record):
    """A visit after her stay: with whom, for what. Where it stands are its steps."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=VisitKind)
    told_sealed = sealed_column()
    told = SealedText("discharge.appointment.told")
    """JSON text: with_whom, phone."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "episode"), name="appointments_of_stay"),)

    def __str__(self) -> str:
        return f"{self.kind}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class AppointmentStep(Record):
    """One step of a visit: asked for, accepted, kept; the newest holds. Append-only, by trigger."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = WordField(words=VisitState)
    starts_at = models.DateTimeField(null=True)
    """When the visit is."""
    words_sealed = sealed_column()
    words = SealedText("discharge.appointmentstep.words")
    """JSON text: place, words."""
    told_by_her = models.BooleanField(default=False)
    """She said so herself, on her own page or by a note."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("appointment", "number"), name="visit_step_once"),
        )

    def __str__(self) -> str:
        return f"{self.state}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.appointment.about()


class Summary(Record):
    """A version of her summary; it changes until it is signed, never after, by trigger."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    """Counts every saving, so that what is signed is what was read."""
    body_sealed = sealed_column()
    body = SealedText("discharge.summary.body")
    """JSON text: the sentences with their sources, and which are left out."""
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_as = models.CharField(max_length=160, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="summary_once"),
            models.UniqueConstraint(
                fields=("episode",),
                condition=models.Q(signed_at__isnull=True),
                name="one_summary_in_writing",
            ),
        )

    def __str__(self) -> str:
        return f"summary {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class Sending(Record):
    """A signed summary went on its way to somebody she signed a release for. Append-only."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField(default=list)
    """What of it was released to them, and is in it."""
    parcel_id = models.UUIDField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("parcel_id",), name="sending_of_parcel_once"),
        )

    def __str__(self) -> str:
        return "sending"

    def about(self) -> About:
        """Whom this record is about."""
        return self.summary.about()


class FollowUpChoice(Record):
    """What she wants afterwards, in her own choosing; the newest holds. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    wants_notes = models.BooleanField()
    channel = WordField(words=Channel, blank=True)
    half_year = models.BooleanField(default=False)
    alumnae = models.BooleanField(default=False)
    """She wants to hear of meetings of women who were here."""
    code_hash = models.CharField(max_length=128, blank=True)
    """Of the code she chose, hashed like a password."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="follow_up_choice_once"),
        )

    def __str__(self) -> str:
        return f"choice {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
