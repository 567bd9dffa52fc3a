"""Questions about outcomes: what is read, how it is counted, what was frozen."""

from . import counting, facts, frozen, rows

__all__ = ["counting", "facts", "frozen", "rows"]
