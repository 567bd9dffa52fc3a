"""Reports that were frozen, opened again and laid beside the record of today."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.domain.outcomes.columns import MeasureSpec, StayLine
from openiop.domain.outcomes.frozen import (
    Moved,
    StayChange,
    canonical,
    changed_stays,
    line_of,
    moved_numbers,
)
from openiop.domain.outcomes.rules import OUTCOME_RULES, Window
from openiop.outcomes.models import FrozenReport

from .counting import Counted, counted, counted_again, libraries_here


def packed(lines: Sequence[StayLine]) -> str:
    """Lines as text, small."""
    text = canonical([list(line) for line in lines])
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def unpacked(text: str) -> tuple[StayLine, ...]:
    """The lines again."""
    rows = json.loads(zlib.decompress(base64.b64decode(text)))
    return tuple(line_of(row) for row in rows)


@dataclass(frozen=True)
class FrozenLine:
    """A frozen report in the list."""

    row: FrozenReport
    by: str
    track: str


def frozen_reports(tracks: dict[str, str]) -> list[FrozenLine]:
    """All of them, the newest first; nothing sealed is opened."""
    rows = list(
        FrozenReport.objects.order_by("-number").defer(
            "asked_sealed", "lines_sealed", "results_sealed"
        )
    )
    names = names_by_id({row.frozen_by for row in rows})
    return [
        FrozenLine(row, names.get(row.frozen_by, ""), tracks.get(str(row.track_id), ""))
        for row in rows
    ]


def frozen_or_404(report_id: UUID) -> FrozenReport:
    """The report with this id."""
    found = FrozenReport.objects.filter(pk=report_id).first()
    if found is None:
        raise Http404("No such report.")
    return found


def as_frozen(row: FrozenReport) -> Counted:
    """A report as it was when it was frozen; nothing is counted."""
    told = json.loads(row.asked)
    return Counted(
        window=Window(row.first_on, row.last_on, row.as_of_on),
        track_id=row.track_id,
        specs=tuple(MeasureSpec(*spec) for spec in told["specs"]),
        tracks=told["tracks"],
        report=json.loads(row.results),
        lines=unpacked(row.lines),
    )


@dataclass(frozen=True)
class Recount:
    """A frozen report counted again: from what was kept, and from the record as it is now."""

    moved_in_counting: tuple[Moved, ...]
    """Numbers that came out otherwise from the very same lines; none, unless rules changed."""
    rules_now: str
    libraries_now: str
    stays: tuple[StayChange, ...]
    """Stays that were corrected, entered or taken out since."""
    moved_since: tuple[Moved, ...]
    """Numbers that are others by the record of today."""
    is_whole: bool
    """Whether the lines kept are the lines it was counted from."""


def recounted(row: FrozenReport) -> Recount:
    """The same lines again, then today's record for the same window and day."""
    was = as_frozen(row)
    again = counted_again(was.window, was.track_id, was.specs, was.tracks, was.lines)
    now = counted(was.window, was.track_id)
    return Recount(
        moved_in_counting=moved_numbers(was.report, again.report),
        rules_now=OUTCOME_RULES.id,
        libraries_now=libraries_here(),
        stays=changed_stays(was.lines, now.lines),
        moved_since=moved_numbers(was.report, now.report),
        is_whole=was.fingerprint == row.fingerprint,
    )
