"""CSV files in and out for the commands that need no database; every trouble is one sentence."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from openiop.domain.decision import Reason
from openiop.domain.importing.sheet import Sheet, read_sheet

from .folder import Trouble

STANDARD = "-"
"""Standard input or output."""


def sentence(reason: Reason) -> str:
    """A reason in the words it was written in; these commands speak English."""
    return reason.text.format(**reason.params)


def read_file(name: str) -> Sheet:
    """The file as columns and rows."""
    try:
        content = sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()
    except OSError as error:
        raise Trouble(f"{name} cannot be read ({error.strerror}).") from None
    sheet = read_sheet(content)
    if isinstance(sheet, Reason):
        raise Trouble(f"{name}: {sentence(sheet)}")
    return sheet


def column_place(sheet: Sheet, name: str) -> int:
    """Where the column stands."""
    place = sheet.place_of(name)
    if isinstance(place, Reason):
        raise Trouble(sentence(place))
    return place


def write_file(name: str, rows: Iterable[Sequence[str]], *, delimiter: str, source: str) -> None:
    """Write rows to a file, whole or not at all; never over the file they come from."""
    if name == STANDARD:
        try:
            csv.writer(sys.stdout, delimiter=delimiter, lineterminator="\n").writerows(rows)
            sys.stdout.flush()
        except BrokenPipeError:
            # whoever read along has seen enough; nothing more may be written at the end either
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    path, half = Path(name), Path(f"{name}.part")
    try:
        if source != STANDARD and path.exists() and path.samefile(source):
            raise Trouble(f"{name} is the file that is read. Name another one by -o.")
        with half.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
        half.replace(path)
    except OSError as error:
        raise Trouble(f"{name} cannot be written ({error.strerror}).") from None
