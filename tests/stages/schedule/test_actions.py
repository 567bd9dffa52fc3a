"""The week on the calendar, seats, and who is on which roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.words import SessionKind
from openiop.privacy.actor import system
from openiop.privacy.gate import ties_of
from openiop.schedule.actions import cover, end_seats, plan_individual, plan_sessions, seat
from openiop.schedule.models import Session
from openiop.schedule.queries import rosters_on, sessions_of_client
from openiop.schedule.tasks import plan_coming_weeks
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("09:00")):
        yield


def test_planning_twice_puts_each_session_on_the_calendar_once() -> None:
    make.morning(clients=0)
    week = (make.WEDNESDAY, make.WEDNESDAY + timedelta(days=6))

    first = plan_sessions(first=week[0], last=week[1], by=system())
    second = plan_sessions(first=week[0], last=week[1], by=system())

    assert first == 12
    assert second == 0
    assert Session.objects.count() == 18


def test_the_background_job_keeps_two_weeks_on_the_calendar() -> None:
    make.morning(clients=0)

    plan_coming_weeks()
    planned = Session.objects.count()
    plan_coming_weeks()

    assert Session.objects.filter(on__gte=make.WEDNESDAY + timedelta(weeks=2)).exists()
    assert Session.objects.count() == planned


def test_a_roster_holds_who_has_a_seat_and_comes_that_day() -> None:
    morning = make.morning(clients=3)
    away = make.client()
    make.stay(away, morning.track, weekdays=(make.MON,))
    seat(group=morning.skills, client=away, from_on=make.WEDNESDAY, by=system())

    rosters = rosters_on(make.WEDNESDAY)

    assert rosters[morning.session(SessionKind.SKILLS).pk] == morning.clients
    assert rosters[morning.session(SessionKind.BREAK).pk] == morning.clients


def test_a_full_group_has_no_seat_left() -> None:
    morning = make.morning(clients=12)
    thirteenth = make.client()

    with pytest.raises(Refused) as refused:
        seat(group=morning.skills, client=thirteenth, from_on=make.WEDNESDAY, by=system())

    assert refused.value.reasons[0].code == "full"


def test_ended_seats_free_the_roster_from_the_next_day() -> None:
    morning = make.morning(clients=1)
    plan_sessions(first=make.WEDNESDAY, last=make.WEDNESDAY + timedelta(days=1), by=system())

    end_seats(client=morning.clients[0], last_on=make.WEDNESDAY, by=system())

    def groups_on(day: date) -> list[SessionKind]:
        return [
            s.kind for s in sessions_of_client(morning.clients[0].pk, day, day) if s.kind.is_group
        ]

    assert len(groups_on(make.WEDNESDAY)) == 3
    assert groups_on(make.WEDNESDAY + timedelta(days=1)) == []


def test_who_covers_works_with_the_group_for_that_day_only() -> None:
    morning = make.morning(clients=2)
    stand_in = make.staff(Role.FACILITATOR)

    cover(session=morning.session(SessionKind.SKILLS), staff_id=stand_in.id, by=morning.lead)

    assert ties_of(stand_in) == set(make.ids(morning.clients))
    with clock.standing(make.at("09:00") + timedelta(days=1)):
        assert ties_of(stand_in) == frozenset()
    assert Session.objects.get(kind=SessionKind.SKILLS).covers_for_id == morning.facilitator.id


def test_her_own_session_is_on_her_list_and_nobody_elses() -> None:
    morning = make.morning(clients=2)
    mine, other = morning.clients

    session = plan_individual(
        client=mine,
        staff_id=morning.therapist.id,
        on=make.WEDNESDAY,
        starts="13:00",
        minutes=45,
        by=system(),
    )

    assert session in sessions_of_client(mine.pk, make.WEDNESDAY, make.WEDNESDAY)
    assert session not in sessions_of_client(other.pk, make.WEDNESDAY, make.WEDNESDAY)
    assert rosters_on(make.WEDNESDAY)[session.pk] == [mine]
