"""The report as the director reads it: tiles, questionnaires, tracks, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.domain.outcomes.figures import DEFINITIONS, Definition, FigureId
from openiop.domain.outcomes.rules import OUTCOME_RULES, DoseClass
from openiop.outcomes.queries.counting import Counted

from .pictures import Picture, funnel_picture, months_picture, staying_picture
from .wording import DASH, between, bounds, difference, of_n, percent, points

Report = Mapping[str, Any]


A_FEW = 2
TOLD_FROM = 0.05
"""Fewer points than this are none, with one decimal."""


@dataclass(frozen=True)
class Tile:
    """One figure."""

    id: str
    title: str
    value: str
    of: str
    interval: str
    notes: tuple[str, ...]
    is_few: bool
    definition: Definition
    lines: tuple[tuple[str, str], ...] = ()
    """A few rows instead of one number."""
    has_rows: bool = True


@dataclass(frozen=True)
class Cell:
    """One share of a table."""

    value: str
    of: str
    interval: str
    note: str
    is_few: bool


@dataclass(frozen=True)
class MeasureRow:
    """One questionnaire."""

    id: str
    title: str
    asked: Cell
    cells: tuple[Cell | None, ...]
    change: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TrackTable:
    """The tracks beside each other in one figure."""

    title: str
    rows: tuple[tuple[str, Cell, str], ...]


def report_view(counted: Counted) -> dict[str, Any]:
    """Everything the page shows, in words."""
    report, window = counted.report, counted.window
    charts = report["charts"]
    main = next((m for m in report["measures"] if m["id"] == charts["main"]), None)
    many = len(report["tracks"]) > 1
    return {
        "lead": _lead(report),
        "span": _span(counted),
        "is_empty": not report["counts"]["admissions"]["whole"]
        and not report["counts"]["ended"]["whole"],
        "tiles": _tiles(report),
        "measures": [_measure_row(measure) for measure in report["measures"]],
        "measure_definitions": [
            (FigureId(id_), DEFINITIONS[FigureId(id_)])
            for id_ in ("asked", "improved", "recovered", "deteriorated")
        ],
        "tracks": _track_tables(report, counted.tracks, main) if many else [],
        "pictures": _pictures(report, counted, main),
        "staying": staying_picture(say("Staying in care"), report["staying"], window),
        "staying_definition": DEFINITIONS[FigureId.STAYING],
        "rules": report["rules"],
        "judged": [
            (spec.title, points(spec.points), spec.change_id, spec.operator, spec.cutoff)
            for spec in counted.specs
            if any(measure["id"] == spec.id for measure in report["measures"])
        ],
    }


def _span(counted: Counted) -> str:
    window = counted.window
    first, last = date_format(window.first, "F Y"), date_format(window.last, "F Y")
    words = say("{first} to {last}, counted up to {until}").format(
        first=first, last=last, until=date_format(window.counted_until, "M j, Y")
    )
    track = counted.tracks.get(str(counted.track_id), "") if counted.track_id else ""
    return f"{words} · {track}" if track else words


def _lead(report: Report) -> str:
    """The sentence before any number: how many there are to speak of."""
    counts = report["counts"]
    began, ended = counts["admissions"]["whole"], counts["ended"]["whole"]
    if not began and not ended:
        return say("Nothing began or ended in these months.")
    said = [
        ngettext("{n} stay began", "{n} stays began", began).format(n=began),
        ngettext("{n} ended", "{n} ended", ended).format(n=ended),
        ngettext("{n} goes on", "{n} go on", counts["open"]).format(n=counts["open"]),
    ]
    words = ", ".join(said) + "."
    if ended < OUTCOME_RULES.few_below:
        few = ngettext(
            "{n} closed stay is too few to compare: read it as one woman's way.",
            "{n} closed stays are too few to compare: read them one by one.",
            ended,
        )
        words = f"{words} {few.format(n=ended)}"
    return words


def _tiles(report: Report) -> list[Tile]:
    counts, rates = report["counts"], report["rates"]
    began = counts["admissions"]["whole"]
    made = [
        _plain(FigureId.ADMISSIONS, str(began), is_few=False),
        _rate_tile(FigureId.COMPLETION, rates["completion"]["whole"]),
        _length_tile(report["length"]["whole"]),
        _attendance_tile(report["attendance"]["whole"]),
        _dose_tile(report["doses"]["whole"]),
        _rate_tile(FigureId.EARLY, rates["early"]["whole"]),
        _rate_tile(FigureId.STEP_UP, rates["step_up"]["whole"], at_least=True),
    ]
    made += [
        _rate_tile(figure, rates[figure.value]["whole"])
        for figure in (FigureId.AFTERCARE_EARLY, FigureId.AFTERCARE_LATE, FigureId.REACHED)
    ]
    return made


def _plain(figure: FigureId, value: str, *, is_few: bool, **more: Any) -> Tile:
    told = {"of": "", "interval": "", "notes": (), **more}
    return Tile(
        id=figure.value,
        title=say(figure.label),
        value=value,
        is_few=is_few,
        definition=DEFINITIONS[figure],
        **told,
    )


def _rate_tile(figure: FigureId, rate: Report, *, at_least: bool = False) -> Tile:
    if not rate["n"]:
        missing = rate["missing"]
        words = ngettext(
            "{n} stay, and not known of it.", "{n} stays, and not known of any.", missing
        ).format(n=missing)
        note = words if missing else say("Nobody yet to be counted.")
        return _plain(figure, DASH, is_few=False, notes=(note,), has_rows=bool(missing))
    value = percent(rate["share"])
    if at_least:
        value = say("at least {share}").format(share=value)
    notes = tuple(filter(None, (bounds(rate),)))
    interval = between(rate["low"], rate["high"])
    return _plain(
        figure, value, is_few=rate["is_few"], of=of_n(rate), interval=interval, notes=notes
    )


def _length_tile(told: Report) -> Tile:
    if told["days"] is None:
        note = say("No stay ended in these months.")
        return _plain(FigureId.LENGTH, DASH, is_few=False, notes=(note,), has_rows=False)
    low, middle, high = told["days"]
    _low, program, _high = told["program_days"]
    words = say("Middle half: {low} to {high} days. Program days: {program} in the middle.")
    return _plain(
        FigureId.LENGTH,
        say("{n} days").format(n=f"{middle:g}"),
        is_few=told["n"] < OUTCOME_RULES.few_below,
        of=ngettext("{n} stay", "{n} stays", told["n"]).format(n=told["n"]),
        notes=(words.format(low=f"{low:g}", high=f"{high:g}", program=f"{program:g}"),),
    )


def _attendance_tile(told: Report) -> Tile:
    if told["share"] is None:
        note = say("No day was due in these months.")
        return _plain(FigureId.ATTENDANCE, DASH, is_few=False, notes=(note,), has_rows=False)
    words = say("{came} of {due} days, {n} stays").format(
        came=told["came"], due=told["due"], n=told["women"]
    )
    interval = between(told["low"], told["high"])
    return _plain(
        FigureId.ATTENDANCE,
        percent(told["share"]),
        is_few=told["is_few"],
        of=words,
        interval=interval,
    )


def _dose_tile(told: Report) -> Tile:
    everybody = told["all"]
    if not everybody:
        note = say("No stay ended in these months.")
        return _plain(FigureId.DOSE, DASH, is_few=False, notes=(note,), has_rows=False)
    lines = [
        (say(dose.label), f"{told[dose.value]} · {percent(told[dose.value] / everybody)}")
        for dose in DoseClass
    ]
    words = ngettext("{n} stay that ended", "{n} stays that ended", everybody)
    return _plain(
        FigureId.DOSE,
        "",
        is_few=everybody < OUTCOME_RULES.few_below,
        of=words.format(n=everybody),
        lines=tuple(lines),
    )


def _cell(rate: Report | None) -> Cell | None:
    if rate is None:
        return None
    return Cell(
        value=percent(rate["share"]),
        of=of_n(rate),
        interval=between(rate["low"], rate["high"]),
        note=bounds(rate),
        is_few=rate["is_few"] and rate["n"] > 0,
    )


def _measure_row(told: Report) -> MeasureRow:
    cells = tuple(
        _cell(told[name]["whole"] if told[name] else None)
        for name in ("improved", "recovered", "deteriorated")
    )
    asked = _cell(told["pairs"]["whole"])
    assert asked is not None  # noqa: S101 - there is always a completeness
    return MeasureRow(
        id=told["id"],
        title=told["title"],
        asked=asked,
        cells=cells,
        change=_change_words(told),
        notes=tuple(_notes(told)),
    )


def _change_words(told: Report) -> str:
    if told["change_mean"] is None:
        return ""
    words = say("{first} to {last} on average").format(
        first=points(told["first_mean"]), last=points(told["last_mean"])
    )
    if told["change_interval"]:
        low, high = told["change_interval"]
        inside = say("change {mean}, 95 % interval {low} to {high}")
        mean = points(told["change_mean"])
        words += ": " + inside.format(mean=mean, low=points(low), high=points(high))
    return words


def _notes(told: Report) -> list[str]:
    """What chance and coming at one's worst would do without any help."""
    notes = []
    if told["chance_share"] is not None and told["pairs"]["whole"]["k"] >= A_FEW:
        words = say(
            "If nothing had changed, about {n} of {pairs} would still look reliably better, and as "
            "many worse."
        )
        pairs = told["pairs"]["whole"]["k"]
        notes.append(words.format(n=points(told["chance_n"]), pairs=pairs))
    if told["toward_mean"] is not None and told["toward_mean"] >= TOLD_FROM:
        words = say(
            "Those who began in the clinical range would move about {n} points toward the mean of "
            "all here by measurement alone."
        )
        notes.append(words.format(n=points(told["toward_mean"])))
    return notes


def _track_tables(
    report: Report, tracks: Mapping[str, str], main: Report | None
) -> list[TrackTable]:
    told: list[tuple[str, Report]] = [
        (say(FigureId.COMPLETION.label), report["rates"]["completion"]),
        (say(FigureId.EARLY.label), report["rates"]["early"]),
        (say(FigureId.STEP_UP.label), report["rates"]["step_up"]),
        (say(FigureId.AFTERCARE_EARLY.label), report["rates"]["aftercare_7"]),
    ]
    for measure in report["measures"]:
        for figure in (FigureId.IMPROVED, FigureId.RECOVERED, FigureId.DETERIORATED):
            if measure[figure.value]:
                title = f"{measure['title']}: {say(figure.label).lower()}"
                told.append((title, measure[figure.value]))
    return [
        TrackTable(title, _track_rows(rates["tracks"], tracks))
        for title, rates in told
        if any(rate["n"] for rate in rates["tracks"].values())
    ]


def _track_rows(
    rates: Mapping[str, Report], tracks: Mapping[str, str]
) -> tuple[tuple[str, Cell, str], ...]:
    return tuple(
        (tracks.get(unit, ""), cell, "" if rate["is_few"] else difference(rate))
        for unit, rate in rates.items()
        if (cell := _cell(rate)) is not None
    )


def _pictures(
    report: Report, counted: Counted, main: Report | None
) -> Sequence[tuple[str, Picture]]:
    charts, funnels = report["charts"], report["funnels"]
    made: list[tuple[str, Picture | None]] = []
    for name, title, is_share in (
        ("admissions", say("Stays that began, by month"), False),
        ("attendance", say("Attendance, by month"), True),
        ("completion", say("Completion, by month of the end"), True),
    ):
        made.append((title, months_picture(title, charts[name], is_share=is_share)))
    if main is not None:
        title = say("Reliable improvement on the {form}, by month of the end").format(
            form=main["title"]
        )
        made.append((title, months_picture(title, charts["improved"], is_share=True)))
        title = say("Reliable improvement on the {form}, by track").format(form=main["title"])
        made.append((title, funnel_picture(title, funnels["improved"], counted.tracks)))
    title = say("Completion, by track")
    made.append((title, funnel_picture(title, funnels["completion"], counted.tracks)))
    return [(title, picture) for title, picture in made if picture is not None]
