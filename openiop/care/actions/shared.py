"""Writing what the whole group did."""

from __future__ import annotations

from collections.abc import Sequence

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import SharedPart
from openiop.domain.care.edits import Seen, written
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.schedule.models import Session

from .saving import as_seen, cleared_with, fits, no_conflict, no_sure_name


@action(Permission.WRITE_NOTE, audit="care.shared_saved")
def save_shared(
    *,
    session: Session,
    version: int | Seen,
    topic: str | None = None,
    interventions: Sequence[str] | None = None,
    words: str | None = None,
    by: Actor,
) -> SharedPart:
    """Write what the whole group did; what is None stays. It is in every chart and names nobody.

    Notes signed before keep the text they were signed with.
    """
    told = {
        "topic": topic.strip()[:200] if topic is not None else None,
        "interventions": "\n".join(dict.fromkeys(line.strip() for line in interventions if line))
        if interventions is not None
        else None,
        "words": fits(words, "words") if words is not None else None,
    }
    changes = {name: text for name, text in told.items() if text is not None}
    for name, text in changes.items():
        no_sure_name(queries.names.names_in_shared(session, text), name)
    stored = SharedPart.objects.select_for_update().filter(session=session).first()
    draft = queries.shared.shared_draft(session, stored)
    no_conflict(draft, as_seen(version), changes)
    after = written(draft, changes)
    if stored is not None and after == draft:
        return stored
    part = stored or SharedPart(session=session, created_by=by.id)
    part.topic = after.values["topic"]
    part.interventions = after.values["interventions"].splitlines()
    part.words = after.values["words"]
    part.version, part.changed_in = max(1, after.version), dict(after.changed_in)
    part.changed_at, part.changed_by = clock.now(), by.id
    part.save()
    return part


@action(Permission.WRITE_NOTE, audit="care.shared_word_cleared")
def clear_shared_name(*, session: Session, term: str, by: Actor) -> SharedPart:
    """A word in the shared part is also a client's name and stands for nobody: keep who said so."""
    part = SharedPart.objects.select_for_update().filter(session=session).first()
    if part is None:
        raise refuse("nothing", _("Nothing is written yet."))
    found = queries.names.names_in_shared(session, f"{part.topic}\n{part.words}")
    part.names_cleared = cleared_with(part.names_cleared, term, found, by)
    part.save()
    return part
