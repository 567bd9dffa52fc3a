"""Her own pages: skills, around a session, her week, her goals, patterns, chains, a goodbye."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.care.queries.goals import goals_by_client
from openiop.domain.decision import Refused
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.privacy import Permission
from openiop.domain.skills.attainment import LEVELS
from openiop.domain.skills.catalog import Skill, by_domain, skill_named, skill_of
from openiop.domain.skills.chain import LinkKind, skills_for
from openiop.domain.skills.climate import ClimateItem
from openiop.domain.skills.goodbye import GoodbyeKind
from openiop.domain.skills.ladder import Helped, HowHard
from openiop.domain.skills.load import LOAD_RULES, needs_person
from openiop.domain.skills.week import Noticed, Sentence
from openiop.practice import actions, forms, presenters, queries
from openiop.practice.models import Chain
from openiop.practice.queries.hers import about_herself, client_of
from openiop.privacy.web import actor_of, in_words, page
from openiop.schedule.models import Session

UNPROCESSABLE = 422


def _errors(refused: Refused | None) -> list[dict[str, str]]:
    if refused is None:
        return []
    return [
        {"href": f"#{reason.field_name or 'main'}", "text": in_words(reason)}
        for reason in refused.reasons
    ]


# Skills


@page(Permission.USE_PORTAL)
def skills(request: HttpRequest) -> HttpResponse:
    """What can I use, and what have I used?"""
    client = client_of(actor_of(request))
    ladder = queries.skills.skill_ladder(client.pk, clock.today())
    context = {
        "here": "plan",
        "goodbye": queries.hers.goodbye_is_offered(client.pk),
        **presenters.her_skills(ladder),
    }
    return render(request, "practice/my_skills.html", context)


@page(Permission.USE_PORTAL, about=about_herself)
def skill(request: HttpRequest, number: int) -> HttpResponse:
    """What is it, how do I do it, and how was it?"""
    of = presenters.skill_at(number)
    if of is None:
        raise Http404("No such skill.")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _log(request, of)
        except Refused as no:
            refused = no
        else:
            messages.success(request, say("Saved. Thank you for writing it down."))
            return redirect("practice:skill", number=number)
    return _skill(request, of, refused)


def _log(request: HttpRequest, of: Skill) -> None:
    actor = actor_of(request)
    sent = skill_of(request.POST.get("skill", "")) or of
    client = client_of(actor)
    if "confidence" in request.POST:
        value = forms.whole(request.POST["confidence"])
        actions.log.rate_confidence(client=client, skill=sent.id, value=value, by=actor)
        return
    actions.log.log_skill(
        client=client,
        skill=sent.id,
        on=forms.day(request.POST.get("on", ""), clock.today()),
        hard=forms.word(HowHard, request.POST.get("hard", "")),
        helped=forms.word(Helped, request.POST.get("helped", "")),
        words=forms.lines(request.POST.get("words", "")),
        by=actor,
    )


def _skill(request: HttpRequest, of: Skill, refused: Refused | None) -> HttpResponse:
    client = client_of(actor_of(request))
    sure = queries.skills.confidence(client.pk).get(of.id)
    sent = request.POST
    context = {
        "here": "plan",
        "skill": of,
        "when": [
            {"value": "today", "label": say("Today"), "checked": sent.get("on") != "yesterday"},
            {
                "value": "yesterday",
                "label": say("Yesterday"),
                "checked": sent.get("on") == "yesterday",
            },
        ],
        "hard": presenters.chips(HowHard, sent.get("hard", "")),
        "helped": presenters.chips(Helped, sent.get("helped", "")),
        "words": sent.get("words", ""),
        "sure": presenters.labelled(presenters.SURE, sure.value if sure else None),
        "log": queries.skills.log_of(client.pk, of.id, limit=5),
        "errors": _errors(refused),
    }
    return render(request, "practice/skill.html", context, status=UNPROCESSABLE if refused else 200)


@page(Permission.USE_PORTAL)
def log(request: HttpRequest) -> HttpResponse:
    """What did I use, and when?"""
    client = client_of(actor_of(request))
    rows = [
        (row, skill_of(row.skill), presenters.number_of(known))
        for row in queries.skills.log_of(client.pk)
        if (known := skill_of(row.skill)) is not None
    ]
    return render(request, "practice/log.html", {"here": "plan", "rows": rows})


@require_POST
@page(Permission.USE_PORTAL)
def take_out(request: HttpRequest) -> HttpResponse:
    """Take a line out of my log."""
    actor = actor_of(request)
    use = queries.skills.use_named(client_of(actor).pk, request.POST.get("use", ""))
    actions.log.take_out_of_log(use=use, by=actor)
    messages.success(request, say("Taken out."))
    return redirect("practice:log")


# One small thing


@page(Permission.USE_PORTAL)
def small_thing(request: HttpRequest) -> HttpResponse:
    """What would I like to try before next time?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    refused: Refused | None = None
    if request.method == "POST":
        words, skill_id = _chosen_thing(request)
        try:
            actions.log.choose_small_thing(client=client, words=words, skill=skill_id, by=actor)
        except Refused as no:
            refused = no
        else:
            messages.success(request, say("Saved. We ask you kindly how it went next time."))
            return redirect("practice:small_thing")
    things = queries.hers.things_of(client.pk)
    ladder = queries.skills.skill_ladder(client.pk, clock.today())
    known = sorted(
        (each for each in ladder if each.is_known),
        key=lambda each: each.sources[0].on,
        reverse=True,
    )
    context = {
        "here": "plan",
        "things": [(thing, presenters.thing_words(thing)) for thing in things],
        "suggested": _suggestions([each.skill for each in known[:3]]),
        "words": request.POST.get("small_thing", ""),
        "errors": _errors(refused),
    }
    return render(
        request, "practice/small_thing.html", context, status=UNPROCESSABLE if refused else 200
    )


def _chosen_thing(request: HttpRequest) -> tuple[str, str]:
    """Her own words, or the suggestion she tapped."""
    words = request.POST.get("small_thing", "").strip()
    of = skill_of(request.POST.get("suggested", ""))
    if not words and of is not None:
        words = say("Try this once: {skill}").format(skill=say(of.name))
    return words, of.id if of else ""


def _suggestions(found: list[Skill]) -> list[dict[str, Any]]:
    return [{"value": each.id, "label": say(each.name), "checked": False} for each in found]


@require_POST
@page(Permission.USE_PORTAL)
def let_go(request: HttpRequest) -> HttpResponse:
    """I let this small thing go."""
    actor = actor_of(request)
    thing = queries.hers.thing_named(client_of(actor).pk, request.POST.get("thing", ""))
    actions.log.let_go_of_small_thing(thing=thing, by=actor)
    messages.success(request, say("That is fine. We do not ask about it."))
    return redirect("practice:small_thing")


# Around a session


@page(Permission.USE_PORTAL)
def before(request: HttpRequest) -> HttpResponse:
    """How distressed am I before we begin?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    if request.method == "POST":
        session = queries.load.own_session(client.pk, request.POST.get("session", ""))
        given = forms.whole(request.POST.get("answer", ""))
        actions.after.rate_before(client=client, session=session, distress=given, by=actor)
        messages.success(request, say("Thank you."))
        return redirect("portal:today")
    around = queries.load.around_now(client.pk)
    if around.before is None:
        return redirect("portal:today")
    context = {"session": around.before, "tiles": presenters.numbers(0, 10)}
    return render(request, "practice/before.html", context)


@page(Permission.USE_PORTAL)
def after(request: HttpRequest) -> HttpResponse:
    """How was it, and what do I take with me?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    if request.method != "POST":
        session = queries.load.around_now(client.pk).after
        return redirect("portal:today") if session is None else _after(request, session, None)
    session = queries.load.own_session(client.pk, request.POST.get("session", ""))
    sent = {} if "skip" in request.POST else request.POST
    distress = forms.whole(sent.get("distress", ""))
    words, skill_id = _chosen_thing(request) if sent else ("", "")
    try:
        actions.after.check_out(
            client=client,
            session=session,
            distress=distress,
            room={name: forms.whole(sent.get(name, "")) for name in ("safe", "useful")},
            unnamed=forms.unnamed(request.POST) if sent else {},
            small_thing=words,
            skill=skill_id,
            by=actor,
        )
    except Refused as refused:
        return _after(request, session, refused)
    if not sent:
        return redirect("portal:today")
    request.session["practice_high"] = needs_person(distress)
    return redirect("practice:after_done")


def _after(request: HttpRequest, session: Session, refused: Refused | None) -> HttpResponse:
    client, sent = client_of(actor_of(request)), request.POST
    unit = Session.objects.select_related("unit").get(pk=session.pk).unit
    taught = skill_named(unit.skill or unit.title) if unit else None
    texts = {item.link_id: item.text for item in GROUP_CHECKOUT.items}
    context = {
        "session": session,
        "distress": presenters.numbers(0, 10, forms.whole(sent.get("distress", ""))),
        "room": [
            (name, texts[name], presenters.agreement(forms.whole(sent.get(name, ""))))
            for name in ("safe", "useful")
        ]
        if session.kind.is_group
        else [],
        "unnamed": [
            (str(item), item.label, presenters.agreement(forms.whole(sent.get(str(item), ""))))
            for item in ClimateItem
        ]
        if session.kind.is_group and not queries.climate.has_answered(client.pk, session.pk)
        else [],
        "suggested": _suggestions([taught] if taught else []),
        "words": sent.get("small_thing", ""),
        "person_from": LOAD_RULES.needs_person_from,
        "errors": _errors(refused),
    }
    return render(request, "practice/after.html", context, status=UNPROCESSABLE if refused else 200)


@page(Permission.USE_PORTAL)
def after_done(request: HttpRequest) -> HttpResponse:
    """Half a minute to land, and who comes when it was a lot."""
    context = {"here": "today", "high": bool(request.session.get("practice_high"))}
    return render(request, "practice/after_done.html", context)


# Her week


@page(Permission.USE_PORTAL)
def week(request: HttpRequest) -> HttpResponse:
    """How was this week, in my own words?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            actions.week.tell_week(
                client=client,
                rated=forms.rated_sentences(request.POST),
                told=forms.noticed(request.POST),
                by=actor,
            )
        except Refused as no:
            refused = no
        else:
            messages.success(request, say("Thank you. Your words are saved for this week."))
            return redirect("practice:week")
    weeks = queries.hers.her_sentences(client.pk)
    now = queries.hers.this_week(client.pk)
    rated = forms.rated_sentences(request.POST) if refused else (dict(now.rated) if now else {})
    told = forms.noticed(request.POST) if refused else (dict(now.told) if now else {})
    context = {
        "here": "progress",
        "sentences": [
            (str(each), each.label, presenters.numbers(0, 10, rated.get(str(each))))
            for each in Sentence
        ],
        "questions": [(f"told_{each}", each.label, told.get(str(each), "")) for each in Noticed],
        "is_told": now is not None,
        "chart": presenters.sentences_chart(weeks, small=True),
        "words": presenters.sentences_words(weeks),
        "past": _past_weeks(weeks),
        "errors": _errors(refused),
    }
    return render(request, "practice/week.html", context, status=UNPROCESSABLE if refused else 200)


def _past_weeks(weeks: Any) -> list[Any]:
    labels = {str(each): each.label for each in Noticed}
    return [
        (each.week_on, [(labels[name], words) for name, words in each.told.items()])
        for each in reversed(weeks)
        if each.told
    ][:6]


# Her goals


@page(Permission.USE_PORTAL)
def goals(request: HttpRequest) -> HttpResponse:
    """How far have I come with what I work toward?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    refused: Refused | None = None
    if request.method == "POST":
        goal = next(
            (
                each
                for each in goals_by_client([client.pk])[client.pk]
                if str(each.pk) == request.POST.get("goal", "")
            ),
            None,
        )
        if goal is None:
            raise Http404("No such goal.")
        try:
            actions.goals.rate_own_goal(
                client=client,
                goal=goal,
                level=forms.level(request.POST),
                words=forms.lines(request.POST.get("words", "")),
                by=actor,
            )
        except Refused as no:
            refused = no
        else:
            messages.success(request, say("Saved. It stands beside what your therapist says."))
            return redirect("practice:goals")
    context = {
        "here": "plan",
        "lines": [_goal_view(line) for line in queries.goals.goal_attainment(client.pk)],
        "errors": _errors(refused),
        "typed": request.POST.get("words", ""),
        "of": request.POST.get("goal", ""),
    }
    return render(request, "practice/goals.html", context, status=UNPROCESSABLE if refused else 200)


def _goal_view(line: Any) -> dict[str, Any]:
    she, clinician = line.voices.she, line.voices.clinician
    return {
        "line": line,
        "she": presenters.level_words(she.level) if she else "",
        "clinician": presenters.level_words(clinician.level) if clinician else "",
        "levels": presenters.labelled(LEVELS, she.level if she else None),
    }


# Patterns and chain sheets


@page(Permission.USE_PORTAL)
def patterns(request: HttpRequest) -> HttpResponse:
    """What goes with my harder and easier days?"""
    client = client_of(actor_of(request))
    found = queries.patterns.patterns_of(client.pk, clock.today())
    context = {
        "here": "progress",
        "found": found,
        "pictures": presenters.pattern_views(found),
    }
    return render(request, "practice/patterns.html", context)


@page(Permission.USE_PORTAL)
def chains(request: HttpRequest) -> HttpResponse:
    """Which hard moments have I looked at?"""
    client = client_of(actor_of(request))
    sheets = queries.hers.chains_of(client.pk)
    lines = [(len(sheets) - at, sheet) for at, sheet in enumerate(sheets)]
    return render(request, "practice/chains.html", {"here": "plan", "lines": lines})


@page(Permission.USE_PORTAL)
def new_chain(request: HttpRequest) -> HttpResponse:
    """How did this hard moment come about, step by step?"""
    return _chain(request, None)


@page(Permission.USE_PORTAL, about=about_herself)
def chain(request: HttpRequest, number: int) -> HttpResponse:
    """The same, once more."""
    client = client_of(actor_of(request))
    return _chain(request, queries.hers.own_chain(client.pk, number))


def _chain(request: HttpRequest, row: Chain | None) -> HttpResponse:
    actor, client = actor_of(request), client_of(actor_of(request))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            if "away" in request.POST and row is not None:
                actions.week.put_chain_away(chain=row, by=actor)
                messages.success(request, say("Put away."))
            else:
                actions.week.keep_chain(
                    client=client,
                    title=request.POST.get("title", ""),
                    links=forms.chain_links(request.POST),
                    chain=row,
                    version=forms.whole(request.POST.get("version", "")) or 0,
                    by=actor,
                )
                messages.success(request, say("Saved."))
        except Refused as no:
            refused = no
        else:
            return redirect("practice:chains")
    context = {"here": "plan", "row": row, **chain_form(request, row, refused)}
    return render(request, "practice/chain.html", context, status=UNPROCESSABLE if refused else 200)


def chain_form(request: HttpRequest, row: Chain | None, refused: Refused | None) -> dict[str, Any]:
    """The fields of a sheet, with what was typed or what stands there."""
    if refused is not None:
        links = forms.shown_links(forms.chain_links(request.POST))
        title = request.POST.get("title", "")
    else:
        links = forms.shown_links(queries.hers.sheet_of(row).links) if row else {}
        title = row.title if row else ""
    others = [each for _domain, found in by_domain() for each in found]
    fields = []
    for kind in LinkKind:
        link, first = links.get(kind), skills_for(kind)
        fields.append(
            {
                "kind": kind,
                "words": link.words if link else "",
                "skill": link.skill if link else "",
                "first": first,
                "others": [each for each in others if each not in first],
            }
        )
    return {"title": title, "fields": fields, "errors": _errors(refused)}


# Leaving


@page(Permission.USE_PORTAL)
def goodbye(request: HttpRequest) -> HttpResponse:
    """What do I want to leave here, or take with me?"""
    actor, client = actor_of(request), client_of(actor_of(request))
    refused: Refused | None = None
    written = queries.hers.goodbyes_of(client.pk)
    if request.method == "POST":
        kind = forms.word(GoodbyeKind, request.POST.get("kind", ""))
        try:
            if "back" in request.POST and kind in written:
                actions.leaving.take_goodbye_back(goodbye=written[kind], by=actor)
                messages.success(request, say("Taken back. Nobody reads it."))
            else:
                actions.leaving.say_goodbye(
                    client=client,
                    kind=kind,
                    words=forms.lines(request.POST.get("words", "")),
                    by=actor,
                )
                messages.success(request, say("Saved."))
        except Refused as no:
            refused = no
        else:
            return redirect("practice:goodbye")
    typed = request.POST.get("words", "") if refused else ""
    context = {
        "here": "plan",
        "parts": [
            {
                "kind": kind,
                "row": written.get(kind),
                "words": typed
                if refused and request.POST.get("kind") == str(kind)
                else (written[kind].words if kind in written else ""),
            }
            for kind in GoodbyeKind
        ],
        "errors": _errors(refused),
    }
    return render(
        request, "practice/goodbye.html", context, status=UNPROCESSABLE if refused else 200
    )
