"""The duty that watches those who come on fewer days."""

from __future__ import annotations

from uuid import UUID

from openiop.base import clock
from openiop.clients.models import ComingDays, Episode
from openiop.clients.queries import open_episodes
from openiop.domain.episode import Stage
from openiop.domain.readiness.taper import worsened_on_taper
from openiop.privacy.actor import system

from . import queries
from .actions.tapering import return_case
from .models import CaseReturn


def watch_tapers() -> int:
    """Bring back every case in which something got worse beyond chance since she has fewer days.

    A reading brings it back once; a later one that is worse still brings it back again.
    """
    day = clock.today()
    stays = [stay for stay in open_episodes(day) if stay.stage is Stage.IN_PROGRAM]
    less = queries.record.on_less_by_client(stays, day)
    if not less:
        return 0
    plans = queries.taper.plans_by_stay(stays)
    rows = CaseReturn.objects.filter(client_id__in=list(less))
    known = set(rows.values_list("client_id", "administration_id"))
    found = 0
    for stay in stays:
        each, plan = less.get(stay.client_id), plans.get(stay.client_id)
        if each is None:
            continue
        for measure, reading in worsened_on_taper(each.measures, each.since.on, day):
            if (stay.client_id, UUID(reading.source.id)) in known:
                continue
            return_case(
                client=stay.client,
                on=reading.on,
                instrument_id=measure.chosen.instrument.id,
                administration_id=UUID(reading.source.id),
                owner_id=_owner(stay, plan.owner_id if plan else each.since.id),
                by=system(),
            )
            found += 1
    return found


def _owner(stay: Episode, planned: UUID | str) -> UUID:
    """Her therapist; else who planned the taper, or wrote down that she comes on fewer days."""
    if stay.therapist_id is not None:
        return stay.therapist_id
    if isinstance(planned, UUID):
        return planned
    return ComingDays.objects.get(pk=planned).created_by
