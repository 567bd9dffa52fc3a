"""A questionnaire before a person: what it is about, one question with its answers, what was said.

The same for her phone, a device of the program and staff who ask; the published wording is never
changed and only our own is translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as say

from openiop.domain.decision import refuse
from openiop.domain.measures.asking import asked_items
from openiop.domain.measures.choice import CHOICE_RULES, Chosen, reliable_values
from openiop.domain.measures.expected_course import SUPPORT_PROMPT, ExpectedCourse, Track
from openiop.domain.measures.how_calculated import how_change_value, how_expected, shown
from openiop.domain.measures.instrument import Answers, Instrument, Item, Option, Sensitivity
from openiop.domain.measures.not_shipped import NOT_SHIPPED
from openiop.domain.measures.own_form import OWN_TIER
from openiop.domain.measures.schedule import OwnAsked
from openiop.domain.text import _

from .queries import CourseHere, OwnHere

DO_IT_TOGETHER = _("I would like to go through some questions with someone.")
"""What a tap of hers says to the team before hard questions; kept as it stands here."""

SKIP = "skip"
MOST_TILES = 11
"""More steps than this (days of a month) are typed as a number."""

ABOUT_FORMS: dict[str, str] = {
    "phq-9": _("{n} questions about your mood in the last 2 weeks"),
    "phq-2": _("{n} questions about your mood in the last 2 weeks"),
    "gad-7": _("{n} questions about worry in the last 2 weeks"),
    "gad-2": _("{n} questions about worry in the last 2 weeks"),
    "core-10": _("{n} questions about how you felt in the last week"),
    "pc-ptsd-5": _("{n} short questions about very hard events"),
    "pcl-5": _("{n} questions about how hard events stay with you, in the last month"),
    "pcl-5-week": _("{n} questions about how hard events stay with you, in the last week"),
    "lec-5": _("{n} kinds of hard events that happen to people"),
    "itq": _("{n} questions about how a hard event affects you now"),
    "ders-16": _("{n} questions about how you deal with strong feelings"),
    "b-ipf": _("{n} questions about home, work and people"),
    "audit-c": _("{n} questions about alcohol"),
    "taps-1": _("{n} questions about tobacco, alcohol and drugs"),
    "hrqol-4": _("{n} questions about your health in the last month"),
    "noms-perception-of-care": _("{n} questions about how we work with you"),
    "noms-items-12-14": _("{n} questions about how you find the program so far"),
    "scs-sf": _("{n} questions about how you treat yourself in hard times"),
    "rses": _("{n} questions about how you see yourself"),
    "ucla-3": _("{n} questions about feeling alone"),
}


@dataclass(frozen=True)
class AnswerChoice:
    """One answer on a page."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    checked: bool = False


@dataclass(frozen=True)
class Question:
    """One question as it stands on a page of its own."""

    link_id: str
    text: str
    number: int
    of: int
    kind: str
    """"tiles", "numbers", "typed" or "several"."""
    choices: tuple[AnswerChoice, ...]
    skipped: bool
    typed: str = ""
    lowest: int = 0
    highest: int = 0
    ends: tuple[str, str] = ("", "")
    lang: str = "en"
    """In which language the wording stands; empty where it is translated with the page."""


@dataclass(frozen=True)
class FormLine:
    """A form as she is asked for it: what about, how long, what to mind."""

    instrument_id: str
    title: str
    minutes: str
    short: str
    content_note: bool
    language_note: str
    """That it is in another language than the page, and what then; empty where it is not."""


def form_line(of: Instrument) -> FormLine:
    """A form in plain words; its own name stands on its first page only."""
    minutes = ceil(of.minutes)
    about = ABOUT_FORMS.get(of.id, _("{n} questions"))
    return FormLine(
        instrument_id=of.id,
        title=say(about).format(n=len(of.items)),
        minutes=ngettext("about {n} minute", "about {n} minutes", minutes).format(n=minutes),
        short=of.short_title,
        content_note=of.sensitivity is Sensitivity.TRAUMA,
        language_note=language_note(of),
    )


_ONLY_ENGLISH = _(
    "This form exists only in English so far. Someone can go through it with you: ask us when you "
    "are here."
)
_NOT_ENGLISH = _(
    "This form is not in English. Someone can go through it with you: ask us when you are here."
)


def language_note(of: Instrument) -> str:
    """That its wording is in another language than the page, and what then."""
    if of.wording_is_ours or (get_language() or "en")[:2] in of.languages:
        return ""
    return say(_ONLY_ENGLISH if "en" in of.languages else _NOT_ENGLISH)


def lang_of(of: Instrument) -> str:
    """The language its wording stands in; empty where it is translated with the page."""
    return "" if of.wording_is_ours else of.languages[0]


def question(of: Instrument, number: int, answers: Answers, typed: str | None = None) -> Question:
    """A question by its number, with what she answered before, or what she just typed."""
    item = of.items[number - 1]
    asked = [each.link_id for each in asked_items(of, answers)]
    undecided = [
        each.link_id
        for each in of.items
        if each.enable_when is not None and not each.enable_when.is_decided(answers)
    ]
    way = [each.link_id for each in of.items if each.link_id in {*asked, *undecided, item.link_id}]
    value = answers.get(item.link_id)
    return Question(
        link_id=item.link_id,
        text=say(item.text) if of.wording_is_ours else item.text,
        number=way.index(item.link_id) + 1,
        of=len(way),
        kind=_kind(of, item),
        choices=tuple(choices(of, item, value)),
        skipped=item.link_id in answers and value is None,
        typed=typed if typed is not None else "" if value is None else str(value),
        lowest=item.range.minimum if item.range else 0,
        highest=item.range.maximum if item.range else 0,
        ends=(item.range.low_label, item.range.high_label) if item.range else ("", ""),
        lang=lang_of(of),
    )


def _kind(of: Instrument, item: Item) -> str:
    if item.multiple:
        return "several"
    if item.range is None:
        return "tiles"
    return "numbers" if len(of.options_for(item)) <= MOST_TILES else "typed"


def choices(of: Instrument, item: Item, value: int | None) -> list[AnswerChoice]:
    """The answers of a question; several may be chosen where the form says so."""

    def label(option: Option) -> str:
        if item.range is not None:
            return str(option.value)
        return say(option.label) if of.wording_is_ours else option.label

    return [
        AnswerChoice(
            value=str(option.value),
            label=label(option),
            chosen=(is_chosen := _is_chosen(item, option, value)),
            checked=is_chosen,
        )
        for option in of.options_for(item)
    ]


def _is_chosen(item: Item, option: Option, value: int | None) -> bool:
    if value is None:
        return False
    return bool(value & option.value) if item.multiple else value == option.value


def value_of(given: Iterable[str], item: Item, of: Instrument) -> int | None:
    """The answer that was sent: a tile, a number or several ticks; anything else is refused."""
    sent = [each.strip() for each in given if each.strip()]
    if SKIP in sent:
        return None
    known = {str(option.value): option.value for option in of.options_for(item)}
    if item.multiple:
        if not sent or not set(sent) <= set(known):
            text = _("Please choose what fits, or skip the question.")
            raise refuse("not_an_answer", text, field_name=item.link_id)
        return sum(known[each] for each in set(sent))
    if len(sent) != 1 or sent[0] not in known:
        if item.range is not None:
            raise refuse(
                "not_an_answer",
                _("Please write a whole number from {lowest} to {highest}, or skip the question."),
                field_name=item.link_id,
                lowest=item.range.minimum,
                highest=item.range.maximum,
            )
        text = _("Please tap one of the answers, or skip the question.")
        raise refuse("not_an_answer", text, field_name=item.link_id)
    return known[sent[0]]


def answer_in_words(of: Instrument, item: Item, value: int | None) -> str:
    """What she said to a question, in the words of the form."""
    said = [option.label for option in of.options_for(item) if _is_chosen(item, option, value)]
    if value is not None and not said:
        return str(value)
    return "; ".join(said)


@dataclass(frozen=True)
class SheetRow:
    """One question on a page with all of them."""

    link_id: str
    number: int
    text: str
    kind: str
    choices: tuple[AnswerChoice, ...]
    typed: str
    error: str
    only_after: str
    own_options: bool
    """Its answers are not those of the other questions."""


def sheet(
    of: Instrument,
    answers: Answers,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[SheetRow]:
    """All questions of a form, for staff who ask or enter paper; what was typed stays."""
    numbers = {item.link_id: n for n, item in enumerate(of.items, start=1)}
    rows = []
    for item in of.items:
        value = answers.get(item.link_id)
        kept = "" if value is None else str(value)
        when = item.enable_when
        rows.append(
            SheetRow(
                link_id=item.link_id,
                number=numbers[item.link_id],
                text=item.text,
                kind=_kind(of, item),
                choices=tuple(choices(of, item, value)),
                typed=(typed or {}).get(item.link_id, kept),
                error=(errors or {}).get(item.link_id, ""),
                only_after=str(numbers[when.link_id]) if when else "",
                own_options=bool(item.options) or not of.options,
            )
        )
    return rows


# The site's questionnaires


def choice_rows(choices: Mapping[str, Chosen]) -> list[dict[str, Any]]:
    """Every shipped questionnaire in three groups: used, not used, and what waits for a notice."""
    rows = [_choice_row(chosen) for chosen in choices.values()]
    groups = (
        (say("Used here"), [row for row in rows if row["is_on"]]),
        (say("Not used here"), [row for row in rows if not row["is_on"]]),
    )
    return [{"title": title, "rows": found} for title, found in groups if found]


def _choice_row(chosen: Chosen) -> dict[str, Any]:
    form = chosen.instrument
    return {
        "id": form.id,
        "title": form.title,
        "construct": form.construct,
        "answered_by": say("she herself") if form.is_self_report else say("staff asks"),
        "minutes": shown(form.minutes),
        "is_on": chosen.is_on,
        "notes": _notes_on(chosen),
        "change": say("from {points} points").format(points=shown(chosen.change.threshold))
        if chosen.change
        else "",
        "change_name": chosen.change.name if chosen.change else "",
        "cutoff": f"{chosen.cutoff.operator} {shown(chosen.cutoff.value)}" if chosen.cutoff else "",
        "cutoff_name": chosen.cutoff.name if chosen.cutoff else "",
    }


def _notes_on(chosen: Chosen) -> list[str]:
    form = chosen.instrument
    notes = (
        (form.licence.tier == OWN_TIER, say("brought by this program")),
        (chosen.is_retired, say("retired")),
        (
            not chosen.is_retired and form.off_until_noticed and not chosen.is_on,
            say("read its notice before you use it"),
        ),
        (not form.has_wording, say("totals only: its questions are not shipped")),
        (form.sensitivity is Sensitivity.VIOLENCE, say("only asked alone, by staff")),
        (form.sensitivity is Sensitivity.TRAUMA, say("a word before it, and grounding after")),
    )
    return [words for holds, words in notes if holds]


def not_shipped_rows() -> list[dict[str, str]]:
    """The questionnaires we may not ship, with why, and whether totals can be entered."""
    return [
        {
            "id": form.id,
            "title": form.title,
            "range": form.range if form.takes_totals else say("no total"),
            "reason": form.reason,
        }
        for form in NOT_SHIPPED
    ]


def choice_page(chosen: Chosen, typed: Mapping[str, str] | None) -> dict[str, Any]:
    """One questionnaire: what is known about it, and what may be chosen; keeps what was typed."""
    form = chosen.instrument
    standing = {
        "is_on": "yes" if chosen.is_on else "no",
        "change_id": chosen.change.id if chosen.change else "",
        "cutoff_id": chosen.cutoff.id if chosen.cutoff else "",
    }
    now = standing if typed is None else {name: typed.get(name, "") for name in standing}
    return {
        "form": form,
        "row": _choice_row(chosen),
        "after": chosen.number if typed is None else typed.get("after", ""),
        "why": "" if typed is None else typed.get("why", ""),
        "notice_read": typed is not None and "notice_read" in typed,
        "needs_notice": form.off_until_noticed and not chosen.is_on,
        "may_switch": form.id not in CHOICE_RULES.always_on,
        "asked": [
            {
                "value": str(when),
                "label": say(when.label),
                "checked": str(when) == (chosen.asked if typed is None else typed.get("asked", "")),
            }
            for when in OwnAsked
        ]
        if form.licence.tier == OWN_TIER
        else [],
        "use": [
            {"value": value, "label": label, "checked": now["is_on"] == value}
            for value, label in (("yes", say("We use it")), ("no", say("We do not use it")))
        ],
        "changes": [
            {
                "value": value.id,
                "label": f"{value.name}: {shown(value.threshold)}",
                "hint": value.basis,
                "checked": now["change_id"] == value.id,
            }
            for value in reliable_values(form)
        ],
        "cutoffs": [
            {
                "value": cutoff.id,
                "label": f"{cutoff.operator} {shown(cutoff.value)}: {cutoff.name}",
                "hint": cutoff.note,
                "checked": now["cutoff_id"] == cutoff.id,
            }
            for cutoff in form.cutoffs
        ],
        "values": [(value, how_change_value(value)) for value in form.changes],
    }


def form_read(form: Instrument, posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was understood of a file, before it is kept."""
    whole = form.total_range
    return {
        "title": form.title,
        "version": form.version,
        "lang": form.languages[0],
        "instructions": form.instructions,
        "count": len(form.items),
        "lowest": whole.minimum if whole else "",
        "highest": whole.maximum if whole else "",
        "minutes": shown(form.minutes),
        "direction": say(form.direction.label) if form.direction else say("not said"),
        "rows": [
            {
                "link_id": item.link_id,
                "text": item.text,
                "answers": _answers_of(form, item),
                "choices": [
                    (
                        str(option.value),
                        say("from {value} on: {answer}").format(
                            value=option.value, answer=option.label
                        )
                        if item.range is None
                        else say("from {value} on").format(value=option.value),
                    )
                    for option in sorted(form.options_for(item), key=lambda each: each.value)
                ],
                "critical": str(posted.get(f"critical:{item.link_id}", "")),
            }
            for item in form.items
        ],
    }


def _answers_of(form: Instrument, item: Item) -> str:
    if item.range is not None:
        return say("{lowest} to {highest}").format(
            lowest=item.range.minimum, highest=item.range.maximum
        )
    return " · ".join(f"{option.value} {option.label}" for option in form.options_for(item))


def own_lines(own: OwnHere | None) -> dict[str, Any] | None:
    """A form the site brought itself: its word on the license, and what it asks."""
    if own is None:
        return None
    row = own.row
    return {
        **form_read(own.instrument, {}),
        "number": row.version,
        "holder": row.holder,
        "terms": row.terms,
        "licensed_on": row.licensed_on,
        "by": row.attested_by_name,
        "on": row.attested_on,
        "is_retired": own.is_retired,
        "ranges": [
            f"{band.minimum:g}-{band.maximum:g} {band.label}" for band in own.instrument.bands
        ],
        "critical": [
            say("{question}: from {value} on").format(
                question=own.instrument.item(link_id).text, value=value
            )
            for link_id, value in row.critical_from.items()
        ],
    }


# Beside the expected course


def track_rows(courses: Iterable[CourseHere]) -> list[dict[str, Any]]:
    """Where her totals lie beside the expected course, what the flag is worth, what to ask."""
    return [_track_row(each) for each in courses if each.course is not None]


def _track_row(each: CourseHere) -> dict[str, Any]:
    form, course = each.chosen.instrument, each.course
    row: dict[str, Any] = {"title": form.short_title, "kind": "info", "how": None, "prompt": ""}
    if not isinstance(course, ExpectedCourse):
        few = course.stays if course else 0
        needed = course.needed if course else 0
        words = say("Not compared: {n} closed stays so far, and it takes {needed}.")
        return row | {"words": words.format(n=few, needed=needed), "kind": "none"}
    row["how"] = how_expected(course, form.short_title)
    if each.track is Track.NOT_SAID:
        words = say("Not compared yet: it takes two totals after the first one.")
        return row | {"words": words, "kind": "none"}
    if each.track is Track.ON:
        return row | {"words": say("About as expected."), "kind": "done"}
    return row | {
        "words": say("Behind the expected course."),
        "kind": "soon",
        "prompt": say(SUPPORT_PROMPT),
        "worth": _worth(course),
    }


def _worth(course: ExpectedCourse) -> str:
    """How often such a flag was wrong, and right, in stays it did not learn from."""
    held_out, rules = course.held_out, course.rules
    parts = []
    if held_out.false_alarms(rules) is not None:
        parts.append(
            say("Of {n} stays that ended better or the same, {k} were flagged on the way.").format(
                n=held_out.well, k=held_out.flagged_well
            )
        )
    if held_out.found(rules) is not None:
        parts.append(
            say("Of {n} that ended worse, {k} were.").format(
                n=held_out.worse, k=held_out.flagged_worse
            )
        )
    return " ".join(parts)
