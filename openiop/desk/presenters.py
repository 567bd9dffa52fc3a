"""The pages of the desk in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from openiop.base import clock
from openiop.base.charts import MOST_LINES, Point, sparkline
from openiop.base.templatetags.words import say
from openiop.care.queries.chart import NoteLine
from openiop.course.presenters.wording import number
from openiop.course.queries.course import ClientCourse, Measure
from openiop.domain.contact import DAY_WORDS
from openiop.domain.decision import Reason
from openiop.domain.episode import Stage
from openiop.domain.huddle import HuddleList
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.privacy import Permission, Role, reach_of
from openiop.domain.text import _
from openiop.measures.models import Fits
from openiop.privacy.actor import Actor

from .queries import Caseload, CaseloadRow, Chart, Course, HuddlePage

SPARK_WIDTH, SPARK_HEIGHT = 200, 44
PICTURED = ("phq-9", "gad-7", "distress")
"""Three small pictures are enough at a glance (ux.md 1.3, T2); the whole one is a click away."""

_NOTE_STATES = {
    "draft": ("draft", _("draft")),
    "signed": ("signed", _("signed")),
    "struck": ("none", _("struck")),
    "absence": ("away", _("away")),
}

ALERT_CODES = frozenset({"alert_nobody_took", "open_alert"})
LOOK_CODES = frozenset({"taper_step", "worth_a_look", "back_from_taper"})
"""Reasons whose page is the picture of readiness."""
REASONS_SHOWN = 2
"""Of each name, so that the three lists are read in ten seconds; her chart has them all."""


def huddle_columns(page: HuddlePage, roles: frozenset[Role]) -> list[dict[str, Any]]:
    """The three lists, each with its heading, dot and what to say when nobody is in it."""
    shown = (
        (gettext("At risk"), "person", page.lists.at_risk, gettext("Nobody this morning.")),
        (
            gettext("Look at fewer days"),
            "soon",
            page.lists.ready_to_look,
            gettext("No record speaks for it this morning."),
        ),
        (gettext("Slipping"), "info", page.lists.slipping, gettext("Nobody this morning.")),
    )
    return [_column(title, kind, found, none, roles) for title, kind, found, none in shown]


def huddle_reviews(page: HuddlePage) -> list[dict[str, Any]]:
    """Reviews that are due, in one line below the lists."""
    return [
        {"client_id": line.client_id, "name": line.name, "reason": say(line.reasons[0])}
        for line in page.lists.review_due.lines
    ]


def _column(
    title: str, kind: str, found: HuddleList, none: str, roles: frozenset[Role]
) -> dict[str, Any]:
    rows = [
        {
            "client_id": line.client_id,
            "name": line.name,
            "reasons": [
                (say(reason), _opens(reason, UUID(line.client_id), roles))
                for reason in line.reasons[:REASONS_SHOWN]
            ],
            "more_reasons": max(0, len(line.reasons) - REASONS_SHOWN),
            "looks": any(reason.code in LOOK_CODES for reason in line.reasons),
            "owner": line.owner or gettext("nobody yet"),
            "has_alert": any(reason.code in ALERT_CODES for reason in line.reasons),
        }
        for line in found.lines
    ]
    return {"title": title, "kind": kind, "rows": rows, "more": found.more, "none": none}


def caseload_rows(shown: Caseload, actor: Actor) -> list[tuple[CaseloadRow, list[tuple[str, str]]]]:
    """Her clients, each with the reasons in words and the page a reason's number opens."""
    roles = actor.roles
    return [
        (row, [(say(reason), _opens(reason, row.client_id, roles)) for reason in row.reasons])
        for row in shown.rows
    ]


_FORMS_LATE = frozenset({"measures_overdue", "case_review"})


def _opens(reason: Reason, client_id: UUID, roles: frozenset[Role]) -> str:
    form = reason.params.get("form")
    if form and reach_of(roles, Permission.SEE_CHART):
        return reverse("desk:numbers", args=[client_id, form])
    if reason.code in _FORMS_LATE and reach_of(roles, Permission.SEE_CHART):
        return reverse("asking:forms", args=[client_id])
    if reason.code == "rise_stays_up" and reach_of(roles, Permission.SEE_CHART):
        return reverse("practice:her_view", args=[client_id])
    if reason.code == "hours_short" and reach_of(roles, Permission.SEE_HOURS):
        return reverse("desk:hours")
    return ""


def course_rows(chart: Chart) -> list[dict[str, Any]]:
    """Her measures: what changed in words, and a small picture."""
    return [_course_row(course) for course in chart.courses]


def chosen_measures(found: ClientCourse, asked: list[str]) -> list[Measure]:
    """The measures asked for, at most three; the first one when none is."""
    chosen = [each for each in found.measures if each.instrument.id in asked]
    return (chosen or list(found.measures[:1]))[:MOST_LINES]


def measure_choices(found: ClientCourse, chosen: list[Measure]) -> list[dict[str, Any]]:
    """Every measure she has, to be ticked."""
    shown = {each.instrument.id for each in chosen}
    return [
        {
            "value": each.instrument.id,
            "label": each.instrument.short_title,
            "checked": each.instrument.id in shown,
        }
        for each in found.measures
    ]


def course_comments(chosen: list[Measure]) -> list[dict[str, str]]:
    """What she said about the newest results of what is shown."""
    return [
        {
            "where": each.instrument.short_title,
            "fits": gettext(Fits(said.fits).label) if said.fits else "",
            "words": said.words,
            "when": date_format(clock.local(said.created_at), "M j"),
        }
        for each in chosen
        for said in each.comments
    ]


def _course_row(course: Course) -> dict[str, Any]:
    title = say(course.title) if course.title else gettext("Distress at check-in")
    sentence = _sentence(course)
    points = [Point(on, value, partial) for on, value, partial in course.points]
    return {
        "title": title,
        "kind": course.kind if course.title and course.points else "",
        "sentence": sentence,
        "meaning": _meaning(course),
        "picture": sparkline(
            points,
            low=course.low,
            high=course.high,
            title=title,
            description=sentence,
            width=SPARK_WIDTH,
            height=SPARK_HEIGHT,
        )
        if len(points) > 1 and course.kind in PICTURED
        else "",
    }


def _sentence(course: Course) -> str:
    said = _totals_said(course)
    if course.blank_on is None:
        return said
    on = date_format(course.blank_on, "M j")
    blank = gettext("Filled in on {on}, no total: a question it needs was left open.").format(on=on)
    return f"{said} {blank}" if course.latest is not None else blank


def _totals_said(course: Course) -> str:
    if course.latest is None or course.latest_on is None:
        return gettext("No result yet.")
    on = date_format(course.latest_on, "M j")
    latest = number(course.latest)
    totals = sum(value is not None for _on, value, _partial in course.points)
    if course.first is None or totals == 1:
        return gettext("{latest} on {on}.").format(latest=latest, on=on)
    return gettext("{first} → {latest} on {on}.").format(
        first=number(course.first), latest=latest, on=on
    )


def _meaning(course: Course) -> str:
    words = [say(course.change) if course.change else "", say(course.band)]
    return " · ".join(word for word in words if word)


def weekdays_words(weekdays: tuple[int, ...]) -> str:
    """Mon, Wed, Thu."""
    return ", ".join(gettext(DAY_WORDS[day]) for day in weekdays)


def stay_words(chart: Chart) -> str:
    """Week 3, day 17 of about 42 · Morning."""
    if chart.stay is None:
        return gettext("No stay yet")
    planned = gettext(" of about {n}").format(n=chart.planned_days) if chart.planned_days else ""
    words = gettext("Week {week}, day {day}").format(week=chart.week, day=chart.day_number)
    if chart.stay.stage is Stage.ON_LEAVE:
        words = f"{gettext(Stage.ON_LEAVE.label)} · {words}"
    return f"{words}{planned} · {chart.stay.track.name}"


def session_rows(lines: tuple[NoteLine, ...]) -> list[dict[str, Any]]:
    """Her last sessions with the state of her note."""
    rows = []
    for line in lines:
        kind, label = _NOTE_STATES[line.state]
        when = date_format(clock.local(line.starts_at), "D M j, H:i")
        rows.append({"line": line, "when": when, "kind": kind, "label": gettext(label)})
    return rows


def screen_questions(chosen: dict[str, int | None]) -> list[dict[str, Any]]:
    """The screen in its own order, with when each question is asked."""
    rows = []
    for item in CSSRS_SCREENER.items:
        when = item.enable_when
        options = CSSRS_SCREENER.options_for(item)
        rows.append(
            {
                "link_id": item.link_id,
                "number": item.link_id.removeprefix("q"),
                "text": item.text,
                "only_after": when.link_id.removeprefix("q") if when else "",
                "options": [
                    {
                        "value": str(option.value),
                        "label": option.label,
                        "checked": chosen.get(item.link_id) == option.value,
                    }
                    for option in options
                ],
            }
        )
    return rows
