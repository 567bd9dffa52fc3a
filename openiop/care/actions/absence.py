"""Absence entries."""

from __future__ import annotations

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import AbsenceEntry, Note
from openiop.clients.models import Client
from openiop.clients.queries import clients_by_id
from openiop.day.queries.door import away_reason
from openiop.domain.decision import refuse
from openiop.domain.events import MarkedAway, MarkedPresent
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import AwayReason
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action
from openiop.schedule.models import Session
from openiop.schedule.queries import session_or_404


@action(Permission.WRITE_NOTE, audit="care.absence_entered")
def enter_absence(
    *, session: Session, client: Client, reason: AwayReason, by: Actor
) -> AbsenceEntry:
    """She was away from a session: an entry with the reason she gave, never a note."""
    standing = queries.lookup.standing_absence(session, client)
    if standing is not None:
        return standing
    return AbsenceEntry.objects.create(
        session=session, client=client, reason=reason, created_by=by.id
    )


@action(Permission.WRITE_NOTE, audit="care.absence_struck")
def strike_absence(*, entry: AbsenceEntry, why: str, by: Actor) -> AbsenceEntry:
    """She was here after all: the entry no longer holds and stays readable."""
    entry.struck_at, entry.struck_by, entry.struck_why = clock.now(), by.id, why
    entry.save()
    return entry


def on_marked_away(event: MarkedAway, by: Actor) -> None:
    """An absence entry for who was away, in sessions that would end in a note."""
    session = _told_of(event)
    if session.kind not in queries.owed.NOTED_KINDS:
        return
    for client in clients_by_id(event.client_ids).values():
        enter_absence(
            session=session,
            client=client,
            reason=away_reason(client.pk, session.on),
            by=system(by),
        )


def on_marked_present(event: MarkedPresent, by: Actor) -> None:
    """Strike an absence entry of who was here after all."""
    session = _told_of(event)
    for entry in queries.lookup.standing_absences(session, event.client_ids):
        strike_absence(entry=entry, why=_("She was here after all."), by=system(by))


def _told_of(event: MarkedAway | MarkedPresent) -> Session:
    """The session; refuses a change under a note that is signed."""
    signed = Note.objects.select_related("client").filter(
        session_id=event.session_id,
        client_id__in=event.client_ids,
        struck_at__isnull=True,
        signed_at__isnull=False,
    )
    for note in signed[:1]:
        raise refuse(
            "note_signed",
            _("{name}'s note is signed with these minutes. Strike it, or add an addendum."),
            name=note.client.chosen_name,
        )
    return session_or_404(event.session_id)
