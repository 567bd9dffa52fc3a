"""Mending the week by what somebody chose, and addresses under which calendar apps find it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.calendar import CalendarWord
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.models import Room
from openiop.schedule.actions import co_lead_instead, cover, move_individual
from openiop.schedule.models import Session
from openiop.schedule.queries import stand_ins

from .models import CalendarFeed
from .queries.away import sessions_of
from .queries.feed import her_calendar, key_digest, own_calendar
from .queries.week import broken_rules, clashing

KEY_BYTES = 32


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


# Addresses for calendar apps


@action(Permission.KEEP_OWN_CALENDAR, audit="timetable.calendar_made")
def make_own_calendar(*, by: Actor) -> str:
    """Somebody who works here gets an address for her own sessions; the one before is over.

    It is given back once, to be shown to her; here only its digest is kept.
    """
    _end(own_calendar(by.id), by)
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(staff_id=by.id, key_digest=key_digest(key), created_by=by.id)
    return key


@action(Permission.KEEP_OWN_CALENDAR, audit="timetable.calendar_ended")
def end_own_calendar(*, by: Actor) -> bool:
    """Her address opens nothing any more; gives whether there was one."""
    return _end(own_calendar(by.id), by)


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_made")
def make_her_calendar(*, client: Client, word: CalendarWord, by: Actor) -> str:
    """A client turns on an address for her own times, or replaces it; given back once."""
    _end(her_calendar(client.pk), by)
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(
        client=client, word=word, key_digest=key_digest(key), created_by=by.id
    )
    audit_codes(word=str(word))
    return key


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_named")
def name_her_times(*, client: Client, word: CalendarWord, by: Actor) -> bool:
    """She chooses what her times are called; the address stays. Gives whether it is on."""
    feed = her_calendar(client.pk)
    if feed is not None:
        feed.word = word
        feed.save()
    audit_codes(word=str(word))
    return feed is not None


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_ended")
def end_her_calendar(*, client: Client, by: Actor) -> bool:
    """She turns it off: her address opens nothing any more; gives whether it was on."""
    return _end(her_calendar(client.pk), by)


def _end(feed: CalendarFeed | None, by: Actor) -> bool:
    if feed is not None:
        feed.ended_at, feed.ended_by = clock.now(), by.id
        feed.save()
    return feed is not None
