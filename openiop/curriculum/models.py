"""Handouts a site attaches to its units."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.domain.privacy import About
from openiop.privacy.models import File
from openiop.schedule.models import Unit


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
