"""Not safe where she stays, text only from 9 to 17: at 18:00 someone has it, nothing can leave."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import answer, check_in, open_nav, words_of

REASON_WORDS = re.compile(r"not safe|unsafe|violen|home|partner|hold|disclos|alert|urge", re.I)
TRY_EVERY_WAY = """
from openiop.domain.decision import Refused
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.outbox.models import Message
from openiop.privacy.actor import system
for channel in Channel:
    try:
        queue(person_id="{id}", channel=channel, words="Please call us.", by=system())
    except Refused as refused:
        print(channel, "refused")
print(Message.objects.filter(person_id="{id}").count(), "queued")
"""


def only_texts_from_9_to_17(mara: Page, address: str) -> None:
    """She says herself how she may be reached."""
    mara.goto(f"{address}/settings/contact/")
    mara.locator("#id_call_0").check()
    mara.locator("#id_email_0").check()
    mara.locator("#id_text_2").check()
    times = mara.locator("details").filter(has=mara.locator("#id_text_days"))
    times.locator("summary").click()
    for day in times.locator("#id_text_days input").all():
        day.check()
    mara.locator("#id_text_opens").fill("09:00")
    mara.locator("#id_text_closes").fill("17:00")
    mara.locator("#id_phone").fill("555-0142")
    mara.get_by_role("button", name="Save", exact=True).click()
    expect(mara.locator("main")).to_contain_text("9:00-17:00")


def test_it_has_an_owner_and_nothing_reaches_her_home(server: Server, page_for: PageFor) -> None:
    mara, desk = page_for("client"), page_for("front_desk")
    only_texts_from_9_to_17(mara, server.address)

    # While nothing is wrong and she is missing, the desk may text her, and only that.
    server.set_clock("09:20")
    open_nav(desk, "Missing today")
    card = desk.locator("section.missing").filter(has_text="Mara B.")
    expect(card.get_by_role("button", name=re.compile("Send this text"))).to_be_enabled()
    her_id = str(card.get_attribute("id")).removeprefix("m-")

    # She says on her phone that she is not safe where she stays.
    mara.goto(f"{server.address}/today/")
    check_in(mara, "Tense or on edge", "6", "None", "None", "No")
    expect(mara.locator("main")).to_contain_text("We will not call, text or write to your home.")
    answer(mara, "I'm not sure")
    expect(mara.locator("main")).to_contain_text("1-800-799-7233")
    expect(mara.get_by_role("button", name=re.compile("call me"))).to_have_count(0)

    for hhmm in ("09:30", "18:00"):
        server.set_clock(hhmm)
        desk.reload()
        send = card.get_by_role("button", name=re.compile("Send this text"))
        expect(send).to_be_disabled()
        said = str(send.get_attribute("aria-describedby"))
        assert desk.locator(f"[id='{said}']").inner_text()

        # A button forced open does not help: the server refuses, whoever asks, and nothing is sent.
        send.evaluate("button => { button.disabled = false }")
        send.click()
        expect(desk.locator(".message--error")).to_be_visible()
        tried = server.ask(TRY_EVERY_WAY.format(id=her_id)).splitlines()
        assert [line.split()[1] for line in tried[:-1]] == ["refused"] * 4
        assert tried[-1] == "0 queued"

    # Everything the desk can open says how, and never why.
    pages = ["/staff/day/missing/", "/staff/day/board/", f"/staff/day/contact/{her_id}/"]
    for path in pages:
        desk.goto(server.address + path)
        assert not REASON_WORDS.search(words_of(desk)), (path, REASON_WORDS.search(words_of(desk)))
    for path in ("/staff/safety/alerts/", f"/staff/clients/{her_id}/"):
        gone = desk.goto(server.address + path)
        assert gone is not None
        assert gone.status in (403, 404), path

    # At 18:00 somebody by name has it.
    therapist = page_for("therapist")
    open_nav(therapist, "Alerts")
    row = therapist.locator("li.queue__row").filter(has_text="Mara")
    expect(row).to_contain_text("Tamsin Oakmeadow")
    row.get_by_role("link", name=re.compile("Mara")).first.click()
    expect(therapist.locator(".contact__now")).to_contain_text(re.compile("do not|wait", re.I))
    expect(therapist.locator("main")).to_contain_text("nobody calls, texts or writes to her home")
