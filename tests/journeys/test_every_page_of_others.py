"""Every page of intake, the prescriber, a clinician in training, billing and a partner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PageFor
from tests.journeys.every_page import LookedAt, begin_mid_morning, look_at_staffs
from tests.journeys.real_server import Server

FEWEST_PAGES = {"intake": 10, "prescriber": 10, "trainee": 10, "billing": 5, "referral_partner": 2}


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
