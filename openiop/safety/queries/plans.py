"""Safety plans: the newest, every version, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.queries import fewer_days_since, stays_begun_by_client
from openiop.domain.contact import home_question_in_person
from openiop.domain.safety import SafetyPlanFacts, plan_gaps
from openiop.domain.safety_plan import PlanReviewFacts, plan_reviews
from openiop.outbox.queries import profile_of
from openiop.safety.models import PlanCover, SafetyPlan

from .alerts import last_alert_on_by_client
from .people import name_in
from .times import rules_here

PLAN_LISTS = (
    *("warning_signs", "coping", "people_and_places"),
    *("people_to_ask", "professionals", "safer_surroundings"),
)


PLAN_HEADINGS = dict(
    zip((*PLAN_LISTS, "reason_to_live"), plan_gaps(SafetyPlanFacts()), strict=True)
)
"""The six steps and the seventh line, in order, with the words above them."""


@dataclass(frozen=True)
class PlanLines:
    """One step of the plan: its heading and her lines."""

    key: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A version of her safety plan."""

    id: UUID
    client_id: UUID
    number: int
    facts: SafetyPlanFacts
    saved_at: datetime
    saved_by: UUID
    saved_by_name: str
    looked_at_on: date | None = None

    @property
    def steps(self) -> tuple[PlanLines, ...]:
        """The six steps in order."""
        return tuple(
            PlanLines(key, PLAN_HEADINGS[key], getattr(self.facts, key)) for key in PLAN_LISTS
        )

    @property
    def reason_to_live(self) -> str:
        """What is most worth living for, in her words."""
        return self.facts.reason_to_live

    @property
    def gaps(self) -> tuple[str, ...]:
        """Headings of the steps without words yet."""
        return plan_gaps(self.facts)

    @property
    def content(self) -> dict[str, list[str] | str]:
        """As it is saved: what `save_plan` takes."""
        lists: dict[str, list[str] | str] = {
            key: list(getattr(self.facts, key)) for key in PLAN_LISTS
        }
        return lists | {"reason_to_live": self.facts.reason_to_live}


def plan_of(client_id: UUID) -> Plan | None:
    """Her safety plan as it holds, or None when there is none yet."""
    return plans_by_client([client_id]).get(client_id)


def plans_by_client(ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """The newest safety plan of each client that has one; two statements however many."""
    newest = {
        row.client_id: row
        for row in SafetyPlan.objects.filter(client_id__in=set(ids)).order_by("number")
    }
    names = names_by_id(row.created_by for row in newest.values())
    return {client_id: _plan(row, names) for client_id, row in newest.items()}


def plan_versions(client_id: UUID) -> list[Plan]:
    """Every version of her plan, newest first."""
    rows = list(SafetyPlan.objects.filter(client_id=client_id).order_by("-number"))
    names = names_by_id(row.created_by for row in rows)
    return [_plan(row, names) for row in rows]


def _plan(row: SafetyPlan, names: dict[UUID, str]) -> Plan:
    return Plan(
        id=row.pk,
        client_id=row.client_id,
        number=row.number,
        facts=plan_facts(json.loads(row.content) if row.content else {}),
        saved_at=row.created_at,
        saved_by=row.created_by,
        saved_by_name=name_in(names, row.created_by),
        looked_at_on=row.looked_at_on,
    )


def plan_facts(content: dict[str, list[str] | str]) -> SafetyPlanFacts:
    """Her plan from what was stored or typed: trimmed lines, empty ones left out."""

    def lines(key: str) -> tuple[str, ...]:
        told = content.get(key, [])
        several = told.splitlines() if isinstance(told, str) else told
        return tuple(line.strip() for line in several if line.strip())

    reason = content.get("reason_to_live", "")
    return SafetyPlanFacts(
        **{key: lines(key) for key in PLAN_LISTS},
        reason_to_live=(reason if isinstance(reason, str) else "\n".join(reason)).strip(),
    )


def plan_steps_changed(
    standing: Plan | None, typed: dict[str, list[str] | str]
) -> tuple[PlanLines, ...]:
    """The steps in which the version that holds differs from what was typed, as it holds."""
    if standing is None:
        return ()
    mine = plan_facts(typed)
    changed = [step for step in standing.steps if step.lines != getattr(mine, step.key)]
    if standing.reason_to_live != mine.reason_to_live:
        lines = (standing.reason_to_live,) if standing.reason_to_live else ()
        changed.append(PlanLines("reason_to_live", PLAN_HEADINGS["reason_to_live"], lines))
    return tuple(changed)


def plan_review_dates(ids: Iterable[UUID]) -> dict[UUID, date]:
    """When the safety plan of each client that has one is looked at again; constant statements."""
    wanted, day = set(ids), clock.today()
    stays = stays_begun_by_client(wanted, day)
    alerts_on, fewer = last_alert_on_by_client(wanted), fewer_days_since(stays.values(), day)
    plans = SafetyPlan.objects.filter(client_id__in=wanted).order_by("number")
    rules, found = rules_here(), {}
    for client_id, looked_at_on, saved_at in plans.values_list(
        "client_id", "looked_at_on", "created_at"
    ):
        stay, made_on = stays.get(client_id), clock.local(saved_at).date()
        facts = PlanReviewFacts(
            starts_on=stay.starts_on if stay else made_on,
            made_on=made_on,
            looked_at_on=looked_at_on,
            positive_screen_on=alerts_on.get(client_id),
            fewer_days_from_on=fewer.get(stay.pk) if stay else None,
            planned_end_on=stay.planned_end_on if stay else None,
        )
        found[client_id] = min(each.due_on for each in plan_reviews(facts, rules))
    return found


def hides_headings(client_id: UUID) -> bool:
    """Whether her plan shows plain numbers: she chose it, or her phone is not hers alone."""
    chosen = PlanCover.objects.filter(client_id=client_id).values_list("hides_headings", flat=True)
    own_choice = chosen.first()
    if own_choice is not None:
        return own_choice
    return home_question_in_person(profile_of(client_id))
