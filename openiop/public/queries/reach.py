"""What the help page says: who can be reached right now, true at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as say

from openiop.domain.contact import DAY_WORDS, Window, times_in_words
from openiop.domain.crisis import CRISIS_LINES, CrisisLine, ways_in
from openiop.domain.safety import is_after_hours, next_monitored
from openiop.programs.queries import program
from openiop.safety.queries.plans import plan_of
from openiop.safety.queries.times import rules_here


@dataclass(frozen=True)
class WayShown:
    """One button of a line."""

    label: str
    href: str
    kind: str


@dataclass(frozen=True)
class LineShown:
    """One line in the reader's language."""

    name: str
    what: str
    hours: str
    ways: tuple[WayShown, ...]
    own: bool = False


@dataclass(frozen=True)
class HelpPage:
    """Who can be reached right now."""

    lines: tuple[LineShown, ...]
    phone: str
    program: tuple[str, ...]
    """About the program's own phone and who reads, in sentences."""
    people: tuple[str, ...]
    """From her own safety plan, when she is signed in."""
    looked_on: date


def help_page(now: datetime, client_id: UUID | None = None) -> HelpPage:
    """Who can be reached right now; with her own people when a client is signed in."""
    here = program()
    plan = plan_of(client_id) if client_id else None
    return HelpPage(
        lines=tuple(_shown(line) for line in CRISIS_LINES),
        phone=here.on_call_phone if here else "",
        program=_about_us(now),
        people=plan.facts.people_to_ask if plan else (),
        looked_on=min(line.reviewed_on for line in CRISIS_LINES),
    )


def _shown(line: CrisisLine) -> LineShown:
    return LineShown(
        name=say(line.name),
        what=say(line.what),
        hours=say(line.hours) if line.hours else "",
        ways=tuple(
            WayShown(say(way.label), way.href, "main" if way.is_main else "second")
            for way in ways_in(line, (get_language() or "en")[:2])
        ),
    )


def _about_us(now: datetime) -> tuple[str, ...]:
    rules = rules_here()
    hours = times_in_words(
        (Window(rules.monitored_weekdays, rules.monitored_from, rules.monitored_until),),
        [say(word) for word in DAY_WORDS],
    )
    staffed = say("We are here {hours}.").format(hours=hours)
    if not is_after_hours(now, rules):
        return (staffed,)
    back = date_format(next_monitored(now, rules), "SHORT_DATETIME_FORMAT")
    return (
        staffed,
        say("Nobody here is reading right now. We are back {when}.").format(when=back),
    )
