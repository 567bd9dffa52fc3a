"""One program morning, shared by six people, from her check-in until everybody is safely home.

Each sees what the others did within a page load. In the middle of a note the server dies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Guard, PageFor, Taps
from tests.journeys.real_server import Server
from tests.journeys.steps import (
    OWN_SENTENCES,
    arrive,
    check_in,
    move_clock,
    names_on,
    open_nav,
    row_of,
    skills_of,
    write_note,
)

EXPECTED = 10
CONFIRM_TAPS = 3
TYPED_WHILE_DOWN = "She stayed with it although it was hard today."


@dataclass
class Morning:
    """Six people at work, and what checks their pages."""

    server: Server
    axe: Callable[[Page], None]
    client: Page
    desk: Page
    therapist: Page
    facilitator: Page
    lead: Page
    director: Page


def six_people(
    server: Server, page_for: PageFor, axe: Callable[[Page], None], guard: Guard
) -> Morning:
    """All six signed in. The server will be gone for a moment, on purpose."""
    guard.allow("ERR_CONNECTION", "Failed to fetch")
    return Morning(
        server,
        axe,
        page_for("client"),
        page_for("front_desk"),
        page_for("therapist"),
        page_for("facilitator"),
        page_for("clinical_lead"),
        page_for("director"),
    )


def she_checks_in_and_says_there_is_an_urge(at: Morning) -> None:
    at.axe(at.client)
    check_in(at.client, "Tense or on edge", "6", "Very mild")
    expect(at.client.locator("h1")).to_contain_text("Thank you for telling us")
    at.axe(at.client)
    at.client.get_by_role("button", name="I'm safe right now").click()
    at.client.get_by_text("Go on", exact=True).click()
    for answer in ("None", "Yes"):
        at.client.locator("main").get_by_role("button", name=answer, exact=True).click()
    at.client.get_by_label("A quiet place for a while").check()
    at.client.get_by_role("button", name="Send").click()
    at.axe(at.client)


def the_desk_marks_arrivals_and_sees_nothing_of_what_she_said(at: Morning) -> None:
    at.desk.reload()
    names = names_on(at.desk)
    assert len(names) == EXPECTED
    at.axe(at.desk)
    assert not re.search(r"edge|urge|mild|distress", at.desk.locator("main").inner_text(), re.I)
    for name in names:
        arrive(at.desk, name, "Remote" if name.startswith("Yuki") else "Here")
    expect(at.desk.locator("main")).to_contain_text("9 here")


def her_therapist_answers_the_alert(at: Morning) -> None:
    page = at.therapist
    page.reload()
    expect(page.locator("main")).to_contain_text("Mara")
    at.axe(page)
    open_nav(page, "Alerts")
    mara = page.locator("li").filter(has_text="Mara")
    mara.get_by_role("button", name=re.compile("Take it")).click()
    page.wait_for_load_state()
    if page.locator("#action").count() == 0:
        page.get_by_role("link", name=re.compile("Mara")).first.click()
    page.locator("#action").get_by_label("Talked with her in person").check()
    page.locator("#disposition").get_by_label(re.compile("^Safe today")).check()
    page.get_by_label("In your words").fill("We sat in the small room and read her plan.")
    page.locator("#second_look_due_at input").first.check()
    at.axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("econd look")


def the_facilitator_confirms_who_was_here(at: Morning, taps: Callable[[Page], Taps]) -> None:
    page = at.facilitator
    move_clock(page, "10:20")
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Brief").click()
    expect(page.locator("main")).to_contain_text("Mara")
    at.axe(page)
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Room").click()
    at.axe(page)
    counted = taps(page)
    page.get_by_role("button", name=re.compile("Confirm all")).click()
    assert counted.count <= CONFIRM_TAPS
    expect(page.locator("main")).to_contain_text("Everyone is confirmed")


def notes_are_written_while_the_server_dies_once(at: Morning) -> None:
    page = at.facilitator
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Notes").click()
    expect(page.locator("li.note h3")).to_have_count(EXPECTED)
    rows = page.locator("li.note h3").all_inner_texts()
    at.axe(page)
    for name, sentence in zip(rows[:4], OWN_SENTENCES, strict=False):
        write_note(row_of(page, name), sentence)
    half = row_of(page, rows[4]).get_by_label("Your own sentence about her")
    at.server.kill()
    half.fill(TYPED_WHILE_DOWN)
    half.blur()
    page.wait_for_timeout(1500)
    at.server.start()
    saved = row_of(page, rows[4]).locator("[role=status]")
    expect(saved).to_contain_text("Saved", timeout=30_000)
    page.reload()
    assert half.input_value() == TYPED_WHILE_DOWN
    for name, sentence in zip(rows[4:], OWN_SENTENCES[4:], strict=True):
        write_note(row_of(page, name), sentence)
    page.reload()
    page.get_by_role("button", name=re.compile(r"^Sign \d+")).click()
    expect(page.locator("main")).to_contain_text("Signed")


def she_is_heard(at: Morning) -> None:
    open_nav(at.lead, "Open matters")
    at.axe(at.lead)
    at.lead.get_by_label(re.compile("What was done for Mara")).fill("The small room is yours.")
    at.lead.get_by_role("button", name=re.compile("Answer Mara")).click()
    at.client.goto(f"{at.server.address}/today/")
    expect(at.client.locator("main")).to_contain_text("The small room is yours.")


def who_stayed_for_a_session_of_her_own_leaves(page: Page) -> None:
    while (leave := page.get_by_role("button", name=re.compile("^Left (?!before)"))).count():
        leave.first.click()
        page.wait_for_load_state()


def the_day_is_closed_over_nothing_silent(at: Morning) -> None:
    move_clock(at.facilitator, "12:30")
    page = at.lead
    open_nav(page, "Close the day")
    page.reload()
    page.get_by_role("button", name="Close the day").click()
    expect(page.locator("main")).to_contain_text("still here")
    page.get_by_role("button", name=re.compile("left after the closing round$")).click()
    at.axe(page)
    who_stayed_for_a_session_of_her_own_leaves(page)
    for handover in page.locator("details.handover").all():
        handover.locator("summary").click()
        for choice in handover.locator("select").all():
            choice.select_option(index=1)
        handover.locator("input.handover__words").fill("Looks at it again tomorrow morning.")
    page.get_by_role("button", name="Close the day").click()
    expect(page.locator("main")).to_contain_text(re.compile("closed", re.I))


def share_until_closed(morning: Morning, taps: Callable[[Page], Taps]) -> None:
    """The whole morning, in order."""
    she_checks_in_and_says_there_is_an_urge(morning)
    the_desk_marks_arrivals_and_sees_nothing_of_what_she_said(morning)
    her_therapist_answers_the_alert(morning)
    the_facilitator_confirms_who_was_here(morning, taps)
    notes_are_written_while_the_server_dies_once(morning)
    she_is_heard(morning)
    the_day_is_closed_over_nothing_silent(morning)

    morning.director.reload()
    morning.axe(morning.director)
    expect(morning.director.locator("main")).to_contain_text("Mara")
    morning.desk.reload()
    expect(morning.desk.locator("main")).to_contain_text(re.compile("closed|left", re.I))
