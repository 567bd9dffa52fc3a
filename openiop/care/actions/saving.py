"""How typed words are kept: nothing of somebody else is overwritten, no name slips in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openiop.base import clock
from openiop.care.models import Note
from openiop.domain.care.edits import Draft, Seen, conflicts
from openiop.domain.care.names import Leak
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.text import _
from openiop.privacy.actor import Actor

TEXT_LETTERS_MAX = 6000


STALE = "stale"
"""The code of a refusal because a colleague, or another tab, changed the same field meanwhile."""


def cleared_with(
    before: list[dict[str, str]], term: str, found: Sequence[Leak], by: Actor
) -> list[dict[str, str]]:
    asked = {leak.term.casefold() for leak in found if not leak.sure}
    if term.casefold() not in asked:
        raise refuse("no_question", _("This word was not asked about, or it is a client's name."))
    if any(said["term"].casefold() == term.casefold() for said in before):
        return before
    return [*before, {"term": term, "by": str(by.id), "at": clock.now().isoformat()}]


def no_sure_name(found: Sequence[Leak], field_name: str) -> None:
    sure = [leak.term for leak in found if leak.sure]
    if sure:
        raise refuse(
            "name",
            _('"{name}" is a client\'s name. This part is in every chart: please take it out.'),
            field_name=field_name,
            name=", ".join(sure),
        )


def as_seen(version: int | Seen) -> Seen:
    return version if isinstance(version, Seen) else Seen(version)


def no_conflict(draft: Draft, seen: Seen, changes: Mapping[str, str]) -> None:
    if names := conflicts(draft, seen, changes):
        text = _("Somebody changed this in the meantime. Both texts are here: choose one.")
        raise Refused(tuple(Reason(STALE, text, field_name=name) for name in names))


def fits(text: str, field_name: str) -> str:
    if len(text) > TEXT_LETTERS_MAX:
        raise refuse(
            "too_long",
            _("This is longer than {most} letters. Please shorten it."),
            field_name=field_name,
            most=TEXT_LETTERS_MAX,
        )
    return text.replace("\r\n", "\n").strip()


def standing_now(note: Note) -> Note:
    """The note as the database has it now, held until this deed is done."""
    fresh = (
        Note.objects.select_for_update(of=("self",))
        .select_related("session", "session__unit", "session__room", "client")
        .get(pk=note.pk)
    )
    if fresh.struck_at is not None:
        raise refuse("struck", _("This note was struck. It stays readable and changes no more."))
    return fresh
