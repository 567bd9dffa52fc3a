"""What a questionnaire is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Literal

from openiop.domain.text import _
from openiop.domain.words import Level, Word

Answers = Mapping[str, int | None]
"""Answers by link id; None, or no entry at all, is a skipped question and never a 0."""


class UnknownItem(KeyError):
    """The instrument has no question with this link id."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownChangeValue(KeyError):
    """The instrument has no change value of this name."""

    def __str__(self) -> str:
        return str(self.args[0])


class Method(Enum):
    """How the answers become one result."""

    SUM = "sum"
    MEAN = "mean"
    SCALED = "scaled"
    """The sum times a fixed factor."""
    PERCENT = "percent"
    """The sum as a share of the most that the applicable questions allow."""
    ALGORITHM = "algorithm"
    """A level or findings decided by named rules; never a number."""
    DERIVED = "derived"
    """One main number made by the form's own rule from a few of its questions."""
    NONE = "none"
    """Each answer stands alone; there is no result."""


class Direction(Word):
    """Which way a total points."""

    LOWER_IS_BETTER = "lower_is_better", _("lower is better")
    HIGHER_IS_BETTER = "higher_is_better", _("higher is better")


class ScreenLevel(Word):
    """What a risk screen found."""

    HIGH = "high", _("High")
    MODERATE = "moderate", _("Moderate")
    LOW = "low", _("Low")
    NONE = "none", _("None found")
    INCOMPLETE = "incomplete", _("Not complete")


@dataclass(frozen=True)
class Screen:
    """The finding of an algorithm, and how soon a person has to act on it."""

    level: ScreenLevel
    alert: Level | None


class Sensitivity(Word):
    """What has to be minded around the questions, whoever asks them."""

    NONE = "none", _("nothing special")
    TRAUMA = "trauma", _("a content note before, grounding after")
    VIOLENCE = "violence", _("only alone with staff; never on a kiosk, a portal or an export")


@dataclass(frozen=True)
class Finding:
    """One thing the answers say by a published rule: yes, no, or not known because of blanks."""

    id: str
    name: str
    holds: bool | None


@dataclass(frozen=True)
class Derived:
    """The numbers a form makes by its own rule: the main one, and others beside it."""

    total: int | None
    parts: Mapping[str, int | None]


@dataclass(frozen=True)
class Option:
    """One answer a person may choose."""

    value: int
    label: str
    loinc_answer: str = ""
    not_applicable: bool = False
    """The question does not apply to her: an answer that counts neither up nor down."""


NOT_APPLICABLE = -1
"""The value kept for "not applicable" where the form itself gives it no number."""


@dataclass(frozen=True)
class Range:
    """A whole number between two ends, with words for the ends where they help."""

    minimum: int
    maximum: int
    low_label: str = ""
    high_label: str = ""


@dataclass(frozen=True)
class Critical:
    """An answer that a clinician must see, whatever the rest of the form says."""

    operator: Literal[">=", "<=", "=="]
    value: int
    reason: str
    level: Level
    now_from: int | None = None
    """From this answer on the level is HIGH, where the source asks for a faster response."""

    def is_met(self, answer: int) -> bool:
        """Whether `answer` is one a clinician must see."""
        if self.operator == ">=":
            return answer >= self.value
        if self.operator == "<=":
            return answer <= self.value
        return answer == self.value

    def level_for(self, answer: int) -> Level:
        """How soon a person has to act on `answer`."""
        return Level.HIGH if self.now_from is not None and answer >= self.now_from else self.level


@dataclass(frozen=True)
class EnableWhen:
    """The question is asked only when an earlier one was answered so."""

    link_id: str
    value: int
    operator: Literal["==", ">="] = "=="
    or_link_ids: tuple[str, ...] = ()
    """Other questions of which one such answer is enough."""

    @property
    def link_ids(self) -> tuple[str, ...]:
        """Every question that can lead to this one."""
        return (self.link_id, *self.or_link_ids)

    def is_met(self, answers: Answers) -> bool:
        """Whether an earlier answer leads to the question."""
        return any(self._is_met_by(answers.get(link_id)) for link_id in self.link_ids)

    def is_decided(self, answers: Answers) -> bool:
        """Whether the answers so far say for certain if the question is asked."""
        known = [answers.get(link_id) for link_id in self.link_ids]
        return None not in known or any(map(self._is_met_by, known))

    def _is_met_by(self, answer: int | None) -> bool:
        if answer is None:
            return False
        return answer >= self.value if self.operator == ">=" else answer == self.value


@dataclass(frozen=True)
class Item:
    """One question."""

    link_id: str
    text: str
    options: tuple[Option, ...] = ()
    """Its own answers; empty when the instrument's common answers or `range` apply."""
    range: Range | None = None
    hint: str = ""
    """Our own words under the question; only program-written questions have one."""
    loinc: str = ""
    reverse: bool = False
    subscale: str = ""
    critical: Critical | None = None
    scored: bool = True
    categorical: bool = False
    """The answers have no order: never summed, averaged or charted as better or worse."""
    enable_when: EnableWhen | None = None
    wording_verified: bool = False
    """The English wording was seen verbatim in a public source, not only remembered."""
    wording_note: str = ""
    """What is doubtful about the wording; for the reader of the documents, not for her."""
    safety_question: bool = False
    """When it is skipped, someone asks her in private the same day (R-SAF-02)."""
    multiple: bool = False
    """Several answers may be chosen; the answer kept is the sum of their values."""
    when_not_asked: int | None = None
    """What it counts when an earlier answer made it needless; None: it does not count."""
    codes: tuple[tuple[int, int | None], ...] = ()
    """Codes of public data files and the answer they stand for; None is refused or don't know."""


@dataclass(frozen=True)
class Band:
    """A published severity range, both ends included."""

    minimum: float
    maximum: float
    label: str


@dataclass(frozen=True)
class Cutoff:
    """A published total from which the condition is likely."""

    id: str
    name: str
    value: float
    operator: Literal[">=", "<=", ">", "<"]
    """The side on which the condition is likely."""
    note: str = ""

    def is_met(self, total: float) -> bool:
        """Whether `total` lies where the condition is likely."""
        if self.operator == ">=":
            return total >= self.value
        if self.operator == "<=":
            return total <= self.value
        return total > self.value if self.operator == ">" else total < self.value


@dataclass(frozen=True)
class Prorating:
    """How many scored questions may be blank before there is no total."""

    max_missing: int
    method: str
    source: str
    never_imputed: tuple[str, ...] = ()
    """Questions for which no value is ever made up: if one is blank there is no total."""
    is_rounded: bool = False
    """Whether the source rounds a total made with blanks to a whole number."""
    max_missing_in_subscale: int | None = None
    """With this set, a blank is filled from its own subscale, and so many there may be blank."""


class ChangeKind(Word):
    """What a number of points may be called."""

    RELIABLE = "reliable", _("more than chance")
    NOTICEABLE = "noticeable", _("enough to notice")
    WATCH = "watch", _("worth watching")


@dataclass(frozen=True, kw_only=True)
class ChangeValue:
    """One published or computed number of points that makes a change, with its inputs.

    A site chooses among the reliable ones; the smallest change people tend to notice (MCID) is
    another question and never takes their place.
    """

    id: str
    name: str
    kind: ChangeKind
    threshold: float
    """From so many points on."""
    basis: str
    """How the number was made."""
    source: str
    sd: float | None = None
    sd_sample: str = ""
    reliability: float | None = None
    z: float | None = None
    verified: bool = False
    """The number was seen in a stored source, not only remembered or computed by us."""


@dataclass(frozen=True)
class Reliability:
    """How well the form repeats itself, as published."""

    alpha: float | None = None
    test_retest: float | None = None
    source: str = ""
    note: str = ""
    """Other published figures: sensitivity, specificity, agreement of raters."""


@dataclass(frozen=True)
class Spread:
    """The standard deviation of a named sample."""

    value: float
    sample: str


@dataclass(frozen=True)
class Licence:
    """On what terms the wording may be shown."""

    tier: str
    ship_text: bool
    notice: str
    """What is shown to whoever reads the form."""
    note: str = ""
    """What a program that uses the form, or a maintainer, has to know or do."""


@dataclass(frozen=True)
class ShortForm:
    """A shorter published score made from some of the questions."""

    name: str
    link_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One version of one questionnaire: its wording, its scoring and where both come from."""

    id: str
    version: str
    title: str
    short_title: str
    construct: str
    respondent: str
    window: str
    instructions: str
    items: tuple[Item, ...]
    options: tuple[Option, ...] = ()
    method: Method
    algorithm: Callable[[Answers], Screen] | None = None
    """What a risk screen finds."""
    find: Callable[[Answers], tuple[Finding, ...]] | None = None
    """What the answers say by published rules beside a total."""
    derive: Callable[[Answers], Derived] | None = None
    """How the numbers of a form of Method.DERIVED are made."""
    factor: int = 1
    """What the sum is multiplied by where the method is Method.SCALED."""
    total_range: Range | None = None
    short_forms: tuple[ShortForm, ...] = ()
    subscale_method: Method = Method.SUM
    """How the answers of a subscale become its number: their sum or their mean."""
    subscales_are_turned: bool = True
    """Whether reversed questions are turned round in the subscales as they are in the total."""
    prorating: Prorating | None = None
    bands: tuple[Band, ...] = ()
    bands_note: str = ""
    """Why the bands are to be read with care."""
    cutoffs: tuple[Cutoff, ...] = ()
    """Every published cut-off, the default first."""
    remission_below: int | None = None
    response_share: float | None = None
    """The share of the first total by which it has to fall to be called a response."""
    changes: tuple[ChangeValue, ...] = ()
    """Every published or computed change value, the default of each kind first."""
    reliability: Reliability | None = None
    spread: Spread | None = None
    direction: Direction | None = None
    minutes: float
    loinc_verified: bool = False
    loinc_panel: str = ""
    loinc_total: str = ""
    licence: Licence
    off_until_noticed: bool = False
    """Its terms are uncertain: off until a site switches it on after reading the notice."""
    has_wording: bool = True
    """Without it the scoring is shipped and the wording is not: totals and imports only."""
    sensitivity: Sensitivity = Sensitivity.NONE
    contains: tuple[str, ...] = ()
    """Shorter questionnaires all of whose questions stand in this one."""
    citation: str = ""
    source_of_wording: str
    unverified: tuple[str, ...] = ()
    """What was not seen in a source yet, in sentences."""
    languages: tuple[str, ...] = ("en",)
    """Languages in which the official wording is shipped."""
    spanish: str = ""
    """What is known about an official Spanish wording that is not shipped."""
    schedule: tuple[str, ...] = ()

    @property
    def wording_is_ours(self) -> bool:
        """Whether we wrote it, so that the message catalogs may translate it.

        Why: licensed wording is shown as published, in an official translation or not at all; the
        same English words in a catalog must never reach it. Source: ux.md 3.7 M2, 3.10 L1.
        """
        return self.licence.tier == "own"

    @property
    def is_self_report(self) -> bool:
        """Whether she answers it herself, as opposed to a clinician who asks or rates."""
        return self.respondent.startswith("self")

    @property
    def cutoff(self) -> Cutoff | None:
        """The default cut-off, or None where none is published."""
        return self.cutoffs[0] if self.cutoffs else None

    @property
    def reliable(self) -> ChangeValue | None:
        """The default reliable change, or None where none is known."""
        return self._first_change(ChangeKind.RELIABLE)

    @property
    def noticeable(self) -> ChangeValue | None:
        """The default noticeable change (MCID), or None where none is known."""
        return self._first_change(ChangeKind.NOTICEABLE)

    def change_value(self, change_id: str) -> ChangeValue:
        """The change value of this name."""
        for each in self.changes:
            if each.id == change_id:
                return each
        known = ", ".join(each.id for each in self.changes)
        raise UnknownChangeValue(f"{self.id} has no change value {change_id!r}; there are: {known}")

    def _first_change(self, kind: ChangeKind) -> ChangeValue | None:
        return next((each for each in self.changes if each.kind is kind), None)

    @cached_property
    def scored_items(self) -> tuple[Item, ...]:
        """The questions that enter the result; none when the instrument has no result."""
        if self.method is Method.NONE:
            return ()
        return tuple(item for item in self.items if item.scored)

    @property
    def safety_questions(self) -> tuple[Item, ...]:
        """The questions that lead to a private check when skipped."""
        return tuple(item for item in self.items if item.safety_question)

    @cached_property
    def scored_link_ids(self) -> tuple[str, ...]:
        """The link ids of the questions that enter the result."""
        return tuple(item.link_id for item in self.scored_items)

    @cached_property
    def points(self) -> Mapping[str, Mapping[int, int | None]]:
        """What every permitted answer to every question counts, reversed questions turned round.

        None is an answer that counts neither up nor down.
        Source: ux.md 3.7 M4; the reversed questions from each instrument's file.
        """
        return {item.link_id: self._points_of(item) for item in self.items}

    def _points_of(self, item: Item) -> dict[int, int | None]:
        outside = {option.value for option in self.options_for(item) if option.not_applicable}
        values = [value for value in self.values_for(item) if value not in outside]
        ends = min(values) + max(values)
        counted: dict[int, int | None] = dict.fromkeys(outside)
        return counted | {value: ends - value if item.reverse else value for value in values}

    @cached_property
    def parts(self) -> tuple[ShortForm, ...]:
        """The subscales and the shorter published scores, each with its questions."""
        names = dict.fromkeys(item.subscale for item in self.items if item.subscale)
        subscales = (
            ShortForm(name, tuple(i.link_id for i in self.items if i.subscale == name))
            for name in names
        )
        return (*subscales, *self.short_forms)

    @cached_property
    def critical_items(self) -> tuple[tuple[Item, Critical], ...]:
        """The questions with an answer a clinician must see, in form order."""
        return tuple((item, item.critical) for item in self.items if item.critical is not None)

    @cached_property
    def branches(self) -> bool:
        """Whether an answer decides if another question is asked."""
        return any(item.enable_when is not None for item in self.items)

    def item(self, link_id: str) -> Item:
        """The question with this link id."""
        for item in self.items:
            if item.link_id == link_id:
                return item
        raise UnknownItem(f"{self.id} has no question {link_id!r}")

    def options_for(self, item: Item) -> tuple[Option, ...]:
        """Every answer that may be given to `item`; a range is written out number by number."""
        if item.range is None:
            return item.options or self.options
        ends = {
            item.range.minimum: item.range.low_label,
            item.range.maximum: item.range.high_label,
        }
        return tuple(
            Option(value, ends.get(value) or str(value))
            for value in range(item.range.minimum, item.range.maximum + 1)
        )

    def values_for(self, item: Item) -> tuple[int, ...]:
        """Every number that may be kept as the answer to `item`."""
        values = tuple(option.value for option in self.options_for(item))
        return tuple(range(1, sum(values) + 1)) if item.multiple else values

    def is_asked(self, item: Item, answers: Answers) -> bool:
        """Whether the answers so far lead to `item`."""
        return item.enable_when is None or item.enable_when.is_met(answers)

    def band_of(self, total: float) -> Band | None:
        """The published band `total` lies in, or None where none is published.

        Bands are printed for whole numbers; 10.5 lies in 6 to 10, since 11 is not reached.
        """
        ends = self.total_range
        if ends is not None and not ends.minimum <= total <= ends.maximum:
            return None
        return next((band for band in reversed(self.bands) if band.minimum <= total), None)
