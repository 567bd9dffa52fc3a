"""Distress around her sessions, the day's load, and whether a rise settles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.queries import coming_days
from openiop.day.queries.door import visits_on
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.skills.load import (
    LOAD_RULES,
    Block,
    DayCourse,
    DayLoad,
    LoadPicture,
    Rating,
    day_load,
    load_picture,
)
from openiop.measures.models import Answer
from openiop.practice.models import RiseAnswer, SessionRating
from openiop.schedule.models import Seat, Session
from openiop.schedule.queries import meetings_between, sessions_of_client

LOOK_BACK = timedelta(days=28)
NEW_MEMBER_DAYS = 7
BEFORE_FROM = timedelta(minutes=30)
"""Before a session she is asked from so long before it begins."""
BEFORE_UNTIL = timedelta(minutes=10)
AFTER_FROM = timedelta(minutes=5)
"""After a session she is asked from so shortly before its planned end."""


def is_hers(client_id: UUID, session: Session) -> bool:
    """Whether she is meant to be in a session."""
    if session.client_id:
        return session.client_id == client_id
    hers = sessions_of_client(client_id, session.on, session.on)
    return any(each.pk == session.pk for each in hers)


def own_session(client_id: UUID, words: str) -> Session:
    """A session of today that she is in, by the id a form sent."""
    today = clock.today()
    for session in sessions_of_client(client_id, today, today):
        if str(session.pk) == words:
            return Session.objects.select_related("unit").get(pk=session.pk)
    raise Http404("No such session.")


@dataclass(frozen=True)
class Around:
    """What she may be asked right now: about a session to come, or one that was."""

    before: Session | None
    after: Session | None


NOTHING_NOW = Around(None, None)


def around_now(client_id: UUID) -> Around:
    """The session she is about to go to, and the last one she has not said anything about."""
    today, now = clock.today(), clock.now()
    visit = visits_on(today).get(client_id)
    if visit is not None and visit.is_away:
        return NOTHING_NOW
    sessions = [
        each
        for each in sessions_of_client(client_id, today, today)
        if each.kind.is_group or each.client_id
    ]
    if not sessions:
        return NOTHING_NOW
    rows = SessionRating.objects.filter(
        client_id=client_id, session_id__in=[each.pk for each in sessions]
    )
    rated = {row.session_id: row for row in rows}
    coming = [
        each
        for each in sessions
        if each.starts_at - BEFORE_FROM <= now <= each.starts_at + BEFORE_UNTIL
        and (each.pk not in rated or rated[each.pk].before_at is None)
    ]
    been = [each for each in sessions if each.ends_at - AFTER_FROM <= now]
    last = been[-1] if been else None
    if last is not None and last.pk in rated and rated[last.pk].after_at is not None:
        last = None
    return Around(coming[0] if coming else None, last)


def load_by_client(ids: Collection[UUID], on: date) -> dict[UUID, LoadPicture]:
    """Her last four weeks of ratings, the load of each day, and whether her therapist should look.

    Constant statements. Days up to her therapist's newest answer are settled by it.
    """
    rated = _rated_days(ids, on)
    loads = day_loads({client_id: set(days) for client_id, days in rated.items()})
    mornings = mornings_by_client(ids, on - LOOK_BACK, on)
    return {
        client_id: load_picture(_courses(client_id, days, mornings[client_id], loads))
        for client_id, days in rated.items()
    }


def whose_rise_stays(ids: Collection[UUID], on: date) -> set[UUID]:
    """For whom a therapist should look; three statements.

    The same as `load_by_client` says, without looking up what each day asked of her.
    """
    rated, mornings = _rated_days(ids, on), mornings_by_client(ids, on - LOOK_BACK, on)
    return {
        client_id
        for client_id, days in rated.items()
        if days and load_picture(_courses(client_id, days, mornings[client_id], {})).needs_look
    }


def _rated_days(ids: Collection[UUID], on: date) -> dict[UUID, dict[date, list[Rating]]]:
    """What each rated on each day since her therapist's newest answer; two statements."""
    answered: dict[UUID, date] = dict(
        RiseAnswer.objects.filter(client_id__in=ids, on__lte=on)
        .order_by("on")
        .values_list("client_id", "on")
    )
    found: dict[UUID, dict[date, list[Rating]]] = {id_: defaultdict(list) for id_ in ids}
    rows = (
        SessionRating.objects.filter(client_id__in=ids, on__range=(on - LOOK_BACK, on))
        .order_by("session__starts_at")
        .values_list("client_id", "on", "session_id", "session__name", "before", "after")
    )
    for client_id, day, session_id, name, before, after in rows:
        if day >= answered.get(client_id, day):
            found[client_id][day].append(Rating(str(session_id), day, name, before, after))
    return found


def _courses(
    client_id: UUID,
    days: Mapping[date, list[Rating]],
    mornings: Mapping[date, int],
    loads: Mapping[tuple[UUID, date], DayLoad],
) -> list[DayCourse]:
    return [_day_course(client_id, day, rated, mornings, loads) for day, rated in days.items()]


def _day_course(
    client_id: UUID,
    day: date,
    rated: list[Rating],
    mornings: Mapping[date, int],
    loads: Mapping[tuple[UUID, date], DayLoad],
) -> DayCourse:
    first_before = next((each.before for each in rated if each.before is not None), None)
    last = day + timedelta(days=LOAD_RULES.morning_within_days)
    next_on = min((on for on in mornings if day < on <= last), default=None)
    return DayCourse(
        on=day,
        began=mornings.get(day, first_before),
        ratings=tuple(rated),
        next_morning=mornings[next_on] if next_on else None,
        next_morning_on=next_on,
        load=loads.get((client_id, day)),
    )


def mornings_by_client(
    ids: Collection[UUID], first: date, last: date, link_id: str = "mood"
) -> dict[UUID, dict[date, int]]:
    """What each check-in said about one question, by client and day; one statement."""
    found: dict[UUID, dict[date, int]] = {client_id: {} for client_id in ids}
    rows = Answer.objects.filter(
        administration__client_id__in=ids,
        administration__instrument_id=DAILY_CHECKIN.id,
        administration__on__range=(first, last),
        link_id=link_id,
        replaced_at__isnull=True,
        value__isnull=False,
    ).values_list("administration__client_id", "administration__on", "value")
    for client_id, on, value in rows:
        if value is not None:
            found[client_id][on] = value
    return found


def day_loads(days: Mapping[UUID, Collection[date]]) -> dict[tuple[UUID, date], DayLoad]:
    """What each of these days asks of each client; constant statements."""
    all_days = sorted({day for each in days.values() for day in each})
    if not all_days:
        return {}
    first, last = all_days[0], all_days[-1]
    met = meetings_between(first, last, list(days))
    coming = coming_days(first, last, list(days))
    begun: dict[UUID, list[tuple[UUID, date]]] = defaultdict(list)
    rows = Seat.objects.filter(
        from_on__gte=first - timedelta(days=NEW_MEMBER_DAYS), from_on__lte=last
    ).values_list("group_id", "client_id", "from_on")
    for group_id, client_id, from_on in rows:
        begun[group_id].append((client_id, from_on))
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in met.sessions:
        if session.canceled_at is None:
            by_day[session.on].append(session)
    found = {}
    for client_id, of_hers in days.items():
        for day in of_hers:
            here = {client_id} if day in coming.get(client_id, ()) else set()
            found[client_id, day] = day_load(
                [
                    Block(each.kind, each.minutes, _new_in(each, client_id, begun))
                    for each in by_day[day]
                    if client_id in met.members(each, here)
                ]
            )
    return found


def _new_in(
    session: Session, client_id: UUID, begun: Mapping[UUID, list[tuple[UUID, date]]]
) -> int:
    if session.group_id is None:
        return 0
    since = session.on - timedelta(days=NEW_MEMBER_DAYS)
    return len(
        {
            whose
            for whose, from_on in begun.get(session.group_id, ())
            if whose != client_id and since < from_on <= session.on
        }
    )


@dataclass(frozen=True)
class AnswerLine:
    """What a therapist decided about a rise."""

    row: RiseAnswer
    by: str
    at: datetime


def answers_of(client_id: UUID) -> list[AnswerLine]:
    """What was decided about rises of hers, newest first."""
    rows = list(RiseAnswer.objects.filter(client_id=client_id).order_by("-created_at"))
    names = names_by_id(row.created_by for row in rows)
    return [AnswerLine(row, names.get(row.created_by, ""), row.created_at) for row in rows]
