"""One row of a file of responses: one time a client filled in one questionnaire."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.measures.scoring import AnswerKind, critical_hits, parse_answer
from openiop.domain.safety import imported_critical_answer
from openiop.domain.safety_rules import SAFETY_RULES, SafetyRules
from openiop.domain.text import _

from .cells import Cells, day_until, yes_or_no

IMPORTED_INSTRUMENTS: tuple[Instrument, ...] = (PHQ_9, GAD_7)
"""What can be imported item by item. Source: issue 2, real input."""

QUESTION_COLUMNS = tuple(
    dict.fromkeys(item.link_id for form in IMPORTED_INSTRUMENTS for item in form.items)
)
RESPONSE_COLUMNS = ("client_id", "instrument", "on", *QUESTION_COLUMNS, "disposition_known")
RESPONSE_COLUMNS_NEEDED = (
    *("client_id", "instrument", "on"),
    *(item.link_id for item in GAD_7.items),
)
"""Every form here has at least these questions; what else a form asks is said row by row."""


@dataclass(frozen=True)
class ResponseRow:
    """One filled-in form. A blank is in neither of the two; it was simply not answered."""

    client_id: str
    """Her number in the system the file comes from."""
    instrument: Instrument
    on: date
    answers: Mapping[str, int]
    declined: frozenset[str]
    """The questions she refused or answered with "don't know"."""
    disposition_known: bool = False


@dataclass(frozen=True)
class KeptForm:
    """A form of the same kind and day that is here already."""

    answers: Mapping[str, int]
    declined: frozenset[str]
    imported: bool


def response_row(
    cells: Mapping[str, str], known_clients: Container[str], today: date
) -> ResponseRow | Decision:
    """A row becomes a filled-in form when every cell can be read and the client is known.

    Blanks stay blanks, and 7 (refused) and 9 (don't know) are kept apart from them; neither is
    ever a 0. A form with nothing on it is not a form.
    Source: issue 2, real input; instruments.md 6.
    """
    row = Cells(cells)
    client_id = row.words("client_id")
    if client_id not in known_clients or not client_id:
        row.refuse("client_id", _NO_ID if not client_id else _UNKNOWN_CLIENT)
    form = row.read("instrument", _instrument, None)
    on = row.read("on", day_until(today), None)
    for column, found in (("instrument", form), ("on", on)):
        if found is None and column not in row.given:
            row.refuse(column, Reason("missing", _("Nothing stands here.")))
    known = row.read("disposition_known", yes_or_no, False)
    answers, declined = _answers(row, cells, form) if form else ({}, frozenset[str]())
    if row.reasons or form is None or on is None:
        return Decision.refused(*row.reasons)
    return ResponseRow(client_id, form, on, answers, declined, known)


def says_the_same(row: ResponseRow, kept: KeptForm) -> bool:
    """Whether a form that is here holds these answers already.

    What was declined counts only against another imported form: on a page of ours a question that
    was passed over is kept the same way as one she declined.
    Source: issue 2: the same file again adds nothing.
    """
    same = dict(row.answers) == dict(kept.answers)
    return same and (not kept.imported or row.declined == kept.declined)


def answers_to_review(
    row: ResponseRow, today: date, rules: SafetyRules = SAFETY_RULES
) -> tuple[str, ...]:
    """The critical answers of a form that somebody looks at because they are recent and open.

    Source: issue, "Real input": 14 days; an older one, or one that was dealt with, is a line in
    the chart and no task.
    """
    becomes = imported_critical_answer(row.on, today, row.disposition_known, rules)
    if becomes == "chart_line":
        return ()
    return tuple(hit.link_id for hit in critical_hits(row.instrument, row.answers))


_NO_ID = Reason("missing", _("The client's number is missing."))
_UNKNOWN_CLIENT = Reason(
    "unknown_client", _("No client with this number is here. Import the clients first.")
)


def _instrument(words: str) -> Instrument | Reason:
    """PHQ-9, phq9 and "PHQ 9" are the same."""
    said = re.sub(r"[\s_-]", "", words.casefold())
    for form in IMPORTED_INSTRUMENTS:
        if said == form.id.replace("-", ""):
            return form
    known = "; ".join(form.id for form in IMPORTED_INSTRUMENTS)
    text = _("We cannot import this questionnaire. There are: {known}.")
    return Reason("unknown_form", text, params={"known": known})


def _answers(
    row: Cells, cells: Mapping[str, str], form: Instrument
) -> tuple[dict[str, int], frozenset[str]]:
    answers: dict[str, int] = {}
    declined: set[str] = set()
    for item in form.items:
        if item.scored and item.link_id not in cells:
            text = _("The file has no such column. Add it, blank where she gave no answer.")
            row.refuse(item.link_id, Reason("column_missing", text))
        parsed = parse_answer(form, item, row.words(item.link_id))
        if parsed.error is not None:
            row.refuse(item.link_id, parsed.error)
        elif parsed.kind is AnswerKind.DECLINED:
            declined.add(item.link_id)
        elif parsed.value is not None:
            answers[item.link_id] = parsed.value
    asked = {item.link_id for item in form.items}
    for column in QUESTION_COLUMNS:
        if column in row.given - asked:
            params: dict[str, object] = {"form": form.short_title}
            row.refuse(column, Reason("no_question", _NO_QUESTION, params=params))
    if not row.given & asked:
        row.refuse(form.items[0].link_id, Reason("blank", _("No question has an answer.")))
    return answers, frozenset(declined)


_NO_QUESTION = _("The {form} has no question of this number.")
