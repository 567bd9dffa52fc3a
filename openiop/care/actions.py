"""Goals and notes: writing, signing, adding."""

from __future__ import annotations

from openiop.domain.events import MarkedAway, MarkedPresent
from openiop.privacy.actor import Actor


def on_marked_away(event: MarkedAway, by: Actor) -> None:
    """An absence entry for who was away."""


def on_marked_present(event: MarkedPresent, by: Actor) -> None:
    """Strike an absence entry of who was here after all."""
