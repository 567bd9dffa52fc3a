"""The stay as a table: its stages, the moves between them, and how far along she is."""

from __future__ import annotations

from datetime import date

from .decision import Decision, Reason
from .text import _
from .words import Word

DAYS_IN_WEEK = 7


class Stage(Word):
    """Where a stay stands."""

    REFERRED = "referred", _("Referred")
    ASSESSED = "assessed", _("Assessed")
    ADMITTED = "admitted", _("Admitted")
    IN_PROGRAM = "in_program", _("In the program")
    ENDED = "ended", _("Ended")


MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.REFERRED: (Stage.ASSESSED, Stage.ENDED),
    Stage.ASSESSED: (Stage.ADMITTED, Stage.ENDED),
    Stage.ADMITTED: (Stage.IN_PROGRAM, Stage.ENDED),
    Stage.IN_PROGRAM: (Stage.ENDED,),
    Stage.ENDED: (),
}
"""A stay goes one stage on, or ends. Coming back is a new stay, with the old one in the chart."""


def may_move(stage: Stage, to: Stage) -> Decision:
    """A stay moves one stage on or ends; an ended stay stays ended.

    Source: house.md 2, `episode.py`: the stay as a table.
    """
    if stage is Stage.ENDED:
        return Decision.refused(
            Reason("ended", _("This stay has ended. If she comes back, start a new stay."))
        )
    words = {"stage": stage.label, "to": to.label}
    text = _('A stay that is "{stage}" cannot move to "{to}".')
    return Decision.all_of((to in MOVES[stage], Reason("move", text, params={**words})))


def days_in(starts_on: date, today: date, ends_on: date | None = None) -> int:
    """Calendar days of the stay: 1 on its first day, 0 before it; it stops with the stay.

    Source: ux.md 1.3, T2 ("day 12 of ~30").
    """
    last = min(today, ends_on) if ends_on else today
    return max(0, (last - starts_on).days + 1)


def week_of_stay(starts_on: date, today: date, ends_on: date | None = None) -> int:
    """Week of the stay, counted from its first day: 1 for the first seven days, 0 before.

    Source: ux.md 1.3, T2.
    """
    return -(-days_in(starts_on, today, ends_on) // DAYS_IN_WEEK)
