"""Filing an incident apart from every chart, and reviewing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from openiop.base import clock
from openiop.domain.decision import refuse
from openiop.domain.incident import IncidentKind, may_report, may_review, review_by
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.safety import queries
from openiop.safety.models import Incident


@action(Permission.FILE_INCIDENT, audit="safety.incident_filed")
def file_incident(
    *,
    kind: IncidentKind | None,
    at: datetime | None,
    place: str,
    told: Mapping[str, str],
    follow_up_id: UUID | None,
    by: Actor,
) -> Incident:
    """Keep what happened, apart from every chart; `told` has what, who, immediate and notified."""
    now = clock.now()
    may_report(kind, at, now, told.get("what", ""), told.get("immediate", "")).or_refuse()
    if kind is None or at is None:
        raise refuse("no_kind", _("Say what kind of thing it was."), field_name="kind")
    known = {pk for pk, _name in queries.people.staff_here()}
    lead = queries.people.person_in_role((Role.CLINICAL_LEAD, Role.DIRECTOR))
    row = Incident(
        kind=kind,
        at=at,
        place=place.strip(),
        follow_up_id=follow_up_id if follow_up_id in known else lead or by.id,
        review_by_on=review_by(clock.today()),
        created_by=by.id,
    )
    row.content = json.dumps({name: words.strip() for name, words in told.items()})
    row.save()
    return row


@action(Permission.READ_INCIDENTS, audit="safety.incident_reviewed")
def review_incident(*, incident: Incident, words: str, by: Actor) -> Incident:
    """Write down what follows from an incident."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    may_review(words, incident.reviewed_at is not None).or_refuse()
    incident.reviewed_at, incident.reviewed_by = clock.now(), by.id
    incident.review = words.strip()
    incident.save()
    return incident
