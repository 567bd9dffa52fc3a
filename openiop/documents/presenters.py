"""Words and chips of the pages about documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.day.queries.between import BetweenLine
from openiop.domain.care.body import RiskChange
from openiop.domain.care.note_kinds import NoteKind, Place
from openiop.domain.decision import Reason
from openiop.domain.words import Word

from .queries.compose import Compose
from .queries.owed import OwedLine, ReviewLine
from .queries.reading import DocumentLine
from .queries.staff import StaffLine

MINUTES = ("15", "30", "45", "50", "60", "90")
STATES = {"draft": "draft", "signed": "signed", "cosign": "soon", "struck": "none"}


@dataclass(frozen=True)
class Typed:
    """What could not be saved, and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chips:
    """A row of choices."""

    name: str
    legend: str
    options: Sequence[Mapping[str, Any]]
    multiple: bool = False


@dataclass(frozen=True)
class ComposeView:
    """A document while it is written, in words."""

    here: Compose
    version: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    groups: tuple[Chips, ...]
    sections: tuple[Mapping[str, Any], ...]
    missing: tuple[str, ...]
    meter: str
    names: tuple[str, ...]
    questions: tuple[str, ...]
    is_ready: bool
    clashes: tuple[tuple[str, str], ...]


def _said(reason: Reason) -> str:
    shown = {
        name: gettext(value.label) if hasattr(value, "label") else value
        for name, value in reason.params.items()
    }
    return gettext(reason.text).format(**shown)


def _options(words: Sequence[Word], chosen: str) -> list[Mapping[str, Any]]:
    return [
        {"value": str(each), "label": gettext(each.label), "checked": str(each) == chosen}
        for each in words
    ]


def compose_view(here: Compose, typed: Typed | None = None) -> ComposeView:
    """The page for writing, with what was typed when it could not be saved."""
    values = {**here.draft.values, **(typed.values if typed else {})}
    groups = []
    if here.rules.needs_goal and here.goals:
        options = [
            {
                "value": str(goal.pk),
                "label": goal.her_words,
                "checked": str(goal.pk) == values.get("goal_id"),
            }
            for goal in here.goals
        ]
        groups.append(Chips("goal_id", gettext("Goal"), options))
    if here.rules.needs_minutes:
        place = values.get("place") or str(here.document.place)
        groups.append(Chips("place", gettext("How"), _options(list(Place), place)))
        told = values.get("minutes", "")
        choices = MINUTES if told in MINUTES or not told else (*MINUTES, told)
        minutes = [{"value": each, "label": each, "checked": each == told} for each in choices]
        groups.append(Chips("minutes", gettext("Minutes"), minutes))
    if here.rules.needs_risk:
        words = [each for each in RiskChange if each is not RiskChange.UNKNOWN]
        chosen = values.get("risk_change", "")
        groups.append(Chips("risk_change", gettext("Risk"), _options(words, chosen)))
    if here.rules.needs_risk:
        tells = [
            {
                "value": "yes",
                "label": gettext("This note tells of it"),
                "checked": values.get("partner_violence") == "yes",
            }
        ]
        groups.append(Chips("partner_violence", gettext("Partner violence"), tells, multiple=True))
    errors = typed.errors if typed else {}
    return ComposeView(
        here=here,
        version=typed.version if typed else str(here.draft.version),
        values=values,
        errors=errors,
        groups=tuple(groups),
        sections=tuple(
            {
                "id": section.id,
                "title": gettext(section.title),
                "hint": gettext(section.hint) if section.hint else "",
                "required": section.required,
                "lines": section.lines,
                "value": values.get(section.id, ""),
                "error": errors.get(section.id, ""),
            }
            for section in here.rules.sections
        ),
        missing=tuple(_said(reason) for reason in here.missing),
        meter=gettext("{done} of {all} parts").format(done=here.done, all=here.wanted),
        names=tuple(leak.term for leak in here.leaks if leak.sure),
        questions=tuple(leak.term for leak in here.leaks if not leak.sure),
        is_ready=bool(here.may_sign),
        clashes=tuple((name, text) for name, text in (typed.theirs if typed else {}).items()),
    )


def blocks(view: ComposeView) -> list[str]:
    """Why it cannot be signed yet, apart from what is simply missing."""
    known = {reason.code for reason in view.here.missing} | {"name", "no_alert"}
    return [_said(reason) for reason in view.here.may_sign if reason.code not in known]


def chart_line(line: DocumentLine, reader_id: object) -> Mapping[str, Any]:
    """One document in the list of a chart."""
    labels = {
        "draft": gettext("draft"),
        "signed": gettext("signed"),
        "cosign": gettext("second signature owed"),
        "struck": gettext("struck"),
    }
    day = date_format(line.on, "M j, Y")
    when = gettext("week of {day}").format(day=day) if line.kind is NoteKind.WEEKLY else day
    return {
        "line": line,
        "title": gettext(line.kind.label),
        "when": when,
        "kind": STATES[line.state],
        "label": labels[line.state],
        "is_mine": line.author_id == reader_id,
    }


def due_words(line: OwedLine) -> str:
    """By when, in words."""
    now = clock.now()
    days = (clock.local(line.due_at).date() - clock.local(now).date()).days
    if line.due_at < now:
        late = -days
        if late < 1:
            return gettext("late since today")
        return ngettext("{n} day late", "{n} days late", late).format(n=late)
    if days == 0:
        return gettext("due today")
    if days == 1:
        return gettext("due tomorrow")
    return gettext("due {day}").format(day=date_format(clock.local(line.due_at), "D M j"))


def owed_row(line: OwedLine) -> Mapping[str, Any]:
    """One thing owed, as a line of a queue."""
    what = gettext(line.what)
    if line.week_on is not None:
        week = date_format(line.week_on, "M j")
        what = gettext("{what}, week of {on}").format(what=what, on=week)
    if line.count > 1:
        what = ngettext("{what}: {n} note", "{what}: {n} notes", line.count).format(
            what=what, n=line.count
        )
    return {
        "line": line,
        "what": what,
        "due": due_words(line),
        "kind": "soon" if line.is_late else "info",
    }


def review_row(line: ReviewLine) -> Mapping[str, Any]:
    """One document that waits for its second signature."""
    return {
        "line": line,
        "what": gettext(line.kind.label),
        "is_late": line.due_at < clock.now(),
        "due": date_format(clock.local(line.due_at), "D M j, H:i"),
    }


def between_row(line: BetweenLine) -> Mapping[str, Any]:
    """One contact between sessions, as a sentence."""
    parts = (line.way, line.skill, line.risk, line.outcome)
    return {"line": line, "said": " · ".join(gettext(part.label) for part in parts)}


def staff_row(line: StaffLine) -> Mapping[str, Any]:
    """One person who works here: her license as a state, and what her credentials allow."""
    until, days = line.member.license_until_on, line.days_left
    on = date_format(until, "M j, Y") if until else ""
    if not line.stands:
        kind, label = "soon", gettext("ended {on}: cannot sign or lead").format(on=on)
    elif days == 0:
        kind, label = "soon", gettext("ends today")
    elif days is not None:
        words = ngettext("ends in {n} day, {on}", "ends in {n} days, {on}", days)
        kind, label = "soon", words.format(n=days, on=on)
    elif on:
        kind, label = "done", gettext("until {on}").format(on=on)
    else:
        kind, label = "info", gettext("no date entered")
    return {
        "line": line,
        "member": line.member,
        "kind": kind,
        "label": label,
        "signs": _signs(line),
        "writes": ", ".join(gettext(kind.label) for kind in line.kinds),
    }


def _signs(line: StaffLine) -> str:
    if not line.member.credentials:
        return gettext("no letters entered")
    return gettext("signs alone") if line.signs_alone else gettext("needs a second signature")


def license_words(days: int | None) -> str:
    """That a license ends soon, or has ended."""
    if days is None:
        return ""
    if days < 0:
        return gettext("Your license on file has ended. You cannot sign or lead a group.")
    if days == 0:
        return gettext("Your license on file ends today.")
    return ngettext(
        "Your license on file ends in {n} day.", "Your license on file ends in {n} days.", days
    ).format(n=days)
