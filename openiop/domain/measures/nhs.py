"""The outcome words of NHS Talking Therapies, for PHQ-9 and GAD-7 together and alone.

Source: instruments.md 1, NHS Talking Therapies rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Pair = tuple[float | None, float | None]
"""A total at the start and one at the end; None where there is none."""


@dataclass(frozen=True)
class NhsForm:
    """What NHS Talking Therapies says about one questionnaire."""

    instrument_id: str
    case_from: int
    reliable_points: int


@dataclass(frozen=True)
class NhsRules:
    """The numbers of NHS Talking Therapies, whatever a site chooses for its own pages.

    Source: instruments.md 1 (seen in part): caseness PHQ-9 >= 10 or GAD-7 >= 8; reliable change
    PHQ-9 6, GAD-7 4.
    """

    id: str = "nhs-talking-therapies/1"
    forms: tuple[NhsForm, ...] = (
        NhsForm("phq-9", case_from=10, reliable_points=6),
        NhsForm("gad-7", case_from=8, reliable_points=4),
    )

    def form(self, instrument_id: str) -> NhsForm | None:
        """What is said about this questionnaire, or nothing."""
        return next((form for form in self.forms if form.instrument_id == instrument_id), None)


NHS_RULES = NhsRules()


@dataclass(frozen=True)
class NhsOutcome:
    """What one course of treatment came to in the words of NHS Talking Therapies."""

    was_case: bool
    is_case: bool
    is_reliably_better: bool
    is_reliably_worse: bool

    @property
    def has_recovered(self) -> bool:
        """A case at the start and none at the end; who never was a case cannot recover."""
        return self.was_case and not self.is_case

    @property
    def has_reliably_recovered(self) -> bool:
        """Recovered, and better by more than chance."""
        return self.has_recovered and self.is_reliably_better


def nhs_outcome(totals: dict[str, Pair], rules: NhsRules = NHS_RULES) -> NhsOutcome | None:
    """What totals at start and end come to; nothing when one of them is missing.

    A case is at or over the limit of one of the questionnaires given. Reliably better: one falls by
    a reliable change and none rises by one; reliably worse is the mirror of it.
    Source: instruments.md 1.
    """
    was = is_now = fell = rose = False
    for instrument_id, (start, end) in totals.items():
        form = rules.form(instrument_id)
        if form is None or start is None or end is None:
            return None
        was |= start >= form.case_from
        is_now |= end >= form.case_from
        fell |= start - end >= form.reliable_points
        rose |= end - start >= form.reliable_points
    if not totals:
        return None
    return NhsOutcome(was, is_now, fell and not rose, rose and not fell)


@dataclass(frozen=True)
class NhsFigures:
    """How many of a group; recovery is counted among those who were cases."""

    of: int
    cases: int
    recovered: int
    reliably_recovered: int
    reliably_better: int
    reliably_worse: int


def nhs_figures(outcomes: Iterable[NhsOutcome | None]) -> NhsFigures:
    """The figures of a group: recovery among cases, reliable change among all with both totals.

    Source: instruments.md 1 ("denominator = cases").
    """
    known = [outcome for outcome in outcomes if outcome is not None]
    return NhsFigures(
        of=len(known),
        cases=sum(outcome.was_case for outcome in known),
        recovered=sum(outcome.has_recovered for outcome in known),
        reliably_recovered=sum(outcome.has_reliably_recovered for outcome in known),
        reliably_better=sum(outcome.is_reliably_better for outcome in known),
        reliably_worse=sum(outcome.is_reliably_worse for outcome in known),
    )
