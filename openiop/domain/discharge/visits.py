"""The first visits afterwards: asked for, accepted, kept; and who holds her until then.

Source: domain.md 7.4 (appointments, HEDIS FUH 7 and 30 days, responsible until the first visit).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class VisitKind(Word):
    """What a visit is for."""

    THERAPY = "therapy", _("Therapy")
    PRESCRIBER = "prescriber", _("Prescriber")
    PHP = "php", _("Day program or hospital")
    PRIMARY_CARE = "primary_care", _("Primary care")
    PEER = "peer", _("Peer support or group")
    OTHER = "other", _("Something else")

    @property
    def is_mental_health(self) -> bool:
        """Whether it counts as the first visit after a stay."""
        return self not in (VisitKind.PRIMARY_CARE, VisitKind.OTHER)


class VisitState(Word):
    """Where a visit stands."""

    REQUESTED = "requested", _("Asked for")
    ACCEPTED = "accepted", _("They said yes")
    KEPT = "kept", _("It took place")
    NOT_HELD = "not_held", _("It did not take place")
    CANCELED = "canceled", _("Called off")


VISIT_STEPS: dict[VisitState, tuple[VisitState, ...]] = {
    VisitState.REQUESTED: (VisitState.ACCEPTED, VisitState.CANCELED),
    VisitState.ACCEPTED: (
        *(VisitState.ACCEPTED, VisitState.KEPT, VisitState.NOT_HELD, VisitState.CANCELED),
    ),
    VisitState.NOT_HELD: (VisitState.REQUESTED, VisitState.ACCEPTED, VisitState.CANCELED),
    VisitState.KEPT: (VisitState.NOT_HELD,),
    VisitState.CANCELED: (VisitState.REQUESTED,),
}
"""From each state, what may come next; every step is a new row, so a slip is set right by one."""


@dataclass(frozen=True)
class VisitRules:
    """How soon a first visit should be.

    Source: domain.md 7.4: the 7- and 30-day rule of HEDIS FUH applied to our own discharges;
    a visit on the day she leaves does not count.
    """

    id: str = "openiop-visits/1"
    first_within_days: int = 7
    second_within_days: int = 30


VISIT_RULES = VisitRules()


@dataclass(frozen=True)
class StepAsked:
    """A step somebody wants to write down."""

    to: VisitState
    at: datetime | None = None
    """When the visit is; for one that took place, when it was."""
    place: str = ""


def may_step_visit(now: VisitState | None, asked: StepAsked, today: date) -> Decision:
    """A visit goes from asked for to accepted to kept; a yes has a day, a time and a place.

    What took place lies behind us; nothing is kept ahead of time.
    Source: domain.md 7.4: appointments with date, time, place; issue: "requested, accepted, kept".
    """
    follows = asked.to is VisitState.REQUESTED if now is None else asked.to in VISIT_STEPS[now]
    on = asked.at.date() if asked.at else None
    needs_when = asked.to in (VisitState.ACCEPTED, VisitState.KEPT)
    return Decision.all_of(
        (follows, Reason("step", _("This cannot come next. Look at it again."))),
        (
            on is not None or not needs_when,
            Reason("when", _("Say on which day and at what time."), field_name="at"),
        ),
        (
            bool(asked.place.strip()) or asked.to is not VisitState.ACCEPTED,
            Reason("place", _("Say where it is."), field_name="place"),
        ),
        (
            asked.to is not VisitState.KEPT or on is None or on <= today,
            Reason("ahead", _("It has not taken place yet."), field_name="at"),
        ),
    )


@dataclass(frozen=True)
class VisitFacts:
    """A visit as the rules see it."""

    kind: VisitKind
    state: VisitState
    on: date | None = None


def loop_is_open(visits: Sequence[VisitFacts]) -> bool:
    """The loop is closed only once a first visit has taken place; asked for or agreed is not yet.

    Source: issue: "tomorrow with the first visit only requested: loop open".
    """
    return not any(each.state is VisitState.KEPT and each.kind.is_mental_health for each in visits)


class LoopWord(Word):
    """Where the first visit stands, in one word."""

    NONE = "none", _("No visit asked for yet")
    REQUESTED = "requested", _("Asked for, no answer yet")
    ACCEPTED = "accepted", _("Agreed, not yet kept")
    NOT_HELD = "not_held", _("Did not take place")
    KEPT = "kept", _("Kept")


def loop_word(visits: Sequence[VisitFacts]) -> LoopWord:
    """The furthest any first visit has come.

    Source: domain.md 7.4.
    """
    states = {each.state for each in visits if each.kind.is_mental_health}
    for state, word in (
        (VisitState.KEPT, LoopWord.KEPT),
        (VisitState.ACCEPTED, LoopWord.ACCEPTED),
        (VisitState.REQUESTED, LoopWord.REQUESTED),
        (VisitState.NOT_HELD, LoopWord.NOT_HELD),
    ):
        if state in states:
            return word
    return LoopWord.NONE


class ClockWord(Word):
    """Where a clock of aftercare stands."""

    KEPT = "kept", _("Kept in time")
    RUNNING = "running", _("Still time")
    OVER = "over", _("The time is over")


@dataclass(frozen=True)
class AftercareClock:
    """Whether a visit took place within so many days of her last day."""

    days: int
    until_on: date
    word: ClockWord
    kept_on: date | None = None


def aftercare_clocks(
    left_on: date,
    visits: Sequence[VisitFacts],
    today: date,
    rules: VisitRules = VISIT_RULES,
) -> tuple[AftercareClock, ...]:
    """A visit kept within 7 and within 30 days of her last day; the day itself does not count.

    Source: domain.md 7.4 (HEDIS FUH), 7.5.
    """
    kept = sorted(
        each.on
        for each in visits
        if each.state is VisitState.KEPT and each.kind.is_mental_health and each.on
    )
    after = [on for on in kept if on > left_on]
    clocks = []
    for days in (rules.first_within_days, rules.second_within_days):
        until = left_on + timedelta(days=days)
        first = next((on for on in after if on <= until), None)
        word = ClockWord.KEPT if first else ClockWord.RUNNING
        if first is None and today > until:
            word = ClockWord.OVER
        clocks.append(AftercareClock(days, until, word, first))
    return tuple(clocks)


def must_name_responsible(visits: Sequence[VisitFacts], responsible: bool) -> Decision:
    """While the loop is open, somebody here is responsible for her by name.

    Source: domain.md 7.4: who is responsible until the first visit.
    """
    return Decision.all_of(
        (
            responsible or not loop_is_open(visits),
            Reason(
                "responsible",
                _("Say who is responsible for her until the first visit has taken place."),
                field_name="responsible",
            ),
        )
    )
