"""The level of care: evidence both ways, a person decides; and handing on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from openiop.assessment import presenters, queries
from openiop.assessment.actions import levels as actions
from openiop.assessment.forms import DecisionForm, HandoffForm, decision_start, with_reasons
from openiop.assessment.queries.level import LevelPage
from openiop.assessment.queries.standing import licensed
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.assessment.determination import Moment
from openiop.domain.assessment.routes import ROUTES, CareLevel, Finding
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page

UNPROCESSABLE = 422


@page(Permission.ASSESS, about=about_client)
def level(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Is an IOP the right next step, and if not, what is?"""
    client = client_or_404(client_id)
    shown = queries.level.level_page(client)
    form = _decision_form(request, shown)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.determine(
                client=client,
                decided=form.decided(),
                moment=form.moment_given(),
                by=actor_of(request),
            )
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            messages.success(request, gettext("Decided and kept, with your name."))
            if (kept.chosen or kept.offered) is not CareLevel.IOP:
                return redirect("intake:hand_on", client_id)
            return redirect("intake:level", client_id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "intake/level.html", _context(request, shown, form), status=status)


def _decision_form(request: HttpRequest, shown: LevelPage) -> DecisionForm:
    if request.method == "POST":
        return DecisionForm(request.POST)
    newest = shown.before[0] if shown.before else None
    wanted = request.GET.get("moment", "")
    known = [str(each) for each in Moment]
    moment = Moment(wanted) if wanted in known else Moment.ADMISSION
    start = decision_start(shown.values, newest.told if newest else {}, moment)
    return DecisionForm(initial=start)


def _context(request: HttpRequest, shown: LevelPage, form: DecisionForm) -> dict[str, Any]:
    actor = actor_of(request)
    home = reverse("intake:assessment", args=[shown.assessment.pk]) if shown.assessment else ""
    rows = [presenters.determined_row(each) for each in shown.before]
    return {
        "client": shown.client,
        "shown": shown,
        "home": home,
        "groups": presenters.evidence_groups(shown.suggestion),
        "unknown": presenters.unknown_lines(shown.suggestion),
        "suggestion": presenters.suggestion_words(shown.suggestion),
        "form": form,
        "now": rows[0] if rows else None,
        "before": rows[1:],
        "handoffs": presenters.handoff_rows(shown.handoffs),
        "may_chart": allows(actor, Permission.SEE_CHART, shown.client.about()),
        "not_licensed": [in_words(reason) for reason in licensed(actor)],
        "preference": presenters.preference_options(shown.values.get("preference", "")),
        "is_open": bool(form.errors) or not rows or "moment" in request.GET,
    }


@page(Permission.HAND_OFF, about=about_client)
def hand_on(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who has her now?"""
    client, actor = client_or_404(client_id), actor_of(request)
    wanted = request.GET.get("finding", "")
    finding = Finding(wanted) if wanted in [str(each) for each in Finding] else None
    before = queries.level.levels_of(client_id)
    newest = before[0] if before and finding is None else None
    start = {
        "to": newest.told.get("handed_to", "") if newest else "",
        "next_step": newest.told.get("next_step", "") if newest else "",
    }
    form = HandoffForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.hand_on(
                client=client,
                handed=form.handed(finding),
                level_of_care=newest.row if newest else None,
                by=actor,
            )
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            said = (
                gettext("Kept. Somebody has her now.")
                if kept.reached
                else gettext("Kept. It stays on the list until somebody is reached.")
            )
            messages.success(request, said)
            return redirect("intake:hand_on", client_id)
    context = {
        "client": client,
        "form": form,
        "route": ROUTES[finding] if finding else None,
        "newest": newest,
        "handoffs": presenters.handoff_rows(queries.level.handoffs_of([client_id])),
        "may_assess": allows(actor, Permission.ASSESS, client.about()),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "intake/hand_on.html", context, status=status)
