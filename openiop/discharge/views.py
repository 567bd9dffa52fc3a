"""Pages of leaving: who leaves, what holds her, the summary, the end; and her own page of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.accounts.queries import names_by_id, staff_names
from openiop.base import clock
from openiop.clients.models import Episode
from openiop.clients.queries import about_episode, client_or_404, episode_or_404
from openiop.discharge import actions, presenters
from openiop.discharge.actions.choosing import Wanted
from openiop.discharge.forms import ChoiceForm, EndForm, PlanForm, StepForm, VisitForm
from openiop.discharge.queries import leaving as leaving_queries
from openiop.discharge.queries import plan as plans
from openiop.discharge.queries import summaries, visits
from openiop.domain.decision import Refused
from openiop.domain.discharge.aftercare import RETURN_WORDS
from openiop.domain.discharge.ending import PRESSED
from openiop.domain.discharge.summary import Chapter, summary_due_on
from openiop.domain.discharge.visits import (
    VisitKind,
    aftercare_clocks,
    loop_is_open,
    loop_word,
)
from openiop.domain.episode import Stage
from openiop.domain.privacy import Permission, Role, reach_of
from openiop.domain.words import Channel
from openiop.outbox.queries import profile_of
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page
from openiop.readiness.queries.barriers import may_end

UNPROCESSABLE = 422


def _with_reasons(form: Any, refused: Refused) -> None:
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


# Who leaves


@page(Permission.SEE_LEAVING)
def leaving(request: HttpRequest) -> HttpResponse:
    """Who leaves soon, who has left, and is each of them held?"""
    actor = actor_of(request)
    found = leaving_queries.leaving(clock.today())
    context = {
        "found": found,
        "may_open": bool(reach_of(actor.roles, Permission.SEE_AFTERCARE)),
        "shows_end": actor.roles
        & {
            Role.BILLING,
            Role.DIRECTOR,
            Role.CLINICAL_LEAD,
            Role.THERAPIST,
            Role.INTAKE,
            Role.PRESCRIBER,
        },
        "open": sum(line.loop_open for line in (*found.soon, *found.after)),
    }
    return render(request, "discharge/leaving.html", context)


# What holds her afterwards


@page(Permission.SEE_AFTERCARE, about=about_episode)
def plan(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What holds her afterwards, and what is still open?"""
    episode = episode_or_404(episode_id)
    return _plan(request, episode, VisitForm())


def _plan(request: HttpRequest, episode: Episode, visit_form: VisitForm) -> HttpResponse:
    actor = actor_of(request)
    told = plans.told_of(episode)
    facts = visits.facts_of(each for each in told.visits if each.is_standing)
    summary = summaries.newest_summary(episode.pk)
    due = summary_due_on(episode.planned_end_on, episode.ended_on)
    context = {
        "episode": episode,
        "client": episode.client,
        "told": told,
        "loop": loop_word(facts),
        "loop_open": loop_is_open(facts),
        "clocks": aftercare_clocks(episode.ended_on, facts, clock.today())
        if episode.ended_on
        else (),
        "visit_form": visit_form,
        "steps": [
            (each, StepForm(states=each.next_states, initial=_of(each))) for each in told.visits
        ],
        "summary": summary,
        "summary_due": due,
        "summary_late": bool(due and due < clock.today() and not (summary and summary.signed_at)),
        "sent": summaries.sendings_of(episode.pk),
        "may_plan": allows(actor, Permission.PLAN_AFTERCARE, episode.about()),
        "may_book": allows(actor, Permission.BOOK_VISITS, episode.about()),
        "may_sign": allows(actor, Permission.SIGN_SUMMARY, episode.about()),
        "may_end": allows(actor, Permission.MOVE_STAY, episode.about()),
        "has_ended": episode.stage is Stage.ENDED,
        "end": leaving_queries.ends_by_episode([episode.pk]).get(episode.pk),
        "choice_words": _choice_words(told),
    }
    status = UNPROCESSABLE if visit_form.errors else 200
    return render(request, "discharge/plan.html", context, status=status)


def _of(line: visits.VisitLine) -> dict[str, object]:
    local = clock.local(line.starts_at) if line.starts_at else None
    return {
        "to": str(line.next_states[0]) if line.next_states else "",
        "on": local.date() if local else None,
        "at": local.strftime("%H:%M") if local else None,
        "place": line.place,
    }


def _choice_words(told: plans.Told) -> str:
    if told.choice is None:
        return say("She has not been asked yet.")
    if not told.choice.wants_notes:
        return say("She wants no notes.")
    channel = Channel(told.choice.channel)
    profile = profile_of(told.client.pk)
    if profile.device_shared or profile.device_flagged:
        return say("She said yes, but her device is shared or not safe: no note goes to it.")
    return say("She wants notes: {channel}.").format(channel=say(channel.label))


@page(Permission.PLAN_AFTERCARE, about=about_episode)
def edit(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Write her plan for afterwards, together with her."""
    episode = episode_or_404(episode_id)
    row = plans.newest(episode.pk)
    form = PlanForm(
        request.POST or None,
        body=plans.unpack(row.body if row else ""),
        responsible_id=row.responsible_id if row else None,
        staff=staff_names(),
    )
    number = row.number if row else 0
    if request.method == "POST" and form.is_valid():
        try:
            actions.plans.write_plan(
                episode=episode,
                body=form.body(),
                responsible_id=form.responsible_id(),
                seen_number=_number(request.POST.get("seen", "")),
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Kept. The version before is kept too."))
            return redirect("discharge:plan", episode_id)
    context = {"episode": episode, "client": episode.client, "form": form, "number": number}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discharge/edit.html", context, status=status)


def _number(typed: str) -> int:
    return int(typed) if typed.isdigit() else -1


# First visits


@page(Permission.BOOK_VISITS, about=about_episode)
def visits_page(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Her first visits alone, for those who book them and read nothing clinical."""
    episode = episode_or_404(episode_id)
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.visits.ask_for_visit(
                episode=episode,
                kind=VisitKind(form.cleaned_data["kind"]),
                with_whom=form.cleaned_data["with_whom"],
                phone=form.cleaned_data["phone"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Written down. It stays open until it took place."))
            return redirect(_after(request, episode))
    return _visits(request, episode, form)


def _visits(request: HttpRequest, episode: Episode, form: VisitForm) -> HttpResponse:
    lines = visits.visits_of(episode.pk)
    facts = visits.facts_of(each for each in lines if each.is_standing)
    held = plans.responsible_by_episode([episode]).get(episode.pk)
    context = {
        "episode": episode,
        "client": episode.client,
        "steps": [(each, StepForm(states=each.next_states, initial=_of(each))) for each in lines],
        "visit_form": form,
        "loop": loop_word(facts),
        "loop_open": loop_is_open(facts),
        "may_book": True,
        "responsible": names_by_id([held]).get(held, "") if held else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discharge/visits.html", context, status=status)


def _after(request: HttpRequest, episode: Episode) -> str:
    if allows(actor_of(request), Permission.SEE_AFTERCARE, episode.about()):
        return f"{reverse('discharge:plan', args=[episode.pk])}#visits"
    return reverse("discharge:visits", args=[episode.pk])


@page(Permission.BOOK_VISITS, about=visits.about_appointment)
def step(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """What became of a visit?"""
    row = visits.appointment_or_404(appointment_id)
    line = next(each for each in visits.visits_of(row.episode_id) if each.id == row.pk)
    form = StepForm(request.POST or None, states=line.next_states, initial=_of(line))
    if request.method == "POST" and form.is_valid():
        try:
            actions.visits.step_visit(
                appointment=row,
                asked=form.asked(),
                words=form.cleaned_data["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Kept."))
            return redirect(_after(request, row.episode))
    context = {
        "line": line,
        "form": form,
        "client": row.episode.client,
        "back": _after(request, row.episode),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discharge/step.html", context, status=status)


# The summary


@page(Permission.SEE_AFTERCARE, about=about_episode)
def summary(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What does the next clinician need, and where does each sentence come from?"""
    episode = episode_or_404(episode_id)
    row = summaries.newest_summary(episode.pk)
    signed = summaries.signed_summary(episode.pk)
    sentences = summaries.unpack(row.body) if row else ()
    numbered: dict[Chapter, list[tuple[int, Any]]] = {}
    for n, each in enumerate(sentences):
        numbered.setdefault(each.chapter, []).append((n, each))
    in_writing = row is not None and row.signed_at is None
    shown = summaries.unpack(signed.body) if signed else ()
    due = summary_due_on(episode.planned_end_on, episode.ended_on)
    context = {
        "episode": episode,
        "client": episode.client,
        "summary": row,
        "signed": signed,
        "in_writing": in_writing,
        "chapters": [
            (chapter, numbered[chapter])
            for chapter in Chapter
            if chapter in numbered and chapter is not Chapter.OWN
        ],
        "own": next((each.text for each in sentences if each.chapter is Chapter.OWN), ""),
        "own_sources": [
            source for each in sentences if each.chapter is Chapter.OWN for source in each.sources
        ],
        "readers": summaries.readers_of(episode.client_id, shown) if signed else [],
        "sent": summaries.sendings_of(episode.pk),
        "due": due,
        "late": bool(due and due < clock.today() and signed is None),
        "may_sign": allows(actor_of(request), Permission.SIGN_SUMMARY, episode.about()),
    }
    return render(request, "discharge/summary.html", context)


@require_POST
@page(Permission.SIGN_SUMMARY, about=about_episode)
def draft(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Draft it, or bring the draft up to date."""
    actions.summaries.draft(episode=episode_or_404(episode_id), by=actor_of(request))
    return redirect("discharge:summary", episode_id)


@require_POST
@page(Permission.SIGN_SUMMARY, about=summaries.about_summary)
def save(request: HttpRequest, summary_id: UUID) -> HttpResponse:
    """Leave sentences out, add one's own, and sign if that was asked."""
    row = summaries.summary_or_404(summary_id)
    seen = _number(request.POST.get("seen", ""))
    changed = actions.summaries.edit(
        summary=row,
        left_out={int(each) for each in request.POST.getlist("left_out") if each.isdigit()},
        own=request.POST.get("own", ""),
        seen=seen,
        by=actor_of(request),
    )
    if request.POST.get("do") == "sign":
        actions.summaries.sign(summary=changed, seen=changed.version, by=actor_of(request))
        messages.success(request, say("Signed. It does not change any more."))
    else:
        messages.success(request, say("Kept as a draft."))
    return redirect("discharge:summary", row.episode_id)


@require_POST
@page(Permission.SIGN_SUMMARY, about=summaries.about_summary)
def send(request: HttpRequest, summary_id: UUID) -> HttpResponse:
    """Send it to somebody she released it to."""
    row = summaries.summary_or_404(summary_id)
    wanted = request.POST.get("to", "")
    readers = summaries.readers_of(row.episode.client_id, summaries.unpack(row.body))
    reader = next((each for each in readers if str(each.contact.pk) == wanted), None)
    if reader is None:
        messages.error(request, say("No release of hers lets us share this with them."))
    else:
        actions.summaries.send(summary=row, contact=reader.contact, by=actor_of(request))
        messages.success(
            request,
            say("On its way to {name}. If she takes it back, it stops.").format(name=reader.name),
        )
    return redirect("discharge:summary", row.episode_id)


@require_POST
@page(Permission.SIGN_SUMMARY, about=summaries.about_summary)
def clinical_pdf(request: HttpRequest, summary_id: UUID) -> HttpResponse:
    """The whole summary as PDF, to be handed to her or read here."""
    row = summaries.summary_or_404(summary_id)
    made = presenters.clinical_pdf(row, summaries.unpack(row.body), actor_of(request).name)
    return _pdf(made, "summary.pdf")


def _pdf(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@page(Permission.SEE_AFTERCARE, about=about_episode)
def her_pdf(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Her plan in plain words, to be given to her."""
    episode = episode_or_404(episode_id)
    made = presenters.her_pdf(plans.told_of(episode), summaries.signed_summary(episode.pk))
    return _pdf(made, "plan.pdf")


# The end


@page(Permission.MOVE_STAY, about=about_episode)
def end(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """How does her stay end, and who holds her then?"""
    episode = episode_or_404(episode_id)
    if episode.stage is Stage.ENDED:
        return redirect("discharge:plan", episode_id)
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ending.end(
                episode=episode,
                how=form.chosen(),
                on=form.cleaned_data["on"] or clock.today(),
                why=form.cleaned_data["why"],
                next_step=form.cleaned_data["next_step"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Her stay has ended. What is open stands here."))
            return redirect("discharge:plan", episode_id)
    told = plans.told_of(episode)
    facts = visits.facts_of(each for each in told.visits if each.is_standing)
    context = {
        "episode": episode,
        "client": episode.client,
        "form": form,
        "told": told,
        "loop": loop_word(facts),
        "loop_open": loop_is_open(facts),
        "summary": summaries.signed_summary(episode.pk),
        "pressed": [
            (end, pressure, may_end(episode.client_id, pressure, clock.today()))
            for end, pressure in PRESSED.items()
        ],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discharge/end.html", context, status=status)


# Her own pages


@page(Permission.READ_OWN_AFTERCARE)
def mine(request: HttpRequest) -> HttpResponse:
    """What holds me afterwards?"""
    told = _hers(request)
    context = {
        "here": "plan",
        "told": told,
        "visits": presenters.her_visits(told),
        "parts": presenters.her_parts(told),
        "signs": [each for each in told.body.signs if each.sign],
        "return_words": say(RETURN_WORDS),
        "choice": told.choice,
    }
    return render(request, "discharge/mine.html", context)


def _hers(request: HttpRequest) -> plans.Told:
    actor = actor_of(request)
    stay = plans.newest_stay(actor.client_id) if actor.client_id else None
    if stay is None:
        raise Http404("Nobody's own page.")
    return plans.told_of(episode_or_404(stay.pk))


@require_POST
@page(Permission.READ_OWN_AFTERCARE)
def my_pdf(request: HttpRequest) -> HttpResponse:
    """Her plan on paper."""
    told = _hers(request)
    made = presenters.her_pdf(told, summaries.signed_summary(told.episode.pk))
    return _pdf(made, "plan.pdf")


@page(Permission.CHOOSE_FOLLOW_UP)
def choose(request: HttpRequest) -> HttpResponse:
    """May we say hello afterwards, and how?"""
    actor = actor_of(request)
    if actor.client_id is None:
        raise Http404("Nobody's own page.")
    client = client_or_404(actor.client_id)
    before = plans.choice_of(client.pk)
    initial = {
        "notes": ("yes" if before.wants_notes else "no") if before else None,
        "channel": str(before.channel) if before else None,
        "half_year": before.half_year if before else False,
        "alumnae": before.alumnae if before else False,
    }
    form = ChoiceForm(request.POST or None, initial=initial)
    profile = profile_of(client.pk)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.choosing.choose(
                client=client,
                wanted=Wanted(
                    notes=told["notes"] == "yes",
                    channel=Channel(told["channel"]) if told["channel"] else None,
                    half_year=told["half_year"],
                    alumnae=told["alumnae"],
                ),
                code=told["code"],
                by=actor,
            )
        except Refused as refused:
            _with_reasons(form, refused)
        else:
            messages.success(request, say("Kept. You can change it at any time."))
            return redirect("discharge:mine")
    context = {
        "here": "plan",
        "form": form,
        "has_code": bool(before and before.code_hash),
        "shared": profile.device_shared or profile.device_flagged,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discharge/choose.html", context, status=status)
