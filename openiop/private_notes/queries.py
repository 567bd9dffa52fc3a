"""An author's own psychotherapy notes; every question is asked as their author."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404

from openiop.domain.privacy import About
from openiop.privacy.actor import Actor

from .models import KEYS, PrivateNote


def has_key() -> bool:
    """Whether this server holds a key for them."""
    return bool(getattr(settings, KEYS))


def own_notes(client_id: UUID, author: Actor) -> list[PrivateNote]:
    """The reader's own notes about a client, newest first; nobody else's are even counted."""
    return list(
        PrivateNote.objects.filter(
            client_id=client_id, author_id=author.id, struck_at__isnull=True
        ).order_by("-created_at")
    )


def own_note_or_404(note_id: UUID, author: Actor) -> PrivateNote:
    """One of the reader's own notes; another's does not exist for her."""
    row = (
        PrivateNote.objects.select_related("client")
        .filter(pk=note_id, author_id=author.id, struck_at__isnull=True)
        .first()
    )
    if row is None:
        raise Http404("No such note.")
    return row


def about_private_note(note_id: UUID, **_: object) -> About:
    """Whom a note is about."""
    row = PrivateNote.objects.filter(pk=note_id).only("client_id", "site_id").first()
    if row is None:
        raise Http404("No such note.")
    return row.about()
