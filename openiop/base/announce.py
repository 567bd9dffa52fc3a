"""Telling later stages that something happened, without knowing them.

`config/wiring.py` holds the one table of who reacts. Listeners run in the same transaction as the
deed: what they do belongs to it. Nothing else in the code base may connect to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Listener = Callable[[Any, Any], None]

_table: dict[type, tuple[Listener, ...]] = {}


def connect(table: Mapping[type, Sequence[Listener]]) -> None:
    """Take over the table of `config/wiring.py`; called once at start."""
    _table.clear()
    _table.update({event: tuple(listeners) for event, listeners in table.items()})


def announce(event: object, *, by: object) -> None:
    """Tell everyone who listens to `event`; `by` is the actor whose deed it was."""
    for listener in _table[type(event)]:
        listener(event, by)
