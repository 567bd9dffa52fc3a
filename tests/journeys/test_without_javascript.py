"""Everything works without JavaScript: her pages, the front desk, the room and the notes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import answer, check_in, move_clock, open_nav, row_of, skills_of


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


def fold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).first.click()


def test_a_client_does_everything(server: Server, page_for: PageFor) -> None:
    noor = page_for("client noor", javascript=False)
    expect(noor.locator("h1")).to_contain_text("Noor")

    # A weekly form, begun, left with Back, and gone on with.
    noor.goto(f"{server.address}/questions/b/")
    noor.get_by_role("link", name="Begin").click()
    answer(noor, "Several days")
    noor.get_by_role("link", name="Back").click()
    expect(noor.locator(".tile", has_text="Several days")).to_have_attribute("aria-pressed", "true")
    noor.goto(f"{server.address}/questions/b/")
    noor.get_by_role("link", name=re.compile("Go on|Begin")).click()
    for _question in range(7):
        if "done" not in noor.url:
            answer(noor, "Not at all")
    expect(noor.locator("h1")).to_contain_text("You're done")

    noor.goto(f"{server.address}/today/")
    # Check-in, with the page that answers a hard answer; after one no other form is asked.
    check_in(noor, "Low or numb", "7", "Mild")
    expect(noor.locator("h1")).to_contain_text("Thank you for telling us")
    answer(noor, "I'm safe right now")
    expect(noor.locator("main")).to_contain_text("We are glad you are safe right now.")
    noor.get_by_role("link", name="Go on", exact=True).click()
    answer(noor, "None")
    answer(noor, "Yes")
    noor.locator("label", has_text="To talk with someone today").click()
    fold(noor, "Add words, sleep or a skill")
    noor.get_by_label("In your own words").fill("Only ten minutes.")
    noor.get_by_role("button", name="Send").click()
    expect(noor.locator("h1")).to_contain_text("You're done")

    # Her week, how it's going with the numbers, her plan, how we may reach her.
    bar = noor.get_by_role("navigation", name="Main")
    noor.goto(f"{server.address}/today/")
    expect(noor.locator("main")).to_contain_text("Only ten minutes.")
    bar.get_by_role("link", name="My week").click()
    expect(noor.locator("main")).to_contain_text("hours so far")
    bar.get_by_role("link", name="How it's going").click()
    fold(noor, "Show the numbers")
    expect(noor.locator("table").first).to_be_visible()
    noor.get_by_role("button", name="Not really").first.click()
    expect(noor.locator(".messages")).to_contain_text("Thank you")
    bar.get_by_role("link", name="My plan").click()
    noor.get_by_role("link", name="My safety plan").click()
    expect(noor.locator("main")).to_contain_text("The library")
    noor.goto(f"{server.address}/settings/contact/")
    noor.locator("#id_text_2").check()
    noor.get_by_role("button", name="Save", exact=True).click()
    expect(
        noor.locator("[data-error-summary]")
    ).to_be_visible()  # which times? what she chose stays
    expect(noor.locator("#id_text_2")).to_be_checked()
    noor.locator("form.text-size").get_by_role("button", name="Largest text").click()
    expect(noor.locator("html")).to_have_attribute("data-text", "200")


def test_arrivals_the_room_and_the_notes(server: Server, page_for: PageFor) -> None:
    desk = page_for("front_desk", javascript=False)
    desk.get_by_role("button", name="Here Ana D.", exact=True).click()
    expect(desk.locator(".messages")).to_contain_text("Ana is here.")
    search = desk.locator("form", has=desk.get_by_role("button", name="Here", exact=True)).first
    search.locator("input[name=find]").fill("ima")
    search.locator("input[name=find]").press("Enter")
    expect(desk.locator(".messages")).to_contain_text("Imani is here.")
    expect(desk.locator(".counts")).to_contain_text("2 here")

    facilitator = page_for("facilitator", javascript=False)
    move_clock(facilitator, "10:20")
    open_nav(facilitator, "My day")
    skills_of(facilitator).get_by_role("link", name="Room").click()
    facilitator.get_by_role("button", name=re.compile("^Confirm all")).click()
    expect(facilitator.locator(".messages")).to_contain_text("confirmed")
    ana = facilitator.locator("li.roster__row").filter(has_text="Ana D.")
    ana.locator("summary", has_text="Left early").click()
    ana.get_by_role("button", name="15", exact=True).click()
    expect(ana).to_contain_text("45 of 60 min")

    open_nav(facilitator, "My day")
    skills_of(facilitator).get_by_role("link", name="Notes").click()
    row = row_of(facilitator, "Ana D.")
    for chip in ("Shared", "Tried it", "No change"):
        row.locator("label", has_text=re.compile(f"^{chip}$")).click()
    row.locator("label", has=facilitator.locator("input[name=goal_id]")).first.click()
    row.get_by_label("Your own sentence about her").fill("She practiced saying no out loud.")
    row.get_by_role("button", name="Save").click()
    sentence = row_of(facilitator, "Ana D.").get_by_label("Your own sentence about her")
    expect(sentence).to_have_value("She practiced saying no out loud.")
    facilitator.get_by_role("button", name=re.compile("^Sign 1")).click()
    expect(facilitator.locator(".messages")).to_contain_text("1 note signed")
