"""Before an end that is not hers: what was tried, who signs, and a fresh look at safety."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.readiness.barriers import Pressure, Tried
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, page
from openiop.readiness import queries
from openiop.readiness.actions import barriers
from openiop.readiness.forms import BarrierForm

from .picture import with_errors


@page(Permission.SEE_CHART, about=about_client)
def before_end(request: HttpRequest, client_id: UUID, pressure: str) -> HttpResponse:
    """What has to be done before a stay ends for missed days or a payer's no?"""
    if pressure not in {str(each) for each in Pressure}:
        raise Http404("No such pressure.")
    kind, actor = Pressure(pressure), actor_of(request)
    client = client_or_404(client_id)
    form = BarrierForm(request.POST or None, pressure=kind)
    may_review = allows(actor, Permission.SET_READINESS, client.about())
    if request.method == "POST" and form.is_valid():
        try:
            barriers.review_barriers(client=client, pressure=kind, by=actor, **form.cleaned_data)
        except Refused as refused:
            with_errors(form, refused)
        else:
            messages.success(request, gettext("Kept. Now a supervisor signs it off."))
            return redirect("readiness:before_end", client_id, pressure)
    shown = queries.barriers.barrier_page(client_id, kind, clock.today())
    review = shown.review
    context = {
        "page": shown,
        "client": client,
        "form": form,
        "tried": [Tried(each) for each in review.tried] if review else [],
        "may_review": may_review,
        "may_sign": review is not None
        and review.signed_at is None
        and review.created_by != actor.id
        and allows(actor, Permission.SIGN_BARRIERS, client.about()),
        "others": [each for each in Pressure if each is not kind],
    }
    return render(request, "readiness/before_end.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.SIGN_BARRIERS, about=queries.barriers.about_review)
def sign(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """A second person signs the review off."""
    found = queries.barriers.review_or_404(review_id)
    barriers.sign_barriers(review=found, by=actor_of(request))
    messages.success(request, gettext("Signed off."))
    return redirect("readiness:before_end", found.client_id, str(found.pressure))
