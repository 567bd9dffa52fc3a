"""Duties of the background job: women nobody has heard from, and who is back from leave."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.base.scope import current_site_id
from openiop.clients.models import Episode
from openiop.domain.decision import Refused
from openiop.domain.episode import Stage
from openiop.privacy.actor import system

from .actions import end_leave, end_outreach, open_outreach
from .queries.board import came_back_on
from .queries.outreach import being_reached, newly_missing, settled
from .queries.outreach import open_outreach as open_now

LOOK_BACK_DAYS = 7
"""After a stop of the machine, program days so far back are looked through once."""

_looked_back: dict[UUID, date] = {}
"""The day on which each site's past days were last looked through by this process."""


def end_leaves() -> int:
    """Who was to come back from leave and is here is in the program again.

    Who was to come back and did not is expected on the board and looked for like everybody.
    """
    today, back = clock.today(), 0
    away = list(Episode.objects.select_related("client").filter(stage=Stage.ON_LEAVE))
    for episode, on in came_back_on(away, today):
        with suppress(Refused):
            end_leave(episode=episode, on=on, by=system())
            back += 1
    return back


def follow_up_missed_days() -> None:
    """Open an outreach for whom nobody has heard from, and end those that are settled.

    May die at any time and run twice at once: the first of two makes the row, the second finds it.
    """
    today = clock.today()
    if _looked_back.get(current_site_id()) != today:
        for back in range(LOOK_BACK_DAYS, 0, -1):
            _open(today - timedelta(days=back))
        _looked_back[current_site_id()] = today
    _open(today)
    rows = open_now()
    over = settled(rows)
    for row in rows:
        if row.pk in over:
            with suppress(Refused):
                end_outreach(outreach=row, how=over[row.pk], by=system())


def _open(day: date) -> None:
    missing = newly_missing(day)
    known = being_reached(missing)
    for client_id, (client, since) in missing.items():
        if client_id not in known:
            with suppress(Refused):
                open_outreach(client=client, on=day, since=since, by=system())
