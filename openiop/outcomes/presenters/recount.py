"""A frozen report beside today's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as say

from openiop.clients.queries import clients_by_id
from openiop.domain.outcomes.figures import FigureId
from openiop.domain.outcomes.frozen import Moved
from openiop.outcomes.queries.counting import Counted
from openiop.outcomes.queries.frozen import Recount

from .wording import DASH

SHOWN = 60


def recount_view(recount: Recount, was: Counted, may_see: frozenset[UUID] | None) -> dict[str, Any]:
    """What came out otherwise and which stays were corrected; names only within reach."""
    ids = [UUID(each.client) for each in recount.stays]
    named = clients_by_id(id_ for id_ in ids if may_see is None or id_ in may_see)
    stays = [
        (
            id_ if id_ in named else None,
            named[id_].short_name if id_ in named else say("a stay"),
            say(each.kind.label),
            ", ".join(say(word) for word in each.what),
        )
        for id_, each in zip(ids, recount.stays, strict=True)
    ]
    moved = [each for each in recount.moved_since if _is_shown(each)]
    return {
        "stays": stays,
        "seen": set(named),
        "moved": [_moved_line(each, was) for each in moved[:SHOWN]],
        "more": max(0, len(moved) - SHOWN),
        "moved_in_counting": [
            _moved_line(each, was) for each in recount.moved_in_counting if _is_shown(each)
        ][:SHOWN],
    }


def _is_shown(moved: Moved) -> bool:
    """Pictures are made of the same numbers: the figures themselves are enough."""
    return moved.path.split("/")[0] not in ("charts", "funnels", "staying", "tracks")


def _moved_line(moved: Moved, was: Counted) -> tuple[str, str, str]:
    return _named(moved.path, was), _number(moved.before), _number(moved.now)


def _number(value: Any) -> str:
    return DASH if value is None else repr(value) if isinstance(value, float) else str(value)


def _named(path: str, was: Counted) -> str:
    """The place of a number in the report, in words where there are some."""
    titles: Mapping[str, str] = {each.value: say(each.label) for each in FigureId}
    measures = [measure["title"] for measure in was.report["measures"]]
    said, parts = [], path.split("/")
    for at, part in enumerate(parts):
        if at and parts[at - 1] == "measures" and part.isdecimal():
            said.append(measures[int(part)] if int(part) < len(measures) else part)
        elif part not in ("rates", "measures", "whole", "tracks", "counts"):
            said.append(titles.get(part) or was.tracks.get(part) or part.replace("_", " "))
    return " · ".join(said)
