"""Days on which somebody on staff cannot work: what may be entered.

Source: [product default].
"""

from __future__ import annotations

from datetime import date, timedelta

from .decision import Decision, Reason
from .text import _

LONGEST_ABSENCE_DAYS = 366
"""A longer one is a change of staff, and is entered as that. [product default]"""


def may_enter_absence(first_on: date, last_on: date, today: date) -> Decision:
    """An absence ends on its first day or later, is not over yet, and is no longer than a year.

    Why: a typing fault in a year would take somebody out of every plan, silently.
    Source: [product default].
    """
    return Decision.all_of(
        (
            first_on <= last_on,
            Reason("order", _("The last day comes before the first."), field_name="last_on"),
        ),
        (
            last_on >= today,
            Reason("past", _("These days are over."), field_name="last_on"),
        ),
        (
            last_on - first_on < timedelta(days=LONGEST_ABSENCE_DAYS),
            Reason("long", _("This is longer than a year."), field_name="last_on"),
        ),
    )
