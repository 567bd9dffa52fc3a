"""Around every request: which site, and nothing kept by the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.base.web import set_site

Next = Callable[[HttpRequest], HttpResponse]


def site_for(host: str) -> Site:
    """The site that answers to `host`, or the only one there is."""
    sites = list(Site.objects.all()[:50])
    named = [site for site in sites if site.host and site.host == host]
    alone = [site for site in sites if not site.host]
    if named or len(alone) == 1:
        return (named or alone)[0]
    raise Http404("No site answers here.")


class SiteScope:
    """Work for the site the host name belongs to; dates show in its zone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/static/"):
            return self.get_response(request)
        site = site_for(request.get_host().partition(":")[0])
        scope = site.scope()
        set_site(request, site)
        with entered(scope), timezone.override(scope.zone):
            return self.get_response(request)


class PrivatePages:
    """No page is stored by a browser or a proxy, and none tells where a click came from."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
