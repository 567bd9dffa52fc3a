"""Keeping, looking at and covering her safety plan."""

from __future__ import annotations

import json
from collections.abc import Mapping

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.safety_plan import plan_changed_meanwhile
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import PlanCover, SafetyPlan


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_saved")
def save_plan(
    *,
    client: Client,
    content: Mapping[str, list[str] | str],
    begun_from: int | None = None,
    by: Actor,
) -> SafetyPlan:
    """Keep a new version of her safety plan beside every earlier one; the same words are none.

    `begun_from` is the version these words were begun from (0: none yet). When somebody saved
    another one meanwhile, nothing is written and the page shows both.
    """
    facts = queries.plans.plan_facts(dict(content))
    newest = _newest_plan(client)
    if newest is not None:
        if queries.plans.plan_facts(json.loads(newest.content or "{}")) == facts:
            return newest
        if plan_changed_meanwhile(begun_from, newest.number):
            raise refuse(
                "changed_meanwhile",
                _("Somebody else saved this plan too. Both are here: look, then save again."),
            )
    elif facts == queries.plans.plan_facts({}):
        raise refuse("empty", _("Write at least one line first."))
    lists: dict[str, list[str] | str] = {
        key: list(getattr(facts, key)) for key in queries.plans.PLAN_LISTS
    }
    plan = SafetyPlan(client=client, number=newest.number + 1 if newest else 1, created_by=by.id)
    plan.content = json.dumps(lists | {"reason_to_live": facts.reason_to_live})
    plan.save()
    return plan


def _newest_plan(client: Client) -> SafetyPlan | None:
    return SafetyPlan.objects.select_for_update().filter(client=client).order_by("-number").first()


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_looked_at")
def look_at_plan(*, client: Client, by: Actor) -> SafetyPlan:
    """Write down that her plan was looked at together today and still holds."""
    plan = _newest_plan(client)
    if plan is None:
        raise refuse("no_plan", _("There is no safety plan yet."))
    plan.looked_at_on, plan.looked_at_by = clock.today(), by.id
    plan.save()
    return plan


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_covered")
def cover_plan(*, client: Client, hides: bool, by: Actor) -> PlanCover:
    """Show her plan with plain numbers instead of headings, or with headings again."""
    cover = PlanCover.objects.filter(client=client).first()
    if cover is None:
        cover = PlanCover(client=client, created_by=by.id)
    cover.hides_headings = hides
    cover.save()
    audit_codes(hides=hides)
    return cover
