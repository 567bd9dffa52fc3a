"""What the record says for, against, or not at all: the facts a line looks at, and its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from openiop.domain.decision import Weight
from openiop.domain.measures.choice import Chosen
from openiop.domain.skills.source import Source
from openiop.domain.text import _

from .words import LINES, Criterion, Line, ToldKind


@dataclass(frozen=True)
class Evidence:
    """One line: which way it points, in words, and the rows it rests on, the newest first."""

    criterion: Criterion
    line: Line
    side: Weight
    text: str
    """Marked for translation; parameters stand in braces."""
    params: dict[str, object] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    needs: str = ""
    """What would need to be true for it to speak for less support; a marked text."""
    needs_params: dict[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.line, self.side, self.text))

    @property
    def source(self) -> Source | None:
        """The newest row it rests on."""
        return self.sources[0] if self.sources else None


@dataclass(frozen=True)
class Reading:
    """A total on a day."""

    on: date
    total: float
    source: Source


@dataclass(frozen=True)
class MeasureFacts:
    """One measure with the readings of this stay, oldest first, and the last one before it."""

    chosen: Chosen
    readings: tuple[Reading, ...]

    @property
    def baseline(self) -> Reading | None:
        """The first reading; the stay is compared with it."""
        return self.readings[0] if self.readings else None

    def since(self, on: date) -> tuple[Reading, ...]:
        """The readings from `on`."""
        return tuple(each for each in self.readings if each.on >= on)

    def last_before(self, on: date) -> Reading | None:
        """The newest reading before `on`."""
        return next((each for each in reversed(self.readings) if each.on < on), None)


@dataclass(frozen=True)
class Screened:
    """A suicide screen or a risk assessment: whether it was high."""

    source: Source
    is_high: bool


@dataclass(frozen=True)
class Told:
    """What a clinician asked and wrote down."""

    kind: ToldKind
    answer: str
    source: Source
    about_on: date | None = None


@dataclass(frozen=True)
class Used:
    """One use of a skill between sessions."""

    skill: str
    domain: str
    helped: bool
    """At least a little."""
    source: Source


@dataclass(frozen=True)
class UnitFacts:
    """A unit of her groups: attended, set aside, or still open."""

    title: str
    is_settled: bool
    source: Source | None = None


@dataclass(frozen=True)
class GoalRating:
    """How far a goal is reached, as one voice says; more is better."""

    goal: str
    value: float
    source: Source


@dataclass(frozen=True)
class HerWord:
    """Her own confidence, and whether she agrees; each may be left open."""

    source: Source
    confidence: int | None = None
    agrees: str = ""


@dataclass(frozen=True)
class RecordFacts:
    """What the record holds about one stay that readiness looks at."""

    starts_on: date
    planned_end_on: date | None = None
    screened: tuple[Screened, ...] = ()
    high_alerts: tuple[Source, ...] = ()
    primary: str = "phq-9"
    measures: tuple[MeasureFacts, ...] = ()
    functioning: tuple[MeasureFacts, ...] = ()
    in_hospital: tuple[Source, ...] = ()
    told: tuple[Told, ...] = ()
    medication_changes: tuple[Source, ...] = ()
    medication_known: tuple[Source, ...] = ()
    """Standing rows of her list, or a look through it."""
    used: tuple[Used, ...] = ()
    units: tuple[UnitFacts, ...] = ()
    on_less_since: Source | None = None
    """The row that brought her to fewer days, while she still comes on fewer."""
    goals: tuple[GoalRating, ...] = ()
    people: tuple[Source, ...] = ()
    """People outside who are on her care team."""
    her_words: tuple[HerWord, ...] = ()


def newest_first(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Rows in the order in which they are read.

    Source: [product default].
    """
    return tuple(sorted(set(sources), reverse=True))


def newest_told(facts: RecordFacts, kind: ToldKind, since: date, until: date) -> Told | None:
    """What was written down last about something, within the time it holds.

    Source: [product default].
    """
    rows = [e for e in facts.told if e.kind is kind and since <= e.source.on <= until]
    # two of one day stand in the order in which they were written
    return max(reversed(rows), key=lambda each: each.source.on, default=None)


_OF = {line: criterion for criterion, lines in LINES.items() for line in lines}


def criterion_of(line: Line) -> Criterion:
    """To which criterion a line belongs.

    Source: domain.md 7.3.
    """
    return _OF[line]


def line_for(line: Line, text: str, sources: Iterable[Source], **params: object) -> Evidence:
    """A line that speaks for less support.

    Source: domain.md 7.3.
    """
    return Evidence(_OF[line], line, Weight.FOR, text, params, newest_first(sources))


def line_against(
    line: Line,
    text: str,
    sources: Iterable[Source],
    needs: tuple[str, dict[str, object]],
    **p: object,
) -> Evidence:
    """A line that speaks against less support now, and what would need to be true.

    Source: domain.md 7.3.
    """
    return Evidence(_OF[line], line, Weight.AGAINST, text, p, newest_first(sources), *needs)


def line_unknown(
    line: Line,
    needs: tuple[str, dict[str, object]],
    text: str = _("Unknown: nothing is written down yet"),
    sources: Iterable[Source] = (),
    **params: object,
) -> Evidence:
    """A line without evidence reads "unknown"; nobody is told "not yet" by an empty record.

    Source: issue, Readiness.
    """
    found = newest_first(sources)
    return Evidence(_OF[line], line, Weight.UNKNOWN, text, params, found, *needs)
