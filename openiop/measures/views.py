"""The site's questionnaires: which are used, by which values, and how that came about."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.domain.decision import Decision, Refused
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.not_shipped import NOT_SHIPPED
from openiop.domain.measures.own_form import from_questionnaire, read_questionnaire
from openiop.domain.privacy import Permission
from openiop.privacy.web import actor_of, in_words, page
from openiop.safety.presenters import errors_of

from . import queries
from .actions import choose_measure, import_own_form, retire_own_form, set_texting
from .forms import OwnFormForm
from .presenters import choice_page, choice_rows, form_read, not_shipped_rows, own_lines


@page(Permission.CHOOSE_MEASURES)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Which questionnaires do we use, and by which numbers?"""
    context = {
        "groups": choice_rows(queries.choices_here()),
        "not_shipped": not_shipped_rows(),
        "texting": queries.texting_here(),
    }
    return render(request, "measures/questionnaires.html", context)


@require_POST
@page(Permission.CHOOSE_MEASURES)
def texting(request: HttpRequest) -> HttpResponse:
    """Do texts about short forms leave without a tap?"""
    after = request.POST.get("after", "")
    try:
        set_texting(
            is_on=request.POST.get("is_on") == "yes",
            after=int(after) if after.isdecimal() else -1,
            by=actor_of(request),
        )
    except Refused as refused:
        messages.error(request, " ".join(in_words(reason) for reason in refused.reasons))
    else:
        messages.success(request, gettext("Saved. It holds from now on."))
    return redirect(f"{reverse('measures:questionnaires')}#texting")


@page(Permission.CHOOSE_MEASURES)
def questionnaire(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """What is known about this questionnaire, and what do we choose?"""
    chosen, typed = queries.choice_or_404(instrument_id), request.POST
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        after = typed.get("after", "")
        try:
            choose_measure(
                instrument_id=instrument_id,
                after=int(after) if after.isdecimal() else -1,
                is_on=typed.get("is_on") == "yes",
                change_id=typed.get("change_id", ""),
                cutoff_id=typed.get("cutoff_id", ""),
                notice_read="notice_read" in typed,
                why=typed.get("why", ""),
                asked=typed.get("asked", ""),
                by=actor_of(request),
            )
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved. It holds from now on."))
            return redirect("measures:questionnaires")
    context = {
        **choice_page(chosen, typed if errors else None),
        "own": own_lines(queries.own_forms_here().get(instrument_id)),
        "history": queries.choices_of(instrument_id),
        "errors": errors,
    }
    return render(request, "measures/questionnaire.html", context, status=422 if errors else 200)


@page(Permission.CHOOSE_MEASURES)
def own_form(request: HttpRequest) -> HttpResponse:
    """Which form do we hold the right to use, and was it understood as it is meant?"""
    form = OwnFormForm(request.POST or None, request.FILES or None)
    errors: list[dict[str, str]] = []
    read: Instrument | None = None
    if request.method == "POST" and form.is_valid():
        try:
            text = form.brought()
            # what was read once is there again on the next page, whatever else is wrong
            form.hold(text)
            read = _understood(text, form)
            if request.POST.get("do") == "keep" and "file" not in request.FILES:
                return _kept(request, text, form)
        except Refused as refused:
            # what is wrong inside the file is mended in the file
            at = [
                each if each.field_name in form.fields else replace(each, field_name="file")
                for each in refused.reasons
            ]
            errors = errors_of(at, prefix="id_")
    wanted = next((each for each in NOT_SHIPPED if each.id == request.GET.get("of")), None)
    context = {
        "form": form,
        "errors": errors,
        "read": form_read(read, form.data) if read else None,
        "held": bool(form.data.get("text")),
        "wanted": wanted,
    }
    status = 422 if errors or form.errors else 200
    return render(request, "measures/own_form.html", context, status=status)


def _understood(text: str, form: OwnFormForm) -> Instrument:
    resource = read_questionnaire(text)
    if isinstance(resource, Decision):
        raise Refused(tuple(resource))
    made = from_questionnaire(resource, form.attestation())
    if isinstance(made, Decision):
        raise Refused(tuple(made))
    return made


def _kept(request: HttpRequest, text: str, form: OwnFormForm) -> HttpResponse:
    kept = import_own_form(
        text=text,
        attestation=form.attestation(),
        attested=form.cleaned_data["attested"],
        by=actor_of(request),
    )
    messages.success(request, gettext("Kept. It is off until you switch it on."))
    return redirect("measures:questionnaire", instrument_id=kept.instrument_id)


@require_POST
@page(Permission.CHOOSE_MEASURES)
def retire(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """A form of our own is given no more."""
    retire_own_form(instrument_id=instrument_id, by=actor_of(request))
    messages.success(request, gettext("Retired. What was answered stays."))
    return redirect("measures:questionnaire", instrument_id=instrument_id)
