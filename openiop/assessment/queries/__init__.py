"""Questions about times, assessments, levels of care and handoffs, one file for each topic."""

from . import battery, content, level, lists, lookup, slots, standing

__all__ = ["battery", "content", "level", "lists", "lookup", "slots", "standing"]
