"""From answers to a result: totals, bands, levels and the answers a clinician must see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from openiop.domain.decision import Reason
from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import Answers, Band, Instrument, Item, Method, ScreenLevel, ShortForm

Answer = int | None


class AnswerOutOfRange(ValueError):
    """An answer the question does not offer; it is never bent into one that it does.

    The message names the question only: an answer is health information and messages reach logs.
    """

    def __init__(self, instrument_id: str, link_id: str) -> None:
        super().__init__(f"{instrument_id} {link_id}: not one of the answers of this question")
        self.instrument_id = instrument_id
        self.link_id = link_id


@dataclass(frozen=True)
class CriticalHit:
    """One answer a clinician must see, with the reason and how soon."""

    link_id: str
    value: int
    reason: str
    level: Level


@dataclass(frozen=True)
class ScoreResult:
    """What one set of answers comes to."""

    total: int | float | None
    answered: int
    of: int
    """How many questions count: the scored ones that were asked, or all when none is scored."""
    prorated: bool
    band: Band | None
    subscales: Mapping[str, int | None]
    critical: tuple[CriticalHit, ...]
    missing: tuple[str, ...]
    """The questions out of `of` without an answer."""
    level: ScreenLevel | None
    """What a risk screen found; None for everything that is not one."""
    alert_level: Level | None
    """How soon a person has to act; None when nothing here asks for it."""

    @property
    def is_complete(self) -> bool:
        """Whether every question that counts was answered."""
        return not self.missing


def score(instrument: Instrument, answers: Answers) -> ScoreResult:
    """A skipped question is never 0: the total is made by the instrument's own rule, or not at all.

    A total with blanks exists only within the instrument's limit of blanks and is marked prorated.
    Item 9 of the PHQ-9 is never imputed: the PHQ-9's two permitted blanks are among questions 1 to
    8, and when question 9 is blank there is no total and no band. Critical answers and the level
    of a screen do not wait for the form to be finished.

    Why: a made-up answer about suicide would be a clearance nobody gave.
    Source: ux.md 3.7 M4; interop.md 2; prorating limits from each instrument's file.
    """
    _check(instrument, answers)
    asked = [item for item in instrument.items if instrument.is_asked(item, answers)]
    counted = [item for item in asked if item in instrument.scored_items] or asked
    missing = tuple(item.link_id for item in counted if answers.get(item.link_id) is None)
    total = _total(instrument, answers, missing)
    hits = critical_hits(instrument, answers)
    screen = instrument.algorithm(answers) if instrument.algorithm else None
    return ScoreResult(
        total=total,
        answered=len(counted) - len(missing),
        of=len(counted),
        prorated=total is not None and bool(missing),
        band=None if total is None else instrument.band_of(total),
        subscales=_subscales(instrument, answers),
        critical=hits,
        missing=missing,
        level=screen.level if screen else None,
        alert_level=screen.alert if screen else strongest(hit.level for hit in hits),
    )


def critical_hits(instrument: Instrument, answers: Answers) -> tuple[CriticalHit, ...]:
    """Every answer a clinician must see, in form order, however little of the form is filled in.

    Source: instruments.md 1 rule 6 and section 3.
    """
    _check(instrument, answers)
    hits = []
    for item in instrument.items:
        value = answers.get(item.link_id)
        if item.critical and value is not None and item.critical.is_met(value):
            level = item.critical.level_for(value)
            hits.append(CriticalHit(item.link_id, value, item.critical.reason, level))
    return tuple(hits)


def needs_private_check(instrument: Instrument, skipped: Iterable[str]) -> tuple[str, ...]:
    """The safety questions among the skipped ones: someone asks her in private the same day.

    Source: domain.md 8.2 R-SAF-02.
    """
    left_out = {instrument.item(link_id).link_id for link_id in skipped}
    return tuple(item.link_id for item in instrument.safety_questions if item.link_id in left_out)


def unanswered(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Every question her answers led to that has no answer, scored or not, in form order.

    Source: ux.md 3.7 M4, a skipped question is stored as skipped.
    """
    return tuple(
        item.link_id
        for item in instrument.items
        if instrument.is_asked(item, answers) and answers.get(item.link_id) is None
    )


def strongest(levels: Iterable[Level]) -> Level | None:
    """The level that needs a person soonest.

    Source: domain.md 8.1, any single high answer decides the floor.
    """
    return min(levels, key=list(Level).index, default=None)


def _check(instrument: Instrument, answers: Answers) -> None:
    for link_id, value in answers.items():
        offered = {option.value for option in instrument.options_for(instrument.item(link_id))}
        # `type`, because True and 1.0 would pass for 1.
        if value is not None and (type(value) is not int or value not in offered):
            raise AnswerOutOfRange(instrument.id, link_id)


def _total(
    instrument: Instrument, answers: Answers, missing: tuple[str, ...]
) -> int | float | None:
    if instrument.method not in (Method.SUM, Method.MEAN):
        return None
    rule = instrument.prorating
    if missing and (
        rule is None or len(missing) > rule.max_missing or set(missing) & set(rule.never_imputed)
    ):
        return None
    items = instrument.scored_items
    points = [point for item in items if (point := _points(instrument, item, answers)) is not None]
    if not points:
        return None
    if instrument.method is Method.MEAN:
        return sum(points) / len(points)
    # Mean of the answered times the number of questions, halves up, in whole numbers throughout.
    return (2 * sum(points) * len(items) + len(points)) // (2 * len(points))


def _points(instrument: Instrument, item: Item, answers: Answers) -> int | None:
    value = answers.get(item.link_id)
    if value is None or not item.reverse:
        return value
    offered = [option.value for option in instrument.options_for(item)]
    return min(offered) + max(offered) - value


def _subscales(instrument: Instrument, answers: Answers) -> dict[str, int | None]:
    names = dict.fromkeys(item.subscale for item in instrument.items if item.subscale)
    parts = [
        ShortForm(name, tuple(i.link_id for i in instrument.items if i.subscale == name))
        for name in names
    ]
    sums: dict[str, int | None] = {}
    for part in (*parts, *instrument.short_forms):
        points = [_points(instrument, instrument.item(link), answers) for link in part.link_ids]
        known = [point for point in points if point is not None]
        sums[part.name] = sum(known) if len(known) == len(points) else None
    return sums


class AnswerKind(Enum):
    """What a cell of an imported file holds."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    DECLINED = "declined"
    """Refused or "don't know": kept as such, without a value."""
    WRONG = "wrong"


@dataclass(frozen=True)
class ParsedAnswer:
    """A cell of an imported file, understood."""

    kind: AnswerKind
    value: Answer = None
    error: Reason | None = None
    """Why the row cannot go in; its text names the parameters it needs in braces."""


_DECLINED_CODES = frozenset({7, 9})
"""7 refused, 9 don't know, as in NHANES. Source: instruments.md 6."""
_DECLINED_WORDS = frozenset({"refused", "don't know"})
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,4}(?:\.0+)?")


def parse_answer(instrument: Instrument, item: Item, cell: str) -> ParsedAnswer:
    """A cell is a number or a label the question offers, empty, declined, or wrong; never bent.

    7 and 9 mean refused and don't know only where they are not answers themselves. The cell is
    quoted back only when it is a number, since a column out of place may hold anything.

    Source: instruments.md 6, NHANES codes; issue 2, real input.
    """
    words = " ".join(cell.replace("\ufeff", "").replace("\u2019", "'").split()).casefold()
    if not words:
        return ParsedAnswer(AnswerKind.SKIPPED)
    options = instrument.options_for(item)
    number = int(float(words)) if _WHOLE_NUMBER.fullmatch(words) else None
    for option in options:
        if option.value == number or " ".join(option.label.split()).casefold() == words:
            return ParsedAnswer(AnswerKind.ANSWERED, option.value)
    if number in _DECLINED_CODES or words in _DECLINED_WORDS:
        return ParsedAnswer(AnswerKind.DECLINED)
    return ParsedAnswer(AnswerKind.WRONG, error=_why_wrong(instrument, item, number))


def _why_wrong(instrument: Instrument, item: Item, number: int | None) -> Reason:
    options = instrument.options_for(item)
    params: dict[str, object] = {
        "lowest": min(option.value for option in options),
        "highest": max(option.value for option in options),
    }
    if number is not None:
        return Reason(
            "out_of_range",
            _("{value} is outside {lowest} to {highest}."),
            params=params | {"value": number},
            field_name=item.link_id,
        )
    if item.range is not None:
        text = _("This is not an answer here. Use a whole number from {lowest} to {highest}.")
        return Reason("not_an_answer", text, params=params, field_name=item.link_id)
    return Reason(
        "not_an_answer",
        _("This is not an answer here. Use {lowest} to {highest}, or one of: {labels}."),
        params=params | {"labels": "; ".join(option.label for option in options)},
        field_name=item.link_id,
    )
