"""One questionnaire, question by question."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openiop.domain.measures.instrument import (
    Instrument,
)
from openiop.domain.measures.picture import (
    may_be_read,
)
from openiop.measures.queries import (
    known_here,
    series_by_client,
)

from .course import Given, given_of


@dataclass(frozen=True)
class ItemsPage:
    """One questionnaire, question by question, over all its dates."""

    instrument: Instrument
    given: tuple[Given, ...]
    """The newest first left out when there are too many; the oldest first."""
    more: int


MOST_DATES = 8
"""Dates beside each other on the page: the first one, and the newest."""


def items_page(measure_kind: str, client_id: UUID) -> ItemsPage | None:
    """Every answer of one questionnaire over time; nothing for one that may not be shown."""
    of = known_here(measure_kind)
    if of is None or not may_be_read(of):
        return None
    series = series_by_client([client_id], [of.id])[client_id][of.id]
    shown = series if len(series) <= MOST_DATES else [series[0], *series[1 - MOST_DATES :]]
    given = given_of(shown)
    return ItemsPage(
        instrument=of,
        given=tuple(given[each.administration_id] for each in shown),
        more=len(series) - len(shown),
    )
