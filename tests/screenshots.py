"""A picture of every page for every role, at phone and desk size, with an index to leaf through.

    ./test screenshots           writes screenshots/index.html

Pages are found as a person finds them: by following links from where a role lands. Of pages that
differ only in whom they are about, one is shown.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.real_server import Server, free_port
from tools import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "screenshots"
SIZES = {"phone": (360, 640), "desk": (1366, 768)}
VISITOR = "visitor"
"""Who has no account, and begins where everybody does."""
_PEOPLE = "tiles => tiles.map(tile => [tile.value, tile.querySelector('.tile__hint').textContent])"
NOT_FOLLOWED = re.compile(r"^/(leave|static|sign-out)/|/(handout|pdf)/|[?&]")
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+(?=/|$)")
COMMON_PAGES = 25
MOST_PAGES = 200
"""Far more than anybody has; it only keeps a wrong link from going on for ever."""
A_FORM = re.compile(r"(/(?:ask|paper|questionnaires)/)(?!own|lec-5|b-ipf|hrqol-4|who-5)[a-z0-9-]+")
_HREFS = "links => links.map(link => link.getAttribute('href'))"


def shape(path: str) -> str:
    """The address without the ids in it.

    Of the same page for every questionnaire, those stay apart whose questions are of a kind.
    """
    return A_FORM.sub(r"\1•", AN_ID.sub("•", path))


def pages_of(
    page: Page,
    address: str,
    also: tuple[str, ...] = (),
    is_new: Callable[[str], bool] = lambda _shape: True,
) -> Iterator[str]:
    """The pages a signed-in person reaches by links, one of each shape; each is open when given.

    After the first `COMMON_PAGES`, those of a shape that is not new to the caller are left out.
    """
    start = urlsplit(page.url).path
    waiting = deque([start, "/help/", "/using-this-safely/", *also])
    seen, given = {shape(path) for path in waiting}, set[str]()
    while waiting and len(given) < MOST_PAGES:
        path = waiting.popleft()
        if not is_new(shape(path)) and len(given) >= COMMON_PAGES:
            continue
        answer = page.goto(address + path)
        landed = urlsplit(page.url).path
        if answer is None or not answer.ok or landed in given:
            continue
        for href in page.eval_on_selector_all("a[href]", _HREFS):
            target = urlsplit(href)
            if target.netloc or not target.path.startswith("/") or NOT_FOLLOWED.search(href):
                continue
            if shape(target.path) not in seen:
                seen.add(shape(target.path))
                waiting.append(target.path)
        given.add(landed)
        yield landed


def of_each_role(browser: Browser, server: Server) -> list[str]:
    """The visitor, and the first person of each role on the sign-in page of the demo."""
    page = browser.new_page()
    page.goto(f"{server.address}/sign-in/")
    first: dict[str, str] = {}
    for person, role in page.eval_on_selector_all('button[name="person"]', _PEOPLE):
        first.setdefault(role, person)
    page.close()
    return [VISITOR, *first.values()]


def sign_in(browser: Browser, server: Server, role: str, size: str) -> Page:
    """A page of the given size with that person signed in; the visitor's is the first page."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    if role == VISITOR:
        page.goto(f"{server.address}/")
        return page
    page.goto(f"{server.address}/sign-in/")
    page.locator(f'button[name="person"][value="{role}"]').click()
    page.wait_for_load_state()
    return page


def take(browser: Browser, server: Server) -> list[tuple[str, str, dict[str, str]]]:
    """Role, page and the file of each size."""
    taken = []
    for role in of_each_role(browser, server):
        scout = sign_in(browser, server, role, "desk")
        paths = list(pages_of(scout, server.address))
        scout.close()
        files: dict[str, dict[str, str]] = {path: {} for path in paths}
        for size in SIZES:
            page = sign_in(browser, server, role, size)
            for path in paths:
                page.goto(server.address + path)
                name = f"{role}-{re.sub(r'[^a-z0-9]+', '-', shape(path)).strip('-')}-{size}.png"
                page.screenshot(path=OUT / name, full_page=True)
                files[path][size] = name
            page.close()
        taken += [(role, shape(path), files[path]) for path in paths]
    return taken


def write_index(taken: list[tuple[str, str, dict[str, str]]]) -> None:
    """One page with all pictures, by role."""
    rows = []
    for role, path, files in taken:
        pictures = "".join(
            f'<a href="{name}"><img src="{name}" alt="{size}" height="420" loading="lazy"></a>'
            for size, name in files.items()
        )
        rows.append(f"<section><h2>{role} {html.escape(path)}</h2>{pictures}</section>")
    (OUT / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Every page</title>" + "".join(rows),
        encoding="utf-8",
    )


def main() -> int:
    """Take them all; the number of pages is the answer."""
    path = chromium.find()
    if path is None:
        print("Chromium is not installed.", file=sys.stderr)
        return 1
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "var", free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        try:
            taken = take(browser, server)
        finally:
            browser.close()
            server.stop()
    write_index(taken)
    print(f"{len(taken)} pages, {2 * len(taken)} pictures: {OUT / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
