"""The chart as a whole: search, timeline, print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from openiop.base import clock, pdf
from openiop.base.web import day_asked_for
from openiop.care.queries.lookup import about_note, note_or_404
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404, clients_by_id, find_clients
from openiop.domain.chart.found import wanted_words
from openiop.domain.chart.kinds import ChartKind
from openiop.domain.chart.printed import CHOSEN_AT_FIRST, ChartPart
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.plans.presenters import service_line
from openiop.privacy.gate import allows, log_access
from openiop.privacy.queries import trail_state
from openiop.privacy.web import actor_of, in_words, page

from . import actions
from .forms import PrintForm, SearchForm
from .presenters import blocks, entry_rows
from .queries import auditing
from .queries import printed as printing
from .queries import search as searching
from .queries import timeline as ordering

PER_PAGE = 40
UNPROCESSABLE = 422


@page(Permission.SEE_CHART)
def search_mine(request: HttpRequest) -> HttpResponse:
    """In whose chart do these words stand?"""
    ids = searching.search_reach(actor_of(request))
    begin = clock.today() - timedelta(days=searching.ACROSS_DAYS)
    form = SearchForm(
        request.POST if request.method == "POST" else None,
        initial={"first": begin, "last": clock.today()},
    )
    return _search(request, form, ids, None)


@page(Permission.SEE_CHART, about=about_client)
def search_hers(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Where in her chart do these words stand?"""
    client = client_or_404(client_id)
    form = SearchForm(
        request.POST if request.method == "POST" else None,
        initial={
            "first": min(printing.begins_on(client_id), clock.local(client.created_at).date()),
            "last": clock.today(),
        },
    )
    return _search(request, form, {client_id}, client)


def _search(
    request: HttpRequest, form: SearchForm, ids: Iterable[UUID], client: Client | None
) -> HttpResponse:
    actor, found, typed = actor_of(request), None, False
    if form.is_bound and form.is_valid():
        typed = bool(wanted_words(form.cleaned_data["words"]))
    if typed:
        found = searching.search(form.asked(), ids)
        actions.record_search(
            clients=[client] if client else list(clients_by_id(found.client_ids).values()),
            texts=found.text_count,
            found=found.hit_count,
            across=client is None,
            by=actor,
        )
        log_access(actor, "chart:search", found.client_ids)
    context = {
        "form": form,
        "client": client,
        "found": found,
        "hits": [
            {"hit": hit, "href": reverse(hit.link[0], args=[hit.link[1]])}
            for hit in (found.hits if found else ())
        ],
        "too_short": form.is_bound and not form.errors and not typed,
        "back": reverse("desk:chart", args=[client.pk]) if client else reverse("desk:caseload"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "chart/search.html", context, status=status)


@page(Permission.SEE_CHART, about=about_client)
def timeline(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What happened, in order?"""
    client, actor = client_or_404(client_id), actor_of(request)
    asked = request.GET.get("kind", "")
    only = ChartKind(asked) if asked in set(ChartKind) else None
    found = ordering.timeline(
        client,
        only=only,
        may_see_violence=allows(actor, Permission.ASK_ABOUT_VIOLENCE, client.about()),
    )
    shown = Paginator(found.entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "client": client,
        "rows": entry_rows(found, shown.object_list),
        "kinds": [(kind, count, kind is only) for kind, count in found.counts.items()],
        "only": only,
        "total": sum(found.counts.values()),
        "page": shown,
        "query": f"kind={only}&" if only else "",
    }
    return render(request, "chart/timeline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.PRINT_CHART, about=about_client)
def print_chart(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What of her chart goes on paper, and for whom?"""
    client, actor = client_or_404(client_id), actor_of(request)
    violence = allows(actor, Permission.ASK_ABOUT_VIOLENCE, client.about())
    offered = [part for part in ChartPart if violence or part is not ChartPart.VIOLENCE]
    outside = {line.contact.pk: line for line in printing.receivers(client_id)}
    form = PrintForm(
        request.POST if request.method == "POST" else None,
        offered,
        [(id_, line.told.name or line.told.organization) for id_, line in outside.items()],
        initial={
            "parts": list(CHOSEN_AT_FIRST),
            "first": printing.begins_on(client_id),
            "last": clock.today(),
        },
    )
    if form.is_bound and form.is_valid():
        asked, receiver = form.asked(), outside.get(form.receiver_id() or client_id)
        try:
            actions.record_print(
                client=client,
                parts=asked.parts,
                first=asked.first,
                last=asked.last,
                receiver=receiver.contact if receiver else None,
                purpose=form.its_purpose(),
                by=actor,
            )
        except Refused as refused:
            for reason in refused.reasons:
                known = reason.field_name if reason.field_name in form.fields else None
                form.add_error(known, in_words(reason))
        else:
            title = gettext("Chart of {name}").format(
                name=f"{client.chosen_name} {client.last_name}"
            )
            content = pdf.document(
                title, blocks(printing.printed(client, asked)), actor.name, clock.now()
            )
            name = f"chart-{clock.today():%Y-%m-%d}.pdf"
            return HttpResponse(
                content,
                content_type="application/pdf",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    context = {
        "form": form,
        "client": client,
        "back": reverse("desk:chart", args=[client_id]),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "chart/print.html", context, status=status)


# What an auditor reads; nothing here changes anything


@page(Permission.AUDIT_CHARTS)
def audit(request: HttpRequest) -> HttpResponse:
    """Whose chart is looked at, and is the trail whole?"""
    words = request.GET.get("q", "").strip()
    found = find_clients(words, clock.today())
    log_access(actor_of(request), "chart:audit", {each.client.pk for each in found})
    context = {
        "words": words,
        "found": found,
        "trail": trail_state() if "check" in request.GET else None,
    }
    return render(request, "chart/audit.html", context)


@page(Permission.AUDIT_CHARTS, about=about_client)
def audit_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who did or opened what about her, and which notes are there?"""
    last = day_asked_for(request.GET.get("until", ""), clock.today())
    context = {
        "client": client_or_404(client_id),
        "lines": auditing.trail_of(client_id, last),
        "notes": auditing.notes_to_audit(client_id),
        "first": last - auditing.TRAIL_DAYS,
        "last": last,
        "earlier": last - auditing.TRAIL_DAYS - timedelta(days=1),
        "is_today": last >= clock.today(),
    }
    return render(request, "chart/audit_client.html", context)


@page(Permission.AUDIT_CHARTS, about=about_note)
def thread(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """What does this note hang on, and is its signature whole?"""
    found = auditing.thread_of(note_or_404(note_id))
    context = {
        "found": found,
        "note": found.note,
        "services": [service_line(each) for each in found.services],
    }
    return render(request, "chart/thread.html", context)
