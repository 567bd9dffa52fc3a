"""What happens around every request."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from openiop.base.models import Site
from tests import make


@pytest.fixture
def site(db: None) -> Site:
    return make.site()


def test_an_address_for_forms_only_leads_to_the_start(site: Site) -> None:
    browser = Browser(headers={"host": site.host or "testserver"})

    opened = browser.get(reverse("accounts:sign_out"))
    other = browser.put(reverse("accounts:sign_out"))

    assert (opened.status_code, opened["Location"]) == (302, "/")
    assert other.status_code in (403, 405)
