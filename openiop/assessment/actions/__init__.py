"""What is done to times, assessments, levels of care and handoffs, one file for each topic."""

from . import assessing, calls, levels, slots

__all__ = ["assessing", "calls", "levels", "slots"]
