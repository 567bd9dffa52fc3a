"""Her own pages: what stands on them, who may open them, and how much they cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.accounts.models import User
from openiop.care.actions.goals import add_goal
from openiop.day.actions import answer_need, arrive, ask_for, leave, take_need
from openiop.day.models import Visit
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, Window
from openiop.domain.words import AwayReason, NeedKind
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard, card_of
from openiop.portal.forms import CommentForm, LastPageForm, PlanForm
from openiop.privacy.actor import Actor, system
from openiop.safety.actions.plans import save_plan
from openiop.safety.models import SafetyPlan
from openiop.safety.queries.plans import plan_of
from tests import make
from tests.stages.portal.phone import Phone

pytestmark = pytest.mark.django_db

PAGES = (
    "/today/",
    "/not-today/",
    "/check-in/1/",
    "/questions/a/",
    "/questions/a/1/",
    "/week/",
    "/how-its-going/",
    "/plan/",
    "/plan/steps/",
    "/plan/steps/change/",
    "/settings/",
    "/settings/contact/",
)


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_only_a_client_opens_her_pages(morning: make.Morning, phone: Phone, path: str) -> None:
    assert phone.open(path).status == 200
    for staff in (morning.desk, morning.therapist, morning.director, morning.lead):
        assert browser_of(staff).get(path).status_code == 403
    assert Browser().get(path).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_private_plain_and_never_names_the_program(phone: Phone, path: str) -> None:
    response = phone.browser.get(path)
    html = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert len(re.findall(r"<h1[ >]", html)) == 1
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title is not None
    assert not re.search(r"IOP|trauma|depress|suicid|PHQ|GAD", title.group(1))
    assert str(phone.client.pk) not in html
    assert "style=" not in html
    posts = html.count('method="post"')
    assert html.count("csrfmiddlewaretoken") >= posts


def test_the_page_in_front_comes_once(morning: make.Morning, phone: Phone) -> None:
    User.objects.filter(pk=phone.actor.id).update(welcomed_at=None)
    phone.open("/today/")
    assert phone.path == "/welcome/"
    assert "press Shift 3 times" in phone.words
    assert "does not clear your browser's history" in phone.words
    phone.send(go="today")
    assert phone.path == "/today/"
    phone.open("/today/")
    assert phone.path == "/today/"


def test_today_shows_the_next_thing_and_one_main_button(phone: Phone) -> None:
    phone.open("/today/")
    assert f"Good morning, {phone.client.chosen_name}" in phone.words
    assert "Arrival and check-in" in phone.words
    main = re.findall(r'class="button button--wide" href="([^"]+)"', phone.html)
    assert main == ["/check-in/"]
    phone.at(make.at("09:10"))
    phone.open("/today/")
    assert "Skills" in phone.words
    assert "with Fay Facilitator" in phone.words


def test_i_cannot_come_takes_four_taps_and_can_be_taken_back(phone: Phone) -> None:
    phone.open("/today/").open("/not-today/")
    phone.send(reason="childcare")
    visit = Visit.objects.get()
    assert (visit.away_reason, visit.away_by) == (AwayReason.CHILDCARE, phone.actor.id)
    assert "I can come after all" in phone.words
    assert "555-0199" in phone.words
    phone.open("/today/")
    assert "You told us you can't come today" in phone.words
    assert 'href="/check-in/"' not in phone.html
    phone.send("/not-today/after-all/")
    assert Visit.objects.get().away_at is None
    assert 'href="/check-in/"' in phone.html


@pytest.mark.parametrize("posted", [{}, {"reason": ""}, {"reason": "made_up"}])
def test_a_reason_is_never_needed(phone: Phone, posted: dict[str, str]) -> None:
    phone.open("/not-today/").send(**posted)
    assert Visit.objects.get().away_reason == AwayReason.UNSAID


def test_when_it_is_not_safe_to_come_she_reads_whom_to_call(phone: Phone) -> None:
    phone.open("/not-today/").send(reason="safety")
    assert "1-800-799-7233" in phone.words


def test_whoever_is_here_is_not_asked_whether_she_comes(phone: Phone) -> None:
    arrive(client=phone.client, on=make.WEDNESDAY, by=system())
    phone.open("/today/")
    assert "/not-today/" not in phone.html
    phone.open("/not-today/")
    assert phone.path == "/today/"


def test_she_sees_that_she_was_heard(morning: make.Morning, phone: Phone) -> None:
    need = ask_for(
        client=phone.client, on=make.WEDNESDAY, kind=NeedKind.TALK, words="", by=phone.actor
    )
    phone.open("/today/")
    assert "You hear from us before you leave" in phone.words
    take_need(need=need, by=morning.therapist)
    phone.open("/today/")
    assert "Thea Therapist read this" in phone.words
    answer_need(need=need, words="Let us meet at 12:15 in the small room", by=morning.therapist)
    phone.open("/today/")
    assert "Let us meet at 12:15 in the small room" in phone.words


def test_after_leaving_nothing_more_is_asked(phone: Phone) -> None:
    arrive(client=phone.client, on=make.WEDNESDAY, by=system())
    leave(client=phone.client, on=make.WEDNESDAY, in_closing_round=True, by=system())
    phone.open("/today/")
    assert "You are done for today" in phone.words
    assert "/check-in/" not in phone.html


def test_on_a_day_off_her_week_comes_first(phone: Phone) -> None:
    phone.at(make.at("10:00", make.WEDNESDAY + timedelta(days=2)))
    phone.open("/today/")
    assert "/not-today/" not in phone.html
    assert re.findall(r'class="button button--wide" href="([^"]+)"', phone.html) == ["/week/"]


def test_my_week_shows_her_days_and_her_hours_in_words(phone: Phone) -> None:
    arrive(client=phone.client, on=make.WEDNESDAY, by=system())
    phone.open("/week/")
    assert "hours so far" in phone.words
    assert "Wed Nov 18 Today" in phone.words
    assert "Process group" in phone.words
    assert "with Fay Facilitator, Thea Therapist" in phone.words
    assert "Break" not in phone.words


def test_her_goals_stand_in_her_words(morning: make.Morning, phone: Phone) -> None:
    add_goal(
        client=phone.client, her_words="Sleep through the night", our_words="", by=morning.therapist
    )
    phone.open("/plan/")
    assert "Sleep through the night" in phone.words
    assert phone.html.index("/plan/steps/") < phone.html.index("Sleep through the night")


def test_she_writes_and_changes_her_safety_plan(phone: Phone) -> None:
    phone.open("/plan/steps/")
    assert "no safety plan here yet" in phone.words
    phone.send("/plan/steps/change/")
    assert phone.status == 422
    assert "Write at least one line first." in phone.words
    phone.send("/plan/steps/change/", coping="Walk\nCold water", reason_to_live="My cat")
    assert phone.path == "/plan/steps/"
    assert "Cold water" in phone.words
    phone.send("/plan/steps/change/", coping="Walk", reason_to_live="My cat")
    plan = plan_of(phone.client.pk)
    assert plan is not None
    assert (plan.facts.coping, SafetyPlan.objects.count()) == (("Walk",), 2)


def test_she_sees_and_changes_how_we_may_reach_her(phone: Phone) -> None:
    phone.open("/settings/")
    assert "Not yet, until you tell us" in phone.words
    phone.send(
        "/settings/contact/",
        call="no",
        address="mara@example.org",
        text="at_times",
        text_days=["0", "1", "2"],
        text_opens="09:00",
        text_closes="17:00",
        phone="555-0100",
        device_shared="on",
    )
    assert phone.path == "/settings/"
    card = card_of(phone.client.pk)
    assert (card.profile.call.allowed, card.profile.text.allowed) == (
        Allowed.NO,
        Allowed.AT_TIMES,
    )
    assert card.profile.text.windows[0].weekdays == frozenset({0, 1, 2})
    assert (card.phone, card.email) == ("555-0100", "mara@example.org")
    assert card.profile.device_shared is True
    assert card.profile.email.allowed is Allowed.NO
    assert "Mon-Wed 9:00-17:00" in phone.words


@pytest.mark.parametrize(
    "posted",
    [
        {"text": "at_times"},
        {"text": "at_times", "text_days": ["0"], "text_opens": "17:00", "text_closes": "09:00"},
        {"text": "at_times", "text_opens": "09:00", "text_closes": "17:00"},
    ],
)
def test_only_at_times_needs_the_times_and_keeps_what_was_typed(
    phone: Phone, posted: dict[str, object]
) -> None:
    phone.send("/settings/contact/", phone="555-0123", **posted)
    assert phone.status == 422
    assert "Choose the days, and a time from and until." in phone.words
    assert "555-0123" in phone.html
    assert card_of(phone.client.pk).phone == ""


def test_what_the_page_does_not_ask_stays_as_it_was(phone: Phone) -> None:
    yes = ChannelRule(allowed=Allowed.YES, confirmed_since_disclosure=True)
    evenings = Window(frozenset({5}), make.at("17:00").time(), make.at("19:00").time())
    days = Window(frozenset({0}), make.at("09:00").time(), make.at("12:00").time())
    profile = ContactProfile(
        call=yes,
        text=ChannelRule(Allowed.AT_TIMES, (days, evenings)),
        not_safe_at_home=True,
        device_flagged=True,
    )
    set_safe_contact(
        person_id=phone.client.pk,
        card=ContactCard(profile=profile, address_never="12 Elm"),
        by=system(),
    )
    phone.send(
        "/settings/contact/",
        call="yes",
        text="at_times",
        text_days="0",
        text_opens="09:00",
        text_closes="12:00",
    )
    card = card_of(phone.client.pk)
    assert card.profile.text.windows == (days, evenings)
    assert (card.profile.not_safe_at_home, card.profile.device_flagged) == (True, True)
    assert card.profile.call.confirmed_since_disclosure is True
    assert card.profile.text.confirmed_since_disclosure is False
    assert card.address_never == "12 Elm"
    phone.send("/settings/contact/", call="yes", text="yes", confirmed="on")
    assert card_of(phone.client.pk).profile.text.confirmed_since_disclosure is True


def test_text_size_belongs_to_her_not_to_the_phone(phone: Phone) -> None:
    phone.open("/settings/").send("/text-size/", size="150", next="/today/")
    assert (phone.path, 'data-text="150"' in phone.html) == ("/today/", True)
    assert "openiop_text" not in phone.browser.cookies
    phone.send("/text-size/", size="999", next="https://elsewhere.example/")
    assert User.objects.get(pk=phone.actor.id).text_size == 150


def test_before_signing_in_the_browser_remembers_the_text_size(morning: make.Morning) -> None:
    browser = Browser()
    response = browser.post("/text-size/", {"size": "125", "next": "/sign-in/"})
    assert response.headers["Location"] == "/sign-in/"
    assert 'data-text="125"' in browser.get("/sign-in/").content.decode()


def test_statements_do_not_grow_with_the_clients(morning: make.Morning, phone: Phone) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for path in ("/today/", "/week/", "/how-its-going/", "/plan/"):
            with CaptureQueriesContext(connection) as asked:
                assert phone.browser.get(path).status_code == 200
            found[path] = len(asked)
        return found

    save_plan(client=phone.client, content={"coping": ["Walk"]}, by=phone.actor)
    counted()  # the first look also opens the session
    few = counted()
    for _ in range(9):
        make.add_client(morning)
    assert counted() == few


def test_as_many_letters_as_her_browser_lets_her_type_fit() -> None:
    """A browser counts a line end once and sends it as two."""
    two = "a\r\n"
    words = QueryDict(mutable=True)
    words.update({"words": two * 249 + "aa", "warning_signs": two * 999 + "aa"})
    assert LastPageForm(words).is_valid()
    assert PlanForm(words, plan=None).is_valid()
    words["words"] = two * 499 + "aa"
    assert CommentForm(words).is_valid()
    words["words"] = two * 500 + "a"
    assert not CommentForm(words).is_valid()


def test_what_is_no_email_is_said_beside_it_and_kept(phone: Phone) -> None:
    phone.open("/settings/contact/")
    phone.send(call="no", text="no", email="yes", post="no", address="my mail", phone="555-0123")
    assert phone.status == 422
    assert "name@example.com" in phone.words
    assert 'value="my mail"' in phone.html
