"""The notes in one chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.care.models import AbsenceEntry, Note
from openiop.domain.care.note import (
    AbsenceFacts,
    render_absence,
)
from openiop.domain.words import SessionKind


def absence_text(entry: AbsenceEntry) -> str:
    session = entry.session
    return render_absence(AbsenceFacts(session.on, session.kind, entry.reason))


@dataclass(frozen=True)
class NoteLine:
    """One session in a client's chart: her note's state, or that she was away."""

    session_id: UUID
    name: str
    kind: SessionKind
    on: date
    starts_at: datetime
    state: Literal["draft", "signed", "struck", "absence"]
    note_id: UUID | None = None
    author_name: str = ""
    signed_at: datetime | None = None
    words: str = ""
    """For an absence: the entry itself."""


def notes_of_client(client_id: UUID, limit: int = 50) -> list[NoteLine]:
    """Her notes and absence entries, the newest first; three statements."""
    notes = list(
        Note.objects.filter(client_id=client_id)
        .select_related("session")
        .defer("body_sealed")
        .order_by("-session__starts_at", "-created_at")[:limit]
    )
    entries = (
        AbsenceEntry.objects.filter(client_id=client_id, struck_at__isnull=True)
        .select_related("session")
        .order_by("-session__starts_at")[:limit]
    )
    names = names_by_id(note.author_id for note in notes)
    lines = [
        NoteLine(
            session_id=note.session_id,
            name=note.session.name,
            kind=note.session.kind,
            on=note.session.on,
            starts_at=note.session.starts_at,
            state="struck" if note.struck_at else "signed" if note.signed_at else "draft",
            note_id=note.pk,
            author_name=names.get(note.author_id, ""),
            signed_at=note.signed_at,
        )
        for note in notes
    ] + [
        NoteLine(
            session_id=entry.session_id,
            name=entry.session.name,
            kind=entry.session.kind,
            on=entry.session.on,
            starts_at=entry.session.starts_at,
            state="absence",
            words=absence_text(entry),
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: line.starts_at, reverse=True)[:limit]
