"""Questions about the chart as a whole, one file for each page."""

from . import auditing, printed, search, timeline

__all__ = ["auditing", "printed", "search", "timeline"]
