"""Times she is asked about: nothing of her week moves unless she says yes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say

from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.time_offer import OfferState
from openiop.portal.queries import client_of
from openiop.privacy.web import actor_of, in_words, page
from openiop.timetable import actions
from openiop.timetable.queries.offers import her_offer_or_404, her_offers


@page(Permission.USE_PORTAL)
def times(request: HttpRequest) -> HttpResponse:
    """Does another time suit me?"""
    client = client_of(actor_of(request))
    if request.method == "POST":
        _answer(request)
        return redirect("portal:times")
    context = {"here": "week", "offers": her_offers(client.pk)}
    return render(request, "portal/times.html", context)


def _answer(request: HttpRequest) -> None:
    actor = actor_of(request)
    offer = her_offer_or_404(client_of(actor).pk, request.POST.get("which", ""))
    yes = request.POST.get("said") == "yes"
    try:
        done = actions.answer(offer=offer, yes=yes, by=actor)
    except Refused as refused:
        if any(reason.code == "rule" for reason in refused.reasons):
            messages.warning(
                request, say("This time is not possible any more. Your week stays as it is.")
            )
            return
        messages.warning(request, " ".join(in_words(each) for each in refused.reasons))
        return
    told = {
        OfferState.DONE: say("Thank you. It stands under My week."),
        OfferState.AGREED: say("Thank you. We tell you as soon as it is settled."),
    }
    stays = say("Thank you for telling us. Your week stays as it is.")
    messages.success(request, told.get(OfferState(done.state), stays))
