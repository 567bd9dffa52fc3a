"""What a client works toward."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Max
from django.http import Http404

from openiop.base import clock
from openiop.care.models import Goal, Note
from openiop.clients.models import Client
from openiop.clients.queries import (
    client_or_404,
)
from openiop.domain.privacy import About


def goal_or_404(goal_id: UUID) -> Goal:
    """The goal with this id."""
    goal = Goal.objects.select_related("client").filter(pk=goal_id).first()
    if goal is None:
        raise Http404("No such goal.")
    return goal


def about_goal(goal_id: UUID, **_: object) -> About:
    """Whom a goal is about."""
    return goal_or_404(goal_id).about()


def goals_by_client(ids: Iterable[UUID], *, ended_too: bool = False) -> dict[UUID, list[Goal]]:
    """The goals of each client in their order, open ones unless asked; one statement."""
    found: dict[UUID, list[Goal]] = {client_id: [] for client_id in ids}
    rows = Goal.objects.filter(client_id__in=list(found)).order_by("number")
    if not ended_too:
        rows = rows.filter(ended_on__isnull=True)
    for goal in rows:
        found[goal.client_id].append(goal)
    return found


def last_goal_number(client_id: UUID) -> int:
    """The highest number a goal of hers has, 0 before the first."""
    top = Goal.objects.filter(client_id=client_id).aggregate(top=Max("number"))["top"]
    return top or 0


@dataclass(frozen=True)
class GoalsPage:
    """What one client works toward."""

    client: Client
    open: tuple[Goal, ...]
    ended: tuple[Goal, ...]
    worked_on: dict[UUID, int]
    """How many signed notes of the last seven days were about each goal."""


WEEK = timedelta(days=7)


def goals_page(client_id: UUID) -> GoalsPage:
    """Her goals, open and ended."""
    goals = goals_by_client([client_id], ended_too=True)[client_id]
    since = clock.today() - WEEK
    worked_on = dict(
        Note.objects.filter(
            client_id=client_id,
            signed_at__isnull=False,
            struck_at__isnull=True,
            session__on__gt=since,
            goal__isnull=False,
        )
        .values("goal_id")
        .annotate(times=Count("pk"))
        .values_list("goal_id", "times")
    )
    return GoalsPage(
        client=client_or_404(client_id),
        open=tuple(goal for goal in goals if goal.ended_on is None),
        ended=tuple(goal for goal in goals if goal.ended_on is not None),
        worked_on=worked_on,
    )
