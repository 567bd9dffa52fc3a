"""Questions about what she practices and notices; what others read is named here."""

from __future__ import annotations

from . import climate, goals, hers, load, patterns, skills
from .climate import climate_of as climate_by_group
from .goals import goal_attainment
from .hers import her_sentences
from .load import load_by_client
from .skills import confidence, practiced_skills, skill_ladder, skill_ladders

__all__ = [
    "climate",
    "climate_by_group",
    "confidence",
    "goal_attainment",
    "goals",
    "her_sentences",
    "hers",
    "load",
    "load_by_client",
    "patterns",
    "practiced_skills",
    "skill_ladder",
    "skill_ladders",
    "skills",
]
