"""Pages of intake, a file per topic."""

from . import pipeline

__all__ = ["pipeline"]
