"""Rows of a file with one filled-in questionnaire each: what every cell says and what it comes to.

Source: issue 3, `openiop score`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openiop.domain.decision import Reason
from openiop.domain.text import _

from .instrument import Instrument, Method
from .scoring import (
    AnswerKind,
    CriticalHit,
    ParsedAnswer,
    ScoreResult,
    critical_hits,
    parse_answer,
    score,
)

_CELLS_REMEMBERED = 10_000
"""Different cells of one question that are kept; more than that is no column of answers."""


class CellReader:
    """Reads the cells of one question by `parse_answer`, the same cell only once."""

    def __init__(self, instrument: Instrument, link_id: str) -> None:
        self.link_id = link_id
        self._instrument, self._item = instrument, instrument.item(link_id)
        self._others: dict[str, ParsedAnswer] = {}
        self.values: dict[str, int] = {}
        """The cells seen so far that hold an answer."""

    def read(self, cell: str) -> ParsedAnswer:
        """What a cell says that is not among `values`."""
        parsed = self._others.get(cell)
        if parsed is not None:
            return parsed
        parsed = parse_answer(self._instrument, self._item, cell)
        if len(self.values) + len(self._others) < _CELLS_REMEMBERED:
            if parsed.value is None:
                self._others[cell] = parsed
            else:
                self.values[cell] = parsed.value
        return parsed


@dataclass(frozen=True)
class ScoredRow:
    """One row: its result, or why there is none."""

    result: ScoreResult | None
    """None when a cell cannot be read: then nothing is scored, not even in part."""
    hits: tuple[CriticalHit, ...] = ()
    """Answers a clinician must see; they do not wait for the rest of the row."""
    answered: int = 0
    declined: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Questions that count and were left blank; what was declined is not among them."""
    faults: tuple[Reason, ...] = ()
    """Cells that cannot be read, by question; or why there is no total."""


def scored_row(
    instrument: Instrument, readers: Sequence[CellReader], cells: Sequence[str]
) -> ScoredRow:
    """A row is scored when each of its cells can be read; a critical answer fires in any case.

    `cells` holds one cell for each of `readers`. Blank and declined answers are missing ones. A
    cell that is no answer stops the whole row and is named; it is never bent into an answer, and
    the row is never scored without it.
    Source: issue 3, `openiop score`; instruments.md 1 rule 6.
    """
    answers: dict[str, int | None] = {}
    declined: list[str] = []
    blank: list[str] = []
    faults: list[Reason] = []
    for reader, cell in zip(readers, cells, strict=True):
        value = reader.values.get(cell)
        if value is not None:
            answers[reader.link_id] = value
            continue
        parsed = reader.read(cell)
        if parsed.value is not None:
            answers[reader.link_id] = parsed.value
        elif parsed.error is not None:
            faults.append(parsed.error)
        elif parsed.kind is AnswerKind.DECLINED:
            declined.append(reader.link_id)
        else:
            blank.append(reader.link_id)
    if faults:
        counts = instrument.scored_link_ids or tuple(instrument.points)
        return ScoredRow(
            None,
            critical_hits(instrument, answers),
            len(answers),
            tuple(declined),
            tuple([link_id for link_id in blank if link_id in counts]),
            tuple(faults),
        )
    result = score(instrument, answers)
    if not result.missing and result.total is not None:
        return ScoredRow(result, result.critical, result.answered, tuple(declined))
    return ScoredRow(
        result,
        result.critical,
        result.answered,
        tuple(declined),
        tuple([link_id for link_id in result.missing if link_id not in declined]),
        why_no_total(instrument, result),
    )


def why_no_total(instrument: Instrument, result: ScoreResult) -> tuple[Reason, ...]:
    """Why a form that has a total, a level or findings came to none; empty when it came to one.

    Source: issue 3, `openiop score`: the error column.
    """
    is_algorithm = instrument.method is Method.ALGORITHM
    if instrument.method is Method.NONE or result.total is not None:
        return ()
    if is_algorithm and not _is_open(result):
        return ()
    if not result.missing:
        return () if is_algorithm else (_NOTHING_APPLIES,)
    params: dict[str, object] = {
        "missing": len(result.missing),
        "of": result.of,
        "which": ", ".join(result.missing),
    }
    rule = instrument.prorating
    if rule is None or rule.max_missing == 0:
        return (Reason("not_complete", _NOT_COMPLETE, params=params),)
    fixed = [link_id for link_id in result.missing if link_id in rule.never_imputed]
    if fixed and len(result.missing) <= rule.max_missing:
        return (Reason("never_made_up", _NEVER_MADE_UP, params={"which": ", ".join(fixed)}),)
    params["most"] = rule.max_missing
    in_one = rule.max_missing_in_subscale
    text = _TOO_MANY_BLANK if in_one is None else _TOO_MANY_BLANK_IN_ONE
    return (Reason("too_many_blank", text, params=params | {"in_one": in_one or 0}),)


_NOTHING_APPLIES = Reason("nothing_applies", _("No question applies, so there is no score."))
_NEVER_MADE_UP = _("No answer to {which}, for which no value is ever made up.")
_NOT_COMPLETE = _("No answer to {missing} of {of} questions ({which}); all are needed.")
_TOO_MANY_BLANK = _(
    "No answer to {missing} of {of} questions ({which}); at most {most} may be blank."
)
_TOO_MANY_BLANK_IN_ONE = _(
    "No answer to {missing} of {of} questions ({which}); at most {most} may be blank, and {in_one} "
    "of a subscale."
)


def _is_open(result: ScoreResult) -> bool:
    """Whether a blank leaves open what an algorithm would say."""
    if result.level is not None:
        return result.level.value == "incomplete"
    return any(each.holds is None for each in result.findings)
