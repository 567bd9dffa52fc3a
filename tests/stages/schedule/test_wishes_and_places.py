"""Seats under a hidden rule, wishes in versions, places that are booked and fall away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from openiop.accounts.actions import welcome
from openiop.base import clock
from openiop.clients.actions import keep_apart
from openiop.domain.decision import Refused
from openiop.domain.kept_apart import Link
from openiop.domain.places import LostHow, PlaceKind, PlaceState
from openiop.domain.wishes import Mode, Strength
from openiop.privacy.actor import Actor, system
from openiop.schedule import actions
from openiop.schedule.models import Seat
from openiop.schedule.queries import (
    lost_places,
    place_lists,
    timetable_keep_apart,
    timetable_wishes,
    wishes_of,
)
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
THURSDAY = TODAY + timedelta(days=1)


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=2)


def test_a_hidden_rule_stops_a_seat_and_only_the_lead_decides(morning: make.Morning) -> None:
    seated, new = morning.clients[0], make.client("Newcomer")
    keep_apart(client=new, other=seated, link=Link.EX_PARTNER, words="Zsecret", by=morning.lead)
    director = morning.director

    with pytest.raises(Refused) as refused:
        actions.seat(group=morning.skills, client=new, from_on=TODAY, by=director)
    with pytest.raises(Refused):  # who may not see such rules cannot go past them
        actions.seat(
            group=morning.skills, client=new, from_on=TODAY, despite="Never mind", by=director
        )
    actions.seat(
        group=morning.skills, client=new, from_on=TODAY, despite="Both want it", by=morning.lead
    )

    assert refused.value.reasons[0].code == "hidden_rule"
    assert refused.value.reasons[0].params == {}
    assert Seat.objects.get(client=new).despite == "Both want it"
    plan_individual = partial(actions.plan_individual, staff_id=morning.therapist.id, on=TODAY)
    plan_individual(client=seated, starts="13:00", minutes=45, by=director)
    with pytest.raises(Refused) as near:
        plan_individual(client=new, starts="13:50", minutes=45, by=director)
    assert near.value.reasons[0].code == "hidden_rule"
    plan_individual(client=new, starts="14:15", minutes=45, by=director)
    pair = timetable_keep_apart([seated.pk, new.pk])
    assert pair == [
        {"clients": sorted([str(seated.pk), str(new.pk)]), "reason": "A rule of the program"}
    ]


def test_she_says_on_her_phone_what_her_days_fit_around(morning: make.Morning) -> None:
    her = morning.clients[0]
    herself = make.client_actor(her)
    welcome(by=herself)
    browser = signed_in(herself)
    typed = {
        "t0_why": "school_run",
        "t0_strength": "cannot",
        "t0_days": ["0", "2"],
        "t0_from": "2:30 pm",
        "t0_to": "15.30",
        "d0_on": "12/1/2026",
        "d0_why": "court",
        "mode": "telehealth",
    }

    half = browser.post(page("portal:days"), sent(**typed | {"t0_to": "", "words": "Keep this"}))
    for _again in range(2):
        browser.post(page("portal:days"), sent(**typed))

    said = wishes_of(her.pk)
    assert half.status_code == 422
    assert "Keep this" in half.content.decode()
    assert (said.number, said.wishes.mode) == (1, Mode.TELEHEALTH)
    assert said.wishes.times[0].strength is Strength.CANNOT
    packed = timetable_wishes([her])[her.pk].packed()
    assert packed["availability"]["mon"] == [["08:00", "14:30"], ["15:30", "18:00"]]  # type: ignore[index] # days
    assert packed["unavailable"] == [{"date": "2026-12-01"}]


def test_a_lost_place_warns_about_her_seat_before_she_drops_out(morning: make.Morning) -> None:
    first, second = morning.clients
    actions.offer_places(
        kind=PlaceKind.CHILDCARE,
        weekdays=[0, 2, 3],
        capacity=2,
        from_on=TODAY,
        by=morning.director,
    )
    for client, at in ((first, "08:00"), (second, "08:10")):
        with clock.standing(make.at(at)):
            actions.book_place(
                client=client, kind=PlaceKind.CHILDCARE, count=1, from_on=TODAY, by=morning.desk
            )
    with pytest.raises(Refused, match="full"):
        actions.book_place(
            client=make.add_client(morning),
            kind=PlaceKind.CHILDCARE,
            count=1,
            from_on=TODAY,
            by=morning.desk,
        )

    _thursday_holds(1, morning.lead)

    lost = lost_places()
    assert [(line.client, line.on, line.owner) for line in lost] == [
        (second, THURSDAY, "Thea Therapist")
    ]
    lead = signed_in(morning.lead)
    assert "A place fell away" in lead.get(page("desk:open_matters")).content.decode()
    herself = make.client_actor(second)
    welcome(by=herself)
    today = signed_in(herself).get(page("portal:today")).content.decode()
    assert "Thea Therapist looks for another way with you." in today
    actions.answer_lost_place(
        lost=lost[0].row, how=LostHow.SEAT_AT_RISK, words="Her aunt may help", by=morning.lead
    )
    assert len(lost_places()) == 1
    _thursday_holds(2, morning.lead)
    assert lost_places() == []


def _thursday_holds(places: int, by: Actor) -> None:
    actions.set_places_of_day(
        kind=PlaceKind.CHILDCARE, on=THURSDAY, capacity=places, why="A caregiver is ill", by=by
    )


def test_the_desk_keeps_the_arrivals_of_the_place(morning: make.Morning) -> None:
    her = morning.clients[0]
    actions.offer_places(
        kind=PlaceKind.INFANT, weekdays=[2], capacity=1, from_on=TODAY, by=system()
    )
    booking = actions.book_place(
        client=her,
        kind=PlaceKind.INFANT,
        count=1,
        from_on=TODAY,
        until_on=TODAY,
        words="8 months",
        by=morning.desk,
    )
    desk = signed_in(morning.desk)

    desk.post(page("schedule:mark", booking.pk), sent(state="here"))

    assert "8 months" in desk.get(page("schedule:places")).content.decode()
    infants = next(each for each in place_lists(TODAY) if each.kind is PlaceKind.INFANT)
    assert [line.state for line in infants.lines] == [PlaceState.HERE]
    few = statements(desk, page("schedule:places"))
    actions.offer_places(
        kind=PlaceKind.INFANT, weekdays=[2], capacity=9, from_on=TODAY, by=system()
    )
    for _n in range(4):
        actions.book_place(
            client=make.add_client(morning),
            kind=PlaceKind.INFANT,
            count=1,
            from_on=TODAY,
            until_on=TODAY,
            by=morning.desk,
        )
    assert statements(desk, page("schedule:places")) == few
