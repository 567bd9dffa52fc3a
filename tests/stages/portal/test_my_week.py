"""Her own week: only hers, and in one plain line what is not as usual; her calendar app."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser

from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.words import SessionKind
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import system
from openiop.schedule.actions import cover, move_individual, plan_individual, plan_sessions
from openiop.schedule.models import Session
from tests import make
from tests.stages.portal.phone import Phone

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY


def own_hour(morning: make.Morning, phone: Phone) -> Session:
    return plan_individual(
        client=phone.client,
        staff_id=morning.therapist.id,
        on=TODAY,
        starts="13:00",
        minutes=45,
        by=system(),
    )


def test_tomorrow_is_called_tomorrow(morning: make.Morning, phone: Phone) -> None:
    plan_sessions(first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=8), by=system())

    phone.open("/week/")

    assert "Wed Nov 18 Today" in phone.words
    assert "Thu Nov 19 Tomorrow" in phone.words
    assert "Next week" in phone.words


def test_who_stands_in_stands_there_in_one_line(morning: make.Morning, phone: Phone) -> None:
    cover(session=morning.session(SessionKind.SKILLS), staff_id=morning.lead.id, by=system())

    phone.open("/week/")

    assert "Lena Lead stands in for Fay Facilitator." in phone.words


def test_what_was_canceled_says_so_and_the_new_time_stands_there(
    morning: make.Morning, phone: Phone
) -> None:
    hour = own_hour(morning, phone)
    move_individual(
        session=hour,
        staff_id=morning.therapist.id,
        on=TODAY + timedelta(days=2),
        starts="11:00",
        by=system(),
    )

    phone.open("/week/")

    assert "13:00 Individual session Canceled. It does not take place." in phone.words
    assert "11:00 Individual session with Thea Therapist" in phone.words
    assert "Canceled" not in phone.open("/today/").words


def test_no_other_woman_stands_on_it(morning: make.Morning, phone: Phone) -> None:
    other = morning.clients[1]
    plan_individual(
        client=other,
        staff_id=morning.therapist.id,
        on=TODAY,
        starts="14:00",
        minutes=45,
        by=system(),
    )

    phone.open("/week/")

    assert other.chosen_name not in phone.html
    assert "14:00" not in phone.words


def test_her_calendar_is_off_until_she_knows_who_sees_it(phone: Phone) -> None:
    phone.open("/week/in-my-app/")
    assert "This is off unless you turn it on." in phone.words

    phone.send(do="make", word="busy")

    assert phone.status == 422
    assert "If you are not sure, leave it off." in phone.words


def test_she_turns_it_on_sees_the_address_once_and_turns_it_off(phone: Phone) -> None:
    phone.open("/week/in-my-app/").send(do="make", word="busy", knows="on")
    found = re.search(r"http://testserver(/calendar/\S+?\.ics)", phone.html)
    assert found is not None
    assert b"SUMMARY:Busy" in Browser().get(found[1]).content

    assert "/calendar/" not in phone.open("/week/in-my-app/").html
    phone.send(do="name", word="class")
    assert "SUMMARY:Class" in Browser().get(found[1]).content.decode()
    phone.send(do="end")

    assert "It is off." in phone.words
    assert Browser().get(found[1]).status_code == 404


def test_whose_phone_is_looked_at_is_warned(phone: Phone) -> None:
    profile = ContactProfile(call=ChannelRule(allowed=Allowed.NO), device_shared=True)
    set_safe_contact(person_id=phone.client.pk, card=ContactCard(profile=profile), by=system())

    assert "It is safer to leave this off." in phone.open("/week/in-my-app/").words
