"""Handouts a site attaches to its units, and units set aside for one client."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.privacy import About
from openiop.privacy.models import File
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.schedule.models import Unit


class UnitWaiver(Record):
    """A unit set aside for one client by a clinician; taken back, it stays readable to auditors."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    why_sealed = sealed_column()
    why = SealedText("curriculum.unitwaiver.why")
    waived_at = models.DateTimeField()
    waived_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client", "unit"),
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_waiver",
            ),
        )

    def __str__(self) -> str:
        return "waiver"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Handout(Record):
    """A file of the site's own that goes with a unit; taken off, it stays readable to auditors."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    def about(self) -> About:
        """Whom this record is about: nobody."""
        return About()
