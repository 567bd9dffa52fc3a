"""Signing in: the right person, no hints for anybody else, and no session left lying about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser

from openiop.accounts.models import Membership
from openiop.base import clock
from openiop.base.models import Site
from openiop.domain.privacy import Role
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "a long test password"


@pytest.fixture
def site() -> Iterator[Site]:
    here = make.site()
    with make.working_at(here, make.at("09:00")):
        yield here


@pytest.fixture
def browser() -> Browser:
    return Browser(SERVER_NAME="localhost")


def sign_in(browser: Browser, name: str, password: str = PASSWORD) -> int:
    answer = browser.post("/sign-in/", {"sign_in_name": name, "password": password})
    return answer.status_code


def test_she_signs_in_whatever_the_case_of_her_name(site: Site, browser: Browser) -> None:
    person = make.staff(Role.DIRECTOR)
    name = make.user_of(person).sign_in_name

    assert sign_in(browser, name.upper()) == 302
    assert browser.get("/staff/huddle/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_read_alike(site: Site, browser: Browser) -> None:
    known = make.user_of(make.staff(Role.DIRECTOR)).sign_in_name

    def words(name: str) -> str:
        answer = browser.post("/sign-in/", {"sign_in_name": name, "password": "wrong"})
        assert answer.status_code == 422
        return answer.content.decode().replace(name, "NAME").split("<main", 1)[1]

    def without_tokens(text: str) -> list[str]:
        return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]

    assert without_tokens(words(known)) == without_tokens(words("nobody"))


def test_what_was_typed_stays(site: Site, browser: Browser) -> None:
    make.staff(Role.DIRECTOR)

    answer = browser.post("/sign-in/", {"sign_in_name": "dora", "password": "wrong"})

    assert 'value="dora"' in answer.content.decode()


def test_after_many_wrong_passwords_it_waits(site: Site, browser: Browser) -> None:
    name = make.user_of(make.staff(Role.DIRECTOR)).sign_in_name

    codes = [sign_in(browser, name, "wrong") for _ in range(8)]

    assert codes[-1] == 429
    assert sign_in(browser, name) == 429


def test_the_next_page_is_only_ever_one_of_ours(site: Site, browser: Browser) -> None:
    name = make.user_of(make.staff(Role.DIRECTOR)).sign_in_name
    typed = {"sign_in_name": name, "password": PASSWORD}

    away = browser.post("/sign-in/", {**typed, "next": "https://elsewhere.example/"})
    ours = browser.post("/sign-in/", {**typed, "next": "/staff/hours/"})

    assert away["Location"] == "/"
    assert ours["Location"] == "/staff/hours/"


@pytest.mark.parametrize(
    ("role", "wanted", "landed"),
    [
        (Role.DIRECTOR, "/staff/hours/", "/staff/hours/"),
        (Role.DIRECTOR, "/today/", "/"),
        (Role.CLIENT, "/week/", "/week/"),
        (Role.CLIENT, "/staff/hours/", "/"),
    ],
)
def test_the_next_page_is_one_for_people_like_her(
    site: Site, browser: Browser, role: Role, wanted: str, landed: str
) -> None:
    person = make.client_actor(make.client()) if role is Role.CLIENT else make.staff(role)
    name = make.user_of(person).sign_in_name

    answer = browser.post("/sign-in/", {"sign_in_name": name, "password": PASSWORD, "next": wanted})

    assert answer["Location"] == landed


@pytest.mark.parametrize(
    ("role", "minutes", "stays"),
    [
        (Role.DIRECTOR, 9, True),
        (Role.DIRECTOR, 11, False),
        (Role.CLIENT, 14, True),
        (Role.CLIENT, 16, False),
    ],
)
def test_a_session_left_alone_ends(
    site: Site,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    minutes: int,
    stays: bool,
) -> None:
    person = make.client_actor(make.client()) if role is Role.CLIENT else make.staff(role)
    sign_in(browser, make.user_of(person).sign_in_name)
    browser.get("/help/")
    later = clock.wall() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "wall", lambda: later)

    answer = browser.get("/settings/" if role is Role.CLIENT else "/staff/huddle/")

    assert (answer.status_code == 200) is stays


def test_who_no_longer_works_here_is_out_at_once(site: Site, browser: Browser) -> None:
    person = make.staff(Role.DIRECTOR)
    sign_in(browser, make.user_of(person).sign_in_name)

    Membership.objects.filter(user_id=person.id).update(ended_on=make.WEDNESDAY)

    assert browser.get("/staff/huddle/")["Location"].startswith("/sign-in/")


def test_only_a_demo_offers_people_to_be(site: Site, browser: Browser) -> None:
    name = make.user_of(make.staff(Role.DIRECTOR)).sign_in_name

    assert browser.post("/sign-in/", {"person": name}).status_code == 422
    Site.objects.update(is_demo=True)
    assert browser.post("/sign-in/", {"person": name}).status_code == 302


def test_an_empty_site_asks_for_its_first_director_once(site: Site, browser: Browser) -> None:
    typed = {"sign_in_name": "dora", "display_name": "Dora", "password": "short"}

    first = browser.get("/sign-in/")
    refused = browser.post("/set-up/", typed)
    accepted = browser.post("/set-up/", {**typed, "password": PASSWORD})
    again = browser.post("/set-up/", {**typed, "sign_in_name": "eve", "password": PASSWORD})

    assert first["Location"] == "/set-up/"
    assert refused.status_code == 422
    assert 'value="Dora"' in refused.content.decode()
    assert accepted["Location"] == "/"
    assert again["Location"] == "/sign-in/"
    assert Membership.objects.count() == 1


def test_each_fault_of_the_first_sign_in_stands_beside_its_field(
    site: Site, browser: Browser
) -> None:
    empty = browser.post("/set-up/", {}).content.decode()
    long = browser.post(
        "/set-up/", {"display_name": "D" * 400, "sign_in_name": "dana", "password": PASSWORD}
    )

    for name in ("display_name", "sign_in_name", "password"):
        assert f'href="#{name}"' in empty
        assert f'id="{name}_error"' in empty
    assert "Name to sign in with: Please fill this in." in empty
    assert long.status_code == 422
    assert "at most" in long.content.decode()
    assert 'value="dana"' in long.content.decode()


@pytest.mark.parametrize("path", ["/staff/huddle/", "/staff/day/board/"])
def test_the_first_director_finds_whole_sentences_on_an_empty_site(
    site: Site, browser: Browser, path: str
) -> None:
    typed = {"display_name": "Dana", "sign_in_name": "dana", "password": PASSWORD}
    browser.post("/set-up/", typed)

    answer = browser.get(path)

    assert answer.status_code == 200
    assert "program day is ." not in answer.content.decode()
