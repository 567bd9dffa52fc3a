"""Before a video session: where she is, a quiet sign that looks like any other tap."""

from __future__ import annotations

import pytest

from openiop.base import clock
from openiop.base.models import Site
from openiop.day.queries.door import door_of, remote_from, visit_of
from openiop.domain.contact import may_contact
from openiop.domain.words import Channel, Level
from openiop.outbox.queries import profile_of
from openiop.privacy.actor import system
from openiop.safety.models import Alert
from openiop.schedule.actions import seat
from tests import make
from tests.stages.portal.phone import Phone, phone_of
from tests.stages.safety.showing import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def remote(morning: make.Morning, site: Site) -> Phone:
    her = make.client("Remi")
    make.stay(her, morning.track, therapist=morning.therapist, remote=True)
    make.anyone_may_call(her)
    for group in morning.groups:
        if group.kind.is_group:
            seat(group=group, client=her, from_on=make.WEDNESDAY, by=system())
    return phone_of(her, site)


def test_where_she_is_becomes_the_confirmed_place(remote: Phone, morning: make.Morning) -> None:
    assert "Before you join by video" in remote.open("/today/").words
    empty = remote.open("/joining/").send(go="join", where=" ", helper="My neighbor")
    assert (empty.status, "My neighbor" in empty.html) == (422, True)

    remote.send(
        "/joining/",
        go="join",
        where="3 Fern Street, Testville",
        overheard="unsure",
        fallback="call",
        fallback_number="555-0123",
    )

    assert "You are set" in remote.words
    assert "3 Fern Street" not in remote.html
    assert remote_from(make.WEDNESDAY, [remote.client.pk]) == {
        remote.client.pk: "3 Fern Street, Testville"
    }
    assert visit_of(remote.client.pk, make.WEDNESDAY).remote
    assert not Alert.objects.filter(client=remote.client).exists()
    remote.at(make.at("09:05"))
    room = signed_in(morning.facilitator).get(
        page("day:room", morning.sessions[morning.skills.kind].pk)
    )
    assert "she may be overheard" in room.content.decode()


def test_the_quiet_sign_looks_the_same_and_reaches_a_person(
    remote: Phone, morning: make.Morning
) -> None:
    calm = remote.open("/joining/").send(go="join", where="3 Fern Street, Testville").words

    quiet = remote.open("/joining/?change=1").send("/joining/", go="listen").words

    alert = Alert.objects.get(client=remote.client)
    assert quiet == calm
    assert (alert.level, alert.owner_id) == (Level.HIGH, morning.therapist.id)
    said = signed_in(morning.therapist).get(page("safety:alert", alert.pk)).content.decode()
    assert "it is not safe to talk" in said
    assert "3 Fern Street, Testville" in said
    assert not may_contact(profile_of(remote.client.pk), Channel.CALL, clock.local_now())
    door = door_of(remote.client.pk, make.WEDNESDAY)
    assert door is not None
    assert door.listens_only


def test_who_comes_in_person_has_no_such_page(phone: Phone) -> None:
    assert phone.open("/joining/").path == "/today/"
