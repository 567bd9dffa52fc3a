"""Psychotherapy notes, sealed with their own key."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column

KEYS = "PRIVATE_NOTE_KEYS"


class PrivateNote(Record):
    """An author's own analysis of a conversation; no part of the chart (45 CFR 164.501)."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author_id = models.UUIDField()
    text_sealed = sealed_column()
    text = SealedText("private_notes.privatenote.text", KEYS)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "author_id", "client"), name="private_notes_of_author"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(author_id=models.F("created_by")),
                name="private_note_is_its_authors",
            ),
        )

    def __str__(self) -> str:
        return "private note"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
