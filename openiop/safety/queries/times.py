"""Times that hold here, and what the program day says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.queries import coming_days
from openiop.domain.safety import SAFETY_RULES, SafetyRules
from openiop.domain.safety_times import changed_times, times_from, version_of
from openiop.programs.queries import LOOK_AHEAD_DAYS, program
from openiop.safety.models import SafetyTimes
from openiop.schedule.queries import sessions_of_client

from .people import name_in


def rules_here() -> SafetyRules:
    """The safety rules that hold now: the program's own times, once it has set any."""
    version = SafetyTimes.objects.filter(starts_at__lte=clock.now()).order_by("-number").first()
    return times_from(version.times, version.number) if version else rules_before_any_version()


def rules_of(rule_id: str) -> SafetyRules:
    """The rules as they were when they set an alert's clock."""
    number = version_of(rule_id)
    version = SafetyTimes.objects.filter(number=number).first() if number else None
    return times_from(version.times, version.number) if version else rules_before_any_version()


def rules_before_any_version() -> SafetyRules:
    """The rules as shipped, with the hours in which this program reads."""
    here = program()
    if here is None:
        return SAFETY_RULES
    weekdays = frozenset(here.reads_weekdays) or SAFETY_RULES.monitored_weekdays
    return replace(
        SAFETY_RULES,
        monitored_weekdays=weekdays,
        monitored_from=time.fromisoformat(here.reads_from),
        monitored_until=time.fromisoformat(here.reads_until),
    )


@dataclass(frozen=True)
class TimesVersion:
    """One version of the program's own times, with what it changed."""

    number: int
    rules: SafetyRules
    starts_at: datetime
    set_at: datetime
    set_by_name: str
    why: str
    changed: tuple[str, ...]
    """Names of the times that differ from the version before."""
    holds: bool


def times_history() -> list[TimesVersion]:
    """Every version of the program's own times, newest first; three statements."""
    rows = list(SafetyTimes.objects.order_by("number"))
    names = names_by_id(row.created_by for row in rows)
    now, before = clock.now(), rules_before_any_version()
    held = [row.number for row in rows if row.starts_at <= now]
    found = []
    for row in rows:
        rules = times_from(row.times, row.number)
        found.append(
            TimesVersion(
                number=row.number,
                rules=rules,
                starts_at=row.starts_at,
                set_at=row.created_at,
                set_by_name=name_in(names, row.created_by),
                why=row.why,
                changed=changed_times(before, rules),
                holds=row.number == max(held, default=0),
            )
        )
        before = rules
    return found[::-1]


def leaves_at(client_id: UUID, day: date) -> datetime | None:
    """When her program day ends on `day`, as planned."""
    ends = [session.ends_at for session in sessions_of_client(client_id, day, day)]
    return clock.local(max(ends)) if ends else None


def next_coming_day(client_id: UUID) -> date | None:
    """Her next program day after today, within two weeks."""
    today = clock.today()
    ahead = today + timedelta(days=LOOK_AHEAD_DAYS)
    coming = coming_days(today + timedelta(days=1), ahead, [client_id])
    return min(coming.get(client_id, ()), default=None)
