"""The counting itself, in a process of its own: its libraries are large, the server stays small.

What was counted is remembered by the very rows it was counted from, so that the same question costs
a process once.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from threading import Lock
from typing import Any
from uuid import UUID

from openiop.domain.outcomes.columns import MeasureSpec, StayLine
from openiop.domain.outcomes.frozen import fingerprint, line_of
from openiop.domain.outcomes.question import asked
from openiop.domain.outcomes.rules import Window
from openiop.privacy.remember import until_written

from .facts import columns_for, specs_here, track_names

SECONDS = 120
KEPT = 8
LIBRARIES = ("numpy", "scipy")
_kept: dict[str, Counted] = {}
_lock = Lock()


class CannotCount(RuntimeError):
    """The counting process did not come to an end."""


@dataclass(frozen=True)
class Counted:
    """A report, and what it was counted from."""

    window: Window
    track_id: UUID | None
    specs: tuple[MeasureSpec, ...]
    tracks: dict[str, str]
    """Names of the tracks by their id."""
    report: dict[str, Any]
    lines: tuple[StayLine, ...]

    @property
    def fingerprint(self) -> str:
        """The mark of the lines."""
        return fingerprint(self.lines)


def counted(window: Window, track_id: UUID | None = None) -> Counted:
    """The report of a window from the record as it is now."""
    return until_written(
        ("outcomes", window, track_id), lambda: _counted_from_the_record(window, track_id)
    )


def _counted_from_the_record(window: Window, track_id: UUID | None) -> Counted:
    specs, tracks = specs_here(), track_names()
    question = asked(window, specs, list(tracks), columns_for(window, track_id, specs))
    return _counted(question, window, track_id, specs, tracks)


def counted_again(
    window: Window,
    track_id: UUID | None,
    specs: Sequence[MeasureSpec],
    tracks: dict[str, str],
    lines: Sequence[StayLine],
) -> Counted:
    """The report of lines that were kept."""
    question = asked(window, specs, list(tracks), lines=[list(line) for line in lines])
    return _counted(question, window, track_id, specs, tracks)


def _counted(
    question: bytes,
    window: Window,
    track_id: UUID | None,
    specs: Sequence[MeasureSpec],
    tracks: dict[str, str],
) -> Counted:
    key = hashlib.sha256(question).hexdigest()
    with _lock:
        before = _kept.get(key)
    if before is not None:
        return before
    told = json.loads(answer_to(question))
    lines = tuple(line_of(row) for row in told["lines"])
    found = Counted(window, track_id, tuple(specs), tracks, told["report"], lines)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return found


def answer_to(question: bytes) -> str:
    """What the counting process makes of a question."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "openiop", "count-outcomes"],
            input=question,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, **one_thread},
        )
    except (subprocess.SubprocessError, OSError) as broken:
        raise CannotCount from broken
    return done.stdout.decode()


def libraries_here() -> str:
    """The versions of the libraries that count."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
