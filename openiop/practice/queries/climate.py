"""The climate of a group, without a name."""

from __future__ import annotations

import json
from collections import defaultdict
from uuid import UUID

from openiop.base import clock
from openiop.domain.skills.climate import Climate, Tally, climate
from openiop.practice.models import ClimateGiven, ClimateTally
from openiop.schedule.models import Group


def climate_of(group_id: UUID) -> tuple[Climate, ...]:
    """What may be shown of one group, newest first."""
    return _climates([group_id])[group_id]


def climates() -> list[tuple[Group, tuple[Climate, ...]]]:
    """Every group with what may be shown of it; constant statements."""
    groups = [
        group
        for group in Group.objects.select_related("track").order_by("starts", "name")
        if group.kind.is_group
    ]
    found = _climates([group.pk for group in groups])
    return [(group, found[group.pk]) for group in groups]


def _climates(group_ids: list[UUID]) -> dict[UUID, tuple[Climate, ...]]:
    given: dict[UUID, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    marks = ClimateGiven.objects.filter(session__group_id__in=group_ids)
    for session_id, client_id, items in marks.values_list("session_id", "client_id", "items"):
        for item in items:
            given[session_id][item].add(client_id)
    tallies: dict[UUID, list[Tally]] = {group_id: [] for group_id in group_ids}
    rows = ClimateTally.objects.select_related("session").filter(
        session__group_id__in=group_ids, on__lt=clock.today()
    )
    for row in rows:
        group_id = row.session.group_id
        if group_id is None:
            continue
        counts = {
            item: {int(step): times for step, times in steps.items()}
            for item, steps in json.loads(row.counts or "{}").items()
        }
        women = {item: frozenset(who) for item, who in given[row.session_id].items()}
        tallies[group_id].append(Tally(str(row.session_id), row.on, counts, women))
    today = clock.today()
    return {group_id: climate(each, today) for group_id, each in tallies.items()}


def has_answered(client_id: UUID, session_id: UUID) -> bool:
    """Whether she has answered without her name after this session."""
    return ClimateGiven.objects.filter(client_id=client_id, session_id=session_id).exists()
