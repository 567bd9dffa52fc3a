"""Nine come, one told us on her phone, one leaves 40 minutes early: every count is the same one."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import (
    OWN_SENTENCES,
    everyone_arrives,
    move_clock,
    open_all,
    open_nav,
    row_of,
    skills_of,
    words_of,
    write_note,
)

AWAY = "Mara B."
LEFT_EARLY = "Keisha G."
NOTHING_LACKING = re.compile(r"\bshort|missing|lack|\blate\b|unexcused|no.show|behind", re.I)


def in_room(page: Page, name: str) -> Locator:
    return page.locator("li.roster__row").filter(has_text=name)


def open_room(page: Page, group: str) -> None:
    open_nav(page, "My day")
    row = page.locator("li").filter(has_text=group).first
    row.get_by_role("link", name="Room").click()


def hours_of(page: Page, name: str) -> tuple[int, str]:
    """The minutes counted so far and the reasons, from the Hours page."""
    open_nav(page, "Hours")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hours")
    page.reload()
    open_all(page)
    cells = page.locator("tr").filter(has_text=name).locator("td").all_inner_texts()
    hours, minutes = (re.search(rf"(\d+) {unit}\b", cells[0]) for unit in ("h", "min"))
    counted = 60 * int(hours[1] if hours else 0) + int(minutes[1] if minutes else 0)
    return counted, cells[4]


def as_she_reads(minutes: int) -> str:
    """Hours to the nearest quarter, as her week says them."""
    return f"{round(minutes / 15) / 4:g}"


def nine_come_and_one_told_us(mara: Page, desk: Page) -> None:
    mara.get_by_role("link", name="I can't come today").click()
    mara.get_by_label("Childcare").check()
    mara.get_by_role("button", name="Send").click()
    desk.reload()
    everyone_arrives(desk, but="Mara")
    for count in ("8 here", "1 remote", "1 away"):
        expect(desk.locator(".counts")).to_contain_text(count)


def one_left_40_minutes_early(facilitator: Page) -> None:
    move_clock(facilitator, "10:20")
    open_room(facilitator, "Skills")
    facilitator.get_by_role("button", name=re.compile("Confirm all")).click()
    in_room(facilitator, LEFT_EARLY).locator("summary", has_text="Left early").click()
    in_room(facilitator, LEFT_EARLY).get_by_role("button", name="40", exact=True).click()
    expect(in_room(facilitator, LEFT_EARLY)).to_contain_text("20 of 60 min")
    expect(in_room(facilitator, AWAY)).to_contain_text("0 of 60 min")


def nine_notes_are_signed(facilitator: Page) -> None:
    open_nav(facilitator, "My day")
    skills_of(facilitator).get_by_role("link", name="Notes").click()
    rows = facilitator.locator("li.note h3")
    expect(rows).to_have_count(9)
    names = rows.all_inner_texts()
    for name, sentence in zip(names, OWN_SENTENCES, strict=False):
        write_note(row_of(facilitator, name), sentence)
    facilitator.reload()
    facilitator.get_by_role("button", name="Sign 9 notes").click()
    expect(facilitator.locator("main")).to_contain_text("9 notes signed")


def she_was_back_for_the_next_group(facilitator: Page) -> None:
    move_clock(facilitator, "12:30")
    open_room(facilitator, "Psychoeducation")
    facilitator.get_by_role("button", name=re.compile("Confirm all")).click()
    expect(in_room(facilitator, LEFT_EARLY)).to_contain_text("50 of 50 min")


def test_minutes_note_hours_and_her_own_page_agree(server: Server, page_for: PageFor) -> None:
    mara, facilitator = page_for("client"), page_for("facilitator")
    lead, director = page_for("clinical_lead"), page_for("director")
    away_before, _why = hours_of(director, AWAY)
    early_before, _why = hours_of(director, LEFT_EARLY)

    nine_come_and_one_told_us(mara, page_for("front_desk"))
    one_left_40_minutes_early(facilitator)
    nine_notes_are_signed(facilitator)

    # The facts in each note are those of the room.
    for name, facts in ((LEFT_EARLY, "20 of 60 minutes"), ("Imani K.", "60 of 60 minutes")):
        row_of(facilitator, name).locator("summary").filter(has_text="Read it").click()
        expect(row_of(facilitator, name)).to_contain_text(facts)
    # The absent woman has an entry and no note, and no way to write one.
    entry = facilitator.locator("li.roster__row").filter(has_text=AWAY)
    expect(entry).to_contain_text("Absence entry")
    expect(entry).to_contain_text("She told us")
    expect(row_of(facilitator, AWAY)).to_have_count(0)

    she_was_back_for_the_next_group(facilitator)
    for reader in (director, lead):
        early, why = hours_of(reader, LEFT_EARLY)
        assert early - early_before == 180 - 40
        assert "40 min, left early" in why
        away, why = hours_of(reader, AWAY)
        assert away == away_before
        assert "childcare" in why

    # What each of the two reads about her own week: done out of what she could come to.
    keisha = page_for("client keisha")
    for page, done_min, planned in ((keisha, early, "9.75"), (mara, away, "6.75")):
        page.goto(f"{server.address}/week/")
        words = words_of(page)
        assert f"{as_she_reads(done_min)} of {planned} hours so far" in words
        assert not NOTHING_LACKING.search(words), NOTHING_LACKING.search(words)
    assert "You told us you can't come today." in words
