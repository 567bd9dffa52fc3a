"""What she takes, as she and others told us: stated and looked through, never prescribed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class MedicationSource(Word):
    """Who or what told us that she takes it."""

    HERSELF = "herself", _("She told us")
    LABEL = "label", _("Read from the label")
    PRESCRIBER = "prescriber", _("Her prescriber told us")
    PHARMACY = "pharmacy", _("Her pharmacy told us")
    FAMILY = "family", _("Somebody close to her told us")
    IMPORTED = "imported", _("Imported")


@dataclass(frozen=True)
class MedicationRules:
    """How often the list is looked through with her."""

    id: str = "openiop-medications/1"
    review_days: int = 30
    """Source: product default (a list is compared with what she takes at admission, at least
    monthly, and before she leaves)."""


MEDICATION_RULES = MedicationRules()


def may_state(name: str, started_on: date | None, stopped_on: date | None, today: date) -> Decision:
    """A medication needs a name; it cannot have begun in the future nor stopped before it began.

    Source: product default.
    """
    return Decision.all_of(
        (
            bool(name.strip()),
            Reason("name", _("Say what she takes."), field_name="name"),
        ),
        (
            started_on is None or started_on <= today,
            Reason("started", _("It cannot have begun after today."), field_name="started_on"),
        ),
        (
            stopped_on is None or stopped_on <= today,
            Reason("stopped", _("It cannot have stopped after today."), field_name="stopped_on"),
        ),
        (
            stopped_on is None or started_on is None or started_on <= stopped_on,
            Reason("order", _("It cannot stop before it began."), field_name="stopped_on"),
        ),
    )


def review_due_on(
    begun_on: date, reviewed: Iterable[date], rules: MedicationRules = MEDICATION_RULES
) -> date:
    """The list is due to be looked through at the start of the stay, then 30 days after each look.

    Source: product default; aftercare needs it too (domain.md 10).
    """
    last = max((on for on in reviewed if on >= begun_on), default=None)
    return begun_on if last is None else last + timedelta(days=rules.review_days)
