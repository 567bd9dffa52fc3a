"""Ready to start? The list before day one, papers, the start, the waitlist, the stay."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from openiop.accounts.queries import names_by_id, staff_names
from openiop.admission import queries
from openiop.admission.actions import before, papers, seats, starting, stay, waiting
from openiop.admission.forms import (
    MOVES_SHOWN,
    LengthForm,
    MoveForm,
    PaperForm,
    StartForm,
    with_reasons,
)
from openiop.admission.models import StartPlan
from openiop.assessment.models import LevelOfCare
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    about_client,
    about_episode,
    back_on_by_stay,
    client_or_404,
    episode_or_404,
    moves_of,
    stay_facts,
)
from openiop.domain.admission import GroupForm, Item, MarkKind, ReviewMoment
from openiop.domain.decision import Refused, refuse
from openiop.domain.episode import Stage, StayMove
from openiop.domain.kept_apart import may_go_past
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.waitlist import OfferEnd, WaitEnd
from openiop.privacy.actor import Actor
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs.models import Track
from openiop.programs.queries import tracks
from openiop.schedule.models import Group
from openiop.schedule.queries import is_kept_from

UNPROCESSABLE = 422


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


@page(Permission.SEE_ADMISSION)
def on_the_way(request: HttpRequest) -> HttpResponse:
    """Who is on her way to day one?"""
    actor = actor_of(request)
    lines = [
        line
        for line in queries.before.on_the_way()
        if allows(actor, Permission.SEE_ADMISSION, line.client.about())
    ]
    log_access(actor, "intake:on_the_way", [line.client.pk for line in lines])
    return render(request, "intake/on_the_way.html", {"lines": lines})


@page(Permission.SEE_ADMISSION, about=about_client)
def ready(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What is still missing before day one?"""
    return _ready(request, client_or_404(client_id))


def _ready(request: HttpRequest, client: Client, form: StartForm | None = None) -> HttpResponse:
    shown, actor = queries.before.ready_page(client), actor_of(request)
    track = _track(request, shown.plan.track if shown.plan else None)
    context = {
        "client": client,
        "shown": shown,
        "papers": queries.papers.papers_of(client.pk),
        "form": form or _start_form(None, client, track),
        "track": track,
        "tracks": tracks(),
        "people": staff_names(),
        "may_work": allows(actor, Permission.WORK_ADMISSION, client.about()),
        "may_admit": allows(actor, Permission.ADMIT, client.about()),
        "may_move": allows(actor, Permission.MOVE_STAY, client.about()),
        "is_kept_from": _is_kept_from(actor, client, shown.plan),
        "may_take": allows(actor, Permission.TAKE_CONSENT, client.about()),
        "may_say_yes": allows(actor, Permission.SAY_YES_TO_LESS, client.about()),
        "may_wait": allows(actor, Permission.WORK_WAITLIST, client.about()),
        "waived_by_me": {
            str(each.line.item)
            for each in shown.open_items
            if set(each.line.rule.waivable_by) & actor.roles
        },
        "guarded": queries.seats.guarded_seats(client.pk, clock.today()),
        "guard_groups": _guard_groups(track),
        "may_guard": allows(actor, Permission.GUARD_SEAT, client.about()),
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "intake/ready.html", context, status=status)


def _is_kept_from(actor: Actor, client: Client, plan: StartPlan | None) -> bool:
    """A hidden rule stands against her plan; only who may go past it is asked about it."""
    if plan is None or not may_go_past(map(str, actor.roles)):
        return False
    return is_kept_from(client.pk, [UUID(text) for text in plan.group_ids], plan.starts_on)


def _track(request: HttpRequest, planned: Track | None) -> Track | None:
    here = tracks()
    wanted = request.POST.get("track") or request.GET.get("track", "")
    return (
        next((each for each in here if str(each.pk) == wanted), None)
        or planned
        or (here[0] if here else None)
    )


def _start_form(data: QueryDict | None, client: Client, track: Track | None) -> StartForm:
    plan, today = queries.before.start_plan_of(client.pk), clock.today()
    day = plan.starts_on if plan and plan.starts_on >= today else today
    places = queries.seats.places_in(track, day) if track else []
    begin: dict[str, object] = {
        "weekdays": [str(each) for each in (track.weekdays if track else ())],
        "groups": [str(p.group.pk) for p in places if p.form is GroupForm.OPEN and p.free],
        "end": today + timedelta(weeks=8),
    }
    if plan is not None:
        begin = {
            "starts_on": plan.starts_on,
            "end": plan.planned_end_on,
            "weekdays": [str(each) for each in plan.weekdays],
            "groups": plan.group_ids,
            "remote": plan.remote,
            "therapist": str(plan.therapist_id or ""),
            "day_one": str(plan.day_one_id or ""),
        }
    return StartForm(
        data,
        initial=begin,
        track_days=track.weekdays if track else (),
        places=[
            (
                place.group.pk,
                gettext("{name}, {starts}: {free} free").format(
                    name=place.group.name, starts=place.group.starts, free=place.free
                ),
            )
            for place in places
        ],
        people=staff_names(),
    )


@require_POST
@page(Permission.WORK_ADMISSION, about=about_client)
def plan_start(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Keep her first weeks as they are planned."""
    client = client_or_404(client_id)
    track = _track(request, None)
    form = _start_form(request.POST, client, track)
    if form.is_valid():
        try:
            before.plan_start(client=client, track=track, **form.told(), by=actor_of(request))
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            messages.success(request, gettext("Planned."))
            return redirect("intake:ready", client_id)
    return _ready(request, client, form)


@require_POST
@page(Permission.WORK_ADMISSION, about=about_client)
def mark(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Say how an item stands, or who sees to it."""
    client, by = client_or_404(client_id), actor_of(request)
    item = _item(request.POST.get("item", ""))
    if request.POST.get("do") == "owner":
        with suppress(ValueError):
            staff_id = UUID(request.POST.get("staff", ""))
            before.name_owner(client=client, item=item, staff_id=staff_id, by=by)
    else:
        done = request.POST.get("do", "")
        said = MarkKind(done) if done in {str(each) for each in MarkKind} else MarkKind.OPEN
        before.mark_item(
            client=client, item=item, mark=said, why=request.POST.get("why", ""), by=by
        )
    return redirect(f"{reverse('intake:ready', args=[client_id])}#{item}")


def _item(text: str) -> Item:
    if text not in {str(each) for each in Item}:
        raise Http404("No such item.")
    return Item(text)


@require_POST
@page(Permission.SAY_YES_TO_LESS, about=about_client)
def less_care(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A named clinician answers: less care than recommended, and how it is made safe."""
    client = client_or_404(client_id)
    level = LevelOfCare.objects.filter(client=client).order_by("-number").first()
    if level is None:
        raise Http404("Nobody decided the level.")
    before.answer_less_care(
        level=level,
        agrees=request.POST.get("agrees") == "yes",
        mitigation=request.POST.get("mitigation", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Kept, with your name."))
    return redirect("intake:ready", client_id)


@require_POST
@page(Permission.ADMIT, about=about_client)
def admit(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """She is admitted."""
    despite = request.POST.get("despite", "")
    made = starting.admit(client=client_or_404(client_id), despite=despite, by=actor_of(request))
    messages.success(request, gettext("She is admitted. Her first week is on the calendar."))
    if allows(actor_of(request), Permission.MOVE_STAY, made.client.about()):
        return redirect("intake:stay", made.episode_id)
    return redirect("intake:ready", client_id)


@require_POST
@page(Permission.INVITE_CLIENT, about=about_client)
def invite(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A code for her own pages, shown once."""
    client = client_or_404(client_id)
    made = starting.invite_her(client=client, by=actor_of(request))
    context = {"client": client, "made": made, "address": reverse("public:begin")}
    return render(request, "intake/invited.html", context)


# Papers


@page(Permission.TAKE_CONSENT, about=about_client)
def sign(request: HttpRequest, client_id: UUID, slug: str) -> HttpResponse:
    """She reads and signs here, with somebody beside her."""
    client, line = client_or_404(client_id), queries.papers.paper_of(client_id, slug)
    language = request.POST.get("language") or request.GET.get("language") or client.language
    written_in, paper = line.text.in_language(language)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        on_paper = request.POST.get("on_paper", "")
        try:
            papers.take_signature(
                client=client,
                kind=line.kind,
                language=written_in,
                name=request.POST.get("name", ""),
                drawing=request.POST.get("drawing", ""),
                agrees=request.POST.get("agrees") != "no",
                saw_mark=request.POST.get("seen", ""),
                on_paper=_day(on_paper) if on_paper else None,
                by=actor_of(request),
            )
        except Refused as refused:
            errors = [
                {"href": f"#{each.field_name or 'name'}", "text": in_words(each)}
                for each in refused.reasons
            ]
        else:
            messages.success(request, gettext("Kept."))
            return redirect("intake:ready", client_id)
    context = {
        "client": client,
        "line": line,
        "paper": paper,
        "written_in": written_in,
        "is_other": written_in != (get_language() or "en")[:2],
        "errors": errors,
        "name": request.POST.get("name", ""),
        "today": clock.today().isoformat(),
    }
    return render(request, "intake/sign.html", context, status=UNPROCESSABLE if errors else 200)


@page(Permission.SEE_ADMISSION, about=queries.papers.about_signature)
def signature(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """What did she sign, and how do we know?"""
    found = queries.papers.signature_or_404(signature_id)
    lines = queries.papers.papers_of(found.client_id)
    line = next(each for each in lines if each.kind is found.kind)
    shown = next(each for each in line.signatures if each.id == found.pk)
    context = {
        "client": found.client,
        "paper": line,
        "signed": shown,
        "may_take_back": allows(actor_of(request), Permission.REVOKE_CONSENT, found.client.about()),
    }
    return render(request, "intake/signature.html", context)


@require_POST
@page(Permission.REVOKE_CONSENT, about=queries.papers.about_signature)
def take_back(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """She takes it back; it ends now."""
    found = queries.papers.signature_or_404(signature_id)
    papers.take_back(signature=found, words=request.POST.get("words", ""), by=actor_of(request))
    messages.success(request, gettext("It ended now."))
    return redirect("intake:ready", found.client_id)


@page(Permission.WRITE_CONSENT_TEXT)
def texts(request: HttpRequest) -> HttpResponse:
    """Which papers does she read?"""
    return render(request, "intake/texts.html", {"lines": _texts()})


def _texts() -> list[tuple[str, object]]:
    return [
        (queries.papers.SLUGS[kind], text) for kind, text in queries.papers.texts_here().items()
    ]


@page(Permission.WRITE_CONSENT_TEXT)
def edit_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The site's own words for a paper."""
    kind = next((k for k, letter in queries.papers.SLUGS.items() if letter == slug), None)
    if kind is None:
        raise Http404("No such paper.")
    text, by = queries.papers.texts_here()[kind], actor_of(request)
    form = PaperForm(
        request.POST if request.method == "POST" else None, initial=PaperForm.begin(text.papers)
    )
    if request.method == "POST" and form.is_valid():
        ours = request.POST.get("do") == "ours"
        try:
            papers.write_text(
                kind=kind,
                papers={} if ours else form.papers(),
                why=form.cleaned_data["why"] or (gettext("Back to ours") if ours else ""),
                by=by,
            )
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            messages.success(request, gettext("Saved. From now on this is what she reads."))
            return redirect("intake:texts")
    context = {
        "kind": kind,
        "form": form,
        "text": text,
        "history": queries.papers.text_history(kind),
    }
    return render(
        request, "intake/edit_text.html", context, status=UNPROCESSABLE if form.errors else 200
    )


# Guarded seats


def _guard_groups(track: Track | None) -> list[Group]:
    places = queries.seats.places_in(track, clock.today()) if track else []
    return [place.group for place in places if place.form.needs_readiness]


@page(Permission.MANAGE_PROGRAM)
def groups(request: HttpRequest) -> HttpResponse:
    """Who may join which group, and when?"""
    if request.method == "POST":
        wanted = request.POST.get("form", "")
        if wanted not in {str(each) for each in GroupForm}:
            raise Http404("No such form.")
        group, by = _group(request), actor_of(request)
        seats.set_group_form(group=group, form=GroupForm(wanted), by=by)
        messages.success(request, gettext("Saved. It holds for every new seat."))
        return redirect("intake:groups")
    today = clock.today()
    lists = [(track, queries.seats.places_in(track, today)) for track in tracks()]
    return render(request, "intake/groups.html", {"lists": lists, "group_forms": list(GroupForm)})


@require_POST
@page(Permission.GUARD_SEAT, about=about_client)
def guard_seat(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A clinician signs readiness, or writes down what she chose."""
    client, by = client_or_404(client_id), actor_of(request)
    group = _group(request)
    words, said = request.POST.get("words", ""), request.POST.get("said", "")
    if said == "chooses":
        seats.hear_choice(client=client, group=group, words=words, by=by)
    else:
        seats.say_readiness(client=client, group=group, ready=said == "ready", words=words, by=by)
    messages.success(request, gettext("Kept, with your name."))
    return redirect("intake:ready", client_id)


@require_POST
@page(Permission.STOP_SEAT, about=about_client)
def stop_seat(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """She does not go on in this group; it holds now."""
    group = _group(request)
    seats.stop(client=client_or_404(client_id), group=group, by=actor_of(request))
    messages.success(request, gettext("She is out of {name}, from now.").format(name=group.name))
    back = request.POST.get("session", "")
    return redirect("day:room", UUID(back)) if back else redirect("intake:ready", client_id)


def _group(request: HttpRequest) -> Group:
    try:
        return queries.seats.group_or_404(UUID(request.POST.get("group", "")))
    except ValueError:
        raise Http404("No such group.") from None


# The waitlist


@page(Permission.WORK_WAITLIST)
def waitlist(request: HttpRequest) -> HttpResponse:
    """Who is next, and why?"""
    day = _day(request.GET.get("day", "")) or clock.today() + timedelta(days=1)
    lists = [queries.waiting.waitlist(track, day) for track in tracks()]
    shown = [line.client.pk for each in lists for line in each.lines]
    log_access(actor_of(request), "intake:waitlist", shown)
    return render(request, "intake/waitlist.html", {"lists": lists, "day": day.isoformat()})


@require_POST
@page(Permission.WORK_WAITLIST, about=about_client)
def wait(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Put her on the waitlist."""
    track = _track(request, None)
    if track is None:
        raise Http404("No such track.")
    waiting.wait(client=client_or_404(client_id), track=track, by=actor_of(request))
    messages.success(request, gettext("She is on the waitlist."))
    return redirect("intake:waitlist")


@require_POST
@page(Permission.WORK_WAITLIST, about=queries.waiting.about_entry)
def offer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Offer her a place, or let her wait no more."""
    entry, by = queries.waiting.entry_or_404(entry_id), actor_of(request)
    why = request.POST.get("why", "")
    if request.POST.get("do") == "end":
        end = request.POST.get("end", "")
        known = {str(each) for each in WaitEnd if each is not WaitEnd.ADMITTED}
        if end not in known:
            raise refuse("end", _("Say how it ended."))
        waiting.end_wait(entry=entry, end=WaitEnd(end), why=why, by=by)
        messages.success(request, gettext("She waits no more."))
    else:
        day = _day(request.POST.get("starts_on", ""))
        if day is None:
            raise refuse("day", _("Say her first day."))
        made = waiting.offer(entry=entry, starts_on=day, why=why, by=by)
        said = (
            gettext("Offered. A neutral message asks her to call.")
            if made.message_id
            else gettext("Offered. Call her when it is safe: no message may leave now.")
        )
        messages.success(request, said)
    return redirect("intake:waitlist")


@require_POST
@page(Permission.WORK_WAITLIST, about=queries.waiting.about_offer)
def answer_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """She said yes, or not this one; or we take it back."""
    found = queries.waiting.offer_or_404(offer_id)
    wanted = request.POST.get("end", "")
    known = {str(each) for each in (OfferEnd.ACCEPTED, OfferEnd.DECLINED, OfferEnd.WITHDRAWN)}
    if wanted not in known:
        raise Http404("No such answer.")
    end = OfferEnd(wanted)
    waiting.answer_for_her(offer=found, end=end, by=actor_of(request))
    if end is OfferEnd.ACCEPTED:
        messages.success(request, gettext("She takes it. What is still missing stands here."))
        return redirect("intake:ready", found.entry.client_id)
    return redirect("intake:waitlist")


# The stay


@page(Permission.MOVE_STAY, about=about_episode)
def stay_page(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """How does her stay go, and until when?"""
    episode = episode_or_404(episode_id)
    forms = {move: MoveForm(None, move=move, initial=_now(episode)) for move in _moves(episode)}
    if request.method == "POST":
        for move, form in _sent(request, episode).items():
            forms[move] = form
            if form.is_valid():
                try:
                    stay.move(episode=episode, asked=form.asked(), by=actor_of(request))
                except Refused as refused:
                    with_reasons(form, refused.reasons)
                else:
                    messages.success(request, gettext("Kept."))
                    return redirect("intake:stay", episode_id)
    lines = moves_of(episode.pk)
    admission = queries.before.admission_of(episode.pk)
    plan = admission.start_plan if admission else None
    context = {
        "client": episode.client,
        "episode": episode,
        "forms": forms,
        "may_chart": allows(actor_of(request), Permission.SEE_CHART, episode.client.about()),
        "was_due_back": _was_due_back(episode),
        "lines": lines[::-1],
        "names": names_by_id([line.by for line in lines]),
        "may_undo": sum(line.holds for line in lines) > 1,
        "lengths": queries.length.lengths_of(episode.pk),
        "length_form": LengthForm(initial={"end_on": episode.planned_end_on}),
        "admission": admission,
        "day_one": names_by_id([plan.day_one_id]) if plan and plan.day_one_id else {},
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "intake/stay.html", context, status=UNPROCESSABLE if wrong else 200)


def _was_due_back(episode: Episode) -> date | None:
    """The day she was to come back from leave, when it has come and she was not marked here."""
    on = back_on_by_stay([episode]).get(episode.pk)
    return on if on is not None and on <= clock.today() else None


def _now(episode: Episode) -> dict[str, object]:
    days = [str(day) for day in stay_facts(episode).weekdays]
    return {"on": clock.today(), "weekdays": days}


def _moves(episode: Episode) -> tuple[StayMove, ...]:
    return MOVES_SHOWN.get(Stage(episode.stage), ())


def _sent(request: HttpRequest, episode: Episode) -> dict[StayMove, MoveForm]:
    wanted = request.POST.get("move", "")
    return {
        move: MoveForm(request.POST, move=move) for move in _moves(episode) if str(move) == wanted
    }


@require_POST
@page(Permission.MOVE_STAY, about=about_episode)
def undo_move(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Take the newest move back, with a reason."""
    stay.undo(
        episode=episode_or_404(episode_id),
        why=request.POST.get("why", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Taken back. The stay stands where it stood before."))
    return redirect("intake:stay", episode_id)


@require_POST
@page(Permission.PLAN_LENGTH, about=about_episode)
def length(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Until when, decided anew."""
    moment = request.POST.get("moment", "")
    stay.decide_length(
        episode=episode_or_404(episode_id),
        end_on=_day(request.POST.get("end_on", "")),
        moment=ReviewMoment(moment)
        if moment in {str(each) for each in ReviewMoment}
        else ReviewMoment.OTHER,
        why=request.POST.get("why", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Kept. What was planned before stays in the list."))
    return redirect("intake:stay", episode_id)
