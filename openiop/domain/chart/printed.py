"""What may be printed of a chart: parts chosen on purpose, sensitive ones by those who may."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.release import Part
from openiop.domain.text import _
from openiop.domain.words import Word


class ChartPart(Word):
    """A part of the chart that can be printed."""

    STAY = "stay", _("Her stay")
    DIAGNOSES = "diagnoses", _("Diagnoses")
    MEDICATIONS = "medications", _("Medications and allergies")
    PEOPLE = "people", _("Care team and contacts")
    GOALS = "goals", _("Goals")
    MEASURES = "measures", _("Questionnaires: totals")
    ATTENDANCE = "attendance", _("Attendance")
    NOTES = "notes", _("Signed notes and addenda")
    SAFETY = "safety", _("Safety plan and alerts")
    VIOLENCE = "violence", _("Notes that mention partner violence")

    @property
    def is_sensitive(self) -> bool:
        """Whether it is left out unless somebody who may chooses it.

        Source: domain.md 5; instruments.md (partner violence stands in no export by default).
        """
        return self in (ChartPart.SAFETY, ChartPart.VIOLENCE)


CHOSEN_AT_FIRST = tuple(part for part in ChartPart if not part.is_sensitive)


def may_print(
    parts: Collection[ChartPart], first: date, last: date, *, may_see_violence: bool
) -> Decision:
    """At least one part, dates in order; what mentions partner violence only by those who may ask.

    Psychotherapy notes are no part of the chart and cannot be chosen; drafts are left out.
    Source: 45 CFR 164.501 (psychotherapy notes), 164.502(b) (minimum necessary).
    """
    return Decision.all_of(
        (bool(parts), Reason("parts", _("Choose at least one part."), field_name="parts")),
        (
            first <= last,
            Reason("dates", _("The last day cannot be before the first."), field_name="last"),
        ),
        (
            may_see_violence or ChartPart.VIOLENCE not in parts,
            Reason(
                "violence",
                _("Notes that mention partner violence are not open to you."),
                field_name="parts",
            ),
        ),
    )


NEEDS_RELEASE_OF = {
    ChartPart.STAY: Part.ATTENDANCE,
    ChartPart.ATTENDANCE: Part.ATTENDANCE,
    ChartPart.DIAGNOSES: Part.DIAGNOSES,
    ChartPart.MEDICATIONS: Part.MEDICATIONS,
    ChartPart.GOALS: Part.PLAN,
    ChartPart.MEASURES: Part.PROGRESS,
    ChartPart.NOTES: Part.NOTES,
    ChartPart.SAFETY: Part.SAFETY_PLAN,
}
"""Which part of a release lets a part of the chart go to somebody outside; the others never go."""


def may_give(parts: Collection[ChartPart], shared: Set[Part]) -> Decision:
    """A print for somebody outside holds only what a release lets go, and never her other people.

    Source: 45 CFR 164.508(a)(1); domain.md 5 (partner violence is left out of what leaves).
    """
    return Decision(
        tuple(
            Reason(
                "not_released",
                _("No release lets “{part}” go to them today."),
                params={"part": part},
                field_name="parts",
            )
            for part in ChartPart
            if part in parts and NEEDS_RELEASE_OF.get(part) not in shared
        )
    )
