"""Every page of hers: through axe, with room for a thumb, in a narrow window; and none is heavy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PageFor
from tests.journeys.every_page import begin_mid_morning, look_at_hers
from tests.journeys.real_server import Server

FIRST_PAGE_BYTES, LATER_PAGE_BYTES = 150_000, 30_000


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return begin_mid_morning(shared_server)


def test_every_page_of_hers(server: Server, page_for: PageFor, axe: Callable[[Page], None]) -> None:
    look_at_hers(page_for("client"), server.address, axe)


class Line:
    """Bytes of the bodies that came over the line; what the browser had already counts nothing."""

    def __init__(self, page: Page) -> None:
        self._bytes: dict[str, int] = defaultdict(int)
        self._fetched: set[str] = set()
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Network.enable")
        self._cdp.send("Network.clearBrowserCache")
        self._cdp.on("Network.dataReceived", self._received)
        self._cdp.on("Network.loadingFinished", self._finished)

    def _received(self, part: dict[str, Any]) -> None:
        self._bytes[part["requestId"]] += part["dataLength"]

    def _finished(self, request: dict[str, Any]) -> None:
        if request["encodedDataLength"]:
            self._fetched.add(request["requestId"])

    def open(self, page: Page, address: str) -> int:
        """What one page weighs."""
        self._bytes.clear()
        self._fetched.clear()
        page.goto(address, wait_until="networkidle")
        return sum(self._bytes[each] for each in self._fetched)


def test_her_first_page_and_the_later_ones_are_light(server: Server, page_for: PageFor) -> None:
    mara = page_for("client")
    line = Line(mara)

    first = line.open(mara, f"{server.address}/today/")
    assert 20_000 < first <= FIRST_PAGE_BYTES

    later = ("/week/", "/how-its-going/", "/plan/", "/settings/contact/", "/check-in/1/")
    weights = {path: line.open(mara, server.address + path) for path in later}
    assert min(weights.values()) > 1_000
    assert {path: size for path, size in weights.items() if size > LATER_PAGE_BYTES} == {}
