"""A CSV file as it is: any columns, every cell kept, for commands that add columns to it.

What a cell holds is never quoted in a reason, only where it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openiop.domain.decision import Reason
from openiop.domain.text import _

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class SheetRow:
    """One row under the column names, as long as they are."""

    cells: tuple[str, ...]
    uneven: Reason | None = None
    """Why no cell of this row can be trusted to stand under its column."""


@dataclass(frozen=True)
class Sheet:
    """A file understood as columns and rows, whatever they are about."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    delimiter: str

    def place_of(self, name: str) -> int | Reason:
        """Where a column stands: by its exact name, else whatever its case and spaces are."""
        wanted = plain(name)
        for same in (str, str.casefold):
            found = [n for n, each in enumerate(self.columns) if same(each) == same(wanted)]
            if len(found) > 1:
                return Reason("column_twice", _TWICE, params={"column": wanted})
            if found:
                return found[0]
        params: dict[str, object] = {"column": wanted, "columns": ", ".join(self.columns)}
        return Reason("no_column", _NO_COLUMN, params=params)

    def free_names(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Names for new columns that are not there yet: `change`, or `change_2` where it is."""
        taken, given = {name.casefold() for name in self.columns}, []
        for name in wanted:
            free, number = name, 1
            while free.casefold() in taken:
                number += 1
                free = f"{name}_{number}"
            taken.add(free.casefold())
            given.append(free)
        return tuple(given)


def read_sheet(content: bytes) -> Sheet | Reason:
    """A CSV file in UTF-8 with a row of column names, or the one sentence why it is not.

    Commas, semicolons and tabs are recognized by the row of column names, as are the byte order
    mark, any line ends and cells with line breaks in quotation marks. Empty lines are passed over.
    Source: issue 3, the two commands.
    """
    text = decoded(content)
    if isinstance(text, Reason):
        return text
    delimiter = max(DELIMITERS, key=lambda each: len(_first_of(text, each)))
    found: list[list[str]] = []
    try:
        for record in read_records(text, delimiter):
            found.append(record)  # one by one: how far it came is told when it fails
    except csv.Error:
        return Reason("quotes", BAD_QUOTES, params={"row": len(found) + 1})
    first = next((n for n, record in enumerate(found) if any(map(plain, record))), None)
    if first is None:
        return EMPTY
    columns = tuple(plain(cell) for cell in found[first])
    return Sheet(columns, tuple(_rows(found[first + 1 :], len(columns))), delimiter)


def written(
    sheet: Sheet, names: Sequence[str], added: Iterable[Sequence[str]]
) -> Iterator[Sequence[str]]:
    """The rows of a file with new columns at its end: first the names, then row by row."""
    yield (*sheet.columns, *sheet.free_names(names))
    for row, cells in zip(sheet.rows, added, strict=True):
        yield (*row.cells, *cells)


def _first_of(text: str, delimiter: str) -> list[str]:
    try:
        return next((r for r in read_records(text, delimiter) if any(map(plain, r))), [])
    except csv.Error:
        return []


def _rows(found: Iterable[list[str]], width: int) -> Iterator[SheetRow]:
    for record in found:
        if not record:
            continue
        params: dict[str, object] = {"cells": len(record), "columns": width}
        cells = (*record[:width], *[""] * (width - len(record)))
        if any(plain(cell) for cell in record[width:]):
            yield SheetRow(cells, Reason("too_many_cells", TOO_MANY, params=params))
        elif len(record) < width:
            yield SheetRow(cells, Reason("too_few_cells", TOO_FEW, params=params))
        else:
            yield SheetRow(cells)


# --- what every reader of CSV files goes by ------------------------------------------------------


def decoded(content: bytes) -> str | Reason:
    """The text of a file in UTF-8 without its byte order mark, or why it is not one."""
    if content.startswith(_SPREADSHEETS):
        return Reason("spreadsheet", _SPREADSHEET)
    if content.startswith(_UTF_16) or b"\x00" in content:
        return Reason("not_text", _NOT_TEXT)
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as wrong:
        at = wrong.start + len(content) - len(wrong.object)
        params: dict[str, object] = {"at": at + 1, "line": content.count(b"\n", 0, at) + 1}
        return Reason("not_utf_8", _NOT_UTF_8, params=params)


def read_records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The cells of every line; a quotation mark out of place raises `csv.Error`."""
    # newline="" keeps the line ends for the reader, which knows those inside quotation marks
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def plain(cell: str) -> str:
    """A cell's words with single spaces, without a byte order mark."""
    return " ".join(cell.replace("\ufeff", "").split())


BAD_QUOTES = _(
    "Row {row} has a quotation mark out of place, or one that is never closed. Nothing after it "
    "can be read safely. Save the file again as CSV from the spreadsheet."
)
EMPTY = Reason("empty", _("The file is empty."))
TOO_MANY = _("This row has {cells} cells for {columns} columns: a comma may lack its quotes.")
TOO_FEW = _("This row has only {cells} cells for {columns} columns: it may be cut off.")
_TWICE = _("The column {column} is there twice. Rename or remove one of the two.")
_NO_COLUMN = _("There is no column {column}. The columns are: {columns}.")
_SPREADSHEET = _(
    'This is a spreadsheet, not a CSV file. Save it again as "CSV UTF-8" (Excel: Save As, CSV '
    "UTF-8; LibreOffice: Save As, Text CSV, character set UTF-8)."
)
_NOT_TEXT = _(
    'This is not a text file in UTF-8. Save it again as "CSV UTF-8" (Excel: Save As, CSV UTF-8; '
    "LibreOffice: Save As, Text CSV, character set UTF-8)."
)
_NOT_UTF_8 = _(
    "The file is not in UTF-8: byte {at}, in line {line}, cannot be read. Save it again as "
    '"CSV UTF-8" (Excel: Save As, CSV UTF-8; LibreOffice: Save As, Text CSV, character set UTF-8).'
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice begin, new and old."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
