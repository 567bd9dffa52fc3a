"""For how long an unsigned note stays on a person's list; by when it is due stands in owed.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class NoteListRules:
    """How far back the list of owed notes looks.

    Source: [product default].
    """

    id: str = "openiop-note-list/2"
    look_back_days: int = 60
    """Unsigned notes older than this are a matter for an audit, not for today's list."""


NOTE_LIST_RULES = NoteListRules()


def owed_since(now: datetime, rules: NoteListRules = NOTE_LIST_RULES) -> datetime:
    """Sessions that ended before this no longer show on a person's list of owed notes.

    Source: [product default].
    """
    return now - timedelta(days=rules.look_back_days)
