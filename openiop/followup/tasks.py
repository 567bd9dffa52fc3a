"""Notes that are due go out, each once; one that waits for a safe hour waits."""

from __future__ import annotations

from openiop.base import clock
from openiop.privacy.actor import system

from .actions import send_note
from .queries import notes_due, waits_for_a_safe_time


def send_due_notes() -> int:
    """Send every note that is due now; gives how many were settled."""
    ready = [due for due in notes_due(clock.today()) if not waits_for_a_safe_time(due)]
    for due in ready:
        send_note(due=due, by=system())
    return len(ready)
