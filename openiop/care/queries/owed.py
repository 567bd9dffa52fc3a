"""Where the notes of many sessions stand, and who owes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Note
from openiop.day.models import Attendance, Visit
from openiop.day.queries.attendance import (
    attendance_by_session,
)
from openiop.domain.care.clocks import DocumentationClocks
from openiop.domain.care.due import owed_since
from openiop.domain.care.owed import session_note_due_at
from openiop.domain.words import Presence, SessionKind
from openiop.privacy.actor import Actor
from openiop.programs.queries import clocks_here
from openiop.schedule.models import Session


@dataclass(frozen=True)
class NotesState:
    """How far the notes of one session are."""

    present: int = 0
    """Women who were here, or are thought to be here until it is confirmed."""
    written: int = 0
    signed: int = 0
    mine: int = 0
    """Notes the reader began or signed."""
    is_confirmed: bool = False

    @property
    def is_done(self) -> bool:
        """Whether every woman who was here has her signed note."""
        return self.is_confirmed and self.signed >= self.present


def notes_state_by_session(session_ids: Iterable[UUID], actor: Actor) -> dict[UUID, NotesState]:
    """How far the notes of each session are; constant statements."""
    wanted = list(session_ids)
    attended = attendance_by_session(wanted)
    notes = {
        session_id: (written, signed, mine)
        for session_id, written, signed, mine in Note.objects.filter(
            session_id__in=wanted, struck_at__isnull=True
        )
        .values("session_id")
        .annotate(
            written=Count("pk"),
            signed=Count("pk", filter=Q(signed_at__isnull=False)),
            mine=Count("pk", filter=Q(author_id=actor.id)),
        )
        .values_list("session_id", "written", "signed", "mine")
    }
    return {
        session_id: NotesState(
            sum(line.is_present for line in lines.values()),
            *notes.get(session_id, (0, 0, 0)),
            is_confirmed=all(line.confirmed_at is not None for line in lines.values()),
        )
        for session_id, lines in attended.items()
    }


@dataclass(frozen=True)
class OwedNotes:
    """Notes of one session that one person has not signed yet."""

    session_id: UUID
    name: str
    on: date
    ended_at: datetime
    staff_id: UUID | None
    """Nobody, where a session had no leader and no note was begun."""
    staff_name: str
    count: int
    due_at: datetime
    is_late: bool
    is_individual: bool
    client_name: str = ""


def unsigned_notes(now: datetime, staff_id: UUID | None = None) -> list[OwedNotes]:
    """Notes owed for women who were here, by session and person, the oldest first; five statements.

    A note is owed by whoever began it, else by whoever held the session.
    """
    held = Session.objects.filter(
        on__gte=clock.local(owed_since(now)).date(),
        ends_at__range=(owed_since(now), now),
        canceled_at__isnull=True,
        kind__in=NOTED_KINDS,
    )
    standing = Note.objects.filter(struck_at__isnull=True)
    signed = standing.filter(
        session_id=OuterRef("session_id"), client_id=OuterRef("client_id"), signed_at__isnull=False
    )
    unsigned = list(
        Attendance.objects.filter(session_id__in=held.values("pk"), confirmed_at__isnull=False)
        .exclude(presence=Presence.AWAY)
        .filter(~Exists(signed))
        .values_list("session_id", "client_id")
    )
    ids = {session_id for session_id, _client in unsigned}
    sessions = {s.pk: s for s in Session.objects.select_related("client").filter(pk__in=ids)}
    begun = {
        (session_id, client_id): author_id
        for session_id, client_id, author_id in standing.filter(session_id__in=ids).values_list(
            "session_id", "client_id", "author_id"
        )
    }
    owed = Counter(
        (row[0], owed_by)
        for row in unsigned
        for owed_by in [begun.get(row) or sessions[row[0]].lead_id]
        if staff_id is None or owed_by == staff_id
    )
    names = names_by_id(owed_by for _session, owed_by in owed)
    clocks = clocks_here()
    lines = [
        _owed_line(
            sessions[session_id],
            owed_by,
            names.get(owed_by, "") if owed_by else "",
            count,
            now,
            clocks,
        )
        for (session_id, owed_by), count in owed.items()
    ]
    return sorted(lines, key=lambda line: (line.ended_at, line.name, str(line.staff_id)))


def never_confirmed(before: date, staff_id: UUID | None = None) -> list[Session]:
    """Sessions of the last days that clients had come for and nobody confirmed; one statement."""
    came = Visit.objects.filter(on=OuterRef("on"), arrived_at__isnull=False)
    confirmed = Attendance.objects.filter(session=OuterRef("pk"), confirmed_at__isnull=False)
    held = Session.objects.select_related("client").filter(
        # first of the three, because it leaves almost none to be asked about
        ~Exists(confirmed),
        on__gte=clock.local(owed_since(clock.now())).date(),
        on__lt=before,
        canceled_at__isnull=True,
        kind__in=NOTED_KINDS,
    )
    if staff_id is not None:
        held = held.filter(lead_id=staff_id)
    hers = Exists(came.filter(client=OuterRef("client")))
    return list(
        held.filter(Q(client__isnull=True) & Exists(came) | hers).order_by("starts_at", "name")
    )


def _owed_line(
    session: Session,
    staff_id: UUID | None,
    staff_name: str,
    count: int,
    now: datetime,
    clocks: DocumentationClocks,
) -> OwedNotes:
    due = session_note_due_at(session.ends_at, session.client_id is not None, clocks)
    return OwedNotes(
        session_id=session.pk,
        name=session.name,
        on=session.on,
        ended_at=session.ends_at,
        staff_id=staff_id,
        staff_name=staff_name,
        count=count,
        due_at=due,
        is_late=now > due,
        is_individual=session.client is not None,
        client_name=session.client.short_name if session.client else "",
    )


NOTED_KINDS = tuple(kind for kind in SessionKind if kind.is_group or kind is SessionKind.INDIVIDUAL)
"""Sessions that end in a note for each woman."""
