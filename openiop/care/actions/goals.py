"""Goals."""

from __future__ import annotations

from openiop.base import clock
from openiop.care import queries
from openiop.care.models import Goal
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action


@action(Permission.EDIT_GOALS, audit="care.goal_added")
def add_goal(*, client: Client, her_words: str, our_words: str = "", by: Actor) -> Goal:
    """Write down what she works toward, in her own words first."""
    if not her_words.strip():
        raise refuse("her_words", _("What does she say herself?"), field_name="her_words")
    return Goal.objects.create(
        client=client,
        number=queries.goals.last_goal_number(client.pk) + 1,
        her_words=her_words.strip()[:300],
        our_words=our_words.strip()[:300],
        created_by=by.id,
    )


@action(Permission.EDIT_GOALS, audit="care.goal_ended")
def end_goal(*, goal: Goal, by: Actor) -> Goal:
    """She works toward this no longer, or has reached it; notes about it keep their link."""
    if goal.ended_on is None:
        goal.ended_on = clock.today()
        goal.save()
    return goal
