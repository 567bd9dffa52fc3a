"""Other clients' names in a text."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from openiop.base import clock
from openiop.care.models import Note, SharedPart
from openiop.clients.models import Client, Episode
from openiop.domain.care.edits import Draft
from openiop.domain.care.names import Leak, RosterName, name_leaks
from openiop.schedule.models import Session


def cleared(part: SharedPart | Note | None) -> frozenset[str]:
    return (
        frozenset(said["term"].casefold() for said in part.names_cleared) if part else frozenset()
    )


def standing_leaks(found: Iterable[Leak], cleared: frozenset[str]) -> tuple[Leak, ...]:
    """Names nobody has answered for; a sure one cannot be cleared."""
    return tuple(leak for leak in found if leak.sure or leak.term.casefold() not in cleared)


def roster_name(client: Client) -> RosterName:
    """A client's names as they could turn up in a text."""
    return RosterName(client.chosen_name, client.legal_first_name, client.last_name)


def enrolled_names(session: Session) -> dict[UUID, RosterName]:
    """The names of everyone enrolled on the day of the session or since then; one statement."""
    stays = Episode.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=session.on),
        starts_on__lte=max(session.on, clock.today()),
    )
    return {
        client_id: RosterName(*names)
        for client_id, *names in stays.values_list(
            "client_id", "client__chosen_name", "client__legal_first_name", "client__last_name"
        )
    }


def names_in_shared(session: Session, text: str) -> tuple[Leak, ...]:
    """Every client's name in a shared part."""
    return name_leaks(text, tuple(enrolled_names(session).values()))


def names_in_hers(client: Client, session: Session, text: str) -> tuple[Leak, ...]:
    """Every other client's name in a text about one client."""
    names = enrolled_names(session)
    others = tuple(name for id_, name in names.items() if id_ != client.pk)
    return name_leaks(text, others, own=roster_name(client))


def leaks_in_draft(
    draft: Draft, note: Note | None, client: Client, names: dict[UUID, RosterName]
) -> tuple[Leak, ...]:
    written = "\n".join(text for name, text in draft.values.items() if name in _FREE_TEXT and text)
    if not written:
        return ()
    others = tuple(name for id_, name in names.items() if id_ != client.pk)
    return standing_leaks(name_leaks(written, others, own=roster_name(client)), cleared(note))


_FREE_TEXT = frozenset(
    {"practiced", "observed", "her_words", "sentence", "happened", "assessment", "next_step"}
)
