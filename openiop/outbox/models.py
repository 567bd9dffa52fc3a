"""Safe-contact profiles and outgoing messages.

Both are keyed by the person's id, not by a relation, so that no message can exist without the gate
that knows how she may be reached.
"""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.domain.staff_call import CallBy
from openiop.domain.words import Channel
from openiop.privacy.sealed import SealedText, sealed_column


class SafeContact(Record):
    """How she may be reached. The newest row for a person holds; older rows are history."""

    person_id = models.UUIDField()
    number = models.PositiveIntegerField()
    wishes = models.JSONField(default=dict)
    """Per channel: allowed, times; voicemail; say who; device; see domain/contact.py."""
    phone_sealed = sealed_column()
    phone = SealedText("outbox.safecontact.phone")
    email_sealed = sealed_column()
    email = SealedText("outbox.safecontact.email")
    private_sealed = sealed_column()
    private = SealedText("outbox.safecontact.private")
    """JSON text: code phrase, unsafe people, safe people, address never to use."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "person_id", "number"), name="contact_version"),
        )

    def __str__(self) -> str:
        return "safe contact"


class MessageState(models.TextChoices):
    """Where an outgoing message is."""

    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"


class Message(Record):
    """One outgoing message: neutral words, a channel, and what became of it."""

    person_id = models.UUIDField()
    channel = WordField(words=Channel)
    words = models.CharField(max_length=300)
    """Neutral by rule; checked before it is queued."""
    state = models.CharField(max_length=10, choices=MessageState.choices)
    reasons = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="message_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Parcel(Record):
    """A paper of hers on its way to somebody else; who may have it is asked again as it leaves."""

    person_id = models.UUIDField()
    """Whom the paper is about."""
    file_id = models.UUIDField()
    """The sealed file; its words never stand in the outbox."""
    to_sealed = sealed_column()
    to = SealedText("outbox.parcel.to")
    """JSON text: name, way, address."""
    state = models.CharField(max_length=10, choices=MessageState.choices)
    reasons = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "state"), name="parcels_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="parcel_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"parcel {self.state}"


class StaffContact(Record):
    """How somebody of the staff is called when she is not signed in; the newest row holds."""

    staff_id = models.UUIDField()
    number = models.PositiveIntegerField()
    by_way = WordField(words=CallBy, blank=True)
    """Empty: she does not want to be called."""
    address_sealed = sealed_column()
    address = SealedText("outbox.staffcontact.address")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "staff_id", "number"), name="staff_contact_version"
            ),
        )

    def __str__(self) -> str:
        return "staff contact"


class CallState(models.TextChoices):
    """Where a call to staff is."""

    WAITING = "waiting", "Waiting"
    TRYING = "trying", "Trying"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed, tried again"
    GIVEN_UP = "given_up", "Given up"
    WITHDRAWN = "withdrawn", "Not needed any more"
    NO_CONTACT = "no_contact", "She set no way to be called"
    NO_CHANNEL = "no_channel", "No channel is set up"


class StaffCall(Record):
    """One call to somebody of the staff: neutral words, sent once for each `key`."""

    staff_id = models.UUIDField()
    about_id = models.UUIDField()
    """What waits for her, for the page that shows it; never part of what leaves."""
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=CallState.choices)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=40, blank=True)
    """A code of what went wrong, never an address."""

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "state"), name="calls_by_state"),
            models.Index(fields=("site", "about_id"), name="calls_about"),
        )
        constraints = (
            models.UniqueConstraint(fields=("site", "key"), name="called_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=CallState.values), name="call_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"call {self.state}"
