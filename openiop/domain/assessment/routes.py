"""What stands against starting here now, and where each finding leads. Nobody is only turned away.

Source: domain.md 2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.domain.words import Level, Word


class CareLevel(Word):
    """How much care, from weekly to around the clock; or something else that comes first."""

    OUTPATIENT = "outpatient", _("Weekly care")
    IOP = "iop", _("IOP")
    PHP = "php", _("PHP (day program)")
    INPATIENT = "inpatient", _("24-hour or crisis care")
    OTHER = "other", _("Another service first")


LADDER = (CareLevel.OUTPATIENT, CareLevel.IOP, CareLevel.PHP, CareLevel.INPATIENT)
"""From less to more. `OTHER` stands beside it."""


class Known(Word):
    """Whether something holds. Not asked is neither yes nor no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "", _("Not asked yet")


class Finding(Word):
    """What may stand against starting here now."""

    SUICIDE = "suicide", _("Means to end her life, has a plan, or tried in the last 3 months")
    HARM_OTHERS = "harm_others", _("Means to harm somebody, or the group cannot be kept safe")
    PSYCHOSIS_MANIA = "psychosis_mania", _("Psychosis or mania that keeps her from a group")
    WITHDRAWAL = "withdrawal", _("Risk of withdrawal, needs detox")
    MEDICAL = "medical", _("Medically unstable")
    GROUPS = "groups", _("Cannot use groups because of how she thinks or remembers")
    AROUND_THE_CLOCK = "around_the_clock", _("Needs care around the clock")
    HOME = "home", _("Not safe at home, with no support outside program hours")
    LITTLE_NEED = "little_need", _("Weekly care is enough")


class RouteClock(Word):
    """How soon the next person has her."""

    NOW = "now", _("Now")
    SAME_DAY = "same_day", _("The same day")
    DAYS_3 = "days_3", _("Within 72 hours")


@dataclass(frozen=True)
class Route:
    """Where a finding leads: what is done, how soon, by whom, and the level it comes to."""

    finding: Finding
    to: str
    clock: RouteClock
    done_by: Role
    level: CareLevel
    """The least that fits; `OTHER` when something else comes first."""
    note: str = ""
    """What else holds, in a sentence."""


ROUTES: Mapping[Finding, Route] = {
    route.finding: route
    for route in (
        Route(
            Finding.SUICIDE,
            _("Seen in person now; emergency, crisis or hospital care as the clinician decides"),
            RouteClock.NOW,
            Role.THERAPIST,
            CareLevel.INPATIENT,
            _("She is not left alone, and never put on a list."),
        ),
        Route(
            Finding.HARM_OTHERS,
            _("Crisis or hospital care; the duty-to-protect checklist"),
            RouteClock.NOW,
            Role.CLINICAL_LEAD,
            CareLevel.INPATIENT,
        ),
        Route(
            Finding.PSYCHOSIS_MANIA,
            _("Psychiatric evaluation; a day program or hospital care"),
            RouteClock.SAME_DAY,
            Role.PRESCRIBER,
            CareLevel.PHP,
        ),
        Route(
            Finding.WITHDRAWAL,
            _("Withdrawal management first, then IOP"),
            RouteClock.SAME_DAY,
            Role.PRESCRIBER,
            CareLevel.OTHER,
            _("Her place in line is kept."),
        ),
        Route(
            Finding.MEDICAL,
            _("Medical evaluation; more care if needed"),
            RouteClock.SAME_DAY,
            Role.PRESCRIBER,
            CareLevel.OTHER,
        ),
        Route(
            Finding.GROUPS,
            _("A service that does not rest on groups"),
            RouteClock.DAYS_3,
            Role.THERAPIST,
            CareLevel.OTHER,
        ),
        Route(
            Finding.AROUND_THE_CLOCK,
            _("Residential or hospital care"),
            RouteClock.DAYS_3,
            Role.THERAPIST,
            CareLevel.INPATIENT,
        ),
        Route(
            Finding.HOME,
            _("An advocate for violence at home or housing, and more care or a shelter"),
            RouteClock.SAME_DAY,
            Role.THERAPIST,
            CareLevel.PHP,
            _("Never a reason to turn her away."),
        ),
        Route(
            Finding.LITTLE_NEED,
            _("Weekly care, with the door here open"),
            RouteClock.DAYS_3,
            Role.THERAPIST,
            CareLevel.OUTPATIENT,
        ),
    )
}
"""Every finding and its route. Source: domain.md 2.5."""

ASKED = tuple(finding for finding in Finding if finding is not Finding.LITTLE_NEED)
"""The findings a clinician asks about; too little need follows from the indicators."""

STOPS = frozenset({Finding.SUICIDE, Finding.HARM_OTHERS})
"""While one of these holds, nobody offers her the groups here."""


def with_screen(findings: Mapping[Finding, Known], screen: Level | None) -> dict[Finding, Known]:
    """The findings with what the C-SSRS says: a high screen is a yes, whatever was ticked.

    Why: any single high answer decides the floor; only a co-signed risk assessment lowers it.
    Source: domain.md 2.5 (C-SSRS 4/5), 8.1.
    """
    found: dict[Finding, Known] = {
        finding: findings.get(finding, Known.NOT_ASKED) for finding in ASKED
    }
    if screen is Level.HIGH:
        found[Finding.SUICIDE] = Known.YES
    return found


def routes_for(findings: Mapping[Finding, Known]) -> tuple[Route, ...]:
    """The routes of everything found, the soonest first.

    Source: domain.md 2.5.
    """
    clocks = tuple(RouteClock)
    found = [ROUTES[finding] for finding, known in findings.items() if known is Known.YES]
    order = tuple(Finding)
    return tuple(
        sorted(found, key=lambda route: (clocks.index(route.clock), order.index(route.finding)))
    )


@dataclass(frozen=True)
class RouteRules:
    """The clocks of the routes as times.

    Source: domain.md 2.5; the minutes of "now" are those of domain.md 8.4 [product default].
    """

    id: str = "openiop-routes/1"
    now_minutes: int = 15
    days_3_hours: int = 72


ROUTE_RULES = RouteRules()


def route_due_at(
    clock: RouteClock, found_at_local: datetime, rules: RouteRules = ROUTE_RULES
) -> datetime:
    """By when somebody else has her: 15 minutes, the end of that day, or 72 hours.

    Source: domain.md 2.5, 8.4.
    """
    if clock is RouteClock.NOW:
        return found_at_local + timedelta(minutes=rules.now_minutes)
    if clock is RouteClock.DAYS_3:
        return found_at_local + timedelta(hours=rules.days_3_hours)
    return datetime.combine(found_at_local.date(), time(23, 59), found_at_local.tzinfo)


@dataclass(frozen=True)
class HandoffFacts:
    """A try to hand her on: to whom, how, whether somebody was reached, what is next."""

    to: str
    how: str
    reached: bool | None
    next_step: str


def may_hand_off(facts: HandoffFacts) -> Decision:
    """A warm handoff names the person or place, the way, whether they were reached and what's next.

    Source: domain.md 2.5 R-LOC-01.
    """
    return Decision.all_of(
        (
            bool(facts.to.strip()),
            Reason("to", _("Name who takes it from here."), field_name="to"),
        ),
        (bool(facts.how), Reason("how", _("Say how it was done."), field_name="how")),
        (
            facts.reached is not None,
            Reason("reached", _("Say whether they were reached."), field_name="reached"),
        ),
        (
            bool(facts.next_step.strip()),
            Reason("next_step", _("Name the next step for her."), field_name="next_step"),
        ),
    )
