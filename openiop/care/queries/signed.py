"""What was signed, with what was added to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.care.models import Addendum, Note, Signature
from openiop.domain.care.note import (
    content_hash,
)


@dataclass(frozen=True)
class SignedView:
    """A note as it was signed."""

    id: UUID
    text: str
    mark: str
    """The first eight signs of its fingerprint."""
    signed_at: datetime
    signed_as: str
    late: bool
    is_whole: bool
    """Whether the text still has the fingerprint it was signed with."""


@dataclass(frozen=True)
class AddendumView:
    """Words added to a signed note."""

    text: str
    why: str
    added_at: datetime
    by_name: str


def signed_by_note(
    notes: Iterable[Note],
) -> tuple[dict[UUID, SignedView], dict[UUID, list[AddendumView]]]:
    ids = [note.pk for note in notes]
    signed = {row.note_id: _signed_view(row) for row in Signature.objects.filter(note_id__in=ids)}
    added = list(Addendum.objects.filter(note_id__in=ids).order_by("added_at", "pk"))
    names = names_by_id(row.added_by for row in added)
    addenda: dict[UUID, list[AddendumView]] = defaultdict(list)
    for row in added:
        addenda[row.note_id].append(
            AddendumView(row.text, row.why, row.added_at, names.get(row.added_by, ""))
        )
    return signed, addenda


def _signed_view(row: Signature) -> SignedView:
    text = row.text
    return SignedView(
        id=row.pk,
        text=text,
        mark=row.content_hash[:8],
        signed_at=row.signed_at,
        signed_as=row.signed_as,
        late=row.late,
        is_whole=content_hash(text, row.salt) == row.content_hash,
    )
