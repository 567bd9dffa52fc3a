"""Her goals in two voices."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.care.models import Goal
from openiop.care.queries.goals import goals_by_client
from openiop.domain.skills.attainment import Attainment, GoalVoices, side_by_side
from openiop.practice.models import GoalRating


@dataclass(frozen=True)
class GoalLine:
    """One open goal, and what both say about it."""

    goal: Goal
    voices: GoalVoices
    clinician: str
    """Who gave the newest clinician's rating."""
    is_topic: bool
    past: tuple[Attainment, ...]
    """Every rating, oldest first."""


def goal_attainment(client_id: UUID) -> tuple[GoalLine, ...]:
    """Her open goals with the newest rating of each voice; three statements."""
    goals = [goal for goal in goals_by_client([client_id])[client_id] if goal.ended_on is None]
    rows = list(GoalRating.objects.filter(client_id=client_id).order_by("on", "created_at"))
    ratings = tuple(
        Attainment(str(row.pk), str(row.goal_id), row.voice, row.level, row.on, row.words)
        for row in rows
    )
    authors = {str(row.pk): row.created_by for row in rows}
    names = names_by_id(authors.values())
    voices = side_by_side(tuple(str(goal.pk) for goal in goals), ratings)
    return tuple(
        GoalLine(
            goal=goal,
            voices=each,
            clinician=names.get(authors[each.clinician.id], "") if each.clinician else "",
            is_topic=each.is_topic(),
            past=tuple(row for row in ratings if row.goal_id == str(goal.pk)),
        )
        for goal, each in zip(goals, voices, strict=True)
    )
