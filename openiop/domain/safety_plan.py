"""The safety plan: what it still lacks, and when it is looked at together again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .safety_rules import SAFETY_RULES, SafetyRules
from .text import _
from .words import Word


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


class WhyReview(Word):
    """Why a safety plan is looked at together again.

    Source: domain.md 8.3 R-SAF-04.
    """

    NO_PLAN = "no_plan", _("She has no plan yet")
    POSITIVE_SCREEN = "positive_screen", _("Something she told us since")
    TAPER = "taper", _("She comes on fewer days now")
    DISCHARGE = "discharge", _("Her stay ends soon")
    TIME = "time", _("The time since it was last looked at")


@dataclass(frozen=True)
class PlanReviewFacts:
    """What decides whether a plan is due to be looked at together."""

    starts_on: date
    made_on: date | None = None
    looked_at_on: date | None = None
    positive_screen_on: date | None = None
    fewer_days_from_on: date | None = None
    planned_end_on: date | None = None


@dataclass(frozen=True)
class PlanReview:
    """A plan that is looked at again, from which day on, and why."""

    why: WhyReview
    due_on: date


def plan_reviews(
    facts: PlanReviewFacts, rules: SafetyRules = SAFETY_RULES
) -> tuple[PlanReview, ...]:
    """A safety plan is made at admission, and looked at again after each positive screen, when she
    comes on fewer days, before her stay ends, and every 30 days; a look settles what came before.

    Source: domain.md 8.3 R-SAF-04; the days before the end are a [product default] of ours.
    """
    if facts.made_on is None:
        return (PlanReview(WhyReview.NO_PLAN, facts.starts_on),)
    last = max(facts.made_on, facts.looked_at_on or facts.made_on)
    due = [PlanReview(WhyReview.TIME, last + timedelta(days=rules.plan_review_every_days))]
    if facts.positive_screen_on and facts.positive_screen_on > last:
        due.append(PlanReview(WhyReview.POSITIVE_SCREEN, facts.positive_screen_on))
    if facts.fewer_days_from_on and facts.fewer_days_from_on > last:
        due.append(PlanReview(WhyReview.TAPER, facts.fewer_days_from_on))
    if facts.planned_end_on:
        before_end = facts.planned_end_on - timedelta(days=rules.plan_review_before_end_days)
        if before_end > last:
            due.append(PlanReview(WhyReview.DISCHARGE, before_end))
    return tuple(sorted(due, key=lambda each: each.due_on))


def plan_changed_meanwhile(begun_from: int | None, newest: int) -> bool:
    """Whether somebody saved another version since this one was begun, so that both are shown.

    Why: two people may write in her plan at once, and neither's words may get lost.
    Source: domain.md 8.3 R-SAF-04, "co-edited".
    """
    return begun_from is not None and begun_from != newest
