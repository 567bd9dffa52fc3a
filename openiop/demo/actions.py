"""Moving the demo's clock; forward only, so that history stays history."""

from __future__ import annotations

from datetime import datetime

from openiop.base import clock
from openiop.base.models import Site
from openiop.base.scope import current
from openiop.base.sites import set_demo_clock
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.programs.queries import next_program_day, tracks

TIMES = ("10:20", "12:30")
"""The stations of the demo's day besides the next program morning."""


@action(Permission.MOVE_DEMO_CLOCK, audit="demo.clock_moved")
def move_clock(*, to: str, by: Actor) -> datetime:
    """Move program time forward to "10:20", "12:30" or "next_day" (the next program morning)."""
    site = Site.objects.get(pk=current().site_id)
    if not site.is_demo:
        raise refuse("not_a_demo", _("Only the demo has a clock that can be moved."))
    target = _target(to)
    if target <= clock.now():
        raise refuse(
            "past", _("It is later than {time} already. The clock only moves forward."), time=to
        )
    current().clock_offset = set_demo_clock(site, target)
    return target


def _target(to: str) -> datetime:
    if to in TIMES:
        return clock.at(clock.today(), to)
    all_tracks = tracks()
    day = next_program_day(clock.today(), all_tracks) if to == "next_day" else None
    if day is None:
        raise refuse("unknown_time", _("The demo's clock does not know that time."))
    return clock.at(day, all_tracks[0].opens)
