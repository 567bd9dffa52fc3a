"""Two are ill on one day and neither is asked to stand in; she has her times on her own phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import open_nav

NOT_FOUND = 404


def test_two_are_away_on_one_day(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    page = page_for("clinical_lead")
    main = page.locator("main")
    open_nav(page, "The week")
    page.get_by_role("link", name="Somebody cannot work").first.click()
    names = main.get_by_role("button", name=re.compile("is away$"))
    first, second = (names.nth(n).inner_text().splitlines()[0] for n in range(2))
    axe(page)

    main.get_by_role("button", name=f"{first} is away").click()
    expect(main).to_contain_text(f"Without {first}")
    page.get_by_role("link", name="Who cannot work?").click()
    main.get_by_role("button", name=f"{second} is away").click()

    expect(main).to_contain_text(f"Without {second}")
    expect(main).to_contain_text("She is entered as away")
    offered = " ".join(main.locator("select option").all_inner_texts())
    assert first not in offered
    assert second not in offered
    open_nav(page, "The week")
    away = main.get_by_text("Away this week:").locator("..")
    expect(away).to_contain_text(first)
    expect(away).to_contain_text(second)


def test_her_times_stand_in_her_own_app_until_she_turns_it_off(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    page = page_for("client")
    main = page.locator("main")
    page.get_by_role("link", name="My week").click()
    expect(main).to_contain_text("Tomorrow")
    page.get_by_role("link", name="In my calendar app").click()
    axe(page)

    main.get_by_text("Busy", exact=True).click()
    main.get_by_label("I know who can see my calendar.").check()
    main.get_by_role("button", name="Turn it on").click()

    address = main.get_by_label("Address", exact=True).input_value()
    file = page.request.get(address).text()
    assert set(re.findall(r"SUMMARY:(.*)\r", file)) == {"Busy"}
    assert "LOCATION" not in file
    main.get_by_role("button", name="Turn it off").click()
    expect(main).to_contain_text("It is off.")
    assert page.request.get(address).status == NOT_FOUND
