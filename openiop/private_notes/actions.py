"""Writing psychotherapy notes. The trail says that one was written, and not a word of it."""

from __future__ import annotations

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from . import queries
from .models import PrivateNote

LETTERS_MAX = 20_000


@action(Permission.WRITE_PRIVATE_NOTE, audit="private_notes.written")
def write(*, client: Client, text: str, by: Actor) -> PrivateNote:
    """Keep a psychotherapy note of one's own."""
    if not queries.has_key():
        raise refuse("no_key", _("This server has no key for these notes."))
    kept = _fits(text)
    note = PrivateNote(
        client=client,
        author_id=by.id,
        changed_at=clock.now(),
        changed_by=by.id,
        created_by=by.id,
    )
    note.text = kept
    note.save(force_insert=True)
    return note


@action(Permission.WRITE_PRIVATE_NOTE, audit="private_notes.changed")
def change(*, note: PrivateNote, version: int, text: str, by: Actor) -> PrivateNote:
    """Change one's own note; what another window changed meanwhile is not overwritten."""
    fresh = _own(note, by)
    kept = _fits(text)
    if fresh.version != version and fresh.text != kept:
        raise refuse("stale", _("You changed this in another window. Look there first."))
    fresh.text = kept
    fresh.version += 1
    fresh.changed_at, fresh.changed_by = clock.now(), by.id
    fresh.save()
    return fresh


@action(Permission.WRITE_PRIVATE_NOTE, audit="private_notes.struck")
def put_away(*, note: PrivateNote, by: Actor) -> PrivateNote:
    """Put one's own note away; it stays sealed until the law lets it go."""
    fresh = _own(note, by)
    fresh.struck_at, fresh.struck_by = clock.now(), by.id
    fresh.save()
    return fresh


def _own(note: PrivateNote, by: Actor) -> PrivateNote:
    fresh = PrivateNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if fresh.author_id != by.id or fresh.struck_at is not None:
        raise refuse("not_author", _("Only its author opens this."))
    return fresh


def _fits(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise refuse("text", _("Write something first."), field_name="text")
    if len(kept) > LETTERS_MAX:
        raise refuse(
            "too_long",
            _("This is longer than {most} letters. Please shorten it."),
            field_name="text",
            most=LETTERS_MAX,
        )
    return kept
