"""Opening a site and setting a demo's clock: below the gate, as nobody can act before a site."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from . import clock
from .models import Site


def open_site(*, name: str, slug: str, zone: str, is_demo: bool) -> Site:
    """A new site; everything of it is written through actions from then on."""
    return Site.objects.create(name=name, slug=slug, zone=zone, is_demo=is_demo)


def set_demo_clock(site: Site, shows: datetime) -> timedelta:
    """Let a demo's clock show `shows` now and run on from there; gives the new offset."""
    site.clock_offset_seconds = ceil((shows - clock.wall()).total_seconds())
    site.save(update_fields=["clock_offset_seconds"])
    return timedelta(seconds=site.clock_offset_seconds)
