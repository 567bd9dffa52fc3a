"""Alerts, private checks and imported answers, for those who answer them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.private_check import CheckOutcome
from openiop.domain.safety import Action, Disposition
from openiop.domain.second_look import second_look_days
from openiop.outbox.queries import card_of
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, page

from . import actions, queries
from .forms import AnswerForm, CheckForm, WordsForm
from .presenters import (
    alert_row,
    alert_rows,
    chip_options,
    contact_card,
    day_options,
    errors_of,
    timeline,
)


@page(Permission.SEE_ALERTS)
def alerts(request: HttpRequest) -> HttpResponse:
    """Who needs a person now?"""
    actor = actor_of(request)
    found = queries.alerts_for(actor)
    reach = queries.clients_in_reach(actor, Permission.SEE_ALERTS)
    log_access(actor, "safety:alerts", {alert.client_id for alert in found})
    context = {
        "groups": alert_rows(found),
        "rules": queries.rules_here(),
        "checks": len(queries.private_checks_due(clock.today(), reach)),
        "reviews": len(queries.review_tasks_open(reach)),
    }
    return render(request, "safety/alerts.html", context)


@page(Permission.ANSWER_ALERT, about=queries.about_alert)
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """What did she say, and what do we do now?"""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _alert(request, alert_id, form)
    try:
        saved = actions.answer_alert(
            alert=queries.alert_or_404(alert_id), **form.given(), by=actor_of(request)
        )
    except Refused as refused:
        return _alert(request, alert_id, form, refused)
    text = gettext("Saved and closed.") if saved.closed_at else gettext("Saved.")
    messages.success(request, text)
    return redirect("safety:alert", alert_id)


def _alert(
    request: HttpRequest, alert_id: UUID, form: AnswerForm, refused: Refused | None = None
) -> HttpResponse:
    shown = queries.alert_page(alert_id)
    given: dict[str, Any] = form.typed() if form.is_bound else {}
    one = shown.alert
    days = second_look_days(
        one.level,
        clock.local_now(),
        queries.next_coming_day(one.client_id),
        queries.rules_here(),
    )
    actor = actor_of(request)
    context = {
        "shown": shown,
        "may_open_chart": allows(actor, Permission.SEE_CHART, shown.client.about()),
        "alert": one,
        "row": alert_row(one, clock.now()),
        "is_mine": one.is_taken and one.owner_id == actor.id,
        "contact": contact_card(card_of(one.client_id)),
        "timeline": timeline(shown.steps),
        "deeds": chip_options(Action, given.get("what") or shown.last_deed),
        "dispositions": chip_options(Disposition, given.get("disposition")),
        "days": day_options(days, given.get("second_look_on")),
        "words": given.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "safety/alert.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.about_alert)
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert and go to it."""
    actions.acknowledge(alert=queries.alert_or_404(alert_id), by=actor_of(request))
    return redirect("safety:alert", alert_id)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.about_alert)
def take_over(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert over from a colleague."""
    actions.take_over(alert=queries.alert_or_404(alert_id), by=actor_of(request))
    return redirect("safety:alert", alert_id)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.about_alert)
def second_look(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Look at an answered alert a second time."""
    form = WordsForm(request.POST)
    try:
        actions.second_look(
            alert=queries.alert_or_404(alert_id), **form.given(), by=actor_of(request)
        )
    except Refused as refused:
        return _alert(request, alert_id, AnswerForm(request.POST), refused)
    messages.success(request, gettext("Saved."))
    return redirect("safety:alert", alert_id)


@page(Permission.SEE_ALERTS)
def checks(request: HttpRequest) -> HttpResponse:
    """Whom do we ask in person today?"""
    return _checks(request)


def _checks(
    request: HttpRequest,
    open_id: UUID | None = None,
    form: CheckForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    reach = queries.clients_in_reach(actor, Permission.SEE_ALERTS)
    due = queries.private_checks_due(clock.today(), reach)
    given = form.typed() if form else {}
    log_access(actor, "safety:checks", {check.client_id for check in due})
    context = {
        "due": due,
        "open_id": open_id,
        "outcomes": chip_options(CheckOutcome, None),
        "chosen": chip_options(CheckOutcome, given.get("outcome")),
        "words": given.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "safety/checks.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.about_check)
def close_check(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Say how a private check went."""
    form = CheckForm(request.POST)
    try:
        check = actions.close_check(
            check=queries.check_or_404(check_id), **form.given(), by=actor_of(request)
        )
    except Refused as refused:
        return _checks(request, check_id, form, refused)
    if CheckOutcome(check.outcome).opens_alert:
        messages.success(request, gettext("Saved. An alert is open, and it is yours."))
        return redirect("safety:alerts")
    messages.success(request, gettext("Saved."))
    return redirect("safety:checks")


@page(Permission.SEE_ALERTS)
def reviews(request: HttpRequest) -> HttpResponse:
    """Which imported answers has nobody looked at?"""
    return _reviews(request)


def _reviews(
    request: HttpRequest, open_id: UUID | None = None, refused: Refused | None = None
) -> HttpResponse:
    actor = actor_of(request)
    reach = queries.clients_in_reach(actor, Permission.SEE_ALERTS)
    found = queries.review_tasks_open(reach)
    log_access(actor, "safety:reviews", {task.client_id for task in found})
    context = {
        "tasks": found,
        "open_id": open_id,
        "words": request.POST.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "safety/reviews.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.about_review)
def finish_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say what was found."""
    task = queries.review_or_404(review_id)
    try:
        actions.finish_review(task=task, **WordsForm(request.POST).given(), by=actor_of(request))
    except Refused as refused:
        return _reviews(request, review_id, refused)
    messages.success(request, gettext("Saved."))
    return redirect("safety:reviews")
