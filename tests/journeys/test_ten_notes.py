"""What a facilitator needs for a group of ten: a brief, attendance, ten notes; and one session."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PageFor, Taps
from tests.journeys.real_server import Server
from tests.journeys.steps import (
    OWN_SENTENCES,
    everyone_arrives,
    move_clock,
    open_nav,
    row_of,
    skills_of,
)

BRIEF_TAPS = 1
ATTENDANCE_TAPS = 3
ALL_TAPS = 60
ALL_SENTENCES = 10
SESSION_TAPS = 12


@pytest.fixture
def facilitator(page_for: PageFor) -> Page:
    """Everybody has come; it is 10:20 and the skills group is over."""
    everyone_arrives(page_for("front_desk"))
    page = page_for("facilitator")
    move_clock(page, "10:20")
    return page


def tap(chip: Locator) -> None:
    """One tap; a second one when the page moved under the finger, which counts as well."""
    for _ in range(2):
        if not chip.is_checked():
            chip.locator("xpath=ancestor::label").click()
    expect(chip).to_be_checked()


def to_notes(page: Page) -> None:
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Notes").click()
    expect(page.locator("#sign-bar")).to_be_visible()


def confirm(page: Page) -> None:
    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Room").click()
    page.get_by_role("button", name=re.compile("Confirm all")).click()
    expect(page.locator("main")).to_contain_text("Everyone is confirmed")


def test_attendance_and_ten_notes_within_sixty_taps_and_ten_sentences(
    facilitator: Page, taps: Callable[[Page], Taps]
) -> None:
    page = facilitator
    open_nav(page, "My day")
    counted = taps(page)
    skills_of(page).get_by_role("link", name="Brief").click()
    expect(page.locator("h1")).to_be_visible()
    assert counted.count <= BRIEF_TAPS

    open_nav(page, "My day")
    skills_of(page).get_by_role("link", name="Room").click()
    counted.reset()
    page.get_by_role("button", name=re.compile("Confirm all")).click()
    expect(page.locator("main")).to_contain_text("Everyone is confirmed")
    assert counted.count <= ATTENDANCE_TAPS
    to_notes(page)
    names = page.locator("li.note h3").all_inner_texts()
    sentences = 0
    for name, sentence in zip(names, OWN_SENTENCES, strict=True):
        row = row_of(page, name)
        tap(row.get_by_label("Shared", exact=True))
        tap(row.get_by_label("Tried it", exact=True))
        tap(row.locator("[name=goal_id]").first)
        tap(row.get_by_label("No change", exact=True))
        row.get_by_label("Your own sentence about her").click()
        page.keyboard.type(sentence)
        sentences += 1
    expect(page.locator("#sign-bar")).to_contain_text("Sign 10 notes")
    page.get_by_role("button", name="Sign 10 notes").click()
    expect(page.locator("#sign-bar")).to_contain_text("All 10 notes signed")

    assert counted.count <= ALL_TAPS
    assert sentences <= ALL_SENTENCES


def test_the_grid_is_written_from_top_to_bottom_without_a_mouse(facilitator: Page) -> None:
    page = facilitator
    confirm(page)
    to_notes(page)
    page.mouse.move(0, 0)
    first = page.locator("li.note [data-chips] input").first
    for _ in range(60):
        if first.evaluate("input => input === document.activeElement"):
            break
        page.keyboard.press("Tab")
    for sentence in OWN_SENTENCES:
        for key in ("3", "1", "1", None, "1"):
            if key:
                page.keyboard.press(key)
            page.keyboard.press("Tab")
            while page.evaluate(ANOTHER_BOX_OF_THE_SAME):
                page.keyboard.press("Tab")
        page.keyboard.type(sentence)
        page.keyboard.press("Enter")
    expect(page.locator("#sign-bar")).to_contain_text("Sign 10 notes")
    page.get_by_role("button", name="Sign 10 notes").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#sign-bar")).to_contain_text("All 10 notes signed")


ANOTHER_BOX_OF_THE_SAME = """() => {
    const at = document.activeElement;
    return at.type === 'checkbox' && at !== at.closest('[data-chips]').querySelector('input');
}"""


def test_equal_sentences_are_shown_beside_each_other_and_not_signed(facilitator: Page) -> None:
    page = facilitator
    confirm(page)
    to_notes(page)
    for name in page.locator("li.note h3").all_inner_texts()[:2]:
        box = row_of(page, name).get_by_label("Your own sentence about her")
        box.fill(OWN_SENTENCES[0])
        box.blur()
        expect(row_of(page, name).locator("[role=status]")).to_contain_text("Saved")

    shown = page.locator("#alike section")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("100 % alike")
    assert shown.inner_text().count(OWN_SENTENCES[0]) == 2
    shown.get_by_label(re.compile("say why both are right")).fill("They wrote it together.")
    shown.get_by_role("button", name="Keep both").click()
    expect(page.locator("#alike section")).to_have_count(0)


def test_two_facilitators_one_of_them_offline_both_texts_are_there(
    server: Server, page_for: PageFor, facilitator: Page
) -> None:
    here = facilitator
    open_nav(here, "My day")
    skills_of(here).get_by_role("link", name="Notes").click()
    away = page_for("clinical_lead")
    away.goto(here.url)
    name = here.locator("li.note h3").first.inner_text()
    away.context.set_offline(True)
    hers = row_of(away, name).get_by_label("Your own sentence about her")
    hers.fill(OWN_SENTENCES[1])
    hers.blur()
    box = row_of(here, name).get_by_label("Your own sentence about her")
    box.fill(OWN_SENTENCES[2])
    box.blur()
    expect(row_of(here, name).locator("[role=status]")).to_contain_text("Saved")

    away.context.set_offline(False)

    conflict = row_of(away, name).locator(".conflict")
    expect(conflict).to_contain_text(OWN_SENTENCES[2], timeout=30_000)
    expect(conflict).to_contain_text(OWN_SENTENCES[1])
    assert hers.input_value() == OWN_SENTENCES[1]
    here.reload()
    assert box.input_value() == OWN_SENTENCES[2]


def test_an_individual_session_within_twelve_taps(
    page_for: PageFor, taps: Callable[[Page], Taps]
) -> None:
    page = page_for("therapist")
    open_nav(page, "My day")
    counted = taps(page)
    page.locator('main a[href$="/note/"]').first.click()
    expect(page.get_by_label("What happened")).to_be_visible()
    page.locator("[name=goal_id]").first.locator("xpath=..").click()
    for label, words in (
        ("What happened", "We walked through a hard evening step by step."),
        ("What you make of it", "She sees the pattern earlier than before."),
        ("What is next", "One evening with the phone in the kitchen."),
    ):
        page.get_by_label(label).click()
        page.keyboard.type(words)
    page.locator("label.chip", has_text=re.compile("^No change$")).click()
    expect(page.locator("[data-saved]").first).to_contain_text("Saved")

    assert counted.count <= SESSION_TAPS - 2  # confirming that she was here, and signing


def test_a_session_note_that_is_owed_is_signed_within_twelve_taps(
    page_for: PageFor, taps: Callable[[Page], Taps]
) -> None:
    page = page_for("therapist_2")
    open_nav(page, "What I owe")
    counted = taps(page)
    page.locator("li", has_text="Individual session").get_by_role("link").click()
    page.locator("[name=goal_id]").first.locator("xpath=..").click()
    for label, words in (
        ("What happened", "She read us the letter she will not send."),
        ("What you make of it", "Anger has a place beside the sadness now."),
        ("What is next", "She brings one page of it on Thursday."),
    ):
        page.get_by_label(label).click()
        page.keyboard.type(words)
    page.locator("label.chip", has_text=re.compile("^No change$")).click()
    page.get_by_role("button", name="Sign this note").click()

    expect(page.locator("main")).to_contain_text("the note is signed")
    assert counted.count <= SESSION_TAPS
