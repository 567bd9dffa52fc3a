"""Questions about times, assessments, levels of care and handoffs, one file for each topic."""

from . import battery, content, level, lists, lookup, slots
from .level import LevelNow, level_facts
from .slots import next_slots

__all__ = [
    "LevelNow",
    "battery",
    "content",
    "level",
    "level_facts",
    "lists",
    "lookup",
    "next_slots",
    "slots",
]
