"""Questions about alerts, private checks and safety plans, one file for each topic."""

from . import (
    alerts,
    answering,
    asked,
    checks,
    imported,
    incidents,
    people,
    plan_reviews,
    plans,
    risk,
    times,
)

__all__ = [
    "alerts",
    "answering",
    "asked",
    "checks",
    "imported",
    "incidents",
    "people",
    "plan_reviews",
    "plans",
    "risk",
    "times",
]
