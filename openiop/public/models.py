"""What the pages without an account keep: the site's own texts, requests begun, and counts."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.domain.public import Ask, PublicPage
from openiop.privacy.sealed import SealedText, sealed_column


class PageText(Record):
    """A version of one public page in one language. Append-only, by trigger."""

    page = WordField(words=PublicPage)
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    """Markdown; empty: from this version on our own text stands again."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "page", "language", "number"), name="page_text_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.page}, {self.language}, version {self.number}"


class Draft(Record):
    """A request for help somebody is still writing. Nobody here reads it before she sends it."""

    language = models.CharField(max_length=5)
    answers_sealed = sealed_column()
    answers = SealedText("public.draft.answers")
    """JSON text: what was typed, step by step; empty once it was sent."""
    code_key = models.CharField(max_length=64, blank=True)
    """A keyed digest of the code to come back with."""
    word_hash = models.CharField(max_length=128, blank=True)
    """Of the word she chose, hashed like a password."""
    ends_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "code_key"),
                condition=~models.Q(code_key=""),
                name="draft_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, sent_by__isnull=True)
                | models.Q(sent_at__isnull=False, sent_by__isnull=False, answers_sealed=None),
                name="a_sent_draft_is_empty",
            ),
        )
        indexes = (models.Index(fields=("site", "ends_at"), name="drafts_by_end"),)

    def __str__(self) -> str:
        return "request begun"


class Try(Record):
    """Something was sent without an account; counted, so that nobody can go on guessing."""

    what = WordField(words=Ask)
    connection = models.CharField(max_length=64)
    """A keyed digest of where it came from; it names nobody."""

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "connection", "what", "created_at"), name="tries_by_hour"),
        )

    def __str__(self) -> str:
        return f"{self.what}"


class SignInHelp(Record):
    """Somebody cannot sign in. What she typed is looked up by a person, never by the page."""

    said_sealed = sealed_column()
    said = SealedText("public.signinhelp.said")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="sign_in_help_answered_at_and_by",
            ),
        )
        indexes = (
            models.Index(fields=("site", "answered_at", "created_at"), name="sign_in_helps"),
        )

    def __str__(self) -> str:
        return "help with signing in"
