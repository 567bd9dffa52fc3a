"""What her days fit around, what it costs, and who must not know: her own pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.clients.actions import block_person, unblock_person
from openiop.clients.queries import kept_away_from
from openiop.coverage.queries import given_estimates, policies_of
from openiop.domain.coverage.policy import Holder
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.outbox.queries import profile_of
from openiop.portal import presenters, queries
from openiop.portal.forms import CalendarForm, MustNotKnowForm
from openiop.privacy.web import actor_of, page
from openiop.schedule.actions import keep_wishes
from openiop.schedule.forms import WishForm, with_reasons
from openiop.schedule.queries import bookings_of, wishes_of
from openiop.timetable.actions import end_her_calendar, make_her_calendar, name_her_times
from openiop.timetable.queries.feed import her_calendar


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


@page(Permission.TURN_ON_CALENDAR)
def calendar(request: HttpRequest) -> HttpResponse:
    """Should her calendar app show when she comes? Off unless she turns it on."""
    actor, address = actor_of(request), ""
    client = queries.client_of(actor)
    feed, do = her_calendar(client.pk), request.POST.get("do", "")
    if request.method == "POST" and do == "end":
        end_her_calendar(client=client, by=actor)
        messages.success(request, say("It is off. The address shows nothing any more."))
        return redirect("portal:calendar")
    form = CalendarForm(
        request.POST or None,
        is_on=feed is not None,
        initial={"word": str(feed.word)} if feed else None,
    )
    if request.method == "POST" and form.is_valid():
        if do == "name" and feed is not None:
            name_her_times(client=client, word=form.word_chosen(), by=actor)
            messages.success(request, say("Saved. Your app shows it when it looks again."))
            return redirect("portal:calendar")
        key = make_her_calendar(client=client, word=form.word_chosen(), by=actor)
        address = request.build_absolute_uri(reverse("public:calendar", args=[key]))
        feed = her_calendar(client.pk)
    profile = profile_of(client.pk)
    context = {
        "here": "week",
        "form": form if not address else CalendarForm(is_on=True, initial=form.cleaned_data),
        "feed": feed,
        "address": address,
        "host": request.get_host(),
        "is_watched": profile.device_shared or profile.device_flagged,
    }
    return render(request, "portal/calendar.html", context, status=422 if form.errors else 200)
