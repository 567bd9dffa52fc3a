"""Pages without an account: the start, help, leaving, and words for what is not there."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openiop.accounts.models import Membership
from openiop.base import clock
from openiop.base.web import OWN_LANGUAGE
from openiop.domain.privacy import Role
from openiop.domain.public import PublicPage
from openiop.privacy.actor import Actor
from openiop.privacy.web import back_to, public_page, shell_for
from openiop.programs.queries import program
from openiop.public.queries import reach

DEFAULT_EXIT = "https://www.weather.gov/"


@public_page
def start(request: HttpRequest) -> HttpResponse:
    """The first page: her own for whoever is signed in; for a stranger, calmly, what this is."""
    actor = request.actor  # type: ignore[attr-defined] # set by accounts.middleware
    if actor is not None:
        return redirect(_own_start(actor))
    if not Membership.objects.exists():
        return redirect("accounts:first_director")
    here = program()
    context = {
        "program": here,
        "phone": here.on_call_phone if here else "",
        "pages": [each for each in PublicPage if each is not PublicPage.RIGHT_FOR_ME],
        "right_for_me": PublicPage.RIGHT_FOR_ME,
    }
    return render(request, "public/start.html", context)


def _own_start(actor: Actor) -> str:
    if Role.REFERRAL_PARTNER in actor.roles and not actor.is_staff:
        return "public:partner"
    return "desk:home" if actor.is_staff else "portal:today"


@public_page
def help_now(request: HttpRequest) -> HttpResponse:
    """Who can be reached right now; needs no sign-in."""
    actor = getattr(request, "actor", None)
    shown = reach.help_page(clock.local_now(), actor.client_id if actor else None)
    context = {"help": shown, "back": _back(request, "/help/")}
    return render(request, "public/help.html", context)


@public_page
@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out and go to a page that tells nothing. Works as a link and as a beacon.

    Exempt from the form check: leaving must work from a stale page, and all it does is sign out.
    """
    logout(request)
    here = program()
    response: HttpResponse
    if request.method == "POST":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(here.exit_url if here else DEFAULT_EXIT)
    response["Clear-Site-Data"] = '"cache"'
    return response


@public_page
def using_safely(request: HttpRequest) -> HttpResponse:
    """What leaving does and does not do; safer ways to use this."""
    here = _back(request, "/help/", "/using-this-safely/")
    return render(request, "public/using_safely.html", {"back": here})


@public_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read in another language and stay on the same page: for her when she is signed in."""
    wanted = request.POST.get("next", "/")
    here = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here)
    response = HttpResponseRedirect(wanted if safe else "/")
    language = request.POST.get("language", "")
    if language not in dict(django_settings.LANGUAGES):
        return response
    actor = getattr(request, "actor", None)
    if actor is not None and actor.is_client:
        request.session[OWN_LANGUAGE] = language
    else:
        name = django_settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, language, samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest, *here: str) -> str:
    """Where she came from; the start when that was one of the pages she is among now."""
    came_from = back_to(request)
    return "/" if came_from in here else came_from


def not_open(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in words."""
    return render(request, "privacy/not_open.html", {"shell": shell_for(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in words."""
    return render(request, "public/not_found.html", {"shell": shell_for(request)}, status=404)


def too_much(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in words: more was sent than any form here takes."""
    return HttpResponse(get_template("public/too_much.html").render({}), status=400)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500 in words, without touching anything that may be broken."""
    return HttpResponse(get_template("public/went_wrong.html").render({}), status=500)
