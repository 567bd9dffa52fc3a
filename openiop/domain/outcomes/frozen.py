"""A frozen report: what it stood on, whether it comes out the same, what was corrected since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openiop.domain.text import _
from openiop.domain.words import Word

from .columns import StayLine


def canonical(told: object) -> str:
    """One text for one meaning: keys in order, every digit of every number.

    Source: issue ("a frozen report re-runs to the same digits").
    """
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(lines: Sequence[StayLine]) -> str:
    """A short mark of all the facts a report stands on: another one as soon as one differs.

    Source: issue ("keeps its input rows' fingerprint"); SHA-256.
    """
    return hashlib.sha256(canonical([list(line) for line in lines]).encode()).hexdigest()


def line_of(row: Sequence[Any]) -> StayLine:
    """A line as it was written down.

    Source: issue ("a frozen report").
    """
    return StayLine(*row)


class Changed(Word):
    """What may have happened to a stay since a report was frozen."""

    ADDED = "added", _("entered later")
    GONE = "gone", _("no longer there")
    CORRECTED = "corrected", _("corrected")


_FIELDS = {
    "track": _("track"),
    "starts_on": _("first day"),
    "ended_on": _("last day"),
    "end": _("how it ended"),
    "days_came": _("days she came"),
    "days_due": _("days she was due"),
    "months": _("days by month"),
    "totals": _("totals"),
    "stepped_up": _("step-up"),
    "aftercare": _("first visit"),
    "reached": _("reached afterwards"),
}


@dataclass(frozen=True)
class StayChange:
    """One stay that is not as it was when the report was frozen."""

    stay_id: str
    client: str
    kind: Changed
    what: tuple[str, ...]
    """Which of its facts differ, in words."""


def changed_stays(before: Sequence[StayLine], now: Sequence[StayLine]) -> tuple[StayChange, ...]:
    """Which stays were entered later, are gone, or were corrected since, and in what.

    Source: issue ("retractions and corrections after freezing are shown as differences").
    """
    was, is_now = {line.id: line for line in before}, {line.id: line for line in now}
    found = []
    for id_ in sorted(was.keys() | is_now.keys()):
        old, new = was.get(id_), is_now.get(id_)
        if old is None and new is not None:
            found.append(StayChange(id_, new.client, Changed.ADDED, ()))
        elif new is None and old is not None:
            found.append(StayChange(id_, old.client, Changed.GONE, ()))
        elif old is not None and new is not None and old != new:
            what = [
                word for name, word in _FIELDS.items() if getattr(old, name) != getattr(new, name)
            ]
            found.append(StayChange(id_, new.client, Changed.CORRECTED, tuple(what)))
    return tuple(found)


@dataclass(frozen=True)
class Moved:
    """One number of a report, before and now."""

    path: str
    before: Any
    now: Any


def moved_numbers(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Moved, ...]:
    """Every number that is not the same, to the last digit, in the order of the report.

    Source: issue ("re-runs to the same digits").
    """
    was, is_now = dict(_flat("", before)), dict(_flat("", now))
    return tuple(
        Moved(path, was.get(path), is_now.get(path))
        for path in dict.fromkeys((*was, *is_now))
        if was.get(path) != is_now.get(path)
    )


def _flat(path: str, told: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _flat(f"{path}/{key}" if path else str(key), value)
    elif isinstance(told, list | tuple):
        for at, value in enumerate(told):
            yield from _flat(f"{path}/{at}", value)
    else:
        yield path, told
