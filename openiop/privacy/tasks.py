"""Sealing the trail, as a duty of the background job."""

from __future__ import annotations

from .actions import seal_trail
from .actor import system
from .queries import rows_to_seal


def seal_settled_rows() -> None:
    """Chain what was written since the last seal, if anything was."""
    if rows_to_seal():
        seal_trail(by=system())
