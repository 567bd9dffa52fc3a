"""What a request carries for every page: the site, and the language she chose for herself."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from .models import Site

OWN_LANGUAGE = "language"
"""Where a signed-in client's session keeps the language she reads in."""


def set_site(request: HttpRequest, site: Site) -> None:
    """Remember the site; done once, by the middleware that enters its scope."""
    request.META["openiop.site"] = site


def site_of(request: HttpRequest) -> Site:
    """The site the request is for."""
    return cast(Site, request.META["openiop.site"])
