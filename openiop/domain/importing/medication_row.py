"""The rows of a file of medications of one client: what she takes, in words, and since when."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.health.medications import may_state
from openiop.domain.text import _

from .cells import Cells, day_of
from .sheet import Sheet, plain

MEDICATION_COLUMNS = ("name", "dose", "reason", "prescriber", "started_on", "stopped_on")
CLIENT_OF_MEDICATION = "client_id"
"""In a file of several clients: her number in the system the file comes from."""
MEDICATION_LETTERS = 200
"""As long as a cell of words may be [product default]."""


@dataclass(frozen=True)
class MedicationRow:
    """Something she takes, as a file tells it."""

    name: str
    dose: str = ""
    reason: str = ""
    prescriber: str = ""
    started_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be read, by its number in a spreadsheet."""

    number: int
    reason: Reason


@dataclass(frozen=True)
class MedicationRows:
    """A whole file: its rows, and every fault in it."""

    rows: tuple[MedicationRow, ...]
    faults: tuple[RowFault, ...]


def medication_rows(sheet: Sheet, today: date) -> MedicationRows | Reason:
    """Every row becomes a medication when all its cells can be read; each fault is told at once.

    A file needs a column "name"; columns it does not know are passed over.
    Source: issue 4 (entered or imported, no prescribing).
    """
    places = {plain(name).casefold(): place for place, name in enumerate(sheet.columns)}
    if "name" not in places:
        return Reason("no_name_column", _("The file needs a column with the heading: name."))
    rows: list[MedicationRow] = []
    faults: list[RowFault] = []
    for number, found in enumerate(sheet.rows, start=2):
        if found.uneven is not None:
            faults.append(RowFault(number, found.uneven))
            continue
        cells = Cells(
            {
                column: found.cells[places[column]]
                for column in MEDICATION_COLUMNS
                if column in places
            }
        )
        if not cells.given:
            continue
        row = _row(cells, today)
        if isinstance(row, Decision):
            faults.extend(RowFault(number, reason) for reason in row)
        else:
            rows.append(row)
    return MedicationRows(tuple(rows), tuple(faults))


def medication_of_client(
    cells: Mapping[str, str], known: Container[str], today: date
) -> tuple[str, MedicationRow] | Decision:
    """One row of a file of several clients: whose it is by her number, and what she takes.

    Source: issue 4 (entered or imported, no prescribing).
    """
    read = Cells(cells)
    client_id = read.text(CLIENT_OF_MEDICATION, MEDICATION_LETTERS)
    if client_id not in known:
        text = _("No client here has this number.")
        return Decision.refused(Reason("client", text, field_name=CLIENT_OF_MEDICATION))
    row = _row(read, today)
    return row if isinstance(row, Decision) else (client_id, row)


def _row(cells: Cells, today: date) -> MedicationRow | Decision:
    row = MedicationRow(
        name=cells.text("name", MEDICATION_LETTERS),
        dose=cells.text("dose", MEDICATION_LETTERS),
        reason=cells.text("reason", MEDICATION_LETTERS),
        prescriber=cells.text("prescriber", MEDICATION_LETTERS),
        started_on=cells.read("started_on", day_of, None),
        stopped_on=cells.read("stopped_on", day_of, None),
    )
    wrong = cells.reasons or list(may_state(row.name, row.started_on, row.stopped_on, today))
    return Decision(tuple(wrong)) if wrong else row
