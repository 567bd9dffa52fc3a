"""Which difference is more than chance, and what she reads about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.change import (
    ChangeDirection,
    NoThreshold,
    reliable_change,
    wording_for_client,
)
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Direction, Instrument
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.measures.registry import instrument

BETTER, WORSE = ChangeDirection.BETTER, ChangeDirection.WORSE
SAME = ChangeDirection.NO_CLEAR_CHANGE


@pytest.mark.parametrize(
    ("measure", "first", "last", "direction"),
    [
        (PHQ_9, 17, 11, BETTER),
        (PHQ_9, 17, 12, SAME),
        (PHQ_9, 12, 17, SAME),
        (PHQ_9, 11, 17, WORSE),
        (PHQ_9, 27, 0, BETTER),
        (PHQ_9, 9, 9, SAME),
        (GAD_7, 12, 8, BETTER),
        (GAD_7, 12, 9, SAME),
        (GAD_7, 9, 12, SAME),
        (GAD_7, 8, 12, WORSE),
    ],
)
def test_the_published_whole_number_counts_as_change(
    measure: Instrument, first: int, last: int, direction: ChangeDirection
) -> None:
    change = reliable_change(measure, first, last)
    assert change.direction is direction
    assert change.difference == last - first
    assert measure.reliable is not None
    assert change.threshold == measure.reliable.threshold
    assert change.basis.startswith("NHS Talking Therapies published value")


def test_where_higher_is_better_a_rise_is_better() -> None:
    turned = replace(PHQ_9, direction=Direction.HIGHER_IS_BETTER)
    assert reliable_change(turned, 11, 17).direction is BETTER
    assert reliable_change(turned, 17, 11).direction is WORSE


@given(st.integers(0, 27), st.integers(0, 27))
def test_going_back_the_same_way_has_the_opposite_meaning(first: int, last: int) -> None:
    opposite = {BETTER: WORSE, WORSE: BETTER, SAME: SAME}
    there, back = reliable_change(PHQ_9, first, last), reliable_change(PHQ_9, last, first)
    assert back.direction is opposite[there.direction]


@pytest.mark.parametrize(
    "instrument_id", ["cssrs-screener-recent", "iop-daily-checkin", "iop-group-checkout"]
)
def test_no_change_is_claimed_where_none_is_published(instrument_id: str) -> None:
    with pytest.raises(NoThreshold, match=instrument_id):
        reliable_change(instrument(instrument_id), 1, 5)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (17, 11, "a bigger change than chance alone"),
        (17, 15, "about the same so far"),
        (11, 17, "things look harder than at the start — let's talk about it"),
    ],
)
def test_what_she_reads(first: int, last: int, words: str) -> None:
    assert wording_for_client(reliable_change(PHQ_9, first, last)) == words
