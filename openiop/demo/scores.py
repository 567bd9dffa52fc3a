"""Made-up answers whose totals follow the course of a stay."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from openiop.domain.measures.instrument import Instrument

HIGHEST = 3
"""The highest answer to an item of both forms."""

_WEEKLY = {
    "better": -2.1,
    "slowly": -1.0,
    "level": 0.0,
    "harder": 1.3,
    "wavering": -0.4,
    "turned": -1.0,
}
_TURNS_IN_WEEK, _TURNS_BY = 4, 9
"""Who gets harder again on fewer days: in which week of her stay, and by how much."""


def total_in_week(course: str, first: int, week: int, highest: int, lots: Random) -> int:
    """A total for the given week of a stay that began at `first`."""
    wave = 3 * (1 if week % 2 else -1) if course == "wavering" else 0
    wave += _TURNS_BY if course == "turned" and week >= _TURNS_IN_WEEK else 0
    moved = first + _WEEKLY[course] * week + wave + lots.choice((-1, 0, 0, 1))
    return max(1, min(highest, round(moved)))


def answers_for(
    instrument: Instrument, total: int, lots: Random, keep: Mapping[str, int]
) -> dict[str, int | None]:
    """Answers that add up to `total`, with some of them given in `keep`."""
    items = [item.link_id for item in instrument.scored_items]
    answers = {link_id: keep.get(link_id, 0) for link_id in items}
    open_items = [link_id for link_id in items if link_id not in keep]
    while sum(answers.values()) < total and any(answers[i] < HIGHEST for i in open_items):
        link_id = lots.choice(open_items)
        if answers[link_id] < HIGHEST:
            answers[link_id] += 1
    return dict(answers)


def answers_near(instrument: Instrument, share: float, lots: Random) -> dict[str, int | None]:
    """Answers that lie around a share of the most, none of them one that needs a person."""
    answers: dict[str, int | None] = {}
    for item in instrument.items:
        if not instrument.is_asked(item, answers):
            continue
        values = [o.value for o in instrument.options_for(item) if not o.not_applicable]
        if item.critical is not None:
            values = [value for value in values if not item.critical.is_met(value)]
        place = round(share * (len(values) - 1)) + lots.choice((-1, 0, 0, 0, 1))
        answers[item.link_id] = values[max(0, min(len(values) - 1, place))]
    return answers
