"""The suicide-risk assessment: what she says, the level a clinician sets, and the next step.

The screen decides the floor. A clinician may raise the level, and may lower it only with reasons
and a colleague's co-signature; until then the floor holds.
Source: domain.md 8.1 and 8.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .decision import Decision, Reason
from .text import _
from .words import Level, Word


class Ideation(Word):
    """What she thinks about, as she tells it."""

    NONE = "none", _("No such thoughts now")
    WISH = "wish", _("Wishes to be dead, or not to wake up")
    THOUGHTS = "thoughts", _("Thoughts of ending her life")
    METHOD = "method", _("Has thought about how")
    NOT_SAID = "not_said", _("She would rather not say")


class Intent(Word):
    """Whether she means to act."""

    NONE = "none", _("Does not mean to act")
    UNSURE = "unsure", _("Is not sure")
    SOME = "some", _("Means to act")
    NOT_SAID = "not_said", _("She would rather not say")


class PlanState(Word):
    """Whether there is a plan to act."""

    NONE = "none", _("No plan")
    VAGUE = "vague", _("A rough idea, no time or place")
    WORKED_OUT = "worked_out", _("Worked out, or preparing")
    NOT_SAID = "not_said", _("She would rather not say")


class Access(Word):
    """Whether what she thought of is within reach; never what or how many."""

    NONE = "none", _("Nothing within reach")
    HARD = "hard", _("Hard to get to")
    WITHIN_REACH = "within_reach", _("Within reach")
    NOT_SAID = "not_said", _("She would rather not say")


class NextStep(Word):
    """What happens next."""

    STAYS_IN_PROGRAM = "stays_in_program", _("Stays in the program, safety plan looked at")
    MORE_CONTACT = "more_contact", _("Stays, with a call or visit before her next day")
    NOT_LEFT_ALONE = "not_left_alone", _("Somebody stays with her until she is picked up")
    CRISIS_EVALUATION = "crisis_evaluation", _("Goes for a crisis evaluation")
    STEP_UP = "step_up", _("Moves to more support")
    EMERGENCY = "emergency", _("911 was called")


@dataclass(frozen=True)
class AssessmentFacts:
    """What a clinician writes down, and the floor the screen or the alert has set."""

    floor: Level | None
    ideation: Ideation | None = None
    intent: Intent | None = None
    plan: PlanState | None = None
    access: Access | None = None
    protective: str = ""
    """What holds her, in her own words."""
    level: Level | None = None
    reasons: str = ""
    next_step: NextStep | None = None
    next_on: date | None = None
    cosigned: bool = False


_ORDER = (Level.REVIEW, Level.LOW, Level.MODERATE, Level.HIGH)


def is_lower(level: Level, floor: Level | None) -> bool:
    """Whether a level is less urgent than the floor a screen or alert has set.

    Source: domain.md 8.1.
    """
    return floor is not None and _ORDER.index(level) < _ORDER.index(floor)


def floor_of(found: Sequence[Level | None]) -> Level | None:
    """The most urgent of what the screen and the open alert found; never averaged.

    Source: domain.md 8.1, "any single high answer decides the floor".
    """
    known = [level for level in found if level is not None]
    return max(known, key=_ORDER.index, default=None)


def answers_ask_for(facts: AssessmentFacts) -> Level:
    """The level her answers themselves come to: intent or a worked-out plan is high, a method or
    a rough plan moderate, a wish or thoughts low.

    Source: domain.md 8.1, the screen's pattern read into the same four questions.
    """
    if facts.intent is Intent.SOME or facts.plan is PlanState.WORKED_OUT:
        return Level.HIGH
    unsure = facts.intent in (Intent.UNSURE, Intent.NOT_SAID)
    if facts.ideation is Ideation.METHOD or facts.plan is PlanState.VAGUE or unsure:
        return Level.MODERATE
    return Level.LOW


def needs_cosign(facts: AssessmentFacts) -> bool:
    """A level below the floor needs a colleague's co-signature.

    Source: domain.md 8.1, "with reasons and co-sign, lower it".
    """
    return facts.level is not None and is_lower(facts.level, facts.floor)


def level_that_holds(facts: AssessmentFacts) -> Level | None:
    """The clinician's level; below the floor it holds only once a colleague has co-signed it.

    Source: domain.md 8.1.
    """
    if needs_cosign(facts) and not facts.cosigned:
        return facts.floor
    return facts.level


_PLENTY = (
    NextStep.NOT_LEFT_ALONE,
    NextStep.CRISIS_EVALUATION,
    NextStep.STEP_UP,
    NextStep.EMERGENCY,
)


def may_assess(facts: AssessmentFacts, today: date) -> Decision:
    """An assessment holds all four questions, what holds her, a level, a next step and its day.

    A level below the floor, or below what her answers ask for, needs reasons. A high level never
    ends with "stays in the program" alone.
    Source: domain.md 8.1 and 8.4.
    """
    lower = facts.level is not None and (
        is_lower(facts.level, facts.floor) or is_lower(facts.level, answers_ask_for(facts))
    )
    is_high = level_that_holds(facts) is Level.HIGH
    return Decision.all_of(
        (facts.ideation is not None, _missing("ideation")),
        (facts.intent is not None, _missing("intent")),
        (facts.plan is not None, _missing("plan")),
        (facts.access is not None, _missing("access")),
        (
            bool(facts.protective.strip()),
            Reason(
                "no_protective",
                _("Write what holds her, in her words. If she names nothing, say so."),
                field_name="protective",
            ),
        ),
        (facts.level is not None, Reason("no_level", _("Set a level."), field_name="level")),
        (
            bool(facts.reasons.strip()) or not lower,
            Reason(
                "no_reasons",
                _("Say why the level is lower than what was found."),
                field_name="reasons",
            ),
        ),
        (
            facts.next_step is not None,
            Reason("no_next_step", _("Say what happens next."), field_name="next_step"),
        ),
        (
            facts.next_step is None or not is_high or facts.next_step in _PLENTY,
            Reason(
                "too_little",
                _("At this level she is not left alone. Choose what happens now."),
                field_name="next_step",
            ),
        ),
        (
            facts.next_on is not None and facts.next_on >= today,
            Reason(
                "no_next_day",
                _("Say on which day somebody asks her again."),
                field_name="next_on",
            ),
        ),
    )


def _missing(field: str) -> Reason:
    return Reason(
        "not_asked", _("Say what she told you, or that she did not say."), field_name=field
    )


def may_cosign(facts: AssessmentFacts, wrote_it_herself: bool) -> Decision:
    """A lowered level is co-signed once, by somebody other than who wrote it.

    Source: domain.md 8.1.
    """
    return Decision.all_of(
        (needs_cosign(facts), Reason("no_need", _("This needs no second signature."))),
        (not facts.cosigned, Reason("cosigned", _("A colleague has signed this already."))),
        (
            not wrote_it_herself,
            Reason("own", _("Somebody other than the writer signs this.")),
        ),
    )


class Means(Word):
    """What was talked about, by category only: no list of what she owns.

    Source: domain.md 8.3 R-SAF-05.
    """

    MEDICINES = "medicines", _("Medicines")
    FIREARMS = "firearms", _("Firearms")
    SHARP_THINGS = "sharp_things", _("Sharp things")
    ROPES = "ropes", _("Ropes and cords")
    CAR = "car", _("A car or traffic")
    HEIGHTS = "heights", _("High places")
    OTHER = "other", _("Something else")


def may_keep_means_talk(
    means: Sequence[Means], plan: str, recheck_on: date | None, today: date
) -> Decision:
    """The talk about making the place safer names categories, what is done, and when it is checked.

    Who helps may stay open: she may be alone with it. Details of firearms are not asked for.
    Source: domain.md 8.3 R-SAF-05.
    """
    return Decision.all_of(
        (bool(means), Reason("no_means", _("Choose what you talked about."), field_name="means")),
        (
            bool(plan.strip()),
            Reason("no_plan", _("Say what will be done."), field_name="plan"),
        ),
        (
            recheck_on is not None and recheck_on > today,
            Reason(
                "no_recheck",
                _("Say on which day you ask again. Example: 3 14 2027"),
                field_name="recheck_on",
            ),
        ),
    )
