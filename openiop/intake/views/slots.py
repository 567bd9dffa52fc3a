"""Times for an assessment: offer, close, book, move, tell her by safe contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.assessment import presenters, queries
from openiop.assessment.actions import slots as actions
from openiop.assessment.forms import AssessorForm, ReasonForm, SlotForm, with_reasons
from openiop.base import clock
from openiop.domain.assessment.slots import ClinicianGender, SlotWish, ToldHow
from openiop.domain.contact import may_contact
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.domain.words import Channel
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import log_access
from openiop.privacy.web import actor_of, page
from openiop.referral.queries import about_referral, form_of, referral_or_404

UNPROCESSABLE = 422
SHOWN = 12


def _is_all(actor: Actor) -> bool:
    return reach_of(actor.roles, Permission.OFFER_SLOTS) is Reach.SITE


@page(Permission.OFFER_SLOTS)
def slots(request: HttpRequest) -> HttpResponse:
    """Which times are offered, and who has them?"""
    actor = actor_of(request)
    form = _slot_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer(**form.told(), by=actor)
        except Refused as refused:
            with_reasons(form, refused.reasons)
        else:
            said = gettext("Offered: {n}").format(n=len(made))
            messages.success(request, said)
            return redirect("intake:slots")
    lines = queries.slots.slots_ahead(None if _is_all(actor) else actor.id)
    log_access(actor, "intake:slots", {line.client_id for line in lines if line.client_id})
    own = queries.slots.assessor_details([actor.id])[actor.id]
    context = {
        "form": form,
        "days": presenters.days_of(lines),
        "count": len(lines),
        "is_all": _is_all(actor),
        "own": AssessorForm(initial={"languages": list(own.languages), "gender": str(own.gender)}),
        "is_assessor": actor.id in {pk for pk, _name in queries.slots.clinicians()},
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "intake/slots.html", context, status=status)


def _slot_form(request: HttpRequest) -> SlotForm:
    actor = actor_of(request)
    known = queries.slots.clinicians()
    if not _is_all(actor):
        known = [each for each in known if each[0] == actor.id]
    sent = request.POST if request.method == "POST" else None
    return SlotForm(sent, clinicians=known, own_id=actor.id)


@require_POST
@page(Permission.OFFER_SLOTS)
def about_me(request: HttpRequest) -> HttpResponse:
    """In which languages do I meet women, and who am I?"""
    form, actor = AssessorForm(request.POST), actor_of(request)
    if form.is_valid():
        actions.tell_about_assessor(
            staff_id=actor.id,
            languages=form.cleaned_data["languages"],
            gender=ClinicianGender(form.cleaned_data["gender"]),
            by=actor,
        )
        messages.success(request, gettext("Saved."))
    return redirect("intake:slots")


@require_POST
@page(Permission.OFFER_SLOTS, about=queries.lookup.about_slot)
def close_slot(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Take a time back."""
    actions.close(slot=queries.lookup.slot_or_404(slot_id), by=actor_of(request))
    messages.success(request, gettext("This time is not offered any more."))
    return redirect("intake:slots")


# -- A woman's time --------------------------------------------------------------------------------


def _wish(request: HttpRequest, language: str) -> SlotWish:
    """What she asks for, as chosen on the page; her language unless it was set aside."""
    gender = request.GET.get("gender", "")
    known = [str(each) for each in ClinicianGender if each is not ClinicianGender.UNSAID]
    wanted = request.GET.get("language", language)
    return SlotWish(
        language=wanted if wanted in ("en", "es") else "",
        gender=ClinicianGender(gender) if gender in known else None,
    )


@page(Permission.BOOK_ASSESSMENT, about=about_referral)
def her_time(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """When is her assessment, and does she know?"""
    referral = referral_or_404(referral_id)
    form, booking = form_of(referral), queries.slots.booking_of(referral_id)
    wish = _wish(request, form.language)
    card = card_of(referral.client_id or referral.pk)
    now = clock.local_now()
    context: dict[str, Any] = {
        "referral": referral,
        "name": queries.slots.called(referral),
        "booking": booking,
        "line": queries.slots.slot_line(booking.slot) if booking else None,
        "slots": [
            (line, presenters.slot_words(line)) for line in queries.slots.next_slots(SHOWN, wish)
        ],
        "wish": wish,
        "genders": [each for each in ClinicianGender if each is not ClinicianGender.UNSAID],
        "languages": (("en", gettext("English")), ("es", gettext("Spanish"))),
        "ways": [
            (channel, bool(may_contact(card.profile, channel, now)))
            for channel in (Channel.TEXT, Channel.EMAIL)
        ],
        "reason_form": ReasonForm(),
    }
    return render(request, "intake/her_time.html", context)


@require_POST
@page(Permission.BOOK_ASSESSMENT, about=about_referral)
def book(request: HttpRequest, referral_id: UUID, slot_id: UUID) -> HttpResponse:
    """Give her this time, or move her to it."""
    referral, actor = referral_or_404(referral_id), actor_of(request)
    slot = queries.lookup.slot_or_404(slot_id)
    told = ToldHow.ON_THE_CALL if request.POST.get("told") else ToldHow.NOT_YET
    booking = queries.slots.booking_of(referral_id)
    if booking is None:
        actions.book(slot=slot, referral=referral, told=told, by=actor)
    else:
        why = request.POST.get("why", "")
        actions.move(booking=booking, to=slot, why=why, told=told, by=actor)
    messages.success(request, gettext("Booked."))
    return redirect("intake:her_time", referral_id)


@require_POST
@page(Permission.BOOK_ASSESSMENT, about=queries.lookup.about_booking)
def release(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give her time back."""
    booking = queries.lookup.booking_or_404(booking_id)
    actions.release(booking=booking, why=request.POST.get("why", ""), by=actor_of(request))
    messages.success(request, gettext("The time is free again. She has none now."))
    return redirect("intake:her_time", booking.referral_id)


@require_POST
@page(Permission.BOOK_ASSESSMENT, about=queries.lookup.about_booking)
def tell(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """She knows: told on a call, or asked to call by a neutral message where that is safe."""
    booking = queries.lookup.booking_or_404(booking_id)
    wanted = request.POST.get("channel", "")
    known = (str(Channel.TEXT), str(Channel.EMAIL))
    channel = Channel(wanted) if wanted in known else None
    actions.tell(booking=booking, channel=channel, by=actor_of(request))
    messages.success(request, gettext("Kept: how she was told."))
    return redirect("intake:her_time", booking.referral_id)
