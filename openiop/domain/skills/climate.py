"""Group climate: heard and belonging, without names, shown only when nobody can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openiop.domain.text import _
from openiop.domain.words import Word


class ClimateItem(Word):
    """What is asked without a name.

    Source: issue, connection in groups; wording of iop-group-checkout.
    """

    HEARD = "heard", _("I felt heard and respected in today's group.")
    BELONG = "belong", _("I felt part of the group.")


@dataclass(frozen=True)
class ClimateRules:
    """From how many women on an answer is shown, and how finely.

    Source: issue (shown only from five answers on); rounding is [product default].
    """

    id: str = "openiop-climate/1"
    women_at_least: int = 5
    round_to: float = 0.5
    lowest: int = 1
    highest: int = 5


CLIMATE_RULES = ClimateRules()


@dataclass(frozen=True)
class Tally:
    """The answers of one closed session: how often each step was tapped, and by which women.

    Nothing says who tapped what.
    """

    session_id: str
    on: date
    counts: Mapping[str, Mapping[int, int]]
    """Item to step to how often."""
    women: Mapping[str, frozenset[Any]]
    """Item to who answered it."""


@dataclass(frozen=True)
class Climate:
    """One item over some sessions that closed together."""

    item: ClimateItem
    first_on: date
    last_on: date
    women: int
    mean: float
    """Rounded to half steps."""


def climate(
    tallies: Iterable[Tally], today: date, rules: ClimateRules = CLIMATE_RULES
) -> tuple[Climate, ...]:
    """What is shown: batches of whole, closed sessions with answers of five women each.

    Sessions are taken in their order until five different women have answered the item; that batch
    is closed for good and the next begins. Only days before today count, when nobody can answer any
    more. So no batch ever changes and no two share a session: one is never the other plus one
    woman. What does not reach five women stays unseen.
    Source: issue, anonymous group climate shown only from five answers on.
    """
    closed = sorted(
        (each for each in tallies if each.on < today), key=lambda each: (each.on, each.session_id)
    )
    found = []
    for item in ClimateItem:
        batch: list[Tally] = []
        for tally in closed:
            if not tally.women.get(str(item)):
                continue
            batch.append(tally)
            women = frozenset().union(*(each.women[str(item)] for each in batch))
            if len(women) >= rules.women_at_least:
                found.append(_shown(item, batch, len(women), rules))
                batch = []
    return tuple(sorted(found, key=lambda each: (each.last_on, str(each.item)), reverse=True))


def _shown(item: ClimateItem, batch: list[Tally], women: int, rules: ClimateRules) -> Climate:
    total = n = 0
    for tally in batch:
        for step, times in tally.counts.get(str(item), {}).items():
            total += step * times
            n += times
    mean = total / n if n else 0.0
    return Climate(
        item=item,
        first_on=batch[0].on,
        last_on=batch[-1].on,
        women=women,
        mean=round(mean / rules.round_to) * rules.round_to,
    )
