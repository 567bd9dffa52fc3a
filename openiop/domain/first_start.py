"""The earliest day on which somebody new has a seat in every kind of group and a therapist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Span = tuple[date, date | None]
"""A seat or a case from a day until another; None: with no end yet."""


@dataclass(frozen=True)
class SeatsOfAKind:
    """The seats of all groups of one kind anybody may join, and who holds them."""

    name: str
    seats: int
    held: tuple[Span, ...]

    def is_free_from(self, day: date) -> bool:
        """Whether one stays free from a day on, promised seats counted."""
        later = [day, *(begins for begins, _ends in self.held if begins > day)]
        return all(self._held_on(on) < self.seats for on in later)

    def _held_on(self, day: date) -> int:
        return sum(begins <= day and (ends is None or ends >= day) for begins, ends in self.held)


@dataclass(frozen=True)
class EarliestStart:
    """The first day with everything, or what stands in the way of the first day there is."""

    on: date | None
    blocked_by: tuple[str, ...]
    """Kinds of group, or "therapist", that are full on the first day looked at."""


THERAPIST = "therapist"


def earliest_full_start(
    days: Iterable[date], kinds: Sequence[SeatsOfAKind], therapists: SeatsOfAKind | None = None
) -> EarliestStart:
    """The first of these days on which nothing is full; nobody moves for her.

    `therapists` are the places on all caseloads; None: nobody has said how many there are.
    Source: issue, "earliest full start while the caller is on the phone"; timetable-format.md,
    H11 and H17.
    """
    asked = [*kinds, *([therapists] if therapists is not None else [])]
    first_blocked: tuple[str, ...] = ()
    for number, day in enumerate(sorted(days)):
        blocked = tuple(each.name for each in asked if not each.is_free_from(day))
        if kinds and not blocked:
            return EarliestStart(day, first_blocked)
        if number == 0:
            first_blocked = blocked
    return EarliestStart(None, first_blocked)
