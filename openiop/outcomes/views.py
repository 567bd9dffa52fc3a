"""Are women getting better here, and for whom not?"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.domain.outcomes.export import ExportRow
from openiop.domain.outcomes.figures import FigureId
from openiop.domain.outcomes.rules import OUTCOME_RULES, Window
from openiop.domain.privacy import About, Permission
from openiop.privacy.gate import allows, log_access, ties_of
from openiop.privacy.web import actor_of, page

from . import actions, presenters, queries
from .forms import WindowForm
from .queries.counting import CannotCount, Counted

UNPROCESSABLE, UNAVAILABLE = 422, 503
ROWS_A_PAGE = 50


class _Asked:
    """The window a page was asked for, with its form; the usual one where it cannot be used."""

    def __init__(self, asked: QueryDict) -> None:
        today = clock.today()
        usual = queries.facts.window_until(today)
        since = min(queries.facts.first_month() or usual.first, usual.first)
        usual_form = {"first": f"{usual.first:%Y-%m}", "last": f"{usual.last:%Y-%m}", "track": ""}
        told = {**usual_form, **{name: asked[name] for name in usual_form if name in asked}}
        self.form = WindowForm(told, since, today, queries.facts.track_names())
        self.window, self.track_id = usual, None
        if self.form.is_valid():
            first, last, self.track_id = self.form.told()
            self.window = queries.facts.window_until(today, first, last)

    @property
    def query(self) -> str:
        """For links to the same window."""
        chosen = QueryDict(mutable=True)
        chosen["first"], chosen["last"] = f"{self.window.first:%Y-%m}", f"{self.window.last:%Y-%m}"
        if self.track_id:
            chosen["track"] = str(self.track_id)
        return chosen.urlencode()


def _cannot(request: HttpRequest) -> HttpResponse:
    return render(request, "outcomes/cannot.html", status=UNAVAILABLE)


def _shown(counted: Counted) -> dict[str, Any]:
    return {
        "counted": counted,
        "view": presenters.report.report_view(counted),
        "few_below": OUTCOME_RULES.few_below,
    }


@page(Permission.SEE_OUTCOMES)
def board(request: HttpRequest) -> HttpResponse:
    """The figures of a window, from the record as it is."""
    asked, actor = _Asked(request.GET), actor_of(request)
    try:
        counted = queries.counting.counted(asked.window, asked.track_id)
    except CannotCount:
        return _cannot(request)
    context = {
        **_shown(counted),
        "form": asked.form,
        "query": asked.query,
        "may_freeze": allows(actor, Permission.FREEZE_REPORT, About()),
    }
    status = UNPROCESSABLE if asked.form.errors else 200
    return render(request, "outcomes/board.html", context, status=status)


@page(Permission.SEE_OUTCOMES)
def rows(request: HttpRequest) -> HttpResponse:
    """The stays behind one figure; whose they are only for those who may know."""
    asked, actor = _Asked(request.GET), actor_of(request)
    try:
        figure = FigureId(request.GET.get("figure", ""))
    except ValueError as unknown:
        raise Http404("No such figure.") from unknown
    try:
        counted = queries.counting.counted(asked.window, asked.track_id)
    except CannotCount:
        return _cannot(request)
    measure = request.GET.get("measure", "")
    spec = next((each for each in counted.specs if each.id == measure), None)
    lines = queries.rows.lines_behind(
        counted.lines, figure, counted.window, spec.id if spec else ""
    )
    shown = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
    everybody = allows(actor, Permission.SEE_SCORES, About())
    behind = queries.rows.behind(list(shown), None if everybody else ties_of(actor))
    log_access(actor, "outcomes:rows", {each.client_id for each in behind if each.name})
    context = {
        "page": shown,
        "view": presenters.rows.rows_view(behind, figure, counted, spec),
        "query": asked.query,
        "base_query": presenters.rows.base_query(asked.query, figure, measure),
    }
    return render(request, "outcomes/rows.html", context)


@page(Permission.FREEZE_REPORT)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep what the page shows, so that it can be counted again."""
    asked = _Asked(request.POST)
    if asked.form.errors:
        messages.error(request, gettext("Choose the months again. Nothing was frozen."))
        return redirect("outcomes:board")
    try:
        counted = queries.counting.counted(asked.window, asked.track_id)
    except CannotCount:
        return _cannot(request)
    report = actions.freeze_report(counted=counted, by=actor_of(request))
    messages.success(request, gettext("Frozen. It can be counted again at any time."))
    return redirect("outcomes:report", report.pk)


@page(Permission.SEE_OUTCOMES)
def frozen_list(request: HttpRequest) -> HttpResponse:
    """Which reports were frozen, by whom and when?"""
    reports = queries.frozen.frozen_reports(queries.facts.track_names())
    return render(request, "outcomes/frozen_list.html", {"reports": reports})


def about_report(report_id: UUID, **_: object) -> About:
    """A report is about nobody by name; it has to be there."""
    queries.frozen.frozen_or_404(report_id)
    return About()


@page(Permission.SEE_OUTCOMES, about=about_report)
def frozen(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """A report as it was when it was frozen."""
    row = queries.frozen.frozen_or_404(report_id)
    may = allows(actor_of(request), Permission.FREEZE_REPORT, About())
    context = {**_shown(queries.frozen.as_frozen(row)), "row": row, "may_export": may}
    return render(request, "outcomes/frozen.html", context)


@page(Permission.SEE_OUTCOMES, about=about_report)
def again(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Does it come out the same, and what was corrected since?"""
    row, actor = queries.frozen.frozen_or_404(report_id), actor_of(request)
    try:
        recount = queries.frozen.recounted(row)
    except CannotCount:
        return _cannot(request)
    was = queries.frozen.as_frozen(row)
    everybody = allows(actor, Permission.SEE_SCORES, About())
    view = presenters.recount.recount_view(recount, was, None if everybody else ties_of(actor))
    log_access(actor, "outcomes:again", view["seen"])
    return render(request, "outcomes/again.html", {"row": row, "recount": recount, "view": view})


@page(Permission.FREEZE_REPORT, about=about_report)
@require_POST
def export(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The file that may leave the program."""
    row = queries.frozen.frozen_or_404(report_id)
    found = actions.export_report(report=row, by=actor_of(request))
    window = Window(row.first_on, row.last_on, row.as_of_on)
    response = HttpResponse(_file(found, window), content_type="text/csv; charset=utf-8")
    name = f"outcomes-{row.number}-{row.first_on:%Y-%m}-{row.last_on:%Y-%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(found: tuple[ExportRow, ...], window: Window) -> str:
    text = io.StringIO(newline="")
    write = csv.writer(text)
    write.writerow(["from", "to", "counted_until", *(each.name for each in fields(ExportRow))])
    days: list[date] = [window.first, window.last, window.as_of]
    for row in found:
        write.writerow([*days, *("" if cell is None else _safe(cell) for cell in astuple(row))])
    return text.getvalue()


def _safe(cell: Any) -> Any:
    """A name that a spreadsheet would take for a formula is text."""
    is_formula = isinstance(cell, str) and cell[:1] in "=+-@\t\r"
    return f"'{cell}" if is_formula and cell else cell
