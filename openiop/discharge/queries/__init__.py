"""Questions about leaving, a file per topic."""

from . import draft, leaving, plan, summaries, visits

__all__ = ["draft", "leaving", "plan", "summaries", "visits"]
