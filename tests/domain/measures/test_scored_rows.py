"""What a row of a file comes to, and why it has no score."""

from __future__ import annotations

import pytest

from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.scored_rows import CellReader, ScoredRow, scored_row


def row(instrument_id: str, **cells: str) -> ScoredRow:
    form = INSTRUMENTS[instrument_id]
    readers = [CellReader(form, link_id) for link_id in cells]
    made = scored_row(form, readers, list(cells.values()))
    # what was read once is read the same way again
    assert scored_row(form, readers, list(cells.values())) == made
    return made


def nine(cells: str) -> dict[str, str]:
    return {f"q{number}": cell for number, cell in enumerate(cells.split(","), start=1)}


@pytest.mark.parametrize(
    ("instrument_id", "cells", "total", "why"),
    [
        ("phq-9", nine("1,1,1,1,1,1,1,1,1"), 9, ()),
        ("phq-9", nine("1,1,1,1,1,1,,7,1"), 9, ()),
        ("phq-9", nine("1,1,1,1,1,1,1,1,"), None, ("never_made_up",)),
        ("phq-9", nine("1,1,1,1,1,,,,1"), None, ("too_many_blank",)),
        ("phq-9", nine("1,1,1,1,1,1,4,x,1"), None, ("out_of_range", "not_an_answer")),
        ("phq-2", nine("1,"), None, ("not_complete",)),
        ("pcl-5", nine("1,1,,,1" + ",1" * 15), None, ("too_many_blank",)),
        ("pcl-5", nine("1,1,1,1,1,,1" + ",1" * 13), None, ("never_made_up",)),
        ("b-ipf", nine(",".join(["n/a"] * 7)), None, ("nothing_applies",)),
        ("lec-5", nine("1,2"), None, ()),
        ("itq", nine("0,0,,,,,,,,,,,,,,,,"), None, ("not_complete",)),
        # no symptom of one pair on each side: no blank changes anything
        ("itq", nine("0,0,,,,,,,,0,0,,,,,,,"), None, ()),
        ("cssrs-screener-recent", nine("0,0,,,,"), None, ("not_complete",)),
        ("cssrs-screener-recent", nine("0,0,,,,0"), None, ()),
    ],
)
def test_a_row_has_a_score_or_says_why_not(
    instrument_id: str, cells: dict[str, str], total: float | None, why: tuple[str, ...]
) -> None:
    made = row(instrument_id, **cells)
    assert (made.result.total if made.result else None) == total
    assert tuple(fault.code for fault in made.faults) == why
    for fault in made.faults:
        assert "{" not in fault.text.format(**fault.params)


def test_a_mistake_stops_the_score_and_not_the_flag() -> None:
    made = row("phq-9", **nine("7,nearly every day,,4,0,0,0,0,2"))
    assert made.result is None
    assert [(hit.link_id, hit.value) for hit in made.hits] == [("q9", 2)]
    assert (made.answered, made.declined, made.missing) == (6, ("q1",), ("q3",))
    assert [fault.field_name for fault in made.faults] == ["q4"]


def test_a_question_that_does_not_count_is_never_missing() -> None:
    cells = nine("1,1,1,1,1,1,1,1,1,")
    assert row("phq-9", **cells).missing == ()
    assert row("phq-9", **(cells | {"q1": "x"})).missing == ()
    assert row("audit-c", q1="Never", q2="", q3="").missing == ()
