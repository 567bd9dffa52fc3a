"""Keeping a suicide-risk assessment, and the talk about a safer place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.risk_assessment import (
    AssessmentFacts,
    Means,
    may_assess,
    may_cosign,
    may_keep_means_talk,
)
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import MeansTalk, RiskAssessment

from .answering import acknowledge
from .opening import raise_alert
from .steps import add_step, held, made_more_urgent

RISK_ASSESSMENT = "risk-assessment"


@action(Permission.ASSESS_RISK, audit="safety.risk_assessed")
def assess_risk(*, client: Client, facts: AssessmentFacts, by: Actor) -> RiskAssessment:
    """Keep what was asked and found, with the level and the next step; it belongs to her alert.

    The floor is what her open alerts say now, whatever the page showed. A level above them makes
    the alert more urgent; one below waits for a colleague's signature.
    """
    facts = replace(facts, floor=queries.risk.floor_now(client.pk), cosigned=False)
    may_assess(facts, clock.today()).or_refuse()
    if facts.level is None or facts.next_step is None or facts.next_on is None:
        raise refuse("no_level", _("Set a level."), field_name="level")
    alert = queries.alerts.under_way(client.pk)
    row = RiskAssessment(
        client=client,
        alert=alert,
        floor=facts.floor or "",
        level=facts.level,
        next_step=facts.next_step,
        next_on=facts.next_on,
        created_by=by.id,
    )
    row.content = json.dumps(
        {
            "ideation": facts.ideation,
            "intent": facts.intent,
            "plan": facts.plan,
            "access": facts.access,
            "protective": facts.protective.strip(),
            "reasons": facts.reasons.strip(),
        }
    )
    row.save()
    audit_codes(level=str(facts.level), floor=str(facts.floor or ""))
    if alert is not None:
        alert = held(alert)
        if alert.acknowledged_at is None:
            alert = acknowledge(alert=alert, by=by)
        add_step(alert, "assessed", by, code=str(facts.level))
        made_more_urgent(alert, facts.level, by)
    elif facts.level is Level.HIGH:
        # a clinician found it herself, in person: it is an alert, and hers
        made = raise_alert(
            client=client,
            level=Level.HIGH,
            instrument_id=RISK_ASSESSMENT,
            link_id=queries.alerts.WHOLE_SCREEN,
            administration_id=row.pk,
            evidence={"instrument": _("Risk assessment"), "answer": str(facts.level)},
            answered_at=clock.now(),
            on_site=True,
            by=by,
        )
        acknowledge(alert=made, by=by)
    return row


@action(Permission.COSIGN_RISK, audit="safety.risk_cosigned")
def cosign_assessment(*, assessment: RiskAssessment, by: Actor) -> RiskAssessment:
    """Sign a lowered level that a colleague set; from then on it holds."""
    row = RiskAssessment.objects.select_for_update().get(pk=assessment.pk)
    may_cosign(queries.risk.assessment_facts(row), row.created_by == by.id).or_refuse()
    row.cosigned_at, row.cosigned_by = clock.now(), by.id
    row.save()
    if row.alert is not None and (alert := held(row.alert)).closed_at is None:
        add_step(alert, "cosigned", by, code=str(row.level))
    return row


@action(Permission.ASSESS_RISK, audit="safety.means_talked_about")
def keep_means_talk(
    *, client: Client, means: list[Means], plan: str, helps: str, recheck_on: date | None, by: Actor
) -> MeansTalk:
    """Keep the talk about a safer place: categories, what is done, who helps, the day to ask."""
    may_keep_means_talk(means, plan, recheck_on, clock.today()).or_refuse()
    if recheck_on is None:
        raise refuse("no_recheck", _("Say on which day you ask again."), field_name="recheck_on")
    row = MeansTalk(
        client=client,
        on=clock.today(),
        means=[str(each) for each in means],
        recheck_on=recheck_on,
        created_by=by.id,
    )
    row.content = json.dumps({"plan": plan.strip(), "helps": helps.strip()})
    row.save()
    return row
