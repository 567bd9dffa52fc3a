"""What waits for whom: assessments, decisions, handoffs, levels to be decided anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.assessment.models import Assessment, Handoff, LevelOfCare
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import open_episodes
from openiop.domain.assessment.determination import (
    ANEW_RULES,
    Happened,
    Moment,
    due_for_redetermination,
)
from openiop.domain.assessment.routes import (
    ROUTES,
    CareLevel,
    RouteClock,
    route_due_at,
    routes_for,
    with_screen,
)
from openiop.domain.words import Level
from openiop.privacy.actor import Actor
from openiop.safety.models import Alert, RiskAssessment

from .content import care_facts, draft_of


@dataclass(frozen=True)
class OpenAssessment:
    """An assessment under way, or completed and not decided yet."""

    id: UUID
    client_id: UUID
    client_name: str
    assessor_name: str
    begun_at: datetime
    is_completed: bool


def assessments_open(actor: Actor, *, everybody: bool) -> list[OpenAssessment]:
    """Assessments without a decision on the level, oldest first; three statements."""
    decided = LevelOfCare.objects.filter(assessment__isnull=False).values("assessment_id")
    rows = Assessment.objects.select_related("client").exclude(pk__in=decided)
    if not everybody:
        rows = rows.filter(assessor_id=actor.id)
    found = list(rows.order_by("created_at"))
    names = names_by_id({row.assessor_id for row in found})
    return [
        OpenAssessment(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            assessor_name=names.get(row.assessor_id, ""),
            begun_at=clock.local(row.created_at),
            is_completed=row.completed_at is not None,
        )
        for row in found
    ]


@dataclass(frozen=True)
class OwedHandoff:
    """A next step that nobody has taken over yet."""

    client_id: UUID
    client_name: str
    to: str
    next_step: str
    due_at: datetime
    tries: int
    """How often somebody tried and reached nobody."""
    why: str
    """Marked text: the finding or the level it follows from."""
    finding: str = ""

    @property
    def is_late(self) -> bool:
        """Whether somebody should have had her by now."""
        return self.due_at < clock.local_now()


def handoffs_owed() -> list[OwedHandoff]:
    """Every next step without a warm handoff that reached somebody, the most urgent first.

    Two kinds: a finding of an open assessment, and a level chosen elsewhere. Constant statements.
    """
    levels = _newest_levels()
    elsewhere = [
        row for row in levels if (row.chosen or row.offered) not in (CareLevel.IOP, "", None)
    ]
    under_way = list(
        Assessment.objects.select_related("client").exclude(
            pk__in=[row.assessment_id for row in levels if row.assessment_id]
        )
    )
    tries = _tries([*(row.client_id for row in elsewhere), *(row.client_id for row in under_way)])
    owed = []
    for row in elsewhere:
        since = [each for each in tries.get(row.client_id, ()) if each.at >= row.decided_at]
        if any(each.reached for each in since):
            continue
        told = json.loads(row.content).get("told", {})
        found = [ROUTES[each].clock for each in json.loads(row.content).get("found", ())]
        urgent = min(found, key=tuple(RouteClock).index, default=RouteClock.DAYS_3)
        owed.append(
            OwedHandoff(
                client_id=row.client_id,
                client_name=row.client.short_name,
                to=told.get("handed_to", ""),
                next_step=told.get("next_step", ""),
                due_at=route_due_at(urgent, clock.local(row.decided_at)),
                tries=len(since),
                why=(row.chosen or row.offered).label,
            )
        )
    for assessment in under_way:
        findings = with_screen(care_facts(draft_of(assessment).values, None).findings, None)
        for route in routes_for(findings):
            since = [
                each
                for each in tries.get(assessment.client_id, ())
                if each.finding == route.finding and each.at >= assessment.created_at
            ]
            if any(each.reached for each in since):
                continue
            owed.append(
                OwedHandoff(
                    client_id=assessment.client_id,
                    client_name=assessment.client.short_name,
                    to="",
                    next_step=route.to,
                    due_at=route_due_at(route.clock, clock.local(assessment.created_at)),
                    tries=len(since),
                    why=route.finding.label,
                    finding=str(route.finding),
                )
            )
    return sorted(owed, key=lambda each: each.due_at)


def _newest_levels() -> list[LevelOfCare]:
    newest = {
        row.client_id: row
        for row in LevelOfCare.objects.select_related("client").order_by("number")
    }
    return list(newest.values())


def _tries(client_ids: Iterable[UUID]) -> dict[UUID, list[Handoff]]:
    found: dict[UUID, list[Handoff]] = {}
    for row in Handoff.objects.filter(client_id__in=list(client_ids)):
        found.setdefault(row.client_id, []).append(row)
    return found


@dataclass(frozen=True)
class DueAnew:
    """A level of care that has to be looked at again."""

    client: Client
    happened: Happened
    chosen: CareLevel | None
    determined_at: datetime | None


def due_anew(more: Iterable[tuple[UUID, Happened]] = ()) -> list[DueAnew]:
    """Whose level of care is decided anew, the longest waiting first; constant statements.

    What happens above this stage (reviews of plans, of utilization) is handed in as `more`.
    """
    now, today = clock.now(), clock.today()
    stays = {stay.client_id: stay for stay in open_episodes(today) if stay.ended_on is None}
    happened: dict[UUID, list[Happened]] = {client_id: [] for client_id in stays}
    for client_id, each in more:
        if client_id in happened and each.at <= now:
            happened[client_id].append(each)
    for client_id, at in _high_risk(stays):
        happened[client_id].append(Happened(Moment.HIGH_RISK, at))
    for client_id, stay in stays.items():
        begun = clock.at(stay.starts_on, "00:00")
        last = stay.planned_end_on
        ahead = timedelta(days=ANEW_RULES.before_last_day_days)
        if last is not None and last - ahead <= today:
            at = clock.at(last - ahead, "00:00")
            happened[client_id].append(Happened(Moment.DISCHARGE, at))
        happened[client_id] = [each for each in happened[client_id] if each.at >= begun]
    levels = {row.client_id: row for row in _newest_levels()}
    due = []
    for client_id, stay in stays.items():
        held = levels.get(client_id)
        # a stay begun before levels were kept here is looked at when something happens
        found = due_for_redetermination(held.decided_at if held else None, happened[client_id])
        if found is not None:
            due.append(
                DueAnew(
                    client=stay.client,
                    happened=found,
                    chosen=held.chosen or None if held else None,
                    determined_at=held.decided_at if held else None,
                )
            )
    return sorted(due, key=lambda each: each.happened.at)


def _high_risk(client_ids: Iterable[UUID]) -> list[tuple[UUID, datetime]]:
    wanted = list(client_ids)
    alerts = Alert.objects.filter(client_id__in=wanted, level=Level.HIGH)
    found = list(alerts.values_list("client_id", "opened_at"))
    risks = RiskAssessment.objects.filter(client_id__in=wanted, level=Level.HIGH)
    return found + list(risks.values_list("client_id", "created_at"))
