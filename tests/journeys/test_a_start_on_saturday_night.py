"""`./run` on an empty data folder, on a Saturday at 23:00: a program morning all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Guard, PageFor, Taps
from tests.journeys.real_server import Server, free_port
from tests.journeys.shared_morning import share_until_closed, six_people

SATURDAY_NIGHT = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openiop.base import clock

wall = clock.wall
here = wall().astimezone(ZoneInfo("America/New_York"))
saturday = (here + timedelta((5 - here.weekday()) % 7)).replace(hour=23, minute=0)
clock.wall = lambda: wall() + (saturday - here)
"""
"""What this machine's Python reads first: its clock is set forward to the Saturday to come."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Started from nothing on that night; it makes its demo program itself."""
    before = tmp_path / "before"
    before.mkdir()
    (before / "sitecustomize.py").write_text(SATURDAY_NIGHT, encoding="utf-8")
    server = Server(tmp_path / "var", free_port(), read_first=before)
    server.start()
    yield server
    server.answer_no_more()
    assert server.stop() == 0, server.log.read_text()


def test_every_role_works_through_to_the_close(
    server: Server,
    page_for: PageFor,
    axe: Callable[[Page], None],
    guard: Guard,
    taps: Callable[[Page], Taps],
) -> None:
    morning = six_people(server, page_for, axe, guard)

    expect(morning.desk.locator("time").first).to_contain_text("Wed 08:40")
    expect(morning.desk.locator("main")).to_contain_text("10 expected")
    share_until_closed(morning, taps)
