"""Questions about her course, one file for each page."""

from . import course, grid, items

__all__ = ["course", "grid", "items"]
