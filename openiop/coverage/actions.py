"""Recording who pays."""

from __future__ import annotations

from datetime import date

from openiop.clients.models import Episode
from openiop.domain.day.attendance import PAYER_RULES
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import Coverage


@action(Permission.REGISTER_CLIENT, audit="coverage.recorded")
def record_coverage(*, episode: Episode, payer_rules: str, from_on: date, by: Actor) -> Coverage:
    """Count her hours by a payer's rules from a day on."""
    if payer_rules not in PAYER_RULES:
        raise refuse("payer_rules", _("We have no counting rules called {name}."), name=payer_rules)
    return Coverage.objects.create(
        episode=episode, payer_rules=payer_rules, from_on=from_on, created_by=by.id
    )
