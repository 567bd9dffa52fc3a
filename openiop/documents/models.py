"""Documents, every signed version, what was added, and the questions of the lead."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.care.models import Goal, Note
from openiop.clients.models import Client
from openiop.domain.care.note_kinds import NoteFormat, NoteKind, Place
from openiop.domain.care.opening import HoldKind
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Document(Record):
    """One document about one client. A draft changes; once signed, only addenda follow.

    While a second signature is owed the lead may ask, and the author may write a new version.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=NoteKind)
    note_format = WordField(words=NoteFormat, default="dap")
    author_id = models.UUIDField()
    on = models.DateField()
    """The day it tells about; a weekly summary: the first day of the week."""
    place = WordField(words=Place, default="here")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    body_sealed = sealed_column()
    body = SealedText("documents.document.body")
    """JSON text: fields by section, and in which version each last changed."""
    sources_sealed = sealed_column()
    sources = SealedText("documents.document.sources")
    """JSON text: sentences made from signed facts, each with the places it comes from."""
    names_cleared = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    has_risk_change = models.BooleanField(default=False)
    partner_violence = models.BooleanField(default=False)
    """It tells of violence by a partner: released on its own, and in no print unless chosen."""
    released_at = models.DateTimeField(null=True)
    """Somebody looked at this one document and let her read it; others open by themselves."""
    released_by = models.UUIDField(null=True)
    cosign_due = models.BooleanField(default=False)
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.UUIDField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "client", "on"), name="documents_of_client"),
            models.Index(
                fields=("site", "author_id"),
                condition=models.Q(signed_at__isnull=True, struck_at__isnull=True),
                name="documents_owed",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("client", "on"),
                condition=models.Q(kind="weekly", struck_at__isnull=True),
                name="one_summary_a_week",
            ),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True) | ~models.Q(struck_why=""),
                name="document_struck_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class DocumentSignature(Record):
    """A document as it was signed, once by its author for each version, once by who co-signs.

    Append-only, by trigger.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    """Which signed version this is, 1 first."""
    is_second = models.BooleanField(default=False)
    text_sealed = sealed_column()
    text = SealedText("documents.documentsignature.text")
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    signed_as = models.CharField(max_length=160)
    late = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("document", "number", "is_second"), name="document_signed_once"
            ),
        )

    def __str__(self) -> str:
        return self.content_hash[:8]

    def about(self) -> About:
        """Whom this record is about."""
        return self.document.about()


class DocumentAddendum(Record):
    """Words added to a signed document, with who, when and why. Append-only, by trigger."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    text_sealed = sealed_column()
    text = SealedText("documents.documentaddendum.text")
    why = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "addendum"

    def about(self) -> About:
        """Whom this record is about."""
        return self.document.about()


class DocumentHold(Record):
    """A signed document she does not read yet: which exception, why, who looks again, until when.

    One row for each hold; ending it fills in who and when.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=HoldKind)
    why_sealed = sealed_column()
    why = SealedText("documents.documenthold.why")
    reviewer_id = models.UUIDField()
    expires_on = models.DateField()
    held_at = models.DateTimeField()
    held_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("document",),
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_document_hold",
            ),
        )

    def __str__(self) -> str:
        return "hold"

    def about(self) -> About:
        """Whom this record is about."""
        return self.document.about()


class Question(Record):
    """The lead gives a signed note back with a question in the margin, before she co-signs."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    section = models.CharField(max_length=40, blank=True)
    """The part it is about; empty for the whole."""
    words_sealed = sealed_column()
    words = SealedText("documents.question.words")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()
    answer_sealed = sealed_column()
    answer = SealedText("documents.question.answer")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(document__isnull=True, note__isnull=False)
                | models.Q(document__isnull=False, note__isnull=True),
                name="question_about_one",
            ),
        )

    def __str__(self) -> str:
        return "question"

    def about(self) -> About:
        """Whom this record is about."""
        if self.document is not None:
            return self.document.about()
        return self.note.about() if self.note is not None else About()
