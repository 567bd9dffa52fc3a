"""What happens by the clock: offers whose time is over, first days that have come."""

from __future__ import annotations

from contextlib import suppress

from openiop.base import clock
from openiop.clients.models import Episode
from openiop.domain.decision import Refused
from openiop.domain.episode import Stage
from openiop.privacy.actor import system

from .actions import stay, waiting
from .queries.waiting import offers_over


def expire_offers() -> int:
    """End the offers whose time is over; may die and run twice at once: one row ends an offer."""
    ended = 0
    for offer in offers_over(clock.now()):
        with suppress(Refused):
            waiting.expire(offer=offer, by=system())
            ended += 1
    return ended


def start_stays() -> int:
    """Stays whose first day has come are in the program."""
    due = Episode.objects.select_related("client").filter(
        stage=Stage.ADMITTED, starts_on__lte=clock.today()
    )
    started = 0
    for episode in due:
        with suppress(Refused):
            stay.start(episode=episode, by=system())
            started += 1
    return started
