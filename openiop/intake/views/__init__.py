"""Pages of intake, a file per topic."""

from . import assessments, calls, funnel, levels, pipeline, referrals, slots

__all__ = ["assessments", "calls", "funnel", "levels", "pipeline", "referrals", "slots"]
