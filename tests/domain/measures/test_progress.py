"""Which difference is more than chance, what it may be called, and what she reads about it."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Cutoff, Direction, Instrument
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.measures.progress import (
    BadNorms,
    Change,
    ChangeDirection,
    State,
    Yardstick,
    chance_limit,
    change_between,
    change_index,
    computed,
    counted,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    difference_error,
    has_responded,
    index_between,
    is_clinical,
    is_in_remission,
    lesser_values,
    published,
    standard_error,
    state_of,
    way_of,
    wording_for_client,
)
from openiop.domain.measures.registry import instrument

BETTER, WORSE = ChangeDirection.BETTER, ChangeDirection.WORSE
SAME = ChangeDirection.NO_CLEAR_CHANGE
LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER
RECOVERED, IMPROVED, UNCHANGED, DETERIORATED, HARMED = State


def judged(of: Instrument, first: float | None, last: float | None) -> Change:
    change = change_between(of, first, last)
    assert change is not None
    return change


class TestWorkedExample:
    """Jacobson and Truax as in instruments.md 1: clinical 40 (7.5), functional 60 (7.5), r .80."""

    def test_the_errors(self) -> None:
        assert standard_error(7.5, 0.80) == pytest.approx(3.354, abs=0.0005)
        assert difference_error(7.5, 0.80) == pytest.approx(4.743, abs=0.0005)

    def test_the_index(self) -> None:
        assert change_index(32.5, 47.5, 7.5, 0.80) == pytest.approx(3.16, abs=0.005)

    def test_the_cutoffs(self) -> None:
        assert cutoff_a(40, 7.5, HIGHER) == 55
        assert cutoff_b(60, 7.5, HIGHER) == 45
        assert cutoff_c(40, 7.5, 60, 7.5) == 50

    @pytest.mark.parametrize(
        ("cut", "state"), [(55, IMPROVED), (45, RECOVERED), (50, IMPROVED), (47.5, IMPROVED)]
    )
    def test_the_state_depends_on_the_cutoff(self, cut: float, state: State) -> None:
        cutoff = Cutoff("x", "x", cut, "<=")
        found = state_of(32.5, 47.5, direction=HIGHER, yardstick=computed(7.5, 0.80), cutoff=cutoff)
        assert found is state

    def test_where_lower_is_better_the_cutoffs_are_mirrored(self) -> None:
        assert cutoff_a(60, 7.5, LOWER) == 45
        assert cutoff_b(40, 7.5, LOWER) == 55
        assert cutoff_c(60, 7.5, 40, 7.5) == 50


@pytest.mark.parametrize(
    ("sd", "reliability", "points"),
    [
        (6.1, 0.89, 5.61),
        (6.1, 0.84, 6.76),
        (4.7, 0.92, 3.68),
        (4.7, 0.83, 5.37),
        (14.4, 0.82, 16.9),
    ],
)
def test_chance_limits_of_the_table(sd: float, reliability: float, points: float) -> None:
    assert chance_limit(sd, reliability) == pytest.approx(points, abs=0.06)


@pytest.mark.parametrize(
    ("sd", "reliability"), [(0, 0.8), (-1, 0.8), (math.nan, 0.8), (5, 1), (5, -0.1), (5, math.nan)]
)
def test_nothing_is_computed_from_impossible_norms(sd: float, reliability: float) -> None:
    with pytest.raises(BadNorms):
        difference_error(sd, reliability)


def test_cutoff_c_lies_nearer_the_group_that_varies_less() -> None:
    assert cutoff_c(20, 6, 5, 2) == pytest.approx(8.75)
    with pytest.raises(BadNorms):
        cutoff_c(20, 0, 5, 0)


@pytest.mark.parametrize(
    ("measure", "first", "last", "state"),
    [
        (PHQ_9, 17, 11, IMPROVED),
        (PHQ_9, 17, 9, RECOVERED),
        (PHQ_9, 15, 9, RECOVERED),
        (PHQ_9, 10, 4, RECOVERED),
        (PHQ_9, 9, 3, IMPROVED),
        (PHQ_9, 17, 12, UNCHANGED),
        (PHQ_9, 11, 9, UNCHANGED),
        (PHQ_9, 12, 17, UNCHANGED),
        (PHQ_9, 11, 17, DETERIORATED),
        (PHQ_9, 10, 16, DETERIORATED),
        (PHQ_9, 9, 15, HARMED),
        (PHQ_9, 4, 10, HARMED),
        (PHQ_9, 3, 9, DETERIORATED),
        (PHQ_9, 27, 0, RECOVERED),
        (PHQ_9, 0, 27, HARMED),
        (PHQ_9, 9, 9, UNCHANGED),
        (GAD_7, 12, 8, RECOVERED),
        (GAD_7, 14, 10, IMPROVED),
        (GAD_7, 12, 9, UNCHANGED),
        (GAD_7, 9, 12, UNCHANGED),
        (GAD_7, 8, 12, HARMED),
        (GAD_7, 10, 14, DETERIORATED),
    ],
)
def test_the_published_whole_number_counts_itself(
    measure: Instrument, first: int, last: int, state: State
) -> None:
    change = judged(measure, first, last)
    assert change.state is state
    assert change.difference == last - first
    assert change.threshold == (6 if measure is PHQ_9 else 4)
    assert change.basis.startswith("NHS Talking Therapies published value")


def test_the_raw_index_has_to_pass_196() -> None:
    limit = chance_limit(5, 0.8)
    assert not computed(5, 0.8).is_met(limit)
    assert computed(5, 0.8).is_met(limit + 1e-6)
    assert published(PHQ_9.change_value("nhs")).is_met(6)


def test_a_chosen_value_and_cutoff_are_used() -> None:
    other = GAD_7.change_value("bischoff-2020")
    assert judged(GAD_7, 12, 8).state is RECOVERED
    change = change_between(GAD_7, 12, 8, by=other)
    assert change is not None
    assert (change.state, change.value) == (UNCHANGED, other)
    strict = Cutoff("nhs", "NHS", 8, ">=")
    change = change_between(GAD_7, 14, 8, by=other, cutoff=strict)
    assert change is not None
    assert change.state is IMPROVED


def test_thirds_of_a_point_are_no_trap() -> None:
    mean = Yardstick(0.7, counts_itself=True)
    assert 3.4 - 2.7 < 0.7
    assert mean.is_met(3.4 - 2.7)
    assert not Yardstick(0.7, counts_itself=False).is_met(3.4 - 2.7)


def test_where_no_cutoff_is_published_nobody_is_called_recovered() -> None:
    bare = replace(PHQ_9, cutoffs=())
    assert judged(bare, 27, 0).state is IMPROVED
    assert judged(bare, 0, 27).state is DETERIORATED


@pytest.mark.parametrize(
    ("operator", "ill", "well"), [(">=", 10, 9), (">", 11, 10), ("<=", 10, 11), ("<", 9, 10)]
)
def test_a_cutoff_names_the_side_of_illness(operator: str, ill: float, well: float) -> None:
    cutoff = Cutoff("x", "x", 10, operator)  # type: ignore[arg-type] # from the table above
    assert is_clinical(ill, cutoff)
    assert not is_clinical(well, cutoff)


@pytest.mark.parametrize(
    ("form_id", "first", "last", "names"),
    [
        ("phq-9", 17, 12, ["mcid", "watch"]),
        ("phq-9", 12, 17, ["mcid", "watch"]),
        ("phq-9", 17, 13, []),
        ("phq-9", 17, 11, []),
        ("pcl-5", 50, 40, ["va-10"]),
        ("pcl-5", 50, 35, []),
    ],
)
def test_what_is_within_chance_may_still_be_worth_a_look(
    form_id: str, first: int, last: int, names: list[str]
) -> None:
    form = instrument(form_id)
    found = lesser_values(form, judged(form, first, last))
    assert [value.id for value in found] == names


@pytest.mark.parametrize(("first", "last"), [(None, 5), (5, None), (None, None)])
def test_what_is_missing_is_called_nothing(first: float | None, last: float | None) -> None:
    assert change_between(PHQ_9, first, last) is None
    assert has_responded(PHQ_9, first, last) is None
    assert state_of(first, last, direction=LOWER, yardstick=computed(5, 0.8)) is None


@pytest.mark.parametrize(
    "instrument_id", ["cssrs-screener-recent", "iop-daily-checkin", "iop-group-checkout"]
)
def test_no_change_is_claimed_where_none_is_known(instrument_id: str) -> None:
    assert change_between(instrument(instrument_id), 1, 5) is None
    assert index_between(instrument(instrument_id), 1, 5) is None


def test_the_index_of_a_questionnaire_uses_its_own_norms() -> None:
    assert index_between(PHQ_9, 17, 11) == pytest.approx(-6 / difference_error(6.1, 0.89))
    bischoff = GAD_7.change_value("bischoff-2020")
    assert index_between(GAD_7, 12, 8, bischoff) == pytest.approx(-4 / difference_error(4.7, 0.92))


@pytest.mark.parametrize(
    ("first", "last", "responded"),
    [(20, 10, True), (20, 11, False), (9, 4, True), (9, 5, False), (10, 14, False), (0, 0, None)],
)
def test_response_is_half_of_the_start(first: int, last: int, responded: bool | None) -> None:
    assert has_responded(PHQ_9, first, last) is responded


@pytest.mark.parametrize(("last", "remission"), [(4, True), (5, False), (0, True), (None, None)])
def test_remission_is_below_five(last: int | None, remission: bool | None) -> None:
    assert is_in_remission(PHQ_9, last) is remission


def test_counting_leaves_out_what_is_missing() -> None:
    counts = counted([RECOVERED, None, HARMED, RECOVERED])
    assert list(counts) == list(State)
    assert [counts[state] for state in State] == [2, 0, 0, 0, 1]


# --- whatever the numbers are ---------------------------------------------------------------------

halves = st.integers(0, 160).map(lambda n: n / 2)
MIRRORED = {
    RECOVERED: HARMED,
    HARMED: RECOVERED,
    IMPROVED: DETERIORATED,
    DETERIORATED: IMPROVED,
    UNCHANGED: UNCHANGED,
}


@given(halves, halves, halves, st.integers(1, 40).map(lambda n: n / 2), st.booleans())
def test_flipping_the_scale_flips_nothing_else(
    pre: float, post: float, cut: float, points: float, counts_itself: bool
) -> None:
    yardstick = Yardstick(points, counts_itself)
    lower = state_of(
        pre, post, direction=LOWER, yardstick=yardstick, cutoff=Cutoff("c", "c", cut, ">=")
    )
    higher = state_of(
        -pre, -post, direction=HIGHER, yardstick=yardstick, cutoff=Cutoff("c", "c", -cut, "<=")
    )
    assert lower is higher


@given(halves, halves, halves, st.integers(1, 40).map(lambda n: n / 2))
def test_going_back_the_same_way_is_called_the_opposite(
    pre: float, post: float, cut: float, points: float
) -> None:
    def state(first: float, last: float) -> State:
        found = state_of(
            first,
            last,
            direction=LOWER,
            yardstick=Yardstick(points, counts_itself=True),
            cutoff=Cutoff("c", "c", cut, ">="),
        )
        assert found is not None
        return found

    assert state(post, pre) is MIRRORED[state(pre, post)]


@given(halves, halves, halves, st.integers(1, 40).map(lambda n: n / 2))
def test_the_states_are_the_parts_of_the_two_questions(
    pre: float, post: float, cut: float, points: float
) -> None:
    """Better, worse or neither, and over the cut-off or not: every pair has one name."""
    yardstick, cutoff = Yardstick(points, counts_itself=True), Cutoff("c", "c", cut, ">=")
    state = state_of(pre, post, direction=LOWER, yardstick=yardstick, cutoff=cutoff)
    assert (state is UNCHANGED) == (abs(post - pre) < points)
    assert (state in (RECOVERED, IMPROVED)) == (pre - post >= points)
    assert (state is RECOVERED) == (pre - post >= points and pre >= cut > post)
    assert (state is HARMED) == (post - pre >= points and post >= cut > pre)


ORDER = [RECOVERED, IMPROVED, UNCHANGED, DETERIORATED, HARMED]


@given(st.integers(0, 27), st.integers(0, 27), st.integers(0, 27))
def test_a_lower_end_is_never_called_worse(pre: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    better, worse = judged(PHQ_9, pre, low).state, judged(PHQ_9, pre, high).state
    assert ORDER.index(better) <= ORDER.index(worse)


@given(st.integers(0, 27), st.integers(0, 27))
def test_way_and_state_agree(first: int, last: int) -> None:
    change = judged(PHQ_9, first, last)
    assert change.direction is way_of(last - first, published(change.value), LOWER)
    assert (change.direction is BETTER) == (change.state in (RECOVERED, IMPROVED))
    assert (change.direction is WORSE) == (change.state in (DETERIORATED, HARMED))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (17, 11, "a bigger change than chance alone"),
        (17, 15, "about the same so far"),
        (11, 17, "things look harder than at the start — let's talk about it"),
    ],
)
def test_what_she_reads(first: int, last: int, words: str) -> None:
    assert wording_for_client(judged(PHQ_9, first, last)) == words
