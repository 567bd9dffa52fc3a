"""Finding one note, and whom a page about it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID

from django.http import Http404

from openiop.care.models import AbsenceEntry, Note
from openiop.clients.models import Client
from openiop.clients.queries import (
    client_or_404,
)
from openiop.day.queries.attendance import (
    attendance_of,
    was_confirmed,
)
from openiop.domain.privacy import About
from openiop.schedule.models import Session
from openiop.schedule.queries import session_or_404


def about_row(session_id: UUID, client_id: UUID) -> About:
    """Whom one row of a session's notes is about: her, and who holds the session."""
    session = session_or_404(session_id)
    return About((client_or_404(client_id).pk,), session.about().staff_ids)


def note_or_404(note_id: UUID) -> Note:
    """The note with this id, struck ones too."""
    note = (
        Note.objects.select_related("session", "session__unit", "session__room", "client", "goal")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise Http404("No such note.")
    return note


def about_note(note_id: UUID, **_: object) -> About:
    """Whom a page about a note is about."""
    return note_or_404(note_id).about()


def is_in_session(session: Session, client: Client) -> bool:
    """Whether she is on the roster, or was there without being on it."""
    return was_confirmed(session.pk, client.pk) or client.pk in attendance_of(session)


def standing_note(session: Session, client: Client) -> Note | None:
    """Her note of a session, if one stands."""
    return Note.objects.filter(session=session, client=client, struck_at__isnull=True).first()


def standing_absence(session: Session, client: Client) -> AbsenceEntry | None:
    """Her absence entry of a session, if one stands."""
    return next(iter(standing_absences(session, [client.pk])), None)


def standing_absences(session: Session, client_ids: Collection[UUID]) -> list[AbsenceEntry]:
    """The absence entries of a session that stand, of these clients."""
    return list(
        AbsenceEntry.objects.filter(
            session=session, client_id__in=client_ids, struck_at__isnull=True
        )
    )


def ids_in(told: Iterable[str]) -> frozenset[UUID]:
    """The ids among what a page sent; anything else is none."""
    found = set()
    for each in told:
        with suppress(ValueError):
            found.add(UUID(each))
    return frozenset(found)


def about_pair(note_id: UUID, other_id: UUID) -> About:
    """Whom a page about two notes is about: both clients."""
    one, other = note_or_404(note_id).about(), note_or_404(other_id).about()
    return About(
        tuple(dict.fromkeys(one.client_ids + other.client_ids)),
        one.staff_ids,
    )
