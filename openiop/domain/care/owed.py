"""By when the documents of a stay are owed: assessment, first prescriber visit, weekly summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openiop.domain.moments import minutes_later

from .clocks import DOCUMENTATION_CLOCKS, DocumentationClocks
from .note_kinds import NoteKind

MINUTES_IN_HOUR = 60


def session_note_due_at(
    ended_at: datetime, is_individual: bool, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> datetime:
    """The note of a session is owed so many hours after the session ended.

    Source: domain.md 3.4.
    """
    hours = clocks.individual_note_within_h if is_individual else clocks.group_note_within_h
    return minutes_later(ended_at, hours * MINUTES_IN_HOUR)


def other_note_due_at(
    begun_at: datetime, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> datetime:
    """Any other note is owed so many hours after it was begun.

    Source: domain.md 3.4 [product default].
    """
    return minutes_later(begun_at, clocks.other_note_within_h * MINUTES_IN_HOUR)


def cosign_due_at(
    signed_at: datetime, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> datetime:
    """A second signature is owed so many hours after the first.

    Source: [product default].
    """
    return minutes_later(signed_at, clocks.cosign_within_h * MINUTES_IN_HOUR)


@dataclass(frozen=True)
class StayDates:
    """What is known of one stay when its documents are looked at."""

    starts_on: date
    program_days: tuple[date, ...]
    """Her own program days so far and planned, in order."""
    weeks_ended: tuple[date, ...] = ()
    """The last day of each week that has ended."""
    written: frozenset[NoteKind] = frozenset()
    """Kinds of note signed in this stay."""
    weeks_written: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Owed:
    """One document of a stay that is owed, and by when."""

    kind: NoteKind
    due_on: date
    week_ends_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on < today


def documents_owed(
    dates: StayDates, clocks: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> tuple[Owed, ...]:
    """Each stay owes an assessment by day 3, a prescriber visit in 7 days, a summary of each week.

    Source: domain.md 3.4.
    """
    found = []
    if NoteKind.ASSESSMENT not in dates.written:
        nth = clocks.assessment_within_program_days
        days = dates.program_days
        due = days[nth - 1] if len(days) >= nth else dates.starts_on + timedelta(days=7)
        found.append(Owed(NoteKind.ASSESSMENT, due))
    if NoteKind.PRESCRIBER not in dates.written:
        within = timedelta(days=clocks.first_prescriber_visit_within_days)
        found.append(Owed(NoteKind.PRESCRIBER, dates.starts_on + within))
    after = timedelta(days=clocks.weekly_summary_within_days)
    found += [
        Owed(NoteKind.WEEKLY, week + after, week)
        for week in dates.weeks_ended
        if week >= dates.starts_on and week not in dates.weeks_written
    ]
    return tuple(sorted(found, key=lambda owed: (owed.due_on, str(owed.kind))))
