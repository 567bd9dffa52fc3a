"""Pages of readiness, a file per topic."""

from . import before_end, fewer_days, meeting, picture, together

__all__ = ["before_end", "fewer_days", "meeting", "picture", "together"]
