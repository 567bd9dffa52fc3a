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

from .facts import columns_for, specs_here, stays_in, track_names

SECONDS = 120
KEPT = 8
MANY_STAYS = 2000
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
    # with few stays an answer is often remembered, and a process would be started for nothing
    early = Counting() if stays_in(window, track_id) > MANY_STAYS else None
    try:
        question = asked(window, specs, list(tracks), columns_for(window, track_id, specs))
        return _counted(question, window, track_id, specs, tracks, early)
    finally:
        if early is not None:
            early.stop()


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
    early: Counting | None = None,
) -> Counted:
    key = hashlib.sha256(question).hexdigest()
    with _lock:
        before = _kept.get(key)
    if before is not None:
        return before
    told = json.loads(early.answer_to(question) if early else answer_to(question))
    lines = tuple(line_of(row) for row in told["lines"])
    found = Counted(window, track_id, tuple(specs), tracks, told["report"], lines)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return found


class Counting:
    """The counting process: it loads its libraries while the rows are still being read."""

    def __init__(self) -> None:
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "openiop", "count-outcomes"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **one_thread},
            )
        except OSError as broken:
            raise CannotCount from broken

    def answer_to(self, question: bytes) -> str:
        """What it makes of a question; it ends with its answer."""
        try:
            told, _nothing = self._process.communicate(question, timeout=SECONDS)
        except (subprocess.SubprocessError, OSError) as broken:
            self.stop()
            raise CannotCount from broken
        if self._process.returncode:
            raise CannotCount
        return told.decode()

    def stop(self) -> None:
        """End it, asked or not."""
        self._process.kill()
        self._process.communicate()


def answer_to(question: bytes) -> str:
    """What a counting process makes of a question."""
    return Counting().answer_to(question)


def libraries_here() -> str:
    """The versions of the libraries that count."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
