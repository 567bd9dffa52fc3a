"""A row of a file of responses: blanks stay blanks, refusals stay refusals, nothing is bent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openiop.domain.decision import Decision
from openiop.domain.importing.response_row import (
    QUESTION_COLUMNS,
    KeptForm,
    ResponseRow,
    answers_to_review,
    response_row,
    says_the_same,
)

TODAY = date(2026, 11, 18)
KNOWN = {"17"}
BLANK = dict.fromkeys(QUESTION_COLUMNS, "")
ZEROS = dict.fromkeys((f"q{n}" for n in range(1, 10)), "0")


def read(cells: dict[str, str]) -> ResponseRow | Decision:
    start = {"client_id": "17", "instrument": "PHQ-9", "on": "2026-11-16", "disposition_known": ""}
    return response_row(start | BLANK | cells, KNOWN, TODAY)


def row(**cells: str) -> ResponseRow:
    found = read(cells)
    assert isinstance(found, ResponseRow), list(found)
    return found


def refused(**cells: str) -> list[tuple[str, str]]:
    found = read(cells)
    assert isinstance(found, Decision), found
    return [(reason.field_name, reason.code) for reason in found]


def test_numbers_and_labels_mean_the_same() -> None:
    by_number = row(**ZEROS | {"q1": "1", "q2": "3", "q10": "2"})
    by_label = row(
        **ZEROS | {"q1": "several days", "q2": "Nearly every day", "q10": "Very difficult"}
    )

    assert by_number == by_label
    assert by_number.answers == {**{f"q{n}": 0 for n in range(1, 10)}, "q1": 1, "q2": 3, "q10": 2}


def test_blank_and_declined_are_two_things_and_neither_is_a_zero() -> None:
    found = row(q1="2", q2="7", q3="9", q4="Refused", q5="don\u2019t know", q6=" ")

    assert found.answers == {"q1": 2}
    assert found.declined == {"q2", "q3", "q4", "q5"}


def test_a_form_on_which_everything_was_declined_is_a_form() -> None:
    assert row(q1="7").declined == {"q1"}


@pytest.mark.parametrize("written", ["phq-9", "PHQ-9", "PHQ9", "phq 9", "Phq_9", " PHQ\u00a09 "])
def test_the_form_is_recognized_however_it_is_written(written: str) -> None:
    assert row(instrument=written, q1="1").instrument.id == "phq-9"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"client_id": ""}, [("client_id", "missing")]),
        ({"client_id": "18"}, [("client_id", "unknown_client")]),
        ({"instrument": ""}, [("instrument", "missing")]),
        ({"instrument": "PCL-5"}, [("instrument", "unknown_form")]),
        ({"on": ""}, [("on", "missing")]),
        ({"on": "Nov 16"}, [("on", "not_a_date")]),
        ({"on": "2026-11-19"}, [("on", "to_come")]),
        ({"q3": "4"}, [("q3", "out_of_range")]),
        ({"q3": "-1"}, [("q3", "out_of_range")]),
        ({"q3": "8"}, [("q3", "out_of_range")]),
        ({"q3": "a lot", "q9": "1.5"}, [("q3", "not_an_answer"), ("q9", "not_an_answer")]),
        ({"q1": ""}, [("q1", "blank")]),
        ({"disposition_known": "perhaps"}, [("disposition_known", "not_yes_or_no")]),
        ({"instrument": "GAD-7", "q9": "0"}, [("q9", "no_question")]),
        ({"instrument": "GAD-7", "q1": "", "q8": "1"}, [("q8", "no_question"), ("q1", "blank")]),
    ],
)
def test_what_is_wrong_is_named_by_column(
    cells: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert refused(**{"q1": "1"} | cells) == expected


def test_a_form_is_not_taken_in_when_the_file_leaves_out_one_of_its_questions() -> None:
    cells = {"client_id": "17", "instrument": "PHQ-9", "on": "2026-11-16"} | ZEROS
    del cells["q9"]

    found = response_row(cells, KNOWN, TODAY)

    assert isinstance(found, Decision)
    assert [(reason.field_name, reason.code) for reason in found] == [("q9", "column_missing")]


def test_the_question_about_difficulty_may_be_left_out() -> None:
    cells = {"client_id": "17", "instrument": "PHQ-9", "on": "2026-11-16"} | ZEROS

    assert isinstance(response_row(cells, KNOWN, TODAY), ResponseRow)


@pytest.mark.parametrize(
    ("kept", "same"),
    [
        (KeptForm({"q1": 1}, frozenset({"q2"}), imported=True), True),
        (KeptForm({"q1": 1}, frozenset(), imported=True), False),
        (KeptForm({"q1": 1}, frozenset({"q3"}), imported=False), True),
        (KeptForm({"q1": 2}, frozenset({"q2"}), imported=True), False),
        (KeptForm({"q1": 1, "q3": 0}, frozenset({"q2"}), imported=True), False),
        (KeptForm({}, frozenset({"q2"}), imported=False), False),
    ],
)
def test_whether_a_form_is_here_already(kept: KeptForm, same: bool) -> None:
    assert says_the_same(row(q1="1", q2="7"), kept) is same


@pytest.mark.parametrize(
    ("days_ago", "answer", "known", "tasks"),
    [
        (0, "1", "", ("q9",)),
        (14, "1", "no", ("q9",)),
        (14, "Several days", "", ("q9",)),
        (15, "3", "", ()),
        (1, "3", "yes", ()),
        (1, "0", "", ()),
        (1, "", "", ()),
        (1, "7", "", ()),
    ],
)
def test_a_recent_critical_answer_nobody_dealt_with_is_looked_at(
    days_ago: int, answer: str, known: str, tasks: tuple[str, ...]
) -> None:
    on = (TODAY - timedelta(days=days_ago)).isoformat()

    assert answers_to_review(row(on=on, q1="0", q9=answer, disposition_known=known), TODAY) == tasks
