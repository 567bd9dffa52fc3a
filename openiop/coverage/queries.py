"""Whose counting rules hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from openiop.domain.day.attendance import PAYER_RULES, PayerRules

from .models import Coverage

DEFAULT_RULES = "commercial-9h"


def rules_by_client(client_ids: Iterable[UUID], day: date) -> dict[UUID, PayerRules]:
    """The payer rules each client is counted by on `day`; the default where none is known."""
    wanted = list(client_ids)
    rules = dict.fromkeys(wanted, PAYER_RULES[DEFAULT_RULES])
    rows = (
        Coverage.objects.filter(episode__client_id__in=wanted, from_on__lte=day)
        .order_by("from_on")
        .values_list("episode__client_id", "payer_rules")
    )
    rules.update({client_id: PAYER_RULES[name] for client_id, name in rows})
    return rules
