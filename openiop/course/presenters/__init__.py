"""Her course in words and shapes, one file for each page."""

from . import grid, items, picture, wording

__all__ = ["grid", "items", "picture", "wording"]
