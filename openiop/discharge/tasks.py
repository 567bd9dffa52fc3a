"""Summaries on their way leave, if she still lets them."""

from __future__ import annotations

from openiop.discharge.actions.summaries import let_go
from openiop.outbox.queries import parcels_waiting
from openiop.privacy.actor import system


def send_released_papers() -> int:
    """Hand over every summary that waits; gives how many left."""
    return sum(let_go(parcel=each, by=system()).sent_at is not None for each in parcels_waiting())
