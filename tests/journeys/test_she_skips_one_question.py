"""She leaves one question open: no alarm for her, no score out of nothing, a private talk today."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import answer, check_in, open_nav, words_of

SKIP = "I'd rather not answer"
ALARM = re.compile(
    r"\b988|crisis|suicid|hurt|danger|urge|alert|you skipped|worried|are you safe", re.I
)
PHQ_9_ITEM_9 = 9

STORED = """
from openiop.measures.models import Administration, Answer
form = Administration.objects.filter(
    client__chosen_name="{name}", instrument_id="{form}", on=clock.today()
).get()
answers = Answer.objects.filter(administration=form, link_id="{item}", replaced_at=None)
print(form.total, *answers.values_list("value", "declined").get())
"""


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


def no_alarm_on(page: Page, address: str, *paths: str) -> None:
    for path in ("", *paths):
        if path:
            page.goto(address + path)
        assert not ALARM.search(words_of(page)), (page.url, ALARM.search(words_of(page)))


def close_the_check(lead: Page, name: str) -> None:
    """The lead finds the check on her own page, asks in private, and says how it went."""
    open_nav(lead, "Open matters")
    line = lead.locator("li").filter(has_text="She left this question open").filter(has_text=name)
    line.get_by_role("link", name=re.compile(f"Ask her {name}")).click()
    check = lead.locator("section.panel").filter(has_text=name)
    check.get_by_label("Talked with her, no concern today").check()
    check.get_by_label("In your words").fill("We sat in the small room. She was tired, no more.")
    check.get_by_role("button", name=re.compile("Save")).click()
    expect(lead.locator("main")).to_contain_text("Saved.")
    expect(lead.locator("section.panel").filter(has_text=name)).to_have_count(0)


def test_the_question_about_ending_her_life(server: Server, page_for: PageFor) -> None:
    mara, lead = page_for("client"), page_for("clinical_lead")

    check_in(mara, "Okay", "3")
    expect(mara.locator("h1")).to_contain_text("end your life")
    for label in (SKIP, "None", "Yes"):
        answer(mara, label)
    mara.get_by_role("button", name="Send").click()

    expect(mara.locator("h1")).to_contain_text("You're done")
    no_alarm_on(mara, server.address, "/today/", "/week/", "/how-its-going/", "/plan/")
    stored = STORED.format(name="Mara", form="iop-daily-checkin", item="si_urge")
    assert server.ask(stored) == "None None True"
    open_nav(lead, "Alerts")
    assert "Mara" not in words_of(lead)
    close_the_check(lead, "Mara B.")


def test_the_ninth_question_of_the_phq_9(server: Server, page_for: PageFor) -> None:
    noor, lead = page_for("client noor"), page_for("clinical_lead")
    noor.goto(f"{server.address}/how-its-going/")
    result = noor.locator(".trend__sentence").first
    before = result.inner_text()

    noor.goto(f"{server.address}/questions/a/")
    noor.get_by_role("link", name="Begin").click()
    for number in range(1, 11):
        answer(noor, SKIP if number == PHQ_9_ITEM_9 else noor.locator(".tile").nth(0).inner_text())

    expect(noor.locator("h1")).to_contain_text("You're done")
    no_alarm_on(noor, server.address)
    stored = STORED.format(name="Noor", form="phq-9", item="q9")
    assert server.ask(stored) == "None None True"
    noor.get_by_role("link", name="See my result").click()
    no_alarm_on(noor, server.address, "/today/")
    noor.goto(f"{server.address}/how-its-going/")
    assert result.inner_text() == before
    close_the_check(lead, "Noor E.")
    open_nav(lead, "My clients")
    lead.get_by_role("link", name="Noor E.").first.click()
    expect(lead.locator(".courses")).not_to_contain_text("→ 0")
