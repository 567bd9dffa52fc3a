"""Every page of every role: no fault axe finds, room for a thumb, no sideways scrolling, light."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.real_server import Server
from tests.screenshots import pages_of

HERS = (
    *("/check-in/1/", "/check-in/2/", "/check-in/3/", "/check-in/3/thank-you/", "/check-in/5/"),
    *("/check-in/6/", "/check-in/done/", "/questions/a/", "/questions/a/1/", "/questions/a/9/"),
    *("/questions/d/", "/questions/f/1/", "/questions/i/1/", "/questions/l/2/", "/device/"),
    *("/welcome/", "/not-today/", "/settings/contact/", "/plan/steps/change/"),
)
"""Pages of hers that stand behind buttons."""
FEWEST_OF_HERS = 15

CLIENT_TARGET_PX, STAFF_TARGET_PX = 44, 24
NARROWEST_PX = 320

TELLS = re.compile(
    r"\bIOP\b|morning|therap|health|suicid|PHQ|GAD|depress|anxi|mood|worry|clinic|treat|program"
    r"|safety|terap|salud|depres|ansi|clínic|tratam|plan de seg",
    re.I,
)
"""Words no title of hers may carry: it stands in the history and in the list of open windows."""

A_MORNING = """
from openiop.accounts.queries import actor_for
from openiop.accounts.models import User
from openiop.clients.queries import coming_on
from openiop.day import actions as day
from openiop.domain.words import NeedKind
from openiop.measures.actions import submit
from openiop.privacy.actor import system
today = clock.today()
by_name = {client.chosen_name: client for client in coming_on(today)}
actor = actor_for(User.objects.get(sign_in_name="client"))
noor = actor_for(User.objects.get(sign_in_name="client noor"))
submit(client=by_name["Mara"], instrument_id="iop-daily-checkin", on_site=False, by=actor,
       answers={"feeling": 4, "mood": 7, "si_urge": 2, "sh_urge": None, "safe_home": 1})
submit(client=by_name["Noor"], instrument_id="iop-daily-checkin", on_site=False, by=noor,
       answers={"feeling": 4, "mood": 7, "si_urge": None, "sh_urge": 0, "safe_home": 1})
day.ask_for(client=by_name["Mara"], on=today, kind=NeedKind.TALK, words="Ten minutes.", by=actor)
for name, client in by_name.items():
    if name not in ("Talia", "Ana"):
        day.arrive(client=client, on=today, remote=name == "Yuki", by=system())
day.tell_away(client=by_name["Ana"], on=today, reason="childcare", by=system())
set_demo_clock(site, clock.at(today, "10:20"))
"""

SMALL_TARGETS = """least => {
    const words = node => node.textContent.trim().replace(/\\s+/g, ' ');
    const seen = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const inSentence = node => node.matches('a, .link-button')
        && getComputedStyle(node).display === 'inline'
        && words(node.parentElement).length > words(node).length;
    const targetOf = node => node.matches('[type=radio], [type=checkbox]')
        ? node.closest('label') || document.querySelector(`label[for="${node.id}"]`) || node : node;
    const all = 'a[href], button, select, textarea, summary, input:not([type=hidden])';
    return [...document.querySelectorAll(all)]
        .filter(node => !node.matches('.skip-link, [aria-hidden=true] *'))
        .map(targetOf)
        .filter(node => seen(node) && !inSentence(node))
        .map(node => [node, node.getBoundingClientRect()])
        .filter(([, box]) => Math.round(box.width) < least || Math.round(box.height) < least)
        .map(([node, box]) => `${node.tagName.toLowerCase()}.${node.className} `
            + `"${words(node).slice(0, 30)}" ${Math.round(box.width)}x${Math.round(box.height)}`);
}"""

SIDEWAYS = """() => [...document.querySelectorAll('body *')]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
    .map(node => `${node.tagName.toLowerCase()}.${node.className}`).slice(0, 5)"""


PARTS = """() => [...new Set([...document.querySelectorAll('body *')].map(node =>
    `${node.tagName}.${node.className}[${node.getAttribute('type') || node.role || ''}]`
))].sort()"""
"""What a page is made of, whoever reads it and however many rows it has."""


def begin_mid_morning(server: Server) -> Server:
    """Alerts, needs and private checks are open, somebody is missing."""
    server.ask(A_MORNING)
    return server


@dataclass
class Faults:
    """What is wrong with which page; told all at once."""

    found: list[str] = field(default_factory=list)
    pages: int = 0

    def note(self, page: Page, faults: list[str]) -> None:
        path = urlsplit(page.url).path
        self.found += [f"{path}: {fault}" for fault in faults]

    def small_targets(self, page: Page, least_px: int) -> None:
        small: list[str] = page.evaluate(SMALL_TARGETS, least_px)
        self.note(page, [f"smaller than {least_px} px: {each}" for each in small])

    def scrolls_sideways(self, page: Page) -> None:
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": NARROWEST_PX, "height": size["height"]})
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST_PX:
            wide: list[str] = page.evaluate(SIDEWAYS)
            self.note(page, [f"wider than {NARROWEST_PX} px: {wide}"])
        page.set_viewport_size(size)

    def telling_title(self, page: Page) -> None:
        if not page.title().strip() or TELLS.search(page.title()):
            self.note(page, [f"title {page.title()!r}"])

    def axe(self, page: Page, check: Callable[[Page], None]) -> None:
        try:
            check(page)
        except AssertionError as fault:
            self.note(page, str(fault).partition("\nassert ")[0].splitlines()[1:])

    def told(self) -> None:
        assert not self.found, "\n" + "\n".join(dict.fromkeys(self.found))


def look_at_hers(page: Page, address: str, axe: Callable[[Page], None]) -> None:
    """Every page she comes to, each through axe."""
    faults = Faults()
    for _path in pages_of(page, address, HERS):
        faults.pages += 1
        faults.axe(page, axe)
        faults.small_targets(page, CLIENT_TARGET_PX)
        faults.scrolls_sideways(page)
        faults.telling_title(page)
    faults.told()
    assert faults.pages >= FEWEST_OF_HERS


@dataclass(frozen=True)
class LookedAt:
    """Parts of pages of staff that axe has seen, by any worker: where they stand, what they are.

    Ten roles share most of their pages; one that holds nothing new is not looked at again.
    """

    place: Path

    def is_new(self, page: Page) -> bool:
        """Whether this page holds a part nobody looked at there; from now on somebody did."""
        stands = "/".join(urlsplit(page.url).path.split("/")[1:4])
        new = [part for part in page.evaluate(PARTS) if self._first_time(f"{stands} {part}")]
        return bool(new)

    def first_of(self, shape: str) -> bool:
        """Whether nobody was on a page of this shape; from now on somebody was."""
        return self._first_time(f"page {shape}")

    def _first_time(self, what: str) -> bool:
        try:
            (self.place / hashlib.sha256(what.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def look_at_staffs(
    page: Page, address: str, axe: Callable[[Page], None], looked_at: LookedAt, fewest: int
) -> None:
    """The first pages somebody who works here comes to, and all that no other role was on.

    Each kind of page goes through axe once.
    """
    faults = Faults()
    for _path in pages_of(page, address, is_new=looked_at.first_of):
        faults.pages += 1
        if looked_at.is_new(page):
            faults.axe(page, axe)
        faults.small_targets(page, STAFF_TARGET_PX)
    faults.told()
    assert faults.pages >= fewest
