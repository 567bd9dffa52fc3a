"""Places for children, infants and rides: how many a day holds, and who keeps hers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .decision import Decision, Reason
from .text import _
from .words import Word


class PlaceKind(Word):
    """What a place is for.

    Source: issue, "Childcare, infant and transport places"; domain.md 6.4.
    """

    CHILDCARE = "childcare", _("Childcare")
    INFANT = "infant", _("Baby comes along")
    TRANSPORT = "transport", _("A ride")


class PlaceState(Word):
    """How it stands with a place today."""

    EXPECTED = "expected", _("Expected")
    HERE = "here", _("Here")
    AWAY = "away", _("Not coming")
    GONE = "gone", _("Picked up")


@dataclass(frozen=True)
class Booked:
    """A booking as the rules see it, on one day."""

    id: str
    count: int
    booked_at: datetime


@dataclass(frozen=True)
class Kept:
    """Who keeps a place on a day, and who loses it."""

    kept: tuple[str, ...]
    lost: tuple[str, ...]
    free: int


def places_on(bookings: Sequence[Booked], capacity: int) -> Kept:
    """Who booked first keeps her place; a later booking that still fits is kept too.

    Why: a rule that everybody can be told, and that fills no place twice.
    Source: [product default].
    """
    left, kept, lost = max(capacity, 0), [], []
    for each in sorted(bookings, key=lambda b: (b.booked_at, b.id)):
        if each.count <= left:
            kept.append(each.id)
            left -= each.count
        else:
            lost.append(each.id)
    return Kept(tuple(kept), tuple(lost), left)


COUNT_MOST = 6


def may_book(count: int, free: dict[date, int]) -> Decision:
    """A place is booked when every day she would come has room; the full days are named.

    `free` is what is left on each of her days; a day nobody offers places on has none.
    Source: issue, "bookable capacity".
    """
    full = sorted(day for day, left in free.items() if left < count)
    return Decision.all_of(
        (
            1 <= count <= COUNT_MOST,
            Reason("count", _("Write how many places, like 1."), field_name="count"),
        ),
        (
            bool(free),
            Reason("no_days", _("She has no days in this time."), field_name="from_on"),
        ),
        (
            not full,
            Reason(
                "full",
                _("No place is left on {days}."),
                params={"days": ", ".join(f"{day:%a %b} {day.day}" for day in full[:3])},
                field_name="from_on",
            ),
        ),
    )


class LostHow(Word):
    """How it went on after a place was lost."""

    OTHER_PLACE = "other_place", _("Another place was found")
    OTHER_DAYS = "other_days", _("She comes on other days")
    REMOTE = "remote", _("She joins by video")
    FAMILY = "family", _("Somebody close helps out")
    PLACE_BACK = "place_back", _("The place is there again")
    SEAT_AT_RISK = "seat_at_risk", _("No way found yet: her seat is at risk")

    @property
    def settles(self) -> bool:
        """Whether the matter is closed by it."""
        return self is not LostHow.SEAT_AT_RISK


def may_settle_lost(how: LostHow, words: str) -> Decision:
    """A lost place ends with what was found; while her seat is at risk it stays open, with words.

    Source: issue, "a lost place warns about her seat before she drops out".
    """
    return Decision.all_of(
        (
            how.settles or bool(words.strip()),
            Reason("words", _("Say in a sentence what happens next."), field_name="words"),
        )
    )
