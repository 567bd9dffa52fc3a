"""The aftercare plan: every element that has to stand in it, and which are still open.

Source: domain.md 7.4 (aftercare plan), 8.3 R-SAF-04.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Element(Word):
    """One thing an aftercare plan has to say."""

    DIAGNOSES = "diagnoses", _("Diagnoses")
    MEDICATIONS = "medications", _("Medications")
    SUPPLY = "supply", _("For how long her supply lasts")
    PRESCRIBER = "prescriber", _("Who prescribes from now on")
    THERAPY_VISIT = "therapy_visit", _("First therapy visit")
    PRESCRIBER_VISIT = "prescriber_visit", _("First prescriber visit")
    SKILLS = "skills", _("Skills that worked")
    EARLY_SIGNS = "early_signs", _("Early warning signs, and what to do")
    SAFETY_PLAN = "safety_plan", _("Safety plan and 988")
    SUPPORTS = "supports", _("People who support her")
    GROUPS = "groups", _("Groups and places")
    WORK = "work", _("Work or school")
    CHILDCARE = "childcare", _("Childcare and benefits")
    GOALS = "goals", _("Goals still open")
    RESPONSIBLE = "responsible", _("Who is responsible until the first visit")
    RETURN = "return", _("When and how to come back")
    FOLLOW_UP = "follow_up", _("Notes afterwards: yes or no, and by which way")


WRITTEN = (
    *(Element.SUPPLY, Element.PRESCRIBER, Element.SKILLS, Element.SUPPORTS, Element.GROUPS),
    *(Element.WORK, Element.CHILDCARE, Element.RETURN),
)
"""Elements that are written here; the others stand in her record already and are read from it."""


class Standing(Enum):
    """Where an element stands."""

    THERE = "there"
    NOT_NEEDED = "not_needed"
    OPEN = "open"


@dataclass(frozen=True)
class SignAndDeed:
    """One early sign, what she does then, and whom she tells."""

    sign: str
    deed: str = ""
    tell: str = ""


@dataclass(frozen=True)
class AftercareBody:
    """What is written in one version of the plan."""

    texts: dict[Element, str] = field(default_factory=dict)
    """By written element; one thing a line."""
    signs: tuple[SignAndDeed, ...] = ()
    """Her early signs, the first ones first: the relapse-prevention plan."""
    hard_times: str = ""
    """Situations she expects to be hard."""
    not_needed: dict[Element, str] = field(default_factory=dict)
    """Why an element does not apply to her."""

    def lines(self, element: Element) -> tuple[str, ...]:
        """What is written of an element, one thing each."""
        return tuple(
            line.strip() for line in self.texts.get(element, "").splitlines() if line.strip()
        )


@dataclass(frozen=True)
class AftercareFacts:
    """The plan together with what her record says."""

    body: AftercareBody
    diagnoses: int
    medications: int
    medications_asked: bool
    """Somebody looked through the list with her: an empty one then means none."""
    therapy_visit: bool
    prescriber_visit: bool
    safety_plan: bool
    goals: int
    responsible: bool
    follow_up_asked: bool


def standing_of(element: Element, facts: AftercareFacts) -> Standing:
    """Whether an element stands in the plan, does not apply to her, or is still open.

    Nothing counts as "not needed" without the reason. A sign without a deed is no plan.
    Source: domain.md 7.4.
    """
    there = {
        Element.DIAGNOSES: facts.diagnoses > 0,
        Element.MEDICATIONS: facts.medications > 0 or facts.medications_asked,
        Element.THERAPY_VISIT: facts.therapy_visit,
        Element.PRESCRIBER_VISIT: facts.prescriber_visit,
        Element.EARLY_SIGNS: any(each.sign and each.deed for each in facts.body.signs),
        Element.SAFETY_PLAN: facts.safety_plan,
        Element.GOALS: facts.goals > 0,
        Element.RESPONSIBLE: facts.responsible,
        Element.FOLLOW_UP: facts.follow_up_asked,
    }
    if there.get(element, bool(facts.body.lines(element))):
        return Standing.THERE
    if facts.body.not_needed.get(element, "").strip() and element not in NEVER_LEFT_OUT:
        return Standing.NOT_NEEDED
    if element in (Element.SUPPLY, Element.PRESCRIBER, Element.PRESCRIBER_VISIT):
        takes_none = facts.medications == 0 and facts.medications_asked
        return Standing.NOT_NEEDED if takes_none else Standing.OPEN
    return Standing.OPEN


NEVER_LEFT_OUT = (
    Element.SAFETY_PLAN,
    Element.EARLY_SIGNS,
    Element.RESPONSIBLE,
    Element.RETURN,
)
"""No reason makes these superfluous."""


def open_elements(facts: AftercareFacts) -> tuple[Element, ...]:
    """The elements somebody still has to see to, in the order of the plan.

    Source: domain.md 7.4.
    """
    return tuple(each for each in Element if standing_of(each, facts) is Standing.OPEN)


def aftercare_ready(facts: AftercareFacts) -> Decision:
    """What is still missing in her plan; a gap never keeps her from leaving, it stays owed.

    Source: domain.md 7.4; issue "what holds her afterwards".
    """
    text = _("Still open in her plan: {element}.")
    return Decision(
        tuple(
            Reason(f"open_{each}", text, kind=Kind.LATER, params={"element": each})
            for each in open_elements(facts)
        )
    )


RETURN_WORDS = _(
    "You can come back. Call us, or tap “More support”. You do not have to tell your story again."
)
"""What stands in every plan, whatever else is agreed on coming back."""
