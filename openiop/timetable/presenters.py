"""Words for the pages about the week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as say

from openiop.base import clock
from openiop.domain.contact import ContactLine
from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.working_terms import WorkingTerms


def moment_words(at: datetime) -> str:
    """A day and a time."""
    here = clock.local(at)
    return f"{date_format(here, 'D M j')}, {date_format(here, 'H:i')}"


def reach_words(lines: Iterable[ContactLine]) -> list[tuple[str, bool]]:
    """How she may be reached, and whether each way is open now."""
    return [(say(line.text).format(**line.params), bool(line.open_now)) for line in lines]


def terms_lines(terms: WorkingTerms | None) -> list[str]:
    """What is known of when somebody works, one line for each thing."""
    if terms is None:
        return []
    hours = "; ".join(
        f"{say(DAY_WORDS[day])} " + ", ".join(f"{_time(a)}-{_time(b)}" for a, b in windows)
        for day, windows in sorted(terms.hours.items())
    )
    limits = (
        (say("{n} clients of her own"), terms.caseload_most),
        (say("{n} hours a day"), terms.hours_a_day_most),
        (say("{n} hours a week"), terms.hours_a_week_most),
        (say("{n} hours without a break"), terms.hours_in_a_row_most),
    )
    most = ", ".join(words.format(n=told) for words, told in limits if told)
    lines = (
        hours,
        ", ".join(say(kind.label) for kind in sorted(terms.leads)),
        say("at most {what}").format(what=most) if most else "",
        ", ".join(terms.languages),
    )
    return [line for line in lines if line]


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
