"""The plan of care, for staff: read it, write it, sign it, review it, answer her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.care.plan import SECTIONS, PlanKind, Signer
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page

from . import actions, queries
from .forms import EntryForm, PaperForm, ReviewForm, entry_form, entry_from
from .presenters import plan_context, title_of


@page(Permission.SEE_CHART, about=about_client)
def plan(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she work toward, what do we do for it, and who agreed?"""
    return _plan(request, client_id)


def _plan(request: HttpRequest, client_id: UUID, status: int = 200, **forms: Any) -> HttpResponse:
    shown, today = queries.plan_page(client_id, clock.today()), clock.today()
    context = plan_context(shown, today) | {
        "may_edit": allows(actor_of(request), Permission.EDIT_GOALS, shown.client.about()),
        "kinds": PlanKind,
        "review_form": ReviewForm(),
        "paper_form": PaperForm(owed=shown.owed, today=today),
        **forms,
    }
    return render(request, "plans/plan.html", context, status=status)


@page(Permission.SEE_CHART, about=queries.about_plan)
def version(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """What did this version say, and who signed it?"""
    found = queries.plan_or_404(plan_id)
    signed = queries.signatures_of(found)
    text = signed[0].text if signed else queries.text_of(found, queries.body_of(found))
    context = {"plan": found, "client": found.client, "text": text, "signed": signed}
    return render(request, "plans/version.html", context)


def _known(section: str) -> None:
    if section not in SECTIONS:
        raise Http404("No such part of a plan.")


@page(Permission.EDIT_GOALS, about=about_client)
def add(request: HttpRequest, client_id: UUID, section: str) -> HttpResponse:
    """What belongs into her plan?"""
    return _entry(request, client_or_404(client_id), section, "")


@page(Permission.EDIT_GOALS, about=about_client)
def change(request: HttpRequest, client_id: UUID, section: str, entry: str) -> HttpResponse:
    """What should this line say?"""
    return _entry(request, client_or_404(client_id), section, entry)


def _entry(request: HttpRequest, client: Client, section: str, entry_id: str) -> HttpResponse:
    _known(section)
    body = queries.body_now(client.pk)
    standing = queries.entry_of(body, section, entry_id) if entry_id else None
    if entry_id and standing is None:
        raise Http404("This line is gone.")
    sent = request.POST if request.method == "POST" else None
    form = entry_form(section, body, sent, standing, request.GET.get("goal", ""))
    if sent is not None and form.is_valid():
        try:
            actions.write_entry(
                client=client,
                section=section,
                entry=entry_from(section, form, entry_id),
                seen=sent.get("seen", ""),
                by=actor_of(request),
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            return redirect("plans:plan", client.pk)
    context = {
        "client": client,
        "form": form,
        "section": section,
        "entry_id": entry_id,
        "title": title_of(section),
        "seen": queries.mark_of(standing),
    }
    return render(request, "plans/entry.html", context, status=422 if form.errors else 200)


def _tell(form: EntryForm, refused: Refused) -> None:
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


@require_POST
@page(Permission.EDIT_GOALS, about=about_client)
def take_out(request: HttpRequest, client_id: UUID, section: str, entry: str) -> HttpResponse:
    """Take a line out; earlier versions keep it."""
    _known(section)
    actions.take_out(
        client=client_or_404(client_id), section=section, entry_id=entry, by=actor_of(request)
    )
    messages.success(request, gettext("Taken out. Signed versions keep it."))
    return redirect("plans:plan", client_id)


@require_POST
@page(Permission.EDIT_GOALS, about=about_client)
def kind(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A first plan, or the full one."""
    chosen = PlanKind.FULL if request.POST.get("kind") == PlanKind.FULL else PlanKind.FIRST
    actions.set_kind(client=client_or_404(client_id), kind=chosen, by=actor_of(request))
    return redirect("plans:plan", client_id)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.about_plan)
def sign(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Sign what is on the page."""
    found = queries.plan_or_404(plan_id)
    actions.sign_plan(plan=found, seen=request.POST.get("seen", ""), by=actor_of(request))
    messages.success(request, gettext("Signed. She can read and sign it on her page now."))
    return redirect("plans:plan", found.client_id)


@page(Permission.EDIT_GOALS, about=queries.about_plan)
def sign_here(request: HttpRequest, plan_id: UUID, who: str) -> HttpResponse:
    """She, or the physician, reads it and signs on this device."""
    found = queries.plan_or_404(plan_id)
    owed = {str(each): each for each in queries.plan_page(found.client_id, clock.today()).owed}
    signer = owed.get(who)
    if signer is None or signer is Signer.STAFF:
        return redirect("plans:plan", found.client_id)
    text = queries.text_of(found, queries.body_of(found))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.take_plan_signature(
                plan=found,
                who=signer,
                name=request.POST.get("name", ""),
                drawing=request.POST.get("drawing", ""),
                seen=request.POST.get("seen", ""),
                by=actor_of(request),
            )
        except Refused as refused:
            errors = [
                {"href": f"#{each.field_name or 'name'}", "text": in_words(each)}
                for each in refused.reasons
            ]
        else:
            messages.success(request, gettext("Kept."))
            return redirect("plans:plan", found.client_id)
    context = {
        "plan": found,
        "client": found.client,
        "who": signer,
        "text": text,
        "mark": queries.mark_of(text),
        "name": request.POST.get("name", ""),
        "errors": errors,
    }
    return render(request, "plans/sign_here.html", context, status=422 if errors else 200)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.about_plan)
def paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Enter a signature that was given on paper."""
    found, today = queries.plan_or_404(plan_id), clock.today()
    owed = queries.plan_page(found.client_id, today).owed
    form = PaperForm(request.POST, owed=owed, today=today)
    if form.is_valid() and form.cleaned_data["who"]:
        actions.enter_paper_signature(
            plan=found,
            who=Signer(form.cleaned_data["who"]),
            name=form.cleaned_data["name"],
            on=form.cleaned_data["on"],
            by=actor_of(request),
        )
        messages.success(request, gettext("Saved with its date."))
        return redirect("plans:plan", found.client_id)
    return _plan(request, found.client_id, 422, paper_form=form)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.about_plan)
def review(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The team looked at it, and it stands."""
    found = queries.plan_or_404(plan_id)
    actions.review_plan(plan=found, words=request.POST.get("words", ""), by=actor_of(request))
    messages.success(request, gettext("Kept: who looked, when, and what stands."))
    return redirect("plans:plan", found.client_id)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.about_wish)
def answer(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Answer what she said about her plan."""
    wish = queries.wish_or_404(wish_id)
    actions.answer_wish(wish=wish, words=request.POST.get("words", ""), by=actor_of(request))
    messages.success(request, gettext("Saved. She can read it now."))
    return redirect("plans:plan", wish.client_id)
