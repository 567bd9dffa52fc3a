"""What is done: her log, ratings around sessions, her weeks, goals, chains, goodbyes."""

from . import after, goals, leaving, log, seen, week

__all__ = ["after", "goals", "leaving", "log", "seen", "week"]
