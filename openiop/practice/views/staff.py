"""Pages of her team: the ladder with its evidence, her own view, patterns, chains, the climate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.care.queries.goals import goal_or_404
from openiop.clients.queries import about_client, client_or_404
from openiop.day.queries.attendance import attendance_of
from openiop.domain.decision import Refused
from openiop.domain.privacy import About, Permission
from openiop.domain.skills.attainment import LEVELS
from openiop.domain.skills.catalog import CATALOG, skill_named, skill_of
from openiop.domain.skills.climate import CLIMATE_RULES
from openiop.domain.skills.ladder import LADDER_RULES, SeenHow
from openiop.domain.skills.load import LoadOption, LoadPicture
from openiop.domain.skills.week import Noticed
from openiop.practice import actions, forms, presenters, queries
from openiop.practice.models import Chain
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.schedule.queries import about_session, roster_of, session_or_404

from .hers import chain_form

UNPROCESSABLE = 422


# The ladder


@page(Permission.SEE_CHART, about=about_client)
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Which skills are hers, and how do we know?"""
    return _of_client(request, client_id)


def _of_client(
    request: HttpRequest, client_id: UUID, refused: Refused | None = None
) -> HttpResponse:
    actor, client, today = actor_of(request), client_or_404(client_id), clock.today()
    ladder = queries.skills.skill_ladder(client_id, today)
    context = {
        "client": client,
        "rows": presenters.ladder_rows(ladder, client_id),
        "known": sum(each.is_known for each in ladder),
        "rules": LADDER_RULES,
        "may_see_skill": allows(actor, Permission.OBSERVE_SKILL, client.about()),
        "how": list(SeenHow),
        "catalog": [(each.id, say(each.name)) for each in CATALOG],
        "seen": [
            (row, by, skill_of(row.skill), row.created_by == actor.id)
            for row, by in queries.skills.seen_of(client_id)
        ],
        "log": [
            (row, known)
            for row in queries.skills.log_of(client_id, limit=12)
            if (known := skill_of(row.skill)) is not None
        ],
        "errors": [in_words(reason) for reason in refused.reasons] if refused else [],
    }
    return render(
        request, "practice/of_client.html", context, status=UNPROCESSABLE if refused else 200
    )


@require_POST
@page(Permission.OBSERVE_SKILL, about=about_client)
def see(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """I saw her use a skill today: one tap."""
    skill_id, _sep, how = request.POST.get("seen", "").partition(" ")
    try:
        actions.seen.see_skill(
            client=client_or_404(client_id),
            skill=request.POST.get("skill", "") or skill_id,
            how=forms.word(SeenHow, how or request.POST.get("how", "")) or SeenHow.WITH_HELP,
            by=actor_of(request),
        )
    except Refused as refused:
        return _of_client(request, client_id, refused)
    messages.success(request, say("Noted. It stands as evidence for this skill."))
    return redirect("practice:of_client", client_id)


@require_POST
@page(Permission.OBSERVE_SKILL, about=queries.skills.about_seen)
def unsee(request: HttpRequest, seen_id: UUID) -> HttpResponse:
    """Take an observation of mine back."""
    seen = queries.skills.seen_or_404(seen_id)
    try:
        actions.seen.take_back_seen(seen=seen, by=actor_of(request))
    except Refused as refused:
        return _of_client(request, seen.client_id, refused)
    messages.success(request, say("Taken back."))
    return redirect("practice:of_client", seen.client_id)


def about_taught(client_id: UUID, session_id: UUID) -> About:
    """A session in which she learned is about her."""
    session_or_404(session_id)
    return about_client(client_id)


@page(Permission.SEE_CHART, about=about_taught)
def taught(request: HttpRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """What was taught, and for how long was she in it?"""
    session = session_or_404(session_id)
    unit = session.unit
    context = {
        "client": client_or_404(client_id),
        "session": session,
        "unit": unit,
        "skill": skill_named(unit.skill or unit.title) if unit else None,
        "line": attendance_of(session).get(client_id),
    }
    return render(request, "practice/taught.html", context)


# Her own view: load, weeks, goals in two voices


@page(Permission.SEE_CHART, about=about_client)
def her_view(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How is it for her, and where do we see it differently?"""
    return _her_view(request, client_id)


def _her_view(
    request: HttpRequest, client_id: UUID, refused: Refused | None = None
) -> HttpResponse:
    actor, client, today = actor_of(request), client_or_404(client_id), clock.today()
    picture = queries.load.load_by_client([client_id], today)[client_id]
    weeks = queries.hers.her_sentences(client_id)
    labels = {str(each): each.label for each in Noticed}
    context = {
        "client": client,
        "picture": picture,
        "days": presenters.day_rows(picture),
        "options": presenters.chips(LoadOption, request.POST.get("option", "")),
        "answers": queries.load.answers_of(client_id),
        "may_answer": allows(actor, Permission.ANSWER_RISE, client.about()),
        "may_rate": allows(actor, Permission.RATE_GOAL, client.about()),
        "chart": presenters.sentences_chart(weeks),
        "words": presenters.sentences_words(weeks),
        "weeks": [
            (each.week_on, [(labels[name], told) for name, told in each.told.items()])
            for each in reversed(weeks)
            if each.told
        ][:6],
        "goals": [
            {
                "line": line,
                "she": presenters.level_words(line.voices.she.level) if line.voices.she else "",
                "we": presenters.level_words(line.voices.clinician.level)
                if line.voices.clinician
                else "",
                "levels": presenters.labelled(
                    LEVELS, line.voices.clinician.level if line.voices.clinician else None
                ),
            }
            for line in queries.goals.goal_attainment(client_id)
        ],
        "things": [
            (thing, presenters.thing_words(thing)) for thing in queries.hers.things_of(client_id)
        ],
        "farewell": queries.hers.words_to_group([client_id]).get(client_id),
        "typed": request.POST.get("words", ""),
        "errors": [in_words(reason) for reason in refused.reasons] if refused else [],
    }
    return render(
        request, "practice/her_view.html", context, status=UNPROCESSABLE if refused else 200
    )


@require_POST
@page(Permission.ANSWER_RISE, about=about_client)
def answer_rise(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What we do about distress that stays up overnight."""
    try:
        actions.seen.answer_rise(
            client=client_or_404(client_id),
            option=forms.word(LoadOption, request.POST.get("option", "")),
            words=request.POST.get("words", ""),
            by=actor_of(request),
        )
    except Refused as refused:
        return _her_view(request, client_id, refused)
    messages.success(request, say("Saved. Her days count anew from today."))
    return redirect("practice:her_view", client_id)


@require_POST
@page(Permission.RATE_GOAL, about=about_client)
def rate_goal(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How far is this goal, as we see it?"""
    try:
        goal_id = UUID(request.POST.get("goal", ""))
    except ValueError:
        return redirect("practice:her_view", client_id)
    try:
        actions.goals.rate_goal(
            client=client_or_404(client_id),
            goal=goal_or_404(goal_id),
            level=forms.level(request.POST),
            words=request.POST.get("words", ""),
            by=actor_of(request),
        )
    except Refused as refused:
        return _her_view(request, client_id, refused)
    messages.success(request, say("Saved. She reads it beside her own."))
    return redirect("practice:her_view", client_id)


# Patterns and chain sheets


@page(Permission.SEE_CHART, about=about_client)
def patterns(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What goes with her harder and easier days? Look at it together."""
    found = queries.patterns.patterns_of(client_id, clock.today())
    sheets = queries.hers.chains_of(client_id)
    context = {
        "client": client_or_404(client_id),
        "found": found,
        "pictures": presenters.pattern_views(found),
        "sheets": [
            (sheet, [(link, skill_of(link.skill)) for link in sheet.links]) for sheet in sheets
        ],
        "may_write": allows(actor_of(request), Permission.WRITE_CHAIN, about_client(client_id)),
    }
    return render(request, "practice/her_patterns.html", context)


@page(Permission.WRITE_CHAIN, about=about_client)
def new_chain(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """How did this hard moment come about? Written with her."""
    return _chain(request, client_id, None)


@page(Permission.WRITE_CHAIN, about=queries.hers.about_chain)
def chain(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """The same sheet, once more."""
    row = queries.hers.chain_or_404(chain_id)
    return _chain(request, row.client_id, row)


def _chain(request: HttpRequest, client_id: UUID, row: Chain | None) -> HttpResponse:
    client, refused = client_or_404(client_id), None
    if request.method == "POST":
        try:
            actions.week.keep_chain(
                client=client,
                title=request.POST.get("title", ""),
                links=forms.chain_links(request.POST),
                chain=row,
                version=forms.whole(request.POST.get("version", "")) or 0,
                by=actor_of(request),
            )
        except Refused as no:
            refused = no
        else:
            messages.success(request, say("Saved. She reads it too."))
            return redirect("practice:patterns", client_id)
    context: dict[str, Any] = {"client": client, "row": row, **chain_form(request, row, refused)}
    return render(
        request, "practice/her_chain.html", context, status=UNPROCESSABLE if refused else 200
    )


# Groups and briefs


@page(Permission.SEE_CLIMATE)
def climate(request: HttpRequest) -> HttpResponse:
    """Do women feel heard here, and part of the group? Without a name."""
    context = {
        "groups": [
            (group, [(row.item, presenters.climate_words(row)) for row in rows[:6]])
            for group, rows in queries.climate.climates()
        ],
        "at_least": CLIMATE_RULES.women_at_least,
    }
    return render(request, "practice/climate.html", context)


@page(Permission.WRITE_NOTE, about=about_session)
def in_brief(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What they wanted to try, whose distress stays up, and who says goodbye."""
    session = session_or_404(session_id)
    clients = roster_of(session)
    ids = [client.pk for client in clients]
    log_access(actor_of(request), "practice:in_brief", ids)
    things = queries.hers.things_by_client(ids, session.on)
    loads: dict[UUID, LoadPicture] = queries.load.load_by_client(ids, session.on)
    farewells = queries.hers.words_to_group(ids)
    lines = [
        {
            "client": client,
            "thing": things.get(client.pk),
            "went": presenters.thing_words(things[client.pk]) if client.pk in things else "",
            "rise": loads[client.pk].needs_look,
            "farewell": farewells.get(client.pk),
        }
        for client in clients
        if client.pk in things or loads[client.pk].needs_look or client.pk in farewells
    ]
    is_part = bool(getattr(request, "htmx", False))
    template = "practice/_in_brief.html" if is_part else "practice/in_brief.html"
    return render(request, template, {"session": session, "lines": lines})
