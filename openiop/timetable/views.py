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
from openiop.domain.privacy import About, Permission, Reach, reach_of
from openiop.domain.time_offer import ASKS, Need, OfferState
from openiop.domain.timetable.proposal import ProposalState
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs.actions import keep_terms
from openiop.programs.queries import (
    about_member,
    member_or_404,
    staff_here,
    terms_by_person,
    terms_of,
)
from openiop.schedule.actions import enter_absence, take_back_absence
from openiop.schedule.queries import (
    about_absence,
    about_session,
    absence_or_404,
    away_lines,
    session_or_404,
)

from . import actions
from .forms import AbsenceForm, GroupMoveForm, MoveForm, ProposalForm, TermsForm, time_told
from .models import Proposal
from .presenters import moment_words, reach_words, terms_lines
from .queries import offers as offered
from .queries import proposals
from .queries.away import members_to_ask, mending, move_choices, workers_on
from .queries.feed import own_calendar
from .queries.offers import about_offer, offer_or_404
from .queries.problem import monday_of
from .queries.proposals import about_proposal, proposal_or_404
from .queries.tomorrow import open_tomorrow
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
        "now": clock.now(),
        "is_this_week": monday == monday_of(today),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "led_by": led_by,
        "room": room,
        "looked": looked,
        "may_mend": may_mend,
        "may_plan": allows(actor, Permission.PLAN_WEEK, About()),
        "may_see_offers": bool(reach_of(actor.roles, Permission.SEE_TIME_OFFERS)),
        "may_keep_terms": bool(reach_of(actor.roles, Permission.KEEP_TERMS)),
        "tomorrow": open_tomorrow(today) if may_mend and not led_by and not room else None,
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
    assessed = {line.client_id for line in found.assessments if line.client_id}
    log_access(actor, "timetable:away", assessed | {line.client.pk for line in found.own})
    context = {
        "found": found,
        "refused": refused,
        "asks": gettext(ASKS),
        "may_enter": found.absence is None and on >= clock.today(),
        "own": [(line, reach_words(line.reach)) for line in found.own],
    }
    return render(request, "timetable/away.html", context, status=CONFLICT if refused else 200)


def _chosen(request: HttpRequest) -> actions.Chosen:
    people, times = {}, {}
    for key, value in request.POST.items():
        kind, _dash, told = key.partition("-")
        session = _chosen_leader(told)
        if session is None:
            continue
        person = _chosen_leader(str(value)) if kind == "for" else None
        if person is not None:
            people[session] = person
        time = time_told(str(value)) if kind == "offer" else None
        if time is not None:
            times[session] = actions.TimeTold(*time)
    return actions.Chosen(people, times)


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


@page(Permission.MEND_WEEK, about=about_session)
def move_group(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Which other time or room, and was everybody asked?"""
    session, actor = session_or_404(session_id), actor_of(request)
    if not session.kind.is_group or session.canceled_at is not None:
        raise Http404("No meeting of a group.")
    lines = members_to_ask(session)
    form = GroupMoveForm(
        request.POST if request.method == "POST" else None,
        rooms=move_choices().rooms,
        people=[(line.client.pk, line.client.short_name) for line in lines],
        initial={
            "starts": clock.local(session.starts_at).strftime("%H:%M"),
            "room_id": session.room_id,
        },
    )
    if form.is_bound and form.is_valid():
        try:
            moved = actions.move_group(session=session, **form.told(), by=actor)
        except Refused as refused:
            for reason in refused.reasons:
                known = reason.field_name if reason.field_name in form.fields else None
                form.add_error(known, in_words(reason))
        else:
            when = moment_words(moved.starts_now)
            messages.success(request, gettext("It is on {when} now.").format(when=when))
            return redirect(f"{reverse('timetable:week')}?on={session.on.isoformat()}")
    log_access(actor, "timetable:move_group", {line.client.pk for line in lines})
    context = {
        "session": session,
        "form": form,
        "lines": [(line.client, reach_words(line.reach)) for line in lines],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "timetable/move_group.html", context, status=status)


# Proposals


@page(Permission.PLAN_WEEK)
def plan(request: HttpRequest) -> HttpResponse:
    """Which week could be better, and what has been proposed?"""
    form = ProposalForm(request.POST if request.method == "POST" else None, today=clock.today())
    if form.is_bound and form.is_valid():
        try:
            made = actions.propose(**form.cleaned_data, by=actor_of(request))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.field_name or None, in_words(reason))
        else:
            return redirect("timetable:proposal", made.pk)
    context = {
        "form": form,
        "lately": proposals.proposals_lately(),
        "may_work_waitlist": allows(actor_of(request), Permission.WORK_WAITLIST, About()),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "timetable/plan.html", context, status=status)


@page(Permission.PLAN_WEEK, about=about_proposal)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """What would change, for whom, and why?"""
    return _proposal(request, proposal_or_404(proposal_id))


def _proposal(request: HttpRequest, of: Proposal, refused: Refused | None = None) -> HttpResponse:
    actor, state = actor_of(request), ProposalState(of.state)
    context: dict[str, object] = {
        "proposal": of,
        "state": of.state,
        "goes_on": state.goes_on,
        "refused": [in_words(each) for each in refused.reasons] if refused else [],
    }
    if state is ProposalState.READY:
        found = proposals.compared(of)
        log_access(actor, "timetable:proposal", set(found.client_ids))
        context |= {
            "found": found,
            "asks": gettext(ASKS),
            "to_call": [line for line in found.own if not line.by_text and not line.needs],
        }
    elif state is ProposalState.IMPOSSIBLE:
        hidden = allows(actor, Permission.SEE_KEPT_APART, About())
        context["why"] = proposals.why_not(of, sees_hidden=hidden)
    elif state is ProposalState.PUBLISHED:
        lines = offered.offers_of_proposal(of.pk)
        log_access(actor, "timetable:proposal", {line.offer.client_id for line in lines})
        context["lines"] = lines
    status = CONFLICT if refused else 200
    return render(request, "timetable/proposal.html", context, status=status)


@require_POST
@page(Permission.PLAN_WEEK, about=about_proposal)
def stop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """End the search, with the best so far or without."""
    keep_best = request.POST.get("keep") == "best"
    actions.stop(proposal=proposal_or_404(proposal_id), keep_best=keep_best, by=actor_of(request))
    return redirect("timetable:proposal", proposal_id)


@require_POST
@page(Permission.PLAN_WEEK, about=about_proposal)
def publish(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Let it hold, and ask the clients."""
    of = proposal_or_404(proposal_id)
    try:
        done = actions.publish(proposal=of, by=actor_of(request))
    except Refused as refused:
        return _proposal(request, of, refused)
    told = gettext(
        "Published. Groups led or placed anew: {groups}. Times offered: {offers}, of which "
        "{calls} by a call of ours."
    )
    counts = {"groups": done.led_anew, "offers": done.offered, "calls": done.to_call}
    messages.success(request, told.format(**counts))
    return redirect("timetable:proposal", proposal_id)


# Times offered


@page(Permission.SEE_TIME_OFFERS)
def offers(request: HttpRequest) -> HttpResponse:
    """Whom do we still have to ask, and who says yes first?"""
    actor = actor_of(request)
    whole = reach_of(actor.roles, Permission.SEE_TIME_OFFERS) is Reach.SITE
    waiting = offered.offers_waiting(actor, whole_site=whole)
    answered = offered.offers_answered(actor, whole_site=whole)
    log_access(actor, "timetable:offers", {line.offer.client_id for line in (*waiting, *answered)})
    context = {
        "waiting": [(line, _needs(line), reach_words(line.reach)) for line in waiting],
        "answered": answered,
        "may_approve": bool(reach_of(actor.roles, Permission.APPROVE_TIME_OFFER)),
        "may_withdraw": allows(actor, Permission.PLAN_WEEK, About()),
    }
    return render(request, "timetable/offers.html", context)


def _needs(line: offered.OfferLine) -> list[str]:
    return [gettext(Need(code).label) for code in line.offer.needs]


@require_POST
@page(Permission.SEE_TIME_OFFERS, about=about_offer)
def answer_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """What did she say, or what does a clinician say?"""
    offer, actor, said = offer_or_404(offer_id), actor_of(request), request.POST.get("said", "")
    told = ""
    if said == "fine":
        actions.approve(offer=offer, by=actor)
        told = gettext("{name} is asked now.")
    elif said == "back":
        actions.withdraw(offer=offer, by=actor)
        told = gettext("Taken back. Nothing changes for {name}.")
    elif said in ("yes", "no"):
        done = actions.answer(offer=offer, yes=said == "yes", by=actor)
        told = "{name}: " + gettext(OfferState(done.state).label)
    if told:
        messages.success(request, told.format(name=offer.client.short_name))
    return redirect("timetable:offers")


# Who works when


@page(Permission.KEEP_TERMS)
def people(request: HttpRequest) -> HttpResponse:
    """When does everybody work, and how much is enough?"""
    told = terms_by_person()
    lines = [(member, terms_lines(told.get(member.pk))) for member in staff_here()]
    return render(request, "timetable/people.html", {"lines": lines})


@page(Permission.KEEP_TERMS, about=about_member)
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """When does she work, what does she lead, how much is enough for her?"""
    member = member_or_404(staff_id)
    form = TermsForm(request.POST if request.method == "POST" else None, terms=terms_of(member.pk))
    if form.is_bound and form.is_valid():
        try:
            kept = keep_terms(member=member, terms=form.told(), by=actor_of(request))
        except Refused as refused:
            for reason in refused.reasons:
                known = reason.field_name if reason.field_name in form.fields else None
                form.add_error(known, in_words(reason))
        else:
            told = gettext("Saved.") if kept else gettext("Nothing was different.")
            messages.success(request, told)
            return redirect("timetable:people")
    context = {"member": member, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "timetable/person.html", context, status=status)
