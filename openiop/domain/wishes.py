"""What her days have to fit around: children, work, court, getting here, who she talks with.

Kept in structured form, so that the timetable can read it; the reasons stay here. What goes to the
timetable are times only (`availability`, `avoid`, `unavailable`), never why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from .decision import Decision, Reason
from .text import _
from .words import Word

DAY_IDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays in the words of the timetable, Monday first."""
MIDNIGHT = 24 * 60


class TimeWhy(Word):
    """What a time is needed for."""

    CHILDCARE = "childcare", _("Childcare")
    SCHOOL_RUN = "school_run", _("Bringing or fetching children")
    WORK = "work", _("Work or a shift")
    CARE_FOR = "care_for", _("Caring for somebody")
    TRANSPORT = "transport", _("Bus, train or a ride")
    OTHER = "other", _("Something else")


class DateWhy(Word):
    """What a single day is needed for."""

    COURT = "court", _("Court")
    CUSTODY = "custody", _("Custody or a visit")
    MEDICAL = "medical", _("A medical visit")
    OTHER = "other", _("Something else")


class Strength(Word):
    """How firm a wish is."""

    CANNOT = "cannot", _("I can't then")
    RATHER_NOT = "rather_not", _("I would rather not")


class Getting(Word):
    """How she gets here."""

    OWN_CAR = "own_car", _("My own car")
    BUS = "bus", _("Bus or train")
    RIDE = "ride", _("Somebody drives me")
    WALK = "walk", _("On foot or by bicycle")
    NEEDS_RIDE = "needs_ride", _("I need a ride")


class Mode(Word):
    """In the house or by video, in the words of the timetable."""

    IN_PERSON = "in_person", _("In person")
    TELEHEALTH = "telehealth", _("By video")
    EITHER = "either", _("Either is fine")


class Gender(Word):
    """Whom she would rather talk with."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")


class Need(Word):
    """What makes the place usable for her."""

    STEP_FREE = "step_free", _("A way without steps")
    SEATING = "seating", _("Another kind of chair, or standing")
    NEAR_DOOR = "near_door", _("A seat near the door")
    HEARING = "hearing", _("Help with hearing")
    SEEING = "seeing", _("Large print or help with seeing")
    LOW_LIGHT = "low_light", _("Softer light or less noise")
    LACTATION = "lactation", _("A private place and time to pump or nurse")
    FOOD = "food", _("Food or prayer times")


@dataclass(frozen=True)
class BusyTime:
    """Weekdays (Monday is 0) and hours that are taken or unwelcome."""

    why: TimeWhy
    strength: Strength
    weekdays: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True)
class BusyDate:
    """A date she cannot come, wholly or from when to when."""

    why: DateWhy
    on: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class Wishes:
    """All of it, as she said it last."""

    times: tuple[BusyTime, ...] = ()
    dates: tuple[BusyDate, ...] = ()
    getting: Getting | None = None
    travel_min: int | None = None
    childcare_for: int = 0
    """How many children need a place while she is here."""
    brings_infant: bool = False
    mode: Mode = Mode.EITHER
    days_a_week: int | None = None
    gender: Gender | None = None
    gender_is_needed: bool = False
    interpreter: str = ""
    """The language an interpreter is needed for; empty: none."""
    needs: frozenset[Need] = frozenset()
    words: str = ""

    def __bool__(self) -> bool:
        return self != Wishes()


TIMES_MOST = 6
DATES_MOST = 6
TRAVEL_MOST_MIN = 240
DAYS_MOST = 7


def may_keep_wishes(wishes: Wishes) -> Decision:
    """A time ends after it begins and names a day; numbers stay within what can be.

    Source: [product default].
    """
    times = [each for each in wishes.times if each.starts >= each.ends]
    days = [each for each in wishes.times if not each.weekdays]
    dates = [
        each
        for each in wishes.dates
        if (each.starts is None) != (each.ends is None)
        or (each.starts is not None and each.ends is not None and each.starts >= each.ends)
    ]
    travel, week = wishes.travel_min, wishes.days_a_week
    return Decision.all_of(
        (not times, Reason("times", _("A time ends before it begins. Please look again."))),
        (not days, Reason("days", _("Please choose the days for each time."))),
        (
            not dates,
            Reason("dates", _("For a part of a day, write from when to when.")),
        ),
        (
            travel is None or 0 <= travel <= TRAVEL_MOST_MIN,
            Reason(
                "travel",
                _("Please write minutes, like 40. You can leave it empty."),
                field_name="travel_min",
            ),
        ),
        (
            week is None or 1 <= week <= DAYS_MOST,
            Reason(
                "week",
                _("Please write a number of days, like 3. You can leave it empty."),
                field_name="days_a_week",
            ),
        ),
    )


Minutes = tuple[int, int]
Windows = tuple[Minutes, ...]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def weekdays_she_can(wishes: Wishes, meets: Mapping[int, Windows]) -> frozenset[int]:
    """The weekdays on which nothing she cannot move lies in what meets then.

    What she would rather not takes no day away.
    Source: issue, "Women's practical needs"; domain.md 5 [product default].
    """
    taken = [each for each in wishes.times if each.strength is Strength.CANNOT]
    return frozenset(
        day
        for day, windows in meets.items()
        if not any(
            day in each.weekdays and _minute(each.starts) < ends and begins < _minute(each.ends)
            for each in taken
            for begins, ends in windows
        )
    )


def without(windows: Windows, taken: Iterable[Minutes]) -> Windows:
    """What is left of the windows when the taken parts are cut out, in order.

    Source: timetable-format.md (windows, end exclusive).
    """
    left = list(windows)
    for begins, ends in taken:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, begins)), (max(a, ends), b))
            if part[0] < part[1]
        ]
    return tuple(sorted(set(left)))


@dataclass(frozen=True)
class TimetableWishes:
    """Her wishes in the words of the timetable: times without reasons.

    Source: timetable-format.md 1.7.
    """

    availability: Mapping[str, list[list[str]]]
    unavailable: tuple[Mapping[str, str], ...]
    avoid: Mapping[str, list[list[str]]]
    mode: str
    language: str
    preferred_days_per_week: int | None = None
    therapist_gender: Mapping[str, str] | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    def packed(self) -> dict[str, object]:
        """As the keys of a client in an instance."""
        keys: dict[str, object] = {
            "availability": self.availability,
            "unavailable": list(self.unavailable),
            "avoid": self.avoid,
            "mode": self.mode,
            "language": self.language,
        }
        if self.preferred_days_per_week is not None:
            keys["preferred_days_per_week"] = self.preferred_days_per_week
        if self.therapist_gender is not None:
            keys["therapist_gender"] = self.therapist_gender
        return keys


def for_timetable(
    wishes: Wishes, open_hours: Mapping[int, Windows], language: str
) -> TimetableWishes:
    """She can come whenever the program is open, less the times she cannot; no reason goes along.

    `open_hours` are the program's windows in minutes by weekday. Rather-not times are `avoid`.
    Dates are unavailable wholly or in part.
    Source: timetable-format.md 1.7; issue, "stored as structured wishes that the timetable reads".
    """
    availability, avoid = {}, {}
    for weekday, windows in sorted(open_hours.items()):
        on_day = [each for each in wishes.times if weekday in each.weekdays]
        taken, unwelcome = (
            [(_minute(t.starts), _minute(t.ends)) for t in on_day if t.strength is strength]
            for strength in (Strength.CANNOT, Strength.RATHER_NOT)
        )
        if left := without(windows, taken):
            availability[DAY_IDS[weekday]] = _packed(left)
        if unwelcome:
            avoid[DAY_IDS[weekday]] = _packed(_joined(unwelcome))
    return TimetableWishes(
        availability=availability,
        unavailable=tuple(_busy_date(each) for each in sorted(wishes.dates, key=_when)),
        avoid=avoid,
        mode=str(wishes.mode),
        language=language,
        preferred_days_per_week=wishes.days_a_week,
        therapist_gender={
            "value": str(wishes.gender),
            "strength": "required" if wishes.gender_is_needed else "preferred",
        }
        if wishes.gender
        else None,
    )


def _joined(windows: Iterable[Minutes]) -> Windows:
    """Touching and overlapping windows as one."""
    joined: list[Minutes] = []
    for begins, ends in sorted(windows):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return tuple(joined)


def _packed(windows: Iterable[Minutes]) -> list[list[str]]:
    return [[_clock(begins), _clock(ends)] for begins, ends in windows]


def _when(each: BusyDate) -> tuple[date, time]:
    return each.on, each.starts or time.min


def _busy_date(each: BusyDate) -> dict[str, str]:
    said = {"date": each.on.isoformat()}
    if each.starts is not None and each.ends is not None:
        said |= {"from": _clock(_minute(each.starts)), "to": _clock(_minute(each.ends))}
    return said
