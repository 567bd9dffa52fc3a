"""What time alone does to documents."""

from __future__ import annotations

from openiop.base import clock
from openiop.privacy.actor import system

from . import actions, queries


def end_expired_document_holds() -> None:
    """A hold ends after its last day; that it did is in the trail."""
    for hold in queries.opening.expired_holds(clock.today()):
        actions.end_hold(hold=hold, by=system())
