"""Her phone in the tests: a browser without JavaScript that remembers the page it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from openiop.accounts.actions import welcome
from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client
from openiop.privacy.actor import Actor
from tests import make


def seconds_to(moment: datetime) -> int:
    """How far the program's clock stands from the machine's when it shows `moment`."""
    # up, never down: half a second before the moment is another minute
    return ceil((moment - clock.wall()).total_seconds())


@dataclass
class Phone:
    """Her phone: it follows redirects and remembers the page it shows."""

    browser: Browser
    client: Client
    actor: Actor
    site: Site
    path: str = ""
    status: int = 0
    words: str = ""
    html: str = ""

    def open(self, path: str) -> Phone:
        """Open a page."""
        return self._show(self.browser.get(path, follow=True), path)

    def send(self, path: str = "", **fields: Any) -> Phone:
        """Send a form of the page she is on."""
        posted = {"request_id": str(uuid4()), **fields}
        return self._show(self.browser.post(path or self.path, posted, follow=True), path)

    def tap(self, answer: str | int) -> Phone:
        """Tap an answer."""
        return self.send(answer=str(answer))

    def at(self, moment: datetime) -> None:
        """Move the program's clock."""
        Site.objects.filter(pk=self.site.pk).update(clock_offset_seconds=seconds_to(moment))

    def _show(self, response: Any, path: str) -> Phone:
        chain = getattr(response, "redirect_chain", [])
        self.path = chain[-1][0] if chain else path or self.path
        self.status = response.status_code
        self.html = response.content.decode()
        main = re.search(r"<main.*?</main>", self.html, re.DOTALL)
        shown = re.sub(r"<[^>]+>", " ", main.group(0) if main else self.html)
        self.words = " ".join(shown.split())
        return self


def phone_of(client: Client, site: Site) -> Phone:
    """A phone on which she is signed in and was welcomed."""
    actor = make.client_actor(client)
    welcome(by=actor)
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return Phone(browser, client, actor, site)
