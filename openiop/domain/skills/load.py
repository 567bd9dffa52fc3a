"""How much a day asks of her: distress before and after, the day's load, and whether it settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Level, SessionKind, Word


class LoadOption(Word):
    """What may be done when a rise does not settle.

    Source: issue, Intensive without being overwhelming.
    """

    CONTAINMENT = "containment", _("More containment at the end")
    OTHER_GROUP = "other_group", _("A different group")
    SHORTER_DAY = "shorter_day", _("A shorter day")
    INDIVIDUAL = "individual", _("Individual support")
    KEEP = "keep", _("Stay as it is, and look again")


class LoadWord(Word):
    """How full a day is."""

    LIGHT = "light", _("A light day")
    USUAL = "usual", _("A usual day")
    FULL = "full", _("A full day")


@dataclass(frozen=True)
class LoadRules:
    """When a rise counts, when it has settled, and what makes a day full.

    Source: [product default]; issue, Intensive without being overwhelming.
    """

    id: str = "openiop-load/1"
    lowest: int = 0
    highest: int = 10
    rise_points: int = 2
    """After a session at least so much more distress than before it."""
    settled_within_points: int = 1
    """By the next morning at most so far above where the day began."""
    unsettled_days: int = 2
    """So many of her last `looked_at_days` rated days with a rise that did not settle."""
    looked_at_days: int = 4
    morning_within_days: int = 4
    """The next check-in counts as "next morning" for so many days: over a weekend, too."""
    needs_person_from: int = 9
    """Distress after a session from which somebody looks for her today."""
    needs_person_level: Level = Level.MODERATE
    full_processing_min: int = 90
    full_therapeutic_min: int = 210
    full_new_members: int = 3
    light_therapeutic_min: int = 90


LOAD_RULES = LoadRules()


@dataclass(frozen=True)
class Rating:
    """Distress before and after one session, 0 to 10; None where she skipped it."""

    session_id: str
    on: date
    name: str
    before: int | None
    after: int | None

    @property
    def rise(self) -> int | None:
        """How much more there was after than before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Block:
    """One session of a day as it bears on its load."""

    kind: SessionKind
    minutes: int
    new_members: int = 0
    """Women who have been in this group for a week at most, she not counted."""


@dataclass(frozen=True)
class DayLoad:
    """What one day asks of her. Three facts side by side; they are never summed."""

    processing_min: int
    therapeutic_min: int
    new_members: int

    def word(self, rules: LoadRules = LOAD_RULES) -> LoadWord:
        """How full the day is."""
        if (
            self.processing_min >= rules.full_processing_min
            or self.therapeutic_min >= rules.full_therapeutic_min
            or self.new_members >= rules.full_new_members
        ):
            return LoadWord.FULL
        if self.therapeutic_min <= rules.light_therapeutic_min and not self.processing_min:
            return LoadWord.LIGHT
        return LoadWord.USUAL


@dataclass(frozen=True)
class DayCourse:
    """One day of hers: where it began, how high it went, and the next morning."""

    on: date
    began: int | None
    """Her check-in of the day, else the first rating before a session."""
    ratings: tuple[Rating, ...]
    next_morning: int | None
    next_morning_on: date | None = None
    load: DayLoad | None = None

    @property
    def highest_after(self) -> int | None:
        """The highest distress after a session of that day."""
        return max((each.after for each in self.ratings if each.after is not None), default=None)

    @property
    def rose_after(self) -> tuple[Rating, ...]:
        """The sessions with the steepest rise first."""
        known = [each for each in self.ratings if each.rise is not None and each.rise > 0]
        return tuple(sorted(known, key=lambda each: -(each.rise or 0)))


class Settled(Word):
    """Whether a rise settled by the next morning. Unknown is never "no"."""

    NO_RISE = "no_rise", _("No rise")
    SETTLED = "settled", _("Settled by the next morning")
    NOT_SETTLED = "not_settled", _("Still up the next morning")
    UNKNOWN = "unknown", _("Not known")


def day_load(blocks: Sequence[Block]) -> DayLoad:
    """The day's load: minutes of processing, therapeutic minutes, and new members met.

    Source: issue, Intensive without being overwhelming.
    """
    return DayLoad(
        processing_min=sum(b.minutes for b in blocks if b.kind is SessionKind.PROCESS),
        therapeutic_min=sum(b.minutes for b in blocks if b.kind.is_therapeutic),
        new_members=max((b.new_members for b in blocks if b.kind.is_group), default=0),
    )


def settled(day: DayCourse, rules: LoadRules = LOAD_RULES) -> Settled:
    """Whether distress rose on a day, and was back by her next check-in.

    A rise is 2 points or more, from where the day began or across one session, to the highest
    rating after a session. It settled when the next check-in is at most 1 above where the day
    began. Without the ratings it is unknown.
    Source: issue, Intensive without being overwhelming; [product default].
    """
    if day.highest_after is None or day.began is None:
        return Settled.UNKNOWN
    if day.highest_after - day.began < rules.rise_points:
        return Settled.NO_RISE
    if day.next_morning is None:
        return Settled.UNKNOWN
    back = day.next_morning - day.began <= rules.settled_within_points
    return Settled.SETTLED if back else Settled.NOT_SETTLED


@dataclass(frozen=True)
class LoadPicture:
    """Her last days, and whether her therapist is asked to look."""

    days: tuple[DayCourse, ...]
    """Newest first."""
    unsettled: tuple[DayCourse, ...]
    needs_look: bool
    rule_id: str = LOAD_RULES.id


def load_picture(days: Sequence[DayCourse], rules: LoadRules = LOAD_RULES) -> LoadPicture:
    """A rise that does not settle: on 2 of her last 4 rated days, distress stayed up overnight.

    Source: issue, Intensive without being overwhelming; [product default].
    """
    newest = tuple(sorted(days, key=lambda day: day.on, reverse=True))
    rated = [day for day in newest if settled(day, rules) is not Settled.UNKNOWN]
    unsettled = tuple(
        day for day in rated[: rules.looked_at_days] if settled(day, rules) is Settled.NOT_SETTLED
    )
    return LoadPicture(newest, unsettled, len(unsettled) >= rules.unsettled_days, rules.id)


def needs_person(after: int | None, rules: LoadRules = LOAD_RULES) -> bool:
    """Distress of 9 or 10 after a session: somebody looks for her today, before she leaves.

    Source: issue, Intensive without being overwhelming; [product default]; levels of domain.md 8.4.
    """
    return after is not None and after >= rules.needs_person_from


def may_rate_distress(value: int | None, rules: LoadRules = LOAD_RULES) -> Decision:
    """Distress is a whole number from 0 to 10, or skipped.

    Source: domain.md 5, R-TIC-08.
    """
    return Decision.all_of(
        (
            value is None or rules.lowest <= value <= rules.highest,
            Reason("distress", _("Choose a number from 0 to 10."), field_name="distress"),
        )
    )


def may_answer_rise(option: LoadOption | None, words: str) -> Decision:
    """Her therapist names what is done; staying as it is needs a reason.

    Source: issue, Intensive without being overwhelming.
    """
    return Decision.all_of(
        (option is not None, Reason("option", _("Choose what you do."), field_name="option")),
        (
            option is not LoadOption.KEEP or bool(words.strip()),
            Reason("words", _("Say why it stays as it is."), field_name="words"),
        ),
    )
