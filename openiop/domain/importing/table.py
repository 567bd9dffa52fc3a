"""From the bytes of a CSV file to rows as a spreadsheet numbers them.

What a file or a row holds is never quoted in a reason, only where it stands: a file with columns
out of place may hold a name anywhere, and reasons are printed and kept.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from openiop.domain.decision import Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .client_row import CLIENT_COLUMNS, CLIENT_COLUMNS_NEEDED
from .medication_row import CLIENT_OF_MEDICATION, MEDICATION_COLUMNS
from .response_row import RESPONSE_COLUMNS, RESPONSE_COLUMNS_NEEDED
from .sheet import BAD_QUOTES, DELIMITERS, EMPTY, TOO_FEW, TOO_MANY, decoded, plain, read_records


class Kind(Word):
    """What the rows of a file are."""

    CLIENTS = "clients", _("clients")
    RESPONSES = "responses", _("responses")
    MEDICATIONS = "medications", _("medications")


COLUMNS = {
    Kind.CLIENTS: CLIENT_COLUMNS,
    Kind.RESPONSES: RESPONSE_COLUMNS,
    Kind.MEDICATIONS: (CLIENT_OF_MEDICATION, *MEDICATION_COLUMNS),
}
COLUMNS_NEEDED = {
    Kind.CLIENTS: CLIENT_COLUMNS_NEEDED,
    Kind.RESPONSES: RESPONSE_COLUMNS_NEEDED,
    Kind.MEDICATIONS: (CLIENT_OF_MEDICATION, "name"),
}


@dataclass(frozen=True)
class Row:
    """One row, with its number in a spreadsheet: the row of column names is number 1."""

    number: int
    cells: Mapping[str, str] = field(default_factory=dict)
    """Cells by column; only columns we know."""
    uneven: Reason | None = None
    """Why no cell of this row can be trusted to stand under its column."""


@dataclass(frozen=True)
class Table:
    """A file understood as a table: its rows that are not blank, and the columns nobody reads."""

    kind: Kind
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


def read_table(content: bytes, kind: Kind | None = None) -> Table | Reason:
    """A CSV file in UTF-8 with a row of column names, or the one sentence why it is not.

    Commas, semicolons and tabs are recognized, as are the byte order mark, any line ends and cells
    with line breaks in quotation marks. `kind` is recognized by the columns unless it is said.
    Source: issue 2, real input.
    """
    text = decoded(content)
    if isinstance(text, Reason):
        return text
    delimiter = max(DELIMITERS, key=lambda each: _columns_known(text, each))
    records: list[list[str]] = []
    try:
        for record in read_records(text, delimiter):
            records.append(record)  # one by one: how far it came is told when it fails
    except csv.Error:
        return Reason("quotes", BAD_QUOTES, params={"row": len(records) + 1})
    # the column names may stand below blank rows, as some systems write them
    first = next((n for n, record in enumerate(records) if any(plain(c) for c in record)), None)
    if first is None:
        return EMPTY
    columns = [column_name(cell) for cell in records[first]]
    found = _kind_of(columns, kind)
    if isinstance(found, Reason):
        return found
    if fault := _fault_of(columns, found):
        return fault
    known = COLUMNS[found]
    return Table(
        kind=found,
        rows=tuple(_rows(records[first + 1 :], columns, known, from_number=first + 2)),
        ignored=tuple(
            shown
            for cell, name in zip(records[first], columns, strict=True)
            if name not in known and (shown := _shown(cell))
        ),
    )


def column_name(cell: str) -> str:
    """A column's name however it is typed: "Chosen name" and "chosen-name" are chosen_name."""
    return re.sub(r"[\s_-]+", "_", plain(cell)).strip("_").casefold()


def _columns_known(text: str, delimiter: str) -> int:
    try:
        first = next((r for r in read_records(text, delimiter) if any(plain(c) for c in r)), [])
    except csv.Error:
        return 0
    return max(len(set(map(column_name, first)) & set(known)) for known in COLUMNS.values())


def _shown(cell: str) -> str:
    """A column name fit for a terminal: short, and without what would steer it."""
    return "".join(letter for letter in plain(cell) if letter.isprintable())[:40]


_ENOUGH_TO_RECOGNIZE = 2
"""So many known columns tell one kind of file from a first row that holds no column names."""


def _kind_of(columns: list[str], said: Kind | None) -> Kind | Reason:
    if said is not None:
        return said
    known = {kind: len(set(columns) & set(COLUMNS[kind])) for kind in Kind}
    likely = max(Kind, key=lambda kind: known[kind])
    if known[likely] < _ENOUGH_TO_RECOGNIZE or list(known.values()).count(known[likely]) > 1:
        params: dict[str, object] = {
            "clients": _listed(COLUMNS_NEEDED[Kind.CLIENTS]),
            "responses": _listed(COLUMNS_NEEDED[Kind.RESPONSES]),
            "medications": _listed(COLUMNS_NEEDED[Kind.MEDICATIONS]),
        }
        return Reason("kind_unknown", _KIND_UNKNOWN, params=params)
    return likely


_KIND_UNKNOWN = _(
    "The first row does not name the columns of clients (at least {clients}), of responses (at "
    "least {responses}) or of medications (at least {medications}). Put the column names into the "
    "first row."
)
_MISSING = _("A file of {kind} needs a first row with column names; missing: {missing}.")
_TWICE = _("The column {column} is there twice. Rename or remove one of the two.")


def _fault_of(columns: list[str], kind: Kind) -> Reason | None:
    missing = [name for name in COLUMNS_NEEDED[kind] if name not in columns]
    if missing:
        params: dict[str, object] = {"kind": kind, "missing": _listed(missing)}
        return Reason("columns_missing", _MISSING, params=params)
    twice = [name for name in COLUMNS[kind] if columns.count(name) > 1]
    return Reason("column_twice", _TWICE, params={"column": twice[0]}) if twice else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _rows(
    records: list[list[str]], columns: list[str], known: tuple[str, ...], *, from_number: int
) -> Iterator[Row]:
    width = len(columns)
    for number, record in enumerate(records, start=from_number):
        if not any(plain(cell) for cell in record):
            continue
        params: dict[str, object] = {"cells": len(record), "columns": width}
        if any(plain(cell) for cell in record[width:]):
            yield Row(number, uneven=Reason("too_many_cells", TOO_MANY, params=params))
        elif len(record) < width:
            yield Row(number, uneven=Reason("too_few_cells", TOO_FEW, params=params))
        else:
            cells = zip(columns, record[:width], strict=True)
            yield Row(number, {name: cell for name, cell in cells if name in known})
