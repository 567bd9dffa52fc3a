"""Deeds of readiness, a file per topic."""

from . import barriers, looking, numbers, tapering

__all__ = ["barriers", "looking", "numbers", "tapering"]
