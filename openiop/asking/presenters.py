"""Forms of one client put into rows and sentences for staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.domain.measures.how_calculated import HowCalculated, how_band, how_total
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.schedule import AskedBy, DueState, WeekPlan
from openiop.domain.text import _
from openiop.measures.models import Decline, Declined, Source
from openiop.measures.queries import PRIVATE_KINDS, FormOnFile, instrument_here

from .queries import FormPage, Said

HER_OWN = frozenset({Source.PORTAL, Source.KIOSK})
"""Forms nobody entered for her."""
CSSRS = "cssrs-screener-recent"
_KINDS = {
    DueState.DUE: "expected",
    DueState.OVERDUE: "late",
    DueState.LATER: "none",
    DueState.DECLINED: "done",
}
_STATES = {
    "skipped": _("skipped"),
    "open": _("no answer yet"),
    "not_asked": _("not asked"),
}


@dataclass(frozen=True)
class PlannedRow:
    """One form of the week."""

    instrument_id: str
    title: str
    point: str
    kind: str
    state: str
    on: Any
    minutes: str
    asked_by: str
    is_private: bool
    has_own_page: bool
    may_decline: bool
    in_place_of: str


def number(value: float) -> str:
    """A score with one digit after the point at most, and none where it needs none."""
    return f"{round(value, 1):g}"


def planned_rows(plan: WeekPlan) -> list[PlannedRow]:
    """The forms of the week in the order in which they are kept."""
    return [
        PlannedRow(
            instrument_id=form.instrument_id,
            title=say("Private questions")
            if form.instrument_id in PRIVATE_KINDS
            else instrument_here(form.instrument_id).short_title,
            point=say(form.point.label),
            kind=_KINDS[form.state],
            state=say(form.state.label),
            on=form.on,
            minutes=f"{form.minutes:g}",
            asked_by=say(form.asked_by.label),
            is_private=form.instrument_id in PRIVATE_KINDS,
            has_own_page=form.instrument_id == CSSRS,
            may_decline=form.asked_by is AskedBy.HERSELF
            and form.state in (DueState.DUE, DueState.OVERDUE),
            in_place_of=instrument_here(form.in_place_of).short_title if form.in_place_of else "",
        )
        for form in plan.forms
    ]


def waiting_rows(plan: WeekPlan) -> list[dict[str, Any]]:
    """What is put off, why, and until when."""
    return [
        {
            "title": instrument_here(each.instrument_id).short_title,
            "why": say(each.why.label),
            "until": each.until,
        }
        for each in plan.put_off
    ]


def budget_words(plan: WeekPlan) -> str:
    """The minutes of the week in a sentence."""
    words = say("This week: {used} of {budget} minutes, check-ins included.").format(
        used=f"{plan.minutes_planned:g}", budget=f"{plan.minutes_budget:g}"
    )
    if plan.sitting_minutes_planned:
        more = say("Sittings arranged with her: {used} of {budget} minutes.").format(
            used=f"{plan.sitting_minutes_planned:g}", budget=f"{plan.sitting_minutes_budget:g}"
        )
        return f"{words} {more}"
    return words


@dataclass(frozen=True)
class FileRow:
    """One form on file in a line."""

    id: UUID
    title: str
    on: Any
    source: str
    answered: str
    total: str
    kind: str
    state: str
    may_file: bool
    alert_id: UUID | None
    entered_by: str
    late_days: int


def file_row(each: FormOnFile) -> FileRow:
    """How a form stands: open, waiting for an alert, to look at, filed."""
    form = each.administration
    private = form.instrument_id in PRIVATE_KINDS
    alert_id = each.alert_ids[0] if each.alert_ids else None
    if alert_id:
        kind, state = "soon", say("waits for the outcome of an alert")
    elif form.reviewed_at:
        kind, state = "done", say("filed by {name}").format(name=each.reviewed_by)
    elif form.finished_at is None:
        kind, state = "draft", say("not finished")
    else:
        kind, state = "none", say("to look at")
    total = ""
    if form.total is not None:
        total = number(form.total)
    elif form.level:
        total = form.level.replace("_", " ")
    return FileRow(
        id=form.pk,
        title=say("Private questions") if private else each.instrument.short_title,
        on=form.on,
        source=say(Source(form.source).label),
        answered=say("{n} answered").format(n=form.answered),
        total=total,
        kind=kind,
        state=state,
        may_file=alert_id is None and form.reviewed_at is None,
        alert_id=alert_id,
        entered_by="" if form.source in HER_OWN else each.entered_by,
        late_days=(form.created_at.date() - form.on).days if form.source == Source.PAPER else 0,
    )


def declined_rows(found: Iterable[Decline]) -> list[dict[str, Any]]:
    """What she said no to, as her answer."""
    return [
        {
            "title": instrument_here(each.instrument_id).short_title,
            "on": each.on,
            "why": say(Declined(each.why).label),
            "by": say("she said so herself") if each.said_by_her else say("written down by staff"),
        }
        for each in found
    ]


def said_row(each: Said) -> dict[str, Any]:
    """One question with her answer, or why there is none."""
    return {
        "text": each.item.text,
        "answer": each.answer,
        "none": say(_STATES.get(each.state, "")) if not each.answer else "",
        "critical": each.is_critical,
    }


def result_words(shown: FormPage) -> list[tuple[str, str]]:
    """What a form comes to: the total or why there is none, the parts, the findings."""
    result, of = shown.result, shown.form.instrument
    asked = say("{n} of {of} questions asked").format(n=result.answered, of=result.of)
    lines = [(say("Answered"), asked)]
    if of.total_range is not None:
        if result.total is None:
            place = {item.link_id: at for at, item in enumerate(of.items, start=1)}
            no_total = ngettext(
                "none: question {which} has no answer",
                "none: questions {which} have no answer",
                len(result.missing),
            ).format(which=", ".join(str(place[each]) for each in result.missing))
            lines.append((say("Total"), no_total))
        else:
            words = number(result.total)
            if result.band:
                words += f", {say(result.band.label)}"
            if result.prorated:
                words += f" ({say('partly answered, filled up by the rule of the form')})"
            lines.append((say("Total"), words))
    if result.level is not None:
        lines.append((say("Level"), say(result.level.label)))
    short = {each.name for each in of.short_forms}
    lines += [
        (name.capitalize(), number(value))
        for name, value in result.subscales.items()
        if value is not None and name not in short
    ]
    words_of = {True: say("yes"), False: say("no"), None: say("not known")}
    lines += [(say(finding.name), words_of[finding.holds]) for finding in result.findings]
    return lines


def how_of_form(shown: FormPage) -> list[tuple[str, HowCalculated]]:
    """Where the numbers of one form come from: its total, and the range it lies in."""
    result, of = shown.result, shown.form.instrument
    found = [(say("How the result is made"), how_total(of, result))]
    band = how_band(of, result.total) if result.total is not None else None
    if band is not None and result.band is not None:
        label = say("The range “{band}”").format(band=say(result.band.label))
        found.append((label, band))
    return found


def legend_of(of: Instrument) -> list[str]:
    """The answers with their digits, when all questions share them."""
    return [f"{option.value} {option.label}" for option in of.options]


def typed_day(posted: Mapping[str, str]) -> dict[str, str]:
    """The day as typed."""
    return {part: posted.get(f"on_{part}", "") for part in ("month", "day", "year")}
