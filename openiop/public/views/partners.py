"""Sending a woman here: with a partner's sign-in, or without an account."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openiop.accounts.queries import names_by_id
from openiop.assessment.queries.slots import next_slots
from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.public import PUBLIC_RULES, may_be_from_a_person
from openiop.domain.referral import Source
from openiop.domain.upload import UPLOAD_RULES
from openiop.privacy.actor import system
from openiop.privacy.web import actor_of, page, public_page
from openiop.programs.queries import program
from openiop.public import actions
from openiop.public.forms import Sender, SenderForm, StrangerForm, files_of
from openiop.public.queries import partners
from openiop.referral.models import Partner

from .way_in import TRAP, connection_of, says, status_of

_SLOTS_SHOWN = 3


@public_page
def without_account(request: HttpRequest) -> HttpResponse:
    """Can you take her, and how fast? One form, no account."""
    form = StrangerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, form, None)
    if not form.is_valid():
        return _shown(request, form, None, status=422)
    try:
        may_be_from_a_person(
            seconds=_seconds_since(request.POST.get("begun", "")), trap=request.POST.get(TRAP, "")
        ).or_refuse()
        actions.send_without_account(
            source=Source(form.cleaned_data["source"] or Source.OTHER),
            answers=form.referral(form.sender()),
            files=files_of(request.FILES.getlist("files")),
            request_id=_request_id(request),
            connection=connection_of(request),
            by=system(),
        )
    except Refused as refused:
        return _shown(request, form, None, says(refused), status_of(refused))
    return redirect("public:refer_sent")


@public_page
def without_account_sent(request: HttpRequest) -> HttpResponse:
    """We have it; the same words whoever she is."""
    here = program()
    return render(request, "public/refer_sent.html", {"phone": here.on_call_phone if here else ""})


@page(Permission.SEND_AS_PARTNER)
def mine(request: HttpRequest) -> HttpResponse:
    """What happened to the women I sent? Only who agreed, one word each."""
    partner = _partner(request)
    if partner is None:
        return render(request, "public/partner_over.html")
    context = {"partner": partner, "rows": partners.told_to(partner), "slots": _slots()}
    return render(request, "public/partner.html", context)


@page(Permission.SEND_AS_PARTNER)
def send(request: HttpRequest) -> HttpResponse:
    """Send a referral."""
    partner, actor = _partner(request), actor_of(request)
    if partner is None:
        return render(request, "public/partner_over.html")
    form = SenderForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, form, partner)
    if not form.is_valid():
        return _shown(request, form, partner, status=422)
    sender = Sender(
        name=names_by_id([actor.id]).get(actor.id, ""),
        organization=partner.name,
        phone=partner.phone,
        email=partner.email,
    )
    try:
        actions.send_as_partner(
            partner=partner,
            answers=form.referral(sender),
            files=files_of(request.FILES.getlist("files")),
            request_id=_request_id(request),
            by=actor,
        )
    except Refused as refused:
        return _shown(request, form, partner, says(refused), status_of(refused))
    return redirect("public:refer_sent")


def _partner(request: HttpRequest) -> Partner | None:
    return partners.partner_of(actor_of(request).id, clock.today())


def _slots() -> list[object]:
    return [line.starts_at for line in next_slots(_SLOTS_SHOWN)]


def _shown(
    request: HttpRequest,
    form: SenderForm,
    partner: Partner | None,
    faults: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    here = program()
    context = {
        "form": form,
        "partner": partner,
        "faults": faults or [],
        "born": form.day("born"),
        "leaves": form.day("leaves"),
        "request_id": _request_id(request),
        "begun": _signer().sign("begun"),
        "slots": _slots(),
        "phone": here.on_call_phone if here else "",
        "files": UPLOAD_RULES.size_most_mb,
        "most": PUBLIC_RULES.files_most,
        "hospital_open": any(form.typed.get(n) for n in ("safety_plan", "medicines", "risk")),
    }
    return render(request, "public/refer.html", context, status=status)


def _request_id(request: HttpRequest) -> UUID:
    """Made with the form and kept through every try, so that a retry never doubles."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="public.begun")


def _seconds_since(begun: str) -> float:
    """How long ago the form was opened; a form that does not say is taken for a fresh one."""
    try:
        _signer().unsign(begun)
    except BadSignature:
        return 0.0
    try:
        _signer().unsign(begun, max_age=PUBLIC_RULES.seconds_least)
    except BadSignature:
        return float(PUBLIC_RULES.seconds_least)
    return 0.0
