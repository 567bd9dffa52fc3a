"""What her days fit around, what it costs, and who must not know: her own pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.clients.actions import block_person, unblock_person
from openiop.clients.queries import kept_away_from
from openiop.coverage.queries import given_estimates, policies_of
from openiop.domain.coverage.policy import Holder
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.portal import presenters, queries
from openiop.portal.forms import MustNotKnowForm
from openiop.privacy.web import actor_of, page
from openiop.schedule.actions import keep_wishes
from openiop.schedule.forms import WishForm, with_reasons
from openiop.schedule.queries import bookings_of, wishes_of


@page(Permission.USE_PORTAL)
def days(request: HttpRequest) -> HttpResponse:
    """What do your days have to fit around?"""
    actor = actor_of(request)
    client = queries.client_of(actor)
    form = WishForm(request.POST or None, wishes=wishes_of(client.pk).wishes)
    if request.method == "POST" and form.is_valid():
        try:
            keep_wishes(client=client, wishes=form.told(), by=actor)
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            messages.success(request, say("Saved. We plan your days around it."))
            return redirect("portal:settings")
    context = {"form": form, "bookings": bookings_of(client.pk)}
    return render(request, "portal/days.html", context, status=422 if form.errors else 200)


@page(Permission.USE_PORTAL)
def must_not_know(request: HttpRequest) -> HttpResponse:
    """Who must not know that you come here?"""
    actor = actor_of(request)
    client = queries.client_of(actor)
    form = MustNotKnowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        block_person(client=client, **form.cleaned_data, by=actor)
        messages.success(request, say("Saved. Nobody is told that you said so."))
        return redirect("portal:must_not_know")
    context = {"form": form, "people": kept_away_from(client.pk)}
    return render(request, "portal/must_not_know.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.USE_PORTAL)
def lift(request: HttpRequest) -> HttpResponse:
    """Take somebody off the list again."""
    actor = actor_of(request)
    wanted = request.POST.get("person", "")
    for line in kept_away_from(queries.client_of(actor).pk):
        if str(line.contact.pk) == wanted:
            unblock_person(contact=line.contact, by=actor)
            messages.success(request, say("Saved. They are off the list."))
    return redirect("portal:must_not_know")


@page(Permission.USE_PORTAL)
def cost(request: HttpRequest) -> HttpResponse:
    """What may it cost you?"""
    client = queries.client_of(actor_of(request))
    given = next(iter(given_estimates(client.pk)), None)
    policies = policies_of(client.pk)
    context = {
        "given": given,
        "shown": presenters.cost_words(given) if given else None,
        "letters": any(line.told.holder is not Holder.HERSELF for line in policies),
    }
    return render(request, "portal/cost.html", context)
