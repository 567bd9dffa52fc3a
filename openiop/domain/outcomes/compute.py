"""What the counting process is given and gives back: bytes in, text out.

The libraries it needs are large; the server never loads them.
"""

from __future__ import annotations

import json
from datetime import date

from .columns import Columns, MeasureSpec
from .frozen import canonical, line_of
from .report import report_of
from .rules import Window
from .stays import stay_lines


def answered(question: bytes) -> str:
    """The report and the lines it stands on.

    Source: issue ("Outcomes for the director").
    """
    said, _, body = question.partition(b"\n")
    head = json.loads(said)
    window = Window(*(date.fromisoformat(head[name]) for name in ("first", "last", "as_of")))
    specs = [MeasureSpec(*row) for row in head["specs"]]
    if head["lines"] is not None:
        lines = tuple(line_of(row) for row in head["lines"])
    else:
        lines = stay_lines(Columns.unpacked(body), window.as_of)
    report = report_of(lines, window, specs, head["tracks"])
    return canonical({"report": report, "lines": [list(line) for line in lines]})
