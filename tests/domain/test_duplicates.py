"""Whether two rows may be about one woman: a table of cases."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.duplicates import (
    PersonFacts,
    Sign,
    may_answer_duplicate,
    may_be_one_woman,
    same_digits,
    signs_alike,
    sounds_alike,
)

BORN = date(1990, 3, 14)
HER = PersonFacts("Sofia", "Wildwater", born_on=BORN, phone="(555) 010-0142", email="s@x.example")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Sofia", "Sophia", True),
        ("Katherine", "Katharine", True),
        ("Xiomára", "Siomara", True),
        ("Ana", "Anna", True),
        ("Wilma", "Vilma", True),
        ("Mary", "Karen", False),
        ("Ana", "ANA ", True),
        ("Ann", "Mary", False),
        ("Wilma", "", False),
        ("李", "李", True),
        ("🙂", "🙂", False),
    ],
)
def test_names_that_sound_alike(one: str, other: str, alike: bool) -> None:
    assert sounds_alike(one, other) is alike
    assert sounds_alike(other, one) is alike


@pytest.mark.parametrize(
    ("other", "signs", "ask"),
    [
        (HER, {Sign.BIRTHDAY, Sign.PHONE, Sign.EMAIL, Sign.NAME}, True),
        (
            PersonFacts("Sophia", "", born_on=BORN),
            {Sign.BIRTHDAY, Sign.NAME},
            True,
        ),
        (
            PersonFacts("Other", "Woman", born_on=BORN, phone="+1 555 010 0142"),
            {Sign.BIRTHDAY, Sign.PHONE},
            True,
        ),
        # a sister on the same phone, with a birthday of her own
        (
            PersonFacts("Lucia", "Wildwater", born_on=date(1994, 1, 2), phone="5550100142"),
            {Sign.PHONE},
            False,
        ),
        # a twin on no phone
        (PersonFacts("Lucia", "Wildwater", born_on=BORN), {Sign.BIRTHDAY}, False),
        # a slip in the birthday
        (
            PersonFacts("Sofia", "W", born_on=date(1990, 4, 13), phone="555-010-0142"),
            {Sign.PHONE, Sign.NAME},
            True,
        ),
        (PersonFacts("Sofia", "Elsewhere", born_on=BORN), {Sign.BIRTHDAY}, False),
        (PersonFacts("Sofia", "Wildwater"), {Sign.NAME}, False),
        (PersonFacts("Zoe", "Zephyr", other_first_name="Sofia"), set(), False),
        (
            PersonFacts("Fia", "Wildwater", other_first_name="Sofia", born_on=BORN),
            {Sign.BIRTHDAY, Sign.NAME},
            True,
        ),
        (PersonFacts("Sofia", "Wildwater", email="S@X.example "), {Sign.NAME, Sign.EMAIL}, True),
    ],
)
def test_one_sign_alone_never_asks(other: PersonFacts, signs: set[Sign], ask: bool) -> None:
    found = signs_alike(HER, other)

    assert set(found) == signs
    assert may_be_one_woman(found) is ask
    assert set(signs_alike(other, HER)) == signs


def test_nothing_told_is_like_nothing() -> None:
    assert signs_alike(PersonFacts(""), PersonFacts("")) == ()


def test_a_number_is_the_same_however_it_is_typed() -> None:
    assert same_digits("+1 (555) 010-0142") == same_digits("555.010.0142")


def test_whoever_answers_says_by_what() -> None:
    assert may_answer_duplicate(" ").codes == ("why",)
    assert may_answer_duplicate("Same address, same mother's name.")
