"""The team's weekly meeting, and the numbers everything is read by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission, reach_of
from openiop.domain.readiness.rules import LIMITS, stored_numbers
from openiop.privacy.web import actor_of, page
from openiop.readiness import queries
from openiop.readiness.actions import numbers as deeds
from openiop.readiness.forms import NumbersForm

from .picture import with_errors


@page(Permission.SEE_AGENDA)
def agenda(request: HttpRequest) -> HttpResponse:
    """What does the team decide today?"""
    actor = actor_of(request)
    context = {
        "page": queries.agenda.agenda_page(actor, clock.today()),
        "may_set_numbers": reach_of(actor.roles, Permission.SET_READINESS_RULES) is not None,
    }
    return render(request, "readiness/agenda.html", context)


@page(Permission.SET_READINESS_RULES)
def numbers(request: HttpRequest) -> HttpResponse:
    """By which numbers is the evidence read here?"""
    form = NumbersForm(request.POST or None, rules=queries.numbers.rules_here())
    if request.method == "POST" and form.is_valid():
        try:
            deeds.set_numbers(
                rules=form.asked(), why=form.cleaned_data["why"], by=actor_of(request)
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Saved as a new version."))
            return redirect("readiness:numbers")
    labels = {limit.field: gettext(limit.label) for limit in LIMITS}
    history = [
        (
            version,
            [f"{labels[name]}: {stored_numbers(version.rules)[name]}" for name in version.changed],
        )
        for version in queries.numbers.history()
    ]
    context = {"form": form, "history": history, "rules": queries.numbers.rules_here()}
    return render(request, "readiness/numbers.html", context, status=422 if form.errors else 200)
