"""Questions of readiness, a file per topic."""

from . import agenda, barriers, numbers, picture, record, sources, taper

__all__ = ["agenda", "barriers", "numbers", "picture", "record", "sources", "taper"]
