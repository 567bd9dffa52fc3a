"""Questions about goals and notes, one file for each page or topic."""

from . import (
    brief,
    chart,
    drafts,
    goals,
    grid,
    lookup,
    my_day,
    names,
    owed,
    reading,
    shared,
    signed,
)

__all__ = [
    "brief",
    "chart",
    "drafts",
    "goals",
    "grid",
    "lookup",
    "my_day",
    "names",
    "owed",
    "reading",
    "shared",
    "signed",
]
