"""The rows of the record by the column: no names, no words; whole numbers for ids and dates.

Whoever reads the record fills these columns row by row; they need no library, and travel as bytes
to where the counting is done.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from openiop.domain.measures.choice import Chosen
from openiop.domain.measures.progress import norms_of

NOWHERE = -1
"""The place of what is not counted."""
NONE = 0
"""A day that is not there: no stay began in year 1."""


class MeasureSpec(NamedTuple):
    """How a change on one questionnaire is judged at this site."""

    id: str
    title: str
    lower_is_better: bool
    points: float
    """From so many points on a difference is reliable."""
    change_id: str
    cutoff: float | None
    operator: str
    sd: float | None
    reliability: float | None
    is_asked_of_all: bool
    """Asked of everybody: who has no total is missing. Else only who began it is counted."""


def measure_spec(chosen: Chosen, is_asked_of_all: bool) -> MeasureSpec | None:
    """The change value and cut-off the site chose; nothing where no reliable change is known.

    Source: domain.md 7.2; instruments.md 1.
    """
    of = chosen.instrument
    if chosen.change is None or of.direction is None or of.total_range is None:
        return None
    norms = norms_of(of, chosen.change)
    return MeasureSpec(
        id=of.id,
        title=of.short_title,
        lower_is_better=of.direction.value == "lower_is_better",
        points=chosen.change.threshold,
        change_id=chosen.change.id,
        cutoff=chosen.cutoff.value if chosen.cutoff else None,
        operator=chosen.cutoff.operator if chosen.cutoff else "",
        sd=norms[0] if norms else None,
        reliability=norms[1] if norms else None,
        is_asked_of_all=is_asked_of_all,
    )


class StayLine(NamedTuple):
    """Everything the outcomes know of one stay: no name, no words."""

    id: str
    client: str
    track: str
    starts_on: str
    ended_on: str
    """Empty while she is here, and when it ended after the day the report stands for."""
    end: str
    days_came: int
    days_due: int
    months: dict[str, list[int]]
    """For each month the days she came of those she was due, and the days she was due."""
    totals: dict[str, list[float | None]]
    """For each questionnaire its first and last total; a last one only if it is another form."""
    stepped_up: int
    """1: known to have gone to more care in the days looked at; 0: known not to; -1: unknown."""
    aftercare: list[int]
    """Whether a first visit was kept within 7 and 30 days; -1: unknown."""
    reached: int
    """Whether she answered a note or a call in the 30 days after; -1: none was owed."""

    @property
    def stay_days(self) -> int:
        """Calendar days, first and last included; 0 while it is open."""
        if not self.ended_on:
            return 0
        ended, starts = date.fromisoformat(self.ended_on), date.fromisoformat(self.starts_on)
        return (ended - starts).days + 1


class StayRow(NamedTuple):
    """A stay as it is read."""

    id: str
    client: str
    track: str
    starts: int
    ended: int
    end: str
    stepped_up: int = -1
    aftercare_early: int = -1
    aftercare_late: int = -1
    reached: int = -1


def _whole() -> array[int]:
    return array("q")


def _decimal() -> array[float]:
    return array("d")


@dataclass
class Columns:
    """What was read, by the column; filled row by row from plain tuples."""

    stays: list[StayRow] = field(default_factory=list)
    score_client: array[int] = field(default_factory=_whole)
    score_kind: array[int] = field(default_factory=_whole)
    score_on: array[int] = field(default_factory=_whole)
    score_total: array[float] = field(default_factory=_decimal)
    came_client: array[int] = field(default_factory=_whole)
    came_on: array[int] = field(default_factory=_whole)
    plan_stay: array[int] = field(default_factory=_whole)
    plan_from: array[int] = field(default_factory=_whole)
    plan_days: array[int] = field(default_factory=_whole)
    """Weekdays as bits: 1 for Monday, 2 for Tuesday ..."""
    held_track: array[int] = field(default_factory=_whole)
    held_on: array[int] = field(default_factory=_whole)
    clients: dict[Any, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    tracks: dict[str, int] = field(default_factory=dict)

    def add_scores(self, rows: Sequence[tuple[Any, str, date, float]]) -> None:
        """Totals as (client, questionnaire, day, total), the oldest first."""
        client, kind, on, total = (map(itemgetter(at), rows) for at in range(4))
        self.score_client.extend(map(self.clients.get, client, repeat(NOWHERE)))
        self.score_kind.extend(map(self.kinds.get, kind, repeat(NOWHERE)))
        self.score_on.extend(map(date.toordinal, on))
        self.score_total.extend(total)

    def add_came(self, rows: Sequence[tuple[Any, date]]) -> None:
        """Days on which somebody came, as (client, day)."""
        client, on = (map(itemgetter(at), rows) for at in range(2))
        self.came_client.extend(map(self.clients.get, client, repeat(NOWHERE)))
        self.came_on.extend(map(date.toordinal, on))

    def add_plans(self, rows: Iterable[tuple[int, date, Sequence[int]]]) -> None:
        """From when each stay comes on which weekdays: (place of the stay, day, weekdays)."""
        for stay, from_on, weekdays in rows:
            self.plan_stay.append(stay)
            self.plan_from.append(from_on.toordinal())
            self.plan_days.append(sum(1 << day for day in weekdays))

    def add_held(self, rows: Iterable[tuple[str, date]]) -> None:
        """Days on which a track held anything, as (track, day)."""
        for track, on in rows:
            if track in self.tracks:
                self.held_track.append(self.tracks[track])
                self.held_on.append(on.toordinal())

    def packed(self) -> bytes:
        """Everything as bytes: one line that says what follows, then the columns."""
        numbers = {name: getattr(self, name) for name in _COLUMNS}
        head = {
            "stays": self.stays,
            "clients": len(self.clients),
            "client_of": [self.clients[stay.client] for stay in self.stays],
            "kinds": self.kinds,
            "tracks": self.tracks,
            "lengths": {name: len(column) for name, column in numbers.items()},
        }
        said = json.dumps(head, separators=(",", ":")).encode()
        return b"".join([said, b"\n", *(column.tobytes() for column in numbers.values())])

    @classmethod
    def unpacked(cls, told: bytes) -> Columns:
        """The columns that were packed on the same machine."""
        said, _, body = told.partition(b"\n")
        head = json.loads(said)
        made = cls(
            stays=[StayRow(*row) for row in head["stays"]],
            kinds=head["kinds"],
            tracks=head["tracks"],
        )
        made.clients = {
            row.client: at for row, at in zip(made.stays, head["client_of"], strict=True)
        }
        at = 0
        for name in _COLUMNS:
            column = getattr(made, name)
            size = head["lengths"][name] * column.itemsize
            column.frombytes(body[at : at + size])
            at += size
        return made


_COLUMNS = (
    *("score_client", "score_kind", "score_on", "score_total", "came_client", "came_on"),
    *("plan_stay", "plan_from", "plan_days", "held_track", "held_on"),
)
