"""Questions about the chart as a whole, one file for each page."""

from . import printed, search, timeline

__all__ = ["printed", "search", "timeline"]
