"""What is written once for everybody in a session."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.care.models import SharedPart
from openiop.domain.care.edits import Draft, Seen
from openiop.domain.care.names import Leak, RosterName, name_leaks
from openiop.programs.queries import signs_as
from openiop.schedule.models import Session

from .names import cleared, standing_leaks


@dataclass(frozen=True)
class SharedView:
    """What the whole group did, as it stands or as the curriculum suggests it."""

    draft: Draft
    topic: str
    interventions: tuple[str, ...]
    words: str
    offered: tuple[str, ...]
    """Interventions of the unit, chosen or not."""
    leaks: tuple[Leak, ...]
    """Names in it nobody has answered for yet."""
    signed_before: bool = False

    @property
    def version(self) -> str:
        """What somebody who opens the page now has seen."""
        return str(Seen(self.draft.version))


def shared_draft(session: Session, stored: SharedPart | None) -> Draft:
    """The shared part as it stands: from the curriculum until somebody writes in it."""
    if stored is not None:
        values = {
            "topic": stored.topic,
            "interventions": "\n".join(stored.interventions),
            "words": stored.words,
        }
        return Draft(stored.version, values, stored.changed_in)
    unit = session.unit
    return Draft(
        0,
        {
            "topic": unit.title if unit else "",
            "interventions": "\n".join(unit.interventions) if unit else "",
            "words": "",
        },
    )


def stored_shared(session: Session) -> SharedPart | None:
    """The shared part somebody wrote, if anybody did."""
    return SharedPart.objects.filter(session=session).first()


def shared_view(
    session: Session,
    stored: SharedPart | None,
    names: tuple[RosterName, ...],
    signed_before: bool,
) -> SharedView:
    draft = shared_draft(session, stored)
    chosen = tuple(draft.values["interventions"].splitlines())
    suggested = tuple(session.unit.interventions) if session.unit else ()
    found = name_leaks("\n".join(draft.values.values()), names) if stored else ()
    return SharedView(
        draft=draft,
        topic=draft.values["topic"],
        interventions=chosen,
        words=draft.values["words"],
        offered=tuple(dict.fromkeys([*suggested, *chosen])),
        leaks=standing_leaks(found, cleared(stored)),
        signed_before=signed_before,
    )


def facilitators(session: Session) -> tuple[str, ...]:
    held = (id_ for id_ in (session.lead_id, session.co_lead_id) if id_)
    return tuple(name for name in map(signs_as, held) if name)
