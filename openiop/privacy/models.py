"""The append-only trail, ties between staff and clients, receipts that stop a retry doubling."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from openiop.base import clock
from openiop.base.models import Site
from openiop.base.record import Record, ScopedManager
from openiop.base.scope import current_site_id


class TieKind(models.TextChoices):
    """Why somebody works with a client."""

    THERAPIST = "therapist", "Therapist"
    GROUP = "group", "Leads a group she is in"
    COVER = "cover", "Covers for a colleague"
    TEAM = "team", "Is on her care team"
    ASSESSOR = "assessor", "Assesses her before she starts"


class AuditEvent(models.Model):
    """One deed or refusal. Holds ids and codes only, never what was written about a client."""

    id = models.BigAutoField(primary_key=True)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, default=current_site_id, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    wall_at = models.DateTimeField(default=clock.wall)
    by = models.UUIDField()
    on_behalf_of = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)
    subject_ids = models.JSONField(default=list)
    client_ids = models.JSONField(default=list)
    codes = models.JSONField(default=dict)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    all_sites: ClassVar[models.Manager[AuditEvent]] = models.Manager()
    """Only for the chain, which runs over the whole trail of a database."""

    class Meta:
        base_manager_name = "objects"
        indexes = (models.Index(fields=("site", "at"), name="audit_by_time"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.outcome}"


class AuditSeal(models.Model):
    """A link of the chain: the digest of all rows up to `last_id` and of the link before."""

    id = models.BigAutoField(primary_key=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.wall)

    def __str__(self) -> str:
        return f"up to {self.last_id}"


class AccessLog(models.Model):
    """Somebody opened a page about clients; repeats within 15 minutes fold into one row."""

    id = models.BigAutoField(primary_key=True)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, default=current_site_id, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    by = models.UUIDField()
    page = models.CharField(max_length=60)
    client_ids = models.JSONField(default=list)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        indexes = (models.Index(fields=("site", "by", "page", "at"), name="access_by_person"),)

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"


class Tie(Record):
    """A staff member works with a client from one day to another."""

    staff_id = models.UUIDField()
    client_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=TieKind.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "staff_id"), name="tie_by_staff"),)
        constraints = (
            models.UniqueConstraint(
                fields=("staff_id", "client_id", "kind", "from_on"), name="tie_once"
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Receipt(models.Model):
    """A request that was carried out: the same request again is answered, not done again."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, default=current_site_id, related_name="+", db_index=False
    )
    verb = models.CharField(max_length=60)
    done_at = models.DateTimeField(default=clock.wall)
    answered_with = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.verb


class File(Record):
    """A file somebody attached: what it is and its digest here, its bytes encrypted in a folder.

    The bytes lie in `uploads/<id>` of the data folder and open only under this id.
    """

    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the bytes before they were encrypted."""

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.name
