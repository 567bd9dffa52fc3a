"""Pages of afterwards: calls we owe, the door back, meetings; and the pages of an alumna."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404
from openiop.discharge.presenters import her_parts, her_visits
from openiop.discharge.queries.leaving import leaving
from openiop.discharge.queries.plan import choice_of, newest_stay, told_of
from openiop.domain.decision import Refused
from openiop.domain.discharge.return_door import Known, KnownSaid
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.followup import actions, queries
from openiop.followup.forms import AskForm, CallForm, MeetingForm
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page

UNPROCESSABLE = 422


def _with_reasons(form: Any, refused: Refused) -> None:
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


# Calls we owe


@page(Permission.SEE_CALLS_OWED)
def calls(request: HttpRequest) -> HttpResponse:
    """Whom do we owe a call, who makes it, and by when?"""
    actor = actor_of(request)
    whole = reach_of(actor.roles, Permission.SEE_CALLS_OWED) is Reach.SITE
    after = [line for line in leaving(clock.today()).after if line.loop_open]
    if not whole:
        hers = {line.client.pk for line in queries.calls_owed(actor, whole_site=False)}
        after = [
            line
            for line in after
            if line.responsible_id == actor.id or line.episode.client_id in hers
        ]
    context = {
        "owed": queries.calls_owed(actor, whole_site=whole),
        "made": queries.calls_made(actor, whole_site=whole),
        "after": after,
        "may_call": bool(reach_of(actor.roles, Permission.MAKE_CALL_OWED)),
        "may_see_reach": bool(reach_of(actor.roles, Permission.SEE_SAFE_CONTACT)),
        "may_open_door": bool(reach_of(actor.roles, Permission.OPEN_RETURN_DOOR)),
        "may_open": bool(reach_of(actor.roles, Permission.SEE_AFTERCARE)),
    }
    return render(request, "followup/calls.html", context)


@page(Permission.MAKE_CALL_OWED, about=queries.about_call)
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """What became of this call?"""
    row = queries.call_or_404(call_id)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_call(
                call=row,
                outcome=form.chosen(),
                words=form.cleaned_data["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Kept."))
            return redirect("followup:calls")
    line = next(each for each in queries.calls_of(row.client_id) if each.call.pk == row.pk)
    context = {
        "line": line,
        "form": form,
        "notes": queries.notes_of(row.client_id),
        "may_open_door": allows(actor_of(request), Permission.OPEN_RETURN_DOOR, row.client.about()),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "followup/call.html", context, status=status)


# The door back


@page(Permission.OPEN_RETURN_DOOR, about=about_client)
def door(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What do we already know, so that she need not tell it again?"""
    client = client_or_404(client_id)
    actor = actor_of(request)
    if request.method == "POST":
        known, said = request.POST.get("known", ""), request.POST.get("said", "")
        if known in set(Known) and said in set(KnownSaid):
            actions.confirm(
                client=client,
                known=Known(known),
                said=KnownSaid(said),
                words=request.POST.get("words", ""),
                by=actor,
            )
        return redirect(f"{request.path}#{known}")
    shown = queries.door_page(client)
    context = {
        "shown": shown,
        "client": client,
        "said": list(KnownSaid),
        "may_admit": allows(actor, Permission.SEE_ADMISSION, client.about()),
        "may_decide": allows(actor, Permission.ASSESS, client.about()),
    }
    return render(request, "followup/door.html", context)


# Meetings


@page(Permission.RUN_ALUMNAE)
def meetings(request: HttpRequest) -> HttpResponse:
    """When do women who were here meet, and how many come?"""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_meeting(
                starts_at=clock.at(told["on"], told["at"].strftime("%H:%M")),
                title=told["title"],
                place=told["place"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Kept."))
            return redirect("followup:meetings")
    context = {"lines": queries.meetings_ahead(), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "followup/meetings.html", context, status=status)


@require_POST
@page(Permission.RUN_ALUMNAE, about=queries.about_meeting)
def cancel_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """It does not take place."""
    actions.cancel_meeting(meeting=queries.meeting_or_404(meeting_id), by=actor_of(request))
    messages.success(request, say("Called off. Those who meant to come see it."))
    return redirect("followup:meetings")


# An alumna's pages


def _herself(request: HttpRequest) -> Client:
    actor = actor_of(request)
    if actor.client_id is None:
        raise Http404("Nobody's own page.")
    return client_or_404(actor.client_id)


@page(Permission.USE_ALUMNA_PAGES)
def home(request: HttpRequest) -> HttpResponse:
    """What keeps me steady this week?"""
    client = _herself(request)
    stay = newest_stay(client.pk)
    told = told_of(stay) if stay else None
    context = {
        "here": "after",
        "client": client,
        "told": told,
        "visits": her_visits(told) if told else [],
        "parts": [part for part in her_parts(told) if part["element"] in ("skills", "supports")]
        if told
        else [],
        "signs": [each for each in told.body.signs if each.sign] if told else [],
        "call": queries.open_call_of(client.pk),
    }
    return render(request, "followup/home.html", context)


@page(Permission.USE_ALUMNA_PAGES)
def more_support(request: HttpRequest) -> HttpResponse:
    """How do I reach somebody, or come back?"""
    client = _herself(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_for_call(
            client=client,
            comes_back=request.POST.get("do") == "back",
            words=form.cleaned_data["words"],
            by=actor_of(request),
        )
        return redirect("followup:more")
    context = {"here": "more", "form": form, "call": queries.open_call_of(client.pk)}
    return render(request, "followup/more.html", context)


@page(Permission.USE_ALUMNA_PAGES)
def together(request: HttpRequest) -> HttpResponse:
    """What is on for us?"""
    client = _herself(request)
    lines = queries.meetings_ahead(client.pk)
    if request.method == "POST":
        wanted = request.POST.get("which", "")
        line = next((each for each in lines if str(each.meeting.pk) == wanted), None)
        if line is not None:
            actions.answer_meeting(
                meeting=line.meeting,
                client=client,
                comes=request.POST.get("comes") == "yes",
                by=actor_of(request),
            )
        return redirect("followup:together")
    context = {"here": "together", "lines": lines, "choice": choice_of(client.pk)}
    return render(request, "followup/together.html", context)


@require_POST
@page(Permission.CHOOSE_FOLLOW_UP)
def leave(request: HttpRequest) -> HttpResponse:
    """She wants nothing from us any more."""
    actions.leave_alumnae(client=_herself(request), by=actor_of(request))
    messages.success(request, say("Done. We send you nothing more. You can come back any time."))
    return redirect("followup:together")
