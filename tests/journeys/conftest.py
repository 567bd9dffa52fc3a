"""For the journeys: the real server, started as a newcomer starts it, and a real browser.

The demo program is told once per run, into an empty folder. Each worker keeps one server running
on a copy of it; every journey that asks for `server` finds the program as it was told, so that what
one does never meets another. All take place on a Saturday at 23:00, the hardest time to start.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.journeys.every_page import LookedAt
from tests.journeys.real_server import Server, free_port
from tests.journeys.telling import Told, told_in
from tools import browser as chromium

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1366, "height": 768}
PATIENCE_MS = 30_000
"""How long a page may take on a machine that runs two journeys at once; speed is for `bench`."""
expect.set_options(timeout=PATIENCE_MS)
ROLES = ("client", "front_desk", "facilitator", "therapist", "clinical_lead", "director")


LONG_FIRST = (
    "test_every_page_of_hers.py",
    "test_every_page_of_leads.py",
    "test_every_page_of_staff.py",
    "test_ten_notes.py",
    "test_a_shared_morning.py",
    "test_from_the_public_page_to_her_first_week.py",
    "test_every_page_of_others.py",
    "test_every_page_of_hers_in_spanish.py",
    "test_the_job_stops.py",
    "test_nine_come_and_one_told_us.py",
    "test_without_javascript.py",
)
"""Begun last, one of these would keep one core busy while the others have nothing left."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays with one worker, and long files begin."""
    place = {name: at for at, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run share."""
    place = tmp_path_factory.getbasetemp()
    return place.parent if "PYTEST_XDIST_WORKER" in os.environ else place


@pytest.fixture(scope="session")
def told(of_all_workers: Path) -> Told:
    """The demo program, told on a Saturday night into an empty folder.

    Several workers of one run share it: the first makes it, the others wait. `OPENIOP_TOLD` names
    the folder of one that is made already, or being made: by `./test` beside its other stages, or
    by `python -m tests.journeys.telling FOLDER` for trying a journey again and again.
    """
    return told_in(Path(os.environ.get("OPENIOP_TOLD") or of_all_workers))


@pytest.fixture(scope="session")
def standing_server(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one server of this worker; ask for `server` or `shared_server`."""
    folder = tmp_path_factory.mktemp("standing") / "var"
    shutil.copytree(told.folder, folder)
    server = Server(folder, free_port(), read_first=told.read_first)
    yield server
    server.answer_no_more()
    if server.is_running:
        assert server.stop() == 0, server.log.read_text()


@pytest.fixture
def server(standing_server: Server, told: Told) -> Server:
    """A running server with the demo program as it was told.

    A module whose journeys do not disturb each other puts `shared_server` in its place.
    """
    standing_server.begin_again(told.database)
    return standing_server


@pytest.fixture(scope="module")
def shared_server(standing_server: Server, told: Told) -> Server:
    """The demo program as it was told, for all journeys of a module together."""
    standing_server.begin_again(told.database)
    return standing_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, without a window."""
    path = chromium.find()
    if path is None:
        pytest.fail("Chromium is not installed; see `./test --help`.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield started
        started.close()


@dataclass
class Guard:
    """Notes what a page must never do: fail in its console, or ask anyone but this machine."""

    faults: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _on_request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob", "about") and url.hostname not in (
            "localhost",
            "127.0.0.1",
        ):
            self.faults.append(f"left this machine: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.faults.append(f"{response.status}: {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # the browser repeats every refused form (4xx) and lost connection as an error of its own
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def allow(self, *words: str) -> None:
        """What this journey brings about on purpose, such as a server that is gone."""
        self.expected += words

    def standing(self) -> list[str]:
        return [f for f in self.faults if not any(words in f for words in self.expected)]


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Fails the journey at its end when a page misbehaved."""
    guard = Guard()
    yield guard
    assert guard.standing() == []


class Taps:
    """Counts taps on a page: what a person has to do, not what the test does."""

    # the name of a window outlives its pages, and is written before a tap leaves the page
    _COUNT = """addEventListener('pointerup', () => {
        window.name = 'taps:' + (Number(window.name.split(':')[1] || 0) + 1)
    }, true)"""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(self._COUNT)
        page.evaluate(self._COUNT)
        self.reset()

    @property
    def count(self) -> int:
        """Taps since the start or the last reset."""
        return int(self._page.evaluate("Number(window.name.split(':')[1] || 0)"))

    def reset(self) -> None:
        """Start counting again."""
        self._page.evaluate("window.name = ''")


@pytest.fixture
def taps() -> Callable[[Page], Taps]:
    """`taps(page)` counts from now on; `.count` is the number so far."""
    return Taps


PageFor = Callable[..., Page]

_A_SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from openiop.accounts.models import User
user = User.objects.get(sign_in_name={name!r})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "openiop.accounts.backend.SignInName"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


def _let_in(context: BrowserContext, server: Server, sign_in_name: str) -> None:
    """Sign in somebody of the demo who has no button, as an invitation would."""
    key = server.ask(_A_SESSION.format(name=sign_in_name))
    context.add_cookies([{"name": "openiop", "value": key, "url": server.address}])


@pytest.fixture
def new_context(browser: Browser, guard: Guard) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of its own for each person, watched by the guard."""
    contexts: list[BrowserContext] = []

    def make(*, phone: bool = False, javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            java_script_enabled=javascript,
            locale="en-US",
        )
        context.set_default_timeout(PATIENCE_MS)
        guard.watch(context)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page_for(server: Server, new_context: Callable[..., BrowserContext]) -> PageFor:
    """`page_for("therapist")`: a page on which that demo person has just signed in."""

    def sign_in(role: str, *, phone: bool | None = None, javascript: bool = True) -> Page:
        is_client = role.split(maxsplit=1)[0] == "client"
        context = new_context(
            phone=is_client if phone is None else phone,
            javascript=javascript,
        )
        page = context.new_page()
        if role not in ROLES:
            _let_in(context, server, role)
            page.goto(server.address)
            return page
        page.goto(f"{server.address}/sign-in/")
        page.locator(f'button[name="person"][value="{role}"]').click()
        page.wait_for_load_state()
        assert urlsplit(page.url).path != "/sign-in/", page.locator("main").inner_text()
        return page

    return sign_in


@pytest.fixture
def looked_at(of_all_workers: Path) -> LookedAt:
    """Which kinds of pages of staff axe has seen in this run."""
    place = of_all_workers / "looked-at"
    place.mkdir(exist_ok=True)
    return LookedAt(place)


_VIOLATIONS = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails when the page has an accessibility fault axe can find."""

    def check(page: Page) -> None:
        # a page that is on its way has no document yet
        page.wait_for_load_state("domcontentloaded")
        page.evaluate(AXE_SCRIPT)
        violations = page.evaluate(_VIOLATIONS)
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}: "
            + ", ".join(str(node["target"]) for node in fault["nodes"])
            for fault in violations
        ]
        assert faults == [], f"{page.url}\n" + "\n".join(faults)

    return check
