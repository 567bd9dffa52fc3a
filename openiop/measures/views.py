"""The site's questionnaires: which are used, by which values, and how that came about."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.web import actor_of, page
from openiop.safety.presenters import errors_of

from . import queries
from .actions import choose_measure
from .presenters import choice_page, choice_rows, not_shipped_rows


@page(Permission.CHOOSE_MEASURES)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Which questionnaires do we use, and by which numbers?"""
    context = {"groups": choice_rows(queries.choices_here()), "not_shipped": not_shipped_rows()}
    return render(request, "measures/questionnaires.html", context)


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
                by=actor_of(request),
            )
        except Refused as refused:
            errors = errors_of(refused.reasons)
        else:
            messages.success(request, gettext("Saved. It holds from now on."))
            return redirect("measures:questionnaires")
    context = {
        **choice_page(chosen, typed if errors else None),
        "history": queries.choices_of(instrument_id),
        "errors": errors,
    }
    return render(request, "measures/questionnaire.html", context, status=422 if errors else 200)
