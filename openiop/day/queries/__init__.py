"""Questions about a program day, one file for each page or topic."""

from . import attendance, board, close, door, hours, missing, needs, outreach, room

__all__ = ["attendance", "board", "close", "door", "hours", "missing", "needs", "outreach", "room"]
