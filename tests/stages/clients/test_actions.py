"""Registering, admitting, moving along; who comes on which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from openiop.clients.actions import move_stage, pause, set_coming_days, start_stay
from openiop.clients.models import Client, Episode, StageMove
from openiop.clients.queries import coming_days, coming_on, find_clients
from openiop.domain.decision import Refused
from openiop.domain.episode import Stage
from openiop.privacy.actor import SYSTEM_ID, system
from openiop.privacy.gate import ties_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("09:00")):
        yield


def test_a_stay_ties_her_therapist_to_her() -> None:
    morning = make.morning(clients=1)

    assert morning.clients[0].pk in ties_of(morning.therapist)
    assert morning.clients[0].pk not in ties_of(morning.desk)


def test_she_has_one_open_stay_at_a_time() -> None:
    morning = make.morning(clients=1)

    with pytest.raises(Refused) as refused:
        start_stay(
            client=morning.clients[0],
            track=morning.track,
            starts_on=make.WEDNESDAY,
            weekdays=[make.MON],
            by=system(),
        )

    assert refused.value.reasons[0].code == "already_here"


def test_the_database_too_refuses_a_second_open_stay() -> None:
    morning = make.morning(clients=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Episode.objects.create(
            client=morning.clients[0],
            track=morning.track,
            stage=Stage.ADMITTED,
            starts_on=make.WEDNESDAY,
            created_by=SYSTEM_ID,
        )


def test_a_stay_moves_only_along_the_path() -> None:
    morning = make.morning(clients=1)
    episode = Episode.objects.get()

    move_stage(episode=episode, to=Stage.ENDED, on=make.WEDNESDAY, by=system())
    with pytest.raises(Refused):
        move_stage(episode=episode, to=Stage.ADMITTED, on=make.WEDNESDAY, by=system())

    assert Episode.objects.get().ended_on == make.WEDNESDAY
    assert StageMove.objects.filter(episode=episode).count() == 3
    assert morning.clients[0] in coming_on(make.WEDNESDAY)


def test_coming_days_hold_from_their_date_on() -> None:
    morning = make.morning(clients=1)
    set_coming_days(
        episode=Episode.objects.get(),
        from_on=make.WEDNESDAY,
        weekdays=[make.MON, make.THU],
        by=system(),
    )

    before = make.WEDNESDAY - timedelta(days=7)
    days = coming_days(before, make.WEDNESDAY + timedelta(days=1))[morning.clients[0].pk]

    assert before in days
    assert make.WEDNESDAY not in days
    assert make.WEDNESDAY + timedelta(days=1) in days


def test_a_pause_takes_her_off_the_days_and_ends_when_days_are_set() -> None:
    morning = make.morning(clients=1)
    episode = Episode.objects.get()
    week_later = make.WEDNESDAY + timedelta(days=7)

    pause(episode=episode, from_on=make.WEDNESDAY, by=system())
    set_coming_days(episode=episode, from_on=week_later, weekdays=[make.WED], by=system())

    days = coming_days(make.WEDNESDAY, week_later)[morning.clients[0].pk]
    assert days == {week_later}


def test_she_is_found_by_any_of_her_names_without_accents() -> None:
    make.client("José Ana", "Núñez", legal_first_name="Josefina")

    for typed in ("jose", "NUN", "josef", "ana"):
        assert [found.client.last_name for found in find_clients(typed, make.WEDNESDAY)] == [
            "Núñez"
        ]
    assert find_clients("unez", make.WEDNESDAY) == []
    assert find_clients(" ", make.WEDNESDAY) == []


def test_two_sites_may_use_the_same_number_but_one_may_not() -> None:
    make.client(external_id="17")

    with pytest.raises(Refused):
        make.client(external_id="17")

    with make.working_at(make.site("other"), make.at("09:00")):
        assert make.client(external_id="17").external_id == "17"
    assert Client.objects.count() == 1
