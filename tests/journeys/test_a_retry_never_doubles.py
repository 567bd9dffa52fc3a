"""Tapping twice, writing at the same time, being signed out: nothing is doubled, nothing lost."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import check_in, open_nav, row_of, skills_of

MISSING_AT, AFTER_SKILLS = "09:20", "10:20"
TWO_ARRIVE = """
from openiop.clients.queries import coming_on
from openiop.day.actions import arrive
from openiop.privacy.actor import system
for client in coming_on(clock.today()):
    if client.chosen_name in ("Imani", "Nadia"):
        arrive(client=client, on=clock.today(), by=system())
"""
END_SESSIONS = """
from django.contrib.sessions.models import Session
Session.objects.all().delete()
"""
SEND_TWICE_AT_ONCE = """form => {
    const load = () => new URLSearchParams(new FormData(form));
    const send = () => fetch(form.action, { method: 'POST', body: load() }).then(it => it.status);
    return Promise.all([send(), send()]).then(first => send().then(last => [...first, last]));
}"""
COUNT_NEEDS = """
from openiop.day.models import Need
print(Need.objects.filter(on=clock.today(), client__chosen_name="Mara").count())
"""


def typed_in(page: Page, name: str, text: str) -> None:
    box = row_of(page, name).get_by_label("Your own sentence about her")
    box.fill(text)
    box.blur()


def open_notes(page: Page) -> None:
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Notes").click()


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    """Imani and Nadia are here; the others are not yet."""
    shared_server.ask(TWO_ARRIVE)
    return shared_server


def test_a_double_tap_is_one_call(server: Server, page_for: PageFor) -> None:
    server.set_clock(MISSING_AT)
    desk = page_for("front_desk")
    open_nav(desk, "Missing today")
    may_be_called = desk.get_by_role("button", name=re.compile("^No answer"))
    card = desk.locator("section.missing").filter(has=may_be_called).first
    tries = card.locator("li.tabular")
    expect(tries).to_have_count(0)

    card.get_by_role("button", name=re.compile("^No answer")).dblclick()

    expect(desk.locator(".messages")).to_contain_text("Written down.")
    expect(tries).to_have_count(1)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_tap_is_one_check_in(server: Server, page_for: PageFor, javascript: bool) -> None:
    name = "talia" if javascript else "yuki"
    client = page_for(f"client {name}", javascript=javascript)
    check_in(client, "Okay", "3", "None", "None", "Yes")
    client.locator("label", has_text="To talk with someone today").click()

    client.get_by_role("button", name="Send").dblclick()

    expect(client.locator("h1")).to_contain_text("You're done")
    client.goto(f"{server.address}/today/")
    expect(client.locator(".card--hers")).to_have_count(1)


def test_the_same_request_three_times_is_one_wish(server: Server, page_for: PageFor) -> None:
    mara = page_for("client")
    check_in(mara, "Okay", "3", "None", "None", "Yes")
    mara.get_by_role("button", name="Send").click()
    form = mara.locator("form", has=mara.get_by_role("button", name=re.compile("talk to someone")))

    answers = form.evaluate(SEND_TWICE_AT_ONCE)

    assert answers == [200, 200, 200]
    assert server.ask(COUNT_NEEDS) == "1"


def test_two_windows_on_one_note_lose_nothing(server: Server, page_for: PageFor) -> None:
    server.set_clock(AFTER_SKILLS)
    hers, theirs = page_for("facilitator"), page_for("therapist")
    open_notes(hers)
    open_notes(theirs)

    # different fields do not meet
    row_of(hers, "Imani K.").get_by_label("Shared", exact=True).check()
    expect(row_of(hers, "Imani K.").locator("[role=status]")).to_contain_text("Saved")
    row_of(theirs, "Imani K.").get_by_label("Tried it", exact=True).check()
    expect(row_of(theirs, "Imani K.").locator("[role=status]")).to_contain_text("Saved")

    # the same field does: both texts are shown, and she decides
    typed_in(hers, "Imani K.", "She drew the wave on the board.")
    expect(row_of(hers, "Imani K.").locator("[role=status]")).to_contain_text("Saved")
    typed_in(theirs, "Imani K.", "She spoke about Tuesday.")
    conflict = row_of(theirs, "Imani K.").locator(".conflict")
    expect(conflict).to_contain_text("She drew the wave on the board.")
    expect(conflict).to_contain_text("She spoke about Tuesday.")
    conflict.get_by_role("button", name="Use the other text").click()
    theirs.reload()
    sentence = row_of(theirs, "Imani K.").get_by_label("Your own sentence about her")
    expect(sentence).to_have_value("She drew the wave on the board.")
    expect(row_of(theirs, "Imani K.").get_by_label("Shared", exact=True)).to_be_checked()
    expect(row_of(theirs, "Imani K.").get_by_label("Tried it", exact=True)).to_be_checked()


def test_signed_out_in_the_middle_of_a_sentence(server: Server, page_for: PageFor) -> None:
    server.set_clock(AFTER_SKILLS)
    page = page_for("facilitator")
    open_notes(page)
    said = "She named three things she is proud of."
    server.ask(END_SESSIONS)

    typed_in(page, "Nadia N.", said)
    status = row_of(page, "Nadia N.").locator("[role=status]")
    expect(status).to_contain_text("You are signed out. Your text is kept on this page.")
    other_tab = page.context.new_page()
    other_tab.goto(f"{server.address}/sign-in/")
    other_tab.locator('button[name="person"][value="facilitator"]').click()
    other_tab.wait_for_load_state()

    page.bring_to_front()
    expect(status).to_contain_text("Saved", timeout=30_000)
    page.reload()
    sentence = row_of(page, "Nadia N.").get_by_label("Your own sentence about her")
    expect(sentence).to_have_value(said)


def test_signed_out_before_a_form_is_sent(server: Server, page_for: PageFor) -> None:
    talia = page_for("client talia", javascript=False)
    talia.goto(f"{server.address}/plan/steps/change/")
    form_page, said = talia.url, "Cold water, then the porch"
    talia.locator("main textarea").first.fill(said)
    server.ask(END_SESSIONS)

    talia.get_by_role("button", name="Save").click()

    assert said in [box.input_value() for box in talia.locator("textarea").all()]
    talia.get_by_role("link", name="Back", exact=True).click()
    assert "/sign-in/" in talia.url
    assert urlsplit(form_page).path in unquote(talia.url)
