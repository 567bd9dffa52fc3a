"""`./run` on an empty data folder, on a Saturday at 23:00: a program morning all the same.

Every journey goes on from that start; that each role works through to the close is told in
`test_a_shared_morning`.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.telling import Told, seconds_until_saturday_night

MINUTE = 60
SERVERS_TIME = """
from zoneinfo import ZoneInfo
print(clock.wall().astimezone(ZoneInfo("America/New_York")).strftime("%a %H"))
"""


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 11, 22, 3, 59, tzinfo=UTC), MINUTE),
        (datetime(2026, 11, 22, 4, 1, tzinfo=UTC), -MINUTE),
        (datetime(2026, 11, 20, 4, 0, tzinfo=UTC), 2 * 24 * 60 * MINUTE),
    ],
)
def test_the_clock_is_set_to_that_night(now: datetime, seconds: int) -> None:
    assert seconds_until_saturday_night(now) == seconds


def test_the_first_page_shows_a_program_morning(told: Told) -> None:
    assert "Wed 08:40" in told.sign_in_page


def test_it_is_a_program_morning_with_ten_expected(server: Server, page_for: PageFor) -> None:
    assert server.ask(SERVERS_TIME) in ("Sat 23", "Sun 00")
    desk = page_for("front_desk")

    expect(desk.locator("time").first).to_contain_text("Wed 08:4")
    expect(desk.locator("main")).to_contain_text("10 expected")
