"""One program morning, shared by six people, from her check-in until everybody is safely home."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import Guard, PageFor, Taps
from tests.journeys.real_server import Server
from tests.journeys.shared_morning import share_until_closed, six_people


def test_six_people_share_a_morning_until_the_day_is_closed(
    server: Server,
    page_for: PageFor,
    axe: Callable[[Page], None],
    guard: Guard,
    taps: Callable[[Page], Taps],
) -> None:
    share_until_closed(six_people(server, page_for, axe, guard), taps)
