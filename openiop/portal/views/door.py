"""Her own door before a video session: where she is, who helps there, a quiet sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openiop.base import clock
from openiop.clients.queries import comes_remote, coming_days
from openiop.day.actions import join_remotely
from openiop.day.queries.door import door_of, last_place_of, visit_of
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.portal import queries
from openiop.portal.forms import JoinForm
from openiop.privacy.web import actor_of, in_words, page


@page(Permission.USE_PORTAL)
def joining(request: HttpRequest) -> HttpResponse:
    """Where are you, who can help there, and can anyone hear you?"""
    actor = actor_of(request)
    client, today = queries.client_of(actor), clock.today()
    comes = today in coming_days(today, today, [client.pk]).get(client.pk, ())
    if not comes or client.pk not in comes_remote(today, [client.pk]):
        return redirect("portal:today")
    before = last_place_of(client.pk)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.told(before=before, listens_only=request.POST.get("go") == "listen")
        try:
            join_remotely(client=client, on=today, said=said, by=actor)
        except Refused as refused:
            for reason in refused.reasons:
                name = reason.field_name if reason.field_name in form.fields else None
                form.add_error(name, in_words(reason))
        else:
            return redirect("portal:joining")
    is_set = door_of(client.pk, today) is not None and "change" not in request.GET
    context = {
        "here": "today",
        "form": form,
        "knows_place": bool(before),
        "is_set": is_set and not form.errors,
        "visit": visit_of(client.pk, today),
        "next": queries.today_page(actor).next,
    }
    return render(request, "portal/joining.html", context, status=422 if form.errors else 200)


@page(Permission.USE_PORTAL)
def how(request: HttpRequest) -> HttpResponse:
    """How the page before a video session works, and its quiet sign."""
    return render(request, "portal/joining_how.html", {"here": "today"})
