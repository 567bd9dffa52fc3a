"""The picture of one client: look, choose, write down what was asked, agree on next time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.readiness.words import Criterion, Position, ToldKind
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page
from openiop.readiness import presenters, queries
from openiop.readiness.actions import looking
from openiop.readiness.forms import AgreeForm, PositionForm, ToldForm


def with_errors(form: forms.Form, refused: Refused) -> None:
    """Put the reasons where they belong; what was typed stays."""
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


@page(Permission.SEE_CHART, about=about_client)
def picture(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Is she ready for less support, as both see it, and what speaks for and against?"""
    return _picture(request, client_id)


def _picture(request: HttpRequest, client_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    today, actor = clock.today(), actor_of(request)
    shown = queries.picture.picture_page(client_id, today)
    found, about = shown.standing, shown.client.about()
    may_set = allows(actor, Permission.SET_READINESS, about)
    again = today + timedelta(days=found.rules.look_again_days)
    initial = {"who": shown.stay.therapist_id if shown.stay else None, "again_on": again}
    context = {
        "page": shown,
        "client": shown.client,
        "standing": found,
        "drawing": presenters.threads(found.held, found.topics),
        "drawing_small": presenters.threads(found.held, found.topics, small=True),
        "rows": presenters.criterion_rows(found),
        "agreed_is_due": found.agreed is not None and found.agreed.is_due(today),
        "may_set": may_set,
        "may_taper": allows(actor, Permission.PLAN_TAPER, about),
        "agree_form": AgreeForm(initial=initial) if may_set else None,
        "told_kinds": list(ToldKind),
        "today": today,
        **more,
    }
    return render(request, "readiness/picture.html", context, status=status)


def _criterion(word: str) -> Criterion:
    if word not in {str(each) for each in Criterion}:
        raise Http404("No such criterion.")
    return Criterion(word)


@page(Permission.SET_READINESS, about=about_client)
def position(request: HttpRequest, client_id: UUID, criterion: str) -> HttpResponse:
    """Where does the team see this criterion?"""
    chosen, client = _criterion(criterion), client_or_404(client_id)
    found = queries.picture.standing(client_id, clock.today())
    row = next(r for r in presenters.criterion_rows(found) if r["criterion"] is chosen)
    form = PositionForm(request.POST or None, initial={"position": row["team"]["value"]})
    if request.method == "POST" and form.is_valid():
        try:
            looking.set_position(
                client=client,
                criterion=chosen,
                position=Position(form.cleaned_data["position"]),
                words=form.cleaned_data["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Saved, with the evidence as it is now."))
            return redirect("readiness:picture", client_id)
    context = {"client": client, "form": form, "row": row}
    return render(request, "readiness/position.html", context, status=422 if form.errors else 200)


@page(Permission.SET_READINESS, about=about_client)
def ask(request: HttpRequest, client_id: UUID, kind: str) -> HttpResponse:
    """What was asked, and what did we learn?"""
    if kind not in {str(each) for each in ToldKind}:
        raise Http404("No such question.")
    client = client_or_404(client_id)
    form = ToldForm(request.POST or None, kind=ToldKind(kind))
    if request.method == "POST" and form.is_valid():
        try:
            looking.tell(
                client=client,
                kind=ToldKind(kind),
                answer=form.cleaned_data["answer"],
                about_on=form.cleaned_data.get("about_on"),
                words=form.cleaned_data["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Written down."))
            return redirect("readiness:picture", client_id)
    context = {"client": client, "form": form}
    return render(request, "readiness/ask.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.SET_READINESS, about=about_client)
def agree(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What would need to be true, who looks again, when."""
    form = AgreeForm(request.POST)
    if form.is_valid():
        try:
            looking.agree(
                client=client_or_404(client_id), by=actor_of(request), **form.cleaned_data
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Kept. It is on the list of the team's meeting."))
            return redirect("readiness:picture", client_id)
    return _picture(request, client_id, 422, agree_form=form)


@page(Permission.SEE_CHART, about=about_client)
def source(request: HttpRequest, client_id: UUID, kind: str, row_id: UUID) -> HttpResponse:
    """On which row does this line rest?"""
    row = queries.sources.source_row(client_id, kind, row_id)
    context = {"client": client_or_404(client_id), "row": row}
    return render(request, "readiness/source.html", context)
