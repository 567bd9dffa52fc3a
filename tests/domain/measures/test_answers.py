"""Cells of an imported file: numbers, labels, blanks, refusals and mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.registry import INSTRUMENTS, instrument
from openiop.domain.measures.scoring import AnswerKind, ParsedAnswer, parse_answer

ANSWERED, SKIPPED = AnswerKind.ANSWERED, AnswerKind.SKIPPED
DECLINED, WRONG = AnswerKind.DECLINED, AnswerKind.WRONG


def parse(cell: str, instrument_id: str = "phq-9", link_id: str = "q1") -> ParsedAnswer:
    shipped = instrument(instrument_id)
    return parse_answer(shipped, shipped.item(link_id), cell)


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("0", ANSWERED, 0),
        ("3", ANSWERED, 3),
        (" 2 ", ANSWERED, 2),
        ("2.0", ANSWERED, 2),
        ("02", ANSWERED, 2),
        ("\ufeff1", ANSWERED, 1),
        ("\u00a01\r\n", ANSWERED, 1),
        ("Not at all", ANSWERED, 0),
        ("SEVERAL DAYS", ANSWERED, 1),
        ("  more  than half\tthe days ", ANSWERED, 2),
        ("\ufeffNearly every day", ANSWERED, 3),
        ("", SKIPPED, None),
        ("  \t", SKIPPED, None),
        ("\ufeff", SKIPPED, None),
        ("7", DECLINED, None),
        ("9", DECLINED, None),
        ("9.0", DECLINED, None),
        ("Refused", DECLINED, None),
        ("Don't know", DECLINED, None),
        ("Don\u2019t  know", DECLINED, None),
        ("4", WRONG, None),
        ("8", WRONG, None),
        ("-1", WRONG, None),
        ("-7", WRONG, None),
        ("77", WRONG, None),
        ("99", WRONG, None),
        ("1.5", WRONG, None),
        ("1,0", WRONG, None),
        ("1e0", WRONG, None),
        ("1_0", WRONG, None),
        ("\u0661", WRONG, None),
        ("nan", WRONG, None),
        ("Infinity", WRONG, None),
        ("True", WRONG, None),
        ("9" * 5000, WRONG, None),
        # the wording of another edition: instruments.md section 6
        ("Not at all sure", WRONG, None),
        ("n/a", WRONG, None),
    ],
)
def test_a_cell_of_the_phq_9(cell: str, kind: AnswerKind, value: int | None) -> None:
    parsed = parse(cell)
    assert (parsed.kind, parsed.value) == (kind, value)
    assert (parsed.error is not None) is (kind is WRONG)


@pytest.mark.parametrize(
    ("instrument_id", "link_id", "cell", "kind", "value"),
    [
        # 7 and 9 are answers where the question offers them
        ("iop-daily-checkin", "sleep_hours", "7", ANSWERED, 7),
        ("iop-daily-checkin", "sleep_hours", "9", ANSWERED, 9),
        ("iop-daily-checkin", "sleep_hours", "25", WRONG, None),
        ("iop-daily-checkin", "sleep_hours", "7.5", WRONG, None),
        ("iop-daily-checkin", "mood", "9", ANSWERED, 9),
        ("iop-daily-checkin", "mood", "10 as much as could be", ANSWERED, 10),
        ("iop-daily-checkin", "mood", "11", WRONG, None),
        ("iop-daily-checkin", "si_urge", "9", DECLINED, None),
        ("iop-daily-checkin", "si_urge", "very strong", ANSWERED, 5),
        ("iop-daily-checkin", "safe_home", "no", ANSWERED, 0),
        ("iop-group-checkout", "safe", "0", WRONG, None),
        ("cssrs-screener-recent", "q6", "YES", ANSWERED, 1),
        ("cssrs-screener-recent", "q6", "7", DECLINED, None),
        # a question with its own answers does not take the common ones
        ("phq-9", "q10", "Very difficult", ANSWERED, 2),
        ("phq-9", "q10", "Several days", WRONG, None),
        ("phq-9", "q1", "Very difficult", WRONG, None),
    ],
)
def test_a_cell_is_read_by_what_its_question_offers(
    instrument_id: str, link_id: str, cell: str, kind: AnswerKind, value: int | None
) -> None:
    parsed = parse(cell, instrument_id, link_id)
    assert (parsed.kind, parsed.value) == (kind, value)


@pytest.mark.parametrize(
    ("instrument_id", "link_id", "cell", "code", "sentence"),
    [
        ("phq-9", "q9", "5", "out_of_range", "5 is outside 0 to 3."),
        (
            "phq-9",
            "q9",
            "sometimes",
            "not_an_answer",
            "This is not an answer here. Use 0 to 3, or one of: "
            "Not at all; Several days; More than half the days; Nearly every day.",
        ),
        (
            "iop-daily-checkin",
            "sleep_hours",
            "a few",
            "not_an_answer",
            "This is not an answer here. Use a whole number from 0 to 24.",
        ),
    ],
)
def test_a_wrong_cell_is_explained_in_a_sentence(
    instrument_id: str, link_id: str, cell: str, code: str, sentence: str
) -> None:
    error = parse(cell, instrument_id, link_id).error
    assert error is not None
    assert (error.code, error.field_name) == (code, link_id)
    assert error.text.format(**error.params) == sentence


def test_words_out_of_place_are_not_quoted_back() -> None:
    error = parse("Fictional Name, 12 Example Street").error
    assert error is not None
    assert "Fictional" not in error.text.format(**error.params)


@given(st.sampled_from(sorted(INSTRUMENTS)), st.data(), st.text(max_size=20) | st.floats().map(str))
def test_whatever_a_cell_holds_only_offered_answers_come_out(
    instrument_id: str, data: st.DataObject, cell: str
) -> None:
    shipped = INSTRUMENTS[instrument_id]
    item = data.draw(st.sampled_from(shipped.items))
    parsed = parse_answer(shipped, item, cell)
    offered = {option.value for option in shipped.options_for(item)}
    assert (parsed.value in offered) is (parsed.kind is ANSWERED)
    assert (parsed.error is not None) is (parsed.kind is WRONG)


def test_every_number_and_every_label_is_read_back_as_itself() -> None:
    for shipped in INSTRUMENTS.values():
        for item in shipped.items:
            for option in shipped.options_for(item):
                for cell in (str(option.value), option.label, f" {option.label.upper()} "):
                    parsed = parse_answer(shipped, item, cell)
                    assert (parsed.kind, parsed.value) == (ANSWERED, option.value)
