"""The register of letters, every text of each, and what she said to it."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.letters.letter import LetterKind, LetterStatus
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Letter(Record):
    """One letter for one recipient."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=LetterKind)
    status = WordField(words=LetterStatus, default="asked")
    recipient_sealed = sealed_column()
    recipient = SealedText("letters.letter.recipient")
    wish_sealed = sealed_column()
    wish = SealedText("letters.letter.wish")
    """What was asked for, in the words of whoever asked."""
    asked_on = models.DateField()
    due_on = models.DateField()
    consented_at = models.DateTimeField(null=True)
    consented_by = models.UUIDField(null=True)
    consented_number = models.PositiveSmallIntegerField(null=True)
    """Which text she agreed to; a later text needs her again."""
    sent_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    sent_how = models.CharField(max_length=200, blank=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "due_on"), name="letters_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(consented_at__isnull=False),
                name="letter_sent_with_consent",
            ),
        )

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class LetterText(Record):
    """A text of a letter, with what was chosen for it. Append-only, by trigger."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text_sealed = sealed_column()
    text = SealedText("letters.lettertext.text")
    choices_sealed = sealed_column()
    choices = SealedText("letters.lettertext.choices")
    """JSON text: facts chosen, words by hand, letterhead."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="letter_text_once"),
        )

    def __str__(self) -> str:
        return f"text {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.letter.about()


class LetterRead(Record):
    """She read one text of a letter, and what she said to it."""

    text = models.OneToOneField(LetterText, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    read_by = models.UUIDField()

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "read"

    def about(self) -> About:
        """Whom this record is about."""
        return self.text.about()
