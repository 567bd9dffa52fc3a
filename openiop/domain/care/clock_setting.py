"""How a program sets its documentation clocks for itself, and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

from .clocks import DOCUMENTATION_CLOCKS, DocumentationClocks
from .note_kinds import NoteFormat

HOURS, DAYS, PROGRAM_DAYS = _("hours"), _("days"), _("program days")


@dataclass(frozen=True)
class ClockLimit:
    """One clock that may be set: what it means, its unit, the least and the most."""

    field: str
    label: str
    unit: str
    least: int
    most: int


@dataclass(frozen=True)
class ClockLimits:
    """How far a program may go.

    Source: domain.md 3.4 (hard stop 72 h, review at the latest after 30 days, Medicare 60).
    """

    id: str = "openiop-clock-limits/1"
    clocks: tuple[ClockLimit, ...] = (
        ClockLimit("group_note_within_h", _("Group note, after the session"), HOURS, 1, 72),
        ClockLimit("individual_note_within_h", _("Note of an individual session"), HOURS, 1, 72),
        ClockLimit("other_note_within_h", _("Any other note, after it was begun"), HOURS, 1, 72),
        ClockLimit("cosign_within_h", _("Second signature, after the first"), HOURS, 1, 168),
        ClockLimit(
            "assessment_within_program_days", _("Biopsychosocial assessment"), PROGRAM_DAYS, 1, 10
        ),
        ClockLimit("first_prescriber_visit_within_days", _("First prescriber visit"), DAYS, 1, 30),
        ClockLimit("full_plan_within_days", _("Full plan, signed"), DAYS, 1, 14),
        ClockLimit("plan_review_every_days", _("Plan review, after"), DAYS, 7, 30),
        ClockLimit(
            "physician_review_at_most_days", _("Physician's signature again, after"), DAYS, 7, 60
        ),
        ClockLimit("weekly_summary_within_days", _("Weekly summary, after the week"), DAYS, 1, 7),
        ClockLimit("letter_within_days", _("A letter, after it was asked for"), DAYS, 1, 30),
    )


CLOCK_LIMITS = ClockLimits()


def may_set_clocks(clocks: DocumentationClocks, limits: ClockLimits = CLOCK_LIMITS) -> Decision:
    """A program sets its own clocks within the limits, and one form for individual sessions.

    Source: domain.md 3.4 ("program overrides, audited").
    """
    checks = [
        (
            limit.least <= getattr(clocks, limit.field) <= limit.most,
            Reason(
                "outside_limit",
                _("Choose {least} to {most}."),
                params={"least": limit.least, "most": limit.most},
                field_name=limit.field,
            ),
        )
        for limit in limits.clocks
    ]
    checks.append(
        (
            clocks.individual_format in [str(each) for each in NoteFormat],
            Reason("format", _("Choose one of the forms."), field_name="individual_format"),
        )
    )
    return Decision.all_of(*checks)


def stored_clocks(
    clocks: DocumentationClocks, limits: ClockLimits = CLOCK_LIMITS
) -> dict[str, Any]:
    """A whole set of clocks in the form in which a version of it is stored.

    Source: issue, "Documentation clocks as configurable rules".
    """
    return {limit.field: getattr(clocks, limit.field) for limit in limits.clocks} | {
        "individual_format": clocks.individual_format
    }


def clocks_from(
    stored: Mapping[str, Any], number: int, shipped: DocumentationClocks = DOCUMENTATION_CLOCKS
) -> DocumentationClocks:
    """The clocks a stored version stands for; what it does not name stays as shipped.

    Source: issue, "Documentation clocks as configurable rules".
    """
    names = [limit.field for limit in CLOCK_LIMITS.clocks if limit.field in stored]
    numbers: dict[str, Any] = {name: int(stored[name]) for name in names}
    return replace(
        shipped,
        id=f"{shipped.id}+{number}",
        individual_format=str(stored.get("individual_format", shipped.individual_format)),
        **numbers,
    )


def changed_clocks(before: DocumentationClocks, after: DocumentationClocks) -> tuple[str, ...]:
    """The names of the clocks in which two sets differ, for the history.

    Source: issue, "Documentation clocks as configurable rules".
    """
    was, becomes = stored_clocks(before), stored_clocks(after)
    return tuple(name for name in becomes if was[name] != becomes[name])
