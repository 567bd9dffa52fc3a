"""Totals, bands, blanks and the answers a clinician must see."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.measures.instrument import Instrument, Prorating, UnknownItem
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.scoring import (
    AnswerOutOfRange,
    critical_hits,
    needs_private_check,
    score,
    strongest,
    unanswered,
)
from openiop.domain.words import Level

SKIP = None


def numbered(*values: int | None) -> dict[str, int | None]:
    return {f"q{number}": value for number, value in enumerate(values, start=1)}


def adding_up_to(total: int, items: int) -> dict[str, int | None]:
    """Answers 0-3 that sum to `total`, the last questions as low as can be."""
    values: list[int] = []
    for _number in range(items):
        values.append(min(3, total - sum(values)))
    return numbered(*values)


@pytest.mark.parametrize(
    ("instrument", "items", "total", "band"),
    [
        (PHQ_9, 9, 0, "None-minimal"),
        (PHQ_9, 9, 4, "None-minimal"),
        (PHQ_9, 9, 5, "Mild"),
        (PHQ_9, 9, 9, "Mild"),
        (PHQ_9, 9, 10, "Moderate"),
        (PHQ_9, 9, 14, "Moderate"),
        (PHQ_9, 9, 15, "Moderately severe"),
        (PHQ_9, 9, 19, "Moderately severe"),
        (PHQ_9, 9, 20, "Severe"),
        (PHQ_9, 9, 27, "Severe"),
        (GAD_7, 7, 0, "Minimal"),
        (GAD_7, 7, 4, "Minimal"),
        (GAD_7, 7, 5, "Mild"),
        (GAD_7, 7, 9, "Mild"),
        (GAD_7, 7, 10, "Moderate"),
        (GAD_7, 7, 14, "Moderate"),
        (GAD_7, 7, 15, "Severe"),
        (GAD_7, 7, 21, "Severe"),
    ],
)
def test_a_complete_form_sums_into_its_band(
    instrument: Instrument, items: int, total: int, band: str
) -> None:
    result = score(instrument, adding_up_to(total, items))
    assert result.total == total
    assert result.band is not None
    assert result.band.label == band
    assert (result.answered, result.of, result.prorated) == (items, items, False)
    assert result.is_complete


@pytest.mark.parametrize(
    ("values", "total"),
    [
        # one blank: 8 answers
        ((1, 1, 1, 1, 1, 1, 1, SKIP, 1), 9),  # 8 x 9/8 = 9
        ((3, 3, 3, 3, 0, 0, 0, SKIP, 0), 14),  # 12 x 9/8 = 13.5, half goes up
        ((2, 1, 1, 0, 0, 0, 0, SKIP, 0), 5),  # 4 x 9/8 = 4.5, half goes up into the next band
        ((1, 1, 1, 0, 0, 0, 0, SKIP, 0), 3),  # 3 x 9/8 = 3.375
        ((3, 3, 3, 3, 3, 3, 3, SKIP, 3), 27),
        # two blanks: 7 answers
        ((1, 1, 1, 1, 1, 1, SKIP, SKIP, 1), 9),
        ((1, 0, 0, 0, 0, 0, SKIP, SKIP, 0), 1),  # 1 x 9/7 = 1.29
        ((3, 3, 3, 3, 3, 1, SKIP, SKIP, 0), 21),  # 16 x 9/7 = 20.57
        ((0, 0, 0, 0, 0, 0, SKIP, SKIP, 0), 0),
        # three blanks
        ((3, 3, 3, 3, 3, SKIP, SKIP, SKIP, 3), None),
    ],
)
def test_two_blanks_among_questions_1_to_8_prorate_the_phq_9(
    values: tuple[int | None, ...], total: int | None
) -> None:
    result = score(PHQ_9, numbered(*values))
    assert result.total == total
    assert result.prorated is (total is not None)
    assert (result.band is None) is (total is None)
    assert result.answered == 9 - values.count(None)
    assert result.missing == tuple(f"q{n}" for n, v in enumerate(values, start=1) if v is None)


@pytest.mark.parametrize(
    "values",
    [
        (0, 0, 0, 0, 0, 0, 0, 0, SKIP),
        (3, 3, 3, 3, 3, 3, 3, 3, SKIP),
        (3, 3, 3, 3, 3, 3, 3, SKIP, SKIP),
    ],
)
def test_item_9_is_never_imputed(values: tuple[int | None, ...]) -> None:
    result = score(PHQ_9, numbered(*values))
    assert result.total is None
    assert result.band is None
    assert result.prorated is False
    assert result.critical == ()
    assert result.alert_level is None
    assert "q9" in result.missing


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((1, 1, 1, 1, 1, 1, SKIP), 7),
        ((3, 0, 0, 0, 0, 0, SKIP), 4),  # 3 x 7/6 = 3.5, half goes up
        ((2, 0, 0, 0, 0, 0, SKIP), 2),  # 2 x 7/6 = 2.33
        ((3, 3, 3, 3, 3, SKIP, SKIP), None),
    ],
)
def test_one_blank_prorates_the_gad_7(values: tuple[int | None, ...], total: int | None) -> None:
    assert score(GAD_7, numbered(*values)).total == total


def test_an_absent_answer_and_a_skipped_one_are_the_same() -> None:
    told = numbered(1, 2, 3, 0, 1, 2, 3, None, 0)
    untold = {link_id: value for link_id, value in told.items() if value is not None}
    assert score(PHQ_9, told) == score(PHQ_9, untold)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda each: str(each.id))
def test_an_empty_form_has_no_total_and_no_alarm(instrument: Instrument) -> None:
    result = score(instrument, {})
    assert result.total is None
    assert result.band is None
    assert result.answered == 0
    assert result.critical == ()
    assert all(value is None for value in result.subscales.values())


def test_no_answers_have_no_mean_however_many_blanks_are_permitted() -> None:
    lenient = replace(GROUP_CHECKOUT, prorating=Prorating(4, "mean of answered", "example"))
    assert score(lenient, {"safe": 3}).total == 3
    assert score(lenient, {}).total is None


def test_question_10_is_kept_but_never_counted() -> None:
    nine = numbered(1, 1, 1, 1, 1, 1, 1, 1, 0)
    with_ten = score(PHQ_9, nine | {"q10": 3})
    assert with_ten.total == score(PHQ_9, nine).total == 8
    assert with_ten.of == 9
    assert with_ten.is_complete
    assert with_ten.subscales["functioning (not in total)"] == 3


def test_short_forms_need_both_their_answers() -> None:
    assert score(PHQ_9, numbered(2, 3)).subscales["phq2"] == 5
    assert score(PHQ_9, numbered(2, None)).subscales["phq2"] is None
    assert score(GAD_7, numbered(0, 0)).subscales["gad2"] == 0


def test_the_group_check_out_is_the_mean_of_at_least_three_answers() -> None:
    full = score(GROUP_CHECKOUT, {"heard": 5, "useful": 4, "safe": 4, "belong": 2})
    assert (full.total, full.prorated, full.band) == (3.75, False, None)
    three = score(GROUP_CHECKOUT, {"heard": 5, "useful": 4, "safe": 4})
    assert three.total == pytest.approx(13 / 3)
    assert three.prorated
    assert score(GROUP_CHECKOUT, {"heard": 5, "useful": 4}).total is None
    unsafe = score(GROUP_CHECKOUT, {"safe": 2})
    assert [hit.link_id for hit in unsafe.critical] == ["safe"]
    assert unsafe.alert_level is Level.REVIEW


def test_the_daily_check_in_has_no_total() -> None:
    everything = {
        item.link_id: DAILY_CHECKIN.options_for(item)[0].value for item in DAILY_CHECKIN.items
    }
    result = score(DAILY_CHECKIN, everything)
    assert (result.total, result.band, result.level) == (None, None, None)
    assert (result.answered, result.of) == (10, 10)
    assert score(DAILY_CHECKIN, {"feeling": 3}).missing == tuple(
        item.link_id for item in DAILY_CHECKIN.items[1:]
    )


@pytest.mark.parametrize(
    ("link_id", "answer", "level"),
    [
        ("si_urge", 0, None),
        ("si_urge", 1, Level.HIGH),
        ("si_urge", 5, Level.HIGH),
        ("sh_urge", 2, None),
        ("sh_urge", 3, Level.MODERATE),
        ("sh_act", 0, None),
        ("sh_act", 1, Level.HIGH),
        ("safe_home", 1, None),
        ("safe_home", 0, Level.HIGH),
        ("use_urge", 5, None),
        ("mood", 10, None),
        ("sleep_hours", 0, None),
        ("meds", 0, None),
        ("feeling", 5, None),
    ],
)
def test_one_answer_of_the_check_in_is_enough(
    link_id: str, answer: int, level: Level | None
) -> None:
    assert score(DAILY_CHECKIN, {link_id: answer}).alert_level is level
    assert [hit.level for hit in critical_hits(DAILY_CHECKIN, {link_id: answer})] == (
        [level] if level else []
    )


@pytest.mark.parametrize(
    ("answer", "level"), [(0, None), (1, Level.MODERATE), (2, Level.HIGH), (3, Level.HIGH)]
)
def test_item_9_fires_on_an_abandoned_form(answer: int, level: Level | None) -> None:
    result = score(PHQ_9, {"q9": answer})
    assert result.total is None
    assert result.alert_level is level
    assert bool(result.critical) is (level is not None)


def test_hits_come_in_form_order_with_value_and_reason() -> None:
    hits = critical_hits(DAILY_CHECKIN, {"safe_home": 0, "sh_act": 1, "si_urge": 2, "sh_urge": 1})
    assert [(hit.link_id, hit.value) for hit in hits] == [
        ("si_urge", 2),
        ("sh_act", 1),
        ("safe_home", 0),
    ]
    assert all(hit.reason for hit in hits)


def test_the_strongest_level_is_the_one_that_needs_a_person_soonest() -> None:
    assert strongest([Level.REVIEW, Level.MODERATE, Level.LOW]) is Level.MODERATE
    assert strongest(reversed(Level)) is Level.HIGH
    assert strongest([]) is None


@pytest.mark.parametrize(
    ("skipped", "private_checks"),
    [
        ([], ()),
        (["feeling", "mood", "sleep_hours"], ()),
        (["si_urge"], ("si_urge",)),
        (["safe_home", "meds", "si_urge", "si_urge"], ("si_urge", "safe_home")),
    ],
)
def test_skipping_a_safety_question_makes_a_private_check(
    skipped: list[str], private_checks: tuple[str, ...]
) -> None:
    assert needs_private_check(DAILY_CHECKIN, skipped) == private_checks


def test_a_private_check_for_an_unknown_question_is_refused() -> None:
    with pytest.raises(UnknownItem):
        needs_private_check(PHQ_9, ["question9"])


def test_only_questions_her_answers_led_to_are_unanswered() -> None:
    screener = INSTRUMENTS["cssrs-screener-recent"]
    assert unanswered(screener, {"q1": 0, "q2": 0}) == ("q6",)
    assert unanswered(screener, {"q2": 1, "q4": 0, "q6": 1}) == ("q1", "q3", "q5", "q6a")
    assert unanswered(PHQ_9, adding_up_to(3, 9)) == ("q10",)


@pytest.mark.parametrize("value", [-1, 4, 7, 9, 99])
@pytest.mark.parametrize("instrument", [PHQ_9, GAD_7])
def test_an_answer_the_question_does_not_offer_is_refused(
    instrument: Instrument, value: int
) -> None:
    for rule in (score, critical_hits):
        with pytest.raises(AnswerOutOfRange) as caught:
            rule(instrument, {"q3": value})
        assert (caught.value.instrument_id, caught.value.link_id) == (instrument.id, "q3")
        assert str(value) not in str(caught.value).removeprefix(f"{instrument.id} q3")


@pytest.mark.parametrize("value", [True, 1.0, "1"])
def test_only_whole_numbers_are_answers(value: int) -> None:
    with pytest.raises(AnswerOutOfRange):
        score(PHQ_9, {"q1": value})


def test_a_misspelt_question_is_refused_rather_than_dropped() -> None:
    with pytest.raises(UnknownItem):
        score(PHQ_9, {"q09": 3})


def test_a_reversed_question_counts_from_the_other_end() -> None:
    turned = replace(GAD_7, items=(replace(GAD_7.items[0], reverse=True), *GAD_7.items[1:]))
    assert score(turned, adding_up_to(3, 7)).total == 0
    assert score(turned, adding_up_to(0, 7)).total == 3
    # a blank reversed question stays blank: it is not turned into the highest answer
    assert score(turned, numbered(None, 0, 0, 0, 0, 0, 0)).total == 0


def phq_answers() -> st.SearchStrategy[dict[str, int | None]]:
    answer = st.none() | st.integers(0, 3)
    return st.fixed_dictionaries({item.link_id: answer for item in PHQ_9.items})


@given(phq_answers())
def test_a_phq_9_total_stays_in_range_and_near_what_was_said(
    answers: dict[str, int | None],
) -> None:
    result = score(PHQ_9, answers)
    said = [v for k, v in answers.items() if k != "q10" and v is not None]
    blanks = 9 - len(said)
    if answers["q9"] is None or blanks > 2:
        assert result.total is None
        return
    assert isinstance(result.total, int)
    assert sum(said) <= result.total <= 27
    # halves go up: at most half a point above the exact value, less than half below
    error = result.total - Fraction(9 * sum(said), len(said))
    assert Fraction(-1, 2) < error <= Fraction(1, 2)
    assert result.band is not None
    assert result.band.minimum <= result.total <= result.band.maximum


@given(phq_answers())
def test_item_9_fires_exactly_when_endorsed_whatever_else_is_blank(
    answers: dict[str, int | None],
) -> None:
    endorsed = (answers["q9"] or 0) >= 1
    assert bool(score(PHQ_9, answers).critical) is endorsed
    assert score(PHQ_9, answers).critical == critical_hits(PHQ_9, {"q9": answers["q9"]})


@given(st.sampled_from(sorted(INSTRUMENTS)), st.data(), st.integers())
def test_any_number_is_either_offered_or_refused(
    instrument_id: str, data: st.DataObject, value: int
) -> None:
    instrument = INSTRUMENTS[instrument_id]
    item = data.draw(st.sampled_from(instrument.items))
    offered = {option.value for option in instrument.options_for(item)}
    if value in offered:
        score(instrument, {item.link_id: value})
    else:
        with pytest.raises(AnswerOutOfRange):
            score(instrument, {item.link_id: value})
