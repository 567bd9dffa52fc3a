"""Every number opens to its formula, what went in, the norm and the source."""

from __future__ import annotations

import pytest

from openiop.domain.measures.expected_course import (
    CourseOf,
    ExpectedCourse,
    HeldOut,
    WeekSpread,
)
from openiop.domain.measures.how_calculated import (
    HowCalculated,
    how_band,
    how_change,
    how_change_value,
    how_cutoff,
    how_expected,
    how_index,
    how_nhs,
    how_remission,
    how_response,
    how_total,
)
from openiop.domain.measures.instrument import Direction, Method
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.measures.progress import Yardstick, change_between
from openiop.domain.measures.registry import INSTRUMENTS, instrument
from openiop.domain.measures.scoring import score


def read(how: HowCalculated | None) -> tuple[str, dict[str, str]]:
    assert how is not None
    return how.words.text.format(**how.words.params), dict(how.inputs)


@pytest.mark.parametrize("form_id", INSTRUMENTS)
def test_every_total_and_value_can_be_opened(form_id: str) -> None:
    form = instrument(form_id)
    how = how_total(form, score(form, {}))
    words, inputs = read(how)
    assert words
    assert inputs["answered"].startswith("0 / ")
    assert how.formula or form.method in (Method.ALGORITHM, Method.DERIVED, Method.NONE)
    for value in form.changes:
        words, inputs = read(how_change_value(value))
        assert inputs["points"] in words
        assert how_change_value(value).source
    for cutoff in form.cutoffs:
        assert how_cutoff(form, cutoff).formula.startswith(cutoff.operator)


def test_a_prorated_total_says_so() -> None:
    answers: dict[str, int | None] = {f"q{n}": 2 for n in range(3, 10)}
    how = how_total(PHQ_9, score(PHQ_9, answers))
    words, inputs = read(how)
    assert "estimated" in words
    assert inputs["answered"] == "7 / 9"
    assert PHQ_9.prorating is not None
    assert how.norm == PHQ_9.prorating.source


def test_a_change_names_what_it_was_held_against() -> None:
    change = change_between(PHQ_9, 17, 9)
    assert change is not None
    how = how_change(PHQ_9, 17, 9, change)
    words, inputs = read(how)
    assert "From 6 points on" in words
    assert inputs["difference"] == "-8"
    assert inputs["points needed"] == "6 (NHS Talking Therapies)"
    assert inputs["cut-off"].startswith(">= 10")
    assert (inputs["standard deviation"], inputs["reliability"]) == ("6.1", "0.89")
    assert how.formula == "9 - 17 = -8; |d| ≥ 6"
    assert not how.verified  # the SD is from knowledge


def test_what_is_not_published_has_no_explanation() -> None:
    assert how_band(instrument("ders-16"), 40) is None
    assert how_response(instrument("rses"), 20, 10) is None
    assert how_remission(instrument("rses"), 20) is None


def test_response_remission_and_index() -> None:
    assert "at least 50 percent" in read(how_response(PHQ_9, 20, 10))[0]
    assert "below 5" in read(how_remission(PHQ_9, 4))[0]
    assert "1.96" in read(how_index(PHQ_9, 17, 9, 6.1, 0.89))[0]
    assert read(how_nhs())[1] == {"phq-9": "≥ 10, ± 6", "gad-7": "≥ 8, ± 4"}


@pytest.mark.parametrize(
    ("held_out", "well", "worse"),
    [
        (HeldOut(40, 5, 8, 6), "5 / 40 = 12 % (5-26 %)", "6 / 8 = 75 % (41-93 %)"),
        (HeldOut(40, 5, 4, 3), "5 / 40 = 12 % (5-26 %)", "3 / 4"),
        (HeldOut(9, 1, 0, 0), "1 / 9", "0 / 0"),
    ],
)
def test_an_expected_course_tells_how_often_its_flag_errs(
    held_out: HeldOut, well: str, worse: str
) -> None:
    of = CourseOf(Direction.LOWER_IS_BETTER, 0, 27, Yardstick(6, counts_itself=True))
    course = ExpectedCourse(of, 45, 16, -2, 0, spread=(WeekSpread(1, 4, 30),), held_out=held_out)
    words, inputs = read(how_expected(course, "PHQ-9"))
    assert "From 45 closed stays" in words
    assert "90 of 100" in words
    assert inputs["flagged, and ended better or the same"] == well
    assert inputs["flagged, and ended worse"] == worse
