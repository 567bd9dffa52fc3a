"""What leaves the program cannot be worked back to a few women, across figures and tracks."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.outcomes import export
from openiop.domain.outcomes.report import report_of
from openiop.domain.outcomes.rules import Window
from openiop.domain.outcomes.small_numbers import hidden_cells, known_by_subtraction
from openiop.domain.outcomes.stays import stay_lines
from tests.domain.outcomes.test_report import AS_OF, SPECS, Rows

YEAR = Window(date(2025, 12, 1), date(2026, 11, 30), AS_OF)
NAMES = {"a": "Morning", "b": "Evening", "c": "Trauma"}


@pytest.mark.parametrize(("seed", "n"), [(0, 12), (1, 60), (2, 250), (3, 900)])
def test_no_small_count_is_shown_or_follows_from_what_is(seed: int, n: int) -> None:
    report = report_of(stay_lines(Rows(seed, n).columns(), AS_OF), YEAR, SPECS, "abc")
    table = export._table_of(report)
    hidden = hidden_cells(table.counts, table.sums, frozenset(table.unpublished))
    small = {name for name, count in table.counts.items() if count < 11}
    guarded = {name for name in small if name not in table.unpublished or table.counts[name]}

    unknown = frozenset(hidden | table.unpublished)
    assert not (small - table.unpublished) - hidden
    assert not known_by_subtraction(table.sums, unknown) & guarded
    for each in table.sums:
        assert table.counts[each.total] == sum(table.counts[part] for part in each.parts)


@pytest.mark.parametrize(("seed", "n"), [(1, 60), (3, 900)])
def test_shares_are_shown_only_with_all_they_are_made_of(seed: int, n: int) -> None:
    report = report_of(stay_lines(Rows(seed, n).columns(), AS_OF), YEAR, SPECS, "abc")

    rows = export.export_rows(report, NAMES)

    for row in rows:
        for count in (row.k, row.n, row.missing):
            assert count is None or count >= 11
        if row.k is not None and row.n is not None:
            assert row.n - row.k >= 11
        if row.figure not in ("length", "attendance"):
            assert (row.value is None) == (row.k is None)
    shown = [row for row in rows if row.value is not None]
    assert bool(shown) == (n == 900) or n < 900
    assert {row.track for row in rows} == {"", *NAMES.values()}


def test_a_large_program_still_learns_something() -> None:
    report = report_of(stay_lines(Rows(5, 2500).columns(), AS_OF), YEAR, SPECS, "abc")

    rows = export.export_rows(report, NAMES)

    assert sum(row.value is not None for row in rows) > len(rows) / 4
