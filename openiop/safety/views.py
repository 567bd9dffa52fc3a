"""Alerts, private checks and imported answers, for those who answer them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.base.web import site_of
from openiop.clients.models import Episode
from openiop.clients.queries import about_client, client_or_404, open_episodes
from openiop.domain.decision import Reason, Refused
from openiop.domain.episode import Stage
from openiop.domain.incident import IncidentKind
from openiop.domain.privacy import About, Permission
from openiop.domain.private_check import CheckOutcome
from openiop.domain.risk_assessment import Means, NextStep
from openiop.domain.safety import Action, Disposition, SafetyRules
from openiop.domain.second_look import second_look_days
from openiop.domain.staff_call import CALL_WORDS
from openiop.domain.words import Level
from openiop.outbox.actions import set_own_call
from openiop.outbox.carriers import reaches
from openiop.outbox.queries import card_of, staff_contact_of
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, page

from . import actions, queries
from .forms import (
    AnswerForm,
    AssessForm,
    CheckForm,
    IncidentForm,
    MeansForm,
    OwnCallForm,
    ShiftForm,
    TimesForm,
    WordsForm,
)
from .presenters import (
    OTHER_TIMES,
    alert_row,
    alert_rows,
    answering_rows,
    assess_groups,
    call_lines,
    chip_options,
    contact_card,
    day_choices,
    day_options,
    errors_of,
    form_errors,
    late_lines,
    shift_lines,
    timeline,
    times_lines,
    urgent_fields,
    way_options,
)


@page(Permission.SEE_ALERTS)
def alerts(request: HttpRequest) -> HttpResponse:
    """Who needs a person now?"""
    actor = actor_of(request)
    found = queries.alerts.alerts_for(actor)
    reach = queries.people.clients_in_reach(actor, Permission.SEE_ALERTS)
    log_access(actor, "safety:alerts", {alert.client_id for alert in found})
    context = {
        "groups": alert_rows(found),
        "rules": queries.times.rules_here(),
        "checks": len(queries.checks.private_checks_due(clock.today(), reach)),
        "reviews": len(queries.imported.review_tasks_open(reach)),
        "plans": len(queries.plan_reviews.plan_reviews_due(clock.today(), _stays(reach))),
        "cosigns": queries.risk.waiting_for_cosign(reach),
        "may_cosign": allows(actor, Permission.COSIGN_RISK, About()),
        "may_reach": allows(actor, Permission.SEND_MESSAGE, About()),
        "manages": allows(actor, Permission.MANAGE_SAFETY, About()),
        "reads_incidents": allows(actor, Permission.READ_INCIDENTS, About()),
        "people": reaches(site_of(request).is_demo),
        "on_call": [each for each in queries.people.on_call_list() if each.is_now],
    }
    return render(request, "safety/alerts.html", context)


@page(Permission.ANSWER_ALERT, about=queries.alerts.about_alert)
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """What did she say, and what do we do now?"""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _alert(request, alert_id, form)
    try:
        saved = actions.answering.answer_alert(
            alert=queries.alerts.alert_or_404(alert_id), **form.given(), by=actor_of(request)
        )
    except Refused as refused:
        return _alert(request, alert_id, form, refused)
    text = gettext("Saved and closed.") if saved.closed_at else gettext("Saved.")
    messages.success(request, text)
    return redirect("safety:alert", alert_id)


def _alert(
    request: HttpRequest, alert_id: UUID, form: AnswerForm, refused: Refused | None = None
) -> HttpResponse:
    shown = queries.alerts.alert_page(alert_id)
    given: dict[str, Any] = form.typed() if form.is_bound else {}
    one = shown.alert
    days = second_look_days(
        one.level,
        clock.local_now(),
        queries.times.next_coming_day(one.client_id),
        queries.times.rules_here(),
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
        "calls": call_lines(shown.calls, reaches(site_of(request).is_demo)),
        "may_assess": allows(actor, Permission.ASSESS_RISK, shown.client.about()),
        "deeds": chip_options(Action, given.get("what") or shown.last_deed),
        "dispositions": chip_options(Disposition, given.get("disposition")),
        "days": day_options(days, given.get("second_look_on")),
        "words": given.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "safety/alert.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.alerts.about_alert)
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert and go to it."""
    actions.answering.acknowledge(alert=queries.alerts.alert_or_404(alert_id), by=actor_of(request))
    return redirect("safety:alert", alert_id)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.alerts.about_alert)
def take_over(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert over from a colleague."""
    actions.answering.take_over(alert=queries.alerts.alert_or_404(alert_id), by=actor_of(request))
    return redirect("safety:alert", alert_id)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.alerts.about_alert)
def second_look(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Look at an answered alert a second time."""
    form = WordsForm(request.POST)
    try:
        actions.answering.second_look(
            alert=queries.alerts.alert_or_404(alert_id), **form.given(), by=actor_of(request)
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
    reach = queries.people.clients_in_reach(actor, Permission.SEE_ALERTS)
    due = queries.checks.private_checks_due(clock.today(), reach)
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
@page(Permission.ANSWER_ALERT, about=queries.checks.about_check)
def close_check(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Say how a private check went."""
    form = CheckForm(request.POST)
    try:
        check = actions.checks.close_check(
            check=queries.checks.check_or_404(check_id), **form.given(), by=actor_of(request)
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
    reach = queries.people.clients_in_reach(actor, Permission.SEE_ALERTS)
    found = queries.imported.review_tasks_open(reach)
    log_access(actor, "safety:reviews", {task.client_id for task in found})
    context = {
        "tasks": found,
        "open_id": open_id,
        "words": request.POST.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "safety/reviews.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.imported.about_review)
def finish_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say what was found."""
    task = queries.imported.review_or_404(review_id)
    try:
        actions.imported.finish_review(
            task=task, **WordsForm(request.POST).given(), by=actor_of(request)
        )
    except Refused as refused:
        return _reviews(request, review_id, refused)
    messages.success(request, gettext("Saved."))
    return redirect("safety:reviews")


def _stays(reach: frozenset[UUID] | None) -> list[Episode]:
    """The stays that run today of the clients in reach."""
    stays = [stay for stay in open_episodes(clock.today()) if stay.stage is not Stage.ENDED]
    return [stay for stay in stays if reach is None or stay.client_id in reach]


# The program's own times, who is on call, how alerts were answered


@page(Permission.MANAGE_SAFETY)
def times(request: HttpRequest) -> HttpResponse:
    """How fast do we answer, and when does somebody read?"""
    history = queries.times.times_history()
    standing = history[0].rules if history else queries.times.rules_here()
    form = TimesForm(request.POST if request.method == "POST" else None, standing)
    reasons: Iterable[Reason] = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.setting.set_times(**_times_given(form, standing), by=actor_of(request))
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, gettext("Saved. Alerts that are open keep their times."))
            return redirect("safety:times")
    context = {
        "form": form,
        "history": times_lines(history),
        "errors": [*errors_of(reasons, prefix="times_"), *form_errors(form)],
        "urgent": urgent_fields(form),
        "others": [form[name] for name in OTHER_TIMES],
        "days": day_choices(form["monitored_weekdays"].value()),
    }
    status = 422 if context["errors"] else 200
    return render(request, "safety/times.html", context, status=status)


def _times_given(form: TimesForm, standing: SafetyRules) -> dict[str, Any]:
    on = form.cleaned_data["from_on"]
    return {
        "rules": form.rules(standing),
        "why": form.cleaned_data["why"],
        "starts_at": clock.at(on, "00:00") if on else None,
    }


@page(Permission.MANAGE_SAFETY)
def on_call(request: HttpRequest) -> HttpResponse:
    """Who answers, and when?"""
    people = queries.people.staff_who_answer()
    form = ShiftForm(request.POST if request.method == "POST" else None, people)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.setting.add_shift(**form.given(), by=actor_of(request))
        except Refused as refused:
            errors = errors_of(refused.reasons, prefix="shift_")
        else:
            messages.success(request, gettext("Saved."))
            return redirect("safety:on_call")
    context = {
        "form": form,
        "days": day_choices(form["weekdays"].value()),
        "shifts": shift_lines(queries.people.on_call_list()),
        "errors": errors,
        "people": reaches(site_of(request).is_demo),
    }
    return render(request, "safety/on_call.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.MANAGE_SAFETY, about=queries.people.about_shift)
def end_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift off the list."""
    actions.setting.end_shift(shift=queries.people.shift_or_404(shift_id), by=actor_of(request))
    messages.success(request, gettext("Saved."))
    return redirect("safety:on_call")


@page(Permission.SET_OWN_CALL)
def own_call(request: HttpRequest) -> HttpResponse:
    """How are you called when you are not signed in?"""
    actor = actor_of(request)
    held = staff_contact_of(actor.id)
    typed: dict[str, Any] = {
        "by_way": held.way if held else None,
        "address": held.address if held else "",
    }
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        typed = OwnCallForm(request.POST).typed()
        try:
            set_own_call(by_way=typed["by_way"], address=typed["address"] or "", by=actor)
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("safety:own_call")
    context = {
        "ways": way_options(typed["by_way"]),
        "address": typed["address"] or "",
        "errors": errors,
        "words": gettext(CALL_WORDS),
        "people": reaches(site_of(request).is_demo),
    }
    return render(request, "safety/own_call.html", context, status=422 if errors else 200)


@page(Permission.MANAGE_SAFETY)
def answering(request: HttpRequest) -> HttpResponse:
    """How fast were alerts answered, and which ones too late?"""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = clock.today().replace(day=1)
    shown = queries.answering.answering_page(month)
    log_access(actor_of(request), "safety:answering", {each.client_id for each in shown.late})
    context = {"shown": shown, "late": late_lines(shown.late), "rows": answering_rows(shown)}
    return render(request, "safety/answering.html", context)


# Incidents


@page(Permission.READ_INCIDENTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """What happened in the house, and what follows?"""
    found = [(each, each.is_overdue(clock.today())) for each in queries.incidents.incidents()]
    return render(request, "safety/incidents.html", {"incidents": found})


@page(Permission.FILE_INCIDENT)
def file_incident(request: HttpRequest) -> HttpResponse:
    """What happened?"""
    form = IncidentForm(request.POST if request.method == "POST" else None)
    typed: dict[str, Any] = form.typed() if form.is_bound else {}
    errors: list[dict[str, str]] = []
    actor = actor_of(request)
    if request.method == "POST":
        try:
            actions.incidents.file_incident(**_incident_given(form, typed), by=actor)
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            words = gettext("Thank you. It is kept, and the lead reads it.")
            messages.success(request, words)
            reads = allows(actor, Permission.READ_INCIDENTS, About())
            return redirect("safety:incidents" if reads else "desk:home")
    context = {
        "typed": typed or {"day": clock.today(), "clock": clock.local_now().time()},
        "kinds": chip_options(IncidentKind, typed.get("kind")),
        "people": queries.people.staff_here(),
        "errors": errors,
    }
    return render(request, "safety/incident_new.html", context, status=422 if errors else 200)


def _incident_given(form: IncidentForm, typed: dict[str, Any]) -> dict[str, Any]:
    day, at = typed.get("day"), typed.get("clock")
    return {
        "kind": typed.get("kind"),
        "at": clock.at(day, at.strftime("%H:%M")) if day and at else None,
        "place": typed.get("place") or "",
        "told": form.told(),
        "follow_up_id": typed.get("follow_up_id"),
    }


@page(Permission.READ_INCIDENTS, about=queries.incidents.about_incident)
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """What happened, and what follows from it?"""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.incidents.review_incident(
                incident=queries.incidents.incident_or_404(incident_id),
                words=WordsForm(request.POST).given()["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("safety:incident", incident_id)
    context = {
        "incident": queries.incidents.incident_line(incident_id),
        "words": request.POST.get("words", ""),
        "errors": errors,
    }
    return render(request, "safety/incident.html", context, status=422 if errors else 200)


# Risk assessment, the talk about a safer place, plans to look at


@page(Permission.SEE_ALERTS)
def plan_reviews(request: HttpRequest) -> HttpResponse:
    """Whose safety plan do we look at together?"""
    actor = actor_of(request)
    reach = queries.people.clients_in_reach(actor, Permission.SEE_ALERTS)
    due = queries.plan_reviews.plan_reviews_due(clock.today(), _stays(reach))
    log_access(actor, "safety:plan_reviews", {each.client_id for each in due})
    mine = [each for each in due if each.therapist_id == actor.id]
    context = {"mine": mine, "others": [each for each in due if each.therapist_id != actor.id]}
    return render(request, "safety/plan_reviews.html", context)


@page(Permission.ASSESS_RISK, about=about_client)
def assess(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she say, how urgent is it, and what happens next?"""
    client = client_or_404(client_id)
    form = AssessForm(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            row = actions.risk.assess_risk(client=client, facts=form.facts(), by=actor_of(request))
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved."))
            return _after_assessing(row.alert_id, client_id)
    typed: dict[str, Any] = form.typed() if form.is_bound else {}
    context = {
        "client": client,
        "floor": queries.risk.floor_now(client_id),
        "groups": assess_groups(typed),
        "typed": typed,
        "levels": chip_options(Level, typed.get("level")),
        "steps": chip_options(NextStep, typed.get("next_step")),
        "before": queries.risk.assessments_of(client_id),
        "errors": errors,
    }
    return render(request, "safety/assess.html", context, status=422 if errors else 200)


def _after_assessing(alert_id: UUID | None, client_id: UUID) -> HttpResponse:
    if alert_id is not None:
        return redirect("safety:alert", alert_id)
    return redirect("safety:assess", client_id)


@require_POST
@page(Permission.COSIGN_RISK, about=queries.risk.about_assessment)
def cosign(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Sign a level a colleague lowered."""
    row = queries.risk.assessment_or_404(assessment_id)
    actions.risk.cosign_assessment(assessment=row, by=actor_of(request))
    messages.success(request, gettext("Signed."))
    return redirect("safety:assess", row.client_id)


@page(Permission.ASSESS_RISK, about=about_client)
def means(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How do we make the place around her safer?"""
    client = client_or_404(client_id)
    form = MeansForm(request.POST if request.method == "POST" else None)
    typed: dict[str, Any] = form.typed() if form.is_bound else {}
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.risk.keep_means_talk(client=client, **_means_given(typed), by=actor_of(request))
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("safety:means", client_id)
    chosen = typed.get("means") or []
    context = {
        "client": client,
        "typed": typed,
        "means": [
            {"value": str(each), "label": gettext(each.label), "checked": each in chosen}
            for each in Means
        ],
        "talks": queries.risk.means_talks_of(client_id),
        "errors": errors,
    }
    return render(request, "safety/means.html", context, status=422 if errors else 200)


def _means_given(typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "means": typed.get("means") or [],
        "plan": typed.get("plan") or "",
        "helps": typed.get("helps") or "",
        "recheck_on": typed.get("recheck_on"),
    }
