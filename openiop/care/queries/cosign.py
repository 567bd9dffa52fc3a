"""Notes that wait for a second signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import CoSignature, Note
from openiop.domain.care.cosign import CosignFacts, may_cosign
from openiop.domain.care.owed import cosign_due_at
from openiop.domain.decision import Decision
from openiop.privacy.actor import Actor
from openiop.programs.queries import clocks_here, credentials_by_id


def may_cosign_note(note: Note, by: Actor) -> Decision:
    """Whether this person may put the second signature under this note."""
    return may_cosign(
        CosignFacts(
            is_signed=note.signed_at is not None,
            is_due=note.cosign_due,
            is_done=CoSignature.objects.filter(note=note).exists(),
            is_author=note.signed_by == by.id,
            credentials=credentials_by_id([by.id]).get(by.id, ""),
            is_asked=note.is_asked,
        )
    )


@dataclass(frozen=True)
class CosignLine:
    """One note that waits for a second signature."""

    note_id: UUID
    client_name: str
    session_name: str
    author_name: str
    signed_at: datetime
    due_at: datetime
    is_late: bool
    is_own: bool
    is_asked: bool


def cosign_queue(reader: Actor) -> list[CosignLine]:
    """Signed notes without their second signature, the longest owed first; three statements."""
    second = CoSignature.objects.filter(note=OuterRef("pk"))
    notes = list(
        Note.objects.filter(
            ~Exists(second), cosign_due=True, signed_at__isnull=False, struck_at__isnull=True
        )
        .select_related("client", "session")
        .defer("body_sealed")
        .order_by("signed_at")
    )
    names, now = names_by_id(note.author_id for note in notes), clock.now()
    clocks = clocks_here()
    lines = []
    for note in notes:
        if note.signed_at is None:
            continue
        due = cosign_due_at(note.signed_at, clocks)
        lines.append(
            CosignLine(
                note_id=note.pk,
                client_name=note.client.short_name,
                session_name=note.session.name,
                author_name=names.get(note.author_id, ""),
                signed_at=note.signed_at,
                due_at=due,
                is_late=now > due,
                is_own=note.signed_by == reader.id,
                is_asked=note.is_asked,
            )
        )
    return lines
