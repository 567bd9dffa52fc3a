"""A client's own pages. Each shows one question and has one main button."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.accounts import actions as accounts
from openiop.accounts.models import TEXT_SIZES, User
from openiop.base import clock
from openiop.care.queries.opening import open_notes_of
from openiop.course.forms import AnnotationForm
from openiop.day import actions as day
from openiop.documents.queries.opening import open_documents_of
from openiop.domain.crisis import DOMESTIC_VIOLENCE, LIFELINE
from openiop.domain.decision import Reason, Refused
from openiop.domain.measures.check_in_path import LAST_PAGE, is_met_with_words
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.instrument import Instrument, Item
from openiop.domain.privacy import Permission
from openiop.domain.safety_said import SheSaid
from openiop.domain.skills.one_thing import Went
from openiop.domain.today import MainThing
from openiop.domain.words import NeedKind
from openiop.measures import actions as measures
from openiop.measures.models import Declined
from openiop.measures.presenters import (
    DO_IT_TOGETHER,
    form_line,
    language_note,
    question,
    value_of,
)
from openiop.measures.queries import annotation_or_404
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import card_of
from openiop.plans import actions as plans
from openiop.plans.queries import mark_of
from openiop.portal import actions, presenters, queries
from openiop.portal.forms import (
    AWAY_REASONS,
    AwayForm,
    CommentForm,
    ContactForm,
    LastPageForm,
    PlanForm,
    PlanWishForm,
)
from openiop.practice.presenters import sentences_chart, sentences_words
from openiop.practice.queries.hers import her_sentences, thing_to_ask
from openiop.privacy.web import actor_of, in_words, page, public_page
from openiop.safety.actions.plans import cover_plan as cover
from openiop.safety.actions.plans import save_plan
from openiop.safety.queries.plans import PlanLines, plan_steps_changed

# Today

FORMS_ON_TODAY = 2
"""So many stand on her day; further ones are counted."""


@page(Permission.USE_PORTAL)
def today(request: HttpRequest) -> HttpResponse:
    """What happens today, and what she does first."""
    if actor_of(request).is_alumna:
        return redirect("followup:home")
    if isinstance(request.user, User) and request.user.welcomed_at is None:
        return redirect("portal:welcome")
    shown = queries.today_page(actor_of(request))
    context = {
        "here": "today",
        "today": shown,
        "greeting": presenters.greeting(shown.client.chosen_name, clock.local_now()),
        "next_when": presenters.when(shown.next, shown.day) if shown.next else "",
        "next_what": say(shown.next.what) if shown.next else "",
        "next_where": presenters.place(shown.next) if shown.next else "",
        "later": presenters.day_items(shown.later),
        "forms": [_line(kind) for kind in shown.forms],
        "more_forms": len(shown.forms[FORMS_ON_TODAY:]),
        "main": _main_button(shown),
        "waits_for_her": queries.waits_for_her(shown.client.pk),
    }
    return render(request, "portal/today.html", context)


def _main_button(shown: queries.TodayPage) -> dict[str, str]:
    label = presenters.MAIN_LABELS[shown.main]
    if shown.main is MainThing.FORM:
        href = reverse("portal:form_start", args=[queries.letter_of(shown.forms[0])])
    elif shown.main is MainThing.WEEK:
        href = reverse("portal:week")
    else:
        href = reverse("portal:check_in")
    return {"label": say(label), "href": href}


@page(Permission.USE_PORTAL)
def welcome(request: HttpRequest) -> HttpResponse:
    """Before her first page: how to leave it, and how we may reach her. She may skip both."""
    if request.method == "POST":
        accounts.welcome(by=actor_of(request))
        if request.POST.get("go") == "contact":
            return HttpResponseRedirect(reverse("portal:contact") + "?first=1")
        return redirect("portal:today")
    client = queries.client_of(actor_of(request))
    return render(request, "portal/welcome.html", {"client": client})


@page(Permission.USE_PORTAL)
def away(request: HttpRequest) -> HttpResponse:
    """She can't come today: a reason if she likes, and done."""
    shown = queries.today_page(actor_of(request))
    if request.method == "POST":
        reason = AwayForm(request.POST).chosen()
        day.tell_away(client=shown.client, on=shown.day, reason=reason, by=actor_of(request))
        return redirect("portal:away")
    if shown.visit.away_at is None and not shown.may_tell_away:
        return redirect("portal:today")
    context = {
        "here": "today",
        "today": shown,
        "reasons": presenters.chips(AWAY_REASONS),
        "next_on": shown.next.on if shown.next else None,
        "not_safe_to_come": shown.visit.away_reason == "safety",
        "dv": DOMESTIC_VIOLENCE,
        "dv_ways": presenters.ways(DOMESTIC_VIOLENCE),
    }
    return render(request, "portal/away.html", context)


@require_POST
@page(Permission.USE_PORTAL)
def come_after_all(request: HttpRequest) -> HttpResponse:
    """She comes after all."""
    actor = actor_of(request)
    day.come_after_all(client=queries.client_of(actor), on=clock.today(), by=actor)
    messages.success(request, say("Good. We look forward to seeing you."))
    return redirect("portal:today")


# Check-in


@page(Permission.USE_PORTAL)
def check_in(request: HttpRequest) -> HttpResponse:
    """Go on with the check-in where she left."""
    here = queries.check_in_of(actor_of(request))
    if here.is_finished:
        return redirect("portal:check_in_done")
    return redirect("portal:check_in_step", step=here.next_step.code)


@page(Permission.USE_PORTAL, about=queries.about_herself)
def check_in_step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; a tap on an answer saves it and goes on."""
    here = queries.check_in_of(actor_of(request))
    at = here.step(step)
    if at is None:
        return redirect("portal:check_in")
    if at.link_id == LAST_PAGE:
        return _last_page(request, here)
    item = DAILY_CHECKIN.item(at.link_id)
    if request.method == "POST":
        return _answered(request, here, item, at.code)
    before = here.before(at)
    context = {
        "step": at,
        "item": item,
        "tiles": presenters.tiles(DAILY_CHECKIN, item, here.answers),
        "skipped": item.link_id in here.answers and here.answers[item.link_id] is None,
        "back": _check_in_url(before.code) if before else reverse("portal:today"),
        "words": presenters.QUESTION_WORDS[item.link_id],
        "ends": (item.range.low_label, item.range.high_label) if item.range else None,
    }
    return render(request, "portal/question.html", context)


def _answered(request: HttpRequest, here: queries.CheckIn, item: Item, code: str) -> HttpResponse:
    link_id, given = item.link_id, request.POST.get("answer", "")
    if given == "sh_act":
        link_id, given, code = "sh_act", "1", f"{code}a"
    value = presenters.value_of(given, DAILY_CHECKIN.item(link_id), DAILY_CHECKIN)
    actions.answer_one(
        client=here.client,
        instrument_id=DAILY_CHECKIN.id,
        link_id=link_id,
        value=value,
        by=actor_of(request),
    )
    if is_met_with_words(DAILY_CHECKIN.id, link_id, value):
        return redirect("portal:with_you", step=code)
    after = queries.check_in_of(actor_of(request))
    return redirect("portal:check_in_step", step=after.next_step.code)


def _last_page(request: HttpRequest, here: queries.CheckIn) -> HttpResponse:
    form = LastPageForm(request.POST or None, initial=presenters.last_page(here.answers))
    thing = thing_to_ask(here.client.pk)
    if request.method == "POST" and form.is_valid():
        actions.send_check_in(
            client=here.client,
            more=form.more(),
            needs=form.kinds(),
            words=form.cleaned_data["words"],
            thing=thing,
            went=form.how_it_went(),
            by=actor_of(request),
        )
        return redirect("portal:check_in_done")
    at = here.steps[-1]
    before = here.before(at)
    context = {
        "step": at,
        "form": form,
        "thing": thing,
        "went": presenters.chips(
            Went, [request.POST.get("went") or (str(thing.went) if thing else "")]
        ),
        "needs": presenters.chips(NeedKind, request.POST.getlist("needs")),
        "skills": presenters.labelled(
            DAILY_CHECKIN.item("skills").options, str(form["skills"].value())
        ),
        "back": _check_in_url(before.code) if before else reverse("portal:today"),
    }
    return render(request, "portal/last_page.html", context, status=422 if form.errors else 200)


def _check_in_url(code: str) -> str:
    return reverse("portal:check_in_step", args=[code])


@page(Permission.USE_PORTAL)
def check_in_done(request: HttpRequest) -> HttpResponse:
    """Half a minute to land, who reads it, and what is next."""
    here = queries.check_in_of(actor_of(request))
    if not here.is_finished:
        return redirect("portal:check_in")
    context = {
        "here": "today",
        "in_person": here.home_in_person,
        "reads": presenters.who_reads(queries.reading_now()),
        "next_form": _next_form(request),
    }
    return render(request, "portal/check_in_done.html", context)


def _next_form(request: HttpRequest) -> dict[str, Any] | None:
    kind = queries.next_form(actor_of(request))
    return _line(kind) if kind else None


def _line(kind: Instrument) -> dict[str, Any]:
    return {"letter": queries.letter_of(kind), **asdict(form_line(kind))}


# Thank you for telling us


@page(Permission.USE_PORTAL, about=queries.about_herself)
def with_you(request: HttpRequest, step: str) -> HttpResponse:
    """After a hard answer of the check-in: who reads it, is she safe, who can she reach."""
    here = queries.check_in_of(actor_of(request))
    at = here.step(step)
    shown = queries.with_you(here.client, here.form, at.link_id) if at else None
    if shown is None:
        return redirect("portal:check_in")
    go_on = (
        reverse("portal:check_in_done") if here.is_finished else _check_in_url(here.next_step.code)
    )
    return _with_you(request, shown, go_on)


@page(Permission.USE_PORTAL, about=queries.about_herself)
def form_with_you(request: HttpRequest, letter: str, number: int) -> HttpResponse:
    """The same after a hard answer of a form."""
    here = queries.form_page(actor_of(request), letter)
    shown = queries.with_you(here.client, here.form, here.item(number).link_id)
    if shown is None:
        return redirect("portal:form_start", letter=letter)
    return _with_you(request, shown, _form_url(here))


def _with_you(request: HttpRequest, shown: queries.WithYou, go_on: str) -> HttpResponse:
    if request.method == "POST":
        actions.say_whether_safe(
            client=shown.client,
            alert=shown.alert,
            code=request.POST.get("said", ""),
            by=actor_of(request),
        )
        return redirect(request.path)
    context = {
        "shown": shown,
        "go_on": go_on,
        "choices": presenters.safe_choices(shown.said),
        "reads": presenters.who_reads(shown.reading),
        "next_read_at": clock.local(shown.reading.next_at),
        "lifeline": presenters.ways(LIFELINE),
        "dv": DOMESTIC_VIOLENCE,
        "dv_ways": presenters.ways(DOMESTIC_VIOLENCE),
        "call_me": SheSaid.CALL_ME,
    }
    return render(request, "portal/with_you.html", context)


# Forms


@page(Permission.USE_PORTAL, about=queries.about_herself)
def form_start(request: HttpRequest, letter: str) -> HttpResponse:
    """Before the first question: what it is for, how long, who sees it, and that she may skip."""
    here = queries.form_page(actor_of(request), letter)
    if here.is_finished:
        return redirect("portal:form_done", letter=letter)
    if here.waits:
        return redirect("portal:today")
    context = {
        "page": here,
        "line": form_line(here.instrument),
        "reads": presenters.who_reads(queries.reading_now()),
        "first": _form_url(here),
        "declined": Declined,
    }
    return render(request, "portal/form_start.html", context)


@require_POST
@page(Permission.USE_PORTAL, about=queries.about_herself)
def form_decline(request: HttpRequest, letter: str) -> HttpResponse:
    """Not this time, or rather with somebody: both are fine, and it comes again next time."""
    actor = actor_of(request)
    here = queries.form_page(actor, letter)
    with_somebody = request.POST.get("why") == "together"
    rather_not = request.POST.get("why") == Declined.RATHER_NOT
    actions.decline_form(
        client=here.client,
        instrument_id=here.instrument.id,
        why=Declined.RATHER_NOT if rather_not else Declined.NOT_NOW,
        wish=DO_IT_TOGETHER if with_somebody else "",
        by=actor,
    )
    if with_somebody:
        messages.success(request, say("We told your team. Someone does it with you."))
    else:
        messages.success(request, say("That is fine. We ask again another time."))
    return redirect("portal:today")


@page(Permission.USE_PORTAL, about=queries.about_herself)
def form_question(request: HttpRequest, letter: str, number: int) -> HttpResponse:
    """One question in its published wording; a tap on an answer saves it and goes on."""
    here = queries.form_page(actor_of(request), letter)
    here.item(number)
    if request.method == "POST":
        try:
            return _form_answered(request, here, number)
        except Refused as refused:
            if not any(reason.field_name for reason in refused.reasons):
                raise
            typed = request.POST.get("answer", "")
            return _form_question(request, here, number, typed, in_words(refused.reasons[0]))
    if here.waits:
        return redirect("portal:today")
    return _form_question(request, here, number)


def _form_question(
    request: HttpRequest,
    here: queries.FormPage,
    number: int,
    typed: str | None = None,
    error: str = "",
) -> HttpResponse:
    before = here.number_before(number)
    start = reverse("portal:form_start", args=[here.letter])
    context = {
        "page": here,
        "question": question(here.instrument, number, here.answers, typed),
        "instructions": here.instrument.instructions if here.item(number).scored else "",
        "ours": here.instrument.wording_is_ours,
        "error": error,
        "back": reverse("portal:form_question", args=[here.letter, before]) if before else start,
        "language_note": language_note(here.instrument),
    }
    return render(request, "portal/form_question.html", context, status=422 if error else 200)


def _form_answered(request: HttpRequest, here: queries.FormPage, number: int) -> HttpResponse:
    item = here.item(number)
    value = value_of(request.POST.getlist("answer"), item, here.instrument)
    actions.answer_form(
        client=here.client,
        instrument_id=here.instrument.id,
        link_id=item.link_id,
        value=value,
        by=actor_of(request),
    )
    if is_met_with_words(here.instrument.id, item.link_id, value, here.instrument):
        return redirect("portal:form_with_you", letter=here.letter, number=number)
    return redirect(_form_url(queries.form_page(actor_of(request), here.letter)))


def _form_url(here: queries.FormPage) -> str:
    """The question she goes on with, or the end."""
    number = here.next_number
    if number is None:
        return reverse("portal:form_done", args=[here.letter])
    return reverse("portal:form_question", args=[here.letter, number])


@page(Permission.USE_PORTAL, about=queries.about_herself)
def form_done(request: HttpRequest, letter: str) -> HttpResponse:
    """Half a minute to land; the result only if she asks for it."""
    here = queries.form_page(actor_of(request), letter)
    if not here.is_finished:
        return redirect("portal:form_start", letter=letter)
    context = {
        "here": "today",
        "letter": letter,
        "next_form": _next_form(request),
        "has_result": here.instrument.total_range is not None,
    }
    return render(request, "portal/form_done.html", context)


@require_POST
@page(Permission.USE_PORTAL)
def talk(request: HttpRequest) -> HttpResponse:
    """She wants to talk to someone: it becomes a wish of hers like any other."""
    actor = actor_of(request)
    day.ask_for(client=queries.client_of(actor), on=clock.today(), kind=NeedKind.TALK, by=actor)
    messages.success(request, say("We have it. Someone talks with you when you are here."))
    return redirect("portal:today")


# My week, how it's going, my plan


@page(Permission.USE_PORTAL)
def week(request: HttpRequest) -> HttpResponse:
    """When she comes and what each group is about."""
    shown = queries.week_page(actor_of(request))
    context = {
        "here": "week",
        "week": shown,
        "days": [presenters.day_card(each, shown.today) for each in shown.days],
        "next_days": [presenters.day_card(each, shown.today) for each in shown.next_days],
    }
    return render(request, "portal/week.html", context)


@page(Permission.USE_PORTAL)
def progress(request: HttpRequest) -> HttpResponse:
    """Whether she is changing, and whether it matches how she feels."""
    return _progress(request)


def _progress(
    request: HttpRequest,
    about_day: AnnotationForm | None = None,
    refused: tuple[Reason, ...] = (),
) -> HttpResponse:
    actor = actor_of(request)
    show = (about_day.data if about_day else request.GET).get("show", "")
    weeks = her_sentences(queries.client_of(actor).pk)
    context = {
        "here": "progress",
        "cards": presenters.progress_cards(queries.course_of(actor), show),
        "therapist": queries.therapist_name(queries.client_of(actor).pk),
        "sentences": sentences_chart(weeks, small=True),
        "sentences_words": sentences_words(weeks),
        "day": about_day.data.get("on", "") if about_day else clock.today().isoformat(),
        "typed": about_day.data.get("words", "") if about_day else "",
        "today": clock.today().isoformat(),
        "errors": {reason.field_name: in_words(reason) for reason in refused},
        "summary": [
            {"href": "#on" if reason.field_name == "on" else "#that-day", "text": in_words(reason)}
            for reason in refused
        ],
    }
    return render(request, "portal/progress.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.USE_PORTAL)
def about_a_day(request: HttpRequest) -> HttpResponse:
    """Keep her words about a day; they stand on the picture both look at."""
    actor, form = actor_of(request), AnnotationForm(request.POST)
    try:
        measures.annotate(
            client=queries.client_of(actor), on=form.day(), words=form.said(), by=actor
        )
    except Refused as refused:
        return _progress(request, form, refused.reasons)
    messages.success(request, say("Thank you. Your words stand at that day now."))
    return HttpResponseRedirect(f"{reverse('portal:progress')}?show={form.data.get('show', '')}")


@require_POST
@page(Permission.USE_PORTAL)
def take_words_off(request: HttpRequest) -> HttpResponse:
    """Take her own words off the picture again."""
    actor = actor_of(request)
    words = annotation_or_404(queries.client_of(actor).pk, request.POST.get("annotation", ""))
    measures.strike_annotation(annotation=words, by=actor)
    messages.success(request, say("Your words are off the picture."))
    return redirect("portal:progress")


@require_POST
@page(Permission.USE_PORTAL)
def look_together(request: HttpRequest) -> HttpResponse:
    """She would like to look at it with somebody: the team reads it as a wish of hers."""
    actor = actor_of(request)
    client = queries.client_of(actor)
    days = queries.next_days_of(client.pk)
    day.ask_for(
        client=client,
        on=days[0] if days else clock.today(),
        kind=NeedKind.TALK,
        words=queries.LOOK_TOGETHER,
        by=actor,
    )
    messages.success(request, say("We told your team. Someone makes time for it with you."))
    return redirect("portal:progress")


@require_POST
@page(Permission.USE_PORTAL, about=queries.about_herself)
def comment(request: HttpRequest, letter: str) -> HttpResponse:
    """Keep what she says about her newest result."""
    actor = actor_of(request)
    result = queries.latest_result(actor, letter)
    form = CommentForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"fits": "", "words": ""}
    measures.comment(administration=result, fits=given["fits"], words=given["words"], by=actor)
    messages.success(request, say("Thank you. Your words stand beside the number now."))
    return HttpResponseRedirect(f"{reverse('portal:progress')}?show={letter}")


@page(Permission.USE_PORTAL)
def plan(request: HttpRequest) -> HttpResponse:
    """What we work on, and what she does when it gets hard."""
    shown = queries.plan_page(actor_of(request))
    return render(request, "portal/plan.html", {"here": "plan", "plan": shown})


@page(Permission.USE_PORTAL)
def notes(request: HttpRequest) -> HttpResponse:
    """What her team wrote after her sessions, to read when she likes."""
    by = actor_of(request)
    shown = open_notes_of(by.client_id) if by.client_id else []
    papers = open_documents_of(by.client_id) if by.client_id else []
    context = {"here": "plan", "notes": shown, "papers": papers}
    return render(request, "portal/notes.html", context)


@page(Permission.USE_PORTAL, about=queries.about_herself)
def sign_plan(request: HttpRequest) -> HttpResponse:
    """Her plan, whole, to read and to sign with her name."""
    actor = actor_of(request)
    shown = queries.plan_page(actor)
    version, text = shown.agreed.version, queries.plan_text(shown.client.pk)
    if version is None or not shown.agreed.waits_for_her:
        return redirect("portal:plan")
    errors = []
    if request.method == "POST":
        try:
            plans.sign_own_plan(
                plan=version,
                name=request.POST.get("name", ""),
                drawing=request.POST.get("drawing", ""),
                seen=request.POST.get("seen", ""),
                by=actor,
            )
        except Refused as refused:
            errors = [
                {"href": f"#{each.field_name or 'name'}", "text": in_words(each)}
                for each in refused.reasons
            ]
        else:
            messages.success(request, say("Thank you. Your plan has your name now."))
            return redirect("portal:plan")
    context = {
        "here": "plan",
        "text": text,
        "mark": mark_of(text),
        "name": request.POST.get("name", ""),
        "errors": errors,
    }
    return render(request, "portal/sign_plan.html", context, status=422 if errors else 200)


@page(Permission.USE_PORTAL, about=queries.about_herself)
def say_plan(request: HttpRequest) -> HttpResponse:
    """She says something about her plan, or what she would change."""
    actor = actor_of(request)
    shown = queries.plan_page(actor)
    form = PlanWishForm(request.POST or None, goals=shown.agreed.goals)
    if request.method == "POST" and form.is_valid():
        plans.say_about_plan(
            client=shown.client,
            kind=form.kind(),
            words=form.cleaned_data["words"],
            goal_id=form.goal_id(),
            by=actor,
        )
        messages.success(request, say("Thank you. Your team reads it and answers you here."))
        return redirect("portal:plan")
    context = {"here": "plan", "form": form}
    return render(request, "portal/say_plan.html", context, status=422 if form.errors else 200)


@page(Permission.USE_PORTAL)
def safety_plan(request: HttpRequest) -> HttpResponse:
    """Her safety plan, to read and to print."""
    shown = queries.plan_page(actor_of(request))
    context = {
        "here": "plan",
        "plan": shown.plan,
        "hides_headings": shown.hides_headings,
        "lifeline": presenters.ways(LIFELINE),
    }
    return render(request, "portal/safety_plan.html", context)


@require_POST
@page(Permission.USE_PORTAL)
def cover_plan(request: HttpRequest) -> HttpResponse:
    """Numbers instead of headings, for a phone others may see; or headings again."""
    actor = actor_of(request)
    hides = request.POST.get("hides") == "yes"
    cover(client=queries.client_of(actor), hides=hides, by=actor)
    return redirect("portal:safety_plan")


@page(Permission.USE_PORTAL)
def edit_safety_plan(request: HttpRequest) -> HttpResponse:
    """Her safety plan in her own words, one line for each thing."""
    actor = actor_of(request)
    shown = queries.plan_page(actor)
    form = PlanForm(request.POST or None, plan=shown.plan)
    meanwhile: tuple[PlanLines, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            save_plan(
                client=shown.client,
                content=form.content(),
                begun_from=form.begun_from(),
                by=actor,
            )
        except Refused as refused:
            shown = queries.plan_page(actor)
            meanwhile = plan_steps_changed(shown.plan, form.content())
            form.add_error(None, [in_words(reason) for reason in refused.reasons])
        else:
            messages.success(request, say("Your plan is saved."))
            return redirect("portal:safety_plan")
    context = {"here": "plan", "form": form, "plan": shown.plan, "meanwhile": meanwhile}
    return render(request, "portal/edit_plan.html", context, status=422 if form.errors else 200)


# Settings


@page(Permission.USE_PORTAL)
def settings(request: HttpRequest) -> HttpResponse:
    """Language, text size, and how we may reach her."""
    card = card_of(queries.client_of(actor_of(request)).pk)
    lines = presenters.contact_lines(card.profile)
    return render(request, "portal/settings.html", {"lines": lines, "card": card})


@page(Permission.USE_PORTAL)
def contact(request: HttpRequest) -> HttpResponse:
    """How may we reach you?"""
    actor = actor_of(request)
    client = queries.client_of(actor)
    card = card_of(client.pk)
    form = ContactForm(request.POST or None, card=card)
    first = request.GET.get("first") == "1"
    if request.method == "POST" and form.is_valid():
        try:
            set_safe_contact(person_id=client.pk, card=form.new_card(), by=actor)
        except Refused as refused:
            form.add_error(None, [in_words(reason) for reason in refused.reasons])
        else:
            messages.success(request, say("Saved. We only use the ways you said are safe."))
            return redirect("portal:today" if first else "portal:settings")
    context = {"form": form, "card": card, "first": first}
    return render(request, "portal/contact.html", context, status=422 if form.errors else 200)


@require_POST
@public_page
def text_size(request: HttpRequest) -> HttpResponse:
    """Larger or smaller text: kept for her when she is signed in, else for this visit."""
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    response = HttpResponseRedirect(wanted if is_ours else "/")
    size = request.POST.get("size", "")
    if size not in {str(known) for known in TEXT_SIZES}:
        return response
    actor = getattr(request, "actor", None)
    if actor is not None and actor.is_client:
        accounts.set_text_size(size=int(size), by=actor)
    else:
        response.set_cookie("openiop_text", size, samesite="Lax", httponly=True)
    return response
