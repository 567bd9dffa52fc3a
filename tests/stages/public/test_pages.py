"""Pages without an account: help, leaving, signing in, and words for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import ceil

import pytest
from django.test import Client as Browser
from django.test import RequestFactory

from openiop.base import clock
from openiop.base.models import Site
from openiop.domain.privacy import Role
from openiop.public.views.everywhere import went_wrong
from openiop.safety.actions.plans import save_plan
from tests import make

pytestmark = pytest.mark.django_db


def seconds_to(moment: datetime) -> int:
    return ceil((moment - clock.wall()).total_seconds())


@pytest.fixture
def site() -> Site:
    return make.site(is_demo=True, clock_offset_seconds=seconds_to(make.at("08:45")))


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("08:45")):
        make.staff(Role.INTAKE)
        yield


def test_help_needs_no_sign_in_and_names_big_numbers() -> None:
    make.morning(clients=0)
    html = Browser().get("/help/").content.decode()
    for words in (
        'href="tel:988"',
        'href="sms:988"',
        'href="tel:18007997233"',
        "Text HOME to 741741",
        'href="tel:911"',
        "555-0199",
        "We are here Mon-Fri 8:00-18:00.",
        "may send help",
    ):
        assert words in html


def test_help_is_honest_after_hours(site: Site) -> None:
    make.morning(clients=0)
    Site.objects.filter(pk=site.pk).update(clock_offset_seconds=seconds_to(make.at("21:00")))
    html = Browser().get("/help/").content.decode()
    assert "Nobody here is reading right now. We are back Thursday 08:00." in html


def test_help_shows_her_own_people_only_to_her() -> None:
    her = make.client("Mara")
    she = make.client_actor(her)
    save_plan(client=her, content={"people_to_ask": ["Aunt Rosa"]}, by=she)
    browser = Browser()
    assert "Aunt Rosa" not in browser.get("/help/").content.decode()
    browser.force_login(make.user_of(she), backend="openiop.accounts.backend.SignInName")
    assert "Aunt Rosa" in browser.get("/help/").content.decode()


def test_leaving_ends_the_session_at_once() -> None:
    she = make.client_actor(make.client())
    browser = Browser()
    for method in (browser.get, browser.post):
        browser.force_login(make.user_of(she), backend="openiop.accounts.backend.SignInName")
        response = method("/leave/")
        assert response.status_code in (204, 302)
        assert response.headers["Clear-Site-Data"] == '"cache"'
        assert browser.get("/today/").headers["Location"].startswith("/sign-in/")


def test_the_demo_has_one_button_a_person_and_a_form() -> None:
    staff = make.staff(Role.DIRECTOR, name="Dora Director")
    she = make.client_actor(make.client("Mara"))
    browser = Browser()
    html = browser.get("/sign-in/").content.decode()
    for person, words in ((staff, "Director"), (she, "Client")):
        assert f'value="{make.user_of(person).sign_in_name}"' in html
        assert words in html
    assert html.index(">Client<") < html.index("Dora Director")
    assert 'type="password"' in html
    response = browser.post("/sign-in/", {"person": make.user_of(she).sign_in_name})
    assert response.headers["Location"] == "/"


def test_a_wrong_password_is_said_calmly_and_the_name_is_kept() -> None:
    response = Browser().post("/sign-in/", {"sign_in_name": "nobody", "password": "x"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "do not fit together" in html
    assert 'value="nobody"' in html


@pytest.mark.parametrize("path", ["/sign-in/", "/help/", "/using-this-safely/"])
def test_public_pages_have_one_heading_and_the_way_out(path: str) -> None:
    html = Browser().get(path).content.decode()
    assert html.count("<h1") == 1
    assert "data-leave" in html
    assert 'href="/help/"' in html


def test_what_is_not_there_is_said_in_words() -> None:
    response = Browser().get("/no-such-page/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_a_fault_of_ours_is_said_without_asking_the_database(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture without a type
        response = went_wrong(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "not your fault" in response.content.decode()


WORDS = "My bus came late today"


def test_words_sent_after_she_was_signed_out_are_given_back() -> None:
    browser = Browser()
    late = browser.post(
        "/plan/steps/change/",
        {"warning_signs": WORDS, "password": "a b c", "csrfmiddlewaretoken": "x"},
        headers={"Referer": "http://testserver/plan/steps/change/"},
    )
    html = late.content.decode()
    assert late.status_code == 403
    assert "This was not sent" in html
    assert f">{WORDS}</textarea>" in html
    assert "a b c" not in html
    assert 'href="/plan/steps/change/"' in html


def test_a_tap_after_she_was_signed_out_leads_back_to_a_page_that_can_be_opened() -> None:
    late = Browser().post("/talk/", headers={"Referer": "http://testserver/check-in/done/"})
    html = late.content.decode()
    assert 'href="/check-in/done/"' in html
    assert "<textarea" not in html


def test_a_script_is_told_by_a_redirect_as_before() -> None:
    late = Browser().post("/talk/", headers={"X-Autosave": "1"})
    assert late.headers["Location"].startswith("/sign-in/")


def test_a_page_too_old_says_so_in_words() -> None:
    make.staff(Role.DIRECTOR)
    she = make.client_actor(make.client())
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(make.user_of(she), backend="openiop.accounts.backend.SignInName")
    old = browser.post("/plan/steps/change/", {"warning_signs": WORDS})
    assert old.status_code == 403
    assert "This was not sent" in old.content.decode()
    assert WORDS in old.content.decode()
    sign_in = browser.post("/sign-in/", {"sign_in_name": "ada b", "password": "secret words"})
    assert "secret words" not in sign_in.content.decode()


@pytest.mark.parametrize(
    ("path", "came_from", "back"),
    [
        ("/help/", "http://testserver/check-in/3/", "/check-in/3/"),
        ("/help/", "http://testserver/using-this-safely/", "/using-this-safely/"),
        ("/help/", "http://testserver/help/", "/"),
        ("/help/", "https://elsewhere.example/", "/"),
        ("/help/", "", "/"),
        ("/using-this-safely/", "http://testserver/help/", "/"),
        ("/using-this-safely/", "http://testserver/settings/", "/settings/"),
    ],
)
def test_help_leads_back_to_where_she_was(path: str, came_from: str, back: str) -> None:
    html = Browser().get(path, headers={"Referer": came_from}).content.decode()
    assert f'class="back" href="{back}"' in html


def test_staff_keep_their_menu_where_a_page_is_missing_or_not_theirs() -> None:
    desk = Browser()
    desk.force_login(
        make.user_of(make.staff(Role.FRONT_DESK)), backend="openiop.accounts.backend.SignInName"
    )
    for path, status in (("/staff/nothing/", 404), ("/staff/huddle/", 403)):
        answer = desk.get(path)
        html = answer.content.decode()
        assert answer.status_code == status
        assert "staff-nav" in html
        assert "Leave this page" not in html
    assert "Leave this page" in Browser().get("/nothing/").content.decode()
