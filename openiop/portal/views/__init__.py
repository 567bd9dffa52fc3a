"""A client's own pages, a file per topic."""

from . import door, own, practical

__all__ = ["door", "own", "practical"]
