"""The call screen: what do I need to ask her, in what order, right now?"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.admission.queries.seats import earliest_starts
from openiop.assessment.actions import calls as booking
from openiop.assessment.queries.lookup import slot_or_404
from openiop.assessment.queries.slots import SlotLine, next_slots
from openiop.base import clock
from openiop.base.ids import new_id
from openiop.domain.assessment.slots import ClinicianGender, SlotWish
from openiop.domain.call_screen import CALL_RULES, JOIN
from openiop.domain.care.edits import seen_after
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.referral import PracticalNeed, ReferralState, TriageClass
from openiop.intake.forms import CallSent, sent_call
from openiop.intake.presenters import call_choices, script_lines
from openiop.privacy.gate import request_id
from openiop.privacy.web import actor_of, in_words, page
from openiop.referral import actions
from openiop.referral.models import Referral
from openiop.referral.queries import (
    about_referral,
    draft_of,
    duplicates_of,
    form_of,
    referral_or_404,
    triages_of,
)

CONFLICT, UNPROCESSABLE = 409, 422


@require_POST
@page(Permission.WORK_REFERRALS)
def start_call(request: HttpRequest) -> HttpResponse:
    """She is on the phone: from here on every answer is kept."""
    made = actions.start_call(request_id=request_id.get() or new_id(), by=actor_of(request))
    return redirect("intake:call", made.pk)


@page(Permission.WORK_REFERRALS, about=about_referral)
def call(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What do I need to ask her, in what order, right now?"""
    return _call_page(request, referral_or_404(referral_id))


def _call_page(
    request: HttpRequest,
    referral: Referral,
    sent: CallSent | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    draft = draft_of(referral)
    texts = {**draft.values, **(sent.changes if sent else {})}
    reasons = refused.reasons if refused else ()
    context = {
        **_state(referral),
        "texts": texts,
        "version": str(sent.seen) if sent else str(draft.version),
        "choices": call_choices(texts),
        "script": script_lines(texts["language"], actor_of(request).name.split()[0]),
        "slots": _three_times(texts),
        "starts": earliest_starts(clock.today()),
        "errors": [{"href": f"#{r.field_name}", "text": in_words(r)} for r in reasons],
        "wrong": {reason.field_name for reason in reasons},
        "theirs": {
            reason.field_name: draft.values.get(reason.field_name, "")
            for reason in reasons
            if reason.code == actions.STALE
        },
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "intake/call.html", context, status=status)


def _three_times(texts: Mapping[str, str]) -> list[SlotLine]:
    """The next times that fit her wishes; when there are none, the next ones, whoever it is."""
    wants_a_woman = PracticalNeed.WOMAN_CLINICIAN in texts["needs"].split(JOIN)
    gender = ClinicianGender.WOMAN if wants_a_woman else None
    wish = SlotWish(language=texts["language"], gender=gender)
    return next_slots(CALL_RULES.slots_shown, wish) or next_slots(CALL_RULES.slots_shown)


def _state(referral: Referral) -> dict[str, object]:
    newest, form = triages_of(referral)[0], form_of(referral)
    return {
        "crisis_lines": script_lines(form.language, "")["crisis"],
        "crisis_language": form.language,
        "referral": referral,
        "triage": newest,
        "is_crisis": newest.triage is TriageClass.CRISIS,
        "is_calling": referral.state is ReferralState.CALLING,
        "duplicates": [each for each in duplicates_of(referral) if each.is_same is None],
    }


@page(Permission.WORK_REFERRALS, about=about_referral)
def call_state(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """How soon she needs somebody, and who she may be, after something was saved."""
    return render(request, "intake/_call_state.html", _state(referral_or_404(referral_id)))


@require_POST
@page(Permission.WORK_REFERRALS, about=about_referral)
def save_call(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Keep what she said, field by field or at once."""
    referral, sent = referral_or_404(referral_id), sent_call(request.POST)
    try:
        kept = actions.tell(
            referral=referral, seen=sent.seen, changes=sent.changes, by=actor_of(request)
        )
    except Refused as refused:
        if not sent.is_autosave:
            return _call_page(request, referral, sent, refused)
        return _not_kept(referral, sent, refused)
    if sent.is_autosave:
        seen = seen_after(draft_of(kept), sent.seen, tuple(sent.changes))
        at = clock.local_now().strftime("%H:%M")
        return JsonResponse({"version": str(seen), "saved_at": at})
    return redirect("intake:call", referral_id)


def _not_kept(referral: Referral, sent: CallSent, refused: Refused) -> JsonResponse:
    draft = draft_of(referral)
    name = next(iter(sent.changes), "")
    if any(reason.code == actions.STALE for reason in refused.reasons):
        after = str(seen_after(draft, sent.seen, (name,)))
        theirs = sent.as_values(name, draft.values.get(name, ""))
        return JsonResponse({"version": after, "value": theirs}, status=CONFLICT)
    said = " ".join(in_words(reason) for reason in refused.reasons)
    return JsonResponse({"message": said}, status=UNPROCESSABLE)


@require_POST
@page(Permission.WORK_REFERRALS, about=about_referral)
def finish_call(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The call is over, without a time for an assessment yet."""
    referral, sent = referral_or_404(referral_id), sent_call(request.POST)
    was_reached = request.POST.get("end") != "not_safe"
    try:
        actions.finish_call(
            referral=referral,
            seen=sent.seen,
            changes=sent.changes,
            was_reached=was_reached,
            by=actor_of(request),
        )
    except Refused as refused:
        return _told_all_the_same(request, referral, sent, refused)
    said = gettext("The call is kept.") if was_reached else gettext("Kept. She waits for our call.")
    messages.success(request, said)
    return redirect("intake:referral", referral_id)


def _told_all_the_same(
    request: HttpRequest, referral: Referral, sent: CallSent, refused: Refused
) -> HttpResponse:
    """What she said is kept although the call cannot end so; in a crisis somebody is called.

    Where a script saves field by field it is kept already.
    """
    with suppress(Refused):
        referral = actions.tell(
            referral=referral, seen=sent.seen, changes=sent.changes, by=actor_of(request)
        )
        seen = seen_after(draft_of(referral), sent.seen, tuple(sent.changes))
        sent = CallSent(seen, {}, is_autosave=False)
    return _call_page(request, referral, sent, refused)


@require_POST
@page(Permission.WORK_REFERRALS, about=about_referral)
def book_on_call(request: HttpRequest, referral_id: UUID, slot_id: UUID) -> HttpResponse:
    """She chose one of the three times."""
    referral, sent = referral_or_404(referral_id), sent_call(request.POST)
    slot = slot_or_404(slot_id)
    try:
        booking.book_on_call(
            referral=referral,
            slot=slot,
            seen=sent.seen,
            changes=sent.changes,
            by=actor_of(request),
        )
    except Refused as refused:
        return _told_all_the_same(request, referral, sent, refused)
    at = date_format(clock.local(slot.starts_at), "l, F j, H:i")
    messages.success(request, gettext("Booked for {at}.").format(at=at))
    return redirect("intake:referral", referral_id)
