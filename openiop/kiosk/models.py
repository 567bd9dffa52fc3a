"""Codes that open forms on a device of the program, and codes that were typed wrong."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.privacy import About


class KioskCode(Record):
    """One code for one client and one set of forms: good for minutes, and once."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, blank=True)
    """Empty as soon as it was used, replaced or is over."""
    instrument_ids = models.JSONField(default=list)
    ends_at = models.DateTimeField()
    """Until when the code may be typed, then until when its forms stay open."""
    begun_at = models.DateTimeField(null=True)
    begun_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "code"), condition=~models.Q(code=""), name="one_open_code"
            ),
        )

    def __str__(self) -> str:
        return f"code {self.pk}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class WrongCode(Record):
    """A code was typed that opened nothing; counted, so that nobody can go on guessing."""

    device = models.CharField(max_length=64)
    """A digest of where it came from; it names nobody."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "created_at"), name="wrong_codes"),)

    def __str__(self) -> str:
        return "wrong code"
