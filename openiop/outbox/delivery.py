"""Sending what is queued, asking the safe-contact gate once more at the last moment.

Here messages are written to a folder, one file each; a carrier's adapter takes the place of
`_hand_over`. All of Django's own mail ends here too, so that no library goes round the gate.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from openiop.base import clock
from openiop.domain.contact import may_contact
from openiop.domain.words import Channel
from openiop.privacy.actor import system

from .actions import settle
from .models import Message, MessageState
from .queries import card_of


def send_queued() -> int:
    """Hand over every queued message that may still leave; gives how many left."""
    sent = 0
    for message in Message.objects.filter(state=MessageState.QUEUED).order_by("created_at"):
        card = card_of(message.person_id)
        decision = may_contact(card.profile, message.channel, clock.local_now())
        if not decision:
            settle(
                message=message,
                state=MessageState.REFUSED,
                reasons=list(decision.codes),
                by=system(),
            )
            continue
        by_phone = message.channel in (Channel.CALL, Channel.TEXT)
        _hand_over(message, card.phone if by_phone else card.email)
        settle(message=message, state=MessageState.SENT, reasons=[], by=system())
        sent += 1
    return sent


def _hand_over(message: Message, address: str) -> None:
    folder = Path(settings.OPENIOP_DATA) / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    letter = {"channel": message.channel, "to": address, "words": message.words}
    (folder / f"{message.pk}.json").write_text(json.dumps(letter), encoding="utf-8")


class ThroughTheOutbox(BaseEmailBackend):
    """Refuses mail that did not pass the gate: nothing in this house sends mail by itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Nothing is sent here."""
        raise RuntimeError("Mail leaves through openiop.outbox.actions.queue only.")
