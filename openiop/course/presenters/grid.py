"""Everybody's measures in words, in the order asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as say

from openiop.course.queries.grid import Grid, GridCell, GridRow
from openiop.domain.measures.instrument import Direction, Instrument
from openiop.domain.measures.progress import (
    ChangeDirection,
)
from openiop.domain.measures.schedule import DueState
from openiop.domain.text import _

from .wording import number, signed

NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
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
    if row.asks_nothing:
        parts.append(say("nothing is asked while a safety concern is under review"))
    # a name like PHQ-9 stays on one line
    return "; ".join(parts).replace("-", NO_BREAK_HYPHEN)


def _grid_cell(cell: GridCell) -> dict[str, str]:
    words = {"value": number(cell.total), "on": "", "kind": "", "by": "", "change": ""}
    if cell.on is not None:
        words["on"] = date_format(cell.on, "SHORT_DATE_FORMAT")
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
