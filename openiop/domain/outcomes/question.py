"""The question that goes to the counting process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .columns import Columns, MeasureSpec
from .rules import Window


def asked(
    window: Window,
    specs: Sequence[MeasureSpec],
    tracks: Sequence[str],
    columns: Columns | None = None,
    lines: Sequence[Sequence[Any]] | None = None,
) -> bytes:
    """A question: columns of the record to count, or lines of a frozen report to count again.

    Source: issue ("well-kept statistics libraries"; the server stays small).
    """
    head = {
        "first": window.first.isoformat(),
        "last": window.last.isoformat(),
        "as_of": window.as_of.isoformat(),
        "specs": list(specs),
        "tracks": list(tracks),
        "lines": lines,
    }
    said = json.dumps(head, separators=(",", ":")).encode()
    return said + b"\n" + (columns.packed() if columns is not None else b"")
