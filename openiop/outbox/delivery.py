"""Sending what is queued, asking the safe-contact gate once more at the last moment.

Here messages are written to a folder, one file each; a carrier's adapter takes the place of
`_hand_over`. All of Django's own mail ends here too, so that no library goes round the gate.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext

from openiop.base import clock
from openiop.domain.contact import may_contact
from openiop.domain.decision import Refused
from openiop.domain.staff_call import CALL_WORDS
from openiop.domain.words import Channel
from openiop.privacy.actor import system

from .actions import begin_call, settle, settle_call
from .carriers import NotDelivered, hand_over
from .models import CallState, Message, MessageState, Parcel, StaffCall
from .queries import calls_to_try, card_of, staff_contact_of


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


def hand_over_parcel(parcel: Parcel) -> None:
    """Hand a paper to the carrier: where it goes and which sealed file; never its words."""
    folder = Path(settings.OPENIOP_DATA) / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    letter = {"paper": str(parcel.file_id), "to": json.loads(parcel.to)}
    (folder / f"{parcel.pk}.json").write_text(json.dumps(letter), encoding="utf-8")


def call_waiting_staff() -> int:
    """Try every call to staff that is due; gives how many left. May die and run twice at once.

    A call is taken up before it is handed over and settled after. A job that dies in between leaves
    it taken up; it is tried again a little later, because a second call is better than none.
    """
    left = 0
    for call in calls_to_try():
        with suppress(Refused):
            left += _call(begin_call(call=call, by=system()))
    return left


def _call(call: StaffCall) -> int:
    contact = staff_contact_of(call.staff_id)
    if call.state != CallState.TRYING or contact is None:
        return 0
    fault = ""
    try:
        hand_over(call.pk, contact.way, contact.address, gettext(CALL_WORDS))
    except NotDelivered as failed:
        fault = str(failed)
    settle_call(call=call, fault=fault, by=system())
    return 0 if fault else 1


class ThroughTheOutbox(BaseEmailBackend):
    """Refuses mail that did not pass the gate: nothing in this house sends mail by itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Nothing is sent here."""
        raise RuntimeError("Mail leaves through openiop.outbox.actions.queue only.")
