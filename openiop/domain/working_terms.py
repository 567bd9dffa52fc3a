"""When somebody works, what she leads, whom she can talk with, and how much is enough for her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .decision import Decision, Reason
from .text import _
from .wishes import Gender
from .words import SessionKind

Windows = tuple[tuple[int, int], ...]
"""From and until, in minutes after midnight."""
HOURS_A_WEEK_MOST = 60
HOURS_A_DAY_MOST = 12
CASELOAD_MOST = 60
LANGUAGE_LETTERS = 2


@dataclass(frozen=True)
class WorkingTerms:
    """What the timetable has to respect about somebody who works here; empty: nobody has said.

    Source: timetable-format.md 1.5 (staff: hours, skills, languages, limits); the limits have no
    default, because labor law and contracts differ.
    """

    hours: Mapping[int, Windows] = field(default_factory=dict)
    """By weekday, 0 Monday; empty: whenever the program is open."""
    leads: frozenset[SessionKind] = frozenset()
    """Kinds of group she is trained to lead; empty: every kind."""
    languages: tuple[str, ...] = ()
    """Besides English."""
    gender: Gender | None = None
    caseload_most: int | None = None
    hours_a_day_most: int | None = None
    hours_a_week_most: int | None = None
    hours_in_a_row_most: int | None = None


def may_keep_terms(terms: WorkingTerms) -> Decision:
    """Hours run forward and do not overlap, limits lie within what anybody can work.

    Source: [product default].
    """
    limits = (
        (terms.caseload_most, CASELOAD_MOST, "caseload_most"),
        (terms.hours_a_day_most, HOURS_A_DAY_MOST, "hours_a_day_most"),
        (terms.hours_a_week_most, HOURS_A_WEEK_MOST, "hours_a_week_most"),
        (terms.hours_in_a_row_most, HOURS_A_DAY_MOST, "hours_in_a_row_most"),
    )
    return Decision.all_of(
        (
            all(_run_forward(windows) for windows in terms.hours.values()),
            Reason(
                "hours",
                _("Each time ends after it begins, and begins after the one before it ended."),
                field_name="hours",
            ),
        ),
        *(
            (
                told is None or 0 < told <= most,
                Reason(
                    "limit",
                    _("A number from 1 to {most}, or nothing."),
                    params={"most": most},
                    field_name=name,
                ),
            )
            for told, most, name in limits
        ),
        (
            all(len(each) == LANGUAGE_LETTERS and each.isalpha() for each in terms.languages),
            Reason(
                "languages",
                _("Write languages as two letters, such as es or fr."),
                field_name="languages",
            ),
        ),
    )


def _run_forward(windows: Windows) -> bool:
    last = -1
    for begins, ends in windows:
        if not last <= begins < ends:
            return False
        last = ends
    return True


def works_then(
    terms: WorkingTerms | None, kind: SessionKind, begins: datetime, ends: datetime
) -> bool:
    """Whether somebody's own hours and training let her hold this; local times.

    What nobody has entered stands against nothing.
    Source: timetable-format.md, H05 and H14.
    """
    if terms is None:
        return True
    if kind.is_group and terms.leads and kind not in terms.leads:
        return False
    if not terms.hours:
        return True
    first, last = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
    windows = terms.hours.get(begins.weekday(), ())
    return any(start <= first and last <= until for start, until in windows)
