"""Safety plans to look at together, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Episode
from openiop.clients.queries import fewer_days_since
from openiop.domain.safety_plan import PlanReview, PlanReviewFacts, plan_reviews
from openiop.safety.models import SafetyPlan

from .alerts import last_alert_on_by_client
from .risk import reassessments_due, rechecks_due
from .times import rules_here


@dataclass(frozen=True)
class DueReview:
    """A safety plan its owner looks at with her, and why."""

    client_id: UUID
    client_name: str
    therapist_id: UUID | None
    reviews: tuple[PlanReview, ...]
    recheck_on: date | None
    """The safer place is asked about again, when that is due."""
    ask_again_on: date | None
    """Her risk is asked about again, as her last assessment said, when that is due."""

    @property
    def since(self) -> date:
        """The first day on which something was due."""
        days = [each.due_on for each in self.reviews]
        return min([*days, *(on for on in (self.recheck_on, self.ask_again_on) if on)])


def plan_reviews_due(day: date, stays: Iterable[Episode]) -> list[DueReview]:
    """Plans to look at by a day among these stays; constant statements however many."""
    here = {stay.client_id: stay for stay in stays}
    alerts_on = last_alert_on_by_client(here)
    fewer = fewer_days_since(here.values(), day)
    again, asked = rechecks_due(day, here), reassessments_due(day, here)
    plans = {
        client_id: (clock.local(saved_at).date(), looked_at_on)
        for client_id, saved_at, looked_at_on in SafetyPlan.objects.filter(client_id__in=here)
        .order_by("number")
        .values_list("client_id", "created_at", "looked_at_on")
    }
    rules, found = rules_here(), []
    for client_id, stay in here.items():
        made_on, looked_at_on = plans.get(client_id, (None, None))
        facts = PlanReviewFacts(
            starts_on=stay.starts_on,
            made_on=made_on,
            looked_at_on=looked_at_on,
            positive_screen_on=alerts_on.get(client_id),
            fewer_days_from_on=fewer.get(stay.pk),
            planned_end_on=stay.planned_end_on,
        )
        due = tuple(each for each in plan_reviews(facts, rules) if each.due_on <= day)
        if due or client_id in again or client_id in asked:
            found.append(
                DueReview(
                    client_id=client_id,
                    client_name=stay.client.short_name,
                    therapist_id=stay.therapist_id,
                    reviews=due,
                    recheck_on=again.get(client_id),
                    ask_again_on=asked.get(client_id),
                )
            )
    return sorted(found, key=lambda each: (each.since, each.client_name))
