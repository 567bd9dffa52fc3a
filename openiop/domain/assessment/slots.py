"""Times for an assessment: which may be offered, shown next, booked and moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class SlotPlace(Word):
    """How they will meet."""

    HERE = "here", _("Here")
    VIDEO = "video", _("By video")
    PHONE = "phone", _("By phone")


class ClinicianGender(Word):
    """What a clinician says about herself or himself, for women who ask."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")
    OTHER = "other", _("Another gender")
    UNSAID = "unsaid", _("Not said")


class ToldHow(Word):
    """How she learned of her time."""

    ON_THE_CALL = "on_the_call", _("Said on the call")
    MESSAGE = "message", _("A neutral message, by safe contact")
    NOT_YET = "not_yet", _("She has not been told yet")


@dataclass(frozen=True)
class SlotRules:
    """How long an assessment takes and how it may be offered.

    Source: [product default]; a biopsychosocial assessment with its forms is commonly planned
    for 60 to 120 minutes.
    """

    id: str = "openiop-slots/1"
    minutes: int = 90
    least_minutes: int = 30
    most_minutes: int = 240
    notice_minutes: int = 60
    """Nobody is booked into a time that begins sooner than this."""
    ahead_days: int = 90
    weeks_at_once: int = 12
    """How many weeks one offer may repeat."""


SLOT_RULES = SlotRules()


@dataclass(frozen=True)
class SlotFacts:
    """One offered time, and who offers it."""

    slot_id: UUID
    clinician_id: UUID
    starts_at: datetime
    minutes: int
    is_open: bool
    """Neither closed nor booked."""
    languages: frozenset[str] = frozenset({"en"})
    gender: ClinicianGender = ClinicianGender.UNSAID
    place: SlotPlace = SlotPlace.HERE

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class SlotWish:
    """What she asks of the time and of whom she meets; empty means she does not mind."""

    language: str = ""
    gender: ClinicianGender | None = None
    place: SlotPlace | None = None


ANY_WISH = SlotWish()


def fits_wish(slot: SlotFacts, wish: SlotWish) -> bool:
    """Whether a time has the language, clinician and place she asks for; unsaid fits no wish.

    Source: domain.md 5 R-TIC-11.
    """
    return (
        (not wish.language or wish.language in slot.languages)
        and (wish.gender is None or slot.gender is wish.gender)
        and (wish.place is None or slot.place is wish.place)
    )


def next_slots(
    slots: Iterable[SlotFacts],
    now: datetime,
    wanted: int,
    wish: SlotWish = ANY_WISH,
    rules: SlotRules = SLOT_RULES,
) -> tuple[SlotFacts, ...]:
    """The soonest open times that leave her notice and fit what she asks for, soonest first.

    Source: issue, "three next assessment slots as buttons"; ux.md 1.4 I1.
    """
    soonest = now + timedelta(minutes=rules.notice_minutes)
    fitting = [
        slot
        for slot in slots
        if slot.is_open and slot.starts_at >= soonest and fits_wish(slot, wish)
    ]
    return tuple(sorted(fitting, key=lambda slot: (slot.starts_at, slot.slot_id))[:wanted])


def may_offer(
    starts_at: datetime,
    minutes: int,
    now: datetime,
    standing: Iterable[SlotFacts],
    rules: SlotRules = SLOT_RULES,
) -> Decision:
    """A time is offered ahead, for a length that makes sense, and never over another of one's own.

    Source: [product default].
    """
    ends_at = starts_at + timedelta(minutes=minutes)
    overlaps = any(slot.starts_at < ends_at and starts_at < slot.ends_at for slot in standing)
    return Decision.all_of(
        (
            rules.least_minutes <= minutes <= rules.most_minutes,
            Reason(
                "minutes",
                _("Choose a length from {least} to {most} minutes."),
                params={"least": rules.least_minutes, "most": rules.most_minutes},
                field_name="minutes",
            ),
        ),
        (starts_at > now, Reason("past", _("Choose a time to come."), field_name="on")),
        (
            starts_at <= now + timedelta(days=rules.ahead_days),
            Reason(
                "far",
                _("Choose a day within {days} days."),
                params={"days": rules.ahead_days},
                field_name="on",
            ),
        ),
        (
            not overlaps,
            Reason("overlaps", _("Another time of this clinician runs then."), field_name="at"),
        ),
    )


def may_book(slot: SlotFacts, now: datetime, license_stands: Decision) -> Decision:
    """A time is booked while it is open and ahead, with somebody whose license stands.

    Source: issue, "Assessment by a licensed professional".
    """
    return (
        Decision.all_of(
            (
                slot.is_open,
                Reason("taken", _("Somebody else took this time a moment ago. Choose another.")),
            ),
            (slot.starts_at > now, Reason("past", _("This time has begun. Choose another."))),
        )
        & license_stands
    )
