"""Questions about goals and notes, one file for each page or topic."""

from . import (
    alike,
    brief,
    chart,
    cosign,
    drafts,
    goals,
    grid,
    lookup,
    my_day,
    names,
    opening,
    owed,
    reading,
    shared,
    signed,
)

__all__ = [
    "alike",
    "brief",
    "chart",
    "cosign",
    "drafts",
    "goals",
    "grid",
    "lookup",
    "my_day",
    "names",
    "opening",
    "owed",
    "reading",
    "shared",
    "signed",
]
