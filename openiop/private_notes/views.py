"""An author's own psychotherapy notes. No list counts them and no other page shows them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.web import actor_of, in_words, page

from . import actions, queries

UNPROCESSABLE = 422


@page(Permission.WRITE_PRIVATE_NOTE, about=about_client)
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What do I want to remember for myself?"""
    client, actor = client_or_404(client_id), actor_of(request)
    typed, error = "", ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            actions.write(client=client, text=typed, by=actor)
        except Refused as refused:
            error = " ".join(in_words(reason) for reason in refused.reasons)
        else:
            messages.success(request, gettext("Kept. Only you can open it."))
            return redirect("private_notes:of_client", client_id)
    context = {
        "client": client,
        "notes": queries.own_notes(client_id, actor),
        "has_key": queries.has_key(),
        "typed": typed,
        "error": error,
    }
    status = UNPROCESSABLE if error else 200
    return render(request, "private_notes/of_client.html", context, status=status)


@page(Permission.WRITE_PRIVATE_NOTE, about=queries.about_private_note)
def change(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Change one's own note."""
    actor = actor_of(request)
    note = queries.own_note_or_404(note_id, actor)
    typed, error = note.text, ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        told = request.POST.get("version", "")
        version = int(told) if told.isdecimal() else 0
        try:
            actions.change(note=note, version=version, text=typed, by=actor)
        except Refused as refused:
            error = " ".join(in_words(reason) for reason in refused.reasons)
        else:
            messages.success(request, gettext("Kept. Only you can open it."))
            return redirect("private_notes:of_client", note.client_id)
    context = {"note": note, "typed": typed, "error": error}
    status = UNPROCESSABLE if error else 200
    return render(request, "private_notes/change.html", context, status=status)


@require_POST
@page(Permission.WRITE_PRIVATE_NOTE, about=queries.about_private_note)
def put_away(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Put one's own note away."""
    actor = actor_of(request)
    note = queries.own_note_or_404(note_id, actor)
    actions.put_away(note=note, by=actor)
    return redirect("private_notes:of_client", note.client_id)
