"""Recording who pays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.clients.actions import import_client
from openiop.clients.models import Client, Episode
from openiop.clients.queries import stays_of
from openiop.domain.day.attendance import PAYER_RULES
from openiop.domain.decision import refuse
from openiop.domain.importing.client_row import ClientRow
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.programs.models import Track

from .models import Coverage


@action(Permission.REGISTER_CLIENT, audit="coverage.recorded")
def record_coverage(*, episode: Episode, payer_rules: str, from_on: date, by: Actor) -> Coverage:
    """Count her hours by a payer's rules from a day on."""
    if payer_rules not in PAYER_RULES:
        raise refuse("payer_rules", _("We have no counting rules called {name}."), name=payer_rules)
    return Coverage.objects.create(
        episode=episode, payer_rules=payer_rules, from_on=from_on, created_by=by.id
    )


@action(Permission.IMPORT, audit="coverage.client_imported")
def import_covered_client(
    *, row: ClientRow, track: Track | None, therapist_id: UUID | None, by: Actor
) -> Client:
    """Take in a client from a file, together with the rules her hours are counted by."""
    client = import_client(row=row, track=track, therapist_id=therapist_id, by=by)
    if row.payer_rules:
        for episode in stays_of(client.pk):
            record_coverage(
                episode=episode, payer_rules=row.payer_rules, from_on=episode.starts_on, by=by
            )
    return client
