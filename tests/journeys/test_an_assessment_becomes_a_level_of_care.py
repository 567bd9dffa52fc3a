"""She was booked on the phone; an hour later a person has decided, with reasons both ways."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import open_nav, words_of

NO = "No"
DAILY_LIFE = (
    ("work", "3"),
    ("relationships", "2"),
    ("self_care", "1"),
    ("skills", "3"),
    ("contact", "several"),
    ("containment", "with_support"),
    ("came_from", "nowhere"),
    ("tried", "not_enough"),
    ("gets_worse", "yes"),
)

KEPT = """
from openiop.assessment.models import LevelOfCare
row = LevelOfCare.objects.get(client__chosen_name="Wren")
print(row.suggested, row.recommended, row.chosen, row.decided_as)
"""


def choose(page: Page, name: str, value: str) -> None:
    """A chip, by its keyboard-reachable control."""
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def all_kept(page: Page) -> None:
    """Every form of the page says that it is saved."""
    for line in page.locator("#daily-life [data-saved], #findings [data-saved]").all():
        expect(line).to_contain_text("Saved")


def test_from_a_booked_time_to_a_named_decision(server: Server, page_for: PageFor) -> None:
    page = page_for("therapist")
    open_nav(page, "Assessments")
    page.get_by_role("button", name=re.compile("Begin Wren")).click()

    assert "She told us on the phone" in words_of(page)
    expect(page.locator("#goal")).to_have_value("Say no once a week without shaking.")
    expect(page.locator("#doc-trauma")).to_have_value("")

    for name, value in DAILY_LIFE:
        choose(page, name, value)
    for row in page.locator('input[name^="daily_"][value="no"]').all():
        row.check()
    for row in page.locator('input[name^="finding_"][value="no"]').all():
        row.check()
    all_kept(page)

    page.get_by_role("link", name="Ask the C-SSRS").click()
    for link_id in ("q1", "q2", "q6"):
        page.locator(f'input[name="{link_id}"][value="0"]').check()
    page.get_by_role("button", name=re.compile("Save|Keep|Finish|Done", re.I)).first.click()
    open_nav(page, "Assessments")
    page.get_by_role("link", name=re.compile("Go on Wren")).click()
    page.get_by_role("link", name="To the level of care").click()

    expect(page.locator("#h-evidence")).to_have_text("The rule suggests: IOP")
    assert "Why weekly care is not enough" in words_of(page)
    assert "Why a day program or hospital is not needed" in words_of(page)

    page.get_by_label("What she says about it, in her words").fill("Mornings are fine.")
    for group in ("recommended", "offered", "chosen"):
        choose(page, group, "iop")
    page.get_by_label("Why weekly care is not enough").fill("She knows what to do, and cannot.")
    page.get_by_role("button", name="Decide and sign with my name").click()
    assert "Say why more care is not needed." in words_of(page)
    page.get_by_label("Why a day program or hospital is not needed").fill("Evenings hold.")
    page.get_by_role("button", name="Decide and sign with my name").click()

    expect(page.locator("main")).to_contain_text("Decided and kept, with your name.")
    assert server.ask(KEPT) == "iop iop iop Tamsin Oakmeadow, LCSW"
