"""The plan in the order a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as say

from openiop.domain.care.clocks import PlanDue
from openiop.domain.care.plan import (
    Barrier,
    BarrierKind,
    Intervention,
    Objective,
    PlanBody,
    PlannedGoal,
    ServiceType,
)
from openiop.domain.decision import Reason

from .queries import PlanPage, measures_here


def title_of(section: str) -> str:
    """What one line of a part of the plan is called."""
    return {
        "problems": say("Problem"),
        "goals": say("Goal"),
        "objectives": say("Step toward a goal"),
        "interventions": say("Service"),
        "strengths": say("Strength"),
        "preferences": say("Preference"),
        "barriers": say("What makes coming hard"),
    }[section]


@dataclass(frozen=True)
class Step:
    """One objective as it reads."""

    id: str
    words: str
    measured_by: str
    by_on: date | None
    is_past: bool
    practice: str


@dataclass(frozen=True)
class ServiceLine:
    """One service as it reads."""

    id: str
    words: str


@dataclass(frozen=True)
class GoalView:
    """One goal with all that hangs on it."""

    number: int
    goal: PlannedGoal
    problems: tuple[str, ...]
    seen_by: str
    steps: tuple[Step, ...]
    services: tuple[ServiceLine, ...]
    notes: int
    is_idle: bool
    lacks: tuple[Reason, ...]


def service_line(service: Intervention) -> str:
    """Type, amount, frequency and duration in the reader's language."""
    parts = [say(ServiceType(service.service).label)]
    parts += [service.words] if service.words else []
    parts += [say("{n} minutes").format(n=service.minutes)] if service.minutes else []
    often = service.times_a_week
    if often:
        parts.append(say("once a week") if often == 1 else say("{n} times a week").format(n=often))
    parts += [say("for {n} weeks").format(n=service.weeks)] if service.weeks else []
    return ", ".join(parts)


def _step(each: Objective, today: date) -> Step:
    try:
        by_on = date.fromisoformat(each.by_on)
    except ValueError:
        by_on = None
    is_past = by_on is not None and by_on < today
    return Step(each.id, each.words, each.measured_by, by_on, is_past, each.practice)


def goal_views(
    body: PlanBody,
    worked_on: dict[str, int],
    today: date,
    idle: Sequence[str] = (),
    cut: Sequence[Reason] = (),
) -> list[GoalView]:
    """Her goals, each with problem, measure, steps and services."""
    problems = {each.id: each.words for each in body.problems}
    measures = measures_here()
    return [
        GoalView(
            number=number,
            goal=goal,
            problems=tuple(problems[id_] for id_ in goal.problems if id_ in problems),
            seen_by=", ".join(
                filter(None, (measures.get(goal.measure, goal.measure), goal.observable))
            ),
            steps=tuple(_step(each, today) for each in body.objectives_of(goal.id)),
            services=tuple(
                ServiceLine(each.id, service_line(each))
                for each in body.interventions
                if each.goal == goal.id
            ),
            notes=worked_on.get(goal.id, 0),
            is_idle=goal.id in idle,
            lacks=tuple(each for each in cut if each.params.get("id") == goal.id),
        )
        for number, goal in enumerate(body.goals, start=1)
    ]


def barrier_words(each: Barrier) -> str:
    """What makes coming hard, in one line."""
    said = ": ".join(filter(None, (say(BarrierKind(each.kind).label), each.words)))
    helps = say("What helps: {words}").format(words=each.what_helps) if each.what_helps else ""
    return f"{said}. {helps}".strip() if helps else said


def due_words(due: PlanDue | None, today: date) -> dict[str, Any] | None:
    """What is owed next, and whether its day has passed."""
    return {"what": due.step, "on": due.due_on, "late": due.is_late(today)} if due else None


def plan_context(page: PlanPage, today: date) -> dict[str, Any]:
    """Everything the plan page shows."""
    body = page.body
    goals = {each.id: each.her_words for each in body.goals}
    linked = {each.id for each in body.goals}
    return {
        "page": page,
        "client": page.client,
        "goals": goal_views(
            body, page.worked_on, today, page.thread.not_worked_on, page.thread.cut
        ),
        "for_all": [
            ServiceLine(each.id, service_line(each)) for each in body.interventions if not each.goal
        ],
        "lists": [
            (
                "strengths",
                say("Strengths"),
                [(each.id, each.words) for each in body.strengths],
            ),
            (
                "preferences",
                say("What she prefers"),
                [(each.id, each.words) for each in body.preferences],
            ),
            (
                "barriers",
                say("What makes coming hard"),
                [(each.id, barrier_words(each)) for each in body.barriers],
            ),
        ],
        "loose": [each for each in page.thread.cut if each.params.get("id") not in linked],
        "due": due_words(page.due, today),
        "physician": due_words(page.physician, today),
        "wishes": [
            {
                "wish": each,
                "goal": goals.get(str(each.goal_id), "") if each.goal_id else "",
                "by": page.names.get(each.replied_by, "") if each.replied_by else "",
            }
            for each in page.wishes
        ],
        "reviews": [
            {"review": each, "by": page.names.get(each.reviewed_by, "")} for each in page.reviews
        ],
    }
