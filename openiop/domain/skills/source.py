"""Where a piece of evidence comes from: which kind of row, its id, and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Source:
    """One row of the record that a line of evidence opens."""

    on: date
    kind: str
    """"session" (taught), "practice" (her log), "rehearsal" (a signed note), "observation" (staff),
    "confidence" (her own rating), and what other packages add."""
    id: str
