"""Caring notes, calls we owe, what was confirmed on coming back, and meetings of alumnae."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Episode
from openiop.domain.discharge.return_door import Known, KnownSaid
from openiop.domain.followup.answers import CallOutcome, CallWhy
from openiop.domain.followup.notes import NoteMoment
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class CaringNote(Record):
    """One note after a stay: when it went out, what of its link, and what she answered."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    moment = WordField(words=NoteMoment)
    due_on = models.DateField()
    until_on = models.DateField()
    link_key = models.CharField(max_length=64, blank=True)
    """A keyed digest of the link; empty when a person calls instead."""
    contact_number = models.PositiveIntegerField(default=0)
    """Which version of how she may be reached held when it went out."""
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    why_not = models.CharField(max_length=20, blank=True)
    """Why none went out: a code for staff."""
    answers_sealed = sealed_column()
    answers = SealedText("followup.caringnote.answers")
    """JSON text of her answers."""
    answered_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "moment"), name="note_once_a_moment"),
            models.UniqueConstraint(
                fields=("site", "link_key"),
                condition=~models.Q(link_key=""),
                name="note_link_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.moment}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class CallOwed(Record):
    """Somebody here calls her: why, who, by when, and what became of it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    why = WordField(words=CallWhy)
    owner_id = models.UUIDField()
    from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    words_sealed = sealed_column()
    words = SealedText("followup.callowed.words")
    """Her own words, if she wrote any."""
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = WordField(words=CallOutcome, blank=True)
    outcome_words_sealed = sealed_column()
    outcome_words = SealedText("followup.callowed.outcome_words")

    class Meta(Record.Meta):
        indexes = (
            models.Index(
                fields=("site", "due_at"),
                condition=models.Q(done_at__isnull=True),
                name="calls_owed_open",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("client", "why"),
                condition=models.Q(done_at__isnull=True),
                name="one_open_call_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.why}"

    def about(self) -> About:
        """Whom this record is about; its owner may always work on it."""
        return About(client_ids=(self.client_id,), staff_ids=(self.owner_id,))


class CallTry(Record):
    """She was not reached: the call stays owed. Append-only, by trigger."""

    call = models.ForeignKey(CallOwed, on_delete=models.PROTECT, related_name="+")
    words_sealed = sealed_column()
    words = SealedText("followup.calltry.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "call"), name="tries_of_call"),)

    def __str__(self) -> str:
        return "try"

    def about(self) -> About:
        """Whom this record is about."""
        return self.call.about()


class Confirmed(Record):
    """What we know of her from before was read to her, and what she said. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    after_episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    """The stay that had ended: each coming back is confirmed anew."""
    number = models.PositiveIntegerField()
    known = WordField(words=Known)
    said = WordField(words=KnownSaid)
    words_sealed = sealed_column()
    words = SealedText("followup.confirmed.words")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("after_episode", "number"), name="confirmed_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.known}: {self.said}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Meeting(Record):
    """A meeting of women who were here."""

    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    canceled_at = models.DateTimeField(null=True)
    canceled_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "starts_at"), name="meetings_by_day"),)

    def __str__(self) -> str:
        return self.title

    def about(self) -> About:
        """About nobody."""
        return About()


class MeetingAnswer(Record):
    """Whether she comes to a meeting; the newest holds. Append-only, by trigger."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    comes = models.BooleanField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "client", "number"), name="meeting_answer_once"
            ),
        )

    def __str__(self) -> str:
        return "comes" if self.comes else "does not come"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
