"""Opening pages in a test as somebody, while the program's clock stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openiop.base.models import Site
from openiop.base.scope import Scope
from openiop.privacy.actor import Actor
from tests import make


@contextmanager
def standing_at(site: Site, moment: datetime, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands at `moment` for the test and for every request it makes."""
    original = Site.scope

    def stands(self: Site) -> Scope:
        return replace(original(self), standing_at=moment)

    with patch.context() as patched:
        patched.setattr(Site, "scope", stands)
        with make.working_at(site, moment):
            yield


def signed_in(actor: Actor) -> Browser:
    """A browser in which this person is signed in."""
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def statements(browser: Browser, url: str) -> int:
    """How many SQL statements a page takes, the second time it is opened."""
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(url)
    assert response.status_code == 200
    return len(captured)


def page(name: str, *parts: object) -> str:
    """The address of a page."""
    return reverse(name, args=parts)


def sent(**fields: object) -> dict[str, object]:
    """What a form sends, with its own request id."""
    return {"request_id": str(uuid4()), **fields}
