"""The words of readiness: criteria, voices, positions, and the lines of evidence."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Word


class Criterion(Word):
    """The three things readiness rests on.

    Source: domain.md 7.3, the founding document's three factors.
    """

    SYMPTOMS = "symptoms", _("Symptoms are stable")
    SKILLS = "skills", _("Skills are hers")
    HOLDS = "holds", _("It holds with less")


class Voice(Word):
    """Whose position it is.

    Source: ux.md 4.7: clinical observation (ink) and client experience (plum).
    """

    TEAM = "team", _("Team")
    HER = "her", _("She")


class Position(Word):
    """Where somebody sees a criterion: a chosen word, never computed, never summed.

    Source: ux.md 4.7.
    """

    NOT_LOOKED_AT = "not_looked_at", _("not looked at")
    GROWING = "growing", _("growing")
    MOSTLY_THERE = "mostly_there", _("mostly there")
    STEADY = "steady", _("steady")

    @property
    def step(self) -> int:
        """Which of the four steps it is, from 0."""
        return list(Position).index(self)


class Line(Word):
    """One line of evidence. Its value is stored and never changes.

    Source: domain.md 7.3.
    """

    NO_HIGH_RISK = "no_high_risk", _("No high risk of suicide")
    PRIMARY = "primary", _("The main measure")
    NO_WORSENING = "no_worsening", _("Nothing else got worse")
    NO_CRISIS = "no_crisis", _("No emergency or crisis care")
    MEDICATION = "medication", _("Medication is settled")
    SKILLS_USED = "skills_used", _("Skills used between sessions")
    TEAM_RATING = "team_rating", _("Her therapist's rating of her skills")
    PLAN_REHEARSED = "plan_rehearsed", _("Safety plan rehearsed aloud")
    CORE_UNITS = "core_units", _("Units of her groups")
    ON_LESS = "on_less", _("Weeks on fewer days")
    FUNCTIONING = "functioning", _("Daily life and her own goals")
    FIRST_VISIT = "first_visit", _("First visit afterwards")
    SUPPORTS = "supports", _("Supports named")
    CONFIDENCE = "confidence", _("Her own confidence")
    AGREES = "agrees", _("She agrees")


LINES: dict[Criterion, tuple[Line, ...]] = {
    Criterion.SYMPTOMS: (
        *(Line.NO_HIGH_RISK, Line.PRIMARY, Line.NO_WORSENING, Line.NO_CRISIS, Line.MEDICATION),
    ),
    Criterion.SKILLS: (
        *(Line.SKILLS_USED, Line.TEAM_RATING, Line.PLAN_REHEARSED, Line.CORE_UNITS),
    ),
    Criterion.HOLDS: (
        *(Line.ON_LESS, Line.FUNCTIONING, Line.FIRST_VISIT, Line.SUPPORTS),
        *(Line.CONFIDENCE, Line.AGREES),
    ),
}
"""Which lines belong to which criterion, in the order they are read."""


class ToldKind(Word):
    """What a clinician asked and writes down because no other row of the record says it.

    Source: domain.md 7.3.
    """

    CRISIS_USE = "crisis_use", _("Emergency or crisis care since we last asked?")
    PRESCRIBER_PLAN = "prescriber_plan", _("Is a change of medication planned with the prescriber?")
    SKILLS_RATING = "skills_rating", _("How well does she use her skills, 1 to 5?")
    PLAN_REHEARSED = "plan_rehearsed", _("Did she say her safety plan aloud, step by step?")
    SUPPORTS = "supports", _("Has she named who supports her afterwards?")
    FIRST_VISIT = "first_visit", _("Is the first visit afterwards booked?")


class Agrees(Word):
    """What she says about less support.

    Source: domain.md 7.3.
    """

    YES = "yes", _("Yes, that feels right")
    NOT_YET = "not_yet", _("Not yet for me")
    UNSURE = "unsure", _("I am not sure")


YES, NO = "yes", "no"
