"""Whether a stay may end for missed days or a payer's no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404
from openiop.domain.decision import Decision
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.privacy import About
from openiop.domain.readiness.barriers import BarrierFacts, Pressure, Tried, may_end_under
from openiop.domain.words import Level
from openiop.measures.queries import series
from openiop.readiness.models import BarrierReview
from openiop.safety.models import RiskAssessment


def may_end(client_id: UUID, pressure: Pressure, day: date) -> Decision:
    """Whether her stay may end for this reason, with everything that is still missing."""
    return may_end_under(pressure, _facts(newest_review(client_id, pressure), client_id), day)


def newest_review(client_id: UUID, pressure: Pressure) -> BarrierReview | None:
    """The newest barrier review of a kind."""
    rows = BarrierReview.objects.filter(client_id=client_id, pressure=pressure)
    return rows.order_by("created_at").last()


def _facts(row: BarrierReview | None, client_id: UUID) -> BarrierFacts:
    checks = [
        (each.finished_at, each.level == str(ScreenLevel.HIGH))
        for each in series(client_id, CSSRS_SCREENER.id)
        if each.level and each.level != str(ScreenLevel.INCOMPLETE)
    ]
    risks = RiskAssessment.objects.filter(client_id=client_id).values_list("created_at", "level")
    checks += [(at, level == Level.HIGH) for at, level in risks]
    at, is_high = max(checks, default=(None, False))
    safety_on = clock.local(at).date() if at else None
    if row is None:
        return BarrierFacts(safety_on=safety_on, safety_is_high=is_high)
    return BarrierFacts(
        reviewed_on=row.on,
        reviewed_by=str(row.created_by),
        tried=tuple(Tried(each) for each in row.tried),
        signed_on=clock.local(row.signed_at).date() if row.signed_at else None,
        signed_by=str(row.signed_by or ""),
        safety_on=safety_on,
        safety_is_high=is_high,
    )


@dataclass(frozen=True)
class BarrierPage:
    """The page of one pressure: what was done, and what is missing."""

    client: Client
    pressure: Pressure
    review: BarrierReview | None
    reviewed_by: str
    signed_by: str
    missing: Decision


def barrier_page(client_id: UUID, pressure: Pressure, day: date) -> BarrierPage:
    """What was done before an end that is not hers; a constant number of statements."""
    client, row = client_or_404(client_id), newest_review(client_id, pressure)
    names = names_by_id([row.created_by, row.signed_by] if row else [])
    return BarrierPage(
        client=client,
        pressure=pressure,
        review=row,
        reviewed_by=names.get(row.created_by, "") if row else "",
        signed_by=names.get(row.signed_by, "") if row and row.signed_by else "",
        missing=may_end_under(pressure, _facts(row, client_id), day),
    )


def review_or_404(review_id: UUID) -> BarrierReview:
    """A barrier review."""
    found = BarrierReview.objects.select_related("client").filter(pk=review_id).first()
    if found is None:
        raise Http404("No such review.")
    return found


def about_review(review_id: UUID, **_: object) -> About:
    """Whom a barrier review is about."""
    return review_or_404(review_id).about()
