"""The site (the tenant), and what the machinery needs to keep: heartbeats."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import models

from .ids import new_id
from .scope import Scope


class Site(models.Model):
    """One organization that runs programs. Every clinical record belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    host = models.CharField(max_length=120, blank=True)
    """The host name this site answers to; empty: it is the only one here."""
    zone = models.CharField(max_length=60, default="America/New_York")
    is_demo = models.BooleanField(default=False)
    clock_offset_seconds = models.BigIntegerField(default=0)
    """How far program time stands from machine time; other than 0 only in a demo."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_demo=True) | models.Q(clock_offset_seconds=0),
                name="only_a_demo_moves_its_clock",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def scope(self) -> Scope:
        """The scope to enter for working for this site."""
        return Scope(self.pk, ZoneInfo(self.zone), timedelta(seconds=self.clock_offset_seconds))


class Heartbeat(models.Model):
    """The last sign of life of a background job, in machine time, and the program time it saw."""

    job = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    program_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.job} {self.beat_at:%H:%M:%S}"
