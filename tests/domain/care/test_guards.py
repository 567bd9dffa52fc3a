from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.care.guards import (
    GUARD_RULES,
    Alike,
    Written,
    alike_before,
    alike_pairs,
    is_alike,
    likeness,
    mark_of,
)

SAID = "She said no to an extra shift and stayed calm."
CHIPS = ("listened", "tried")
OTHER_CHIPS = ("led", "questioned")
ELSE = "Her hands shook at first; she asked for a pause and came back."


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (SAID, SAID, True),
        (SAID, SAID.upper(), True),
        ("Mara said no to an extra shift.", "Ana said no to an extra shift.", True),
        (SAID, "And stayed calm. She said no to an extra shift", True),
        (SAID, "She said no to an extra shift and remained calm.", True),
        (SAID, "She says no to extra shifts and stays calm.", True),
        (SAID, ELSE, False),
        ("She said no to an extra shift.", "She said no to her mother on the phone.", False),
        ("", "", False),
        ("Calm today.", "Calm today.", False),
    ],
    ids=[
        *("same", "capitals", "only the name", "other order", "one word", "endings"),
        *("nothing alike", "same start", "empty", "too short"),
    ],
)
def test_which_sentences_read_alike(one: str, other: str, alike: bool) -> None:
    share = likeness(Written(one, own_names=("Mara",)), Written(other, own_names=("Ana",)))

    assert (share >= GUARD_RULES.alike_from) is alike


def test_ten_equal_notes_are_forty_five_pairs_whatever_the_chips() -> None:
    same = [Written(SAID, CHIPS)] * 10
    reworded = [Written(SAID, (f"chip {n}",)) for n in range(10)]

    for notes in (same, reworded):
        found = alike_pairs(notes)
        assert [(a, b) for a, b, _share in found] == list(combinations(range(10), 2))
        assert {share for _a, _b, share in found} == {1.0}


def test_equal_choices_add_and_other_choices_take_nothing_away() -> None:
    one = "She said no to an extra shift at work."
    other = "She said no to an extra hour at home."
    plain = likeness(Written(one), Written(other))

    assert likeness(Written(one, CHIPS), Written(other, OTHER_CHIPS)) == plain
    assert likeness(Written(one, CHIPS), Written(other, CHIPS)) > plain


DAYS = [Written(SAID), Written(SAID + " Today too.")]


@pytest.mark.parametrize(
    ("now", "last", "days", "found"),
    [
        (SAID, SAID, [], Alike.LAST_SESSION),
        (SAID, ELSE, [SAID, SAID], Alike.DAYS_IN_A_ROW),
        (SAID, ELSE, [SAID], None),
        (SAID, ELSE, [SAID, ELSE], None),
        (SAID, ELSE, [ELSE, SAID], None),
        (ELSE, SAID, [SAID, SAID], None),
        (SAID, None, [], None),
    ],
    ids=[
        "last session",
        "three days",
        "two days",
        "not the third",
        "a day between",
        "new",
        "first",
    ],
)
def test_a_note_that_repeats_her_own_days(
    now: str, last: str | None, days: list[str], found: Alike | None
) -> None:
    before = Written(last) if last is not None else None

    assert alike_before(Written(now), before, [Written(day) for day in days]) is found


def test_an_answer_holds_until_a_text_changes_and_not_for_other_chips() -> None:
    one, other = Written(SAID, CHIPS), Written(SAID, OTHER_CHIPS)

    assert mark_of(one, other) == mark_of(other, Written(SAID))
    assert mark_of(one, other) != mark_of(one, Written(ELSE))
    assert mark_of(one, other) != mark_of(one, Written(SAID, key="another note"))


texts = st.text(alphabet=st.sampled_from("abcde é ,."), max_size=60)


@given(texts, texts)
def test_likeness_is_even_handed_and_between_none_and_all(one: str, other: str) -> None:
    there = likeness(Written(one, CHIPS), Written(other, CHIPS))
    enough = Written(one).is_enough()

    assert 0 <= there <= 1
    assert there == likeness(Written(other, CHIPS), Written(one, CHIPS))
    assert likeness(Written(one), Written(one)) == (1.0 if enough else 0.0)


@given(texts, texts, st.sampled_from((0.0, 0.3, 0.6, 0.8, 1.0)), st.booleans())
def test_what_is_told_sooner_is_told_the_same(
    one: str, other: str, least: float, same_choices: bool
) -> None:
    first, second = Written(one, CHIPS), Written(other, CHIPS if same_choices else OTHER_CHIPS)
    left, right = (" ".join(words) for words in sorted((first.words, second.words)))
    letters = SequenceMatcher(None, left, right, autojunk=False).ratio()
    share = likeness(first, second)

    assert is_alike(first, second, least) is (share >= least)
    if first.is_enough() and second.is_enough():
        assert share >= letters
