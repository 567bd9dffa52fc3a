"""What intake's pages ask across stages."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from openiop.base import clock
from openiop.clients.queries import open_episodes
from openiop.coverage.queries import authorizations_by_client
from openiop.domain.assessment.determination import ANEW_RULES, Happened, Moment
from openiop.plans.models import PlanReview


def reviews_since() -> list[tuple[UUID, Happened]]:
    """Reviews of plans, and utilization reviews that have come up; constant statements."""
    today = clock.today()
    ids = [stay.client_id for stay in open_episodes(today) if stay.ended_on is None]
    looks = PlanReview.objects.filter(plan__client_id__in=ids)
    found = [
        (client_id, Happened(Moment.PLAN_REVIEW, at))
        for client_id, at in looks.values_list("plan__client_id", "reviewed_at")
    ]
    for client_id, lines in authorizations_by_client(ids).items():
        for line in lines:
            if not line.facts.status.allows:
                continue
            due_on = line.facts.until_on - timedelta(days=ANEW_RULES.before_covered_end_days)
            if due_on <= today:
                found.append((client_id, Happened(Moment.UTILIZATION, clock.at(due_on, "00:00"))))
    return found
