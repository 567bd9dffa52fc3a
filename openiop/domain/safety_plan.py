"""The safety plan: what it still lacks, and when it is looked at together again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .safety_rules import SAFETY_RULES, SafetyRules
from .text import _


@dataclass(frozen=True)
class SafetyPlanFacts:
    """Her plan in her own words: six short lists, in order, and what she lives for.

    Source: the generic six steps of domain.md 8.3; not the copyrighted form.
    """

    warning_signs: tuple[str, ...] = ()
    coping: tuple[str, ...] = ()
    people_and_places: tuple[str, ...] = ()
    people_to_ask: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()
    safer_surroundings: tuple[str, ...] = ()
    reason_to_live: str = ""


def plan_gaps(plan: SafetyPlanFacts) -> tuple[str, ...]:
    """A plan is complete when each of the six steps and her reason to live holds words of hers.

    Source: domain.md 8.3, R-SAF-04.
    """
    steps = (
        (plan.warning_signs, _("How I notice that it gets hard")),
        (plan.coping, _("What I can do on my own")),
        (plan.people_and_places, _("People and places that take my mind off it")),
        (plan.people_to_ask, _("People I can ask for help")),
        (plan.professionals, _("Professionals and lines I can call")),
        (plan.safer_surroundings, _("How I make the place around me safer")),
        ((plan.reason_to_live,), _("What is most worth living for")),
    )
    return tuple(words for step, words in steps if not any(line.strip() for line in step))


def plan_review_due_on(
    reviewed_on: date | None,
    made_on: date,
    positive_screen_on: date | None = None,
    rules: SafetyRules = SAFETY_RULES,
) -> date:
    """A safety plan is looked at again every 30 days, and at once after a positive screen.

    Source: domain.md 8.3, R-SAF-04.
    """
    last = max(made_on, reviewed_on or made_on)
    if positive_screen_on and positive_screen_on > last:
        return positive_screen_on
    return last + timedelta(days=rules.plan_review_every_days)
