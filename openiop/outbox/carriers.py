"""The carriers that call staff: a folder in the demo, a text or e-mail carrier for real use.

`OPENIOP_CALL_TEXT` and `OPENIOP_CALL_EMAIL` name a carrier in Apprise's own form, with `{to}` where
the number or address goes; `file` writes each call to a folder. Without them nobody is called, and
every page goes on saying so.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from openiop.base.models import Site
from openiop.base.scope import current_site_id
from openiop.domain.staff_call import CallBy

FILE = "file"


class Reaches(StrEnum):
    """How far an alert reaches."""

    SCREENS = "screens"
    FILES = "files"
    PEOPLE = "people"


class NotDelivered(Exception):
    """A carrier did not take a call; the code says why, never to whom."""


def _carrier(by: CallBy) -> str:
    named = {CallBy.TEXT: settings.CALL_TEXT, CallBy.EMAIL: settings.CALL_EMAIL}[by]
    if not named and Site.objects.filter(pk=current_site_id(), is_demo=True).exists():
        return FILE
    return str(named)


def reaches(is_demo: bool) -> Reaches:
    """Whether alerts reach people who are not signed in, a folder, or screens only."""
    named = {settings.CALL_TEXT, settings.CALL_EMAIL} - {""}
    if named - {FILE}:
        return Reaches.PEOPLE
    return Reaches.FILES if named or is_demo else Reaches.SCREENS


def is_set_up(by: CallBy) -> bool:
    """Whether there is a carrier for this way."""
    return bool(_carrier(by))


def hand_over(call_id: UUID, by: CallBy, address: str, words: str) -> None:
    """Give one call to its carrier; raises `NotDelivered` when it was not taken."""
    carrier = _carrier(by)
    if not carrier:
        raise NotDelivered("no_channel")
    if carrier == FILE:
        _write(call_id, by, address, words)
    else:
        _notify(carrier.replace("{to}", _as_part(by, address)), words)


def _as_part(by: CallBy, address: str) -> str:
    if by is CallBy.TEXT:
        return "".join(letter for letter in address if letter.isdigit() or letter == "+")
    return quote(address, safe="@")


def _write(call_id: UUID, by: CallBy, address: str, words: str) -> None:
    folder = Path(settings.OPENIOP_DATA) / "outbox" / "staff"
    call = {"by": str(by), "to": address, "words": words}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # the same call again is the same file
        (folder / f"{call_id}.json").write_text(json.dumps(call), encoding="utf-8")
    except OSError:
        raise NotDelivered("folder") from None


def _notify(address: str, words: str) -> None:
    # a third of a second to load, and only needed when there is somebody to call
    import apprise  # noqa: PLC0415

    try:
        notifier = apprise.Apprise()
        is_understood = notifier.add(address)
        is_taken = is_understood and notifier.notify(body=words, title="")
    except Exception as broken:
        # whatever a carrier's code does, the other calls go on and this one is tried again
        raise NotDelivered("carrier_broke") from broken
    if not is_understood:
        raise NotDelivered("carrier_not_understood")
    if not is_taken:
        raise NotDelivered("carrier_refused")
