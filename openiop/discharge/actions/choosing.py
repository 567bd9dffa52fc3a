"""What she wants afterwards: notes or none, by which way, with a code of her own."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from openiop.clients.models import Client
from openiop.clients.queries import names_of
from openiop.discharge.models import FollowUpChoice
from openiop.discharge.queries.plan import choice_of
from openiop.domain.decision import refuse
from openiop.domain.followup.code import code_folded, may_be_her_code
from openiop.domain.followup.notes import NOTE_CHANNELS
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import Channel
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes


@dataclass(frozen=True)
class Wanted:
    """What she chose."""

    notes: bool
    channel: Channel | None = None
    half_year: bool = False
    alumnae: bool = False


@action(Permission.CHOOSE_FOLLOW_UP, audit="discharge.follow_up_chosen")
def choose(*, client: Client, wanted: Wanted, code: str = "", by: Actor) -> FollowUpChoice:
    """Keep what she wants afterwards; a code that is left empty stays as it was."""
    before = choice_of(client.pk)
    code_hash = before.code_hash if before else ""
    if wanted.notes:
        if wanted.channel not in NOTE_CHANNELS:
            raise refuse("channel", _("Choose how a note may reach you."), field_name="channel")
        if code.strip():
            names = names_of(client)
            may_be_her_code(
                code,
                client.born_on,
                card_of(client.pk).phone,
                (
                    *(client.chosen_name, client.last_name, client.legal_first_name),
                    *(f"{client.chosen_name} {client.last_name}", names.legal),
                ),
            ).or_refuse()
            code_hash = make_password(code_folded(code))
        if not code_hash and wanted.channel is not Channel.CALL:
            raise refuse("code", _("Choose a word or number only you know."), field_name="code")
    audit_codes(notes=wanted.notes, alumnae=wanted.alumnae)
    return FollowUpChoice.objects.create(
        client=client,
        number=before.number + 1 if before else 1,
        wants_notes=wanted.notes,
        channel=wanted.channel or "",
        half_year=wanted.half_year and wanted.notes,
        alumnae=wanted.alumnae,
        code_hash=code_hash,
        created_by=by.id,
    )
