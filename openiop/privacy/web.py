"""`@page`: no view answers without a declared permission, a site and a name for the trail."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as say

from openiop.base.looking import looking
from openiop.domain.decision import Reason, Refused
from openiop.domain.privacy import About, Permission

from .actor import Actor
from .gate import AlreadyDone, allows, log_access, request_id
from .models import Receipt

View = Callable[..., HttpResponseBase]
Telling = Callable[..., About]


def in_words(reason: Reason) -> str:
    """The reason as a sentence in the reader's language."""
    return say(reason.text).format(**{name: _shown(each) for name, each in reason.params.items()})


def _shown(value: object) -> object:
    if hasattr(value, "label"):
        return say(value.label)
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_format(value, "DATE_FORMAT")
    return value


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in; only pages behind `@page` may ask."""
    actor: Actor = request.actor  # type: ignore[attr-defined] # set by accounts.middleware
    return actor


def shell_for(request: HttpRequest) -> str:
    """The frame of a page that may meet anybody: staff keep their menu."""
    actor: Actor | None = getattr(request, "actor", None)
    return "base/staff.html" if actor is not None and actor.is_staff else "base/public.html"


def public_page(view: View) -> View:
    """A page for anybody: declared, so that nothing is public by accident."""
    view.is_public = True  # type: ignore[attr-defined] # read by tests/architecture
    return view


def page(permission: Permission, *, about: Telling | None = None) -> Callable[[View], View]:
    """Show a page to those who have `permission` on whom it is `about`.

    `about` gets the parts of the URL and tells whom the page is about; it raises Http404 for what
    does not exist. A page whose URL names anything must say whom it is about.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            with nullcontext() if request.method == "POST" else looking():
                return answered(request, *args, **parts)

        def answered(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None and request.method == "POST" and not _from_script(request):
                return not_sent(request)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            whom = about(**parts) if about else About()
            if not allows(actor, permission, whom):
                context = {"shell": shell_for(request)}
                return render(request, "privacy/not_open.html", context, status=403)
            log_access(actor, request.resolver_match.view_name or "", whom.client_ids)  # type: ignore[union-attr]
            if request.method == "POST":
                return _posted(view, request, *args, **parts)
            return view(request, *args, **parts)

        shown.permission = permission  # type: ignore[attr-defined] # read by tests/architecture
        shown.tells_about = about is not None  # type: ignore[attr-defined]
        return shown

    return wrap


def _posted(view: View, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
    wanted = _request_id(request)
    token = request_id.set(wanted)
    try:
        response = view(request, *args, **parts)
        if wanted and isinstance(response, HttpResponseRedirect):
            Receipt.objects.filter(pk=wanted).update(answered_with=response.url[:300])
        return response
    except AlreadyDone as done:
        return HttpResponseRedirect(_first_answer(done.receipt_id) or back_to(request))
    except Refused as refused:
        return refusal(request, refused)
    finally:
        request_id.reset(token)


def _request_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return None


def _first_answer(receipt_id: UUID) -> str:
    """Where the first of two equal requests was sent; it may still be on its way for a moment."""
    for _attempt in range(10):
        answer = Receipt.objects.values_list("answered_with", flat=True).get(pk=receipt_id)
        if answer:
            return answer
        time.sleep(0.05)
    return ""


def back_to(request: HttpRequest) -> str:
    """The page of ours the person came from, else the start."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host():
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return "/"


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Say no in words: inside the page for enhanced requests, else back where she was."""
    sentences = [in_words(reason) for reason in refused.reasons]
    if _from_script(request):
        return render(request, "privacy/refused.html", {"sentences": sentences}, status=422)
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(back_to(request))


def _from_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Autosave"))


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of somebody signed out, or of a page too old: what was typed is given back."""
    typed = [
        text.strip()
        for name, texts in request.POST.lists()
        for text in texts
        if "password" not in name and len(text.split()) > 1
    ]
    context = {"typed": typed, "back": back_to(request)}
    return render(request, "privacy/not_sent.html", context, status=403)
