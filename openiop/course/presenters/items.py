"""Every question with its answers, and every part with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as say

from openiop.base.charts import (
    NOTHING,
    Point,
    sparkline,
)
from openiop.course.queries.course import Given
from openiop.course.queries.items import ItemsPage
from openiop.domain.measures.instrument import Instrument, Item, Method
from openiop.domain.measures.scoring import score
from openiop.domain.text import _
from openiop.measures.models import Source

from .wording import number, signed


@dataclass(frozen=True)
class ItemCell:
    """One answer as it is read in the table."""

    words: str
    value: str
    state: str
    """answered, skipped, declined or not_asked."""
    is_critical: bool = False


@dataclass(frozen=True)
class ItemRow:
    """One question over all its dates."""

    number: int
    text: str
    cells: list[ItemCell]
    changed: str
    moved: float
    """How far the newest answer lies from the first, for putting the most changed first."""


@dataclass(frozen=True)
class PartRow:
    """One subscale over all its dates."""

    name: str
    picture: SafeString
    values: list[str]


_CELLS = {
    "skipped": _("skipped"),
    "declined": _("declined"),
    "not_asked": _("not asked"),
    "blank": _("left open"),
}


def item_rows(page: ItemsPage, *, most_changed_first: bool) -> list[ItemRow]:
    """Every question with its answers; one not reached is not asked, one not answered is open."""
    of = page.instrument
    rows = [_item_row(of, at, item, page.given) for at, item in enumerate(of.items, start=1)]
    return sorted(rows, key=lambda row: -row.moved) if most_changed_first else rows


def _item_row(of: Instrument, at: int, item: Item, given: Sequence[Given]) -> ItemRow:
    known = [
        value
        for each in given
        if (value := each.answers.get(item.link_id)) is not None and not _is_na(of, item, value)
    ]
    ordered = not item.categorical and not item.multiple
    by = known[-1] - known[0] if len(known) > 1 and ordered else 0
    text = item.text if of.has_wording else say("Question {n}").format(n=at)
    return ItemRow(
        number=at,
        text=say(text) if of.wording_is_ours else text,
        cells=[_item_cell(of, item, each) for each in given],
        changed=signed(by) if by else "",
        moved=abs(by),
    )


def _is_na(of: Instrument, item: Item, value: int) -> bool:
    return any(option.value == value and option.not_applicable for option in of.options_for(item))


def _item_cell(of: Instrument, item: Item, given: Given) -> ItemCell:
    value = given.answers.get(item.link_id)
    if value is not None:
        critical = item.critical is not None and item.critical.is_met(value)
        words = answer_words(of, item, value)
        shown = "" if item.multiple or words == str(value) else str(value)
        return ItemCell(words, shown, "answered", critical)
    if not of.is_asked(item, given.answers):
        state = "not_asked"
    elif given.scored.source == Source.IMPORTED and item.link_id in given.declined:
        state = "declined"
    else:
        state = "skipped" if item.link_id in given.answers else "blank"
    return ItemCell(say(_CELLS[state]), "", state)


def answer_words(of: Instrument, item: Item, value: int) -> str:
    """The words of an answer; several chosen ones one after the other."""
    options = of.options_for(item)
    if item.multiple:
        chosen = [option for option in options if option.value & value]
    else:
        chosen = [option for option in options if option.value == value]
    labels = [say(option.label) if of.wording_is_ours else option.label for option in chosen]
    return "; ".join(labels) or str(value)


def date_columns(page: ItemsPage) -> list[str]:
    """The dates over the table."""
    return [date_format(each.scored.on, "SHORT_DATE_FORMAT") for each in page.given]


def part_rows(page: ItemsPage) -> list[PartRow]:
    """Each subscale as a small line with its numbers; a part with open questions has none."""
    of = page.instrument
    results = [(each.scored.on, score(of, each.answers).subscales) for each in page.given]
    names = dict.fromkeys(name for _on, parts in results for name in parts)
    rows = []
    for name in names:
        values = [(on, parts.get(name)) for on, parts in results]
        low, high = _range_of(of, name)
        words = [number(value) for _on, value in values]
        label = f"{name}: {', '.join(words)}"
        points = [Point(on, value) for on, value in values]
        is_known = any(value is not None for _on, value in values)
        line = (
            sparkline(points, low=low, high=high, title=label, width=160, height=36)
            if is_known
            else NOTHING
        )
        rows.append(PartRow(name=capfirst(name.replace("_", " ")), picture=line, values=words))
    return rows


def _range_of(of: Instrument, name: str) -> tuple[float, float]:
    links = [item.link_id for item in of.items if item.subscale == name] or next(
        (list(part.link_ids) for part in of.short_forms if part.name == name), []
    )
    ends = [_ends(of, of.item(link)) for link in links]
    if not ends:
        return 0, 1
    low, high = sum(low for low, _high in ends), sum(high for _low, high in ends)
    if of.subscale_method is Method.MEAN:
        return low / len(ends), high / len(ends)
    return low, high


def _ends(of: Instrument, item: Item) -> tuple[int, int]:
    values = [option.value for option in of.options_for(item) if not option.not_applicable]
    return min(values), max(values)
