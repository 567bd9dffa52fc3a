"""By what two columns of totals are judged, and what each row comes to."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openiop.domain.decision import Reason
from openiop.domain.importing.sheet import Sheet, read_sheet, written
from openiop.domain.measures.change_rows import (
    Judge,
    Norms,
    judge_by_instrument,
    judge_by_norms,
    judged_row,
    number_of,
)
from openiop.domain.measures.instrument import Direction
from openiop.domain.measures.progress import State
from openiop.domain.measures.registry import instrument

LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER
EXAMPLE = Norms(7.5, 0.8, 40, None, 60, 7.5, HIGHER, "c")
"""The worked example of instruments.md 1."""


def judge_of(found: Judge | Reason) -> Judge:
    assert isinstance(found, Judge), found
    return found


def phq_9() -> Judge:
    return judge_of(judge_by_instrument(instrument("phq-9")))


@pytest.mark.parametrize(
    ("cutoff", "value", "state"),
    [("a", 55, "improved"), ("b", 45, "recovered"), ("c", 50, "improved"), ("46", 46, "recovered")],
)
def test_the_worked_example(cutoff: str, value: float, state: str) -> None:
    judge = judge_of(judge_by_norms(Norms(7.5, 0.8, 40, None, 60, 7.5, HIGHER, cutoff)))
    row = judged_row(judge, "32.5", "47.5")
    assert judge.cutoff is not None
    assert judge.cutoff.value == value
    assert row.change == 15
    assert row.index == pytest.approx(3.1623, abs=0.0001)
    assert row.state is State(state)


def test_what_may_be_left_out() -> None:
    told = judge_of(judge_by_norms(Norms(7.5, 0.8, 40, None, 60, 7.5)))
    assert (told.direction, told.cutoff and told.cutoff.value) == (HIGHER, 50)
    bare = judge_of(judge_by_norms(Norms(7.5, 0.8, direction=LOWER)))
    assert bare.cutoff is None
    own = judge_of(judge_by_norms(Norms(5, 0.8, 20, 6, 5, 2, LOWER, "c")))
    assert own.cutoff is not None
    assert own.cutoff.value == pytest.approx(8.75)


@pytest.mark.parametrize(
    ("norms", "code"),
    [
        (Norms(), "nothing_to_judge_by"),
        (Norms(sd=5), "nothing_to_judge_by"),
        (Norms(reliability=0.8), "nothing_to_judge_by"),
        (Norms(0, 0.8, direction=LOWER), "bad_norms"),
        (Norms(5, 1, direction=LOWER), "bad_norms"),
        (Norms(float("nan"), 0.8, direction=LOWER), "bad_norms"),
        (Norms(5, 0.8), "no_direction"),
        (Norms(5, 0.8, 20, None, 20, 5), "no_direction"),
        (Norms(5, 0.8, 20, None, 5, 5, HIGHER), "direction_contradicted"),
        (Norms(5, 0.8, 20, -1, 5, 5), "bad_sd"),
        (Norms(5, 0.8, 20, 5, 5, 0), "bad_sd"),
        (Norms(5, 0.8, float("inf"), 5, 5, 5, LOWER), "bad_mean"),
        (Norms(5, 0.8, direction=LOWER, cutoff="a"), "norms_missing"),
        (Norms(5, 0.8, 20, direction=LOWER, cutoff="b"), "norms_missing"),
        (Norms(5, 0.8, 20, direction=LOWER, cutoff="c"), "norms_missing"),
        (Norms(5, 0.8, direction=LOWER, cutoff="d"), "cutoff_unknown"),
    ],
)
def test_what_cannot_be_judged_by_is_said(norms: Norms, code: str) -> None:
    found = judge_by_norms(norms)
    assert isinstance(found, Reason)
    assert found.code == code


@pytest.mark.parametrize(
    ("form", "change", "cutoff", "code"),
    [
        ("audit-c", "", "", "no_change_value"),
        ("who-5", "", "", "change_unknown"),
        ("phq-9", "nope", "", "change_unknown"),
        ("phq-9", "", "nope", "cutoff_unknown"),
    ],
)
def test_a_value_that_is_not_published_is_not_used(
    form: str, change: str, cutoff: str, code: str
) -> None:
    found = judge_by_instrument(instrument(form), change, cutoff)
    assert isinstance(found, Reason)
    assert found.code == code
    assert found.text.format(**found.params)


def test_named_values_and_cutoffs_may_be_chosen() -> None:
    judge = judge_of(judge_by_instrument(instrument("gad-7"), "bischoff-2020", "8"))
    assert judged_row(judge, "14", "9").state is State.UNCHANGED
    assert judged_row(judge, "14", "8").state is State.IMPROVED
    assert judged_row(judge, "14", "7").state is State.RECOVERED


@pytest.mark.parametrize(
    ("pre", "post", "codes"),
    [
        ("", "5", ["blank"]),
        (" ", "", ["blank", "blank"]),
        ("5", "NA", ["not_a_number"]),
        ("5", "nan", ["not_a_number"]),
        ("5", "inf", ["not_a_number"]),
        ("5", "1e999", ["not_a_number"]),
        ("5", "1_0", ["not_a_number"]),
        ("5", "1,5", ["not_a_number"]),
        ("5", "٣", ["not_a_number"]),
        ("28", "-1", ["out_of_range", "out_of_range"]),
    ],
)
def test_a_row_that_cannot_be_used_has_no_values(pre: str, post: str, codes: list[str]) -> None:
    row = judged_row(phq_9(), pre, post)
    assert (row.change, row.index, row.state) == (None, None, None)
    assert [fault.code for fault in row.faults] == codes
    assert row.is_missing == (set(codes) == {"blank"})


tenths = st.integers(0, 600).map(lambda n: n / 10)
spreads = st.integers(5, 150).map(lambda n: n / 10)


@given(
    pre=tenths,
    post=tenths,
    sd=spreads,
    reliability=st.integers(0, 99).map(lambda n: n / 100),
    ill=tenths,
    well=tenths,
    well_sd=spreads,
    cut=st.sampled_from("abc"),
)
def test_the_same_as_worked_out_by_hand(
    *,
    pre: float,
    post: float,
    sd: float,
    reliability: float,
    ill: float,
    well: float,
    well_sd: float,
    cut: str,
) -> None:
    """A second opinion that shares no code: the formulas of instruments.md 1, written out."""
    assume(ill != well)
    lower = ill > well
    rc = (post - pre) / (sd * (1 - reliability) ** 0.5 * 2**0.5)
    toward_health = -1 if lower else 1
    at = {
        "a": ill + toward_health * 2 * sd,
        "b": well - toward_health * 2 * well_sd,
        "c": (well_sd * ill + sd * well) / (well_sd + sd),
    }[cut]
    assume(abs(abs(rc) - 1.96) > 1e-6)
    assume(abs(pre - at) > 1e-6)
    assume(abs(post - at) > 1e-6)
    was_ill = pre > at if lower else pre < at
    is_ill = post > at if lower else post < at
    if abs(rc) < 1.96:
        expected = "unchanged"
    elif (rc < 0) == lower:
        expected = "recovered" if was_ill and not is_ill else "improved"
    else:
        expected = "harmed" if is_ill and not was_ill else "deteriorated"

    row = judged_row(
        judge_of(judge_by_norms(Norms(sd, reliability, ill, None, well, well_sd, cutoff=cut))),
        str(pre),
        str(post),
    )

    assert row.index == pytest.approx(rc)
    assert row.state == expected


@given(st.text(max_size=12))
def test_any_cell_is_a_number_or_a_reason(words: str) -> None:
    found = number_of(words)
    assert isinstance(found, Reason) or float(words) == found


# --- the file ---------------------------------------------------------------------------------


def sheet_of(content: bytes) -> Sheet:
    found = read_sheet(content)
    assert isinstance(found, Sheet)
    return found


def test_a_file_keeps_its_cells() -> None:
    sheet = sheet_of(b'\xef\xbb\xbfid;change\r\n\r\n1;" a ""b""\r\nc"\r\n2\r\n3;x;y\r\n')
    assert sheet.columns == ("id", "change")
    assert [row.cells for row in sheet.rows] == [("1", ' a "b"\r\nc'), ("2", ""), ("3", "x")]
    assert [row.uneven and row.uneven.code for row in sheet.rows] == [
        None,
        "too_few_cells",
        "too_many_cells",
    ]
    out = list(written(sheet, ("change", "state"), [("1", "a"), ("2", "b"), ("3", "c")]))
    assert out[0] == ("id", "change", "change_2", "state")
    assert out[1] == ("1", ' a "b"\r\nc', "1", "a")


@pytest.mark.parametrize(
    ("asked", "found"), [("PHQ", 0), ("phq", 1), (" Gad  7 ", 2), ("gad 7", 2)]
)
def test_a_column_is_found_by_its_name(asked: str, found: int) -> None:
    assert sheet_of(b"PHQ,phq,gad 7\n1,2,3\n").place_of(asked) == found


@pytest.mark.parametrize(
    ("asked", "code"), [("x", "no_column"), ("Phq", "column_twice"), ("same", "column_twice")]
)
def test_a_column_that_is_not_one_is_named(asked: str, code: str) -> None:
    found = sheet_of(b"PHQ,phq,same,same\n1,2,3,4\n").place_of(asked)
    assert isinstance(found, Reason)
    assert found.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"\n \n", "empty"), (b'a,b\n1,"2\n', "quotes"), (b"a\xff,b\n", "not_utf_8")],
)
def test_a_file_that_is_none_is_one_sentence(content: bytes, code: str) -> None:
    found = read_sheet(content)
    assert isinstance(found, Reason)
    assert found.code == code
