"""A device of the program: a code that works once, no name, one question, nothing left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser

from openiop.base import clock
from openiop.base.models import Site
from openiop.day.models import Need
from openiop.domain.decision import Refused
from openiop.domain.measures.asking import ASKING_RULES
from openiop.domain.privacy import Role
from openiop.kiosk import actions, queries
from openiop.kiosk.models import KioskCode, WrongCode
from openiop.measures.models import Administration, Decline, Source
from openiop.measures.queries import standing_answers
from openiop.privacy.actor import system
from openiop.safety.models import Alert
from tests import make
from tests.stages.portal.phone import phone_of, seconds_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make.site(is_demo=True, clock_offset_seconds=seconds_to(make.at("08:45")))


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("08:45")):
        yield


@pytest.fixture
def morning(at_work: None) -> make.Morning:
    return make.morning(clients=2)


class Device:
    """The tablet at the desk, without JavaScript."""

    def __init__(self) -> None:
        self.browser = Browser()
        self.path, self.words, self.html, self.status = "", "", "", 0

    def open(self, path: str) -> Device:
        return self._show(self.browser.get(path, follow=True), path)

    def send(self, path: str = "/device/questions/", **fields: object) -> Device:
        return self._show(self.browser.post(path, fields, follow=True), path)

    def tap(self, answer: object) -> Device:
        hidden = dict(re.findall(r'name="(number|of)" value="([^"]+)"', self.html))
        return self.send(answer=answer, **hidden)

    def _show(self, response: object, path: str) -> Device:
        chain = getattr(response, "redirect_chain", [])
        self.path = chain[-1][0] if chain else path
        self.status = response.status_code  # type: ignore[attr-defined]
        self.refresh = response.headers.get("Refresh", "")  # type: ignore[attr-defined]
        self.html = response.content.decode()  # type: ignore[attr-defined]
        main = self.html.partition("<main")[2].partition("</main>")[0]
        self.words = " ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split())
        return self


def opened(morning: make.Morning, n: int = 0) -> tuple[Device, KioskCode]:
    code = actions.hand_out_code(client=morning.clients[n], by=morning.desk)
    device = Device()
    device.send("/device/", code=code.code)
    return device, code


def test_the_desk_hands_out_a_code_and_sees_no_form(morning: make.Morning) -> None:
    browser = Browser()
    browser.force_login(make.user_of(morning.desk), backend="openiop.accounts.backend.SignInName")
    page = browser.get(f"/staff/device/{morning.clients[0].pk}/").content.decode()
    assert "Forms are due" in page
    assert not re.search(r"\b(PHQ|GAD|mood|worry)\b", page)
    shown = browser.post(f"/staff/device/{morning.clients[0].pk}/", follow=True).content.decode()
    code = KioskCode.objects.get()
    assert re.fullmatch(r"\d{4}", code.code)
    assert code.code in shown
    assert code.instrument_ids == ["phq-9", "gad-7"]


def test_the_device_speaks_her_language_until_she_taps_another(morning: make.Morning) -> None:
    her = morning.clients[0]
    her.language = "es"
    her.save()
    device, _code = opened(morning)
    assert '<html lang="es"' in device.html
    assert "10 preguntas" in device.words
    device.send(do="begin")
    # licensed wording stays as published, and the page says so
    assert 'lang="en"' in device.html
    assert "Prefiero no responder" in device.words
    device.send("/language/", language="en", next="/device/questions/")
    device.open("/device/questions/")
    assert '<html lang="en"' in device.html
    assert "I'd rather not answer" in device.words.replace("&#x27;", "'")
    # whoever comes next finds the device as it was
    device.open("/device/over/")
    device.open("/device/")
    assert '<html lang="en"' in device.html


def test_from_the_code_to_the_neutral_end(morning: make.Morning) -> None:
    device, _code = opened(morning)
    assert device.path == "/device/questions/"
    assert "10 questions about your mood" in device.words
    device.send(do="begin")
    for n in range(1, 11):
        assert f"Question {n} of 10" in device.words
        assert morning.clients[0].chosen_name not in device.html
        assert device.refresh == f"{ASKING_RULES.idle_seconds};url=/device/over/"
        device.tap(0)
    assert "7 questions about worry" in device.words
    device.send(do="begin")
    for _ in range(7):
        device.tap(1)
    assert "Nothing of it stays on this device" in device.words
    totals = dict(Administration.objects.values_list("instrument_id", "total"))
    assert totals == {"phq-9": 0, "gad-7": 7}
    assert set(Administration.objects.values_list("source", flat=True)) == {Source.KIOSK}
    assert device.open("/device/questions/").path == "/device/"
    assert KioskCode.objects.get().closed_by == morning.clients[0].pk


def test_a_code_works_once_and_for_minutes(morning: make.Morning) -> None:
    _device, code = opened(morning)
    assert KioskCode.objects.get(pk=code.pk).code == ""
    assert Device().send("/device/", code=code.code).path == "/device/"
    late = actions.hand_out_code(client=morning.clients[1], by=morning.desk)
    with clock.standing(make.at("08:56")):
        assert actions.type_code(code=late.code, device="a", by=system()) is None
    assert Device().send("/device/", code="").status == 422


def test_a_new_code_ends_the_one_before(morning: make.Morning) -> None:
    first = actions.hand_out_code(client=morning.clients[0], by=morning.desk)
    second = actions.hand_out_code(client=morning.clients[0], by=morning.desk)
    assert actions.type_code(code=second.code, device="a", by=system()) == second
    assert KioskCode.objects.get(pk=first.pk).code == ""


def test_after_a_few_wrong_codes_even_the_right_one_opens_nothing(morning: make.Morning) -> None:
    code = actions.hand_out_code(client=morning.clients[0], by=morning.desk)
    wrong = "0000" if code.code != "0000" else "1111"
    device = Device()
    said = {device.send("/device/", code=wrong).words for _ in range(ASKING_RULES.wrong_tries)}
    assert len(said) == 1
    device.send("/device/", code=code.code)
    assert "Please wait 10 minutes" in device.words
    assert device.words == device.send("/device/", code=wrong).words
    assert WrongCode.objects.count() == ASKING_RULES.wrong_tries
    # another device may still use it; in ten minutes this one may try again
    assert queries.may_type_a_code("another")
    with clock.standing(make.at("08:45") + timedelta(minutes=11)):
        assert queries.may_type_a_code(WrongCode.objects.all()[0].device)


def test_begun_here_gone_on_with_on_her_phone_and_back(morning: make.Morning, site: Site) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    device.tap(1).tap(2)
    phone = phone_of(morning.clients[0], site)
    phone.open("/questions/a/")
    assert "Go on" in phone.words
    phone.open("/questions/a/3/").tap(3)
    device.open("/device/questions/")
    assert "Question 4 of 10" in device.words
    for _ in range(4, 11):
        device.tap(0)
    form = Administration.objects.get()
    assert (form.total, form.finished_at is not None) == (6, True)


def test_what_her_phone_has_just_finished_is_not_begun_anew(morning: make.Morning) -> None:
    device, code = opened(morning)
    device.send(do="begin")
    for _ in range(10):
        device.tap(0)
    with pytest.raises(Refused):
        actions.answer_on_device(
            code=KioskCode.objects.get(pk=code.pk),
            instrument_id="phq-9",
            link_id="q1",
            value=1,
            by=queries.herself(code),
        )
    assert Administration.objects.count() == 1


def test_the_same_tap_twice_is_one_answer(morning: make.Morning) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    device.send(number="1", of="phq-9", answer="2")
    device.send(number="1", of="phq-9", answer="2")
    form = Administration.objects.get()
    assert standing_answers(form.pk) == {"q1": 2}


def test_going_back_changes_an_answer_and_goes_on(morning: make.Morning) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    device.tap(1).tap(1)
    device.open("/device/questions/?at=1")
    assert "Question 1 of 10" in device.words
    device.tap(0)
    assert "Question 3 of 10" in device.words
    assert standing_answers(Administration.objects.get().pk) == {"q1": 0, "q2": 1}
    assert "Question 3 of 10" in device.open("/device/questions/?at=9").words


def test_a_hard_answer_is_met_with_words_and_reaches_the_team(morning: make.Morning) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    for _ in range(8):
        device.tap("skip")
    device.tap(1)
    assert device.path == "/device/pause/"
    assert "Thank you for telling us" in device.words
    assert Alert.objects.get().on_site
    device.send("/device/pause/", do="talk")
    assert "Question 10 of 10" in device.words
    assert Need.objects.count() == 1


def test_not_now_is_kept_and_the_next_form_comes(morning: make.Morning) -> None:
    device, _code = opened(morning)
    device.send(do="rather_not")
    assert Decline.objects.get().instrument_id == "phq-9"
    assert "7 questions about worry" in device.words


def test_hard_questions_may_be_done_with_someone(morning: make.Morning) -> None:
    code = actions.hand_out_code(
        client=morning.clients[0], instrument_ids=["pcl-5"], by=morning.lead
    )
    device = Device()
    device.send("/device/", code=code.code)
    assert "You never have to say what happened" in device.words
    device.send(do="together")
    assert "Nothing of it stays on this device" in device.words
    assert Need.objects.get().words == "I would like to go through some questions with someone."
    assert Decline.objects.get().instrument_id == "pcl-5"


def test_nobody_touches_it_or_she_stops(morning: make.Morning) -> None:
    device, code = opened(morning)
    device.send(do="begin").tap(1)
    assert device.open("/device/over/").path == "/device/"
    assert device.open("/device/questions/").path == "/device/"
    assert KioskCode.objects.get(pk=code.pk).closed_at is not None
    assert standing_answers(Administration.objects.get().pk) == {"q1": 1}
    assert "Question" not in device.words


def test_the_code_signs_out_whoever_was_signed_in(morning: make.Morning) -> None:
    device = Device()
    device.browser.force_login(
        make.user_of(morning.therapist), backend="openiop.accounts.backend.SignInName"
    )
    code = actions.hand_out_code(client=morning.clients[0], by=morning.desk)
    device.send("/device/", code=code.code)
    assert device.path == "/device/questions/"
    assert "/sign-in" in device.open("/staff/clients/").path


def test_under_review_there_is_nothing_to_hand_out(morning: make.Morning) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    device.send(number="9", of="phq-9", answer="1")
    with pytest.raises(Refused) as refused:
        actions.hand_out_code(client=morning.clients[0], by=morning.desk)
    assert [reason.code for reason in refused.value.reasons] == ["nothing_to_ask"]


def test_after_a_hard_answer_this_form_is_finished_and_no_other_is_asked(
    morning: make.Morning,
) -> None:
    device, _code = opened(morning)
    device.send(do="begin")
    for _ in range(8):
        device.tap(1)
    device.tap(2)
    device.send("/device/pause/", do="go_on")
    assert "Question 10 of 10" in device.words
    device.tap(1)
    assert "Nothing of it stays on this device" in device.words
    assert Administration.objects.get().total == 10
    with pytest.raises(Refused) as refused:
        actions.hand_out_code(client=morning.clients[0], instrument_ids=["gad-7"], by=morning.lead)
    assert [reason.code for reason in refused.value.reasons] == ["under_review"]


def test_a_clinician_chooses_but_never_what_is_kept_off_devices(morning: make.Morning) -> None:
    of = {form.id for form in queries.forms_to_choose()}
    assert not of & {"hark", "lec-5", "cssrs-screener-recent", "cgi", "iop-daily-checkin"}
    with pytest.raises(Refused):
        actions.hand_out_code(
            client=morning.clients[0], instrument_ids=["hark", "lec-5"], by=morning.lead
        )
    made = actions.hand_out_code(
        client=morning.clients[0], instrument_ids=["gad-7", "hark"], by=morning.lead
    )
    assert made.instrument_ids == ["gad-7"]


def test_billing_hands_out_nothing(morning: make.Morning) -> None:
    with pytest.raises(Refused):
        actions.hand_out_code(client=morning.clients[0], by=make.staff(Role.BILLING))
