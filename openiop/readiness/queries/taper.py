"""Fewer days: her week as it is, what is planned, and who is on the way down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.clients.models import Episode
from openiop.clients.queries import client_or_404, coming_days, episode_of
from openiop.coverage.queries import rules_by_client, self_pay_by_client
from openiop.domain.privacy import About
from openiop.domain.readiness.taper import (
    Block,
    Step,
    StepShown,
    TaperFacts,
    due_step,
    proposed_steps,
    shown_steps,
    worsened_on_taper,
)
from openiop.measures.queries import instruments_here
from openiop.readiness.models import CaseReturn, TaperPlan
from openiop.schedule.models import Seat
from openiop.schedule.queries import sessions_of_client

from .record import facts_by_client

WEEK = 7


def _steps(stored: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(date.fromisoformat(each["from_on"]), tuple(each["weekdays"])) for each in stored
    )


def stored_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps in the form in which they are kept."""
    return [{"from_on": s.from_on.isoformat(), "weekdays": list(s.weekdays)} for s in steps]


def plans_by_stay(stays: Iterable[Episode]) -> dict[UUID, TaperPlan]:
    """The taper that holds for each stay, by client; one statement."""
    by_pk = {stay.pk: stay.client_id for stay in stays}
    rows = TaperPlan.objects.filter(episode_id__in=list(by_pk)).order_by("number")
    newest = {by_pk[row.episode_id]: row for row in rows}
    return {client_id: row for client_id, row in newest.items() if row.steps}


def weekdays_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, tuple[int, ...]]:
    """The weekdays on which each comes in the week from `day`; constant statements."""
    wanted = list(ids)
    last = date.fromordinal(day.toordinal() + WEEK - 1)
    coming = coming_days(day, last, wanted)
    return {
        client_id: tuple(sorted({on.weekday() for on in coming.get(client_id, set())}))
        for client_id in wanted
    }


def due_by_client(stays: Iterable[Episode], day: date) -> dict[UUID, Step]:
    """The next step of each taper that is near; constant statements."""
    plans = plans_by_stay(stays)
    now = weekdays_by_client(plans, day)
    found = {
        client_id: due_step(_steps(plan.steps), now[client_id], day)
        for client_id, plan in plans.items()
    }
    return {client_id: step for client_id, step in found.items() if step is not None}


@dataclass(frozen=True)
class TaperShown:
    """Her taper: planned or proposed, against her week, with what speaks for care."""

    weekdays: tuple[int, ...]
    minutes: int
    facts: TaperFacts
    steps: tuple[StepShown, ...]
    is_planned: bool
    plan: TaperPlan | None
    owner: str
    on_less_since: date | None
    worse: tuple[str, ...]
    """Names of the measures that got worse beyond chance since."""
    due: Step | None


def taper_of(client_id: UUID, day: date) -> TaperShown | None:
    """What is planned or may be proposed for one client; nothing without a stay."""
    stay = episode_of(client_id, day)
    if stay is None:
        return None
    facts = taper_facts(stay, day)
    plan = plans_by_stay([stay]).get(client_id)
    steps = _steps(plan.steps) if plan else proposed_steps(facts, _next_monday(day))
    record = facts_by_client([stay], day)[client_id]
    since = record.on_less_since
    measures = (*record.measures, *record.functioning)
    worse = worsened_on_taper(measures, since.on, day) if since else ()
    return TaperShown(
        weekdays=facts.weekdays,
        minutes=facts.own_minutes
        + sum(b.minutes for b in facts.blocks if b.weekday in facts.weekdays),
        facts=facts,
        steps=shown_steps(facts, steps),
        is_planned=plan is not None,
        plan=plan,
        owner=names_by_id([plan.owner_id]).get(plan.owner_id, "") if plan else "",
        on_less_since=since.on if since else None,
        worse=tuple(measure.chosen.instrument.short_title for measure, _reading in worse),
        due=due_step(steps, facts.weekdays, day) if plan else None,
    )


def _next_monday(day: date) -> date:
    return date.fromordinal(day.toordinal() + WEEK - day.weekday())


def taper_facts(stay: Episode, day: date) -> TaperFacts:
    """Her week as the rules see it: the groups she has a seat in, on each weekday they meet."""
    client_id = stay.client_id
    seats = Seat.objects.filter(client_id=client_id, from_on__lte=day).exclude(until_on__lt=day)
    groups = [seat.group for seat in seats.select_related("group")]
    weekdays = weekdays_by_client([client_id], day)[client_id]
    paying = self_pay_by_client([client_id]).get(client_id)
    return TaperFacts(
        weekdays=weekdays,
        blocks=tuple(
            Block(group.name, weekday, group.minutes)
            for group in sorted(groups, key=lambda each: (each.starts, each.name))
            for weekday in group.weekdays
            if group.kind.is_therapeutic
        ),
        payer=rules_by_client([client_id], day)[client_id],
        own_minutes=sum(
            session.minutes
            for session in sessions_of_client(client_id, day, day + timedelta(days=WEEK - 1))
            if session.client_id == client_id and session.kind.is_therapeutic
        ),
        pays_herself=paying is not None and paying.chosen,
        planned_end_on=stay.planned_end_on,
    )


def form_titles() -> dict[str, str]:
    """The questionnaires of this site by their short names."""
    return {of.id: of.short_title for of in instruments_here().values()}


def next_plan_number(stay: Episode) -> int:
    """The number the next version of her taper gets."""
    return TaperPlan.objects.filter(episode=stay).count() + 1


def return_or_404(return_id: UUID) -> CaseReturn:
    """A case that came back."""
    found = CaseReturn.objects.select_related("client").filter(pk=return_id).first()
    if found is None:
        raise Http404("No such case.")
    return found


def about_return(return_id: UUID, **_: object) -> About:
    """Whom a case that came back is about."""
    return return_or_404(return_id).about()


@dataclass(frozen=True)
class ReturnLine:
    """A case that came back, with what was decided."""

    row: CaseReturn
    owner: str
    answered_by: str
    at: datetime


def returns_of(client_id: UUID) -> list[ReturnLine]:
    """Every time her case came back, the newest first; two statements."""
    client_or_404(client_id)
    rows = list(CaseReturn.objects.filter(client_id=client_id).order_by("-created_at"))
    names = names_by_id(
        id_ for row in rows for id_ in (row.owner_id, row.answered_by) if id_ is not None
    )
    return [
        ReturnLine(
            row,
            names.get(row.owner_id, ""),
            names.get(row.answered_by, "") if row.answered_by else "",
            row.created_at,
        )
        for row in rows
    ]
