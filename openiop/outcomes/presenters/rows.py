"""The stays behind a figure as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as say

from openiop.domain.outcomes.columns import MeasureSpec, StayLine
from openiop.domain.outcomes.figures import DEFINITIONS, FigureId
from openiop.domain.outcomes.rules import dose_class, end_class
from openiop.outcomes.queries.counting import Counted
from openiop.outcomes.queries.rows import Behind

from .wording import day, points


def base_query(query: str, figure: FigureId, measure: str) -> str:
    """What stays in the address from one page of rows to the next."""
    kept = QueryDict(query, mutable=True)
    kept["figure"] = figure.value
    if measure:
        kept["measure"] = measure
    return kept.urlencode() + "&"


def rows_view(
    behind: Sequence[Behind], figure: FigureId, counted: Counted, spec: MeasureSpec | None
) -> dict[str, Any]:
    """Headings and cells; a stay whose woman the reader may not know has no name."""
    title = say(figure.label)
    columns = [say("First day"), say("Last day"), say("How it ended"), say("Days came / due")]
    if spec is not None:
        title = f"{spec.title}: {title.lower()}"
        columns += [say("First total"), say("Last total")]
    elif figure in (FigureId.DOSE, FigureId.EARLY):
        columns.append(say("Dose"))
    elif figure in (FigureId.AFTERCARE_EARLY, FigureId.AFTERCARE_LATE):
        columns.append(say("First visit kept"))
    elif figure is FigureId.REACHED:
        columns.append(say("Reached"))
    elif figure is FigureId.STEP_UP:
        columns.append(say("Known step-up"))
    return {
        "title": title,
        "definition": DEFINITIONS[figure],
        "columns": columns,
        "has_tracks": len(counted.tracks) > 1,
        "lines": [
            (
                each.client_id if each.name else None,
                each.name or say("a stay"),
                counted.tracks.get(each.line.track, ""),
                _cells(each.line, figure, spec),
            )
            for each in behind
        ],
    }


def _cells(line: StayLine, figure: FigureId, spec: MeasureSpec | None) -> list[str]:
    ended = say(end_class(line.end).label) if line.ended_on else say("goes on")
    cells = [day(line.starts_on), day(line.ended_on), ended, f"{line.days_came} / {line.days_due}"]
    if spec is not None:
        pair = line.totals.get(spec.id, [None, None])
        cells += [points(total) if total is not None else say("missing") for total in pair]
    elif figure in (FigureId.DOSE, FigureId.EARLY):
        cells.append(say(dose_class(line.days_came, line.stay_days, line.end).label))
    elif figure in (FigureId.AFTERCARE_EARLY, FigureId.AFTERCARE_LATE):
        cells.append(_known(line.aftercare[figure is FigureId.AFTERCARE_LATE]))
    elif figure is FigureId.REACHED:
        cells.append(_known(line.reached))
    elif figure is FigureId.STEP_UP:
        is_up = end_class(line.end).value == "stepped_up"
        cells.append(_known(1 if is_up else line.stepped_up))
    return cells


def _known(value: int) -> str:
    return {1: say("yes"), 0: say("no")}.get(value, say("not known"))
