"""Would less help hold? The same picture for her, in her words, and her own position on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.readiness.words import Criterion, Position, Voice
from openiop.portal import queries
from openiop.privacy.web import actor_of, in_words, page
from openiop.readiness import presenters
from openiop.readiness.actions import looking
from openiop.readiness.forms import HerPositionForm, HerWordForm
from openiop.readiness.queries.picture import standing
from openiop.readiness.queries.taper import taper_of

UNPROCESSABLE = 422
CRITERIA = tuple(Criterion)
SURE = len(CRITERIA) + 1


@page(Permission.USE_PORTAL)
def less_help(request: HttpRequest) -> HttpResponse:
    """How she sees it, and how her team does."""
    client, today = queries.client_of(actor_of(request)), clock.today()
    found, taper = standing(client.pk, today), taper_of(client.pk, today)
    planned = taper if taper is not None and taper.is_planned else None
    context = {
        "here": "progress",
        "standing": found,
        "is_looked_at": bool(found.held),
        "drawing": presenters.threads(found.held, found.topics, hers=True, small=True),
        "rows": presenters.her_rows(found),
        "topics": [say(presenters.HER_CRITERIA[topic.criterion]) for topic in found.topics],
        "steps": presenters.step_rows(planned.steps) if planned else [],
        "why": planned.plan.why if planned and planned.plan else "",
    }
    return render(request, "portal/less_help.html", context)


@page(Permission.USE_PORTAL)
def say_less_help(request: HttpRequest, step: int) -> HttpResponse:
    """One question at a time: how she sees it, and how sure she feels."""
    if not 1 <= step <= SURE:
        raise Http404("No such step.")
    if step == SURE:
        return _sure(request)
    actor, criterion = actor_of(request), CRITERIA[step - 1]
    client = queries.client_of(actor)
    held = standing(client.pk, clock.today()).held.get((criterion, Voice.HER))
    initial = {"position": str(held.position), "words": held.words} if held else {}
    form = HerPositionForm(
        request.POST or None,
        initial=initial,
        question=say(presenters.HER_QUESTIONS[criterion]),
        hint=say(presenters.HER_HINTS[criterion]),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        is_same = held is not None and told == initial and held.on == clock.today()
        if not told["position"] or is_same:
            return redirect("portal:say_less_help", step + 1)
        try:
            looking.say_position(
                client=client,
                criterion=criterion,
                position=Position(told["position"]),
                words=told["words"],
                by=actor,
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            return redirect("portal:say_less_help", step + 1)
    return _shown(request, form, step)


def _sure(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = HerWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["confidence"] is None and not told["agrees"] and not told["words"].strip():
            return redirect("portal:less_help")
        try:
            looking.say_word(client=queries.client_of(actor), by=actor, **told)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, say("Thank you. Your team sees it beside their own view."))
            return redirect("portal:less_help")
    return _shown(request, form, SURE)


def _tell(form: Any, refused: Refused) -> None:
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


def _shown(request: HttpRequest, form: Any, step: int) -> HttpResponse:
    context = {"here": "progress", "form": form, "step": step, "of": SURE, "before": step - 1}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/say_less_help.html", context, status=status)
