"""A first call: asked for safety first, kept field by field, booked in fourteen clicks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor, Taps
from tests.journeys.real_server import Server

CALL_CLICKS = 14


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


def test_a_call_is_booked_in_fourteen_clicks_though_the_line_drops(
    page_for: PageFor, taps: Callable[[Page], Taps]
) -> None:
    intake = page_for("intake")
    counted = taps(intake)

    intake.get_by_role("button", name="New call").click()
    intake.get_by_role("group", name="Safe to talk").get_by_label("Yes", exact=True).check()
    intake.get_by_role("group", name="We may").get_by_label("Call", exact=True).check()
    voicemail = intake.get_by_role("group", name="Voicemail")
    voicemail.get_by_label("No voicemail", exact=True).check()
    say_who = intake.get_by_role("group", name="May we say who we are?")
    say_who.get_by_label("No", exact=True).check()
    for label, text in (
        ("Name to call her by", "Linnea"),
        ("Last name", "Harpwillow"),
        ("Birthday", "3/14/1990"),
        ("Safe number", "555-010-0177"),
        ("What brings her, in her words", "I want my evenings back."),
    ):
        box = intake.get_by_label(label)
        box.click()
        box.fill(text)
    intake.get_by_label("Asked: none of these").check()
    intake.get_by_role("group", name="Care now").get_by_label("No care now").check()
    expect(intake.locator("[data-saved]")).to_contain_text("Saved")

    # the line drops; another window goes on where this one stopped
    again = page_for("intake")
    going_on = again.locator("li").filter(has_text="Linnea H").get_by_role("link", name="Go on")
    going_on.click()
    expect(again.get_by_label("Last name")).to_have_value("Harpwillow")
    expect(again.get_by_label("What brings her")).to_have_value("I want my evenings back.")

    intake.locator(".call__slots button").first.click()

    expect(intake.get_by_text("Booked for")).to_be_visible()
    expect(intake.locator("main")).to_contain_text("Assessment booked")
    assert counted.count <= CALL_CLICKS
