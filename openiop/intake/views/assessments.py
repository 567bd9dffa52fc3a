"""Assessments: whose is next, what is open, and the one page that walks through it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.assessment import presenters, queries
from openiop.assessment.actions import assessing
from openiop.assessment.models import Assessment
from openiop.assessment.presenters import Typed
from openiop.assessment.queries.content import FIELDS
from openiop.base import clock
from openiop.care.forms import sent_fields
from openiop.clients.queries import about_client, client_or_404
from openiop.documents import presenters as document_presenters
from openiop.documents import queries as documents
from openiop.documents.models import Document
from openiop.domain.assessment.level import suggest
from openiop.domain.assessment.routes import routes_for, with_screen
from openiop.domain.care.edits import seen_after
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.intake import actions
from openiop.intake.queries import reviews_since
from openiop.privacy.actor import Actor
from openiop.privacy.gate import log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.referral.queries import form_of, referral_of_client
from openiop.safety.queries.people import clients_in_reach

UNPROCESSABLE, CONFLICT = 422, 409
STALE = "stale"


@page(Permission.BOOK_ASSESSMENT)
def assessments(request: HttpRequest) -> HttpResponse:
    """Whom do I meet next, and what is still open?"""
    actor = actor_of(request)
    everybody = reach_of(actor.roles, Permission.BOOK_ASSESSMENT) is Reach.SITE
    may_assess = reach_of(actor.roles, Permission.ASSESS) is not None
    booked = queries.slots.bookings_of(actor, everybody=everybody)
    under_way = queries.lists.assessments_open(actor, everybody=everybody) if may_assess else []
    reach = clients_in_reach(actor, Permission.HAND_OFF)
    owed = [
        each for each in queries.lists.handoffs_owed() if reach is None or each.client_id in reach
    ]
    due = _due(actor) if may_assess else []
    shown = {
        *(line.client_id for line in booked if line.client_id),
        *(each.client_id for each in under_way),
        *(each.client_id for each in owed),
        *(each.client.pk for each in due),
    }
    log_access(actor, "intake:assessments", shown)
    context = {
        "booked": booked,
        "under_way": under_way,
        "owed": presenters.owed_rows(owed),
        "due": due,
        "may_assess": may_assess,
        "own_id": actor.id,
        "is_lead": everybody and may_assess,
    }
    return render(request, "intake/assessments.html", context)


def _due(actor: Actor) -> list[queries.lists.DueAnew]:
    reach = clients_in_reach(actor, Permission.ASSESS)
    due = queries.lists.due_anew(reviews_since())
    return [each for each in due if reach is None or each.client.pk in reach]


@require_POST
@page(Permission.ASSESS, about=queries.lookup.about_booking)
def begin(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Begin the assessment of a booked time."""
    booking = queries.lookup.booking_or_404(booking_id)
    made = actions.begin_assessment(booking=booking, by=actor_of(request))
    return redirect("intake:assessment", made.pk)


@require_POST
@page(Permission.ASSESS, about=about_client)
def begin_for(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Begin an assessment without a booked time, as when she comes back."""
    made = actions.begin_assessment_for(client=client_or_404(client_id), by=actor_of(request))
    return redirect("intake:assessment", made.pk)


# -- The one page ----------------------------------------------------------------------------------


@page(Permission.ASSESS, about=queries.lookup.about_assessment)
def assessment(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who is she, what does she want, and what does she need?"""
    return _page(request, queries.lookup.assessment_or_404(assessment_id))


def _page(request: HttpRequest, found: Assessment, typed: Typed | None = None) -> HttpResponse:
    draft = queries.content.draft_of(found)
    values = {**draft.values, **(typed.values if typed else {})}
    told_by, told = "", list[tuple[str, str]]()
    if (referral := referral_of_client(found.client_id)) is not None:
        told_by, told = presenters.told_lines(form_of(referral), referral.door)
    begun_on = clock.local(found.created_at).date()
    context = _state(found) | {
        "values": values,
        "version": typed.version if typed else str(draft.version),
        "errors": typed.errors if typed else {},
        "clashes": list(typed.theirs.items()) if typed else [],
        "told_by": told_by,
        "told": told,
        "preference": presenters.preference_options(values.get("preference", "")),
        "daily_life": presenters.daily_life_rows(values),
        "daily_signs": presenters.daily_sign_rows(values),
        "history": presenters.history_rows(values),
        "findings": presenters.finding_rows(values),
        "baseline": presenters.baseline_rows(
            queries.battery.baseline(found.client_id, begun_on, clock.today())
        ),
        **_document(request, found),
    }
    status = UNPROCESSABLE if typed else 200
    return render(request, "intake/assessment.html", context, status=status)


def _document_of(found: Assessment) -> Document | None:
    if found.document_id is None:
        return None
    return Document.objects.filter(pk=found.document_id).select_related("client").first()


def _document(request: HttpRequest, found: Assessment) -> dict[str, Any]:
    row = _document_of(found)
    if row is None or row.signed_at or row.author_id != actor_of(request).id:
        return {"document": row, "document_view": None}
    here = documents.compose.compose(row, actor_of(request))
    return {"document": row, "document_view": document_presenters.compose_view(here)}


def _is_signed(found: Assessment) -> bool:
    row = _document_of(found)
    return row is not None and row.signed_at is not None


def _state(found: Assessment) -> dict[str, Any]:
    """What follows from the answers so far: what is missing, where findings lead."""
    values = queries.content.draft_of(found).values
    screen = queries.content.screen_of(found.client_id, found)
    facts = queries.content.care_facts(values, screen)
    tried = queries.level.handoffs_of([found.client_id])
    reached = {line.row.finding for line in tried if line.row.reached}
    gaps = queries.standing.gaps(found, is_document_signed=_is_signed(found))
    return {
        "found": found,
        "client": found.client,
        "screen": screen,
        "routes": [
            (route, route.finding in reached)
            for route in routes_for(with_screen(facts.findings, facts.screen))
        ],
        "handoffs": presenters.handoff_rows(tried),
        "suggestion": presenters.suggestion_words(suggest(facts)),
        "gaps": [in_words(reason) for reason in gaps],
    }


@page(Permission.ASSESS, about=queries.lookup.about_assessment)
def state(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What is missing and where findings lead, after something was saved."""
    found = queries.lookup.assessment_or_404(assessment_id)
    return render(request, "intake/_assessment_state.html", _state(found))


@require_POST
@page(Permission.ASSESS, about=queries.lookup.about_assessment)
def save(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Keep what was written, field by field or at once."""
    found = queries.lookup.assessment_or_404(assessment_id)
    sent = sent_fields(request.POST, FIELDS)
    try:
        kept = assessing.keep(
            assessment=found, version=sent.seen, changes=dict(sent.changes), by=actor_of(request)
        )
    except Refused as refused:
        draft = queries.content.draft_of(found)
        stale = [each.field_name for each in refused.reasons if each.code == STALE]
        if not sent.is_autosave:
            typed = Typed(
                values=sent.changes,
                version=str(seen_after(draft, sent.seen, tuple(stale))),
                errors={each.field_name: in_words(each) for each in refused.reasons},
                theirs={name: draft.values.get(name, "") for name in stale},
            )
            return _page(request, found, typed)
        if stale:
            after = str(seen_after(draft, sent.seen, (sent.field,)))
            theirs = [draft.values.get(sent.field, "")]
            return JsonResponse({"version": after, "value": theirs}, status=CONFLICT)
        said = " ".join(in_words(each) for each in refused.reasons)
        return JsonResponse({"message": said}, status=UNPROCESSABLE)
    if sent.is_autosave:
        seen = seen_after(queries.content.draft_of(kept), sent.seen, tuple(sent.changes))
        at = clock.local_now().strftime("%H:%M")
        return JsonResponse({"version": str(seen), "saved_at": at})
    return redirect("intake:assessment", assessment_id)


@require_POST
@page(Permission.ASSESS, about=queries.lookup.about_assessment)
def complete(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Close the assessment and go on to the level of care."""
    found = queries.lookup.assessment_or_404(assessment_id)
    actor = actor_of(request)
    assessing.complete(assessment=found, is_document_signed=_is_signed(found), by=actor)
    messages.success(request, gettext("The assessment is completed. Now the level of care."))
    return redirect("intake:level", found.client_id)
