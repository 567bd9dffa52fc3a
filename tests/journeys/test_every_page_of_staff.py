"""Every page of those who see clients and of the front desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PageFor
from tests.journeys.every_page import LookedAt, begin_mid_morning, look_at_staffs
from tests.journeys.real_server import Server

FEWEST_PAGES = {"facilitator": 10, "therapist": 10, "front_desk": 5}


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return begin_mid_morning(shared_server)


@pytest.mark.parametrize("role", FEWEST_PAGES)
def test_every_page(
    server: Server,
    page_for: PageFor,
    axe: Callable[[Page], None],
    looked_at: LookedAt,
    role: str,
) -> None:
    look_at_staffs(page_for(role), server.address, axe, looked_at, FEWEST_PAGES[role])
