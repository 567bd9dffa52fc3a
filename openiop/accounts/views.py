"""Signing in and out. The demo offers one button a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as say
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from openiop.base.web import site_of
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.privacy.actor import system
from openiop.privacy.web import in_words, public_page

from . import actions
from .models import Membership, User
from .queries import actor_for

_LABELS = {
    "display_name": _("Your name"),
    "sign_in_name": _("Name to sign in with"),
    "password": _("Password"),
}


@public_page
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in the demo also one button for each person who works or comes here."""
    if not Membership.objects.exists():
        return redirect("accounts:first_director")
    people = _demo_people() if site_of(request).is_demo else []
    wrong = ""
    if request.method == "POST":
        user = _asked_for(request, people)
        if user is not None:
            login(request, user, backend="openiop.accounts.backend.SignInName")
            return redirect(_where_to(request, user))
        wrong = say("This name and password do not fit together. Please try again.")
    context = {
        "people": people,
        "wrong": wrong,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "sign_in_name": request.POST.get("sign_in_name", ""),
    }
    return render(request, "accounts/sign_in.html", context, status=422 if wrong else 200)


@public_page
def first_director(request: HttpRequest) -> HttpResponse:
    """Set up the first person of an empty site; gone as soon as somebody works here."""
    if Membership.objects.exists():
        return redirect("accounts:sign_in")
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            user = actions.set_up_first_director(
                sign_in_name=request.POST.get("sign_in_name", ""),
                display_name=request.POST.get("display_name", ""),
                password=request.POST.get("password", ""),
                by=system(),
            )
            login(request, user, backend="openiop.accounts.backend.SignInName")
            return redirect("/")
        except Refused as refused:
            for reason in refused.reasons:
                name, text = reason.field_name or "sign_in_name", in_words(reason)
                faults[name] = f"{faults[name]} {text}" if name in faults else text
    context = {
        "faults": faults,
        "errors": [
            {"href": f"#{name}", "text": f"{say(_LABELS[name])}: {text}"}
            for name, text in faults.items()
        ],
        "typed": request.POST,
    }
    return render(request, "accounts/first_director.html", context, status=422 if faults else 200)


def _demo_people() -> list[Membership]:
    """Everybody with a password in the demo, one entry each, the client first."""
    found = Membership.objects.select_related("user").filter(ended_on__isnull=True)
    found = found.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    ranked = sorted(found, key=lambda m: list(Role).index(m.role))
    by_user: dict[UUID, Membership] = {}
    for membership in ranked:
        by_user.setdefault(membership.user_id, membership)
    return sorted(by_user.values(), key=lambda m: m.client_id is None)


def _asked_for(request: HttpRequest, people: list[Membership]) -> User | None:
    person = request.POST.get("person")
    if person:
        return next((m.user for m in people if m.user.sign_in_name == person), None)
    user = authenticate(
        request,
        username=request.POST.get("sign_in_name", ""),
        password=request.POST.get("password", ""),
    )
    return user if isinstance(user, User) else None


def _where_to(request: HttpRequest, user: User) -> str:
    """The page she wanted, when it is one of ours and for people like her; else her start."""
    wanted, actor = request.POST.get("next", ""), actor_for(user)
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    is_hers = actor is not None and wanted.startswith("/staff/") is actor.is_staff
    return wanted if is_ours and is_hers else "/"


@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign_in")


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords; the same words whoever the name belongs to."""
    wrong = say("Too many tries. Please wait an hour, or ask the program to help you sign in.")
    return render(request, "accounts/sign_in.html", {"wrong": wrong, "people": []}, status=429)
