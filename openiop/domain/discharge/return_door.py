"""The door back: what we already know is read to her and confirmed; nothing is asked anew.

Source: domain.md 7.4 (open return door); issue: "re-entry without retelling".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.episode import StayEnd
from openiop.domain.text import _
from openiop.domain.words import Word


class Known(Word):
    """Something we know of her from before."""

    REACH = "reach", _("How she may be reached")
    PEOPLE = "people", _("Her people, and who may be told")
    COVERAGE = "coverage", _("Who pays")
    DAYS = "days", _("Days and times that fit")
    DIAGNOSES = "diagnoses", _("Diagnoses")
    MEDICATIONS = "medications", _("Medications and allergies")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    GOALS = "goals", _("What she works toward")
    SKILLS = "skills", _("Skills that worked")
    STORY = "story", _("What she told us, in her words")
    AFTERCARE = "aftercare", _("Her plan for afterwards")


class KnownSaid(Word):
    """What she says about it now."""

    STILL = "still", _("Still right")
    CHANGED = "changed", _("Changed")
    NOT_NOW = "not_now", _("Rather not now")


MUST_BE_CONFIRMED = (Known.REACH, Known.SAFETY_PLAN, Known.MEDICATIONS)
"""What may have changed with danger in it: asked before her first day; the rest waits for her."""


@dataclass(frozen=True)
class DoorRules:
    """How soon somebody answers who wants to come back.

    Source: [product default]; ux.md 1.8 A4: an expected answer time is shown.
    """

    id: str = "openiop-return-door/1"
    answer_working_days: int = 1


DOOR_RULES = DoorRules()


def still_to_confirm(there: Collection[Known], said: Collection[Known]) -> tuple[Known, ...]:
    """What of the things that may not be taken for granted has not been confirmed yet.

    Source: domain.md 4.7 R-DV-01 (how she may be reached), 8.3 R-SAF-04 (safety plan).
    """
    return tuple(each for each in MUST_BE_CONFIRMED if each in there and each not in said)


def may_come_back(end: StayEnd | None, is_here: bool) -> Decision:
    """Everybody who was here may come back; how she left does not matter.

    Source: domain.md 7.4; issue: "an early leaver gets the same warm door".
    """
    return Decision.all_of(
        (not is_here, Reason("here", _("She has a stay in the program already."))),
        (
            end is not StayEnd.DIED,
            Reason("died", _("This record is closed.")),
        ),
    )


def working_deadline(
    asked_at_local: datetime,
    working_days: int,
    weekdays: Collection[int],
    until: time,
) -> datetime:
    """The end of the working day that lies so many working days ahead; 0: today or the next one.

    Source: [product default].
    """
    day, left = asked_at_local.date(), working_days
    if day.weekday() not in weekdays or asked_at_local.time() >= until:
        day += timedelta(days=1)
        while day.weekday() not in weekdays and weekdays:
            day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() in weekdays or not weekdays
    return datetime.combine(day, until, asked_at_local.tzinfo)
