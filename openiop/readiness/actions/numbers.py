"""The site's own numbers of readiness: a new version each time, with the reason."""

from __future__ import annotations

from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.readiness.rules import (
    ReadinessRules,
    changed_numbers,
    may_set_numbers,
    stored_numbers,
)
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.readiness import queries
from openiop.readiness.models import ReadinessNumbers

WHY_MAX = 300


@action(Permission.SET_READINESS_RULES, audit="readiness.numbers_set")
def set_numbers(*, rules: ReadinessRules, why: str, by: Actor) -> ReadinessNumbers:
    """Keep a new version of the numbers; what was kept before keeps the version it was read by."""
    may_set_numbers(rules).or_refuse()
    if not why.strip():
        raise refuse("no_why", _("Say in a sentence why it changes."), field_name="why")
    changed = changed_numbers(queries.numbers.rules_here(), rules)
    if not changed:
        raise refuse("same", _("Nothing is different from what holds."))
    audit_codes(changed=list(changed))
    return ReadinessNumbers.objects.create(
        number=ReadinessNumbers.objects.count() + 1,
        numbers=stored_numbers(rules),
        why=why.strip()[:WHY_MAX],
        created_by=by.id,
    )
