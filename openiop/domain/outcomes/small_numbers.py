"""Small numbers are hidden in whatever leaves the program, and cannot be had by subtraction.

A table is a set of counts of women and of sums among them (all tracks together, yes and no and
unknown together). A count below the limit is hidden; then more are hidden, the smallest first,
until no hidden count follows from the visible ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .rules import OUTCOME_RULES, OutcomeRules


@dataclass(frozen=True)
class Sum:
    """One count that is the sum of others."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Everything in it."""
        return (self.total, *self.parts)


def is_small(count: int, rules: OutcomeRules = OUTCOME_RULES) -> bool:
    """Fewer than 11 women, none included: "none of 12" tells of each of the twelve.

    Source: issue ("n < 11"); ux.md 1.5, D3; the cell size rule of CMS.
    """
    return count < rules.few_below


def hidden_cells(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    unpublished: frozenset[str] = frozenset(),
    rules: OutcomeRules = OUTCOME_RULES,
) -> frozenset[str]:
    """Which counts are hidden: the small ones, and as many others as keep each of them unknown.

    What is hidden in one sum is together at least 11 women too. A count that is not published but
    would follow from those that are is protected like a published one, unless it is none.
    Source: issue ("small cells are hidden in exports"); complementary suppression [K].
    """
    small = {
        name
        for name, count in counts.items()
        if is_small(count, rules) and not (name in unpublished and count == 0)
    }
    hidden = small | unpublished
    # a count that is not published and not small needs no guard
    guarded = set(small)
    while True:
        more = _too_few_together(counts, sums, hidden, guarded, rules)
        more = more or _neighbors_of_known(counts, sums, hidden, guarded)
        if not more:
            return frozenset(hidden - unpublished)
        hidden |= more
        guarded |= more


def _too_few_together(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    hidden: set[str],
    guarded: set[str],
    rules: OutcomeRules,
) -> set[str]:
    found = set()
    for each in sums:
        parts = [part for part in each.parts if part in hidden]
        if each.total in hidden or not guarded & set(parts):
            continue
        if sum(counts[part] for part in parts) < rules.few_below:
            found.add(_smallest(counts, each, hidden) or each.total)
    return found


def _neighbors_of_known(
    counts: Mapping[str, int], sums: Sequence[Sum], hidden: set[str], guarded: set[str]
) -> set[str]:
    """A count to hide beside each guarded one that follows from what is visible."""
    found: set[str] = set()
    known = sorted(known_by_subtraction(sums, frozenset(hidden)) & guarded)
    for name in known:
        around = [each for each in sums if name in each.cells]
        if any(found & set(each.cells) for each in around):
            continue  # something beside it is hidden already in this round
        beside = (_smallest(counts, each, hidden) for each in around)
        found |= set(next(([one] for one in beside if one), []))
    if known and not found:
        # everything beside it is hidden, and it follows from farther away
        near = (_smallest(counts, each, hidden) for each in sums if hidden & set(each.cells))
        found = set(next(([one] for one in near if one), []))
    return found


def _smallest(counts: Mapping[str, int], of: Sum, hidden: set[str]) -> str | None:
    """The smallest visible part; the total only when no part is left."""
    parts = [part for part in of.parts if part not in hidden]
    visible = parts or [name for name in (of.total,) if name not in hidden]
    return min(visible, key=lambda name: (counts[name], name), default=None)


def known_by_subtraction(sums: Sequence[Sum], hidden: frozenset[str]) -> frozenset[str]:
    """Which hidden counts follow from the visible ones, however many sums it takes.

    Source: linear algebra: a count is known when it stands alone in a row of the reduced sums.
    """
    rows: list[dict[str, Fraction]] = []
    for each in sums:
        row: dict[str, Fraction] = {}
        for name, sign in ((each.total, -1), *((part, 1) for part in each.parts)):
            if name in hidden:
                row[name] = row.get(name, Fraction(0)) + sign
        row = {name: value for name, value in row.items() if value}
        if row:
            rows.append(row)
    reduced: dict[str, dict[str, Fraction]] = {}
    for row in rows:
        left = dict(row)
        for pivot in [name for name in left if name in reduced]:
            _subtract(left, reduced[pivot], left[pivot])
        if not left:
            continue
        pivot = min(left)
        first = left[pivot]
        left = {name: value / first for name, value in left.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, left, other[pivot])
        reduced[pivot] = left
    return frozenset(pivot for pivot, row in reduced.items() if len(row) == 1)


def _subtract(row: dict[str, Fraction], other: Mapping[str, Fraction], times: Fraction) -> None:
    for name, value in other.items():
        left = row.get(name, Fraction(0)) - times * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)
