"""The check-in on her phone: one question a page, skippable, saved at once, never an alarm."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from openiop.base import clock
from openiop.day.models import Need
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.safety import Action, Disposition
from openiop.domain.words import NeedKind
from openiop.measures.models import Administration
from openiop.measures.queries import standing_answers
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import system
from openiop.safety import actions as safety
from openiop.safety.models import Alert, AlertStep, PrivateCheck
from tests import make
from tests.stages.portal.phone import Phone, phone_of

pytestmark = pytest.mark.django_db

ORDINARY = (2, 3, 0, 0, 1)
ALARMS = ("alert", "emergency", "danger", "warning", "risk", "911")


def checked_in(phone: Phone, *answers: int | str) -> Phone:
    phone.open("/check-in/")
    for answer in answers:
        phone.tap(answer)
    return phone


def answers_of(phone: Phone) -> dict[str, int | None]:
    return standing_answers(Administration.objects.get(client=phone.client).pk)


def test_an_ordinary_check_in_takes_eight_taps(phone: Phone) -> None:
    phone.open("/today/")
    assert 'href="/check-in/"' in phone.html
    taps = 1
    phone.open("/check-in/")
    for n, answer in enumerate(ORDINARY, start=1):
        assert (phone.path, f"Step {n} of 6" in phone.words) == (f"/check-in/{n}/", True)
        phone.tap(answer)
        taps += 1
    assert "What do I need today?" in phone.words
    taps += 1  # the chip
    phone.send(needs="talk")
    taps += 1
    assert (phone.path, taps) == ("/check-in/done/", 8)
    form = Administration.objects.get()
    assert form.finished_at is not None
    assert standing_answers(form.pk) == {
        "feeling": 2,
        "mood": 3,
        "si_urge": 0,
        "sh_urge": 0,
        "safe_home": 1,
    }
    assert [need.kind for need in Need.objects.all()] == [NeedKind.TALK]
    assert not Alert.objects.exists()
    assert not PrivateCheck.objects.exists()


def test_after_it_today_has_no_check_in_any_more(phone: Phone) -> None:
    checked_in(phone, *ORDINARY).send()
    phone.open("/today/")
    assert "You checked in at 8:45" in phone.words or "You checked in at 08:45" in phone.words
    assert 'href="/check-in/"' not in phone.html


def test_each_answer_is_saved_and_she_goes_on_where_she_left(phone: Phone) -> None:
    checked_in(phone, 2, 3)
    assert answers_of(phone) == {"feeling": 2, "mood": 3}
    phone.open("/today/")
    assert "Go on with my check-in" in phone.words
    phone.open("/check-in/")
    assert phone.path == "/check-in/3/"


def test_back_shows_what_she_chose_and_lets_her_change_it(phone: Phone) -> None:
    checked_in(phone, 2, 3)
    phone.open("/check-in/2/")
    assert "your answer" in phone.words
    assert 'href="/check-in/1/"' in phone.html
    phone.tap(8)
    assert phone.path == "/check-in/3/"
    assert answers_of(phone)["mood"] == 8


@pytest.mark.parametrize(("step", "link_id"), [(3, "si_urge"), (4, "sh_urge"), (5, "safe_home")])
def test_a_skipped_safety_question_is_never_0_and_shows_no_alarm(
    phone: Phone, step: int, link_id: str
) -> None:
    given: list[int | str] = list(ORDINARY)
    given[step - 1] = "skip"
    checked_in(phone, *given)
    pages = phone.words
    phone.send()
    assert answers_of(phone)[link_id] is None
    check = PrivateCheck.objects.get()
    assert (check.link_id, check.why, check.on) == (link_id, "skipped", make.WEDNESDAY)
    assert not Alert.objects.exists()
    assert not any(word in (pages + phone.words).casefold() for word in ALARMS)


@pytest.mark.parametrize("value", [1, 5])
def test_a_thought_of_suicide_is_met_with_words_and_an_alert(phone: Phone, value: int) -> None:
    checked_in(phone, 2, 3, value)
    assert phone.path == "/check-in/3/thank-you/"
    for words in (
        "Thank you for telling us",
        "You are not in trouble",
        "within 1 hour",
        "Are you safe right now?",
        "Call 988",
        "Go on",
    ):
        assert words in phone.words
    assert "/check-in/4/" in phone.html
    assert Alert.objects.get().link_id == "si_urge"


def test_what_she_says_is_kept_and_she_is_never_held(phone: Phone) -> None:
    checked_in(phone, 2, 3, 1)
    phone.send(said="not_safe")
    assert phone.words.index("Call 911") < phone.words.index("Go on")
    said = AlertStep.objects.get(kind="she_said")
    assert (said.code, said.by) == ("not_safe", phone.actor.id)
    phone.open("/check-in/4/").tap(0)
    assert phone.path == "/check-in/5/"


def test_after_hours_nobody_is_said_to_read(phone: Phone) -> None:
    phone.at(make.at("19:30"))
    checked_in(phone, 2, 3, 1)
    assert "Nobody is reading this right now" in phone.words
    assert "within 1 hour" not in phone.words
    assert phone.words.index("Nobody is reading") < phone.words.index("Are you safe right now?")
    assert phone.words.index("Call 988") < phone.words.index("Are you safe right now?")


def test_an_urge_leads_to_whether_she_did(phone: Phone) -> None:
    checked_in(phone, 2, 3, 0, 1)
    assert phone.path == "/check-in/4a/"
    assert "Step 4 of 6" in phone.words
    phone.tap(1)
    assert phone.path == "/check-in/4a/thank-you/"
    assert answers_of(phone)["sh_act"] == 1


def test_she_may_say_it_without_being_asked(phone: Phone) -> None:
    checked_in(phone, 2, 3, 0)
    assert "I have hurt myself since last time" in phone.words
    phone.tap("sh_act")
    assert phone.path == "/check-in/4a/thank-you/"
    assert answers_of(phone) == {"feeling": 2, "mood": 3, "si_urge": 0, "sh_act": 1}
    phone.open("/check-in/")
    assert phone.path == "/check-in/4/"


def test_not_safe_at_home_has_its_own_words(phone: Phone) -> None:
    yes = ChannelRule(allowed=Allowed.YES)
    card = ContactCard(profile=ContactProfile(call=yes, text=yes), phone="555-0100")
    set_safe_contact(person_id=phone.client.pk, card=card, by=system())
    checked_in(phone, 2, 3, 0, 0, 0)
    assert "We will talk with you in private today." in phone.words
    assert "We will not call, text or write to your home." in phone.words
    assert "1-800-799-7233" in phone.words
    assert "Ask us to call me" not in phone.words
    assert 'href="/check-in/6/"' in phone.html


def test_on_a_shared_phone_home_is_asked_in_person(phone: Phone) -> None:
    card = ContactCard(profile=ContactProfile(device_shared=True))
    set_safe_contact(person_id=phone.client.pk, card=card, by=system())
    checked_in(phone, 2, 3, 0, 0)
    assert (phone.path, "Step 5 of 5" in phone.words) == ("/check-in/5/", True)
    phone.send()
    assert "Someone will check in with you in person today." in phone.words
    assert PrivateCheck.objects.get().why == "device"


@pytest.mark.parametrize(("allowed", "offered"), [(Allowed.YES, True), (Allowed.NO, False)])
def test_a_call_is_offered_only_where_it_is_safe(
    phone: Phone, allowed: Allowed, offered: bool
) -> None:
    card = ContactCard(profile=ContactProfile(call=ChannelRule(allowed=allowed)), phone="555")
    set_safe_contact(person_id=phone.client.pk, card=card, by=system())
    checked_in(phone, 2, 3, 2)
    assert ("at my safe number" in phone.words) is offered
    if offered:
        phone.send(said="call_me")
        assert "You asked us to call" in phone.words


def test_the_same_request_twice_is_done_once(phone: Phone) -> None:
    phone.open("/check-in/")
    same = str(uuid4())
    for _ in range(2):
        phone.send("/check-in/1/", answer="2", request_id=same)
        assert phone.path == "/check-in/2/"
    for n, answer in enumerate((3, 0, 0, 1), start=2):
        phone.send(f"/check-in/{n}/", answer=str(answer))
    sent = str(uuid4())
    for _ in range(2):
        phone.send("/check-in/6/", needs="talk", words="after group", request_id=sent)
        assert phone.path == "/check-in/done/"
    assert Need.objects.count() == 1
    assert Administration.objects.count() == 1


def test_a_button_we_do_not_know_is_refused_in_words(phone: Phone) -> None:
    phone.open("/check-in/")
    phone.browser.post("/check-in/1/", {"answer": "77"})
    phone.open("/check-in/1/")
    assert "Please tap one of the answers" in phone.words
    assert not Administration.objects.exists()


def test_words_without_a_chip_are_a_need_too_and_what_cannot_be_read_is_kept(
    phone: Phone,
) -> None:
    checked_in(phone, *ORDINARY)
    phone.send(words="My bus came late", sleep_hours="lots")
    assert phone.status == 422
    assert "whole hours" in phone.words
    assert "My bus came late" in phone.html
    phone.send(words="My bus came late", sleep_hours="6", skills="3")
    assert phone.path == "/check-in/done/"
    need = Need.objects.get()
    assert (need.kind, need.words) == (NeedKind.OTHER, "My bus came late")
    assert (answers_of(phone)["sleep_hours"], answers_of(phone)["skills"]) == (6, 3)


def test_a_step_that_is_not_hers_leads_to_the_one_that_is(phone: Phone) -> None:
    phone.open("/check-in/4a/")
    assert phone.path == "/check-in/1/"
    phone.open("/check-in/3/thank-you/")
    assert phone.path == "/check-in/1/"


def test_one_client_never_meets_anothers_answers(morning: make.Morning, phone: Phone) -> None:
    checked_in(phone, 2, 3, 4)
    other = phone_of(morning.clients[1], phone.site)
    other.open("/check-in/3/thank-you/")
    assert other.path == "/check-in/1/"
    other.open("/today/")
    assert "Go on with my check-in" not in other.words
    assert not Administration.objects.filter(client=other.client).exists()


def test_she_may_change_whether_she_is_safe_even_after_all_was_settled(
    morning: make.Morning, phone: Phone
) -> None:
    checked_in(phone, 2, 3, 4)
    phone.send(said="safe")
    assert "We are glad you are safe right now" in phone.words
    assert "Change my answer" in phone.words
    [alert] = Alert.objects.all()
    with clock.standing(make.at("09:30")):
        safety.answering.answer_alert(
            alert=alert,
            what=Action.SPOKE_IN_PERSON,
            disposition=Disposition.SAFE_TODAY_PLAN_REVIEWED,
            words="Talked",
            second_look_on=make.WEDNESDAY + timedelta(days=1),
            by=morning.lead,
        )
        safety.answering.second_look(alert=alert, words="Steadier", by=morning.lead)
    phone.at(make.at("10:00"))
    phone.open("/check-in/3/thank-you/")
    assert "We are glad you are safe right now" in phone.words
    phone.send(said="not_safe")
    assert "Please reach someone now" in phone.words
    alert.refresh_from_db()
    assert alert.closed_at is None
    assert alert.acknowledged_at is None


def test_a_call_she_asked_for_is_not_promised_once_calling_is_on_hold(phone: Phone) -> None:
    calls = ContactProfile(call=ChannelRule(Allowed.YES), asked=True)
    card = ContactCard(profile=calls, phone="555-0123")
    set_safe_contact(person_id=phone.client.pk, card=card, by=system())
    checked_in(phone, 2, 3, 4)
    phone.send(said="call_me")
    assert "You asked us to call" in phone.words
    phone.open("/check-in/5/").tap(0)
    phone.open("/check-in/3/thank-you/")
    assert "We call you" not in phone.words
