"""What her days fit around, as lines staff read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as say

from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.moments import clock_words
from openiop.domain.wishes import BusyDate, BusyTime, Wishes


def wish_lines(wishes: Wishes) -> list[tuple[str, str]]:
    """Label and value of everything she said; nothing is left out, nothing empty is shown."""
    gender = say(wishes.gender.label) if wishes.gender else ""
    if wishes.gender_is_needed and gender:
        gender = say("{gender}, needed").format(gender=gender)
    travel = say("{n} minutes").format(n=wishes.travel_min) if wishes.travel_min is not None else ""
    getting = say(wishes.getting.label) if wishes.getting else ""
    lines = [
        (say("Times"), "; ".join(_time(each) for each in wishes.times)),
        (say("Dates"), "; ".join(_date(each) for each in wishes.dates)),
        (say("Gets here"), _joined((getting, travel))),
        (say("Children"), str(wishes.childcare_for or "")),
        (say("Baby"), say("comes with her") if wishes.brings_infant else ""),
        (say("Place"), say(wishes.mode.label)),
        (say("Days a week"), str(wishes.days_a_week or "")),
        (say("Talks with"), gender),
        (say("Interpreter"), wishes.interpreter),
        (say("Helps her"), _joined(say(each.label) for each in sorted(wishes.needs))),
        (say("Also"), wishes.words),
    ]
    return [(label, value) for label, value in lines if value]


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _time(each: BusyTime) -> str:
    days = ", ".join(say(DAY_WORDS[day]) for day in sorted(each.weekdays))
    span = f"{clock_words(each.starts)}-{clock_words(each.ends)}"
    return f"{days} {span} ({say(each.why.label)}: {say(each.strength.label)})"


def _date(each: BusyDate) -> str:
    span = (
        f" {clock_words(each.starts)}-{clock_words(each.ends)}"
        if each.starts is not None and each.ends is not None
        else ""
    )
    return f"{date_format(each.on, 'D M j')}{span} ({say(each.why.label)})"
