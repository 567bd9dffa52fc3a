"""Whether a difference between two totals is more than chance (Jacobson and Truax)."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.text import _
from openiop.domain.words import Word

from .instrument import Direction, Instrument


class NoThreshold(LookupError):
    """No reliable change is published for this instrument, so none is claimed."""


class ChangeDirection(Word):
    """What a difference means for her, with the words staff read.

    Source: ux.md 4.6.
    """

    BETTER = "better", _("better beyond chance")
    WORSE = "worse", _("worse beyond chance")
    NO_CLEAR_CHANGE = "no_clear_change", _("no clear change")


@dataclass(frozen=True)
class Change:
    """The difference between two totals of one instrument, and what it may be called."""

    difference: int | float
    """Last minus first, in points."""
    threshold: float
    """From this many points on, chance alone is an unlikely explanation."""
    direction: ChangeDirection
    basis: str
    """Where the threshold comes from."""


def reliable_change(instrument: Instrument, first: int | float, last: int | float) -> Change:
    """A change counts as real from the published whole number of points on, in either direction.

    Why: the published whole number wins over our own calculation, so that programs can be compared.
    Source: instruments.md 1, build rules 2 and 4 (PHQ-9 6, GAD-7 4, counted with >=).
    """
    known = instrument.reliable
    if known is None or instrument.direction is None:
        raise NoThreshold(f"{instrument.id} has no published reliable change")
    difference = last - first
    gain = -difference if instrument.direction is Direction.LOWER_IS_BETTER else difference
    if abs(gain) < known.threshold:
        direction = ChangeDirection.NO_CLEAR_CHANGE
    else:
        direction = ChangeDirection.BETTER if gain > 0 else ChangeDirection.WORSE
    return Change(difference, known.threshold, direction, known.basis)


_FOR_CLIENT = {
    ChangeDirection.BETTER: _("a bigger change than chance alone"),
    ChangeDirection.NO_CLEAR_CHANGE: _("about the same so far"),
    ChangeDirection.WORSE: _("things look harder than at the start — let's talk about it"),
}


def wording_for_client(change: Change) -> str:
    """What she reads about a change: plain, without blame, and never a number alone.

    Source: ux.md 4.6.
    """
    return _FOR_CLIENT[change.direction]
