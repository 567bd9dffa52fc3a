"""What is hidden stays hidden from whoever can subtract."""

from __future__ import annotations

import random

import numpy as np
import pytest

from openiop.domain.outcomes.small_numbers import Sum, hidden_cells, known_by_subtraction


def _table(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Counts with the sums of rows, of columns, and of everything."""
    counts: dict[str, int] = {}
    sums: list[Sum] = []
    width = range(len(rows[0]))
    for r, row in enumerate(rows):
        counts |= {f"{r}.{c}": row[c] for c in width} | {f"{r}.all": sum(row)}
        sums.append(Sum(f"{r}.all", tuple(f"{r}.{c}" for c in width)))
    for c in (*width, "all"):
        parts = tuple(f"{r}.{c}" for r in range(len(rows)))
        counts[f"all.{c}"] = sum(counts[part] for part in parts)
        sums.append(Sum(f"all.{c}", parts))
    sums.append(Sum("all.all", tuple(f"all.{c}" for c in width)))
    return counts, sums


def test_one_small_number_takes_another_with_it() -> None:
    counts, sums = {"all": 60, "a": 40, "b": 12, "c": 8}, [Sum("all", ("a", "b", "c"))]

    assert hidden_cells(counts, sums) == {"c", "b"}


def test_what_is_hidden_together_is_not_small_either() -> None:
    counts = {"all": 60, "a": 38, "b": 12, "c": 7, "d": 3}

    assert hidden_cells(counts, [Sum("all", ("a", "b", "c", "d"))]) == {"b", "c", "d"}


@pytest.mark.parametrize("count", [0, 1, 10])
def test_below_eleven_is_hidden(count: int) -> None:
    assert hidden_cells({"a": count, "b": 11}, []) == {"a"}


def test_a_count_nobody_publishes_is_guarded_when_it_would_follow() -> None:
    counts, sums = (
        {"ended": 50, "long_ago": 45, "lately": 5},
        [Sum("ended", ("long_ago", "lately"))],
    )

    assert hidden_cells(counts, sums, frozenset({"lately"})) == {"long_ago"}
    counts |= {"long_ago": 50, "lately": 0}
    assert hidden_cells(counts, sums, frozenset({"lately"})) == frozenset()


def _follows(counts: dict[str, int], sums: list[Sum], hidden: frozenset[str]) -> set[str]:
    """Which hidden counts an attacker can work out, by the null space of the sums."""
    names = sorted(hidden)
    if not names:
        return set()
    rows = [[float((name in each.parts) - (name == each.total)) for name in names] for each in sums]
    _u, sizes, vh = np.linalg.svd(np.array(rows), full_matrices=True)
    rank = int((sizes > 1e-9).sum())
    free = vh[rank:]
    return {
        name
        for at, name in enumerate(names)
        if not len(free) or float(np.abs(free[:, at]).max()) < 1e-9
    }


@pytest.mark.parametrize("seed", range(60))
def test_an_attacker_who_knows_linear_algebra_learns_no_small_number(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable, no secret
    high = rng.choice((14, 30, 80))
    rows = [
        [rng.randint(0, high) for _ in range(rng.choice((3,)))] for _ in range(rng.randint(2, 5))
    ]
    counts, sums = _table(rows)

    hidden = hidden_cells(counts, sums)

    assert {name for name, count in counts.items() if count < 11} <= hidden
    assert _follows(counts, sums, hidden) == set()
    assert known_by_subtraction(sums, hidden) == set()
    for each in sums:
        parts = [part for part in each.parts if part in hidden]
        assert each.total in hidden or not parts or sum(counts[p] for p in parts) >= 11
