"""One referral: who is she, what does she need next, and who takes it?"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.assessment.queries.slots import booking_of
from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission, reach_of
from openiop.domain.referral import (
    OPEN_STATES,
    EndReason,
    HandoffWay,
    ReferralState,
    TriageClass,
    contact_due_at,
)
from openiop.intake.forms import EndForm
from openiop.intake.presenters import KINDS, age_words, told_lines
from openiop.outbox.queries import card_of
from openiop.privacy.web import actor_of, in_words, page
from openiop.referral import actions, queries
from openiop.referral.models import Referral
from openiop.safety.presenters import contact_card

MOVES = (
    ReferralState.CONTACTED,
    ReferralState.ASSESSED,
    ReferralState.COVERAGE,
    ReferralState.START_DATE,
)
"""Steps a person may say by hand; booking and starting have pages of their own."""


@page(Permission.SEE_REFERRALS, about=queries.about_referral)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Who is she, what does she need next, and who takes it?"""
    return render(request, "intake/referral.html", _context(request, referral_id))


def _context(request: HttpRequest, referral_id: UUID) -> dict[str, object]:
    found = queries.referral_or_404(referral_id)
    form = queries.form_of(found)
    due = contact_due_at(found.triage, clock.local(found.created_at))
    untouched = found.state in (ReferralState.CALLING, ReferralState.RECEIVED)
    may_work = bool(reach_of(actor_of(request).roles, Permission.WORK_REFERRALS))
    triages = queries.triages_of(found)
    card = card_of(found.client_id or found.pk)
    return {
        "referral": found,
        "name": f"{form.chosen_name} {form.last_name}".strip() or gettext("No name yet"),
        "form": form,
        "told": told_lines(form),
        "age": age_words(found.created_at),
        "due": due if untouched else None,
        "is_late": untouched and due < clock.now(),
        "kind": KINDS[found.triage],
        "triage": triages[0],
        "earlier_triages": triages[1:],
        "classes": [
            {"value": str(c), "label": gettext(c.label), "checked": c is found.triage}
            for c in TriageClass
        ],
        "history": queries.history_of(found)[::-1],
        "flags": queries.flags_of(found),
        "files": queries.files_of(found),
        "duplicates": queries.duplicates_of(found),
        "card": contact_card(card) if card.profile.asked else None,
        "booking": booking_of(found.pk),
        "is_open": found.state in OPEN_STATES,
        "may_work": may_work,
        "moves": [state for state in MOVES if state is not found.state],
    }


@require_POST
@page(Permission.WORK_REFERRALS, about=queries.about_referral)
def move(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say where she stands now."""
    found = queries.referral_or_404(referral_id)
    wanted = request.POST.get("to", "")
    if wanted not in set(MOVES) | {ReferralState.RECEIVED}:
        raise Http404("No such step.")
    words = request.POST.get("words", "")
    actions.move(referral=found, to=ReferralState(wanted), words=words, by=actor_of(request))
    messages.success(request, gettext("Saved."))
    return redirect("intake:referral", referral_id)


@require_POST
@page(Permission.WORK_REFERRALS, about=queries.about_referral)
def triage(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """See it differently than the rule, with a reason."""
    found = queries.referral_or_404(referral_id)
    wanted, why = request.POST.get("triage", ""), request.POST.get("why", "")
    if wanted not in set(TriageClass):
        raise Http404("No such class.")
    try:
        actions.triage_by_hand(
            referral=found, triage=TriageClass(wanted), why=why, by=actor_of(request)
        )
    except Refused as refused:
        said = " ".join(in_words(reason) for reason in refused.reasons)
        context = {**_context(request, referral_id), "triage_error": said, "wanted": wanted}
        return render(request, "intake/referral.html", context, status=422)
    messages.success(request, gettext("Saved with your reason."))
    return redirect("intake:referral", referral_id)


@page(Permission.WORK_REFERRALS, about=queries.about_referral)
def end(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Where does she go from here, and who takes it?"""
    found = queries.referral_or_404(referral_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.end(
                referral=found,
                reason=EndReason(told["reason"]),
                next_step=told["next_step"],
                handed_to=told["handed_to"],
                way=HandoffWay(told["way"]),
                reached=told["reached"] == "yes",
                words=told["words"],
                by=actor_of(request),
            )
        except Refused as refused:
            for reason in refused.reasons:
                known = reason.field_name if reason.field_name in form.fields else None
                form.add_error(known, in_words(reason))
        else:
            messages.success(request, gettext("Saved. She can come back at any time."))
            return redirect("intake:referral", referral_id)
    name = queries.form_of(found).chosen_name
    context = {"referral": found, "form": form, "name": name}
    return render(request, "intake/end.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.WORK_REFERRALS, about=queries.about_duplicate)
def answer_duplicate(request: HttpRequest, duplicate_id: UUID) -> HttpResponse:
    """Are both one woman?"""
    pair = queries.duplicate_or_404(duplicate_id)
    actions.answer_duplicate(
        duplicate=pair,
        is_same=request.POST.get("same") == "yes",
        why=request.POST.get("why", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Saved. Both stay as they are."))
    return redirect("intake:referral", pair.referral_id)


@require_POST
@page(Permission.WORK_REFERRALS, about=queries.about_referral)
def accept(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """She becomes a client: assessment, documents and contacts can begin."""
    actions.accept(referral=queries.referral_or_404(referral_id), by=actor_of(request))
    messages.success(request, gettext("She is a client now. Everything she told came along."))
    return redirect("intake:referral", referral_id)


@require_POST
@page(Permission.SEE_REFERRALS, about=queries.about_referral)
def file(request: HttpRequest, referral_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that came with it; always saved, never opened in the browser."""
    found: Referral = queries.referral_or_404(referral_id)
    kept = next((each for each in queries.files_of(found) if each.pk == file_id), None)
    if kept is None:
        raise Http404("No such file.")
    content = actions.open_file(referral=found, file=kept, by=actor_of(request))
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    return response
