"""What is done to goals and notes, one file for each topic."""

from . import absence, after, goals, notes, opening, saving, shared, signing

__all__ = ["absence", "after", "goals", "notes", "opening", "saving", "shared", "signing"]
