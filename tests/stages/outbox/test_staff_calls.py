"""Calls to staff leave once, are tried again when they fail, and say nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from openiop.base import clock
from openiop.base.models import Site
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.staff_call import CALL_RULES, CALL_WORDS, CallBy
from openiop.outbox import carriers, delivery
from openiop.outbox.actions import begin_call, call_staff, set_own_call
from openiop.outbox.carriers import NotDelivered, Reaches, reaches
from openiop.outbox.delivery import call_waiting_staff
from openiop.outbox.models import CallState, StaffCall
from openiop.privacy.actor import Actor, system
from tests import make

pytestmark = [
    pytest.mark.django_db,
    # the carriers' library looks for modules that newer Pythons leave out
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path) -> Iterator[Site]:
    settings.OPENIOP_DATA = tmp_path
    settings.CALL_TEXT = "file"
    here = make.site()
    with make.working_at(here, make.at("10:00")):
        yield here


@pytest.fixture
def lena() -> Actor:
    who = make.staff(Role.CLINICAL_LEAD, name="Lena Lead")
    set_own_call(by_way=CallBy.TEXT, address="555-0100", by=who)
    return who


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[timedelta]]:
    """The machine's clock, moved on by what is put in it."""
    moved, real = [timedelta(0)], clock.wall
    monkeypatch.setattr(clock, "wall", lambda: real() + sum(moved, timedelta(0)))
    yield moved


def asked(of: Actor, key: str = "one", about: UUID | None = None) -> StaffCall:
    return call_staff(staff_id=of.id, about_id=about or uuid4(), key=key, by=system())


def test_it_leaves_once_in_neutral_words_however_often_it_is_asked_for(
    lena: Actor, tmp_path: Path
) -> None:
    asked(lena)
    asked(lena)

    assert (call_waiting_staff(), call_waiting_staff()) == (1, 0)

    [file] = (tmp_path / "outbox" / "staff").iterdir()
    assert json.loads(file.read_text())["words"] == CALL_WORDS
    assert StaffCall.objects.get().state == CallState.SENT


def test_a_call_that_fails_is_tried_again_and_given_up_at_last(
    lena: Actor, wall: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_told: object) -> None:
        raise NotDelivered("carrier_refused")

    monkeypatch.setattr(delivery, "hand_over", fails)
    asked(lena)
    for _ in range(CALL_RULES.tries_most + 3):
        call_waiting_staff()
        call_waiting_staff()  # too soon: no second try
        wall.append(timedelta(minutes=CALL_RULES.longest_retry_min))

    call = StaffCall.objects.get()
    assert (call.state, call.tries) == (CallState.GIVEN_UP, CALL_RULES.tries_most)
    assert call.fault == "carrier_refused"


def test_a_call_the_job_died_in_is_made_after_all(lena: Actor, wall: list[timedelta]) -> None:
    call = begin_call(call=asked(lena), by=system())
    assert call_waiting_staff() == 0
    with pytest.raises(Refused):
        begin_call(call=call, by=system())  # a second job leaves it alone

    wall.append(timedelta(minutes=CALL_RULES.claim_min))

    assert call_waiting_staff() == 1


def test_who_set_no_way_and_a_house_without_a_channel_are_told_apart(
    lena: Actor, settings: Any
) -> None:
    nobody = make.staff(Role.THERAPIST)
    asked(nobody, "a")
    settings.CALL_TEXT = ""
    asked(lena, "b")

    assert call_waiting_staff() == 0

    states = dict(StaffCall.objects.values_list("key", "state"))
    assert states == {"a": CallState.NO_CONTACT, "b": CallState.NO_CHANNEL}


def test_the_demo_writes_files_without_being_told(lena: Actor, settings: Any, site: Site) -> None:
    settings.CALL_TEXT = ""
    Site.objects.filter(pk=site.pk).update(is_demo=True)
    asked(lena)
    assert call_waiting_staff() == 1


@pytest.mark.parametrize(
    ("text", "email", "is_demo", "found"),
    [
        ("", "", False, Reaches.SCREENS),
        ("", "", True, Reaches.FILES),
        ("file", "", False, Reaches.FILES),
        ("twilio://a:b@c/{to}", "", True, Reaches.PEOPLE),
        ("", "mailto://a:b@c?to={to}", False, Reaches.PEOPLE),
    ],
)
def test_pages_say_how_far_alerts_reach(
    settings: Any, text: str, email: str, is_demo: bool, found: Reaches
) -> None:
    settings.CALL_TEXT, settings.CALL_EMAIL = text, email
    assert reaches(is_demo) is found


def test_a_real_carrier_is_given_number_and_words(
    lena: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import apprise

    told: list[tuple[list[str], str]] = []

    def notify(self: Any, body: str, title: str) -> bool:
        told.append(([server.url() for server in self], body))
        return True

    monkeypatch.setattr(apprise.Apprise, "notify", notify)
    settings.CALL_TEXT = f"twilio://AC{'a' * 32}:{'b' * 32}@15550000000/{{to}}"
    set_own_call(by_way=CallBy.TEXT, address="+1 (555) 010-0100", by=lena)
    asked(lena)

    assert call_waiting_staff() == 1
    [([url], words)] = told
    assert "15550100100" in url
    assert words == CALL_WORDS


def test_a_carrier_that_breaks_does_not_stop_the_other_calls(
    lena: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import apprise

    def breaks(*_told: object, **_more: object) -> bool:
        raise TypeError

    monkeypatch.setattr(apprise.Apprise, "notify", breaks)
    settings.CALL_TEXT = "json://example.org/{to}"
    dora = make.staff(Role.DIRECTOR)
    set_own_call(by_way=CallBy.TEXT, address="555-0101", by=dora)
    asked(lena, "a")
    asked(dora, "b")

    assert call_waiting_staff() == 0

    faults = StaffCall.objects.values_list("state", "fault")
    assert list(faults) == [(CallState.FAILED, "carrier_broke")] * 2


def test_a_carrier_nobody_understands_is_a_fault_and_no_crash(settings: Any) -> None:
    settings.CALL_TEXT = "pigeon://{to}"
    with pytest.raises(NotDelivered) as failed:
        carriers.hand_over(uuid4(), CallBy.TEXT, "555-0100", CALL_WORDS)
    assert str(failed.value) == "carrier_not_understood"
