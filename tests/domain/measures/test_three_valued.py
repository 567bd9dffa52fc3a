"""Counting with answers that are not there."""

from itertools import product

import pytest

from openiop.domain.measures.three_valued import all_of, any_of, at_least, endorsed, opposite

SAID = (True, False, None)


def every_way(said: tuple[bool | None, ...]) -> list[tuple[bool, ...]]:
    return list(product(*((True, False) if each is None else (each,) for each in said)))


@pytest.mark.parametrize("said", list(product(SAID, repeat=4)))
@pytest.mark.parametrize("count", range(6))
def test_at_least_is_known_exactly_when_every_way_agrees(
    count: int, said: tuple[bool | None, ...]
) -> None:
    found = {sum(way) >= count for way in every_way(said)}
    assert at_least(count, said) is (found.pop() if len(found) == 1 else None)


@pytest.mark.parametrize("said", list(product(SAID, repeat=3)))
def test_all_any_and_the_opposite(said: tuple[bool | None, ...]) -> None:
    assert all_of(*said) is (None if None in said and False not in said else all(said))
    assert any_of(*said) is (None if None in said and True not in said else True in said)
    assert opposite(all_of(*said)) is any_of(*map(opposite, said))


def test_a_blank_is_neither_endorsed_nor_not() -> None:
    answers = {"q1": 2, "q2": 1, "q3": None}
    assert endorsed(answers, ("q1", "q2", "q3", "q4"), 2) == [True, False, None, None]
