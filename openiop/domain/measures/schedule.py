"""Which questionnaires are asked when, and how many minutes of a week they may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from openiop.domain.text import _
from openiop.domain.words import Word

DAYS_A_WEEK = 7


class Point(Word):
    """At which point of a stay a questionnaire is asked."""

    WEEKLY = "weekly", _("every week")
    EVEN_WEEKS = "even_weeks", _("every other week")
    ADMISSION = "admission", _("at admission")
    MID = "mid", _("about week 4")
    DISCHARGE = "discharge", _("before discharge")
    AFTER_30 = "after_30", _("30 days after")
    AFTER_90 = "after_90", _("90 days after")


class AskedBy(Word):
    """Who puts the questions to her."""

    HERSELF = "herself", _("she fills it in")
    STAFF = "staff", _("staff asks")
    STAFF_ALONE = "staff_alone", _("staff asks, alone with her")


class DueState(Word):
    """How a questionnaire stands today."""

    LATER = "later", _("later this week")
    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    DECLINED = "declined", _("declined, it comes next time")


class WhyPutOff(Word):
    """Why a questionnaire that is due is not asked now."""

    WEEK_FULL = "week_full", _("the minutes of this week are used")
    NO_ROOM = "no_room", _("no day of this week has room for it")
    ASKED_ALREADY = "asked_already", _("another questionnaire asks the same this week")
    UNDER_REVIEW = "under_review", _("a safety concern is under review")
    SHORT_FORM = "short_form", _("a short form is asked in its place")


@dataclass(frozen=True)
class AtLeast:
    """Asked only when the first total of the stay on a questionnaire reached a value."""

    instrument_id: str
    total: float


@dataclass(frozen=True)
class GivenBefore:
    """Asked only when it was finished earlier in the stay."""

    instrument_id: str


@dataclass(frozen=True)
class Entry:
    """One questionnaire at one point."""

    point: Point
    instrument_id: str
    only_if: AtLeast | GivenBefore | None = None
    asked_by: AskedBy = AskedBy.HERSELF
    in_place_of: str = ""
    """A longer form of the same point that had no answer for some days."""


@dataclass(frozen=True)
class Window:
    """The days of a point, counted from the day the stay begins, or ends, or has ended."""

    point: Point
    from_days: int
    to_days: int


_PTSD = AtLeast("pcl-5", 31)
_TRAUMA = AtLeast("pc-ptsd-5", 3)
_DRINKS = AtLeast("audit-c", 3)
_STAFF, _ALONE = AskedBy.STAFF, AskedBy.STAFF_ALONE


@dataclass(frozen=True)
class ScheduleRules:
    """What is asked at which point, in the order in which it is kept when minutes run out.

    The PCL-5 takes 6 minutes, more than a day of 5 minutes with its check-in holds: a form longer
    than a day's room stands alone on its day. A week with the PCL-5, or with a set of week 4 or
    after the stay, may take 14 minutes, as instruments.md 2 plans it; any other week 12. Admission
    and discharge are sittings arranged with her, two a week, at most 13 minutes each. After the
    stay a PHQ-9 or GAD-7 that had no answer for two weeks makes room for its two-question form, to
    which a text may lead her; a short form that finds nothing closes the point, one that reaches
    its cut-off brings the long form back.
    Source: instruments.md 2 for sets, conditions and sittings (25 minutes in two), and for PHQ-2 +
    GAD-2 by text as a fallback; domain.md 7.1 for 5 minutes a day and 12 a week [product default];
    windows, days overdue, days before a short form and days for which a baseline counts [product
    default].
    """

    id: str = "openiop-schedule/3"
    version: str = "3"
    day_minutes: float = 5
    week_minutes: float = 12
    set_week_minutes: float = 14
    sitting_minutes: float = 13
    sittings_per_week: int = 2
    check_in_minutes: float = 1.5
    """Of each program day: the check-in, and the ratings after a group."""
    weekly_days: int = 7
    even_weeks_days: int = 14
    overdue_after_days: int = 7
    baseline_counts_days: int = 30
    """A form of the baseline answered so many days before the first day is not asked again."""
    short_form_after_days: int = 14
    """Days a long form after the stay is due without an answer before its short one is asked."""
    long_form_from: tuple[tuple[str, float], ...] = (("phq-2", 3), ("gad-2", 3))
    """The total of a short form from which the long one is asked after all (Kroenke 2003, 2007)."""
    windows: tuple[Window, ...] = (
        Window(Point.ADMISSION, 0, 13),
        Window(Point.MID, 21, 34),
        Window(Point.DISCHARGE, -13, 0),
        Window(Point.AFTER_30, 23, 44),
        Window(Point.AFTER_90, 76, 110),
    )
    entries: tuple[Entry, ...] = (
        Entry(Point.WEEKLY, "phq-9"),
        Entry(Point.WEEKLY, "gad-7"),
        Entry(Point.WEEKLY, "core-10"),
        Entry(Point.EVEN_WEEKS, "pcl-5-week", _PTSD),
        Entry(Point.ADMISSION, "cssrs-screener-recent", asked_by=_STAFF),
        Entry(Point.ADMISSION, "hark", asked_by=_ALONE),
        Entry(Point.ADMISSION, "pc-ptsd-5"),
        Entry(Point.ADMISSION, "pcl-5", _TRAUMA),
        Entry(Point.ADMISSION, "ders-16"),
        Entry(Point.ADMISSION, "b-ipf"),
        Entry(Point.ADMISSION, "audit-c"),
        Entry(Point.ADMISSION, "taps-1"),
        Entry(Point.ADMISSION, "hrqol-4"),
        Entry(Point.ADMISSION, "lec-5", _TRAUMA),
        Entry(Point.ADMISSION, "itq", _PTSD),
        Entry(Point.ADMISSION, "cgi", asked_by=_STAFF),
        Entry(Point.MID, "ders-16"),
        Entry(Point.MID, "b-ipf"),
        Entry(Point.MID, "noms-items-12-14"),
        Entry(Point.MID, "cgi", asked_by=_STAFF),
        Entry(Point.DISCHARGE, "cssrs-screener-recent", asked_by=_STAFF),
        Entry(Point.DISCHARGE, "pcl-5", _TRAUMA),
        Entry(Point.DISCHARGE, "ders-16"),
        Entry(Point.DISCHARGE, "b-ipf"),
        Entry(Point.DISCHARGE, "hrqol-4"),
        Entry(Point.DISCHARGE, "noms-perception-of-care"),
        Entry(Point.DISCHARGE, "scs-sf", GivenBefore("scs-sf")),
        Entry(Point.DISCHARGE, "cgi", asked_by=_STAFF),
        Entry(Point.AFTER_30, "phq-9"),
        Entry(Point.AFTER_30, "gad-7"),
        Entry(Point.AFTER_30, "b-ipf"),
        Entry(Point.AFTER_30, "hrqol-4"),
        Entry(Point.AFTER_30, "pcl-5", _PTSD),
        Entry(Point.AFTER_90, "phq-9"),
        Entry(Point.AFTER_90, "gad-7"),
        Entry(Point.AFTER_90, "b-ipf"),
        Entry(Point.AFTER_90, "hrqol-4"),
        Entry(Point.AFTER_90, "pcl-5", _PTSD),
        Entry(Point.AFTER_90, "ders-16"),
        Entry(Point.AFTER_90, "audit-c", _DRINKS),
        *(
            Entry(point, short, in_place_of=long)
            for point in (Point.AFTER_30, Point.AFTER_90)
            for short, long in (("phq-2", "phq-9"), ("gad-2", "gad-7"))
        ),
    )
    same_questions: tuple[tuple[str, str], ...] = (
        ("phq-9", "phq-2"),
        ("gad-7", "gad-2"),
        ("pcl-5", "pcl-5-week"),
        ("core-10", "phq-9"),
        ("core-10", "gad-7"),
        ("noms-perception-of-care", "noms-items-12-14"),
    )
    """Pairs of which only one is asked in a week: one holds or replaces the other."""
    weekly_alternatives: tuple[str, ...] = ("core-10",)
    """Asked each week only when the program chose it; it then takes the place of its pair."""
    besides: tuple[str, ...] = ()
    """Forms of the site's own that are asked each week, whichever main form is."""

    def every_days(self, instrument_id: str) -> int | None:
        """Days between two, or None when it is not asked for on a rhythm."""
        for entry in self.entries:
            if entry.instrument_id == instrument_id:
                if entry.point is Point.WEEKLY:
                    return self.weekly_days
                if entry.point is Point.EVEN_WEEKS:
                    return self.even_weeks_days
        return None

    def window(self, point: Point) -> Window | None:
        """The days of a point; None for what is asked on a rhythm."""
        return next((each for each in self.windows if each.point is point), None)

    @property
    def instrument_ids(self) -> tuple[str, ...]:
        """Every questionnaire the schedule asks for, once, in its order."""
        return tuple(dict.fromkeys(entry.instrument_id for entry in self.entries))


SCHEDULE = ScheduleRules()

_SITTINGS = frozenset({Point.ADMISSION, Point.DISCHARGE})
_SETS = frozenset({Point.EVEN_WEEKS, Point.MID, Point.AFTER_30, Point.AFTER_90})


@dataclass(frozen=True)
class Given:
    """A form she finished, or one she declined (then without a total)."""

    instrument_id: str
    on: date
    total: float | None = None


@dataclass(frozen=True)
class AskingFacts:
    """What is known about one client on one day."""

    today: date
    minutes: Mapping[str, float]
    """The forms this program may show, and how long each takes; no others are asked."""
    starts_on: date | None = None
    planned_end_on: date | None = None
    ended_on: date | None = None
    coming: frozenset[date] = frozenset()
    """The dates of this week on which she comes."""
    finished: tuple[Given, ...] = ()
    declined: tuple[Given, ...] = ()
    under_review: bool = False
    """A safety concern of hers has no answer yet."""
    weekly_instead: bool = False
    """The program asks its one alternative form each week in place of the pair."""

    @cached_property
    def finished_by_form(self) -> Mapping[str, Sequence[Given]]:
        """What she finished, by questionnaire, the oldest first."""
        found: dict[str, list[Given]] = {}
        for given in sorted(self.finished, key=lambda given: given.on):
            found.setdefault(given.instrument_id, []).append(given)
        return found

    def finished_of(self, instrument_id: str) -> Sequence[Given]:
        """What she finished of one questionnaire, the oldest first."""
        return self.finished_by_form.get(instrument_id, ())


@dataclass(frozen=True)
class PlannedForm:
    """A form of this week: since when it is due, on which day it is asked, how it stands."""

    instrument_id: str
    point: Point
    due_on: date
    on: date
    state: DueState
    minutes: float
    asked_by: AskedBy
    in_place_of: str = ""
    """The longer form that had no answer, where this one is asked in its place."""
    is_sitting: bool = False
    """It belongs to a sitting arranged with her, beside the minutes of the week."""


@dataclass(frozen=True)
class PutOff:
    """A form that is due and waits, with the reason."""

    instrument_id: str
    point: Point
    why: WhyPutOff
    until: date | None


@dataclass(frozen=True)
class WeekPlan:
    """What is asked of a client this week, and what it costs her."""

    forms: tuple[PlannedForm, ...]
    put_off: tuple[PutOff, ...]
    minutes_planned: float
    """Check-ins, forms done and forms planned of this week, without sittings."""
    minutes_budget: float
    sitting_minutes_planned: float
    sitting_minutes_budget: float
    rules_id: str

    def asked_on(self, day: date, asked_by: AskedBy = AskedBy.HERSELF) -> tuple[PlannedForm, ...]:
        """The forms to be asked on a day, in order."""
        return tuple(
            form
            for form in self.forms
            if form.on == day
            and form.asked_by is asked_by
            and form.state in (DueState.DUE, DueState.OVERDUE)
        )


@dataclass
class _Week:
    """The days of the week as they fill up."""

    facts: AskingFacts
    rules: ScheduleRules
    budget: float
    used: float
    load: dict[date, float] = field(default_factory=dict)
    sitting: dict[date, float] = field(default_factory=dict)

    def days(self, since: date) -> Iterator[date]:
        """The days she may be asked on: today, and the days she comes later this week."""
        first = max(since, self.facts.today)
        wanted = {self.facts.today, *self.facts.coming}
        yield from sorted(d for d in wanted if first <= d < _monday_after(self.facts.today))

    def check_in(self, day: date) -> float:
        return self.rules.check_in_minutes if day in self.facts.coming else 0.0

    def place(self, minutes: float, since: date) -> date | WhyPutOff:
        """The first day with room for a form of the week."""
        if self.used + minutes > self.budget:
            return WhyPutOff.WEEK_FULL
        for day in self.days(since):
            room = self.rules.day_minutes - self.check_in(day)
            has = self.load.get(day, 0.0)
            is_free = not has and not self.sitting.get(day)
            if has + minutes <= room or (is_free and minutes > room):
                self.load[day] = has + minutes
                self.used += minutes
                return day
        return WhyPutOff.NO_ROOM

    def place_in_sitting(self, minutes: float, since: date) -> date | WhyPutOff:
        """The first sitting of the week with room, a new one while there may be another."""
        for day in self.days(since):
            has = self.sitting.get(day, 0.0)
            may_begin = day in self.sitting or len(self.sitting) < self.rules.sittings_per_week
            if may_begin and has + self.load.get(day, 0.0) + minutes <= self.rules.sitting_minutes:
                self.sitting[day] = has + minutes
                return day
        return WhyPutOff.NO_ROOM


class OwnAsked(Word):
    """When a form of the site's own is asked."""

    BY_HAND = "", _("Only when staff ask for it")
    WEEKLY = "weekly", _("Every week")
    SETS = "sets", _("At the start, in the middle and at the end of a stay")


_SETS_OF_A_STAY = (Point.ADMISSION, Point.MID, Point.DISCHARGE)


def with_own_forms(own: Mapping[str, OwnAsked], rules: ScheduleRules = SCHEDULE) -> ScheduleRules:
    """Forms of the site's own come last: when minutes run out, they wait first.

    Source: issue 3, instruments and Asking (burden budget) [product default].
    """
    weekly = tuple(id_ for id_, when in own.items() if when is OwnAsked.WEEKLY)
    entries = [Entry(Point.WEEKLY, id_) for id_ in weekly]
    entries += [
        Entry(point, id_)
        for id_, when in own.items()
        if when is OwnAsked.SETS
        for point in _SETS_OF_A_STAY
    ]
    return replace(rules, entries=(*rules.entries, *entries), besides=weekly) if entries else rules


def plan_week(facts: AskingFacts, rules: ScheduleRules = SCHEDULE) -> WeekPlan:
    """The forms of this week within its minutes; what does not fit waits and says why.

    Forms are kept in the order of the rule set: the weekly pair, then the trauma scale, then the
    set of the point. A declined form counts as asked and comes next time. While a safety concern is
    under review she is asked nothing; what staff ask goes on. Nothing is asked twice in seven days
    when one form holds another.
    Source: instruments.md 2; domain.md 7.1; ux.md 3.7 M6.
    """
    wanted = list(_wanted(facts, rules))
    week = _begun_week(facts, rules, wanted)
    forms: list[PlannedForm] = []
    put_off: list[PutOff] = []
    asked: set[str] = set()
    for entry, since in wanted:
        minutes = facts.minutes[entry.instrument_id]
        is_hers = entry.asked_by is AskedBy.HERSELF
        why: WhyPutOff | None = None
        until: date | None = _monday_after(facts.today)
        day = max(since, facts.today)
        if is_hers and not _is_declined(facts, entry, since):
            again = _asks_the_same(facts, rules, entry.instrument_id, asked)
            if facts.under_review:
                why, until = WhyPutOff.UNDER_REVIEW, None
            elif _has_short_form(facts, rules, entry):
                why, until = WhyPutOff.SHORT_FORM, None
            elif again is not None:
                why, until = WhyPutOff.ASKED_ALREADY, again
            else:
                place = week.place_in_sitting if entry.point in _SITTINGS else week.place
                found = place(minutes, since)
                if isinstance(found, WhyPutOff):
                    why = found
                else:
                    day = found
                    asked.add(entry.instrument_id)
        if why is not None:
            put_off.append(PutOff(entry.instrument_id, entry.point, why, until))
            continue
        forms.append(
            PlannedForm(
                instrument_id=entry.instrument_id,
                point=entry.point,
                due_on=since,
                on=day,
                state=_state(facts, rules, entry, since, day),
                minutes=minutes,
                asked_by=entry.asked_by,
                in_place_of=entry.in_place_of,
                is_sitting=is_hers and entry.point in _SITTINGS,
            )
        )
    return WeekPlan(
        forms=tuple(forms),
        put_off=tuple(put_off),
        minutes_planned=week.used,
        minutes_budget=week.budget,
        sitting_minutes_planned=sum(week.sitting.values()),
        sitting_minutes_budget=rules.sitting_minutes * rules.sittings_per_week,
        rules_id=rules.id,
    )


def _wanted(facts: AskingFacts, rules: ScheduleRules) -> Iterator[tuple[Entry, date]]:
    """The entries that apply this week, each with the day from which it is due; each form once."""
    seen: set[str] = set()
    for entry in rules.entries:
        if entry.instrument_id in seen or entry.instrument_id not in facts.minutes:
            continue
        since = _due_since(facts, rules, entry)
        if since is not None and since < _monday_after(facts.today):
            seen.add(entry.instrument_id)
            yield entry, since


def _due_since(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> date | None:
    if not _applies(facts, rules, entry):
        return None
    if entry.point in (Point.WEEKLY, Point.EVEN_WEEKS):
        return _rhythm_since(facts, rules, entry)
    window = rules.window(entry.point)
    anchor = _anchor(facts, entry.point)
    if window is None or anchor is None:
        return None
    first = anchor + timedelta(days=window.from_days)
    last = anchor + timedelta(days=window.to_days)
    if not first <= _sunday(facts.today) or facts.today > last:
        return None
    counts_from = _counts_from(facts, rules) if entry.point is Point.ADMISSION else first
    is_done = any(
        counts_from is None or given.on >= counts_from
        for given in facts.finished_of(entry.instrument_id)
    )
    if is_done or _is_closed_by_short_form(facts, rules, entry, first):
        return None
    return _short_form_since(facts, rules, entry, first) if entry.in_place_of else first


def _counts_from(facts: AskingFacts, rules: ScheduleRules) -> date | None:
    """From when on an answer belongs to the baseline of this stay."""
    if facts.starts_on is None:
        return None
    return facts.starts_on - timedelta(days=rules.baseline_counts_days)


def _short_form_since(
    facts: AskingFacts, rules: ScheduleRules, short: Entry, first: date
) -> date | None:
    """Due when the long form stood open for some days; a no to it is an answer, not a lack."""
    answered = facts.finished_of(short.in_place_of)
    said_no = [g for g in facts.declined if g.instrument_id == short.in_place_of]
    if any(given.on >= first for given in (*answered, *said_no)):
        return None
    return first + timedelta(days=rules.short_form_after_days)


def _has_short_form(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> bool:
    """Whether today a short form is asked in place of this one."""
    short = _short_form(facts, rules, entry)
    since = _due_since(facts, rules, short) if short else None
    return since is not None and since <= facts.today


def _is_closed_by_short_form(
    facts: AskingFacts, rules: ScheduleRules, entry: Entry, first: date
) -> bool:
    """Whether the short form was finished instead, below the total that brings this one back."""
    short = _short_form(facts, rules, entry)
    if short is None:
        return False
    below = dict(rules.long_form_from)[short.instrument_id]
    found = [given for given in facts.finished_of(short.instrument_id) if given.on >= first]
    return bool(found) and found[-1].total is not None and found[-1].total < below


def _short_form(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> Entry | None:
    """The short form that may take the place of this one at its point."""
    found = (
        each
        for each in rules.entries
        if each.in_place_of == entry.instrument_id and each.point is entry.point
    )
    return next((each for each in found if each.instrument_id in facts.minutes), None)


def _anchor(facts: AskingFacts, point: Point) -> date | None:
    if point in (Point.AFTER_30, Point.AFTER_90):
        return facts.ended_on
    if facts.ended_on is not None and facts.today > facts.ended_on:
        return None
    return facts.planned_end_on if point is Point.DISCHARGE else facts.starts_on


def _rhythm_since(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> date | None:
    """Due as many days after the one before; the first one at the start, or after the baseline."""
    if facts.ended_on is not None and facts.today > facts.ended_on:
        return None
    every = timedelta(days=rules.every_days(entry.instrument_id) or rules.weekly_days)
    alike = {entry.instrument_id}
    if entry.point is Point.EVEN_WEEKS and isinstance(entry.only_if, AtLeast):
        alike.add(entry.only_if.instrument_id)
    before = [given.on for id_ in alike for given in facts.finished_of(id_)]
    declined = [
        given.on
        for given in facts.declined
        if given.instrument_id == entry.instrument_id and given.on + every <= facts.today
    ]
    last = max([*before, *declined], default=None)
    if last is not None:
        return last + every
    return min(facts.starts_on or facts.today, facts.today)


def _applies(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> bool:
    if entry.point is Point.WEEKLY and entry.instrument_id not in rules.besides:
        is_alternative = entry.instrument_id in rules.weekly_alternatives
        if is_alternative is not facts.weekly_instead:
            return False
    only_if = entry.only_if
    if only_if is None:
        return True
    counts_from = _counts_from(facts, rules)
    of_stay = [
        given
        for given in facts.finished_of(only_if.instrument_id)
        if counts_from is None or given.on >= counts_from
    ]
    if isinstance(only_if, GivenBefore):
        return bool(of_stay)
    first = next((given.total for given in of_stay if given.total is not None), None)
    return first is not None and first >= only_if.total


def _is_declined(facts: AskingFacts, entry: Entry, since: date) -> bool:
    return any(
        given.instrument_id == entry.instrument_id and given.on >= since for given in facts.declined
    )


def _asks_the_same(
    facts: AskingFacts, rules: ScheduleRules, instrument_id: str, asked: set[str]
) -> date | None:
    """The day from which it may be asked; None when nothing of the last days asked the same."""
    alike = {
        other
        for pair in rules.same_questions
        if instrument_id in pair
        for other in pair
        if other != instrument_id
    }
    week_ago = facts.today - timedelta(days=DAYS_A_WEEK)
    lately = [g.on for id_ in alike for g in facts.finished_of(id_) if g.on > week_ago]
    if lately:
        return max(lately) + timedelta(days=DAYS_A_WEEK)
    return _monday_after(facts.today) if alike & asked else None


def _state(
    facts: AskingFacts, rules: ScheduleRules, entry: Entry, since: date, day: date
) -> DueState:
    if _is_declined(facts, entry, since):
        return DueState.DECLINED
    if since > facts.today:
        return DueState.LATER
    late = (facts.today - since).days >= rules.overdue_after_days
    return DueState.OVERDUE if late else DueState.DUE


def _begun_week(
    facts: AskingFacts, rules: ScheduleRules, wanted: list[tuple[Entry, date]]
) -> _Week:
    """The week with its check-ins and the forms she has finished in it."""
    points = {
        entry.instrument_id: entry.point for entry in rules.entries if _is_now(facts, rules, entry)
    }
    of_week = [g for g in facts.finished if _monday(facts.today) <= g.on <= facts.today]
    is_set = any(entry.point in _SETS for entry, _since in wanted) or any(
        points.get(given.instrument_id) in _SETS for given in of_week
    )
    coming = [day for day in facts.coming if _monday(facts.today) <= day <= _sunday(facts.today)]
    week = _Week(
        facts,
        rules,
        budget=rules.set_week_minutes if is_set else rules.week_minutes,
        used=rules.check_in_minutes * len(coming),
    )
    for given in of_week:
        minutes = facts.minutes.get(given.instrument_id, 0.0)
        if points.get(given.instrument_id) in _SITTINGS:
            week.sitting[given.on] = week.sitting.get(given.on, 0.0) + minutes
        else:
            week.load[given.on] = week.load.get(given.on, 0.0) + minutes
            week.used += minutes
    return week


def _is_now(facts: AskingFacts, rules: ScheduleRules, entry: Entry) -> bool:
    """Whether the point of an entry is at this time of the stay."""
    window, anchor = rules.window(entry.point), _anchor(facts, entry.point)
    if window is None:
        return True
    if anchor is None:
        return False
    return window.from_days <= (facts.today - anchor).days <= window.to_days


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sunday(day: date) -> date:
    return _monday(day) + timedelta(days=DAYS_A_WEEK - 1)


def _monday_after(day: date) -> date:
    return _monday(day) + timedelta(days=DAYS_A_WEEK)
