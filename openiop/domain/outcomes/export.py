"""The report as rows that may leave the program: no name, and no small number to be had from them.

Every count of every row stands in one set of sums, across figures and tracks, before anything is
hidden: what is hidden in one row cannot be worked out from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .figures import FigureId
from .rules import OUTCOME_RULES, DoseClass, OutcomeRules
from .small_numbers import Sum, hidden_cells

WHOLE = "whole"
Report = Mapping[str, Any]


@dataclass(frozen=True)
class ExportRow:
    """One line of the file; None: hidden because it is small or would tell a small one."""

    figure: str
    measure: str
    track: str
    """Empty for all of them."""
    k: int | None
    n: int | None
    missing: int | None
    value: float | None
    low: float | None
    high: float | None
    worst: float | None
    best: float | None


@dataclass
class _Table:
    """Counts with the sums that tie them together."""

    units: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    unpublished: set[str] = field(default_factory=set)

    def add(self, name: str, by_unit: Mapping[str, int], *, published: bool = True) -> None:
        """A count, whole and by track."""
        if f"{name}@{WHOLE}" in self.counts:
            return
        for unit, count in by_unit.items():
            self.counts[f"{name}@{unit}"] = count
            if not published:
                self.unpublished.add(f"{name}@{unit}")
        tracks = tuple(f"{name}@{unit}" for unit in by_unit if unit != WHOLE)
        if tracks:
            self.sums.append(Sum(f"{name}@{WHOLE}", tracks))

    def tie(self, total: str, *parts: str) -> None:
        """In every unit the parts make the total."""
        for unit in self.units:
            self.sums.append(Sum(f"{total}@{unit}", tuple(f"{part}@{unit}" for part in parts)))

    def of(self, name: str) -> dict[str, int]:
        """A count by unit."""
        return {unit: self.counts[f"{name}@{unit}"] for unit in self.units}


def _units(told: Report) -> dict[str, Any]:
    return {WHOLE: told["whole"], **told["tracks"]}


def _minus(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {unit: count - other[unit] for unit, count in one.items()}


def _picked(told: Report, name: str) -> dict[str, int]:
    return {unit: each[name] for unit, each in _units(told).items()}


def _table_of(report: Report) -> _Table:
    counts, rates = report["counts"], report["rates"]
    table = _Table((WHOLE, *report["tracks"]))
    for name in ("admissions", "ended", "ended_alive"):
        table.add(name, _units(counts[name]))
    table.add("died", _minus(table.of("ended"), table.of("ended_alive")), published=False)
    table.tie("ended", "ended_alive", "died")
    _add_rate(table, "completion", rates["completion"], "ended_alive")
    for dose in DoseClass:
        table.add(f"dose.{dose.value}", _picked(report["doses"], dose.value))
    table.tie("ended_alive", *(f"dose.{dose.value}" for dose in DoseClass))
    _add_after(table, rates)
    for measure in report["measures"]:
        _add_measure(table, measure)
    table.add("attendance.women", _picked(report["attendance"], "women"))
    return table


def _add_rate(table: _Table, name: str, told: Report, whole: str) -> None:
    """Yes and no make n; n and missing make everybody."""
    k, n = _picked(told, "k"), _picked(told, "n")
    table.add(f"{name}.k", k)
    table.add(f"{name}.n", n)
    table.add(f"{name}.not", _minus(n, k), published=False)
    # whoever reads k and n knows who it was not so for: that count is guarded in its own right
    table.unpublished -= {f"{name}.not@{unit}" for unit in table.units}
    table.add(f"{name}.missing", _picked(told, "missing"))
    table.tie(f"{name}.n", f"{name}.k", f"{name}.not")
    table.tie(whole, f"{name}.n", f"{name}.missing")


def _add_after(table: _Table, rates: Report) -> None:
    """What came after the end; each counts those whose days are over."""
    ended = table.of("ended_alive")
    for name, over in (("aftercare_7", "over_7"), ("aftercare_30", "over_30")):
        table.add(over, _picked(rates[name], "all"))
        table.add(f"{over}.lately", _minus(ended, table.of(over)), published=False)
        table.tie("ended_alive", over, f"{over}.lately")
        _add_rate(table, name, rates[name], over)
    step = rates["step_up"]
    k, unknown = _picked(step, "k"), _picked(step, "unknown")
    table.add("step_up.k", k)
    table.add("step_up.missing", unknown)
    table.add("step_up.not", _minus(_minus(table.of("over_30"), k), unknown), published=False)
    table.tie("over_30", "step_up.k", "step_up.missing", "step_up.not")
    owed = _picked(rates["reached"], "all")
    table.add("owed", owed)
    table.add("not_owed", _minus(table.of("over_30"), owed), published=False)
    table.tie("over_30", "owed", "not_owed")
    _add_rate(table, "reached", rates["reached"], "owed")


def _add_measure(table: _Table, told: Report) -> None:
    """Pairs and missing make everybody asked; better, worse and neither make the pairs."""
    id_ = told["id"]
    asked = _picked(told["pairs"], "all")
    whole = "ended_alive"
    if asked != table.of(whole):
        whole = f"{id_}.asked"
        table.add(whole, asked)
        table.add(f"{id_}.never", _minus(table.of("ended_alive"), asked), published=False)
        table.tie("ended_alive", whole, f"{id_}.never")
    pairs = _picked(told["pairs"], "k")
    better, worse = _picked(told["improved"], "k"), _picked(told["deteriorated"], "k")
    table.add(f"{id_}.pairs", pairs)
    table.add(f"{id_}.missing", _minus(asked, pairs))
    table.tie(whole, f"{id_}.pairs", f"{id_}.missing")
    table.add(f"{id_}.improved", better)
    table.add(f"{id_}.deteriorated", worse)
    table.add(f"{id_}.same", _minus(_minus(pairs, better), worse))
    table.tie(f"{id_}.pairs", f"{id_}.improved", f"{id_}.deteriorated", f"{id_}.same")
    if told["recovered"] is None:
        return
    ill, well = _picked(told["recovered"], "n"), _picked(told["recovered"], "k")
    table.add(f"{id_}.ill", ill)
    table.add(f"{id_}.recovered", well)
    table.add(f"{id_}.still_ill", _minus(ill, well))
    table.tie(f"{id_}.ill", f"{id_}.recovered", f"{id_}.still_ill")
    table.add(f"{id_}.not_ill", _minus(pairs, ill), published=False)
    table.tie(f"{id_}.pairs", f"{id_}.ill", f"{id_}.not_ill")
    table.add(f"{id_}.only_improved", _minus(better, well), published=False)
    table.tie(f"{id_}.improved", f"{id_}.recovered", f"{id_}.only_improved")


def export_rows(
    report: Report, tracks: Mapping[str, str], rules: OutcomeRules = OUTCOME_RULES
) -> tuple[ExportRow, ...]:
    """Every figure as rows, with each number hidden that is below 11 or would give one away.

    A share is shown only where every count it is made of is shown.
    Source: issue ("small cells are hidden in exports and across sites").
    """
    table = _table_of(report)
    hidden = hidden_cells(table.counts, table.sums, frozenset(table.unpublished), rules)
    shown = _Shown(table, hidden, tracks)
    return tuple(_rows(report, shown))


@dataclass(frozen=True)
class _Shown:
    table: _Table
    hidden: frozenset[str]
    names: Mapping[str, str]

    def count(self, name: str, unit: str) -> int | None:
        """A count, or None where it is hidden."""
        cell = f"{name}@{unit}"
        return None if cell in self.hidden else self.table.counts[cell]

    def track(self, unit: str) -> str:
        """The name of a track; empty for all of them."""
        return "" if unit == WHOLE else self.names.get(unit, unit)


def _rows(report: Report, shown: _Shown) -> Iterator[ExportRow]:
    for unit in shown.table.units:
        yield _count(shown, FigureId.ADMISSIONS, "admissions", unit)
        yield _count(shown, FigureId.LENGTH, "ended", unit, _units(report["length"])[unit])
        for dose in DoseClass:
            share = ("dose." + dose.value, "ended_alive", "")
            yield _share(shown, FigureId.DOSE, dose.value, unit, share, {})
        for name in (FigureId.COMPLETION, FigureId.AFTERCARE_EARLY, FigureId.AFTERCARE_LATE):
            yield _rate(report, shown, name, unit)
        step = _units(report["rates"]["step_up"])[unit]
        cells = ("step_up.k", "over_30", "step_up.missing")
        yield _share(shown, FigureId.STEP_UP, "", unit, cells, step)
        yield _rate(report, shown, FigureId.REACHED, unit)
        yield _attendance(shown, unit, _units(report["attendance"])[unit])
        for measure in report["measures"]:
            yield from _measure(shown, measure, unit)


def _count(
    shown: _Shown, figure: FigureId, name: str, unit: str, length: Report | None = None
) -> ExportRow:
    n = shown.count(name, unit)
    days = length["days"] if length and n is not None else None
    low, middle, high = days or (None, None, None)
    track = shown.track(unit)
    return ExportRow(figure.value, "", track, None, n, None, middle, low, high, None, None)


def _rate(report: Report, shown: _Shown, figure: FigureId, unit: str) -> ExportRow:
    name = figure.value
    told = _units(report["rates"][name])[unit]
    cells = (f"{name}.k", f"{name}.n", f"{name}.missing")
    return _share(shown, figure, "", unit, cells, told, shown.count(f"{name}.not", unit))


def _share(
    shown: _Shown,
    figure: FigureId,
    measure: str,
    unit: str,
    cells: tuple[str, str, str],
    told: Report,
    *others: int | None,
) -> ExportRow:
    k, n = shown.count(cells[0], unit), shown.count(cells[1], unit)
    missing = shown.count(cells[2], unit) if cells[2] else None
    is_told = k is not None and n is not None and None not in others
    is_bound = is_told and missing is not None
    return ExportRow(
        figure=figure.value,
        measure=measure,
        track=shown.track(unit),
        k=k if is_told else None,
        n=n,
        missing=missing,
        value=k / n if is_told and k is not None and n else None,
        low=told.get("low") if is_told else None,
        high=told.get("high") if is_told else None,
        worst=told.get("worst") if is_bound else None,
        best=told.get("best") if is_bound else None,
    )


def _attendance(shown: _Shown, unit: str, told: Report) -> ExportRow:
    n = shown.count("attendance.women", unit)
    share, low, high = (
        (told["share"], told["low"], told["high"]) if n is not None else (None, None, None)
    )
    name, track = FigureId.ATTENDANCE.value, shown.track(unit)
    return ExportRow(name, "", track, None, n, None, share, low, high, None, None)


def _measure(shown: _Shown, told: Report, unit: str) -> Iterator[ExportRow]:
    id_ = told["id"]
    asked = f"{id_}.asked" if f"{id_}.asked@{WHOLE}" in shown.table.counts else "ended_alive"
    pairs = _units(told["pairs"])[unit]
    missing = shown.count(f"{id_}.missing", unit)
    cells = (f"{id_}.pairs", asked, "")
    yield _share(shown, FigureId.ASKED, id_, unit, cells, pairs, missing)
    for figure in (FigureId.IMPROVED, FigureId.DETERIORATED):
        name = figure.value
        cells = (f"{id_}.{name}", f"{id_}.pairs", f"{id_}.missing")
        yield _share(shown, figure, id_, unit, cells, _units(told[name])[unit])
    if told["recovered"] is not None:
        ill = _units(told["recovered"])[unit]
        cells = (f"{id_}.recovered", f"{id_}.ill", "")
        still = shown.count(f"{id_}.still_ill", unit)
        # who had no last total and began ill is counted nowhere else: her bounds stay inside
        bounds = {**ill, "worst": None, "best": None}
        yield _share(shown, FigureId.RECOVERED, id_, unit, cells, bounds, still)
