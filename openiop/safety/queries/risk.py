"""Suicide-risk assessments, and talks about a safer place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.domain.privacy import About
from openiop.domain.risk_assessment import (
    Access,
    AssessmentFacts,
    Ideation,
    Intent,
    Means,
    PlanState,
    floor_of,
    level_that_holds,
    needs_cosign,
)
from openiop.domain.words import Level
from openiop.safety.models import Alert, MeansTalk, RiskAssessment

from .people import name_in


@dataclass(frozen=True)
class AssessmentLine:
    """One suicide-risk assessment as pages show it."""

    id: UUID
    client_id: UUID
    client_name: str
    made_at: datetime
    made_by: UUID
    made_by_name: str
    facts: AssessmentFacts
    holds: Level | None
    """The level that holds: below the floor only once a colleague has signed."""
    waits_for_cosign: bool
    cosigned_by_name: str


def assessments_of(client_id: UUID) -> list[AssessmentLine]:
    """Every assessment of a client, newest first; two statements."""
    return _assessments(RiskAssessment.objects.filter(client_id=client_id))


def waiting_for_cosign(ids: Iterable[UUID] | None = None) -> list[AssessmentLine]:
    """Lowered levels nobody else has signed yet, oldest first."""
    rows = RiskAssessment.objects.filter(cosigned_at__isnull=True).exclude(floor="")
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [each for each in reversed(_assessments(rows)) if each.waits_for_cosign]


def _assessments(rows: QuerySet[RiskAssessment]) -> list[AssessmentLine]:
    found = list(rows.select_related("client").order_by("-created_at", "-pk"))
    names = names_by_id(
        [row.created_by for row in found] + [row.cosigned_by for row in found if row.cosigned_by]
    )
    return [_assessment_line(row, names) for row in found]


def _assessment_line(row: RiskAssessment, names: dict[UUID, str]) -> AssessmentLine:
    facts = assessment_facts(row)
    return AssessmentLine(
        id=row.pk,
        client_id=row.client_id,
        client_name=row.client.short_name,
        made_at=row.created_at,
        made_by=row.created_by,
        made_by_name=name_in(names, row.created_by),
        facts=facts,
        holds=level_that_holds(facts),
        waits_for_cosign=needs_cosign(facts) and not facts.cosigned,
        cosigned_by_name=name_in(names, row.cosigned_by),
    )


def assessment_facts(row: RiskAssessment) -> AssessmentFacts:
    """What an assessment holds, as the rule reads it."""
    told = json.loads(row.content) if row.content else {}
    return AssessmentFacts(
        floor=row.floor or None,
        ideation=Ideation(told["ideation"]),
        intent=Intent(told["intent"]),
        plan=PlanState(told["plan"]),
        access=Access(told["access"]),
        protective=told.get("protective", ""),
        level=row.level,
        reasons=told.get("reasons", ""),
        next_step=row.next_step,
        next_on=row.next_on,
        cosigned=row.cosigned_at is not None,
    )


def assessment_or_404(assessment_id: UUID) -> RiskAssessment:
    """The assessment with this id."""
    found = RiskAssessment.objects.select_related("client").filter(pk=assessment_id).first()
    if found is None:
        raise Http404("No such assessment.")
    return found


def about_assessment(assessment_id: UUID, **_parts: object) -> About:
    """Whom a page about an assessment is about."""
    return assessment_or_404(assessment_id).about()


def floor_now(client_id: UUID) -> Level | None:
    """The most urgent level of her open alerts: what an assessment may not simply go below."""
    rows = Alert.objects.filter(client_id=client_id, closed_at__isnull=True)
    return floor_of([Level(level) for level in rows.values_list("level", flat=True)])


@dataclass(frozen=True)
class MeansLine:
    """One talk about a safer place: categories, what is done, who helps, when it is checked."""

    on: date
    by_name: str
    means: tuple[Means, ...]
    plan: str
    helps: str
    recheck_on: date


def means_talks_of(client_id: UUID) -> list[MeansLine]:
    """Every such talk with a client, newest first; two statements."""
    rows = list(MeansTalk.objects.filter(client_id=client_id).order_by("-on", "-created_at"))
    names = names_by_id(row.created_by for row in rows)
    lines = []
    for row in rows:
        told = json.loads(row.content) if row.content else {}
        lines.append(
            MeansLine(
                on=row.on,
                by_name=name_in(names, row.created_by),
                means=tuple(Means(each) for each in row.means),
                plan=told.get("plan", ""),
                helps=told.get("helps", ""),
                recheck_on=row.recheck_on,
            )
        )
    return lines


def rechecks_due(day: date, ids: Iterable[UUID] | None = None) -> dict[UUID, date]:
    """Whose safer place is asked about again by a day; the newest talk counts. One statement."""
    rows = MeansTalk.objects.order_by("on", "created_at")
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    newest = dict(rows.values_list("client_id", "recheck_on"))
    return {client_id: on for client_id, on in newest.items() if on <= day}


def reassessments_due(day: date, ids: Iterable[UUID]) -> dict[UUID, date]:
    """Whose risk is asked about again by a day, as her newest assessment said. One statement."""
    rows = RiskAssessment.objects.filter(client_id__in=set(ids)).order_by("created_at", "pk")
    newest = dict(rows.values_list("client_id", "next_on"))
    return {client_id: on for client_id, on in newest.items() if on <= day}
