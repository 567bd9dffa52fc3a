"""What is next for one person, and what she still owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q

from openiop.base import clock
from openiop.privacy.actor import Actor
from openiop.schedule.models import Session
from openiop.schedule.queries import expected_in, sessions_on

from .owed import NotesState, OwedNotes, never_confirmed, notes_state_by_session, unsigned_notes


@dataclass(frozen=True)
class MySession:
    """One of the reader's sessions today."""

    session: Session
    state: Literal["ahead", "running", "confirm", "notes", "signed"]
    expected: int
    notes: NotesState
    is_covering: bool


@dataclass(frozen=True)
class MyDay:
    """What is next for one person, and what she still owes."""

    day: date
    sessions: tuple[MySession, ...]
    owed: tuple[OwedNotes, ...]
    unconfirmed: tuple[Session, ...]
    """Sessions of hers from before of which nobody knows yet who was there."""
    next_on: date | None
    """The next day on which she holds a session, when she holds none today."""

    @property
    def owed_count(self) -> int:
        """All notes owed from earlier days."""
        return sum(line.count for line in self.owed)


def my_day(actor: Actor) -> MyDay:
    """The reader's sessions of today in order, and older notes she has not signed."""
    now, day = clock.now(), clock.today()
    mine = sessions_on(day, led_by=actor.id)
    expected = expected_in(mine)
    states = notes_state_by_session((session.pk for session in mine), actor)
    return MyDay(
        day=day,
        sessions=tuple(
            MySession(
                session=session,
                state=_state_of(session, states[session.pk], now),
                expected=expected[session.pk],
                notes=states[session.pk],
                is_covering=session.covers_for_id is not None and session.lead_id == actor.id,
            )
            for session in mine
        ),
        owed=tuple(line for line in unsigned_notes(now, actor.id) if line.on < day),
        unconfirmed=tuple(never_confirmed(day, actor.id)),
        next_on=None if mine else _next_day_of(actor, day),
    )


def _state_of(
    session: Session, notes: NotesState, now: datetime
) -> Literal["ahead", "running", "confirm", "notes", "signed"]:
    if now < session.starts_at:
        return "ahead"
    if now < session.ends_at:
        return "running"
    if not notes.is_confirmed:
        return "confirm"
    return "signed" if notes.is_done else "notes"


def _next_day_of(actor: Actor, day: date) -> date | None:
    held = Session.objects.filter(on__gt=day, canceled_at__isnull=True)
    hers = held.filter(Q(lead_id=actor.id) | Q(co_lead_id=actor.id))
    return hers.order_by("on").values_list("on", flat=True).first()
