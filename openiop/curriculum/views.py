"""The curriculum, for staff: the shelf, a unit, who has taken what, and what comes next."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.domain.care.curriculum import Cover
from openiop.domain.decision import Refused
from openiop.domain.privacy import About, Permission, reach_of
from openiop.domain.upload import UPLOAD_RULES
from openiop.domain.words import SessionKind
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, in_words, page
from openiop.schedule.models import Group, Unit
from openiop.schedule.queries import session_or_404, units_of

from . import actions, queries
from .forms import ChangeUnitForm, HandoutForm, NewUnitForm, UnitForm

COVER_DOTS = {
    Cover.TAKEN: "done",
    Cover.MISSED: "away",
    Cover.AHEAD: "none",
    Cover.OPEN: "expected",
    Cover.WAIVED: "info",
}


@page(Permission.SEE_CURRICULUM)
def shelf(request: HttpRequest) -> HttpResponse:
    """What do I teach, and which handouts go with it?"""
    actor, shown = actor_of(request), queries.shelf()
    context = {
        "shelf": shown,
        "groups": [
            group
            for group in shown.groups
            if allows(actor, Permission.RUN_GROUP, About(staff_ids=queries.holders(group)))
        ],
        "may_edit": allows(actor, Permission.EDIT_CURRICULUM, About()),
    }
    return render(request, "curriculum/shelf.html", context)


@page(Permission.EDIT_CURRICULUM)
def new(request: HttpRequest) -> HttpResponse:
    """Which unit is new?"""
    tracks = queries.tracks()
    form = NewUnitForm(request.POST or None, tracks=tracks, initial={"any_order": True})
    if request.method == "POST" and form.is_valid():
        by_id = {str(track.pk): track for track in tracks}
        try:
            made = actions.new_unit(
                kind=SessionKind(form.cleaned_data["kind"]),
                track=by_id.get(form.cleaned_data["track"]),
                **form.told(),
                by=actor_of(request),
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            return redirect("curriculum:unit", made.pk)
    context = {"form": form}
    return render(request, "curriculum/new.html", context, status=422 if form.errors else 200)


@page(Permission.SEE_CURRICULUM, about=queries.about_unit)
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """What is this unit, what comes before it, and what is handed out?"""
    actor, shown = actor_of(request), queries.unit_or_404(unit_id)
    may_edit = allows(actor, Permission.EDIT_CURRICULUM, About())
    others = [each for each in units_of(shown.kind, shown.track_id) if each.pk != shown.pk]
    form = ChangeUnitForm(
        request.POST if request.method == "POST" else None,
        others=others,
        initial={
            "title": shown.title,
            "modality": str(shown.modality),
            "about_it": shown.about_it,
            "interventions": "\n".join(shown.interventions),
            "skill": shown.skill,
            "any_order": shown.any_order,
            "needs": shown.needs,
        },
    )
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["needs"])
        try:
            actions.change_unit(
                unit=shown,
                **form.told(),
                needs=[each for each in others if str(each.pk) in wanted],
                by=actor,
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, gettext("Saved. Signed notes keep their text."))
            return redirect("curriculum:unit", unit_id)
    return _unit(request, shown, form, HandoutForm(), may_edit)


def _unit(
    request: HttpRequest, shown: Unit, form: UnitForm, file_form: HandoutForm, may_edit: bool
) -> HttpResponse:
    needs = [each for each in units_of(shown.kind, shown.track_id) if str(each.pk) in shown.needs]
    context = {
        "unit": shown,
        "needs": needs,
        "handouts": queries.handouts_of(shown.pk),
        "form": form,
        "file_form": file_form,
        "may_edit": may_edit,
    }
    status = 422 if form.errors or file_form.errors else 200
    return render(request, "curriculum/unit.html", context, status=status)


def _tell(form: UnitForm | HandoutForm, refused: Refused) -> None:
    for reason in refused.reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


@require_POST
@page(Permission.EDIT_CURRICULUM, about=queries.about_unit)
def retire(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Plan and suggest it no longer."""
    actions.retire_unit(unit=queries.unit_or_404(unit_id), by=actor_of(request))
    messages.success(request, gettext("It is planned no more. What was taught keeps it."))
    return redirect("curriculum:shelf")


@require_POST
@page(Permission.EDIT_CURRICULUM, about=queries.about_unit)
def attach(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Attach a handout."""
    shown = queries.unit_or_404(unit_id)
    form = HandoutForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        # one byte more than allowed is enough to know that it is too large
        content = sent.read(UPLOAD_RULES.size_most_bytes + 1) if sent else b""
        try:
            actions.attach_handout(
                unit=shown,
                title=form.cleaned_data["title"],
                language=form.cleaned_data["language"] or "en",
                name=sent.name if sent else "",
                content=content,
                by=actor_of(request),
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, gettext("Attached."))
            return redirect("curriculum:unit", unit_id)
    others = units_of(shown.kind, shown.track_id)
    return _unit(request, shown, ChangeUnitForm(others=others), form, may_edit=True)


@page(Permission.SEE_CURRICULUM, about=queries.about_handout)
def handout(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """Give out a file: as a download, so that nothing in it runs as a page of ours."""
    found = queries.handout_or_404(handout_id)
    response = HttpResponse(
        actions.give_out(handout=found, by=actor_of(request)),
        content_type=found.file.media_type,
    )
    response["Content-Disposition"] = f'attachment; filename="{found.file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@page(Permission.EDIT_CURRICULUM, about=queries.about_handout)
def take_off(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """Take a handout off its unit, with a reason."""
    found = queries.handout_or_404(handout_id)
    actions.strike_handout(handout=found, why=request.POST.get("why", ""), by=actor_of(request))
    messages.success(request, gettext("Taken off. The file is kept."))
    return redirect("curriculum:unit", found.unit_id)


@page(Permission.RUN_GROUP, about=queries.about_group)
def matrix(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who has heard what, and who leaves before hearing the rest?"""
    return _matrix(request, queries.group_or_404(group_id))


def _matrix(request: HttpRequest, group: Group, refused: Refused | None = None) -> HttpResponse:
    shown = queries.matrix(group, clock.today())
    log_access(actor_of(request), "curriculum:matrix", {row.client.pk for row in shown.rows})
    context = {
        "matrix": shown,
        "rows": [
            {
                "row": row,
                "cells": [
                    {"unit": unit, "cover": cell, "dot": COVER_DOTS[cell]}
                    for unit, cell in zip(shown.units, row.cells, strict=True)
                ],
            }
            for row in shown.rows
        ],
        "legend": [(COVER_DOTS[cover], cover) for cover in Cover],
        "sessions": queries.coming_sessions(group, clock.today()),
        "waivers": queries.standing_waivers(row.client.pk for row in shown.rows),
        "may_waive": reach_of(actor_of(request).roles, Permission.EDIT_GOALS) is not None,
        "typed": request.POST if refused else {},
        "errors": [
            {"href": "#why", "text": in_words(reason)}
            for reason in (refused.reasons if refused else ())
        ],
    }
    status = 422 if refused else 200
    return render(request, "curriculum/matrix.html", context, status=status)


@require_POST
@page(Permission.RUN_GROUP, about=queries.about_group)
def waive(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Set a unit aside for one client."""
    group = queries.group_or_404(group_id)
    try:
        actions.waive_unit(
            client=queries.client_named(request.POST.get("client", "")),
            group=group,
            unit=queries.unit_named(request.POST.get("unit", "")),
            why=request.POST.get("why", ""),
            by=actor_of(request),
        )
    except Refused as refused:
        return _matrix(request, group, refused)
    messages.success(request, gettext("Set aside for her. It can be taken back below."))
    return redirect("curriculum:matrix", group_id)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.about_waiver)
def end_waiver(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """The unit is for her again."""
    actions.end_waiver(waiver=queries.waiver_or_404(waiver_id), by=actor_of(request))
    messages.success(request, gettext("The unit is for her again."))
    return redirect("curriculum:shelf")


@page(Permission.RUN_GROUP, about=queries.about_next)
def next_unit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Which unit is best for who is here? As a page, or as a part of the brief."""
    shown = queries.next_unit(session_or_404(session_id))
    is_part = bool(request.headers.get("HX-Request"))
    template = "curriculum/_next.html" if is_part else "curriculum/next.html"
    return render(request, template, {"next": shown, "is_part": is_part})


@require_POST
@page(Permission.RUN_GROUP, about=queries.about_next)
def choose(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Teach this one."""
    session = session_or_404(session_id)
    chosen = queries.unit_named(request.POST.get("unit", ""))
    actions.choose_unit(session=session, unit=chosen, by=actor_of(request))
    messages.success(request, gettext("Chosen. The brief, the room and the notes have it."))
    return redirect(reverse("care:brief", args=[session_id]))
