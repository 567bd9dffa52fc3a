"""Every page of hers once more, as a woman sees it who reads Spanish."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PageFor
from tests.journeys.every_page import begin_mid_morning, look_at_hers
from tests.journeys.real_server import ROOT, Server

SPANISH = ROOT / "openiop" / "locale" / "es" / "LC_MESSAGES" / "django.mo"


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return begin_mid_morning(shared_server)


@pytest.mark.skipif(not SPANISH.exists(), reason="there is no Spanish catalog yet")
def test_every_page_of_hers_in_spanish(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    noor = page_for("client noor")
    noor.get_by_role("button", name="Español").click()
    assert noor.locator("html").get_attribute("lang") == "es"

    look_at_hers(noor, server.address, axe)
