"""Deeds of admission, a file per topic."""

from . import before, papers, seats, starting, stay, waiting

__all__ = ["before", "papers", "seats", "starting", "stay", "waiting"]
