"""Answering an alert: what was done, how it ended, and when it may be filed and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .decision import Decision, Kind, Reason
from .moments import minutes_later
from .safety_rules import SAFETY_RULES, SafetyRules
from .text import _
from .words import Level, Word


class Action(Word):
    """What a clinician did first."""

    SPOKE_IN_PERSON = "spoke_in_person", _("Talked with her in person")
    SPOKE_BY_PHONE = "spoke_by_phone", _("Talked with her by phone or video")
    SCREENED = "screened", _("Asked the suicide screen questions")
    STAYED_WITH_HER = "stayed_with_her", _("Stayed with her")
    CALLED_988_TOGETHER = "called_988_together", _("Called 988 together with her")
    CALLED_911 = "called_911", _("Called 911")
    TRIED_TO_REACH = "tried_to_reach", _("Tried to reach her, not reached yet")
    ASKED_LEAD = "asked_lead", _("Asked the clinical lead")

    @property
    def met_her(self) -> bool:
        """Whether somebody was in touch with her."""
        return self not in (Action.TRIED_TO_REACH, Action.ASKED_LEAD, Action.CALLED_911)


class Disposition(Word):
    """How it stands after the clinician looked."""

    SAFE_TODAY_PLAN_REVIEWED = (
        "safe_today_plan_reviewed",
        _("Safe today, safety plan looked at together"),
    )
    STAYED_WITH = "stayed_with", _("Someone stays with her")
    CRISIS_EVALUATION = "crisis_evaluation", _("Went for a crisis evaluation")
    STEPPED_UP = "stepped_up", _("Moved to more support")
    EMERGENCY_HELP = "emergency_help", _("Emergency help came")
    LEAD_DECIDES = "lead_decides", _("Not reached; the clinical lead decides what is next")
    MISTAKEN_TAP = "mistaken_tap", _("She tapped it by mistake")

    @property
    def rests_on_her_word(self) -> bool:
        """Whether only somebody who was in touch with her can say so."""
        return self in (
            Disposition.SAFE_TODAY_PLAN_REVIEWED,
            Disposition.STAYED_WITH,
            Disposition.MISTAKEN_TAP,
        )

    @property
    def ends_the_alert(self) -> bool:
        """Whether it says how the matter ended; waiting for the lead does not."""
        return self is not Disposition.LEAD_DECIDES


@dataclass(frozen=True)
class AlertFacts:
    """What is known about an alert when somebody wants to file or close it."""

    level: Level
    acknowledged: bool
    action: Action | None = None
    disposition: Disposition | None = None
    words: str = ""
    second_look_due_at: datetime | None = None
    second_look_done: bool = False


def needs_second_look(level: Level) -> bool:
    """A high or moderate alert is looked at a second time.

    Source: domain.md 8.4: supervisor review within 24 h, reassess at the next attended day.
    """
    return level in (Level.HIGH, Level.MODERATE)


def second_look_by(
    level: Level, answered_at: datetime, rules: SafetyRules = SAFETY_RULES
) -> datetime | None:
    """The latest time for the second look, or None when the level needs none.

    Source: domain.md 8.4.
    """
    if not needs_second_look(level):
        return None
    return minutes_later(answered_at, rules.second_look_within_h * 60)


def may_file(facts: AlertFacts) -> Decision:
    """An answer is filed when somebody took the alert, says what was done and how it stands.

    That she is safe, or tapped by mistake, may be filed only by somebody who was in touch with
    her. A mistaken tap needs a sentence, and a high or moderate alert a time for the second look.
    Source: domain.md 8.2 R-SAF-01 and 8.4; ux.md 2 B12.
    """
    met_her = facts.action is not None and facts.action.met_her
    on_her_word = facts.disposition is not None and facts.disposition.rests_on_her_word
    mistaken = facts.disposition is Disposition.MISTAKEN_TAP
    return Decision.all_of(
        (facts.acknowledged, Reason("not_acknowledged", _("Take the alert first."))),
        (
            facts.action is not None,
            Reason("no_action", _("Say what you did."), field_name="action"),
        ),
        (
            facts.disposition is not None,
            Reason("no_disposition", _("Say how it stands now."), field_name="disposition"),
        ),
        (
            met_her or not on_her_word or facts.action is None,
            Reason(
                "not_in_touch",
                _("Only someone who was in touch with her can say this."),
                field_name="disposition",
            ),
        ),
        (
            bool(facts.words.strip()) or not mistaken,
            Reason("no_words", _("Say in a sentence how you know."), field_name="words"),
        ),
        (
            facts.second_look_due_at is not None or not needs_second_look(facts.level),
            Reason(
                "no_second_look",
                _("Say when someone looks again."),
                field_name="second_look_due_at",
            ),
        ),
    )


def may_close_alert(facts: AlertFacts) -> Decision:
    """An alert closes when its answer may be filed, the matter ended and the second look is done.

    Source: domain.md 8.2 R-SAF-01 and 8.4; issue, part 6.
    """
    ended = facts.disposition is None or facts.disposition.ends_the_alert
    # Without a time for it, `may_file` already asks for one.
    has_second_look = needs_second_look(facts.level) and facts.second_look_due_at is not None
    looked = facts.second_look_done or not has_second_look
    return may_file(facts) & Decision.all_of(
        (ended, Reason("still_open", _("Say how it ended before you close it."))),
        (
            looked,
            Reason(
                "second_look_due",
                _("Someone still has to look a second time, by {due}."),
                Kind.STOP,
                params={"due": facts.second_look_due_at},
            ),
        ),
    )


_CSSRS_RESPONSE = {
    "high": _("Stay with her. A clinician evaluates her now, in a private room."),
    "moderate": _("A full assessment and a safety plan before she leaves."),
    "low": _("A clinician looks at it today."),
    "none": _("No risk was named in these answers. It does not rule risk out."),
    "incomplete": _("Some questions were not answered. A person asks her today, in private."),
}


def cssrs_response(level: str) -> str:
    """What the screen's level asks of us; an unknown level is treated as unfinished.

    Source: domain.md 8.1, and 8.2 R-SAF-02 for an unfinished screen.
    """
    return _CSSRS_RESPONSE.get(level, _CSSRS_RESPONSE["incomplete"])
