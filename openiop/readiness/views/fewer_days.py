"""Fewer days: proposed, planned, begun on its day; the case that came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, page
from openiop.readiness import presenters, queries
from openiop.readiness.actions import tapering
from openiop.readiness.forms import ReturnForm, TaperForm, WhyForm

from .picture import with_errors


@page(Permission.SEE_CHART, about=about_client)
def taper(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How could she come on fewer days, and what would that mean?"""
    return _taper(request, client_id)


def _taper(request: HttpRequest, client_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    client, today = client_or_404(client_id), clock.today()
    found = queries.taper.taper_of(client_id, today)
    steps = [each.step for each in found.steps] if found else []
    context = {
        "client": client,
        "taper": found,
        "steps": presenters.step_rows(found.steps) if found else [],
        "now": presenters.weekdays_words(found.weekdays) if found else "",
        "hours": presenters.hours_words(found.minutes) if found else "",
        "least": presenters.hours_words(found.facts.payer.min_weekly_minutes) if found else "",
        "form": TaperForm(steps=steps),
        "why_form": WhyForm(),
        "return_form": ReturnForm(),
        "returns": queries.taper.returns_of(client_id),
        "forms": queries.taper.form_titles(),
        "may_plan": allows(actor_of(request), Permission.PLAN_TAPER, client.about()),
        "is_due": bool(found and found.due and found.due.from_on <= today),
        "today": today,
        **more,
    }
    return render(request, "readiness/taper.html", context, status=status)


@require_POST
@page(Permission.PLAN_TAPER, about=about_client)
def plan(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Plan fewer days; nothing changes before a step begins."""
    form = TaperForm(request.POST)
    if form.is_valid():
        try:
            tapering.plan_taper(
                client=client_or_404(client_id),
                steps=form.asked(),
                why=form.cleaned_data["why"],
                by=actor_of(request),
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Planned. Her days change when a step begins."))
            return redirect("readiness:taper", client_id)
    return _taper(request, client_id, 422, form=form)


@require_POST
@page(Permission.PLAN_TAPER, about=about_client)
def take_back(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Take the plan back; her days stay as they are."""
    form = WhyForm(request.POST)
    try:
        form.is_valid()
        tapering.take_back_taper(
            client=client_or_404(client_id),
            why=form.cleaned_data.get("why", ""),
            by=actor_of(request),
        )
    except Refused as refused:
        with_errors(form, refused)
        return _taper(request, client_id, 422, why_form=form)
    messages.success(request, gettext("Taken back. Her days stay as they are."))
    return redirect("readiness:taper", client_id)


@require_POST
@page(Permission.PLAN_TAPER, about=about_client)
def begin(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """From today she comes on the days of the step that is due."""
    form = WhyForm(request.POST)
    try:
        form.is_valid()
        tapering.begin_step(
            client=client_or_404(client_id),
            why=form.cleaned_data.get("why", ""),
            by=actor_of(request),
        )
    except Refused as refused:
        with_errors(form, refused)
        return _taper(request, client_id, 422, begin_form=form)
    messages.success(request, gettext("She comes on fewer days from today. We watch it."))
    return redirect("readiness:taper", client_id)


@require_POST
@page(Permission.PLAN_TAPER, about=queries.taper.about_return)
def answer(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Say what was decided about a case that came back."""
    row, form = queries.taper.return_or_404(return_id), ReturnForm(request.POST)
    if form.is_valid():
        try:
            tapering.answer_return(row=row, by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Kept, with who decided and why."))
            return redirect("readiness:taper", row.client_id)
    return _taper(request, row.client_id, 422, return_form=form)
