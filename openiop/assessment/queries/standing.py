"""Who may assess, and what an assessment still lacks."""

from __future__ import annotations

from openiop.assessment.models import Assessment
from openiop.domain.assessment.determination import may_assess, may_complete
from openiop.domain.assessment.routes import Known
from openiop.domain.care.note_kinds import disciplines_of
from openiop.domain.decision import Decision
from openiop.privacy.actor import Actor
from openiop.programs.queries import credentials_of, license_now

from .content import care_facts, draft_of, screen_of


def licensed(by: Actor) -> Decision:
    """Whether this person's credentials and license allow an assessment today."""
    return may_assess(disciplines_of(credentials_of(by.id)), license_now(by.id))


def gaps(assessment: Assessment, *, is_document_signed: bool) -> Decision:
    """What an assessment still lacks. Her history is never among it."""
    values = draft_of(assessment).values
    facts = care_facts(values, screen_of(assessment.client_id, assessment))
    numbers = (facts.work, facts.relationships, facts.self_care, facts.skills)
    return may_complete(
        (
            ("goal", bool(values.get("goal"))),
            ("screen", facts.screen is not None),
            ("findings", all(each is not Known.NOT_ASKED for each in facts.findings.values())),
            (
                "daily_life",
                None not in numbers and None not in (facts.contact, facts.containment),
            ),
            ("document", is_document_signed),
        )
    )
