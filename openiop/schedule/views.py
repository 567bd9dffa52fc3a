"""Staff pages about what her days fit around, and about places for children, infants and rides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.base.web import day_asked_for
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.places import PlaceState
from openiop.domain.privacy import About, Permission
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs.queries import about_member

from . import actions, queries
from .forms import BookForm, LostForm, OfferForm, OneDayForm, WishForm, with_reasons
from .presenters import wish_lines

UNPROCESSABLE = 422


def _done(form: django_forms.Form, deed: Callable[[], object]) -> bool:
    """Whether the form was sent and its deed done; else the form holds the reasons."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        deed()
    except Refused as refused:
        with_reasons(form, refused.reasons)
        return False
    return True


def _status(form: django_forms.Form) -> int:
    return UNPROCESSABLE if form.errors else 200


def _may(request: HttpRequest, permission: Permission, client: Client) -> bool:
    return allows(actor_of(request), permission, client.about())


# What her days fit around


@page(Permission.SEE_WISHES, about=about_client)
def wishes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What do her days have to fit around?"""
    client = client_or_404(client_id)
    line = queries.wishes_of(client_id)
    context = {
        "client": client,
        "line": line,
        "lines": wish_lines(line.wishes) if line.number else [],
        "bookings": queries.bookings_of(client_id),
        "lost": queries.lost_places([client_id]),
        "may_edit": _may(request, Permission.EDIT_WISHES, client),
        "may_book": _may(request, Permission.BOOK_PLACES, client),
        "may_see_coverage": _may(request, Permission.SEE_COVERAGE, client),
        "may_see_addresses": _may(request, Permission.SEE_ADDRESSES, client),
        "back": reverse("desk:chart", args=[client_id])
        if _may(request, Permission.SEE_CHART, client)
        else "",
    }
    return render(request, "schedule/wishes.html", context)


@page(Permission.EDIT_WISHES, about=about_client)
def edit_wishes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What did she say her days have to fit around?"""
    client = client_or_404(client_id)
    posted = request.POST if request.method == "POST" else None
    form = WishForm(posted, wishes=queries.wishes_of(client_id).wishes)
    by = actor_of(request)
    if _done(form, lambda: actions.keep_wishes(client=client, wishes=form.told(), by=by)):
        messages.success(request, gettext("Saved. What she said before is kept."))
        return redirect("schedule:wishes", client_id)
    context = {"client": client, "form": form}
    return render(request, "schedule/edit_wishes.html", context, status=_status(form))


# Places


@page(Permission.SEE_PLACES)
def places(request: HttpRequest) -> HttpResponse:
    """Who has a place today, and who is here?"""
    actor = actor_of(request)
    today = clock.today()
    day = day_asked_for(request.GET.get("on", ""), today)
    lists = queries.place_lists(day)
    lost = queries.lost_places()
    shown = {line.booking.client_id for each in lists for line in each.lines}
    log_access(actor, "schedule:places", shown | {line.client.pk for line in lost})
    context = {
        "day": day,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "lists": lists,
        "lost": lost,
        "may_offer": allows(actor, Permission.OFFER_PLACES, About()),
        "may_settle": allows(actor, Permission.SETTLE_LOST_PLACE, About()),
        "may_see_wishes": allows(actor, Permission.SEE_WISHES, About()),
    }
    return render(request, "schedule/places.html", context)


@require_POST
@page(Permission.BOOK_PLACES, about=queries.about_booking)
def mark(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Here, not coming, picked up, or expected after all."""
    booking = queries.booking_or_404(booking_id)
    state = request.POST.get("state", "")
    if state in set(PlaceState):
        actions.mark_place(
            booking=booking, on=clock.today(), state=PlaceState(state), by=actor_of(request)
        )
    return redirect("schedule:places")


@page(Permission.BOOK_PLACES, about=about_client)
def book(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Which place does she need, from when to when?"""
    client, by = client_or_404(client_id), actor_of(request)
    posted = request.POST if request.method == "POST" else None
    form = BookForm(posted, initial={"count": 1, "from_on": clock.today()})
    if _done(form, lambda: actions.book_place(client=client, **form.told(), by=by)):
        messages.success(request, gettext("Booked."))
        return redirect("schedule:book", client_id)
    context = {
        "client": client,
        "form": form,
        "bookings": queries.bookings_of(client_id),
        "back": reverse("schedule:wishes", args=[client_id])
        if _may(request, Permission.SEE_WISHES, client)
        else reverse("schedule:places"),
    }
    return render(request, "schedule/book.html", context, status=_status(form))


@require_POST
@page(Permission.BOOK_PLACES, about=queries.about_booking)
def end(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """She needs it no longer after today."""
    booking = queries.booking_or_404(booking_id)
    actions.end_booking(booking=booking, last_on=clock.today(), by=actor_of(request))
    messages.success(request, gettext("Ended after today. Others may have the place then."))
    return redirect("schedule:book", booking.client_id)


@page(Permission.OFFER_PLACES)
def offers(request: HttpRequest) -> HttpResponse:
    """How many places does a day hold?"""
    return _offers(request, "usual")


@page(Permission.OFFER_PLACES)
def one_day(request: HttpRequest) -> HttpResponse:
    """Which single day holds more or fewer?"""
    return _offers(request, "one_day")


def _offers(request: HttpRequest, which: str) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    sent = request.POST if request.method == "POST" else None
    usual = OfferForm(
        sent if which == "usual" else None, initial={"from_on": today}, auto_id="usual_%s"
    )
    single = OneDayForm(
        sent if which == "one_day" else None, initial={"on": today}, auto_id="single_%s"
    )
    done = _done(usual, lambda: actions.offer_places(**usual.told(), by=by)) or _done(
        single, lambda: actions.set_places_of_day(**single.told(), by=by)
    )
    if done:
        messages.success(
            request, gettext("Saved. Whoever lost her place stands under places that fell away.")
        )
        return redirect("schedule:places")
    offered = [
        {"kind": kind, "offer": offer} for kind, offer in sorted(queries.place_offers().items())
    ]
    context = {"usual": usual, "single": single, "offered": offered}
    status = UNPROCESSABLE if usual.errors or single.errors else 200
    return render(request, "schedule/offers.html", context, status=status)


@page(Permission.SETTLE_LOST_PLACE, about=queries.about_lost_place)
def lost(request: HttpRequest, lost_id: UUID) -> HttpResponse:
    """Which way did you find with her?"""
    row, by = queries.lost_place_or_404(lost_id), actor_of(request)
    form = LostForm(request.POST if request.method == "POST" else None)
    if _done(form, lambda: actions.answer_lost_place(lost=row, **form.told(), by=by)):
        messages.success(request, gettext("Saved."))
        return redirect("schedule:wishes", row.booking.client_id)
    context = {
        "client": row.booking.client,
        "row": row,
        "form": form,
        "back": reverse("schedule:wishes", args=[row.booking.client_id]),
    }
    return render(request, "schedule/lost.html", context, status=_status(form))


# Who leads, where a license ends

LED_AHEAD = timedelta(days=35)


@page(Permission.KEEP_LICENSES)
def leading(request: HttpRequest) -> HttpResponse:
    """Which session has nobody, and who may lead again?"""
    today = clock.today()
    lines = queries.uncovered_between(today, today + LED_AHEAD)
    people = queries.stand_ins([line.session for line in lines])
    context = {
        "uncovered": [(line, people.get(line.session.pk, [])) for line in lines],
        "offers": queries.back_offers(),
        "may_cover": allows(actor_of(request), Permission.RUN_GROUP, About()),
    }
    return render(request, "schedule/leading.html", context)


@require_POST
@page(Permission.RUN_GROUP, about=queries.about_session)
def stand_in(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who leads it instead?"""
    session = queries.session_or_404(session_id)
    free = dict(queries.stand_ins([session])[session.pk])
    chosen = next((id_ for id_ in free if str(id_) == request.POST.get("staff_id")), None)
    if chosen is None:
        messages.error(request, gettext("Choose who leads it."))
    else:
        try:
            actions.cover(session=session, staff_id=chosen, by=actor_of(request))
        except Refused as refused:
            messages.error(request, " ".join(in_words(each) for each in refused.reasons))
        else:
            messages.success(
                request,
                gettext("{name} leads it. It stands on her list.").format(name=free[chosen]),
            )
    return redirect("schedule:leading")


@require_POST
@page(Permission.KEEP_LICENSES, about=about_member)
def lead_again(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """What does she lead again?"""
    asked = set(request.POST.getlist("row"))
    known = {
        str(line.left_out.pk): line.left_out.pk
        for offer in queries.back_offers()
        if offer.staff_id == staff_id
        for line in offer.lines
    }
    try:
        actions.lead_again(
            staff_id=staff_id,
            left_out_ids=[known[each] for each in asked if each in known],
            by=actor_of(request),
        )
    except Refused as refused:
        messages.error(request, " ".join(in_words(each) for each in refused.reasons))
    else:
        messages.success(request, gettext("Saved."))
    return redirect("schedule:leading")
