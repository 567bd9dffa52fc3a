"""Leaving in a hurry: a button, three Shifts, a plain link. Nothing can be brought back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import words_of

WEATHER = b"<!doctype html><title>Forecast</title><h1>Cloudy, later sun</h1>"
LEADS_TO = """
from openiop.programs.models import Program
Program.objects.update(exit_url="{address}")
"""
HER_NAME = "Mara"


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    return shared_server


class Forecast(BaseHTTPRequestHandler):
    """The page she lands on, made here: a test never leaves this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(WEATHER)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name above us
        pass


@pytest.fixture(scope="module", autouse=True)
def weather(server: Server) -> Iterator[str]:
    """The exit of the program leads to another host, as it does outside of tests."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Forecast) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{elsewhere.server_port}/"
        server.ask(LEADS_TO.format(address=address))
        yield address
        elsewhere.shutdown()


def is_gone(page: Page, address: str, was_on: str) -> None:
    """The session has ended on the server, and Back shows nothing of hers."""
    expect(page.locator("h1")).to_have_text("Cloudy, later sun")
    for _step in range(2):
        page.go_back()
        page.wait_for_load_state()
        if page.url.startswith(address):
            assert HER_NAME not in (page.locator("body").inner_text().split("This is a demo")[0])
            assert page.locator(".bar").count() == 0
    page.goto(address + was_on)
    assert "/sign-in/" in page.url


def test_the_button(server: Server, page_for: PageFor) -> None:
    mara = page_for("client")
    mara.goto(f"{server.address}/week/")
    kept = mara.context.cookies(server.address)

    mara.get_by_role("link", name="Leave this page").last.click()

    is_gone(mara, server.address, "/week/")
    # it ended on the server, not only in her browser: what she was let in with opens nothing
    mara.context.add_cookies(kept)  # type: ignore[arg-type] # what it gives, it takes
    mara.goto(f"{server.address}/week/")
    assert "/sign-in/" in mara.url


def test_shift_three_times(server: Server, page_for: PageFor) -> None:
    mara = page_for("client", phone=False)
    mara.goto(f"{server.address}/how-its-going/")

    # two are nothing: she may have held Shift to write
    mara.keyboard.press("Shift")
    mara.keyboard.press("Shift")
    expect(mara.locator(".leave-dots i.on")).to_have_count(2)
    mara.keyboard.press("a")
    expect(mara.locator(".leave-dots")).to_have_count(0)
    for _press in range(3):
        mara.keyboard.press("Shift")

    is_gone(mara, server.address, "/how-its-going/")


def test_the_link_without_javascript(server: Server, page_for: PageFor) -> None:
    mara = page_for("client", javascript=False)
    mara.goto(f"{server.address}/plan/")

    mara.get_by_role("link", name="Leave this page").last.click()

    is_gone(mara, server.address, "/plan/")


def test_leaving_keeps_what_she_answered(server: Server, page_for: PageFor) -> None:
    mara = page_for("client")
    mara.get_by_role("link", name="Check in").click()
    mara.locator("main").get_by_role("button", name="Okay", exact=True).click()
    mara.get_by_role("link", name="Leave this page").last.click()
    expect(mara.locator("h1")).to_have_text("Cloudy, later sun")

    again = page_for("client")
    again.locator(".next .button").click()

    expect(again.locator("main")).to_contain_text("Step 2 of")


def test_help_needs_no_sign_in(server: Server, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(phone=True, javascript=False).new_page()
    page.goto(f"{server.address}/sign-in/")
    page.get_by_role("link", name="Help now").click()

    assert page.url == f"{server.address}/help/"
    words = words_of(page)
    for way in ("988", "1-800-799-7233", "555-0188"):
        assert way in words, way
    hrefs = {str(link.get_attribute("href")) for link in page.locator("main a").all()}
    assert any(href.startswith("tel:988") for href in hrefs)
    assert any(href.startswith("sms:988") for href in hrefs)
    expect(page.get_by_role("link", name="Leave this page").last).to_be_visible()
