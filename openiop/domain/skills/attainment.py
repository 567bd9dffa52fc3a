"""How far a goal is reached, in two voices: hers and her clinician's. Never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Voice(Word):
    """Who says it."""

    SHE = "she", _("She")
    CLINICIAN = "clinician", _("Clinician")


LEVELS: dict[int, str] = {
    -2: _("Much less than hoped"),
    -1: _("Less than hoped"),
    0: _("As hoped"),
    1: _("More than hoped"),
    2: _("Much more than hoped"),
}
"""Goal attainment in five steps; 0 is what was hoped for."""


@dataclass(frozen=True)
class AttainmentRules:
    """When two voices are far enough apart to talk about it.

    Source: ux.md 4.7 (differences of 2 steps are a topic, not an error); goal attainment scaling as
    commonly used, -2 to +2 [from knowledge].
    """

    id: str = "openiop-attainment/1"
    topic_from_steps: int = 2


ATTAINMENT_RULES = AttainmentRules()


@dataclass(frozen=True)
class Attainment:
    """One rating of one goal by one voice."""

    id: str
    goal_id: str
    voice: Voice
    level: int
    on: date
    words: str = ""


@dataclass(frozen=True)
class GoalVoices:
    """The newest rating of each voice for one goal, side by side."""

    goal_id: str
    she: Attainment | None
    clinician: Attainment | None

    def is_topic(self, rules: AttainmentRules = ATTAINMENT_RULES) -> bool:
        """Whether the two voices are so far apart that it is worth talking about."""
        if self.she is None or self.clinician is None:
            return False
        return abs(self.she.level - self.clinician.level) >= rules.topic_from_steps


def side_by_side(
    goal_ids: tuple[str, ...], ratings: tuple[Attainment, ...]
) -> tuple[GoalVoices, ...]:
    """For each goal the newest rating of each voice; a voice that said nothing is empty.

    Source: issue, Her experience: goal-attainment by her and by the clinician side by side.
    """
    newest: dict[tuple[str, Voice], Attainment] = {}
    for each in sorted(ratings, key=lambda row: (row.on, row.id)):
        newest[each.goal_id, each.voice] = each
    return tuple(
        GoalVoices(goal, newest.get((goal, Voice.SHE)), newest.get((goal, Voice.CLINICIAN)))
        for goal in goal_ids
    )


def may_attain(level: int | None) -> Decision:
    """A goal is rated on one of five steps.

    Source: issue, Her experience.
    """
    return Decision.all_of(
        (level in LEVELS, Reason("level", _("Choose one of the five."), field_name="level"))
    )
