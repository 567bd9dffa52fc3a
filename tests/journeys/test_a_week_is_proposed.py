"""A week is worked out and published; she is asked on her phone, and nothing moves before."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import open_nav

WORKED_OUT_MS = 60_000


def test_a_week_is_proposed_published_and_answered(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    lead = page_for("clinical_lead")
    main = lead.locator("main")
    open_nav(lead, "The week")
    axe(lead)
    main.get_by_role("link", name="Plan a week").click()
    axe(lead)
    main.get_by_label("Which week?").select_option(index=1)
    main.get_by_label("How long may it look?").select_option(label="10 seconds")
    main.get_by_role("button", name="Work it out").click()

    expect(main.get_by_role("button", name="Publish, and ask them")).to_be_visible(
        timeout=WORKED_OUT_MS
    )
    axe(lead)
    expect(main).to_contain_text("Mara B.")
    expect(main).to_contain_text("There is a question about your week.")
    main.get_by_role("button", name="Publish, and ask them").click()
    expect(main).to_contain_text("Published")
    main.get_by_role("link", name="Times offered").click()
    axe(lead)
    expect(main.get_by_role("listitem").filter(has_text="Mara B.").first).to_contain_text(
        "Waits for her answer"
    )

    hers = page_for("client")
    hers.get_by_role("link", name="Look at it").click()
    expect(hers.locator("h1")).to_have_text("A question about my week")
    axe(hers)
    hers.get_by_role("button", name="Español").or_(
        hers.get_by_role("link", name="Español")
    ).first.click()
    expect(hers.locator("h1")).to_have_text("Una pregunta sobre mi semana")
    axe(hers)
    hers.get_by_role("button", name="Sí, me queda bien").click()
    expect(hers.locator("body")).to_contain_text(re.compile("Ya está en Mi semana"))

    open_nav(lead, "The week")
    main.get_by_role("link", name="Times offered").click()
    main.get_by_text("Answered lately").click()
    expect(main.get_by_role("listitem").filter(has_text="Mara B.").first).to_contain_text(
        "Agreed and planned"
    )


def test_hours_of_staff_and_another_time_for_a_group(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    page = page_for("clinical_lead")
    main = page.locator("main")
    open_nav(page, "The week")
    main.get_by_role("link", name="Who works when").click()
    axe(page)
    main.get_by_role("link", name="Fern Cloudberry").click()
    axe(page)
    main.get_by_label("Mon").fill("eight to noon")
    main.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("Write times such as")
    assert main.get_by_label("Mon").input_value() == "eight to noon"
    main.get_by_label("Mon").fill("08:00-17:00")
    main.get_by_label("Wed").fill("08:00-17:00")
    main.get_by_label("Thu").fill("08:00-17:00")
    main.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("Mon 08:00-17:00")

    open_nav(page, "The week")
    page.get_by_role("link", name="Week after").click()
    main.get_by_role("link", name=re.compile("^Move Skills")).first.click()
    axe(page)
    main.get_by_label("Begins").fill("10:30")
    main.get_by_role("button", name="Move it").click()
    expect(main).to_contain_text("Nothing was saved")
    main.get_by_label("Begins").fill("15:00")
    for box in main.get_by_role("checkbox").all():
        box.check()
    main.get_by_role("button", name="Move it").click()
    expect(main).to_contain_text("She told us she cannot come then")
    main.get_by_label("Why it moves all the same").fill("The room is painted; both agreed.")
    main.get_by_role("button", name="Move it").click()
    expect(page.locator("body")).to_contain_text("15:00 now")
