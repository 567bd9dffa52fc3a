"""What a questionnaire is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from openiop.domain.text import _
from openiop.domain.words import Level, Word

Answers = Mapping[str, int | None]
"""Answers by link id; None, or no entry at all, is a skipped question and never a 0."""


class UnknownItem(KeyError):
    """The instrument has no question with this link id."""

    def __str__(self) -> str:
        return str(self.args[0])


class Method(Enum):
    """How the answers become one result."""

    SUM = "sum"
    MEAN = "mean"
    ALGORITHM = "algorithm"
    """A level decided by named rules; never a number."""
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


@dataclass(frozen=True)
class Option:
    """One answer a person may choose."""

    value: int
    label: str
    loinc_answer: str = ""


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
    """The question is asked only when an earlier one was answered with `value`."""

    link_id: str
    value: int


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
    safety_question: bool = False
    """When it is skipped, someone asks her in private the same day (R-SAF-02)."""


@dataclass(frozen=True)
class Band:
    """A published severity range, both ends included."""

    minimum: int
    maximum: int
    label: str


@dataclass(frozen=True)
class Cutoff:
    """The published total from which the condition is likely."""

    value: int
    operator: Literal[">=", "<="]
    note: str = ""


@dataclass(frozen=True)
class Prorating:
    """How many scored questions may be blank before there is no total."""

    max_missing: int
    method: str
    source: str
    never_imputed: tuple[str, ...] = ()
    """Questions for which no value is ever made up: if one is blank there is no total."""


@dataclass(frozen=True)
class ReliableChange:
    """The change that chance alone seldom makes, with everything needed to recompute it."""

    threshold: int
    basis: str
    sd: float
    sd_sample: str
    alpha: float
    test_retest: float
    reliability_source: str
    threshold_with_test_retest: float


@dataclass(frozen=True)
class NoticeableChange:
    """The smallest change people tend to notice (MCID); it is not the reliable change."""

    threshold: int
    source: str


@dataclass(frozen=True)
class Licence:
    """On what terms the wording may be shown."""

    tier: str
    ship_text: bool
    notice: str


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
    total_range: Range | None = None
    short_forms: tuple[ShortForm, ...] = ()
    prorating: Prorating | None = None
    bands: tuple[Band, ...] = ()
    cutoff: Cutoff | None = None
    reliable_change: ReliableChange | None = None
    noticeable_change: NoticeableChange | None = None
    direction: Direction | None = None
    minutes: float
    loinc_panel: str = ""
    loinc_total: str = ""
    licence: Licence
    citation: str = ""
    source_of_wording: str
    languages: tuple[str, ...] = ("en",)
    """Languages in which the official wording is shipped."""
    schedule: tuple[str, ...] = ()

    @property
    def wording_is_ours(self) -> bool:
        """Whether we wrote it, so that the message catalogs may translate it.

        Why: licensed wording is shown as published, in an official translation or not at all; the
        same English words in a catalog must never reach it. Source: ux.md 3.7 M2, 3.10 L1.
        """
        return self.licence.tier == "own"

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The questions that enter the result; none when the instrument has no result."""
        if self.method is Method.NONE:
            return ()
        return tuple(item for item in self.items if item.scored)

    @property
    def safety_questions(self) -> tuple[Item, ...]:
        """The questions that lead to a private check when skipped."""
        return tuple(item for item in self.items if item.safety_question)

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

    def is_asked(self, item: Item, answers: Answers) -> bool:
        """Whether the answers so far lead to `item`."""
        when = item.enable_when
        return when is None or answers.get(when.link_id) == when.value

    def band_of(self, total: float) -> Band | None:
        """The published band `total` lies in, or None where none is published."""
        return next((band for band in self.bands if band.minimum <= total <= band.maximum), None)
