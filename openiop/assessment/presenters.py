"""Words and chips of the pages about times, assessments and the level of care."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override

from openiop.base import clock
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.level import (
    SCALE,
    CameFrom,
    ContactNeed,
    Containment,
    DailySign,
    EvidenceLine,
    Side,
    Suggestion,
    Tried,
)
from openiop.domain.assessment.routes import ASKED, ROUTES, CareLevel, Finding, Known, Route
from openiop.domain.assessment.slots import SlotPlace, ToldHow
from openiop.domain.assessment.tool import TOOL_SHAPES
from openiop.domain.decision import Reason
from openiop.domain.referral import CareNow, Door, ReferralForm
from openiop.domain.words import Word

from .queries.battery import BaselineForm
from .queries.content import RATHER_NOT
from .queries.level import Determined, HandoffLine
from .queries.lists import OwedHandoff
from .queries.slots import SlotLine


def said(reason: Reason) -> str:
    """A reason as a sentence in the reader's language."""
    return _filled(reason.text, reason.params)


def _filled(text: str, params: Mapping[str, object]) -> str:
    shown = {
        name: gettext(value.label) if hasattr(value, "label") else value
        for name, value in params.items()
    }
    return gettext(text).format(**shown)


def line_words(line: EvidenceLine) -> str:
    """A line of evidence in the reader's language."""
    return _filled(line.text, line.params)


def in_english(line: EvidenceLine) -> str:
    """A line of evidence as it is kept: in the language of the record."""
    with override("en"):
        return line_words(line)


@dataclass(frozen=True)
class Typed:
    """What could not be saved, and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A question with its choices and a place for her words."""

    name: str
    legend: str
    options: Sequence[Mapping[str, Any]]
    words_name: str = ""
    words: str = ""
    hint: str = ""


def options(words: Iterable[Word], chosen: object) -> list[Mapping[str, Any]]:
    """The members of an enum as chips."""
    return [
        {"value": str(each), "label": gettext(each.label), "checked": str(each) == str(chosen)}
        for each in words
    ]


def _scale(chosen: str) -> list[Mapping[str, Any]]:
    return [
        {"value": str(n), "label": f"{n} {gettext(text)}", "checked": str(n) == chosen}
        for n, text in enumerate(SCALE)
    ]


def _known(chosen: str) -> list[Mapping[str, Any]]:
    return options(Known, chosen)


def preference_options(chosen: str) -> list[Mapping[str, Any]]:
    """Which care she would like; saying nothing is an answer."""
    levels = [each for each in CareLevel if each is not CareLevel.OTHER]
    rather_not = {
        "value": RATHER_NOT,
        "label": gettext("She would rather not say"),
        "checked": chosen == RATHER_NOT,
    }
    return [*options(levels, chosen), rather_not]


def daily_life_rows(values: Mapping[str, str]) -> list[Row]:
    """The four indicators, each with an example in her words."""
    got = values.get
    return [
        Row(
            "work",
            gettext("Gets in the way of work, school or the household"),
            _scale(got("work", "")),
            "work_words",
            got("work_words", ""),
        ),
        Row(
            "relationships",
            gettext("Gets in the way of relationships"),
            _scale(got("relationships", "")),
            "relationships_words",
            got("relationships_words", ""),
        ),
        Row(
            "self_care",
            gettext("Gets in the way of looking after herself"),
            _scale(got("self_care", "")),
            "self_care_words",
            got("self_care_words", ""),
        ),
        Row(
            "skills",
            gettext("What she learns does not carry over between sessions"),
            _scale(got("skills", "")),
            "skills_words",
            got("skills_words", ""),
        ),
        Row(
            "contact",
            gettext("How often she needs somebody"),
            options(ContactNeed, got("contact", "")),
            "contact_words",
            got("contact_words", ""),
        ),
        Row(
            "containment",
            gettext("Whether her distress can be held"),
            options(Containment, got("containment", "")),
            "containment_words",
            got("containment_words", ""),
        ),
    ]


def daily_sign_rows(values: Mapping[str, str]) -> list[Row]:
    """Signs that she needs to be seen every day."""
    return [
        Row(f"daily_{each}", gettext(each.label), _known(values.get(f"daily_{each}", "")))
        for each in DailySign
    ]


def history_rows(values: Mapping[str, str]) -> list[Row]:
    """Where she comes from, what weekly care has done, what happens without."""
    return [
        Row(
            "came_from",
            gettext("Does she step down from more care?"),
            options(CameFrom, values.get("came_from", "")),
        ),
        Row("tried", gettext("Weekly care so far"), options(Tried, values.get("tried", ""))),
        Row(
            "gets_worse",
            gettext("Clear risk that it gets worse without an IOP"),
            _known(values.get("gets_worse", "")),
        ),
    ]


def finding_rows(values: Mapping[str, str]) -> list[tuple[Row, Route]]:
    """Every finding that is asked about, with where it leads."""
    return [
        (
            Row(
                f"finding_{each}",
                gettext(each.label),
                _known(values.get(f"finding_{each}", "")),
            ),
            ROUTES[each],
        )
        for each in ASKED
    ]


def told_lines(form: ReferralForm, door: Door) -> tuple[str, list[tuple[str, str]]]:
    """What she, or whoever sent her, told before; nobody asks it twice."""
    by = gettext("She told us on the phone") if door is Door.PHONE else gettext("From the referral")
    care = gettext(form.care_now.label) if form.care_now is not CareNow.UNSAID else ""
    if form.care_where:
        care = ", ".join(part for part in (care, form.care_where) if part)
    if form.leaves_on:
        left = date_format(form.leaves_on, "M j, Y")
        care = f"{care}, {gettext('leaves or left on {day}').format(day=left)}".strip(", ")
    lines = [
        (gettext("What brings her"), form.reason),
        (gettext("What she wants"), form.goal),
        (gettext("Care now"), care),
        (
            gettext("Concerns"),
            "; ".join(gettext(each.label) for each in sorted(form.concerns)),
        ),
        (
            gettext("What has to be arranged"),
            "; ".join(
                [*(gettext(each.label) for each in sorted(form.needs)), form.needs_words]
            ).strip("; "),
        ),
        (gettext("Medicines"), form.medicines),
        (gettext("Risk, in the sender's words"), form.risk),
        (gettext("Safety plan she came with"), form.safety_plan),
    ]
    return by, [(label, text) for label, text in lines if text]


def baseline_rows(forms: Iterable[BaselineForm]) -> list[Mapping[str, Any]]:
    """The forms of the baseline, each with how it stands."""
    rows: list[Mapping[str, Any]] = []
    for each in forms:
        if each.done_on:
            kind, state = "done", date_format(each.done_on, "M j")
        elif each.declined:
            kind, state = "none", gettext("not this time")
        else:
            kind, state = "open", gettext("open")
        rows.append({"form": each, "kind": kind, "state": state})
    return rows


# -- The level of care -----------------------------------------------------------------------------

ANCHORS = {
    "safety": "safety",
    "findings": "findings",
    "daily_life": "daily-life",
    "daily_signs": "daily-signs",
    "history": "history",
    "baseline": "baseline",
}
"""In which part of the assessment a line of evidence stands."""


def evidence_groups(suggestion: Suggestion) -> list[Mapping[str, Any]]:
    """The evidence both ways, side by side, unknown last."""
    return [
        {
            "side": side,
            "title": gettext(side.label),
            "lines": [(line_words(line), ANCHORS[line.where]) for line in suggestion.of(side)],
        }
        for side in (Side.NOT_LOWER, Side.LOWER, Side.NOT_HIGHER, Side.HIGHER)
    ]


def unknown_lines(suggestion: Suggestion) -> list[tuple[str, str]]:
    """What is not known yet."""
    return [(line_words(line), ANCHORS[line.where]) for line in suggestion.of(Side.UNKNOWN)]


def kept_groups(evidence: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The evidence of a decision as it stood then."""
    found: dict[str, list[str]] = {}
    for side, text in evidence:
        found.setdefault(side, []).append(text)
    return [(gettext(Side(side).label), lines) for side, lines in found.items()]


def suggestion_words(suggestion: Suggestion) -> str:
    """What the rule suggests, in a sentence."""
    if suggestion.level is None:
        return gettext("Nothing is suggested yet: a missing answer could change it.")
    return gettext("The rule suggests: {level}").format(level=gettext(suggestion.level.label))


def moment_options(chosen: object) -> list[Mapping[str, Any]]:
    """When it is decided."""
    return options(Moment, chosen)


def variance_options(chosen: object) -> list[Mapping[str, Any]]:
    """Why the levels differ."""
    return options(Variance, chosen)


def numbers_words(shown: Determined) -> str:
    """The numbers of the outside tool in one line."""
    if not shown.row.tool:
        return ""
    shape = TOOL_SHAPES[shown.row.tool]
    told = [f"{name}: {shown.numbers[name]}" for name in shape.numbers if name in shown.numbers]
    if "total" in shown.numbers:
        told.append(gettext("composite {n}").format(n=shown.numbers["total"]))
    version, named = shown.told.get("tool_version", ""), shown.told.get("tool_named", "")
    head = f"{gettext(shown.row.tool.label)} {version}".strip()
    return ", ".join([head, *told, *([named] if named else [])])


def determined_row(shown: Determined) -> Mapping[str, Any]:
    """One decision in the list of decisions."""
    row = shown.row
    return {
        "shown": shown,
        "when": date_format(clock.local(row.decided_at), "M j, Y, H:i"),
        "moment": gettext(row.moment.label),
        "levels": [
            (gettext("Recommended"), gettext(row.recommended.label)),
            (gettext("Offered"), gettext(row.offered.label)),
            (
                gettext("Chosen"),
                gettext(row.chosen.label) if row.chosen else gettext("She is thinking it over"),
            ),
        ],
        "variance": gettext(row.variance.label) if row.variance else "",
        "suggested": gettext(row.suggested.label) if row.suggested else "",
        "reasons": [
            (label, shown.told[name])
            for name, label in (
                ("preference_words", gettext("What she wants")),
                ("why_not_lower", gettext("Why weekly care is not enough")),
                ("why_not_higher", gettext("Why more care is not needed")),
                ("disagreement", gettext("Why otherwise than the rule")),
                ("mitigation", gettext("What makes less care safe enough")),
                ("next_step", gettext("Next step")),
                ("handed_to", gettext("Who takes it from here")),
            )
            if shown.told.get(name)
        ],
        "evidence": kept_groups(shown.evidence),
        "tool": numbers_words(shown),
    }


def handoff_rows(lines: Iterable[HandoffLine]) -> list[Mapping[str, Any]]:
    """Tries to hand her on, newest first, for the timeline."""
    rows: list[Mapping[str, Any]] = []
    for line in lines:
        state = gettext("reached") if line.row.reached else gettext("not reached yet")
        text = gettext("{to}: {how}, {state}. Next: {next}").format(
            to=line.to, how=gettext(line.row.how.label), state=state, next=line.next_step
        )
        if line.row.return_door:
            text = f"{text} {gettext('She knows that she may come back, and how.')}"
        rows.append(
            {
                "when": date_format(clock.local(line.row.at), "M j, H:i"),
                "by": line.by_name,
                "text": f"{text} {line.words}".strip(),
                "kind": "done" if line.row.reached else "soon",
                "words": "",
            }
        )
    return rows


def owed_rows(owed: Iterable[OwedHandoff]) -> list[Mapping[str, Any]]:
    """Next steps nobody has taken over yet."""
    return [
        {
            "owed": each,
            "kind": "person" if each.is_late else "soon",
            "why": gettext(each.why),
            "next": gettext(each.next_step),
            "meta": _owed_meta(each),
        }
        for each in owed
    ]


def _owed_meta(each: OwedHandoff) -> str:
    due = date_format(clock.local(each.due_at), "D M j, H:i")
    parts = [
        gettext("since {when}: late").format(when=due)
        if each.is_late
        else gettext("by {when}").format(when=due)
    ]
    if each.tries:
        parts.append(ngettext("tried {n} time", "tried {n} times", each.tries).format(n=each.tries))
    return ", ".join(parts)


# -- Times -----------------------------------------------------------------------------------------


def when_words(at: datetime) -> str:
    """A time as people say it."""
    return date_format(at, "D M j, H:i")


def slot_words(line: SlotLine) -> str:
    """A time on a button: when, with whom, where when it is not here."""
    words = f"{when_words(line.starts_at)}, {line.clinician_name}"
    if line.facts.place is not SlotPlace.HERE:
        words = f"{words} ({gettext(line.facts.place.label)})"
    return words


def days_of(lines: Iterable[SlotLine]) -> list[tuple[str, list[SlotLine]]]:
    """Times by day."""
    days: dict[str, list[SlotLine]] = {}
    for line in lines:
        days.setdefault(date_format(line.starts_at, "l, F j"), []).append(line)
    return list(days.items())


def is_untold(line: SlotLine) -> bool:
    """Whether telling her is still owed."""
    return line.told is ToldHow.NOT_YET


def route_words(finding: Finding) -> str:
    """Where a finding leads, in the reader's language."""
    return gettext(ROUTES[finding].to)
