"""Pages for staff who ask, enter and look through forms."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Reason, Refused
from openiop.domain.privacy import Permission
from openiop.measures import actions as measures
from openiop.measures.models import Declined
from openiop.measures.presenters import sheet
from openiop.measures.queries import about_form, about_total, form_or_404, total_or_404
from openiop.privacy.web import actor_of, in_words, page

from . import actions, presenters, queries
from .forms import PaperForm, TotalForm, answers_given


@page(Permission.SEE_CHART, about=about_client)
def forms(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What is due this week, what waits and why, and what is on file."""
    shown = queries.forms_page(client_id, actor_of(request))
    context = {
        "client": shown.client,
        "shown": shown,
        "rows": presenters.planned_rows(shown.plan),
        "waiting": presenters.waiting_rows(shown.plan),
        "texting": any(form.in_place_of for form in shown.plan.asked_on(clock.today())),
        "budget": presenters.budget_words(shown.plan),
        "files": [presenters.file_row(each) for each in shown.on_file],
        "declined": presenters.declined_rows(shown.declined),
        "reasons": Declined,
    }
    return render(request, "asking/forms.html", context)


@page(Permission.ENTER_MEASURE, about=about_client)
def ask(request: HttpRequest, client_id: UUID, form_id: str) -> HttpResponse:
    """All questions on one page; she answers aloud, each answer is kept as it is chosen."""
    client, of = client_or_404(client_id), queries.askable(form_id)
    answers, typed, errors = queries.begun_today(client_id, of), {}, []
    if request.method == "POST":
        read = answers_given(of, request.POST)
        try:
            read.or_refuse()
            given = actions.ask_her(
                client=client, instrument_id=of.id, answers=read.answers, by=actor_of(request)
            )
        except Refused as refused:
            answers, typed, errors = read.answers, read.typed, _errors(refused.reasons)
        else:
            messages.success(request, say("Saved."))
            return redirect("asking:form", given.pk)
    context = {
        "client": client,
        "of": of,
        "rows": sheet(of, answers, typed, _by_question(errors)),
        "errors": errors,
    }
    return render(request, "asking/ask.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.ENTER_MEASURE, about=about_client)
def save_one(request: HttpRequest, client_id: UUID, form_id: str) -> HttpResponse:
    """Keep one answer while the form is being asked."""
    client, of = client_or_404(client_id), queries.askable(form_id)
    link_id = request.POST.get("field", "")
    values = [value for value in request.POST.getlist("value") if value]
    if link_id not in {item.link_id for item in of.items}:
        return JsonResponse({"message": say("We do not know this question.")}, status=422)
    read = answers_given(of, {link_id: values}, only=link_id)
    if read.reasons:
        return JsonResponse({"message": in_words(read.reasons[0])}, status=422)
    try:
        actions.answer_for_her(
            client=client, instrument_id=of.id, answers=read.answers, by=actor_of(request)
        )
    except Refused as refused:
        return JsonResponse({"message": in_words(refused.reasons[0])}, status=422)
    version = request.POST.get("version", "")
    number = int(version) + 1 if version.isdigit() else 1
    saved_at = clock.local_now().strftime("%H:%M")
    return JsonResponse({"version": number, "saved_at": saved_at})


@page(Permission.ENTER_MEASURE, about=about_client)
def paper(request: HttpRequest, client_id: UUID, form_id: str) -> HttpResponse:
    """Type what stands on the paper: the day, a digit for each question, its sum if it has one."""
    client, of = client_or_404(client_id), queries.askable(form_id)
    typed: dict[str, str] = {}
    errors: list[dict[str, str]] = []
    form = PaperForm(request.POST or None)
    if request.method == "POST":
        read = answers_given(of, request.POST, digits=True)
        typed = read.typed
        try:
            read.or_refuse()
            day, total = form.day_and_total()
            given = actions.enter_paper(
                client=client,
                instrument_id=of.id,
                on=day,
                answers=read.answers,
                total_on_paper=total,
                by=actor_of(request),
            )
        except Refused as refused:
            errors = _errors(refused.reasons)
        else:
            messages.success(request, say("Kept. Compare it once more with the paper."))
            return redirect("asking:form", given.pk)
    context = {
        "client": client,
        "of": of,
        "rows": sheet(of, {}, typed, _by_question(errors)),
        "digits": presenters.legend_of(of),
        "form": form,
        "on": presenters.typed_day(request.POST),
        "has_total": of.total_range is not None,
        "errors": errors,
        "by_name": _by_question(errors),
    }
    return render(request, "asking/paper.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.SEND_MESSAGE, about=about_client)
def text_short_form(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Text her that a short form waits on her page."""
    client = client_or_404(client_id)
    try:
        actions.text_short_form(client=client, by=actor_of(request))
    except Refused as refused:
        messages.error(request, " ".join(in_words(reason) for reason in refused.reasons))
    else:
        messages.success(request, say("The text is on its way."))
    return redirect("asking:forms", client_id)


@require_POST
@page(Permission.ENTER_MEASURE, about=about_client)
def decline(request: HttpRequest, client_id: UUID, form_id: str) -> HttpResponse:
    """She does not want it this time: written down as her answer."""
    of = queries.askable(form_id)
    rather_not = request.POST.get("why") == Declined.RATHER_NOT
    actions.decline_for_her(
        client=client_or_404(client_id),
        instrument_id=of.id,
        why=Declined.RATHER_NOT if rather_not else Declined.NOT_NOW,
        by=actor_of(request),
    )
    messages.success(request, say("Written down. It comes again next time."))
    return redirect("asking:forms", client_id)


@page(Permission.ASK_ABOUT_VIOLENCE, about=about_client)
def private(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Questions asked alone with her; they open only when the place was confirmed."""
    client, of = client_or_404(client_id), queries.private_form()
    alone = request.POST.get("alone") == "yes"
    private_place = request.POST.get("private_place") == "yes"
    confirmed = request.method == "POST" and alone and private_place
    errors: list[dict[str, str]] = []
    answers: dict[str, int | None] = {}
    if request.method == "POST" and (request.POST.get("step") == "answers" or not confirmed):
        read = answers_given(of, request.POST)
        answers = read.answers
        try:
            _given, opened = actions.ask_in_private(
                client=client,
                answers=answers,
                alone=alone,
                private_place=private_place,
                by=actor_of(request),
            )
        except Refused as refused:
            errors = _errors(refused.reasons)
        else:
            if opened:
                messages.warning(
                    request, say("A private safety talk is due today. Nothing goes to her home.")
                )
                return redirect("safety:alerts")
            messages.success(request, say("Saved, for those who may ask these questions."))
            return redirect("asking:private", client_id)
    context = {
        "client": client,
        "of": of,
        "confirmed": confirmed,
        "rows": sheet(of, answers),
        "before": queries.private_forms(client_id),
        "errors": errors,
        "by_name": _by_question(errors),
    }
    return render(request, "asking/private.html", context, status=422 if errors else 200)


@page(Permission.ENTER_MEASURE, about=about_client)
def totals(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Totals of forms whose wording we may not show, entered by hand within their range."""
    client, actor = client_or_404(client_id), actor_of(request)
    form, errors = TotalForm(request.POST or None), []
    if request.method == "POST":
        try:
            day, total = form.day_and_total()
            measures.enter_total(
                client=client,
                form_id=request.POST.get("form_id", ""),
                on=day,
                total=total,
                by=actor,
            )
        except Refused as refused:
            errors = _errors(refused.reasons)
        else:
            messages.success(
                request, say("Kept. A total raises no alert: look at the form itself.")
            )
            return redirect("asking:totals", client_id)
    context = {
        "client": client,
        "form": form,
        "choices": queries.forms_with_totals(client, actor),
        "lines": queries.totals_for(client, actor),
        "on": presenters.typed_day(request.POST),
        "errors": errors,
        "by_name": _by_question(errors),
    }
    return render(request, "asking/totals.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.ENTER_MEASURE, about=about_total)
def strike_total(request: HttpRequest, total_id: UUID) -> HttpResponse:
    """Take off a total entered by mistake."""
    entered = total_or_404(total_id)
    measures.strike_total(entered=entered, by=actor_of(request))
    messages.success(request, say("Taken off."))
    return redirect("asking:totals", entered.client_id)


@page(Permission.SEE_CHART, about=about_form)
def form(request: HttpRequest, administration_id: UUID) -> HttpResponse:
    """One form question by question, what it comes to, and whether it is filed."""
    shown = queries.form_page(administration_id, actor_of(request))
    context = {
        "shown": shown,
        "client": shown.form.administration.client,
        "row": presenters.file_row(shown.form),
        "result": presenters.result_words(shown),
        "how": presenters.how_of_form(shown),
        "said": [presenters.said_row(each) for each in shown.said],
    }
    return render(request, "asking/form.html", context)


@require_POST
@page(Permission.ENTER_MEASURE, about=about_form)
def file(request: HttpRequest, administration_id: UUID) -> HttpResponse:
    """Looked at and filed, unless an alert of it waits for its outcome."""
    queries.form_page(administration_id, actor_of(request))
    measures.file_form(administration=form_or_404(administration_id), by=actor_of(request))
    messages.success(request, say("Filed."))
    return redirect("asking:form", administration_id)


def _errors(reasons: Iterable[Reason], otherwise: str = "main") -> list[dict[str, str]]:
    """Errors for the top of the page; one that names no field leads to `otherwise`."""
    named = [(reason.field_name or otherwise, in_words(reason)) for reason in reasons]
    return [{"href": f"#{name}", "text": text, "name": name} for name, text in named]


def _by_question(errors: Iterable[dict[str, str]]) -> dict[str, str]:
    return {error["name"]: error["text"] for error in errors if error["name"]}
