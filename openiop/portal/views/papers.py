"""What she signed and what she lets us share: to read, to sign, to take back in two taps."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.accounts.queries import names_by_id
from openiop.admission.actions import papers, seats, waiting
from openiop.admission.queries import before
from openiop.admission.queries.papers import paper_of, papers_of, signature_or_404
from openiop.admission.queries.seats import group_or_404, guarded_seats
from openiop.admission.queries.waiting import her_offer
from openiop.base import clock
from openiop.clients.actions import revoke
from openiop.clients.queries import contacts_of, release_or_404
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.portal import queries
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs.queries import program


@page(Permission.USE_PORTAL)
def papers_page(request: HttpRequest) -> HttpResponse:
    """What did I sign, and with whom do you share?"""
    client = queries.client_of(actor_of(request))
    contacts = [line for line in contacts_of(client.pk) if not line.told.keep_away]
    lines = papers_of(client.pk)
    context = {
        "here": "plan",
        "to_read": [line for line in lines if not line.is_answered],
        "signed": [line for line in lines if line.stands],
        "not_standing": [line for line in lines if line.newest and not line.stands],
        "shared": [line for line in contacts if line.standing_releases],
        "seats": guarded_seats(client.pk, clock.today()),
        "offer": her_offer(client.pk),
    }
    return render(request, "portal/papers.html", context)


@page(Permission.USE_PORTAL, about=queries.about_herself)
def paper(request: HttpRequest, letter: str) -> HttpResponse:
    """One paper, to read in her own time and to sign."""
    actor = actor_of(request)
    client = queries.client_of(actor)
    line = paper_of(client.pk, letter)
    written_in, text = line.text.in_language((get_language() or "en")[:2])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            papers.sign_own(
                client=client,
                kind=line.kind,
                language=written_in,
                name=request.POST.get("name", ""),
                drawing=request.POST.get("drawing", ""),
                agrees=request.POST.get("agrees") != "no",
                saw_mark=request.POST.get("seen", ""),
                by=actor,
            )
        except Refused as refused:
            errors = [
                {"href": f"#{each.field_name or 'name'}", "text": in_words(each)}
                for each in refused.reasons
            ]
        else:
            messages.success(request, say("Thank you. We have it."))
            return redirect("portal:papers")
    context = {
        "here": "plan",
        "line": line,
        "paper": text,
        "written_in": written_in,
        "errors": errors,
        "name": request.POST.get("name", ""),
    }
    return render(request, "portal/paper.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.USE_PORTAL)
def take_back(request: HttpRequest) -> HttpResponse:
    """She takes back a paper, or what we may share; it ends now."""
    actor = actor_of(request)
    client = queries.client_of(actor)
    kind, id_ = request.POST.get("kind", ""), None
    with suppress(ValueError):
        id_ = UUID(request.POST.get("what", ""))
    if id_ is None:
        raise Http404("Nothing to take back.")
    if kind == "share":
        release = release_or_404(id_)
        _hers(release.contact.client_id == client.pk)
        revoke(release=release, by=actor)
    else:
        signature = signature_or_404(id_)
        _hers(signature.client_id == client.pk)
        papers.take_back(signature=signature, by=actor)
    messages.success(request, say("Done. It ended now."))
    return redirect("portal:papers")


def _hers(is_hers: bool) -> None:
    if not is_hers:
        raise Http404("Nothing to take back.")


@require_POST
@page(Permission.USE_PORTAL)
def group(request: HttpRequest) -> HttpResponse:
    """She chooses a group, or does not go on in it; no reason is asked."""
    actor = actor_of(request)
    client = queries.client_of(actor)
    try:
        found = group_or_404(UUID(request.POST.get("what", "")))
    except ValueError:
        raise Http404("No such group.") from None
    if request.POST.get("do") == "choose":
        seats.choose(client=client, group=found, by=actor)
        messages.success(request, say("Thank you. You can change your mind at any time."))
    else:
        seats.stop(client=client, group=found, by=actor)
        messages.success(request, say("Done. You are out of this group, from now."))
    return redirect("portal:papers")


@require_POST
@page(Permission.USE_PORTAL)
def offer(request: HttpRequest) -> HttpResponse:
    """She answers an offer of a place."""
    actor = actor_of(request)
    standing = her_offer(queries.client_of(actor).pk)
    if standing is None:
        messages.info(request, say("This offer is over. You keep your place in line. Call us."))
        return redirect("portal:papers")
    takes_it = request.POST.get("answer") == "yes"
    waiting.answer_own(offer=standing.offer, takes_it=takes_it, by=actor)
    messages.success(
        request,
        say("Thank you. We call you about your first day.")
        if takes_it
        else say("Thank you for telling us. You keep your place in line."),
    )
    return redirect("portal:papers")


@page(Permission.USE_PORTAL)
def first_days(request: HttpRequest) -> HttpResponse:
    """What happens on my first day, and what should I know?"""
    client = queries.client_of(actor_of(request))
    plan, here = before.start_plan_of(client.pk), program()
    names = names_by_id([plan.day_one_id, plan.therapist_id]) if plan else {}
    first = plan.starts_on if plan else clock.today()
    context = {
        "here": "week",
        "plan": plan if first >= clock.today() else None,
        "is_here": before.open_stay(client.pk) is not None,
        "day_one": names.get(plan.day_one_id, "") if plan and plan.day_one_id else "",
        "therapist": names.get(plan.therapist_id, "") if plan and plan.therapist_id else "",
        "planned": queries.planned_for(client.pk, first, first) if plan else [],
        "phone": here.on_call_phone if here else "",
    }
    return render(request, "portal/first_days.html", context)
