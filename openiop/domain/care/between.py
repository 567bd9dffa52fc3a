"""Contact between sessions: a skill coached in five taps, and never a billed service."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Level, Word


class ContactWay(Word):
    """How they were in touch."""

    CALL = "call", _("Call")
    TEXT = "text", _("Text message")
    VIDEO = "video", _("Video")
    IN_PERSON = "in_person", _("In the hallway")


class CoachedSkill(Word):
    """What was coached; a program's own names for it go into the words."""

    GROUNDING = "grounding", _("Grounding")
    BREATHING = "breathing", _("Slow breathing")
    DISTRESS = "distress", _("Getting through a wave")
    EMOTION = "emotion", _("Working with a feeling")
    ASKING = "asking", _("Asking or saying no")
    PLAN = "plan", _("Using her safety plan")
    LISTENING = "listening", _("Listening, no skill")


class RiskAsked(Word):
    """Whether thoughts of dying were asked about, and what she said."""

    NO_CONCERN = "no_concern", _("Asked: none")
    CONCERN = "concern", _("Asked: a concern")
    NOT_ASKED = "not_asked", _("Not asked")


class ContactOutcome(Word):
    """How it ended."""

    SETTLED = "settled", _("She felt able to go on")
    BEFORE_NEXT = "before_next", _("We talk again before her next day")
    AT_NEXT = "at_next", _("We go on at her next day")
    HANDED_ON = "handed_on", _("Handed to somebody else")


@dataclass(frozen=True)
class ContactRules:
    """What a concern in a contact calls for, and how long it shows in the brief.

    Source: [product default]; levels of domain.md 8.4.
    """

    id: str = "openiop-between/1"
    concern_level: Level = Level.HIGH
    """She is not in the house: a person is needed now."""
    brief_days: int = 7
    """A contact shows in every brief until her next session, for so many days at most."""


CONTACT_RULES = ContactRules()


@dataclass(frozen=True)
class ContactNote:
    """What was said about one contact."""

    way: ContactWay | None
    skill: CoachedSkill | None
    risk: RiskAsked | None
    outcome: ContactOutcome | None
    words: str = ""


def may_keep_contact(note: ContactNote) -> Decision:
    """A contact says how, which skill, whether risk was asked, and how it ended.

    Source: issue, "Between-session contact note in five taps".
    """
    return Decision.all_of(
        (note.way is not None, Reason("way", _("Choose how."), field_name="way")),
        (note.skill is not None, Reason("skill", _("Choose what."), field_name="skill")),
        (
            note.risk is not None,
            Reason("risk", _("Say whether you asked about safety."), field_name="risk"),
        ),
        (
            note.outcome is not None,
            Reason("outcome", _("Say how it ended."), field_name="outcome"),
        ),
    )


def needs_alert(note: ContactNote) -> bool:
    """A concern she voiced opens an alert at once.

    Source: issue, "Between-session contact note"; domain.md 8.4.
    """
    return note.risk is RiskAsked.CONCERN


BILLABLE_MINUTES = 0
"""A contact counts for nothing that is billed; issue, "never billed by mistake"."""
