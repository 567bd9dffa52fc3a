"""Addresses under which a calendar app finds somebody's own sessions."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.calendar import CalendarWord
from openiop.domain.privacy import About


class CalendarFeed(Record):
    """A secret address for a calendar app, of one clinician or one client, until it is ended.

    Who holds the address sees the times, so only a keyed digest of it is kept.
    """

    staff_id = models.UUIDField(null=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    key_digest = models.CharField(max_length=64)
    word = WordField(words=CalendarWord, default=CalendarWord.APPOINTMENT.value)
    """What a client's times are called; no other word leaves."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "key_digest"), name="calendar_key_once"),
            models.UniqueConstraint(
                fields=("site", "staff_id"),
                condition=models.Q(ended_at__isnull=True, staff_id__isnull=False),
                name="one_open_calendar_of_staff",
            ),
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(ended_at__isnull=True),
                name="one_open_calendar_of_hers",
            ),
            models.CheckConstraint(
                condition=models.Q(staff_id__isnull=True, client__isnull=False)
                | models.Q(staff_id__isnull=False, client__isnull=True),
                name="calendar_is_somebodys",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="calendar_ended_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return "calendar address"

    def about(self) -> About:
        """Whom this record is about."""
        if self.client_id is not None:
            return About(client_ids=(self.client_id,))
        return About(staff_ids=(self.staff_id,) if self.staff_id else ())
