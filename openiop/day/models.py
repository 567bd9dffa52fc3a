"""A client's program day: coming and leaving, minutes in sessions, what she needed, the close."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.care.between import CoachedSkill, ContactOutcome, ContactWay, RiskAsked
from openiop.domain.day.morning import OutreachStep
from openiop.domain.day.outreach import Decided, EndedHow
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.privacy import About
from openiop.domain.remote_door import FallbackWay, Overheard
from openiop.domain.words import AwayReason, Channel, NeedKind, Presence
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.programs.models import Track
from openiop.schedule.models import Session


def _at_and_by(name: str, constraint: str) -> models.CheckConstraint:
    """Whoever did it is always known."""
    at, by = f"{name}_at__isnull", f"{name}_by__isnull"
    return models.CheckConstraint(
        condition=models.Q(**{at: True, by: True}) | models.Q(**{at: False, by: False}),
        name=constraint,
    )


class Visit(Record):
    """One client on one program day: when she came and left, or that she is away."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    remote = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.UUIDField(null=True)
    away_at = models.DateTimeField(null=True)
    away_by = models.UUIDField(null=True)
    away_reason = WordField(words=AwayReason, blank=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.UUIDField(null=True)
    in_closing_round = models.BooleanField(default=False)
    seen_leaving = models.CharField(max_length=200, blank=True)
    """How she was seen off, in a few words, when she left without the closing round."""
    location_sealed = sealed_column()
    location = SealedText("day.visit.location")
    """Where a remote client said she is, so that help could find her; asked on every remote day."""
    location_at = models.DateTimeField(null=True)
    location_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="visits_of_day"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "on"), name="one_visit_a_day"),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(arrived_at__isnull=False),
                name="only_who_came_can_leave",
            ),
            _at_and_by("arrived", "visit_arrived_by"),
            _at_and_by("away", "visit_away_by"),
            _at_and_by("left", "visit_left_by"),
            _at_and_by("location", "visit_location_by"),
        )

    def __str__(self) -> str:
        return f"visit {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Attendance(Record):
    """How a client was in one session, from when to when; confirmed once by who held it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    presence = WordField(words=Presence)
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("session", "client"), name="one_attendance"),
            models.CheckConstraint(
                condition=models.Q(presence="away", from_at__isnull=True, to_at__isnull=True)
                | (~models.Q(presence="away") & models.Q(from_at__isnull=False)),
                name="away_has_no_minutes",
            ),
            models.CheckConstraint(
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
                name="attendance_runs_forward",
            ),
            _at_and_by("confirmed", "attendance_confirmed_by"),
        )

    def __str__(self) -> str:
        return str(self.presence)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,), staff_ids=self.session.about().staff_ids)


class StepOut(Record):
    """She stepped out of a session for a while, and who went along."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    out_at = models.DateTimeField()
    out_by = models.UUIDField()
    with_whom = models.CharField(max_length=80)
    back_at = models.DateTimeField(null=True)
    back_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("session", "client"),
                condition=models.Q(back_at__isnull=True),
                name="out_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"out with {self.with_whom}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,), staff_ids=self.session.about().staff_ids)


class Need(Record):
    """What she said she needs today; it gets a person and an outcome before she leaves."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = WordField(words=NeedKind)
    words_sealed = sealed_column()
    words = SealedText("day.need.words")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    outcome_sealed = sealed_column()
    outcome = SealedText("day.need.outcome")
    """What was done, in words she reads too."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="needs_of_day"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "on", "kind"), name="one_need_of_a_kind"),
            _at_and_by("taken", "need_taken_by"),
            _at_and_by("answered", "need_answered_by"),
        )

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class DayClose(Record):
    """The program day was closed: everyone is accounted for, or handed over by name."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField()

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("track", "on"), name="closed_once"),)

    def __str__(self) -> str:
        return f"closed {self.on}"


class HandOver(Record):
    """Something still open when the day was closed: who takes it on, in whose words."""

    day_close = models.ForeignKey(DayClose, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    to_id = models.UUIDField()
    words_sealed = sealed_column()
    words = SealedText("day.handover.words")
    due_at = models.DateTimeField(null=True)
    """By when somebody looks; always set for a safety concern or a private check."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("day_close", "client", "code"), name="handed_over_once"
            ),
        )

    def __str__(self) -> str:
        return self.code

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ContactTry(Record):
    """One try to reach a client nobody has heard from: which way, and what came of it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    """The program day she was missing on."""
    step = WordField(words=OutreachStep)
    channel = WordField(words=Channel)
    outcome = WordField(words=TryOutcome)
    tried_at = models.DateTimeField()
    tried_by = models.UUIDField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="tries_of_client"),)

    def __str__(self) -> str:
        return f"{self.channel}: {self.outcome}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Outreach(Record):
    """A woman nobody heard from on a program day, kept in sight until it is settled."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    """The program day it began on."""
    from_at = models.DateTimeField()
    """When she was due."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_how = WordField(words=EndedHow, blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "on"), name="one_outreach_a_day"),
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(ended_at__isnull=True),
                name="one_open_outreach",
            ),
        )

    def __str__(self) -> str:
        return f"reaching her since {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class OutreachLook(Record):
    """Somebody looked at how to go on, what makes coming hard, and decided. Append-only."""

    outreach = models.ForeignKey(Outreach, on_delete=models.PROTECT, related_name="+")
    step = WordField(words=OutreachStep)
    at = models.DateTimeField()
    decided = WordField(words=Decided)
    barriers = models.JSONField(default=list)
    words_sealed = sealed_column()
    words = SealedText("day.outreachlook.words")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.step}: {self.decided}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.outreach.about()


class BetweenContact(Record):
    """They were in touch between sessions: a skill coached, safety asked. Never a billed service.

    It counts no minutes, and nothing that counts hours or services reads it.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    way = WordField(words=ContactWay)
    skill = WordField(words=CoachedSkill)
    risk = WordField(words=RiskAsked)
    outcome = WordField(words=ContactOutcome)
    words_sealed = sealed_column()
    words = SealedText("day.betweencontact.words")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "at"), name="contacts_between"),)

    def __str__(self) -> str:
        return "contact"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class RemoteDoor(Record):
    """What she said before she joined by video on a day; the newest holds. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    number = models.PositiveIntegerField()
    overheard = WordField(words=Overheard, blank=True)
    fallback = WordField(words=FallbackWay)
    told_sealed = sealed_column()
    told = SealedText("day.remotedoor.told")
    """JSON text: where she is, who can help there, the number to call when the call drops."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="remote_doors_of_day"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "on", "number"), name="remote_door_once"),
        )

    def __str__(self) -> str:
        return f"remote {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
