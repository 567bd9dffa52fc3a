"""Safe-contact profiles and outgoing messages.

Both are keyed by the person's id, not by a relation, so that no message can exist without the gate
that knows how she may be reached.
"""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
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
