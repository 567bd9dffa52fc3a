"""By when each document is due: one versioned set of clocks for the whole program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.text import _
from openiop.domain.words import Word


@dataclass(frozen=True)
class DocumentationClocks:
    """When documents are due; a program may be faster, its payers may ask for more.

    Source: domain.md 3.4 [product default]; domain.md 1.3 for Medicare.
    """

    id: str = "openiop-clocks/1"
    first_plan_by_day: int = 1
    """The preliminary plan is due on this day of her stay."""
    full_plan_within_days: int = 7
    plan_review_every_days: int = 14
    """Source: domain.md 3.4: every 7-14 days."""
    plan_review_at_most_days: int = 30
    physician_review_at_most_days: int = 60
    """Source: domain.md 1.3, 42 CFR 424.24(d): no less often than every 60 days."""
    group_note_within_h: int = 24
    individual_note_within_h: int = 24
    other_note_within_h: int = 24
    """Prescriber visit, family session, case management, peer support."""
    cosign_within_h: int = 72
    assessment_within_program_days: int = 3
    first_prescriber_visit_within_days: int = 7
    weekly_summary_within_days: int = 2
    """After the last day of the payer week."""
    letter_within_days: int = 7
    """After a letter was asked for, when nobody named a day."""
    individual_format: str = "dap"
    """How an individual session is written down: domain/care/note_kinds.py."""


DOCUMENTATION_CLOCKS = DocumentationClocks()


class PlanStep(Word):
    """What the plan of care needs next."""

    FIRST = "first", _("First plan")
    FULL = "full", _("Full plan")
    REVIEW = "review", _("Plan review")
    PHYSICIAN = "physician", _("Physician's signature on the plan")


@dataclass(frozen=True)
class PlanDue:
    """What is owed on the plan, by when, and by which rule."""

    step: PlanStep
    due_on: date
    rule_id: str

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on < today


@dataclass(frozen=True)
class PlanDates:
    """The dates of one stay that the plan's clock looks at."""

    starts_on: date
    first_signed_on: date | None = None
    """When any plan of this stay was first signed by staff."""
    full_signed_on: date | None = None
    """When a full plan of this stay was first signed by her and by staff."""
    reviewed_on: date | None = None
    """When the plan was last reviewed or signed anew."""
    needs_physician: bool = False
    physician_signed_on: date | None = None


def plan_due(dates: PlanDates, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS) -> PlanDue:
    """A first plan on day 1, a full plan within 7 days, then a review at least every 14 days.

    The review never waits longer than the 30 days allowed at most, whatever a program sets.
    Source: domain.md 3.4.
    """
    if dates.first_signed_on is None:
        on = dates.starts_on + timedelta(days=clocks.first_plan_by_day - 1)
        return PlanDue(PlanStep.FIRST, on, clocks.id)
    if dates.full_signed_on is None:
        on = dates.starts_on + timedelta(days=clocks.full_plan_within_days)
        return PlanDue(PlanStep.FULL, on, clocks.id)
    every = min(clocks.plan_review_every_days, clocks.plan_review_at_most_days)
    last = max(dates.full_signed_on, dates.reviewed_on or dates.full_signed_on)
    return PlanDue(PlanStep.REVIEW, last + timedelta(days=every), clocks.id)


def physician_due(
    dates: PlanDates, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> PlanDue | None:
    """Where the payer asks for a physician: with the full plan, then at least every 60 days.

    Source: domain.md 1.3, 42 CFR 424.24(d).
    """
    if not dates.needs_physician:
        return None
    if dates.physician_signed_on is None:
        on = dates.starts_on + timedelta(days=clocks.full_plan_within_days)
    else:
        on = dates.physician_signed_on + timedelta(days=clocks.physician_review_at_most_days)
    return PlanDue(PlanStep.PHYSICIAN, on, clocks.id)
