"""Mending the week: every change is one somebody chose, written by the actions of the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.models import Room
from openiop.schedule.actions import co_lead_instead, cover, move_individual
from openiop.schedule.models import Session
from openiop.schedule.queries import stand_ins

from .queries.away import sessions_of
from .queries.week import broken_rules, clashing


@dataclass(frozen=True)
class Chosen:
    """Who stands in for each session, by session id; sessions left out stay as they are."""

    people: Mapping[UUID, UUID]


@action(Permission.MEND_WEEK, audit="timetable.day_mended")
def mend_day(*, staff_id: UUID, on: date, chosen: Chosen, by: Actor) -> int:
    """Let colleagues hold what somebody cannot hold today; gives how many sessions.

    Refuses the whole when one of them is no longer hers or a colleague is no longer free.
    """
    if not chosen.people:
        raise refuse("nothing", _("Choose who stands in for at least one session."))
    hers = {each.pk: each for each in sessions_of(staff_id, on)}
    for session_id, person in chosen.people.items():
        session = hers.get(session_id)
        if session is None:
            raise refuse(
                "changed",
                _("One of the sessions changed since you looked. Nothing was saved; look again."),
            )
        _free_or_refuse(session, person)
        if session.lead_id == staff_id:
            cover(session=session, staff_id=person, by=by)
        else:
            co_lead_instead(session=session, staff_id=person, by=by)
    audit_codes(sessions=len(chosen.people))
    return len(chosen.people)


def _free_or_refuse(session: Session, person: UUID) -> None:
    if person not in dict(stand_ins([session])[session.pk]):
        raise refuse(
            "busy",
            _("Somebody is no longer free for {name}. Nothing was saved; look again."),
            name=session.name,
        )


@action(Permission.MEND_WEEK, audit="timetable.move_agreed")
def agree_move(
    *,
    session: Session,
    staff_id: UUID,
    on: date,
    starts: str,
    room: Room | None = None,
    by: Actor,
) -> Session:
    """She said yes to another time for her own session; refuses with the rule that stands against.

    The rules are asked of the calendar as it is now, so that what changed since the offer counts.
    """
    if session.canceled_at is not None:
        raise refuse("changed", _("This session was canceled since you looked."))
    before = set(broken_rules(on))
    new = move_individual(
        session=session, staff_id=staff_id, on=on, starts=starts, room=room, by=by
    )
    if at_once := clashing(new):
        raise refuse("taken", _("This time is taken: {what}."), what=at_once)
    if broken := [each for each in broken_rules(on) if each not in before]:
        raise refuse("rule", _("This time goes past a rule: {rules}."), rules="; ".join(broken))
    return new
