"""The picture: what each voice chose, where they differ, and what was agreed for next time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

from .rules import READINESS_RULES, ReadinessRules
from .words import Agrees, Criterion, Position, Voice

CONFIDENCE_MOST = 10
LOOK_AGAIN_MOST_DAYS = 60


@dataclass(frozen=True)
class Stand:
    """The position a voice chose for a criterion, on a day, in its own words."""

    id: str
    criterion: Criterion
    voice: Voice
    position: Position
    on: date
    words: str = ""
    by_name: str = ""
    rule_id: str = ""
    """By which numbers the evidence was read that day."""


@dataclass(frozen=True)
class Topic:
    """A criterion on which the two voices stand far apart: something to talk about, no error."""

    criterion: Criterion
    team: Position
    her: Position


def newest_stands(stands: Iterable[Stand]) -> dict[tuple[Criterion, Voice], Stand]:
    """What holds: the last position of each voice on each criterion.

    Source: ux.md 4.7.
    """
    return {(each.criterion, each.voice): each for each in stands}


def topics(
    held: dict[tuple[Criterion, Voice], Stand], rules: ReadinessRules = READINESS_RULES
) -> tuple[Topic, ...]:
    """Where both voices chose and stand two steps or more apart, the widest first.

    Where one has not looked yet there is no difference to talk about.
    Source: ux.md 4.7.
    """
    found = []
    for criterion in Criterion:
        team, her = held.get((criterion, Voice.TEAM)), held.get((criterion, Voice.HER))
        if team is None or her is None:
            continue
        if Position.NOT_LOOKED_AT in (team.position, her.position):
            continue
        if abs(team.position.step - her.position.step) >= rules.differ_steps:
            found.append(Topic(criterion, team.position, her.position))
    return tuple(sorted(found, key=lambda t: -abs(t.team.step - t.her.step)))


def may_say(confidence: int | None, agrees: str) -> Decision:
    """Her confidence is 0 to 10, or left open; so is whether she agrees.

    Source: domain.md 7.3.
    """
    return Decision.all_of(
        (
            confidence is None or 0 <= confidence <= CONFIDENCE_MOST,
            Reason("confidence", _("Choose 0 to 10."), field_name="confidence"),
        ),
        (
            agrees in ("", *(str(each) for each in Agrees)),
            Reason("agrees", _("Choose one of these."), field_name="agrees"),
        ),
    )


@dataclass(frozen=True)
class Agreed:
    """What was agreed at the end of a look: what would need to be true, who looks again, when."""

    needed: str
    looks_again_name: str
    looks_again_on: date
    on: date
    by_name: str = ""

    def is_due(self, today: date) -> bool:
        """Whether the day to look again has come."""
        return self.looks_again_on <= today


def may_agree(needed: str, who_is_known: bool, again_on: date | None, today: date) -> Decision:
    """A look ends with what would need to be true, somebody who looks again, and a day.

    Source: ux.md 4.7; a day at most 60 days ahead is a [product default].
    """
    last = today + timedelta(days=LOOK_AGAIN_MOST_DAYS)
    return Decision.all_of(
        (
            bool(needed.strip()),
            Reason("needed", _("Say what would need to be true."), field_name="needed"),
        ),
        (who_is_known, Reason("who", _("Choose who looks again."), field_name="who")),
        (again_on is not None, Reason("again_on", _("Choose a day."), field_name="again_on")),
        (
            again_on is None or today < again_on <= last,
            Reason(
                "again_when",
                _("Choose a day within the next {days} days."),
                params={"days": LOOK_AGAIN_MOST_DAYS},
                field_name="again_on",
            ),
        ),
    )
