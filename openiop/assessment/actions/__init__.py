"""What is done to times, assessments, levels of care and handoffs, one file for each topic."""

from . import assessing, levels, slots

__all__ = ["assessing", "levels", "slots"]
