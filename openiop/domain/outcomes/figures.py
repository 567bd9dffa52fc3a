"""What each figure of the outcomes says, how it is made, and whom it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openiop.domain.text import _
from openiop.domain.words import Word


class FigureId(Word):
    """The figures of the report, in their order."""

    ADMISSIONS = "admissions", _("Stays that began")
    COMPLETION = "completion", _("Completion")
    LENGTH = "length", _("Length of stay")
    ATTENDANCE = "attendance", _("Attendance")
    DOSE = "dose", _("How much of the program")
    EARLY = "early", _("Early termination")
    STAYING = "staying", _("Staying in care")
    STEP_UP = "step_up", _("Step-up within 30 days")
    AFTERCARE_EARLY = "aftercare_7", _("First visit kept within 7 days")
    AFTERCARE_LATE = "aftercare_30", _("First visit kept within 30 days")
    REACHED = "reached", _("Reached after leaving")
    IMPROVED = "improved", _("Reliable improvement")
    RECOVERED = "recovered", _("Recovery")
    DETERIORATED = "deteriorated", _("Reliable deterioration")
    ASKED = "asked", _("Completeness of measures")


@dataclass(frozen=True)
class Definition:
    """What stands behind a tile."""

    says: str
    formula: str
    leaves_out: str
    source: str


DEFINITIONS: Mapping[FigureId, Definition] = {
    FigureId.ADMISSIONS: Definition(
        _("How many stays began in these months. A woman who came back counts once for each stay."),
        _("number of stays whose first day lies in the window"),
        _("Who was admitted and never came."),
        "domain.md 7.5",
    ),
    FigureId.COMPLETION: Definition(
        _("How many of the stays that ended were finished as planned, or went on to weekly care."),
        _("ended as finished or to weekly care ÷ stays that ended in the window"),
        _("Who never began, and who died. An end without a written reason is missing."),
        "domain.md 7.4, 7.5",
    ),
    FigureId.LENGTH: Definition(
        _("How long the stays that ended took: half took up to the middle number of days."),
        _("calendar days from the first to the last day, both counted; median and middle half"),
        _("Who never began. Stays that are still open: see staying in care."),
        "domain.md 1.9, 7.5",
    ),
    FigureId.ATTENDANCE: Definition(
        _("On how many of the days they were to come women came."),
        _("days she came of those due ÷ days she was due, up to the day of the report"),
        _(
            "Days on which her track held nothing, leaves, days before her first and after her "
            "last. The interval takes each woman as one: her days hang together."
        ),
        "domain.md 7.5",
    ),
    FigureId.DOSE: Definition(
        _("How much of the program those had who ended: all of them are the intent to treat."),
        _(
            "early: fewer than 10 program days, or not completed and ended within 21 days; "
            "target: 24 program days or more; minimally adequate: between them"
        ),
        _("Who never began, and who died."),
        "domain.md 1.9, 7.5",
    ),
    FigureId.EARLY: Definition(
        _("How many ended with little of the program. Most who leave do so in the first weeks."),
        _("early terminations ÷ stays that ended in the window"),
        _("Who never began, and who died."),
        "domain.md 7.5",
    ),
    FigureId.STAYING: Definition(
        _("How many have not left before the end of their plan, by day of the stay."),
        _("Kaplan-Meier over the stays that began in the window; leaving early is the event"),
        _(
            "Nobody: who finished, stepped up, moved, died or is still here is counted up to that "
            "day. This reads as if those who finished could still have left, so it is no forecast."
        ),
        "domain.md 7.5",
    ),
    FigureId.STEP_UP: Definition(
        _(
            "How many are known to have gone to a day program or a hospital when the stay ended or "
            "in the 30 days after. At least so many: who was not reached is not known."
        ),
        _("known step-ups within 30 days ÷ stays that ended at least 30 days ago"),
        _("Who never began, who died, and whose 30 days are not over."),
        "domain.md 7.5",
    ),
    FigureId.AFTERCARE_EARLY: Definition(
        _("How many kept a first visit with the next provider within 7 days of the last day."),
        _("first visit kept on day 1 to 7 ÷ stays that ended at least 7 days ago, where known"),
        _("Who never began, who died, and whose 7 days are not over. The last day does not count."),
        "domain.md 7.4, 7.5",
    ),
    FigureId.AFTERCARE_LATE: Definition(
        _("How many kept a first visit with the next provider within 30 days of the last day."),
        _("first visit kept on day 1 to 30 ÷ stays that ended at least 30 days ago, where known"),
        _("Who never began, who died, and whose 30 days are not over."),
        "domain.md 7.4, 7.5",
    ),
    FigureId.REACHED: Definition(
        _("How many answered a note or spoke with us in the 30 days after their last day."),
        _("answered or spoken with ÷ ended at least 30 days ago, where a note or call was owed"),
        _("Who never began, who died, who did not want to hear from us, and whose 30 days run."),
        "domain.md 7.4, 7.5",
    ),
    FigureId.IMPROVED: Definition(
        _("How many were better at the end by more than chance explains."),
        _("last total better than the first by the reliable change ÷ ended stays with both"),
        _("Who never began, and who died. Who has only one total is missing."),
        "domain.md 7.2; Jacobson and Truax 1991",
    ),
    FigureId.RECOVERED: Definition(
        _("How many who began in the clinical range were reliably better and out of it."),
        _("reliably better and over the cut-off ÷ those who began in the clinical range"),
        _("Who began below the cut-off. Who has no last total is missing."),
        "domain.md 7.2; Jacobson and Truax 1991",
    ),
    FigureId.DETERIORATED: Definition(
        _("How many were worse at the end by more than chance explains."),
        _("last total worse than the first by the reliable change ÷ ended stays with both"),
        _("Who never began, and who died. Who has only one total is missing."),
        "domain.md 7.2; Jacobson and Truax 1991",
    ),
    FigureId.ASKED: Definition(
        _("Of how many there are two totals, so that a change can be told at all."),
        _(
            "ended stays with a first and a later total ÷ all ended stays (for a form that is not "
            "asked of everybody: those with a first total)"
        ),
        _("Who never began, and who died."),
        "domain.md 7.2 (completion rate beside every outcome)",
    ),
}
"""What opens behind each tile."""
