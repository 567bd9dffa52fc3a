"""A program, its tracks, rooms and the people who work in it."""

from __future__ import annotations

from django.db import models

from openiop.accounts.models import User
from openiop.base.record import Record


class Program(Record):
    """One program of a site, with the hours in which somebody reads what clients send."""

    name = models.CharField(max_length=80)
    neutral_name = models.CharField(max_length=40, default="My week")
    """What client pages and windows are called; never a health word."""
    reads_from = models.CharField(max_length=5, default="08:00")
    reads_until = models.CharField(max_length=5, default="18:00")
    reads_weekdays = models.JSONField(default=list)
    """Weekdays (0 Monday) on which answers are read between `reads_from` and `reads_until`."""
    on_call_phone = models.CharField(max_length=30, blank=True)
    exit_url = models.URLField(default="https://www.weather.gov/")
    payer_rules = models.CharField(max_length=40, default="commercial-9h")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Track(Record):
    """A way through the program: the same days for the same women."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    weekdays = models.JSONField(default=list)
    opens = models.CharField(max_length=5, default="08:40")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Room(Record):
    """A room, with the people it holds, staff included."""

    name = models.CharField(max_length=40)
    capacity = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "name"), name="room_name_once"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="room_holds_someone"),
        )

    def __str__(self) -> str:
        return self.name


class StaffMember(Record):
    """Somebody who works here. Her id is her user's id, so that trail, ties and work agree."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    credentials = models.CharField(max_length=40, blank=True)
    works_from_on = models.DateField(null=True)
    license_until_on = models.DateField(null=True)
    """The last day of her license; empty when none was entered."""

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.user.display_name


class LicenseEntry(Record):
    """Credentials and last day of a license as somebody entered them. Append-only, by trigger."""

    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    credentials = models.CharField(max_length=40, blank=True)
    until_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField()

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.credentials


class DocumentationTimes(Record):
    """A version of the program's own documentation clocks. Append-only, by trigger."""

    number = models.PositiveIntegerField()
    times = models.JSONField(default=dict)
    """The whole set, so that a version stands on its own; see domain/care/clocks.py."""
    starts_at = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="documentation_version"),
        )

    def __str__(self) -> str:
        return f"documentation clocks {self.number}"


class TermsEntry(Record):
    """When somebody works, what she leads and how much is enough. Append-only, by trigger."""

    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    told = models.JSONField(default=dict)
    """The whole set, so that an entry stands on its own; see domain/working_terms.py."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("member", "number"), name="working_terms_version"),
        )

    def __str__(self) -> str:
        return f"working terms {self.number}"
