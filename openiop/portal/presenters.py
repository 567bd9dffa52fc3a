"""Facts of a client's pages put into her words: answers as tiles, scores as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as say

from openiop.base import clock
from openiop.course.presenters.picture import Picture, picture
from openiop.course.presenters.wording import is_worse, sentence_of, title_of
from openiop.course.queries.course import ClientCourse, Measure
from openiop.coverage.queries import GivenEstimate
from openiop.domain.contact import DAY_WORDS, ContactProfile, Window, times_in_words
from openiop.domain.coverage.benefits import FigureKind, FigureSource
from openiop.domain.coverage.estimate import ESTIMATE_RULES
from openiop.domain.crisis import CRISIS_RULES, CrisisLine, Way, ways_in
from openiop.domain.decision import refuse
from openiop.domain.measures.instrument import Instrument, Item, Option
from openiop.domain.safety_said import SheSaid
from openiop.domain.text import _
from openiop.domain.today import MainThing
from openiop.domain.words import Channel, Word
from openiop.measures.models import Fits

from .queries import Planned, Reading, WeekDay, progress_letter

SKIP = "skip"
NOON, EVENING = 12, 17


@dataclass(frozen=True)
class Choice:
    """One answer on a page."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    checked: bool = False


def greeting(name: str, at: datetime) -> str:
    """Good morning, and her chosen name."""
    if at.hour < NOON:
        words = say("Good morning, {name}")
    elif at.hour < EVENING:
        words = say("Good afternoon, {name}")
    else:
        words = say("Good evening, {name}")
    return words.format(name=name)


def tiles(of: Instrument, item: Item, answers: dict[str, int | None]) -> list[Choice]:
    """The answers of a question; only our own wording is translated, numbers stand bare."""
    chosen = answers.get(item.link_id)

    def label(option: Option) -> str:
        if item.range is not None:
            return str(option.value)
        return say(option.label) if of.wording_is_ours else option.label

    return [
        Choice(
            value=str(option.value),
            label=label(option),
            chosen=chosen is not None and option.value == chosen,
        )
        for option in of.options_for(item)
    ]


def chips(words: Iterable[Word], chosen: Iterable[str] = ()) -> list[Choice]:
    """Our words as small choices."""
    held = set(chosen)
    return [Choice(str(word), say(word.label), checked=str(word) in held) for word in words]


def labelled(options: Iterable[Any], chosen: str = "") -> list[Choice]:
    """The answers of a check-in question as small choices."""
    return [Choice(str(o.value), say(o.label), checked=str(o.value) == chosen) for o in options]


def ways(line: CrisisLine) -> tuple[Way, ...]:
    """How she reaches a line, in the language she reads."""
    return ways_in(line, (get_language() or "en")[:2])


def place(planned: Planned) -> str:
    """Where it is and who leads it: "Oak room, with Ana"."""
    where = say("By video") if planned.by_video else planned.room
    who = say("with {names}").format(names=", ".join(planned.with_names))
    return ", ".join(part for part in (where, who if planned.with_names else "") if part)


def when(planned: Planned, today: date) -> str:
    """The time, and the day when it is not today."""
    time = date_format(clock.local(planned.starts_at), "H:i")
    if planned.on != today:
        day = capfirst(date_format(planned.on, "DATE_FORMAT"))
        return say("{day}, {time}").format(day=day, time=time)
    if planned.is_running:
        until = date_format(clock.local(planned.ends_at), "H:i")
        return say("Now, until {until}").format(until=until)
    return say("Today, {time}").format(time=time)


def day_items(planned: Iterable[Planned]) -> list[dict[str, str]]:
    """The lines of a day card."""
    return [
        {
            "time": date_format(clock.local(each.starts_at), "H:i"),
            "what": say(each.what),
            "where": "" if each.canceled else place(each),
            "note": _change(each),
        }
        for each in planned
    ]


def _change(each: Planned) -> str:
    """What is not as usual, in one plain line."""
    if each.canceled:
        return say("Canceled. It does not take place.")
    if each.stands_in_for and each.with_names:
        who, whom = each.with_names[0], each.stands_in_for
        return say("{who} stands in for {whom}.").format(who=who, whom=whom)
    return ""


def who_reads(reading: Reading) -> list[str]:
    """Who reads what she sends and when, true at this moment."""
    rules = reading.rules
    hours = times_in_words(
        (Window(rules.monitored_weekdays, rules.monitored_from, rules.monitored_until),),
        [say(word) for word in DAY_WORDS],
    )
    if reading.now:
        within = say("A clinician here reads this. {hours} we read it within {n} hour.")
        return [
            within.format(hours=hours, n=CRISIS_RULES.read_within_h),
            say("At other times nobody is reading."),
        ]
    back = date_format(clock.local(reading.next_at), "SHORT_DATETIME_FORMAT")
    return [
        say("Nobody is reading this right now."),
        say("A clinician here reads it when we are back: {when}.").format(when=back),
    ]


# How it's going


@dataclass(frozen=True)
class ProgressCard:
    """One form over time as she reads it."""

    letter: str
    title: str
    sentence: str
    is_open: bool
    """One stands open; the others are a line that opens them."""
    asks_first: bool
    """Things look harder: she is asked whether to look at it together before anything is shown."""
    picture: Picture | None
    comments: list[dict[str, str]]


def progress_cards(course: ClientCourse, shown: str) -> list[ProgressCard]:
    """Her forms over time: one open, the harder course shown only when she asked for it."""
    letters = {
        measure.instrument.id: progress_letter(measure.instrument.id) for measure in course.measures
    }
    opened = shown if shown in letters.values() else next(iter(letters.values()), "")
    return [
        _card(course, measure, letters[measure.instrument.id], opened, asked_for=shown)
        for measure in course.measures
    ]


def _card(
    course: ClientCourse, measure: Measure, letter: str, opened: str, *, asked_for: str
) -> ProgressCard:
    harder = is_worse(measure)
    is_open = letter == opened
    asks_first = harder and asked_for != letter
    return ProgressCard(
        letter=letter,
        title=title_of(measure.instrument, for_her=True),
        sentence="" if harder else sentence_of(measure, for_her=True),
        is_open=is_open,
        asks_first=asks_first,
        picture=picture(course, [measure], for_her=True, small=True)
        if is_open and not asks_first
        else None,
        comments=[
            {
                "fits": say(Fits(comment.fits).label) if comment.fits else "",
                "words": comment.words,
                "when": date_format(clock.local(comment.created_at), "DATE_FORMAT"),
            }
            for comment in measure.comments
        ],
    )


# Today, check-in and forms

MAIN_LABELS: dict[MainThing, str] = {
    MainThing.CHECK_IN: _("Check in"),
    MainThing.GO_ON_WITH_CHECK_IN: _("Go on with my check-in"),
    MainThing.FORM: _("Answer a few questions"),
    MainThing.WEEK: _("See my week"),
}


@dataclass(frozen=True)
class QuestionWords:
    """What stands around a question of the check-in: who sees it, and why we ask."""

    who_sees: str
    why: str


_TEAM_SEES = _("Your team reads this. You can skip it.")
_URGE_SEES = _(
    "Your team reads this. If there is any urge, someone talks with you in private. "
    "You are not in trouble."
)
_HARM_SEES = _(
    "Your team reads this. If it is strong, someone talks with you in private. "
    "You are not in trouble."
)
_ACT_SEES = _(
    "Your team reads this. If you say yes, someone talks with you in private. "
    "You are not in trouble."
)
QUESTION_WORDS: dict[str, QuestionWords] = {
    "feeling": QuestionWords(
        _TEAM_SEES, _("So that whoever leads your group knows how the day starts for you.")
    ),
    "mood": QuestionWords(
        _TEAM_SEES, _("One number a day lets you and your team see what helps over time.")
    ),
    "si_urge": QuestionWords(
        _URGE_SEES, _("We ask every woman on every program day. Many have such thoughts.")
    ),
    "sh_urge": QuestionWords(
        _HARM_SEES, _("We ask every woman on every program day. There is no wrong answer.")
    ),
    "sh_act": QuestionWords(
        _ACT_SEES, _("So that someone can look after you today. You are not in trouble.")
    ),
    "safe_home": QuestionWords(
        _(
            "Your team reads this. If you say no, someone talks with you in private. "
            "We do not call or write to where you stay."
        ),
        _("Being safe where you stay comes before everything else we do here."),
    ),
}


def value_of(given: str, item: Item, of: Instrument) -> int | None:
    """The answer a button stands for; a button we do not know is no answer and is refused."""
    if given == SKIP:
        return None
    known = {str(option.value): option.value for option in of.options_for(item)}
    if given not in known:
        raise refuse("not_an_answer", _("Please tap one of the answers, or skip the question."))
    return known[given]


def last_page(answers: dict[str, int | None]) -> dict[str, Any]:
    """What she gave on the last page before."""
    return {name: answers.get(name) for name in ("skills", "sleep_hours")}


def safe_choices(said: str) -> list[Choice]:
    """The four answers to "Are you safe right now?"."""
    four = (SheSaid.SAFE, SheSaid.NOT_SURE, SheSaid.NOT_SAFE, SheSaid.NOT_SAID)
    return [Choice(str(word), say(word.label), chosen=str(word) == said) for word in four]


def day_card(day: WeekDay, today: date) -> dict[str, Any]:
    """One day of her week."""
    state = "today" if day.on == today else "past" if day.on < today else ""
    is_tomorrow = day.on == today + timedelta(days=1)
    word = ""
    if state == "today":
        word = say("Today")
    elif is_tomorrow:
        word = say("Tomorrow")
    elif state == "past" and day.was_here:
        word = say("You were here")
    elif day.away:
        word = say("You told us you can't come")
    if is_tomorrow and day.away:
        note = say("You told us you can't come")
    elif state == "today" and day.away:
        note = say("You told us you can't come today.")
    elif not day.planned:
        note = say("We show the groups of this day here soon.")
    else:
        note = ""
    return {
        "title": capfirst(date_format(day.on, "DATE_FORMAT")),
        "state": state,
        "word": word,
        "items": day_items(p for p in day.planned if state != "past" or not p.canceled),
        "note": note,
    }


_HER_WAYS = {
    Channel.CALL: _("Call"),
    Channel.TEXT: _("Text message"),
    Channel.EMAIL: _("E-mail"),
    Channel.POST: _("Letter"),
}


def contact_lines(profile: ContactProfile) -> list[tuple[str, str]]:
    """What she said about each way to reach her, as she reads it."""
    lines = []
    for channel in Channel:
        rule = profile.rule_for(channel)
        said = say(rule.allowed.label) if profile.asked else say("Not yet, until you tell us")
        if rule.windows:
            said = times_in_words(rule.windows, [say(word) for word in DAY_WORDS])
        lines.append((say(_HER_WAYS[channel]), said))
    return lines


_FIGURES = {
    FigureKind.DEDUCTIBLE_LEFT: _("What you pay first this year (deductible), still left"),
    FigureKind.COPAY_DAY: _("What you pay each day (copay)"),
    FigureKind.COINSURANCE: _("Your share after that (coinsurance)"),
    FigureKind.POCKET_LEFT: _("The most you can still pay this year"),
    FigureKind.ALLOWED_LOW: _("What your plan allows for a day, at least"),
    FigureKind.ALLOWED_HIGH: _("What your plan allows for a day, at most"),
}
_SOURCES = {
    FigureSource.PLAN_CALL: _("your plan told us by phone"),
    FigureSource.PLAN_SITE: _("from your plan's website"),
    FigureSource.CARD: _("from your insurance card"),
    FigureSource.HERSELF: _("you told us"),
    FigureSource.CONTRACT: _("from our contract with your plan"),
    FigureSource.OUR_GUESS: _("our own best guess"),
}


@dataclass(frozen=True)
class CostWords:
    """An estimate as she reads it."""

    range: str
    days: str
    figures: tuple[tuple[str, str, str], ...]
    """What, how much, who says so."""
    open: tuple[str, ...]
    may_object_above: str


def dollars(amount: Decimal) -> str:
    """$1,250 or $85.50."""
    whole = amount == amount.to_integral_value()
    return f"${amount:,.0f}" if whole else f"${amount:,.2f}"


def cost_words(given: GivenEstimate) -> CostWords:
    """The range in one line, each figure with its source, and what is not known yet."""
    found = given.estimate
    if found.high is None:
        words = say("{low} or more").format(low=dollars(found.low))
    elif found.low == found.high:
        words = dollars(found.low)
    else:
        words = say("{low} to {high}").format(low=dollars(found.low), high=dollars(found.high))
    low, high = found.days.low, found.days.high
    days = str(low) if low == high else say("{low} to {high}").format(low=low, high=high)
    figures = [
        (
            say(_FIGURES[line.kind]),
            f"{line.figure.amount:g} %"
            if line.kind is FigureKind.COINSURANCE
            else dollars(line.figure.amount),
            say(_SOURCES[line.figure.source]),
        )
        for line in found.lines
    ]
    if given.pays_herself and given.fee_a_day is not None:
        figures = [(say("What a day costs you"), dollars(given.fee_a_day), say("our own fees"))]
    return CostWords(
        range=words,
        days=days,
        figures=tuple(figures),
        open=tuple(say(reason.text) for reason in found.open),
        may_object_above=dollars(ESTIMATE_RULES.above_it_she_may_object),
    )
