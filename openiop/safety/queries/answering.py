"""How the alerts of a month were answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.domain.answering import AnsweredFacts, Answering, answering, was_late
from openiop.domain.words import Level
from openiop.outbox.queries import calls_not_through
from openiop.safety.models import Alert, AlertStep

from .people import name_in


@dataclass(frozen=True)
class AnsweredAlert:
    """One alert of the log."""

    id: UUID
    client_id: UUID
    client_name: str
    owner_name: str
    facts: AnsweredFacts
    rule_id: str


@dataclass(frozen=True)
class AnsweringPage:
    """How the alerts of one month were answered."""

    month: date
    """Its first day."""
    whole: Answering
    by_level: tuple[tuple[Level, Answering], ...]
    late: tuple[AnsweredAlert, ...]
    months: tuple[date, ...]
    """Months with an alert, newest first."""


def answering_page(month: date) -> AnsweringPage:
    """The log of a month: counts, medians and every late one; constant statements."""
    first = clock.at(month.replace(day=1), "00:00")
    last = clock.at((month.replace(day=28) + timedelta(days=4)).replace(day=1), "00:00")
    rows = list(
        Alert.objects.select_related("client")
        .filter(opened_at__gte=first, opened_at__lt=last)
        .order_by("opened_at", "pk")
    )
    ids = [row.pk for row in rows]
    climbed = {
        alert_id: (ever, late)
        for alert_id, ever, late in AlertStep.objects.filter(alert_id__in=ids, kind="escalated")
        .values_list("alert_id")
        .annotate(ever=Count("pk"), late_ones=Count("pk", filter=Q(late=True)))
    }
    failed = calls_not_through(ids)
    names = names_by_id(row.owner_id for row in rows)
    now = clock.now()
    told = [
        AnsweredAlert(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            owner_name=name_in(names, row.owner_id),
            facts=AnsweredFacts(
                level=row.level,
                opened_at=row.opened_at,
                due_at=row.acknowledge_by_at,
                taken_at=row.acknowledged_at,
                escalations=climbed.get(row.pk, (0, 0))[0],
                late_escalations=climbed.get(row.pk, (0, 0))[1],
                calls_failed=failed.get(row.pk, 0),
            ),
            rule_id=row.rule_id,
        )
        for row in rows
    ]
    facts = [each.facts for each in told]
    return AnsweringPage(
        month=month.replace(day=1),
        whole=answering(facts, now),
        by_level=tuple(
            (level, answering([each for each in facts if each.level is level], now))
            for level in Level
            if any(each.level is level for each in facts)
        ),
        late=tuple(each for each in told if was_late(each.facts, now)),
        months=_months_with_alerts(),
    )


def _months_with_alerts() -> tuple[date, ...]:
    opened = Alert.objects.order_by("opened_at").values_list("opened_at", flat=True)
    first, last = opened.first(), opened.last()
    if first is None or last is None:
        return ()
    found, month = [], clock.local(last).date().replace(day=1)
    while month >= clock.local(first).date().replace(day=1):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(found)
