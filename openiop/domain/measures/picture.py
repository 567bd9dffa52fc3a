"""What the picture of a client's course shows: which questionnaires, from which total on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from .asking import LETTERS
from .instrument import Instrument, Sensitivity


@dataclass(frozen=True)
class PictureRules:
    """How the picture is drawn, and which measures everybody is laid side by side by.

    Source: ux.md 4.6 for gaps and days after the end; instruments.md 2 for the main measures.
    """

    id: str = "openiop-picture/1"
    version: str = "1"
    gap_days: int = 21
    """Points further apart than this are joined by dots, not by a line."""
    after_days: tuple[int, ...] = (30, 90, 180)
    """Days after the end of a stay on which she is asked how she is."""
    bands_of_a_cutoff: int = 2
    """So many ranges say no more than the cut-off between them, and are not drawn."""
    totals_for_a_change: int = 2
    always_in_grid: tuple[str, ...] = ("phq-9", "gad-7")
    in_grid_if_given: tuple[str, ...] = (
        *("pcl-5", "ders-16", "core-10", "b-ipf", "who-5", "audit-c"),
    )
    most_in_grid: int = 5


PICTURE_RULES = PictureRules()


class OnADay(Protocol):
    """Anything that has a day."""

    @property
    def on(self) -> date:
        """The day."""


T = TypeVar("T", bound=OnADay)


def may_be_read(of: Instrument) -> bool:
    """Answers about partner violence stand on no page of her course, for nobody.

    Source: domain.md 4.7 R-DV-10; issue 3, Asking.
    """
    return of.sensitivity is not Sensitivity.VIOLENCE


def is_drawn(of: Instrument) -> bool:
    """A questionnaire has a line when it comes to a total that points one way.

    Source: ux.md 4.6.
    """
    return of.total_range is not None and of.direction is not None and may_be_read(of)


def is_drawn_for_her(of: Instrument) -> bool:
    """On her own page stands what she answers herself, and never what a clinician rates.

    Source: issue 3, Seeing; ux.md 1.1, C4.
    """
    return is_drawn(of) and (of.is_self_report or of.id in LETTERS.values())


def baseline_of(
    totals: Sequence[T], starts_on: date, rules: PictureRules = PICTURE_RULES
) -> T | None:
    """A change counts from the first total of the stay; with only one, from the last before it.

    `totals` in the order of their days.
    Source: instruments.md 1 (change since the start of treatment) [product default].
    """
    before = [each for each in totals if each.on < starts_on]
    of_stay = [each for each in totals if each.on >= starts_on]
    if len(of_stay) >= rules.totals_for_a_change:
        return of_stay[0]
    return next(iter(before[-1:] + of_stay), None)
