"""Nothing leaves against her wishes: the server refuses, not only the button."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, Window
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.words import Channel
from openiop.outbox.actions import hold_contact, queue, set_safe_contact
from openiop.outbox.delivery import ThroughTheOutbox, send_queued
from openiop.outbox.models import Message, MessageState, SafeContact
from openiop.outbox.queries import ContactCard, card_of, profile_of
from openiop.privacy.actor import system
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "Hello. Please call us when it suits you."
TEXT_9_TO_17 = ChannelRule(
    allowed=Allowed.AT_TIMES, windows=(Window(frozenset(range(7)), time(9), time(17)),)
)


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:00")):
        yield


def may_text(client: Client) -> None:
    card = ContactCard(profile=ContactProfile(text=TEXT_9_TO_17), phone="555-0100")
    set_safe_contact(person_id=client.pk, card=card, by=system())


def test_a_new_client_is_reached_by_nothing() -> None:
    client = make.client()

    for channel in Channel:
        with pytest.raises(Refused) as refused:
            queue(person_id=client.pk, channel=channel, words=WORDS, by=make.staff(Role.FRONT_DESK))
        assert refused.value.reasons[0].code == "not_asked"


def test_a_text_leaves_inside_her_hours_and_is_delivered(settings: Any, tmp_path: Path) -> None:
    settings.OPENIOP_DATA = tmp_path
    client = make.client()
    may_text(client)

    queue(person_id=client.pk, channel=Channel.TEXT, words=WORDS, by=make.staff(Role.FRONT_DESK))
    sent = send_queued()

    assert sent == 1
    assert Message.objects.get().state == MessageState.SENT
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_outside_her_hours_it_is_refused_with_the_hours_in_words() -> None:
    client = make.client()
    may_text(client)
    desk = make.staff(Role.FRONT_DESK)

    with clock.standing(make.at("18:00")), pytest.raises(Refused) as refused:
        queue(person_id=client.pk, channel=Channel.TEXT, words=WORDS, by=desk)

    assert refused.value.reasons[0].code == "outside_times"
    assert not Message.objects.exists()


def test_what_was_queued_in_time_is_asked_again_before_it_leaves(
    settings: Any, tmp_path: Path
) -> None:
    settings.OPENIOP_DATA = tmp_path
    client = make.client()
    may_text(client)
    queue(person_id=client.pk, channel=Channel.TEXT, words=WORDS, by=system())

    with clock.standing(make.at("17:30")):
        sent = send_queued()

    message = Message.objects.get()
    assert (sent, message.state, message.reasons) == (0, MessageState.REFUSED, ["outside_times"])
    assert not (tmp_path / "outbox").exists()


def test_health_words_never_leave() -> None:
    client = make.client()
    make.anyone_may_call(client)

    with pytest.raises(Refused):
        queue(
            person_id=client.pk,
            channel=Channel.TEXT,
            words="Your therapy group starts at 9.",
            by=system(),
        )


def test_once_her_home_is_not_safe_every_channel_waits_for_her_own_word() -> None:
    client = make.client()
    may_text(client)

    hold_contact(person_id=client.pk, by=system())

    for channel in Channel:
        with pytest.raises(Refused):
            queue(person_id=client.pk, channel=channel, words=WORDS, by=system())
    assert card_of(client.pk).phone == "555-0100"


def test_a_change_keeps_what_held_before_as_history() -> None:
    client = make.client()
    may_text(client)

    make.anyone_may_call(client)

    assert SafeContact.objects.count() == 2
    assert profile_of(client.pk).call.allowed is Allowed.YES


def test_only_at_times_needs_times() -> None:
    client = make.client()
    card = ContactCard(profile=ContactProfile(text=ChannelRule(allowed=Allowed.AT_TIMES)))

    with pytest.raises(Refused) as refused:
        set_safe_contact(person_id=client.pk, card=card, by=system())

    assert refused.value.reasons[0].field_name == "text"


def test_no_library_sends_mail_round_the_gate() -> None:
    with pytest.raises(RuntimeError):
        ThroughTheOutbox().send_messages([EmailMessage("s", "b", to=["a@example.org"])])
