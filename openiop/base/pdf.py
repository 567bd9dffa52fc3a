"""Documents as tagged PDF: page numbers, who printed it and when, on every page.

What is said goes in as JSON and never as Typst source, so that nobody's words are read as markup.
The font is shipped, so that two machines print alike; letters it does not hold (Arabic, Chinese)
are taken from the machine's own fonts, and such a document makes no claim to PDF/UA.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from . import clock

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "document.typ"
_FONTS = _HERE / "fonts"


@dataclass(frozen=True)
class Heading:
    """A heading; the title of the document is level 1."""

    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Words; line breaks in them stay."""

    text: str
    quiet: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Short facts, each with its label."""

    pairs: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True)
class List:
    """Points, one under the other."""

    items: tuple[str, ...]
    kind: str = "list"


@dataclass(frozen=True)
class Table:
    """A table with a heading row that comes again on every page."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class SignHere:
    """A line to sign on by hand."""

    text: str
    kind: str = "sign"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: str = "page_break"


Block = Heading | Paragraph | Facts | List | Table | SignHere | PageBreak


def document(
    title: str,
    blocks: Iterable[Block],
    printed_by: str,
    printed_at: datetime,
    *,
    letterhead: Sequence[str] = (),
    foot: str | None = None,
) -> bytes:
    """The document as PDF; the foot of each page says who printed it and when, unless given."""
    local = clock.local(printed_at)
    said = gettext("Printed by {name}, {at}").format(
        name=printed_by, at=date_format(local, "M j, Y, H:i")
    )
    told = {
        "title": title,
        "language": (get_language() or "en").split("-")[0],
        "foot": said if foot is None else foot,
        "page_of": gettext("Page {n} of {all}"),
        "letterhead": list(letterhead),
        "blocks": [asdict(block) for block in blocks],
    }
    return _compiled(json.dumps(told), printed_at.astimezone(UTC).replace(microsecond=0))


def _compiled(told: str, at: datetime) -> bytes:
    # 81 MB that most pages never need
    import typst  # noqa: PLC0415

    try:
        return typst.compile(
            _TEMPLATE,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            sys_inputs={"told": told},
            pdf_standards=["ua-1"],
            timestamp=at,
        )
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return typst.compile(
            _TEMPLATE, font_paths=[_FONTS], sys_inputs={"told": told}, timestamp=at
        )
