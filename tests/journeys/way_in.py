"""What she, a hospital and staff do between the public page and her first week."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.real_server import Server
from tests.journeys.steps import open_nav

SECONDS_OF_A_PERSON = 4_500
"""Nobody fills the last form faster; a form sent sooner is asked for once more."""
PAPERS = ("a", "b", "c", "e", "f")
"""All but the one for video."""
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


def fill(page: Page, label: str, words: str) -> None:
    """One tap into a field, and the typing."""
    field = page.get_by_label(label, exact=True)
    field.click()
    field.fill(words)


def choose(page: Page, name: str, value: str) -> None:
    """A chip, by its keyboard-reachable control."""
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def send(page: Page, label: str) -> None:
    """The last tap, no sooner than a person is there."""
    page.wait_for_timeout(SECONDS_OF_A_PERSON)
    page.get_by_role("button", name=label, exact=True).click()


# Staff, each at her own page, which goes on from woman to woman


@dataclass
class Staff:
    """Who works on a way in, signed in and at a desk."""

    intake: Page
    therapist: Page
    lead: Page


def book(intake: Page, name: str) -> None:
    """Intake finds the request and gives her a time with the therapist; she hears it on a call."""
    open_nav(intake, "Pipeline")
    intake.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    intake.get_by_role("link", name="Give her a time").click()
    row = intake.get_by_role("listitem").filter(has_text="Tamsin Oakmeadow").first
    row.get_by_role("button", name=re.compile("Book, and she knows")).click()
    expect(intake.locator("main")).to_contain_text("Tamsin Oakmeadow")


def assess(page: Page, name: str) -> None:
    """The four indicators, what would come first, and the C-SSRS; nothing she told is asked."""
    open_nav(page, "Assessments")
    page.get_by_role("button", name=re.compile(f"Begin {name}")).click()
    expect(page.locator("#doc-trauma")).to_have_value("")
    for field, value in DAILY_LIFE:
        choose(page, field, value)
    for row in page.locator('input[name^="daily_"][value="no"]').all():
        row.check()
    for row in page.locator('input[name^="finding_"][value="no"]').all():
        row.check()
    for line in page.locator("#daily-life [data-saved], #findings [data-saved]").all():
        expect(line).to_contain_text("Saved")
    page.get_by_role("link", name="Ask the C-SSRS").click()
    for link_id in ("q1", "q2", "q6"):
        choose(page, link_id, "0")
    page.get_by_role("button", name=re.compile("Save|Keep|Finish|Done", re.I)).first.click()
    open_nav(page, "Assessments")
    page.get_by_role("link", name=re.compile(f"Go on {name}")).click()
    page.get_by_role("link", name="To the level of care").click()
    expect(page.locator("#h-evidence")).to_have_text("The rule suggests: IOP")


def decide(page: Page, *, recommended: str = "iop") -> None:
    """Recommended, offered and chosen level with reasons both ways and her preference."""
    page.get_by_label("What she says about it, in her words").fill("Mornings are fine.")
    for group, level in (("recommended", recommended), ("offered", "iop"), ("chosen", "iop")):
        choose(page, group, level)
    page.get_by_label("Why weekly care is not enough").fill("She knows what to do, and cannot.")
    if recommended != "iop":
        page.locator("#id_disagreement").fill("Nights are hard.")
        page.get_by_text("If the levels differ, or it is not an IOP").click()
        page.locator("#id_variance").select_option("declines_higher")
        page.locator("#id_mitigation").fill("A call every evening for 2 weeks.")
    page.get_by_label("Why a day program or hospital is not needed").fill("Evenings hold.")
    page.get_by_role("button", name="Decide and sign with my name").click()
    expect(page.locator("main")).to_contain_text("Decided and kept, with your name.")
    page.get_by_role("link", name="Ready to start?").click()


def prepare(intake: Page, server: Server) -> None:
    """Her people, and her first weeks; the page of what is missing is open."""
    ready = intake.url
    intake.goto(ready.replace("/intake/starting/", "/health/") + "people/new/")
    intake.get_by_label("Name", exact=True).fill("Aunt Fennimore")
    intake.locator("#id_relation").select_option("other_family")
    intake.get_by_label("We may call them in an emergency").check()
    intake.locator("main form button").first.click()
    intake.goto(ready)
    monday = server.ask(
        "from datetime import timedelta; d = clock.today();"
        " print((d + timedelta(days=7 - d.weekday())).isoformat())"
    )
    intake.locator("#id_starts_on").fill(monday)
    intake.locator("#id_day_one").select_option(index=1)
    intake.locator("#id_therapist").select_option(index=2)
    intake.locator("form[action$='/plan/']").get_by_role("button", name="Save").click()
    expect(intake.locator("#schedule")).not_to_contain_text("Her first day")


def settle(page: Page, item: str, button: str, why: str) -> None:
    """One item of what is missing, settled by hand."""
    row = page.locator(f"#{item}")
    row.locator("summary").click()
    row.get_by_label("Go on without it, because" if why else "A word about it").fill(why)
    row.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def waive(lead: Page, ready: str) -> None:
    """What may wait goes on without, each with a reason and the lead's name."""
    lead.goto(ready)
    for item in ("coverage", "authorization", "baseline"):
        settle(lead, item, "Go on without it", "The plan was called; it is agreed.")


def admit(intake: Page, ready: str) -> None:
    """Nothing stops her start any more."""
    intake.goto(ready)
    intake.get_by_role("button", name="Admit her").click()
    expect(intake.get_by_text("Her first week is on the calendar.")).to_be_visible()


# She herself


def open_her_page(intake: Page, hers: Page, server: Server, sign_in_name: str) -> None:
    """Intake gives her a code; with it she opens her own pages."""
    intake.get_by_role("button", name=re.compile("code for her page")).click()
    code = intake.locator("main .lead b").inner_text()
    hers.goto(f"{server.address}/begin/")
    hers.locator("#code").fill(code)
    hers.locator("#sign_in_name").fill(sign_in_name)
    hers.locator("#password").fill("cuatro palabras bien tibias")
    hers.locator("main form").filter(has=hers.locator("#code")).locator("button").click()
    hers.wait_for_url("**/welcome/")
    hers.locator('main button[value="today"]').click()
    hers.wait_for_load_state()


def sign(page: Page, server: Server, letter: str, name: str, *, draws: bool = False) -> None:
    """She reads a paper and signs it: her name typed, or drawn as well."""
    page.goto(f"{server.address}/papers/{letter}/")
    page.locator("#name").fill(name)
    if draws:
        pad = page.locator("canvas")
        pad.scroll_into_view_if_needed()
        frame = pad.bounding_box()
        assert frame is not None
        page.mouse.move(frame["x"] + 20, frame["y"] + 20)
        page.mouse.down()
        for step in range(1, 20):
            page.mouse.move(frame["x"] + 20 + 10 * step, frame["y"] + 20 + (step * 17) % 60)
        page.mouse.up()
    page.locator('button[name="agrees"][value="yes"]').click()
    page.wait_for_url("**/papers/")


def sees_her_week(page: Page, server: Server, group: str) -> None:
    """Her first days stand on her page, and on her calendar."""
    page.goto(f"{server.address}/first-days/")
    expect(page.locator("main")).to_contain_text(group)
    page.goto(f"{server.address}/week/")
    expect(page.locator("main")).to_contain_text(group)
