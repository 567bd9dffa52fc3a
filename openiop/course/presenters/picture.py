"""The picture in shapes: the same function draws it for her and for her therapist.

Only the words around it differ; they are in `wording`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as say

from openiop.base.charts import (
    NOTHING,
    Line,
    Mark,
    MarkKind,
    Panel,
    Point,
    Symbol,
    Tick,
    symbol,
    trend_panels,
)
from openiop.course.queries.course import ClientCourse, Given, Measure, Moment, SessionDay
from openiop.domain.measures.expected_course import ExpectedCourse, TooFew
from openiop.domain.measures.how_calculated import (
    HowCalculated,
)
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.picture import PICTURE_RULES
from openiop.domain.text import _
from openiop.measures.models import Source
from openiop.measures.queries import CourseHere, Scored, Words

from .wording import (
    band_words,
    direction_of,
    how_of,
    meaning_of,
    number,
    sentence_of,
    signed,
    title_of,
    unknown_of,
)

LETTERS = 26


@dataclass(frozen=True)
class Note:
    """A lettered line under the picture."""

    letter: str
    kind: MarkKind
    when: str
    words: str
    by: str
    annotation_id: UUID | None
    """Only when the reader may take these words off again."""


@dataclass(frozen=True)
class Picture:
    """Everything `components/trend.html` shows."""

    title: str
    sentence: str
    meaning: str
    direction: str
    chart: SafeString
    chart_small: SafeString
    """The same for a narrow screen; empty when the picture is small already."""
    key: list[tuple[SafeString, str]]
    notes: list[Note]
    unknown: list[str]
    columns: list[str]
    rows: list[list[str]]
    how: list[tuple[str, HowCalculated]] = field(default_factory=list)
    """Each number of the picture and where it comes from."""


def picture(
    course: ClientCourse,
    measures: Sequence[Measure],
    *,
    for_her: bool,
    reader: UUID | None = None,
    small: bool = False,
    usual: CourseHere | None = None,
) -> Picture:
    """One measure, or several under each other, with all that stands around them.

    `usual` is how totals usually go here; it is laid under one measure, for the team alone.
    """
    notes = _notes(course.moments, reader, for_her=for_her)
    sentences = [sentence_of(each, for_her=for_her) for each in measures]
    several = len(measures) > 1
    words = " ".join(
        f"{title_of(m.instrument, for_her=for_her)}: {text}" if several and not for_her else text
        for m, text in zip(measures, sentences, strict=True)
    )
    title = " · ".join(title_of(each.instrument, for_her=for_her) for each in measures)
    drawn = _Drawn(
        panels=_panels(measures, for_her=for_her, usual=usual),
        marks=[
            Mark(moment.on, note.letter, note.words, moment.kind)
            for moment, note in zip(course.moments, notes, strict=True)
        ],
        ticks=[Tick(s.on, s.individual, s.missed) for s in _near(course, measures)],
        title=title,
        words=words,
    )
    return Picture(
        title=title,
        sentence=words,
        meaning="" if several else meaning_of(measures[0], for_her=for_her),
        direction="" if several else direction_of(measures[0].instrument, for_her=for_her),
        chart=drawn.chart(small=small),
        chart_small=NOTHING if small else drawn.chart(small=True),
        key=_key(course, measures, for_her=for_her, usual=usual),
        notes=notes,
        unknown=[
            *(line for each in measures for line in unknown_of(each, for_her=for_her)),
            *_no_usual(usual),
        ],
        columns=_columns(measures, for_her=for_her, usual=usual),
        rows=_rows(measures, usual),
        how=[each for measure in measures for each in how_of(measure, for_her=for_her)],
    )


@dataclass(frozen=True)
class _Drawn:
    """What is drawn, whatever its size."""

    panels: list[Panel]
    marks: list[Mark]
    ticks: list[Tick]
    title: str
    words: str

    def chart(self, *, small: bool) -> SafeString:
        several = len(self.panels) > 1
        wide_height = 210 if several else 330
        return trend_panels(
            self.panels,
            marks=self.marks,
            ticks=self.ticks,
            title=self.title,
            description=self.words,
            width=340 if small else 720,
            height=(190 if several else 270) if small else wide_height,
            text_size=15 if small else 14,
        )


def _panels(
    measures: Sequence[Measure], *, for_her: bool, usual: CourseHere | None = None
) -> list[Panel]:
    """Measures with the same scale share one panel, others stand under each other."""
    by_scale: dict[tuple[Any, ...], list[Measure]] = {}
    for measure in measures:
        of = measure.instrument
        by_scale.setdefault((of.total_range, of.direction), []).append(measure)
    several = len(by_scale) > 1
    return [
        _panel(alike[0], for_her=for_her, several=several, usual=usual)
        if len(alike) == 1
        else _shared_panel(alike, for_her=for_her)
        for alike in by_scale.values()
    ]


def _shared_panel(measures: Sequence[Measure], *, for_her: bool) -> Panel:
    """Several lines on one scale, each with its own dash and name; no ranges of one of them."""
    ends = measures[0].instrument.total_range
    return Panel(
        lines=tuple(
            Line(
                tuple(_point(given) for given in each.given),
                title_of(each.instrument, for_her=for_her),
            )
            for each in measures
        ),
        low=ends.minimum if ends else 0,
        high=ends.maximum if ends else 0,
    )


def _panel(
    measure: Measure, *, for_her: bool, several: bool, usual: CourseHere | None = None
) -> Panel:
    of = measure.instrument
    low = of.total_range.minimum if of.total_range else 0
    high = of.total_range.maximum if of.total_range else 0
    ribbon, cutoff = None, None
    value, first = measure.chosen.change, measure.baseline
    if value is not None and first is not None and first.total is not None:
        around, by = first.total, value.threshold
        label = say("changes smaller than this can be chance")
        ribbon = (max(low, around - by), min(high, around + by), label)
    if measure.chosen.cutoff is not None:
        at = measure.chosen.cutoff.value
        words = say("look closer: {value}") if for_her else say("cut-off {value}")
        cutoff = (at, words.format(value=number(at)))
    return Panel(
        lines=(Line(tuple(_point(each) for each in measure.given)),),
        low=low,
        high=high,
        title=title_of(of, for_her=for_her) if several else "",
        bands=_bands(of, for_her=for_her),
        cutoff=cutoff,
        ribbon=ribbon,
        usual=tuple((on, band.expected, band.boundary) for on, band in usual.bands)
        if usual
        else (),
    )


def _no_usual(usual: CourseHere | None) -> list[str]:
    """Why no usual course lies under the line, where one could."""
    few = usual.course if usual else None
    if not isinstance(few, TooFew):
        return []
    words = say("No usual course is drawn: {n} closed stays so far, and it takes {needed}.")
    return [words.format(n=few.stays, needed=few.needed)]


def _bands(of: Instrument, *, for_her: bool) -> tuple[tuple[float, float, str], ...]:
    """The published ranges; two of them say no more than the cut-off line does already."""
    if len(of.bands) <= PICTURE_RULES.bands_of_a_cutoff:
        return ()
    return tuple(
        (band.minimum, band.maximum, band_words(of, band, for_her=for_her)) for band in of.bands
    )


def _point(given: Given) -> Point:
    scored = given.scored
    return Point(
        scored.on, scored.total, partial=scored.prorated, source=shape_of(scored), told=given.told
    )


def shape_of(scored: Scored) -> Any:
    """Her own answer, a clinician's rating, or paper entered or imported later."""
    if scored.source == Source.STAFF:
        return "clinician"
    return "self" if scored.source in (Source.PORTAL, Source.KIOSK) else "paper"


def _near(course: ClientCourse, measures: Sequence[Measure]) -> list[SessionDay]:
    """The sessions of the time the picture shows."""
    days = [each.scored.on for measure in measures for each in measure.given]
    days += [moment.on for moment in course.moments]
    if not days:
        return []
    return [each for each in course.sessions if min(days) <= each.on <= max(days)]


_KEY: tuple[tuple[Symbol, str, str], ...] = (
    ("full", _("all questions answered"), _("all questions answered")),
    ("partial", _("partly answered"), _("partly answered, total prorated")),
    ("clinician", _("asked by your team"), _("asked or rated by staff")),
    ("paper", _("from paper or another system"), _("from paper or another system")),
    ("told", _("an answer we wanted to talk with you about"), _("an answer that needed a person")),
    ("gap", _("more than 3 weeks between"), _("more than 3 weeks between")),
    ("group", _("group day"), _("group day")),
    ("individual", _("your own session"), _("individual session")),
    ("missed", _("a day you missed"), _("missed")),
    (
        "ribbon",
        _("changes smaller than this can be chance"),
        _("changes smaller than this can be chance"),
    ),
    (
        "usual",
        _("how it usually goes here"),
        _("the usual course here (dashed), and up to where 90 of 100 closed stays were"),
    ),
)
"""Shape, what it means in her words, and in the team's."""


def _key(
    course: ClientCourse,
    measures: Sequence[Measure],
    *,
    for_her: bool,
    usual: CourseHere | None = None,
) -> list[tuple[SafeString, str]]:
    """The shapes that occur in this picture, in words."""
    given = [
        each for measure in measures for each in measure.given if each.scored.total is not None
    ]
    sessions = _near(course, measures)
    seen: set[str] = {"partial" if each.scored.prorated else "full" for each in given}
    seen |= {shape_of(each.scored) for each in given} - {"self"}
    seen |= {"told" for each in given if each.told}
    seen |= {"missed" if s.missed else "individual" if s.individual else "group" for s in sessions}
    seen |= {"ribbon" for panel in _panels(measures, for_her=for_her) if panel.ribbon is not None}
    if usual is not None and usual.bands:
        seen.add("usual")
    for measure in measures:
        days = [scored.on for scored in measure.totals]
        if any((b - a).days > PICTURE_RULES.gap_days for a, b in pairwise(days)):
            seen.add("gap")
    if seen & {"full", "partial", "clinician", "paper"} == {"full"}:
        seen.discard("full")
    return [
        (symbol(kind), say(hers if for_her else ours)) for kind, hers, ours in _KEY if kind in seen
    ]


def _notes(moments: Sequence[Moment], reader: UUID | None, *, for_her: bool) -> list[Note]:
    return [
        Note(
            letter=letter(at),
            kind=moment.kind,
            when=date_format(moment.on, "SHORT_DATE_FORMAT"),
            words=_said(moment.words),
            by=_by(moment, for_her=for_her),
            annotation_id=moment.annotation_id if _may_strike(moment, reader, for_her) else None,
        )
        for at, moment in enumerate(moments)
    ]


def letter(at: int) -> str:
    """A, B, ... Z, A2, B2, ..."""
    round_, place = divmod(at, LETTERS)
    return chr(ord("A") + place) + (str(round_ + 1) if round_ else "")


def _said(words: Words) -> str:
    return say(words.text).format(**words.params)


def _by(moment: Moment, *, for_her: bool) -> str:
    if moment.kind == "hers":
        return say("you wrote") if for_her else say("her words")
    if moment.kind == "team":
        return moment.by or say("your team")
    return ""


def _may_strike(moment: Moment, reader: UUID | None, for_her: bool) -> bool:
    if moment.kind == "hers":
        return for_her
    return moment.kind == "team" and not for_her and moment.written_by == reader


# The table


def _columns(
    measures: Sequence[Measure], *, for_her: bool, usual: CourseHere | None = None
) -> list[str]:
    if len(measures) == 1:
        beside = [say("Usual here"), say("Behind from")] if usual and usual.bands else []
        return [say("Day"), say("Score"), say("Change since the start"), *beside, say("Note")]
    return [say("Day"), *(title_of(each.instrument, for_her=for_her) for each in measures)]


def total_rows(measure: Measure) -> list[list[str]]:
    """Every total of one measure with the day, the change since the start, and what was open."""
    return [_row(measure, each) for each in measure.given]


def _rows(measures: Sequence[Measure], usual: CourseHere | None = None) -> list[list[str]]:
    if len(measures) == 1 and usual and usual.bands:
        days = [each.scored.on for each in measures[0].given]
        rows = zip(total_rows(measures[0]), days, strict=True)
        return [[*row[:3], *_usual_on(usual, on), *row[3:]] for row, on in rows]
    if len(measures) == 1:
        return total_rows(measures[0])
    days = sorted({each.scored.on for measure in measures for each in measure.given})
    by_day = [{each.scored.on: each.scored for each in measure.given} for measure in measures]
    return [
        [date_format(on, "DATE_FORMAT"), *(_cell_words(found.get(on)) for found in by_day)]
        for on in days
    ]


def _usual_on(usual: CourseHere, on: date) -> tuple[str, str]:
    """The total to expect on a day, and the one from which she would be behind."""
    course, first = usual.course, usual.baseline
    if not isinstance(course, ExpectedCourse) or first is None or on <= first[0]:
        return "", ""
    week = (on - first[0]).days / 7
    boundary = course.boundary(first[1], week)
    if boundary is None:
        return "", ""
    return number(course.expected(first[1], week)), number(boundary)


def _cell_words(scored: Scored | None) -> str:
    if scored is None:
        return ""
    if scored.total is None:
        return say("no score")
    return (
        f"{number(scored.total)} ({say('partly answered')})"
        if scored.prorated
        else number(scored.total)
    )


def _row(measure: Measure, given: Given) -> list[str]:
    scored, first = given.scored, measure.baseline
    notes = []
    if scored.total is None:
        notes.append(say("some questions left open"))
    elif scored.prorated:
        notes.append(say("partly answered"))
    shape = shape_of(scored)
    if shape != "self":
        notes.append(say("asked by staff") if shape == "clinician" else say("from paper"))
    since = ""
    if scored.total is not None and first is not None and first.total is not None:
        by = scored.total - first.total
        since = "" if scored == first else signed(by)
    return [date_format(scored.on, "DATE_FORMAT"), number(scored.total), since, ", ".join(notes)]
