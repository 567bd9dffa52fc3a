"""Around every request: which site, which language, and nothing kept by the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils import timezone, translation

from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.base.web import OWN_LANGUAGE, set_site
from openiop.clients.queries import language_of
from openiop.domain.public import PUBLIC_RULES
from openiop.privacy.actor import Actor
from openiop.public.views.everywhere import too_much

Next = Callable[[HttpRequest], HttpResponse]

STAFF_LANGUAGE = "en"
STAFF_PAGES = ("/staff/", "/demo/")


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


class FormsOnly:
    """An address that only takes forms, opened by hand or from a bookmark, leads to the start.

    Why: a browser that restores its pages, or a sign-in that goes on where she was, would end on
    an empty error page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return HttpResponseRedirect("/")
        return response


class SmallEnough:
    """Nobody sends more than any form here takes: it is not even read.

    Why: a file without end would fill the disk before a form could look at it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdigit() or int(size) > PUBLIC_RULES.request_mb_most * 1024 * 1024:
            with translation.override(translation.get_language_from_request(request)):
                return too_much(request)
        return self.get_response(request)


class ReadersLanguage:
    """Staff pages are English. A client reads in the language she chose, else in her record's.

    What she chooses while signed in holds for her and ends with her session; what anybody chooses
    before signing in holds for this browser.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_for(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_for(request: HttpRequest) -> str:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.client_id is None or actor.is_staff:
        if request.path.startswith(STAFF_PAGES):
            return STAFF_LANGUAGE
        return translation.get_language_from_request(request)
    own = request.session.get(OWN_LANGUAGE)
    if own is None:
        own = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or language_of(actor.client_id)
        request.session[OWN_LANGUAGE] = own = _spoken_here(own)
    return str(own)


def _spoken_here(language: str) -> str:
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return STAFF_LANGUAGE


class PrivatePages:
    """No page is stored by a browser or a proxy, and none tells where a click came from."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
