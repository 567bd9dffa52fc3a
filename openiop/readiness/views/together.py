"""The joint review: ten minutes, the screen turned to her, one thing at a step, each step kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404, episode_of
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.readiness.words import Criterion, Position, Voice
from openiop.privacy.web import actor_of, page
from openiop.readiness import presenters, queries
from openiop.readiness.actions import looking
from openiop.readiness.forms import AgreeForm, HerWordForm, TogetherForm

from .picture import with_errors

CRITERIA = tuple(Criterion)
SURE, NEXT, READ = len(CRITERIA) + 1, len(CRITERIA) + 2, len(CRITERIA) + 3


@page(Permission.SET_READINESS, about=about_client)
def together(request: HttpRequest, client_id: UUID, step: int) -> HttpResponse:
    """One thing at a time, both looking at one screen."""
    client = client_or_404(client_id)
    if step <= len(CRITERIA):
        if step < 1:
            raise Http404("No such step.")
        return _criterion(request, client, step)
    if step == SURE:
        return _sure(request, client)
    if step == NEXT:
        return _next(request, client)
    if step == READ:
        return _read(request, client)
    raise Http404("No such step.")


def _criterion(request: HttpRequest, client: Client, step: int) -> HttpResponse:
    criterion, today = CRITERIA[step - 1], clock.today()
    found = queries.picture.standing(client.pk, today)
    row = next(r for r in presenters.her_rows(found) if r["criterion"] == str(criterion))
    her = found.held.get((criterion, Voice.HER))
    team = found.held.get((criterion, Voice.TEAM))
    initial = {
        "her_position": str(her.position) if her else "",
        "her_words": her.words if her else "",
        "team_position": str(team.position) if team else "",
        "team_words": team.words if team else "",
    }
    form = TogetherForm(
        request.POST or None,
        initial=initial,
        question=gettext(presenters.HER_QUESTIONS[criterion]),
        hint=gettext(presenters.HER_HINTS[criterion]),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            looking.look_together(
                client=client,
                criterion=criterion,
                hers=(_position(told["her_position"]), told["her_words"]),
                teams=(_position(told["team_position"]), told["team_words"]),
                by=actor_of(request),
            )
        except Refused as refused:
            with_errors(form, refused)
        else:
            return redirect("readiness:together", client.pk, step + 1)
    return _shown(request, client, step, form, row=row)


def _position(word: str) -> Position | None:
    return Position(word) if word else None


def _sure(request: HttpRequest, client: Client) -> HttpResponse:
    said = queries.picture.standing(client.pk, clock.today()).her_word
    is_todays = said is not None and said.on == clock.today()
    initial = (
        {"confidence": said.confidence, "agrees": str(said.agrees), "words": said.words}
        if said is not None and is_todays
        else {}
    )
    form = HerWordForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        nothing = told["confidence"] is None and not told["agrees"] and not told["words"].strip()
        if nothing or told == initial:
            return redirect("readiness:together", client.pk, NEXT)
        try:
            looking.say_word(client=client, by=actor_of(request), **told)
        except Refused as refused:
            with_errors(form, refused)
        else:
            return redirect("readiness:together", client.pk, NEXT)
    return _shown(request, client, SURE, form)


def _next(request: HttpRequest, client: Client) -> HttpResponse:
    today = clock.today()
    found, stay = queries.picture.standing(client.pk, today), episode_of(client.pk, today)
    agreed = found.agreed
    initial: dict[str, Any] = {
        "who": stay.therapist_id if stay else None,
        "again_on": today + timedelta(days=found.rules.look_again_days),
        "needed": agreed.needed if agreed and agreed.on == today else "",
    }
    form = AgreeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            looking.agree(client=client, together=True, by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            with_errors(form, refused)
        else:
            return redirect("readiness:together", client.pk, READ)
    rows = presenters.her_rows(found)
    left = [line for row in rows for line in row["lines"] if line["side"] != "for"]
    return _shown(request, client, NEXT, form, left=left)


def _read(request: HttpRequest, client: Client) -> HttpResponse:
    found = queries.picture.standing(client.pk, clock.today())
    return _shown(
        request,
        client,
        READ,
        None,
        drawing=presenters.threads(found.held, found.topics, hers=True),
        rows=presenters.her_rows(found),
        standing=found,
        topics=[gettext(presenters.HER_CRITERIA[topic.criterion]) for topic in found.topics],
    )


def _shown(request: HttpRequest, client: Client, step: int, form: Any, **more: Any) -> HttpResponse:
    context = {"client": client, "step": step, "of": READ, "form": form, "before": step - 1, **more}
    status = 422 if form is not None and form.errors else 200
    return render(request, "readiness/together.html", context, status=status)
