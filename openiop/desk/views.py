"""Staff pages that join several stages: huddle, open matters, clients, one client."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.base.templatetags.words import say
from openiop.base.web import day_asked_for
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404, find_clients
from openiop.course.forms import AnnotationForm
from openiop.course.presenters.grid import grid_asked, grid_lines, headings
from openiop.course.presenters.items import date_columns, item_rows, part_rows
from openiop.course.presenters.picture import picture, total_rows
from openiop.course.presenters.wording import how_of, meaning_of, sentence_of, unknown_of
from openiop.course.queries.course import course_of_client
from openiop.course.queries.grid import caseload_grid
from openiop.course.queries.items import items_page
from openiop.day.actions import answer_need as do_answer_need
from openiop.day.actions import take_need as do_take_need
from openiop.day.presenters import hours_lines
from openiop.day.queries.hours import hours_board
from openiop.discharge.queries.plan import newest_stay
from openiop.domain.decision import Reason, Refused
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.privacy import Permission, reach_of
from openiop.domain.safety import cssrs_response
from openiop.health.queries import health_brief
from openiop.measures.actions import annotate as do_annotate
from openiop.measures.actions import strike_annotation
from openiop.measures.presenters import track_rows
from openiop.measures.queries import annotation_or_404, how_of_kinds
from openiop.practice.presenters import sentences_chart, sentences_words
from openiop.practice.queries.hers import her_sentences
from openiop.privacy.actor import Actor
from openiop.privacy.gate import allows, log_access
from openiop.privacy.remember import until_written
from openiop.privacy.web import actor_of, page, public_page
from openiop.safety.actions.plans import cover_plan as cover
from openiop.safety.actions.plans import look_at_plan, save_plan
from openiop.safety.presenters import alert_row, contact_card, errors_of
from openiop.safety.queries.alerts import under_way
from openiop.safety.queries.people import clients_in_reach
from openiop.safety.queries.plans import hides_headings, plan_steps_changed, plan_versions

from . import queries
from .actions import screen as do_screen
from .forms import PlanForm, screen_answers
from .presenters import (
    caseload_rows,
    chosen_measures,
    course_comments,
    course_rows,
    huddle_columns,
    huddle_reviews,
    measure_choices,
    screen_questions,
    session_rows,
    stay_words,
    weekdays_words,
)


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's own first page; only sends on, so that it shows nothing itself."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined] # set by accounts.middleware
    if actor is None or not actor.is_staff:
        return redirect("public:start")
    first = queries.first_page(actor.roles)
    return redirect(first) if first else render(request, "desk/no_page.html")


@page(Permission.SEE_HUDDLE)
def huddle(request: HttpRequest) -> HttpResponse:
    """Who is at risk, whom to look at for fewer days, who is slipping?"""
    actor = actor_of(request)
    today = clock.today()
    shown = until_written(("huddle", today), lambda: queries.huddle_page(today))
    columns, reviews = huddle_columns(shown, actor.roles), huddle_reviews(shown)
    rows = [row for column in columns for row in column["rows"]] + reviews
    log_access(actor, "desk:huddle", {UUID(row["client_id"]) for row in rows})
    context = {
        "huddle": shown,
        "columns": columns,
        "reviews": reviews,
        "may_find_leaders": bool(reach_of(actor.roles, Permission.KEEP_LICENSES)),
        "may_open_chart": bool(reach_of(actor.roles, Permission.SEE_CHART)),
    }
    return render(request, "desk/huddle.html", context)


@page(Permission.SEE_NEEDS)
def open_matters(request: HttpRequest) -> HttpResponse:
    """What still waits for somebody?"""
    return _open_matters(request)


def _open_matters(
    request: HttpRequest, need_id: UUID | None = None, refused: Refused | None = None
) -> HttpResponse:
    actor = actor_of(request)
    today, who = clock.today(), ("open matters", actor.id, actor.roles)
    shown = until_written((who, today), lambda: queries.open_matters(actor, today))
    log_access(actor, "desk:open_matters", {need.line.client_id for need in shown.needs})
    context = {
        "matters": shown,
        "alert_rows": [alert_row(alert, clock.now()) for alert in shown.alerts],
        "need_id": need_id,
        "words": request.POST.get("words", ""),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "desk/open_matters.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANSWER_NEED, about=queries.about_need)
def take_need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Take on what she asked for; an answer begun in the same form is still there to go on with."""
    do_take_need(need=queries.need_or_404(need_id), by=actor_of(request))
    if request.POST.get("words", "").strip():
        return _open_matters(request, need_id)
    return redirect("desk:open_matters")


@require_POST
@page(Permission.ANSWER_NEED, about=queries.about_need)
def answer_need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Say what was done, in words she reads."""
    need, words = queries.need_or_404(need_id), request.POST.get("words", "")
    try:
        do_answer_need(need=need, words=words, by=actor_of(request))
    except Refused as refused:
        return _open_matters(request, need_id, refused)
    messages.success(request, gettext("Saved. She can read it now."))
    return redirect("desk:open_matters")


@page(Permission.SEE_OWN_CASELOAD)
def caseload(request: HttpRequest) -> HttpResponse:
    """Who needs me today?"""
    actor = actor_of(request)
    today, show_all = clock.today(), "all" in request.GET
    shown = until_written(
        ("caseload", actor.id, actor.roles, today, show_all),
        lambda: queries.caseload(actor, today, show_all=show_all),
    )
    log_access(actor, "desk:caseload", {row.client_id for row in shown.rows})
    context = {"caseload": shown, "rows": caseload_rows(shown, actor)}
    return render(request, "desk/caseload.html", context)


@page(Permission.SEE_CHART)
def find(request: HttpRequest) -> HttpResponse:
    """Which client is it?"""
    actor, words = actor_of(request), request.GET.get("q", "").strip()
    reach = clients_in_reach(actor, Permission.SEE_CHART)
    found = [
        each
        for each in find_clients(words, clock.today())
        if reach is None or each.client.pk in reach
    ]
    if len(found) == 1:
        return redirect("desk:chart", found[0].client.pk)
    log_access(actor, "desk:find", {each.client.pk for each in found})
    return render(request, "desk/find.html", {"found": found, "words": words})


@page(Permission.SEE_CHART, about=about_client)
def chart(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Where is she in her stay, and what has changed?"""
    shown = queries.chart(client_id, clock.today())
    context = {
        "chart": shown,
        "stay_words": stay_words(shown),
        "weekdays": weekdays_words(shown.weekdays),
        "alert_rows": [alert_row(alert, clock.now()) for alert in shown.alerts],
        "contact": contact_card(shown.card),
        "courses": course_rows(shown),
        "sessions": session_rows(shown.sessions),
        "health": health_brief(client_id),
        "may_print": allows(actor_of(request), Permission.PRINT_CHART, shown.client.about()),
        "may_decide_level": allows(actor_of(request), Permission.ASSESS, shown.client.about()),
        "may_move": allows(actor_of(request), Permission.MOVE_STAY, shown.client.about()),
        "may_see_papers": allows(actor_of(request), Permission.SEE_ADMISSION, shown.client.about()),
        "newest_stay": newest_stay(client_id),
        "may_open_door": allows(
            actor_of(request), Permission.OPEN_RETURN_DOOR, shown.client.about()
        ),
        "may_see_addresses": allows(
            actor_of(request), Permission.SEE_ADDRESSES, shown.client.about()
        ),
        "may_edit_goals": allows(actor_of(request), Permission.EDIT_GOALS, shown.client.about()),
    }
    return render(request, "desk/chart.html", context)


@page(Permission.SEE_SCORES, about=about_client)
def course(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How is it going, by the picture she sees too?"""
    return _course(request, client_id)


def _course(
    request: HttpRequest,
    client_id: UUID,
    form: AnnotationForm | None = None,
    refused: tuple[Reason, ...] = (),
) -> HttpResponse:
    actor, client = actor_of(request), client_or_404(client_id)
    found = course_of_client(client_id, clock.today(), for_her=False)
    chosen = chosen_measures(found, request.GET.getlist("m"))
    together = "together" in request.GET
    tracks = queries.tracks_of(client_id, [m.instrument.id for m in chosen], clock.today())
    # she and her team look at one picture; how it usually goes here lies under the team's alone
    usual = tracks[0] if len(chosen) == 1 and tracks and not together else None
    weeks = her_sentences(client_id)
    context = {
        "client": client,
        "back": reverse("desk:chart", args=[client.pk])
        if allows(actor, Permission.SEE_CHART, client.about())
        else reverse("desk:grid"),
        "choices": measure_choices(found, chosen),
        "picture": picture(found, chosen, for_her=False, reader=actor.id, usual=usual)
        if chosen
        else None,
        "usual_is_drawn": usual is not None and bool(usual.bands),
        "measures": chosen,
        "comments": course_comments(chosen),
        "tracks": track_rows(tracks),
        "sentences": sentences_chart(weeks),
        "sentences_words": sentences_words(weeks),
        "together": together,
        "may_annotate": allows(actor, Permission.ANNOTATE, client.about()),
        "form": form or AnnotationForm(initial={"on": clock.today().isoformat()}),
        "errors": errors_of(refused),
    }
    return render(request, "desk/course.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.ANNOTATE, about=about_client)
def annotate(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Write at a day what was going on; she reads it on her own picture."""
    form = AnnotationForm(request.POST)
    client = client_or_404(client_id)
    try:
        do_annotate(client=client, on=form.day(), words=form.said(), by=actor_of(request))
    except Refused as refused:
        return _course(request, client_id, form, refused.reasons)
    messages.success(request, gettext("Saved. She reads it on her own picture too."))
    return redirect("desk:course", client_id)


@require_POST
@page(Permission.ANNOTATE, about=about_client)
def strike(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Take one's own words off the picture; hers are hers."""
    words = annotation_or_404(client_id, request.POST.get("annotation", ""))
    strike_annotation(annotation=words, by=actor_of(request))
    messages.success(request, gettext("Taken off the picture. The record keeps it."))
    return redirect("desk:course", client_id)


@page(Permission.SEE_SCORES, about=about_client)
def items(request: HttpRequest, client_id: UUID, kind: str) -> HttpResponse:
    """What did she answer, question by question?"""
    client = client_or_404(client_id)
    found = items_page(kind, client_id)
    if found is None:
        raise Http404("No such questionnaire.")
    by_change = request.GET.get("sort") == "change"
    context = {
        "client": client,
        "page": found,
        "dates": date_columns(found),
        "rows": item_rows(found, most_changed_first=by_change),
        "parts": part_rows(found),
        "by_change": by_change,
    }
    return render(request, "desk/items.html", context)


@page(Permission.SEE_SCORES, about=about_client)
def numbers(request: HttpRequest, client_id: UUID, kind: str) -> HttpResponse:
    """Where does each number of a measure come from?"""
    client = client_or_404(client_id)
    measure = course_of_client(client_id, clock.today(), for_her=False).measure(kind)
    if measure is None:
        raise Http404("No such questionnaire.")
    context = {
        "client": client,
        "measure": measure,
        "sentence": sentence_of(measure, for_her=False),
        "meaning": meaning_of(measure, for_her=False),
        "how": how_of(measure, for_her=False),
        "totals": total_rows(measure),
        "unknown": unknown_of(measure, for_her=False),
        "tracks": track_rows(queries.tracks_of(client_id, [kind], clock.today())),
    }
    return render(request, "desk/numbers.html", context)


@page(Permission.SEE_SCORES)
def grid(request: HttpRequest) -> HttpResponse:
    """Where does everybody stand on the main measures?"""
    actor = actor_of(request)
    today, reach = clock.today(), clients_in_reach(actor, Permission.SEE_SCORES)
    found = until_written(
        ("grid", today, reach, actor.id), lambda: caseload_grid(today, reach, actor.id)
    )
    asked = grid_asked(request.GET, found)
    lines = grid_lines(found, asked)
    log_access(actor, "desk:grid", {line.row.client_id for line in lines})
    context = {
        "grid": found,
        "asked": asked,
        "lines": lines,
        "headings": headings(found, asked),
        "how": how_of_kinds(of.id for of in found.columns),
        "may_open_chart": bool(reach_of(actor.roles, Permission.SEE_CHART)),
        "may_choose": bool(reach_of(actor.roles, Permission.CHOOSE_MEASURES)),
        "printed_at": clock.local_now(),
    }
    return render(request, "desk/grid.html", context)


@page(Permission.SEE_HOURS)
def hours(request: HttpRequest) -> HttpResponse:
    """Who will have fewer hours this week than her payer asks for, and why?"""
    actor = actor_of(request)
    day = day_asked_for(request.GET.get("on", ""), clock.today())
    reach = clients_in_reach(actor, Permission.SEE_HOURS)
    board = until_written(("hours", day, reach), lambda: hours_board(day, reach))
    log_access(actor, "desk:hours", {row.client.pk for row in (*board.short, *board.others)})
    context = {
        "board": board,
        "short": hours_lines(board, "short"),
        "others": hours_lines(board, "others"),
    }
    return render(request, "day/hours.html", context)


def _back(request: HttpRequest, client: Client) -> str:
    """Her page for those it opens to, else the alerts."""
    if allows(actor_of(request), Permission.SEE_CHART, client.about()):
        return reverse("desk:chart", args=[client.pk])
    return reverse("safety:alerts")


@page(Permission.SEE_ALERTS, about=about_client)
def plan(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Her safety plan: the newest version, or an earlier one when asked for."""
    client, versions = client_or_404(client_id), plan_versions(client_id)
    wanted = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.number) == wanted), None)
    context = {
        "client": client,
        "back": _back(request, client),
        "plan": shown or next(iter(versions), None),
        "versions": versions,
        "is_old": shown is not None and shown is not versions[0],
        "may_edit": allows(actor_of(request), Permission.EDIT_SAFETY_PLAN, client.about()),
        "may_assess": allows(actor_of(request), Permission.ASSESS_RISK, client.about()),
        "hides_headings": hides_headings(client_id),
    }
    return render(request, "desk/plan.html", context)


@page(Permission.EDIT_SAFETY_PLAN, about=about_client)
def edit_plan(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Write her safety plan with her, in her words."""
    client = client_or_404(client_id)
    newest = next(iter(plan_versions(client_id)), None)
    form = PlanForm(request.POST if request.method == "POST" else None, newest)
    context = {"client": client, "form": form, "plan": newest, "errors": []}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/plan_edit.html", context, status=422 if form.errors else 200)
    try:
        save_plan(
            client=client,
            content=form.content(),
            begun_from=form.begun_from(),
            by=actor_of(request),
        )
    except Refused as refused:
        context["errors"] = errors_of(refused.reasons)
        standing = next(iter(plan_versions(client_id)), None)
        meanwhile = plan_steps_changed(standing, form.content())
        context |= {"plan": standing, "meanwhile": meanwhile}
        return render(request, "desk/plan_edit.html", context, status=422)
    messages.success(request, gettext("Saved. Every earlier version is kept."))
    return redirect("desk:plan", client_id)


@require_POST
@page(Permission.EDIT_SAFETY_PLAN, about=about_client)
def plan_still_holds(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Her plan was looked at together and still holds."""
    look_at_plan(client=client_or_404(client_id), by=actor_of(request))
    messages.success(request, gettext("Saved: looked at together today."))
    return redirect("desk:plan", client_id)


@require_POST
@page(Permission.EDIT_SAFETY_PLAN, about=about_client)
def cover_plan(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Show her plan on her phone with numbers instead of headings, or with headings again."""
    cover(
        client=client_or_404(client_id),
        hides=request.POST.get("hides") == "yes",
        by=actor_of(request),
    )
    messages.success(request, gettext("Saved."))
    return redirect("desk:plan", client_id)


@page(Permission.ANSWER_ALERT, about=about_client)
def screen(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The suicide screen, asked in person, question by question as published."""
    client = client_or_404(client_id)
    answers = screen_answers(request.POST)
    if request.method == "POST":
        try:
            given = do_screen(client=client, answers=answers, by=actor_of(request))
        except Refused as refused:
            return _screen(request, client_id, answers, refused)
        found = gettext("Suicide screen: {found}.").format(found=say(ScreenLevel(given.level)))
        messages.success(request, f"{found} {say(cssrs_response(given.level))}")
        alert = under_way(client_id)
        return redirect("safety:alert", alert.pk) if alert else redirect("safety:alerts")
    return _screen(request, client_id, answers)


def _screen(
    request: HttpRequest,
    client_id: UUID,
    answers: dict[str, int | None],
    refused: Refused | None = None,
) -> HttpResponse:
    client, alert = client_or_404(client_id), under_way(client_id)
    context = {
        "client": client,
        "instrument": CSSRS_SCREENER,
        "questions": screen_questions(answers),
        "back": reverse("safety:alert", args=[alert.pk]) if alert else _back(request, client),
        "errors": errors_of(refused.reasons) if refused else [],
    }
    return render(request, "desk/screen.html", context, status=422 if refused else 200)
