"""Groups and their curriculum, sessions on a date, and who has a seat."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.care.curriculum import Modality
from openiop.domain.privacy import About
from openiop.domain.words import SessionKind
from openiop.programs.models import Room, Track


class Unit(Record):
    """One unit of the curriculum: what is taught, in our own words."""

    kind = WordField(words=SessionKind)
    modality = WordField(words=Modality, default="own")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    """The track whose curriculum it belongs to; None: every track without one of its own."""
    any_order = models.BooleanField(default=True)
    """False: it comes after the unit before it of the same approach."""
    needs = models.JSONField(default=list)
    """Ids of further units that come before it."""
    retired_on = models.DateField(null=True)
    """No longer planned or suggested from this day on; what was taught stays."""
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    about_it = models.CharField(max_length=300, blank=True)
    interventions = models.JSONField(default=list)
    skill = models.CharField(max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "kind", "number"),
                condition=models.Q(track__isnull=True),
                name="unit_number_once",
            ),
            models.UniqueConstraint(
                fields=("site", "track", "kind", "number"),
                condition=models.Q(track__isnull=False),
                name="unit_number_once_a_track",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Group(Record):
    """A group that meets each week at the same times, or a block such as a break."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=SessionKind)
    name = models.CharField(max_length=80)
    starts = models.CharField(max_length=5)
    minutes = models.PositiveSmallIntegerField()
    weekdays = models.JSONField(default=list)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    lead_id = models.UUIDField(null=True)
    co_lead_id = models.UUIDField(null=True)
    max_size = models.PositiveSmallIntegerField(default=12)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Session(Record):
    """One meeting on one date: of a group, or of one client with one clinician."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    kind = WordField(words=SessionKind)
    name = models.CharField(max_length=80)
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    lead_id = models.UUIDField(null=True)
    co_lead_id = models.UUIDField(null=True)
    covers_for_id = models.UUIDField(null=True)
    """Whom the lead stands in for today, so that she reads "since you were last here"."""
    canceled_at = models.DateTimeField(null=True)
    canceled_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="session_by_day"),)
        constraints = (
            models.UniqueConstraint(fields=("group", "on"), name="group_meets_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_takes_time"
            ),
            models.CheckConstraint(
                condition=models.Q(canceled_at__isnull=True, canceled_by__isnull=True)
                | models.Q(canceled_at__isnull=False, canceled_by__isnull=False),
                name="session_canceled_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.on}"

    @property
    def minutes(self) -> int:
        """How long it is planned to take."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def about(self) -> About:
        """Whom this record is about: who holds it, and the client when it is hers alone."""
        return About(
            client_ids=(self.client_id,) if self.client_id else (),
            staff_ids=tuple(id_ for id_ in (self.lead_id, self.co_lead_id) if id_),
        )


class Seat(Record):
    """A client's seat in a group, from a day until another."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("group", "client", "from_on"), name="seat_once"),
        )

    def __str__(self) -> str:
        return f"{self.client} in {self.group}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
