"""From answers to a result: totals, bands, levels and the answers a clinician must see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import floor

from openiop.domain.decision import Reason
from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import Answers, Band, Finding, Instrument, Item, Method, ScreenLevel, UnknownItem

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
    """The main number; None where the form has none or its own rule gives none."""
    answered: int
    of: int
    """How many questions count: the scored ones that were asked, or all when none is scored."""
    prorated: bool
    band: Band | None
    subscales: Mapping[str, int | float | None]
    """Subscales, shorter scores and derived numbers by name; None while an answer is missing."""
    critical: tuple[CriticalHit, ...]
    missing: tuple[str, ...]
    """The questions out of `of` without an answer."""
    level: ScreenLevel | None
    """What a risk screen found; None for everything that is not one."""
    alert_level: Level | None
    """How soon a person has to act; None when nothing here asks for it."""
    findings: tuple[Finding, ...] = ()
    """What the answers say by published rules: yes, no, or not known because of blanks."""

    @property
    def is_complete(self) -> bool:
        """Whether every question that counts was answered."""
        return not self.missing

    def finding(self, finding_id: str) -> bool | None:
        """What was found under this name; None also when nothing of the name is looked for."""
        return next((each.holds for each in self.findings if each.id == finding_id), None)


def score(instrument: Instrument, answers: Answers) -> ScoreResult:
    """A skipped question is never 0: the total is made by the instrument's own rule, or not at all.

    A total with blanks exists only within the instrument's limit of blanks and is marked prorated.
    Item 9 of the PHQ-9 is never imputed: the PHQ-9's two permitted blanks are among questions 1 to
    8, and when question 9 is blank there is no total and no band. A question made needless by an
    earlier answer counts what the form says (0 drinks when she never drinks); "not applicable"
    counts neither up nor down. Critical answers and the level of a screen do not wait for the form
    to be finished.

    Why: a made-up answer about suicide would be a clearance nobody gave.
    Source: ux.md 3.7 M4; interop.md 2; prorating limits from each instrument's file.
    """
    points = _points(instrument, answers)
    counted = _counted(instrument, answers)
    # whatever has points was answered, so most questions need no second look
    missing = tuple([q for q in counted if q not in points and answers.get(q) is None])
    hits = _hits(instrument, answers)
    screen = instrument.algorithm(answers) if instrument.algorithm else None
    subscales = _subscales(instrument, points, answers)
    if instrument.derive is None:
        total = _total(instrument, points, missing)
    else:
        derived = instrument.derive(answers)
        total = derived.total
        subscales |= derived.parts
    return ScoreResult(
        total=total,
        answered=len(counted) - len(missing),
        of=len(counted),
        prorated=total is not None and bool(missing) and instrument.derive is None,
        band=None if total is None else instrument.band_of(total),
        subscales=subscales,
        critical=hits,
        missing=missing,
        level=screen.level if screen else None,
        alert_level=screen.alert if screen else strongest([hit.level for hit in hits]),
        findings=instrument.find(answers) if instrument.find else (),
    )


def critical_hits(instrument: Instrument, answers: Answers) -> tuple[CriticalHit, ...]:
    """Every answer a clinician must see, in form order, however little of the form is filled in.

    Source: instruments.md 1 rule 6 and section 3.
    """
    _points(instrument, answers)  # refuses what is no answer
    return _hits(instrument, answers)


def _hits(instrument: Instrument, answers: Answers) -> tuple[CriticalHit, ...]:
    hits = []
    for item, critical in instrument.critical_items:
        value = answers.get(item.link_id)
        if value is not None and critical.is_met(value):
            level = critical.level_for(value)
            hits.append(CriticalHit(item.link_id, value, critical.reason, level))
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
    return min(levels, key=_SOONEST_FIRST.index, default=None)


_SOONEST_FIRST = tuple(Level)


def _counted(instrument: Instrument, answers: Answers) -> Sequence[str]:
    """The questions a total is made of, or all where there is none, that she was asked."""
    scored = instrument.scored_link_ids
    if not instrument.branches:
        return scored or tuple(instrument.points)
    asked = [item.link_id for item in instrument.items if _is_owed(item, answers)]
    return [link_id for link_id in asked if link_id in scored] or asked


def _is_owed(item: Item, answers: Answers) -> bool:
    """Whether its answer is waited for: also while a blank leaves open if it would be needless."""
    when = item.enable_when
    if when is None or when.is_met(answers):
        return True
    return item.when_not_asked is not None and not when.is_decided(answers)


def _points(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """The points of each question that has any: answered, or made needless by another answer.

    An answer that the question does not offer is refused here, whatever it is asked for.
    """
    table = instrument.points
    found: dict[str, int] = {}
    for link_id, value in answers.items():
        if value is None:
            if link_id not in table:
                raise _no_such_question(instrument, link_id)
            continue
        if type(value) is not int:  # True and 1.0 would pass for 1
            raise AnswerOutOfRange(instrument.id, link_id)
        try:
            point = table[link_id][value]
        except KeyError:
            if link_id not in table:
                raise _no_such_question(instrument, link_id) from None
            raise AnswerOutOfRange(instrument.id, link_id) from None
        if point is not None:
            found[link_id] = point
    if instrument.branches:
        for item in instrument.items:
            needless = item.when_not_asked is not None and not _is_owed(item, answers)
            if needless and item.when_not_asked is not None:
                found[item.link_id] = item.when_not_asked
    return found


def _no_such_question(instrument: Instrument, link_id: str) -> UnknownItem:
    return UnknownItem(f"{instrument.id} has no question {link_id!r}")


def _total(
    instrument: Instrument, points: Mapping[str, int], missing: tuple[str, ...]
) -> int | float | None:
    method = instrument.method
    if method not in _ADDED_UP or (missing and not _may_be_blank(instrument, missing)):
        return None
    scored = instrument.scored_link_ids
    known = [points[link_id] for link_id in scored if link_id in points]
    if not known:
        return None
    if method is Method.MEAN:
        return sum(known) / len(known)
    if method is Method.PERCENT:
        most = sum(_most(instrument, link_id) for link_id in scored if link_id in points)
        return 100 * sum(known) / most
    if not missing:
        return sum(known) * instrument.factor
    rule = instrument.prorating
    if rule is not None and rule.max_missing_in_subscale is not None:
        made_up = (_own_mean(instrument, points, link_id) for link_id in missing)
        exact = sum(made_up, Fraction(sum(known)))
    else:
        exact = Fraction(sum(known) * len(scored) * instrument.factor, len(known))
    if rule is not None and rule.is_rounded:
        return floor(exact + Fraction(1, 2))  # halves up
    return int(exact) if exact.denominator == 1 else float(exact)


_ADDED_UP = frozenset({Method.SUM, Method.MEAN, Method.SCALED, Method.PERCENT})


def _may_be_blank(instrument: Instrument, missing: tuple[str, ...]) -> bool:
    rule = instrument.prorating
    if rule is None or len(missing) > rule.max_missing or set(missing) & set(rule.never_imputed):
        return False
    if rule.max_missing_in_subscale is None:
        return True
    subscales = [instrument.item(link_id).subscale for link_id in missing]
    return max(map(subscales.count, subscales)) <= rule.max_missing_in_subscale


def _own_mean(instrument: Instrument, points: Mapping[str, int], link_id: str) -> Fraction:
    """The mean of what she answered in the same subscale."""
    own = instrument.item(link_id).subscale
    said = [
        points[i.link_id] for i in instrument.items if i.subscale == own and i.link_id in points
    ]
    return Fraction(sum(said), len(said))


def _most(instrument: Instrument, link_id: str) -> int:
    return max(point for point in instrument.points[link_id].values() if point is not None)


def _subscales(
    instrument: Instrument, points: Mapping[str, int], answers: Answers
) -> dict[str, int | float | None]:
    if not instrument.subscales_are_turned:
        points = {link_id: value for link_id, value in answers.items() if value is not None}
    made: dict[str, int | float | None] = {}
    for part in instrument.parts:
        try:
            added = sum(map(points.__getitem__, part.link_ids))
        except KeyError:
            made[part.name] = None
            continue
        is_mean = instrument.subscale_method is Method.MEAN
        made[part.name] = added / len(part.link_ids) if is_mean else added
    return made


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


_NOT_APPLICABLE_WORDS = frozenset({"not applicable", "n/a", "na"})


def parse_answer(instrument: Instrument, item: Item, cell: str) -> ParsedAnswer:
    """A cell is a number or a label the question offers, empty, declined, or wrong; never bent.

    7 and 9 mean refused and don't know only where they are not answers themselves. Where several
    answers may be chosen, a cell holds their sum, or their labels with semicolons between them.
    The cell is quoted back only when it is a number, since a column out of place may hold anything.

    Source: instruments.md 6, NHANES codes; issue 2, real input.
    """
    words = " ".join(cell.replace("\ufeff", "").replace("\u2019", "'").split()).casefold()
    if not words:
        return ParsedAnswer(AnswerKind.SKIPPED)
    number = int(float(words)) if _WHOLE_NUMBER.fullmatch(words) else None
    value = number if number in instrument.points[item.link_id] else _named(instrument, item, words)
    if value is not None:
        return ParsedAnswer(AnswerKind.ANSWERED, value)
    codes = dict(item.codes)
    if number is not None and codes.get(number) is not None:
        return ParsedAnswer(AnswerKind.ANSWERED, codes[number])
    if number in _DECLINED_CODES or number in codes or words in _DECLINED_WORDS:
        return ParsedAnswer(AnswerKind.DECLINED)
    return ParsedAnswer(AnswerKind.WRONG, error=_why_wrong(instrument, item, number))


def _named(instrument: Instrument, item: Item, words: str) -> int | None:
    """The answer with this label, or the sum of several where several may be chosen."""
    by_label: dict[str, int] = {}
    for option in instrument.options_for(item):
        by_label[" ".join(option.label.replace("\u2019", "'").split()).casefold()] = option.value
        if option.not_applicable:
            by_label |= dict.fromkeys(_NOT_APPLICABLE_WORDS, option.value)
    if not item.multiple:
        return by_label.get(words)
    chosen = {by_label.get(part.strip()) for part in words.split(";")}
    return None if None in chosen else sum(value for value in chosen if value is not None)


def _why_wrong(instrument: Instrument, item: Item, number: int | None) -> Reason:
    values = [v for v, point in instrument.points[item.link_id].items() if point is not None]
    params: dict[str, object] = {"lowest": min(values), "highest": max(values)}
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
        params=params | {"labels": "; ".join(o.label for o in instrument.options_for(item))},
        field_name=item.link_id,
    )
