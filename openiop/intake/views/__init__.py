"""Pages of intake, a file per topic."""

from . import assessments, levels, pipeline, slots

__all__ = ["assessments", "levels", "pipeline", "slots"]
