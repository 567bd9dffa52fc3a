"""A file of medications is read whole, or every fault in it is told."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.decision import Reason
from openiop.domain.importing.medication_row import MedicationRow, MedicationRows, medication_rows
from openiop.domain.importing.sheet import Sheet, read_sheet

TODAY = date(2026, 11, 18)


def read(text: str) -> MedicationRows | Reason:
    sheet = read_sheet(text.encode())
    assert isinstance(sheet, Sheet)
    return medication_rows(sheet, TODAY)


def test_rows_in_any_order_of_columns() -> None:
    found = read("dose,Name,color,started_on\n10 mg,Prazosin,blue,2026-10-01\n,Iron,,\n")

    assert found == MedicationRows(
        (MedicationRow("Prazosin", "10 mg", started_on=date(2026, 10, 1)), MedicationRow("Iron")),
        (),
    )


def test_a_file_without_names_is_refused() -> None:
    found = read("drug,dose\nIron,1\n")

    assert isinstance(found, Reason)
    assert found.code == "no_name_column"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",10 mg,", "name"),
        ("Iron,,2026-13-01", "no_such_day"),
        ("Iron,,yesterday", "not_a_date"),
        ("Iron,,2026-11-19", "started"),
        ("x" * 300 + ",,", "long"),
    ],
)
def test_every_fault_says_its_row(row: str, code: str) -> None:
    found = read(f"name,dose,started_on\nIron,1,\n{row}\n")

    assert isinstance(found, MedicationRows)
    assert (3, code) in [(fault.number, fault.reason.code) for fault in found.faults]
