"""The picture in words and shapes: the same function draws it for her and for her therapist.

Only the words around it differ (`Voice`): hers are plain and say "you", the team's name the
questionnaire and the value by which a change is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.base.charts import (
    NOTHING,
    Line,
    Mark,
    MarkKind,
    Panel,
    Point,
    Symbol,
    Tick,
    sparkline,
    symbol,
    trend_panels,
)
from openiop.domain.measures.how_calculated import (
    HowCalculated,
    how_band,
    how_change,
    how_change_value,
    how_cutoff,
    how_total,
)
from openiop.domain.measures.instrument import Direction, Instrument, Item, Method
from openiop.domain.measures.progress import (
    ChangeDirection,
    lesser_values,
    wording_for_client,
)
from openiop.domain.measures.schedule import DueState
from openiop.domain.measures.scoring import score
from openiop.domain.text import _
from openiop.measures.models import Source
from openiop.measures.queries import Scored, Words

from .queries import (
    ClientCourse,
    Given,
    Grid,
    GridCell,
    GridRow,
    ItemsPage,
    Measure,
    Moment,
    SessionDay,
)

LETTERS = 26
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
NO_VALUE, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
GAP_AFTER_DAYS = 21
BANDS_OF_A_CUTOFF = 2

HER_NAMES: dict[str, tuple[str, str, str, str]] = {
    "phq-9": (
        _("Your mood"),
        _("Your mood score moved from {first} to {last} since {on}."),
        _("Your mood score is {last}, the same as on {on}."),
        _("Your first mood score is {last}, from {on}."),
    ),
    "gad-7": (
        _("Your worry"),
        _("Your worry score moved from {first} to {last} since {on}."),
        _("Your worry score is {last}, the same as on {on}."),
        _("Your first worry score is {last}, from {on}."),
    ),
}
"""Title, moved, same, only one: as she reads them for the forms everybody fills in."""

HER_TITLES: dict[str, str] = {
    "pcl-5": _("Stress after hard events"),
    "pcl-5-week": _("Stress after hard events, this week"),
    "pc-ptsd-5": _("Stress after hard events, short"),
    "itq": _("What hard events left behind"),
    "ders-16": _("Living with strong feelings"),
    "audit-c": _("Alcohol"),
    "b-ipf": _("Daily life"),
    "core-10": _("How you have been"),
    "who-5": _("Feeling well"),
    "rses": _("How you see yourself"),
    "scs-sf": _("Being kind to yourself"),
    "brs": _("Getting back up"),
    "ucla-3": _("Feeling alone"),
    "phq-2": _("Your mood, in short"),
    "gad-2": _("Your worry, in short"),
    "hrqol-4": _("Days that were not good"),
    "noms-perception-of-care": _("How you find the program"),
    "iop-group-checkout": _("After groups"),
}
OF_HERS = (
    "",
    _("Your score here moved from {first} to {last} since {on}."),
    _("Your score here is {last}, the same as on {on}."),
    _("Your first score here is {last}, from {on}."),
)
_MOVED, _SAME, _ONLY = 1, 2, 3


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


def title_of(of: Instrument, *, for_her: bool) -> str:
    """What the reader calls a questionnaire."""
    if not for_her:
        return of.short_title
    known = HER_NAMES.get(of.id)
    return say(known[0] if known else HER_TITLES.get(of.id, of.short_title))


def picture(
    course: ClientCourse,
    measures: Sequence[Measure],
    *,
    for_her: bool,
    reader: UUID | None = None,
    small: bool = False,
) -> Picture:
    """One measure, or several under each other, with all that stands around them."""
    notes = _notes(course.moments, reader, for_her=for_her)
    sentences = [sentence_of(each, for_her=for_her) for each in measures]
    several = len(measures) > 1
    words = " ".join(
        f"{title_of(m.instrument, for_her=for_her)}: {text}" if several and not for_her else text
        for m, text in zip(measures, sentences, strict=True)
    )
    title = " · ".join(title_of(each.instrument, for_her=for_her) for each in measures)
    drawn = _Drawn(
        panels=_panels(measures, for_her=for_her),
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
        key=_key(course, measures, for_her=for_her),
        notes=notes,
        unknown=[line for each in measures for line in unknown_of(each, for_her=for_her)],
        columns=_columns(measures, for_her=for_her),
        rows=_rows(measures),
        how=[each for measure in measures for each in how_of(measure, for_her=for_her)],
    )


def how_of(measure: Measure, *, for_her: bool) -> list[tuple[str, HowCalculated]]:
    """Every number of one measure, opened: the score, its range, the cut-off, the change."""
    of, last, first = measure.instrument, measure.latest, measure.baseline
    found: list[tuple[str, HowCalculated | None]] = []
    name = title_of(of, for_her=for_her)
    if last is not None and last.total is not None and of.items:
        answers = next(g.answers for g in measure.given if g.scored == last)
        label = say("{name}: the score {value}").format(name=name, value=number(last.total))
        found.append((label, how_total(of, score(of, answers))))
        band = of.band_of(last.total)
        if band is not None:
            label = say("The range “{band}”").format(band=say(band.label))
            found.append((label, how_band(of, last.total)))
    if measure.chosen.cutoff is not None:
        at = number(measure.chosen.cutoff.value)
        label = say("The cut-off {value}").format(value=at)
        found.append((label, how_cutoff(of, measure.chosen.cutoff)))
    if measure.change is not None and first and last and first.total is not None:
        label = say("The change {by}").format(by=signed(measure.change.difference))
        judged = how_change(of, first.total, last.total or 0, measure.change)
        found.append((label, judged))
    elif measure.chosen.change is not None:
        at = number(measure.chosen.change.threshold)
        label = say("From {n} points on it is more than chance").format(n=at)
        found.append((label, how_change_value(measure.chosen.change)))
    return [(label, how) for label, how in found if how is not None]


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


# Sentences


def sentence_of(measure: Measure, *, for_her: bool) -> str:
    """What the numbers did, before anybody looks at a line."""
    first, last = measure.baseline, measure.latest
    if last is None:
        return say("Some questions were left open, so there is no score. That is all right.")
    if not for_her:
        on = date_format(last.on, "M j")
        if first is None or first == last:
            return say("{last} on {on}.").format(last=number(last.total), on=on)
        return say("{first} → {last} on {on}.").format(
            first=number(first.total), last=number(last.total), on=on
        )
    words = HER_NAMES.get(measure.instrument.id, OF_HERS)
    since = first or last
    which = _ONLY if since == last else _SAME if since.total == last.total else _MOVED
    return say(words[which]).format(
        first=number(since.total), last=number(last.total), on=date_format(since.on, "DATE_FORMAT")
    )


def meaning_of(measure: Measure, *, for_her: bool) -> str:
    """Whether the change is more than chance, in words."""
    change = measure.change
    if change is None:
        return ""
    if for_her:
        return f"{capfirst(say(wording_for_client(change)))}."
    words = f"{capfirst(say(change.direction.label))}."
    lesser = lesser_values(measure.instrument, change)
    if not lesser:
        return words
    called = ", ".join(dict.fromkeys(say(value.kind.label) for value in lesser))
    still = say("Within chance, but {points} points are {called}.")
    return f"{words} {still.format(points=number(abs(change.difference)), called=called)}"


def is_worse(measure: Measure) -> bool:
    """Things look harder than at the start, beyond chance."""
    return measure.change is not None and measure.change.direction is ChangeDirection.WORSE


def direction_of(of: Instrument, *, for_her: bool) -> str:
    """Which way is better, said in words."""
    if of.direction is None:
        return say("Which way is better is not known here.")
    lower = of.direction is Direction.LOWER_IS_BETTER
    if for_her:
        return (
            say("A lower number means fewer hard days.")
            if lower
            else say("A higher number means more good days.")
        )
    return say("Lower is better.") if lower else say("Higher is better.")


def unknown_of(measure: Measure, *, for_her: bool) -> list[str]:
    """What the picture does not know, so that nobody reads a gap as an answer."""
    of, lines = measure.instrument, []
    blank = [each.scored for each in measure.given if each.scored.total is None]
    if blank and measure.latest is not None:
        lines.append(_blank_words(blank, for_her=for_her))
    if measure.declined_on:
        days = ", ".join(date_format(on, "M j") for on in measure.declined_on)
        words = say("You chose not to answer: {days}.") if for_her else say("Declined: {days}.")
        lines.append(words.format(days=days))
    if for_her:
        return lines
    name = of.short_title
    if not of.items:
        lines.append(
            say("{name}: totals made elsewhere; the answers are not here.").format(name=name)
        )
    if of.reliable is None:
        lines.append(
            say("{name}: no change value is published, so no change is named.").format(name=name)
        )
    elif measure.chosen.change is not None and not measure.chosen.change.verified:
        lines.append(
            say("{name}: the change value {value} has not been seen in its source yet.").format(
                name=name, value=number(measure.chosen.change.threshold)
            )
        )
    if not of.bands:
        lines.append(say("{name}: no severity bands are published.").format(name=name))
    elif of.bands_note and len(of.bands) > BANDS_OF_A_CUTOFF:
        lines.append(f"{name}: {say(of.bands_note)}")
    return lines


def _blank_words(blank: Sequence[Scored], *, for_her: bool) -> str:
    days = ", ".join(date_format(each.on, "M j") for each in blank)
    if for_her:
        return ngettext(
            "On {n} day some questions were left open, so there is no score: {days}.",
            "On {n} days some questions were left open, so there is no score: {days}.",
            len(blank),
        ).format(n=len(blank), days=days)
    return say("No total, too many questions open: {days}.").format(days=days)


def number(total: float | None) -> str:
    """A score without a needless point."""
    return NO_VALUE if total is None else f"{round(total, 1):g}"


def signed(by: float) -> str:
    """A difference with its sign, also when it is none."""
    return f"{'+' if by > 0 else MINUS if by < 0 else '±'}{number(abs(by))}"


# The drawing


def _panels(measures: Sequence[Measure], *, for_her: bool) -> list[Panel]:
    """Measures with the same scale share one panel, others stand under each other."""
    by_scale: dict[tuple[Any, ...], list[Measure]] = {}
    for measure in measures:
        of = measure.instrument
        by_scale.setdefault((of.total_range, of.direction), []).append(measure)
    several = len(by_scale) > 1
    return [
        _panel(alike[0], for_her=for_her, several=several)
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


def _panel(measure: Measure, *, for_her: bool, several: bool) -> Panel:
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
        cutoff = (at, say("cut-off {value}").format(value=number(at)))
    return Panel(
        lines=(Line(tuple(_point(each) for each in measure.given)),),
        low=low,
        high=high,
        title=title_of(of, for_her=for_her) if several else "",
        bands=_bands(of),
        cutoff=cutoff,
        ribbon=ribbon,
    )


def _bands(of: Instrument) -> tuple[tuple[float, float, str], ...]:
    """The published ranges; two of them say no more than the cut-off line does already."""
    if len(of.bands) <= BANDS_OF_A_CUTOFF:
        return ()
    return tuple(
        (band.minimum, band.maximum, say(band.label).partition(" (")[0]) for band in of.bands
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
)
"""Shape, what it means in her words, and in the team's."""


def _key(
    course: ClientCourse, measures: Sequence[Measure], *, for_her: bool
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
    for measure in measures:
        days = [scored.on for scored in measure.totals]
        if any((b - a).days > GAP_AFTER_DAYS for a, b in pairwise(days)):
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
            when=date_format(moment.on, "M j"),
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


def _columns(measures: Sequence[Measure], *, for_her: bool) -> list[str]:
    if len(measures) == 1:
        return [say("Day"), say("Score"), say("Change since the start"), say("Note")]
    return [say("Day"), *(title_of(each.instrument, for_her=for_her) for each in measures)]


def _rows(measures: Sequence[Measure]) -> list[list[str]]:
    if len(measures) == 1:
        return [_row(measures[0], each) for each in measures[0].given]
    days = sorted({each.scored.on for measure in measures for each in measure.given})
    by_day = [{each.scored.on: each.scored for each in measure.given} for measure in measures]
    return [
        [date_format(on, "DATE_FORMAT"), *(_cell_words(found.get(on)) for found in by_day)]
        for on in days
    ]


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


# Question by question


@dataclass(frozen=True)
class ItemCell:
    """One answer as it is read in the table."""

    words: str
    value: str
    state: str
    """answered, skipped, declined or not_asked."""
    is_critical: bool = False


@dataclass(frozen=True)
class ItemRow:
    """One question over all its dates."""

    number: int
    text: str
    cells: list[ItemCell]
    changed: str
    moved: float
    """How far the newest answer lies from the first, for putting the most changed first."""


@dataclass(frozen=True)
class PartRow:
    """One subscale over all its dates."""

    name: str
    picture: SafeString
    values: list[str]


_CELLS = {
    "skipped": _("skipped"),
    "declined": _("declined"),
    "not_asked": _("not asked"),
    "blank": _("left open"),
}


def item_rows(page: ItemsPage, *, most_changed_first: bool) -> list[ItemRow]:
    """Every question with its answers; one not reached is not asked, one not answered is open."""
    of = page.instrument
    rows = [_item_row(of, at, item, page.given) for at, item in enumerate(of.items, start=1)]
    return sorted(rows, key=lambda row: -row.moved) if most_changed_first else rows


def _item_row(of: Instrument, at: int, item: Item, given: Sequence[Given]) -> ItemRow:
    known = [
        value
        for each in given
        if (value := each.answers.get(item.link_id)) is not None and not _is_na(of, item, value)
    ]
    ordered = not item.categorical and not item.multiple
    by = known[-1] - known[0] if len(known) > 1 and ordered else 0
    text = item.text if of.has_wording else say("Question {n}").format(n=at)
    return ItemRow(
        number=at,
        text=say(text) if of.wording_is_ours else text,
        cells=[_item_cell(of, item, each) for each in given],
        changed=signed(by) if by else "",
        moved=abs(by),
    )


def _is_na(of: Instrument, item: Item, value: int) -> bool:
    return any(option.value == value and option.not_applicable for option in of.options_for(item))


def _item_cell(of: Instrument, item: Item, given: Given) -> ItemCell:
    value = given.answers.get(item.link_id)
    if value is not None:
        critical = item.critical is not None and item.critical.is_met(value)
        words = answer_words(of, item, value)
        shown = "" if item.multiple or words == str(value) else str(value)
        return ItemCell(words, shown, "answered", critical)
    if not of.is_asked(item, given.answers):
        state = "not_asked"
    elif given.scored.source == Source.IMPORTED and item.link_id in given.declined:
        state = "declined"
    else:
        state = "skipped" if item.link_id in given.answers else "blank"
    return ItemCell(say(_CELLS[state]), "", state)


def answer_words(of: Instrument, item: Item, value: int) -> str:
    """The words of an answer; several chosen ones one after the other."""
    options = of.options_for(item)
    if item.multiple:
        chosen = [option for option in options if option.value & value]
    else:
        chosen = [option for option in options if option.value == value]
    labels = [say(option.label) if of.wording_is_ours else option.label for option in chosen]
    return "; ".join(labels) or str(value)


def date_columns(page: ItemsPage) -> list[str]:
    """The dates over the table."""
    return [date_format(each.scored.on, "M j") for each in page.given]


def part_rows(page: ItemsPage) -> list[PartRow]:
    """Each subscale as a small line with its numbers; a part with open questions has none."""
    of = page.instrument
    results = [(each.scored.on, score(of, each.answers).subscales) for each in page.given]
    names = dict.fromkeys(name for _on, parts in results for name in parts)
    rows = []
    for name in names:
        values = [(on, parts.get(name)) for on, parts in results]
        low, high = _range_of(of, name)
        words = [number(value) for _on, value in values]
        label = f"{name}: {', '.join(words)}"
        points = [Point(on, value) for on, value in values]
        is_known = any(value is not None for _on, value in values)
        line = (
            sparkline(points, low=low, high=high, title=label, width=160, height=36)
            if is_known
            else NOTHING
        )
        rows.append(PartRow(name=capfirst(name.replace("_", " ")), picture=line, values=words))
    return rows


def _range_of(of: Instrument, name: str) -> tuple[float, float]:
    links = [item.link_id for item in of.items if item.subscale == name] or next(
        (list(part.link_ids) for part in of.short_forms if part.name == name), []
    )
    ends = [_ends(of, of.item(link)) for link in links]
    if not ends:
        return 0, 1
    low, high = sum(low for low, _high in ends), sum(high for _low, high in ends)
    if of.subscale_method is Method.MEAN:
        return low / len(ends), high / len(ends)
    return low, high


def _ends(of: Instrument, item: Item) -> tuple[int, int]:
    values = [option.value for option in of.options_for(item) if not option.not_applicable]
    return min(values), max(values)


# The caseload grid

SORTS = ("who", "week", "safety", "due")


@dataclass(frozen=True)
class Heading:
    """A column that can be sorted by, and how it is sorted now."""

    key: str
    label: str
    hint: str
    href: str
    sorted: str
    """ascending, descending or empty, as aria-sort says it."""


@dataclass(frozen=True)
class GridLine:
    """A client of the grid in words."""

    row: GridRow
    cells: list[dict[str, str]]
    safety: str
    due: str
    """Which of these forms wait, in words."""


_CHANGE_MARKS = {
    ChangeDirection.BETTER: ("done", _("better")),
    ChangeDirection.WORSE: ("person", _("worse")),
    ChangeDirection.NO_CLEAR_CHANGE: ("none", _("no clear change")),
}


@dataclass(frozen=True)
class GridAsked:
    """Which rows of the grid are asked for, and in which order."""

    mine: bool
    track: str
    sort: str
    down: bool

    @property
    def query(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        return {"who": "mine" if self.mine else "", "track": self.track}


def grid_asked(given: Mapping[str, str], grid: Grid) -> GridAsked:
    """What the address asks for; what is not ours in it is left out."""
    keys = (*SORTS, *(of.id for of in grid.columns))
    track, sort = given.get("track", ""), given.get("sort", "")
    return GridAsked(
        mine=given.get("who") == "mine" and grid.has_own,
        track=track if track in grid.tracks else "",
        sort=sort if sort in keys else "",
        down=given.get("down") == "1",
    )


def grid_lines(grid: Grid, asked: GridAsked) -> list[GridLine]:
    """The clients asked for, in the order asked for; a reader's own first, then by name."""
    rows = [
        row
        for row in grid.rows
        if (row.is_own or not asked.mine) and (not asked.track or row.track == asked.track)
    ]
    sort, down = asked.sort, asked.down
    if not sort:
        rows.sort(key=lambda row: not row.is_own)
    else:
        known = [row for row in rows if _sort_value(row, sort) is not None]
        rest = [row for row in rows if _sort_value(row, sort) is None]
        known.sort(key=lambda row: _sort_value(row, sort), reverse=down)
        rows = known + rest
    return [_grid_line(grid, row) for row in rows]


def _sort_value(row: GridRow, sort: str) -> Any:
    if sort == "who":
        return row.name.casefold()
    if sort == "week":
        return row.week
    if sort == "safety":
        return (row.alerts_nobody_took, row.open_alerts)
    if sort == "due":
        return sum(_URGENCY.get(cell.due, 0) for cell in row.cells.values() if cell.due)
    cell = row.cells.get(sort)
    return None if cell is None else cell.total


_DUE = {
    DueState.OVERDUE: _("overdue"),
    DueState.DUE: _("due"),
    DueState.DECLINED: _("declined"),
    DueState.LATER: _("later this week"),
}
_URGENCY = {DueState.OVERDUE: 2, DueState.DUE: 1}


def _grid_line(grid: Grid, row: GridRow) -> GridLine:
    if row.alerts_nobody_took:
        safety = say("not taken yet")
    elif row.open_alerts:
        safety = say("open")
    else:
        safety = ""
    return GridLine(
        row=row,
        cells=[_grid_cell(row.cells[of.id]) | {"of": of.id} for of in grid.columns],
        safety=safety,
        due=_due_words(grid, row),
    )


def _due_words(grid: Grid, row: GridRow) -> str:
    """Which forms wait: "PHQ-9, GAD-7 overdue; PCL-5 due"."""
    parts = []
    for state in (DueState.OVERDUE, DueState.DUE, DueState.DECLINED):
        names = [of.short_title for of in grid.columns if row.cells[of.id].due is state]
        if names:
            parts.append(f"{', '.join(names)} {say(_DUE[state])}")
    # a name like PHQ-9 stays on one line
    return "; ".join(parts).replace("-", NO_BREAK_HYPHEN)


def _grid_cell(cell: GridCell) -> dict[str, str]:
    words = {"value": number(cell.total), "on": "", "kind": "", "by": "", "change": ""}
    if cell.on is not None:
        words["on"] = date_format(cell.on, "M j")
    if cell.is_blank:
        words["value"] = say("no total")
    if cell.on is None:
        words["value"] = say("none")
    if cell.change is not None:
        kind, label = _CHANGE_MARKS[cell.change.direction]
        words |= {"kind": kind, "by": signed(cell.change.difference), "change": say(label)}
    return words


def headings(grid: Grid, asked: GridAsked) -> list[Heading]:
    """Every column with the link that sorts by it; a second click turns it around."""
    columns = [
        ("who", say("Client"), ""),
        ("week", say("Week"), ""),
        ("safety", say("Safety"), ""),
        *((of.id, of.short_title, _hint(of)) for of in grid.columns),
        ("due", say("Forms waiting"), ""),
    ]
    return [
        Heading(
            key=key,
            label=label,
            hint=hint,
            href=_sort_href(asked, key),
            sorted=("descending" if asked.down else "ascending") if key == asked.sort else "none",
        )
        for key, label, hint in columns
    ]


def _hint(of: Instrument) -> str:
    """The ends of the scale; which way is better only where it is not the usual one."""
    if of.total_range is None:
        return ""
    ends = say("{low} to {high}").format(
        low=number(of.total_range.minimum), high=number(of.total_range.maximum)
    )
    higher = of.direction is Direction.HIGHER_IS_BETTER
    return f"{ends}, {say(of.direction.label)}" if higher and of.direction else ends


def _sort_href(asked: GridAsked, key: str) -> str:
    down = not asked.down if key == asked.sort else key not in ("who", "week")
    parts = asked.query | {"sort": key, "down": "1" if down else ""}
    return "?" + urlencode({name: value for name, value in parts.items() if value})
