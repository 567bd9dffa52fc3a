"""Deeds of leaving, a file per topic."""

from . import choosing, ending, plans, summaries, visits

__all__ = ["choosing", "ending", "plans", "summaries", "visits"]
