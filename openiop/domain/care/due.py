"""By when a note is owed, and when its signature is a late entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openiop.domain.moments import minutes_later


@dataclass(frozen=True)
class NoteDueRules:
    """The documentation clock of notes.

    Source: domain.md 3.4 [product default]: late after 24 h, group and individual alike.
    """

    id: str = "openiop-note-due/1"
    late_after_h: int = 24
    look_back_days: int = 60
    """Unsigned notes older than this are a matter for an audit, not for today's list."""


NOTE_DUE_RULES = NoteDueRules()


def due_at(session_ended_at: datetime, rules: NoteDueRules = NOTE_DUE_RULES) -> datetime:
    """A note is due 24 hours after its session ended.

    Source: domain.md 3.4.
    """
    return minutes_later(session_ended_at, rules.late_after_h * 60)


def is_late(session_ended_at: datetime, at: datetime, rules: NoteDueRules = NOTE_DUE_RULES) -> bool:
    """A note signed more than 24 hours after its session is a late entry.

    Source: domain.md 3.4, 3.7 R-DOC-04.
    """
    return at > due_at(session_ended_at, rules)


def owed_since(now: datetime, rules: NoteDueRules = NOTE_DUE_RULES) -> datetime:
    """Sessions that ended before this no longer show on a person's list of owed notes.

    Source: [product default].
    """
    return now - timedelta(days=rules.look_back_days)
