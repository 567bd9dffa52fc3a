"""What stands under the secret address of a calendar: somebody's own sessions, and no name."""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import override

from openiop.accounts.queries import still_signs_in, still_works_here
from openiop.base import clock
from openiop.clients.queries import language_of
from openiop.domain.calendar import CalendarWord, Event, calendar_file, days_of_calendar
from openiop.domain.words import SessionKind
from openiop.schedule.models import Session
from openiop.schedule.queries import sessions_of_client
from openiop.timetable.models import CalendarFeed

UID_LETTERS = 32


def _keyed(kind: str, plain: str) -> str:
    seed = f"timetable.{kind}:{plain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), seed, sha256).hexdigest()


def key_digest(key: str) -> str:
    """What is kept of an address: it cannot be made without our secret, nor read back."""
    return _keyed("calendar", key)


def own_calendar(staff_id: UUID) -> CalendarFeed | None:
    """The open address of somebody who works here."""
    return CalendarFeed.objects.filter(staff_id=staff_id, ended_at__isnull=True).first()


def her_calendar(client_id: UUID) -> CalendarFeed | None:
    """The open address of a client, if she turned it on."""
    return CalendarFeed.objects.filter(client_id=client_id, ended_at__isnull=True).first()


def calendar_by_key(key: str) -> CalendarFeed | None:
    """The calendar an address opens, while whose it is may still sign in; two statements."""
    found = CalendarFeed.objects.filter(key_digest=key_digest(key), ended_at__isnull=True).first()
    if found is None:
        return None
    if found.client_id is not None:
        return found if still_signs_in(found.client_id) else None
    return found if found.staff_id and still_works_here(found.staff_id) else None


def file_of(feed: CalendarFeed) -> str:
    """The calendar file, two weeks back and eight ahead; the statements do not grow."""
    if feed.client_id is not None:
        return _hers(feed, feed.client_id)
    first, last = days_of_calendar(clock.today())
    leads = Q(lead_id=feed.staff_id) | Q(co_lead_id=feed.staff_id)
    rows = Session.objects.select_related("room").filter(leads, on__range=(first, last))
    events = [
        _event(each, str(feed.staff_id), _name(each), each.room.name if each.room else "")
        for each in rows.order_by("starts_at", "name", "pk")
    ]
    return calendar_file(events, name=say("Sessions"))


def _name(session: Session) -> str:
    return say("Individual session") if session.client_id else session.name


def _hers(feed: CalendarFeed, client_id: UUID) -> str:
    first, last = days_of_calendar(clock.today())
    with override(language_of(client_id)):
        word = say(CalendarWord(feed.word).label)
    events = [
        _event(each, str(client_id), word)
        for each in sessions_of_client(client_id, first, last, with_canceled=True)
        if each.kind is not SessionKind.BREAK
    ]
    return calendar_file(events, name=word)


def _event(session: Session, owner: str, summary: str, place: str = "") -> Event:
    # of its own for each person: two calendars side by side do not tell who shares a group
    uid = _keyed("uid", f"{owner}:{session.pk}")[:UID_LETTERS]
    return Event(
        uid=f"{uid}@calendar",
        starts=session.starts_at,
        ends=session.ends_at,
        changed=session.canceled_at or session.created_at,
        summary=summary,
        place=place,
        canceled=session.canceled_at is not None,
    )
