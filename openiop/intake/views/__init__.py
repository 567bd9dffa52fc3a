"""Pages of intake, a file per topic."""

from . import assessments, calls, funnel, levels, pipeline, referrals, slots, starting

__all__ = ["assessments", "calls", "funnel", "levels", "pipeline", "referrals", "slots", "starting"]
