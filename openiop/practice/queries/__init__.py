"""Questions about what she practices and notices, a file per topic."""

from . import climate, goals, hers, load, patterns, skills

__all__ = ["climate", "goals", "hers", "load", "patterns", "skills"]
