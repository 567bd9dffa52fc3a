"""Incident reports, for those who may read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.domain.incident import IncidentKind
from openiop.domain.privacy import About
from openiop.safety.models import Incident

from .people import name_in


@dataclass(frozen=True)
class IncidentLine:
    """One incident report, for those who may read it."""

    id: UUID
    kind: IncidentKind
    at: datetime
    place: str
    told: dict[str, str]
    """What happened, who was there, what was done at once, who was told."""
    filed_at: datetime
    filed_by_name: str
    follow_up_name: str
    review_by_on: date
    reviewed_at: datetime | None
    reviewed_by_name: str
    review: str

    def is_overdue(self, day: date) -> bool:
        """Whether the review should have been written by now."""
        return self.reviewed_at is None and day > self.review_by_on


def incidents() -> list[IncidentLine]:
    """Every incident report, those not reviewed first, then the newest; two statements."""
    return _incidents(Incident.objects.order_by(F("reviewed_at").asc(nulls_first=True), "-at"))


def incident_line(incident_id: UUID) -> IncidentLine:
    """One incident report."""
    found = _incidents(Incident.objects.filter(pk=incident_id))
    if not found:
        raise Http404("No such report.")
    return found[0]


def _incidents(rows: QuerySet[Incident]) -> list[IncidentLine]:
    found = list(rows)
    people = [row.created_by for row in found] + [row.follow_up_id for row in found]
    names = names_by_id(people + [row.reviewed_by for row in found if row.reviewed_by])
    return [
        IncidentLine(
            id=row.pk,
            kind=row.kind,
            at=row.at,
            place=row.place,
            told=json.loads(row.content) if row.content else {},
            filed_at=row.created_at,
            filed_by_name=name_in(names, row.created_by),
            follow_up_name=name_in(names, row.follow_up_id),
            review_by_on=row.review_by_on,
            reviewed_at=row.reviewed_at,
            reviewed_by_name=name_in(names, row.reviewed_by),
            review=row.review,
        )
        for row in found
    ]


def incident_or_404(incident_id: UUID) -> Incident:
    """The report with this id."""
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise Http404("No such report.")
    return found


def about_incident(incident_id: UUID, **_parts: object) -> About:
    """An incident report is in nobody's chart, and so about no client."""
    incident_or_404(incident_id)
    return About()
