"""The morning: where each client is, who is missing since when, and when we reach out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from openiop.domain.moments import minutes_later, on_the_clock, seconds_between, whole_minutes
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.domain.words import DayState, Word


@dataclass(frozen=True)
class MorningRules:
    """When late is late, and when we reach out to a woman who is missing.

    Source: domain.md 8.5 [product default]; the times of day and `late_from_min` are ours.
    """

    id: str = "openiop-morning/1"
    late_from_min: int = 5
    first_try_min: int = 15
    second_try_min: int = 60
    review_at: time = time(15)
    """The clinician's look is due from here, to be done by the end of the day."""
    third_try_at: time = time(9)
    """On the next weekday."""
    team_review_h: int = 72
    plan_review_days: int = 7


MORNING_RULES = MorningRules()

SATURDAY = 5


@dataclass(frozen=True)
class VisitFacts:
    """What is known about one client's program day so far."""

    expected: bool
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    remote: bool = False
    away_at: datetime | None = None
    """When she told us she is away."""


def day_state(
    facts: VisitFacts,
    now: datetime,
    starts_at: datetime,
    rules: MorningRules = MORNING_RULES,
) -> DayState:
    """Where she is now: expected until she comes, then here, late or remote, then left.

    Late means she came late and is here; who has not come yet stays expected, see `missing_since`.
    Coming after all outweighs having told us she is away.
    Why: nobody who is in the house may look away on the board.
    Source: ux.md 4.9.
    """
    if facts.left_at is not None and facts.left_at <= now:
        return DayState.LEFT
    if facts.arrived_at is not None and facts.arrived_at <= now:
        if facts.remote:
            return DayState.REMOTE
        is_late = minutes_late(facts, now, starts_at) >= rules.late_from_min
        return DayState.LATE if is_late else DayState.HERE
    if not facts.expected or (facts.away_at is not None and facts.away_at <= now):
        return DayState.AWAY
    return DayState.EXPECTED


def minutes_late(facts: VisitFacts, now: datetime, starts_at: datetime) -> int:
    """Minutes from the start to her coming, or to now while she is missing; 0 if not due.

    Source: ux.md 4.9.
    """
    if facts.arrived_at is not None and facts.arrived_at <= now:
        return max(0, whole_minutes(seconds_between(starts_at, facts.arrived_at)))
    if missing_since(facts, now, starts_at) is None:
        return 0
    return whole_minutes(seconds_between(starts_at, now))


def missing_since(facts: VisitFacts, now: datetime, starts_at: datetime) -> datetime | None:
    """She is missing since the start when she was due, has not come and has not told us.

    Source: domain.md 8.5, ux.md 4.9.
    """
    has_come = facts.arrived_at is not None and facts.arrived_at <= now
    has_told = facts.away_at is not None and facts.away_at <= now
    is_missing = facts.expected and not has_come and not has_told and now > starts_at
    return starts_at if is_missing else None


class OutreachStep(Word):
    """A step of reaching out to a woman nobody has heard from."""

    FIRST_TRY = "first_try", _("Look for a message from her, then try her safe way once")
    SECOND_TRY = "second_try", _("Try her safe way a second time")
    CLINICIAN_REVIEW = "clinician_review", _("A clinician looks at her risk before the day ends")
    THIRD_TRY = "third_try", _("Try her safe way again, and ask what makes coming hard")
    TEAM_REVIEW = "team_review", _("The team looks at it together")
    PLAN_REVIEW = "plan_review", _("Look at her plan and seat, and offer a warm way back")


@dataclass(frozen=True)
class Step:
    """A step that is due now, since when, and for whom."""

    code: OutreachStep
    due_at: datetime
    to_role: Role
    late_min: int


@dataclass(frozen=True)
class Tried:
    """A step that was taken, and whether she was reached."""

    code: OutreachStep
    reached: bool = False


def outreach_table(
    start: datetime, rules: MorningRules = MORNING_RULES
) -> tuple[tuple[OutreachStep, datetime, Role], ...]:
    """Every step with the time it becomes due and the role that takes it.

    A day that starts after the review hour has its review right after the second try.
    Source: domain.md 8.5 [product default].
    """
    second = minutes_later(start, rules.second_try_min)
    return (
        (
            OutreachStep.FIRST_TRY,
            minutes_later(start, rules.first_try_min),
            Role.FRONT_DESK,
        ),
        (OutreachStep.SECOND_TRY, second, Role.FRONT_DESK),
        (
            OutreachStep.CLINICIAN_REVIEW,
            max(second, on_the_clock(start.date(), rules.review_at, start)),
            Role.THERAPIST,
        ),
        (OutreachStep.THIRD_TRY, _next_weekday(start, rules.third_try_at), Role.THERAPIST),
        (
            OutreachStep.TEAM_REVIEW,
            minutes_later(start, rules.team_review_h * 60),
            Role.CLINICAL_LEAD,
        ),
        (
            OutreachStep.PLAN_REVIEW,
            on_the_clock(start.date() + timedelta(rules.plan_review_days), start.time(), start),
            Role.CLINICAL_LEAD,
        ),
    )


def _next_weekday(start: datetime, clock: time) -> datetime:
    day = start.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return on_the_clock(day, clock, start)


def outreach_due(
    start: datetime,
    now: datetime,
    tried: Sequence[Tried] = (),
    rules: MorningRules = MORNING_RULES,
) -> Step | None:
    """The next step due for a woman who is missing since `start`; none once she was reached.

    Steps come in order, but a clinician's look never waits for a try the desk has not made.
    Source: domain.md 8.5 [product default].
    """
    if any(each.reached for each in tried):
        return None
    done = {each.code for each in tried}
    if OutreachStep.CLINICIAN_REVIEW in done:
        # From here on a clinician decides; the desk tries no more on its own.
        done |= {OutreachStep.FIRST_TRY, OutreachStep.SECOND_TRY}
    due = [row for row in outreach_table(start, rules) if row[1] <= now and row[0] not in done]
    due.sort(key=lambda row: row[2] is Role.FRONT_DESK)
    if not due:
        return None
    code, due_at, to_role = due[0]
    return Step(code, due_at, to_role, whole_minutes(seconds_between(due_at, now)))
