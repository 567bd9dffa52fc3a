"""Reaching a woman nobody heard from, over the days after: who decides what, and when it ends.

The steps and their times are in `morning`; this is about the list that survives the day.
Source: domain.md 8.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openiop.domain.decision import Decision, Reason
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.domain.words import Word

from .morning import OutreachStep, Tried


class Barrier(Word):
    """What makes coming hard, asked at the third try.

    Source: domain.md 8.5, "barrier checklist"; the list is a [product default] of ours.
    """

    CHILDCARE = "childcare", _("Childcare")
    TRANSPORT = "transport", _("Getting here")
    MONEY = "money", _("Money or insurance")
    WORK = "work", _("Work or school")
    HEALTH = "health", _("Her health")
    HOME = "home", _("Somebody at home makes it hard")
    GROUP = "group", _("Something in the group")
    PROGRAM = "program", _("The program does not fit her")
    NOT_SAID = "not_said", _("She has not said")


class Decided(Word):
    """What was decided when somebody looked at it.

    Source: domain.md 8.5.
    """

    KEEP_TRYING = "keep_trying", _("Keep trying her safe way")
    WAIT = "wait", _("Wait for her; she asked us not to call")
    CARING_LETTER = "caring_letter", _("A caring letter or message")
    EMERGENCY_CONTACT = "emergency_contact", _("Ask the person she named for this")
    MOBILE_CRISIS = "mobile_crisis", _("Mobile crisis team")
    WELFARE_CHECK = "welfare_check", _("Welfare check by police or ambulance")
    KEEP_SEAT = "keep_seat", _("Keep her seat, and say she is welcome")
    GIVE_SEAT = "give_seat", _("Give her seat, and offer a warm way back")

    @property
    def brings_others_in(self) -> bool:
        """Whether somebody outside the program is told or sent."""
        return self in (
            Decided.EMERGENCY_CONTACT,
            Decided.MOBILE_CRISIS,
            Decided.WELFARE_CHECK,
        )


class EndedHow(Word):
    """How reaching her ended."""

    REACHED = "reached", _("We spoke")
    CAME = "came", _("She came")
    TOLD_US = "told_us", _("She told us that she is away")
    REVIEWED = "reviewed", _("Her plan and seat were looked at")
    STAY_ENDED = "stay_ended", _("Her stay ended")


CLINICIANS = frozenset(
    {Role.CLINICAL_LEAD, Role.THERAPIST, Role.FACILITATOR, Role.PRESCRIBER, Role.DIRECTOR}
)
SUPERVISORS = frozenset({Role.CLINICAL_LEAD, Role.DIRECTOR})

LOOKS = (OutreachStep.CLINICIAN_REVIEW, OutreachStep.TEAM_REVIEW, OutreachStep.PLAN_REVIEW)
"""Steps at which somebody decides; the others are tries."""


@dataclass(frozen=True)
class LookFacts:
    """What is on the screen when somebody decides how to go on."""

    step: OutreachStep
    decided: Decided | None
    words: str
    roles: frozenset[Role]
    not_safe_at_home: bool = False
    may_write: bool = False
    """Whether a letter or message may reach her."""
    barriers: Sequence[Barrier] = ()


def may_decide(facts: LookFacts) -> Decision:
    """A clinician decides and says why; bringing others in is the lead's or director's decision.

    While her home is not safe, bringing others in also needs a sentence that says why it is safer
    than not doing so; a letter goes only where she allows one.
    Source: domain.md 8.5, "IPV flag: no third party, no police without clinician decision".
    """
    brings = facts.decided is not None and facts.decided.brings_others_in
    return Decision.all_of(
        (
            bool(facts.roles & CLINICIANS),
            Reason("not_clinician", _("A clinician decides this.")),
        ),
        (
            facts.decided is not None,
            Reason("no_decision", _("Say what was decided."), field_name="decided"),
        ),
        (
            not brings or bool(facts.roles & SUPERVISORS),
            Reason(
                "lead_decides",
                _("The clinical lead or the director decides to bring others in."),
                field_name="decided",
            ),
        ),
        (
            bool(facts.words.strip()),
            Reason("no_words", _("Say in a sentence why."), field_name="words"),
        ),
        (
            facts.decided is not Decided.CARING_LETTER or facts.may_write,
            Reason(
                "may_not_write",
                _("No letter or message may go to her now."),
                field_name="decided",
            ),
        ),
    )


def may_end_by(step: OutreachStep) -> bool:
    """After the look at her plan and seat on day 7 the list lets go of her; nothing before does.

    Source: domain.md 8.5.
    """
    return step is OutreachStep.PLAN_REVIEW


def steps_open(
    table: Sequence[tuple[OutreachStep, datetime, Role]], tried: Sequence[Tried]
) -> tuple[tuple[OutreachStep, datetime, Role], ...]:
    """The steps still to be taken, in order; a clinician's look ends the desk's own tries.

    Source: domain.md 8.5.
    """
    done = {each.code for each in tried}
    if OutreachStep.CLINICIAN_REVIEW in done:
        done |= {OutreachStep.FIRST_TRY, OutreachStep.SECOND_TRY}
    return tuple(row for row in table if row[0] not in done)
