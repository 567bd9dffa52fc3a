"""Questions about documents, a file for each page."""

from . import compose, lookup, owed, reading, staff, weekly

__all__ = ["compose", "lookup", "owed", "reading", "staff", "weekly"]
