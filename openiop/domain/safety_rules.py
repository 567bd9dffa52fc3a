"""The numbers of safety work: minutes, hours and days, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class SafetyRules:
    """How fast an alert is answered, when somebody reads, how often a plan is looked at again.

    Source: domain.md 8.4, all of it [product default] unless a field says otherwise.
    """

    id: str = "openiop-safety/1"

    monitored_weekdays: frozenset[int] = frozenset(range(5))
    """Monday is 0. Source: ux.md 3.7, "on weekdays 8-6"."""
    monitored_from: time = time(8)
    """Source: ux.md 3.7."""
    monitored_until: time = time(18)
    """Source: ux.md 3.7."""
    closed_on: frozenset[date] = frozenset()
    """Days on which nobody reads, such as holidays; a site fills them in."""

    high_on_site_acknowledge_min: int = 5
    high_on_site_lead_min: int = 10
    high_on_site_director_min: int = 15
    high_remote_acknowledge_min: int = 15
    high_remote_lead_min: int = 30
    high_remote_director_min: int = 45
    """[product default] of ours: 8.4 stops at the supervisor, who may be away too."""

    moderate_on_site_min: int = 60
    """[product default] of ours, only for when nobody knows when she leaves."""
    second_look_within_h: int = 24
    """A high or moderate alert is looked at again within this time. Source: domain.md 8.4."""

    job_grace_min: int = 2
    """A step taken later than this is marked late. Source: issue, part 6 ("two minutes")."""

    plan_review_every_days: int = 30
    """Source: domain.md 8.3, R-SAF-04."""
    plan_review_before_end_days: int = 7
    """[product default] of ours: R-SAF-04 names discharge, not how long before."""
    late_answer_min: int = 15
    """An answer that reaches us later than this is shown as late. [product default] of ours."""
    imported_answer_recent_days: int = 14
    """Source: issue, "Real input"."""


SAFETY_RULES = SafetyRules()
