"""A client's own pages, a file per topic."""

from . import door, own, papers, practical

__all__ = ["door", "own", "papers", "practical"]
