"""How far a goal is reached: her voice, and a clinician's."""

from __future__ import annotations

from openiop.base import clock
from openiop.care.models import Goal
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.skills.attainment import Voice, may_attain
from openiop.domain.text import _
from openiop.practice.models import GoalRating
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

RATING_LETTERS_MAX = 500


@action(Permission.KEEP_PRACTICE, audit="practice.goal_rated_by_her")
def rate_own_goal(
    *, client: Client, goal: Goal, level: int | None, words: str = "", by: Actor
) -> GoalRating:
    """She says how far one of her goals is reached."""
    return _rated(client, goal, Voice.SHE, level, words, by)


@action(Permission.RATE_GOAL, audit="practice.goal_rated")
def rate_goal(
    *, client: Client, goal: Goal, level: int | None, words: str = "", by: Actor
) -> GoalRating:
    """A clinician says how far a goal is reached; it stands beside hers."""
    return _rated(client, goal, Voice.CLINICIAN, level, words, by)


def _rated(
    client: Client, goal: Goal, voice: Voice, level: int | None, words: str, by: Actor
) -> GoalRating:
    may_attain(level).or_refuse()
    if goal.client_id != client.pk or goal.ended_on is not None:
        raise refuse("goal", _("This goal is not open any more."))
    rating = GoalRating(
        client=client, goal=goal, voice=voice, level=level or 0, on=clock.today(), created_by=by.id
    )
    rating.words = words.strip()[:RATING_LETTERS_MAX]
    rating.save(force_insert=True)
    return rating
