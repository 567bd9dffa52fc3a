"""Questions about a program day, one file for each page or topic."""

from . import attendance, between, board, close, door, hours, missing, needs, outreach, room

__all__ = [
    "attendance",
    "between",
    "board",
    "close",
    "door",
    "hours",
    "missing",
    "needs",
    "outreach",
    "room",
]
