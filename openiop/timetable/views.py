"""Staff pages about the week as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.accounts.queries import staff_names
from openiop.base import clock
from openiop.base.web import day_asked_for
from openiop.domain.decision import Refused
from openiop.domain.privacy import About, Permission
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs.queries import member_or_404
from openiop.schedule.actions import enter_absence, take_back_absence
from openiop.schedule.queries import (
    about_absence,
    about_session,
    absence_or_404,
    away_lines,
    session_or_404,
)

from . import actions
from .forms import AbsenceForm, MoveForm
from .presenters import moment_words, reach_words
from .queries.away import mending, move_choices, workers_on
from .queries.feed import own_calendar
from .queries.problem import monday_of
from .queries.week import rules_looked_at, week_picture

CONFLICT = 409
UNPROCESSABLE = 422


def _chosen_leader(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None


@page(Permission.SEE_WEEK)
def week(request: HttpRequest) -> HttpResponse:
    """What is on this week, who leads it, and what stands open?"""
    actor, today = actor_of(request), clock.today()
    monday = monday_of(day_asked_for(request.GET.get("on", ""), today))
    led_by, room = _chosen_leader(request.GET.get("led_by", "")), request.GET.get("room", "")
    picture = week_picture(monday, led_by, room)
    may_mend = allows(actor, Permission.MEND_WEEK, About())
    looked = None
    if may_mend and not led_by and not room:
        hidden = allows(actor, Permission.SEE_KEPT_APART, About())
        looked = rules_looked_at(monday, sees_hidden=hidden)
        log_access(actor, "timetable:week", set(looked.client_ids))
    context = {
        "picture": picture,
        "today": today,
        "is_this_week": monday == monday_of(today),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "led_by": led_by,
        "room": room,
        "looked": looked,
        "may_mend": may_mend,
        "own_id": actor.id if any(actor.id == id_ for id_, _name in picture.leaders) else None,
    }
    return render(request, "timetable/week.html", context)


@page(Permission.KEEP_OWN_CALENDAR)
def calendar(request: HttpRequest) -> HttpResponse:
    """Are your sessions in your own calendar app?"""
    actor, address = actor_of(request), ""
    if request.method == "POST":
        if request.POST.get("do") == "end":
            actions.end_own_calendar(by=actor)
            messages.success(request, gettext("Ended. The address opens nothing any more."))
            return redirect("timetable:calendar")
        key = actions.make_own_calendar(by=actor)
        address = request.build_absolute_uri(reverse("public:calendar", args=[key]))
    context = {"feed": own_calendar(actor.id), "address": address, "host": request.get_host()}
    return render(request, "timetable/calendar.html", context)


def about_day(day: str, **_: object) -> About:
    """A day is about nobody in particular."""
    return About()


def about_away(staff_id: UUID, **_: object) -> About:
    """Whom a page about somebody who is away is about: her."""
    return About(staff_ids=(member_or_404(staff_id).pk,))


@page(Permission.MEND_WEEK, about=about_day)
def who_is_away(request: HttpRequest, day: str) -> HttpResponse:
    """Who cannot work on this day, or from this day on?"""
    on = day_asked_for(day, clock.today())
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        people=staff_names(),
        initial={"first_on": on, "last_on": on},
    )
    if form.is_bound and form.is_valid():
        try:
            row = enter_absence(**form.told(), by=actor_of(request))
        except Refused as refused:
            for each in refused.reasons:
                form.add_error(each.field_name or None, in_words(each))
        else:
            messages.success(request, gettext("Saved. Nobody plans with her on these days."))
            first = max(row.first_on, clock.today())
            return redirect("timetable:away", first.isoformat(), row.staff_id)
    context = {
        "on": on,
        "workers": workers_on(on),
        "away": away_lines(on, date.max),
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "timetable/who_is_away.html", context, status=status)


@require_POST
@page(Permission.MEND_WEEK, about=about_absence)
def back_after_all(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """She can work after all."""
    row = take_back_absence(absence=absence_or_404(absence_id), by=actor_of(request))
    messages.success(
        request,
        gettext("Taken back. Who stands in for her stays as it is; look at her days."),
    )
    return redirect("timetable:who_is_away", max(row.first_on, clock.today()).isoformat())


@page(Permission.MEND_WEEK, about=about_away)
def away(request: HttpRequest, day: str, staff_id: UUID) -> HttpResponse:
    """Who stands in, and who has to be asked?"""
    actor, on = actor_of(request), day_asked_for(day, clock.today())
    refused: list[str] = []
    if request.method == "POST":
        try:
            count = actions.mend_day(staff_id=staff_id, on=on, chosen=_chosen(request), by=actor)
        except Refused as no:
            refused = [in_words(each) for each in no.reasons]
        else:
            messages.success(
                request,
                gettext("Saved. Sessions that are held by somebody else: {n}.").format(n=count),
            )
            return redirect("timetable:away", on.isoformat(), staff_id)
    found = mending(staff_id, on)
    log_access(actor, "timetable:away", {line.client.pk for line in found.own})
    context = {
        "found": found,
        "refused": refused,
        "may_enter": found.absence is None and on >= clock.today(),
        "own": [(line, reach_words(line.reach)) for line in found.own],
    }
    return render(request, "timetable/away.html", context, status=CONFLICT if refused else 200)


def _chosen(request: HttpRequest) -> actions.Chosen:
    people = {}
    for key, value in request.POST.items():
        if key.startswith("for-"):
            session, person = _chosen_leader(key[4:]), _chosen_leader(str(value))
            if session is not None and person is not None:
                people[session] = person
    return actions.Chosen(people)


@page(Permission.MEND_WEEK, about=about_session)
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Which other time did she say yes to?"""
    session, actor = session_or_404(session_id), actor_of(request)
    if session.client is None or session.canceled_at is not None:
        raise Http404("No session of one client.")
    choices = move_choices()
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        people=choices.people,
        rooms=choices.rooms,
        initial={
            "on": session.on,
            "starts": clock.local(session.starts_at).strftime("%H:%M"),
            "staff_id": session.lead_id,
            "room_id": session.room_id,
        },
    )
    if form.is_bound and form.is_valid():
        try:
            new = actions.agree_move(session=session, **form.told(), by=actor)
        except Refused as refused:
            form.add_error(None, " ".join(in_words(each) for each in refused.reasons))
        else:
            told = gettext("Her session is on {when} now.").format(when=moment_words(new.starts_at))
            messages.success(request, told)
            return redirect(f"{reverse('timetable:week')}?on={new.on.isoformat()}")
    log_access(actor, "timetable:move", {session.client.pk})
    context = {
        "session": session,
        "form": form,
        "may_see_wishes": allows(actor, Permission.SEE_WISHES, session.client.about()),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "timetable/move.html", context, status=status)
