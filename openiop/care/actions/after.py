"""After signing: adding and striking."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import Addendum, Note
from openiop.domain.care.note import content_hash
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes

from .saving import fits, standing_now

WHY_LETTERS_MAX = 200


@action(Permission.WRITE_NOTE, audit="care.addendum_added")
def add_addendum(
    *, note: Note, text: str, why: str, not_names: Sequence[str] = (), by: Actor
) -> Addendum:
    """Add words to a signed note, with why; the note itself stays as it was signed.

    `not_names`: words in it that are also clients' names and stand for nobody, as the writer said.
    """
    fresh = standing_now(note)
    if fresh.signed_at is None:
        raise refuse("not_signed", _("This note is not signed yet. Write in the note itself."))
    missing = [
        Reason(code, words, field_name=code)
        for code, told, words in (
            ("text", text, _("Write what you want to add.")),
            ("why", why, _("Say why it is added now.")),
        )
        if not told.strip()
    ]
    if missing:
        raise Refused(tuple(missing))
    _no_name_of_others(fresh, text, not_names)
    addendum = Addendum(
        note=fresh,
        why=why.strip()[:WHY_LETTERS_MAX],
        added_at=clock.now(),
        added_by=by.id,
        salt=secrets.token_hex(16),
        created_by=by.id,
    )
    addendum.text = fits(text, "text")
    addendum.content_hash = content_hash(addendum.text, addendum.salt)
    addendum.save(force_insert=True)
    if not_names:
        audit_codes(names_cleared=len(not_names))
    return addendum


def _no_name_of_others(note: Note, text: str, not_names: Sequence[str]) -> None:
    said = {word.casefold() for word in not_names}
    for leak in queries.names.names_in_hers(note.client, note.session, text):
        if leak.sure:
            raise refuse(
                "name",
                _('"{name}" is another client\'s name. Please take it out.'),
                field_name="text",
                name=leak.term,
            )
        if leak.term.casefold() not in said:
            raise refuse(
                "maybe_name",
                _('Is "{name}" a person? It is also a client\'s name.'),
                field_name="text",
                name=leak.term,
            )


@action(Permission.WRITE_NOTE, audit="care.note_struck")
def strike_note(*, note: Note, why: str, by: Actor) -> Note:
    """Take a note out of her chart for a reason; it stays readable, and so does its signature."""
    if not why.strip():
        raise refuse("why", _("Say why it is struck."), field_name="why")
    fresh = standing_now(note)
    if by.id != fresh.author_id and Role.CLINICAL_LEAD not in by.roles:
        raise refuse("not_author", _("Only its author or the clinical lead strikes a note."))
    fresh.struck_at, fresh.struck_by = clock.now(), by.id
    fresh.struck_why = why.strip()[:300]
    fresh.save()
    return fresh
