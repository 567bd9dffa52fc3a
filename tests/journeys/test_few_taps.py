"""An ordinary check-in takes eight taps; saying that she cannot come takes four."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor, Taps
from tests.journeys.real_server import Server
from tests.journeys.steps import check_in

ORDINARY_TAPS = 8
AWAY_TAPS = 4


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


def test_an_ordinary_check_in_takes_eight_taps(
    page_for: PageFor, taps: Callable[[Page], Taps]
) -> None:
    client = page_for("client")
    counted = taps(client)

    check_in(client, "Okay", "3", "None", "None", "Yes")
    client.get_by_label("To talk with someone today").check()
    client.get_by_role("button", name="Send").click()

    expect(client.locator("main")).to_contain_text(re.compile("thank|done|read", re.I))
    assert counted.count <= ORDINARY_TAPS


@pytest.mark.parametrize(
    ("name", "shown", "javascript"), [("talia", "Talia I.", True), ("imani", "Imani K.", False)]
)
def test_she_says_that_she_cannot_come_in_four_taps(
    page_for: PageFor, name: str, shown: str, javascript: bool, taps: Callable[[Page], Taps]
) -> None:
    client = page_for(f"client {name}", javascript=javascript)
    counted = taps(client) if javascript else None

    client.get_by_role("link", name="I can't come today").click()
    client.get_by_label("Childcare").check()
    client.get_by_role("button", name=re.compile("Send")).click()

    expect(client.locator("main")).to_contain_text(re.compile("come after all", re.I))
    assert counted is None or counted.count <= AWAY_TAPS
    desk = page_for("front_desk")
    row = desk.locator("tr").filter(has_text=shown)
    expect(row).to_contain_text("Away")
    expect(row).not_to_contain_text("hildcare")
