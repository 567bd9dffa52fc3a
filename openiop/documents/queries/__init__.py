"""Questions about documents, a file for each page."""

from . import compose, lookup, opening, owed, reading, staff, weekly

__all__ = ["compose", "lookup", "opening", "owed", "reading", "staff", "weekly"]
