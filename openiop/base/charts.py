"""Trend pictures drawn on the server: true dates, one hue for bands, no script, no inline style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Source = Literal["self", "clinician", "paper"]

GAP_DAYS = 21
"""Points further apart than this are joined by dots, not by a line (ux.md 4.6)."""

MANY_POINTS = 20
"""From here on the dots are drawn smaller."""

LETTER_WIDTH = 0.56
"""Mean width of a letter in parts of the font size, for keeping labels apart."""

NOTHING = mark_safe("")  # a constant of ours


@dataclass(frozen=True)
class Point:
    """One administration: a value on a day, or none when it was skipped."""

    on: date
    value: float | None
    partial: bool = False
    source: Source = "self"


@dataclass(frozen=True)
class Mark:
    """A lettered event at the top edge; its words stand in the list under the chart."""

    on: date
    letter: str
    label: str


@dataclass(frozen=True)
class Box:
    """Where a label stands, so that the next one can keep away from it."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two labels would touch."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Frame:
    """The drawing area and the two scales."""

    left: float
    top: float
    right: float
    bottom: float
    first: date
    last: date
    low: float
    high: float

    def x(self, on: date) -> float:
        """Days to the right, in proportion."""
        days = (self.last - self.first).days
        if days == 0:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (on - self.first).days / days

    def y(self, value: float) -> float:
        """The instrument's full range, never cut."""
        held = min(max(value, self.low), self.high)
        span = (self.high - self.low) or 1
        return self.bottom - (self.bottom - self.top) * (held - self.low) / span


def trend_chart(
    points: Sequence[Point],
    *,
    low: float,
    high: float,
    bands: Sequence[tuple[float, float, str]] = (),
    cutoff: tuple[float, str] | None = None,
    ribbon: tuple[float, float, str] | None = None,
    marks: Sequence[Mark] = (),
    title: str,
    description: str,
    width: int = 640,
    height: int = 320,
    text_size: int = 15,
) -> SafeString:
    """One instrument over time: bands, cut-off, ribbon, line, lettered marks, last value named."""
    size = text_size
    known = sorted((p for p in points if p.value is not None), key=lambda point: point.on)
    days = [point.on for point in points] + [mark.on for mark in marks]
    first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 1, 1))
    frame = Frame(
        left=size * 2.2,
        top=size * (2.2 if marks else 0.8),
        right=width - size * 2.6,
        bottom=height - size * 1.9,
        first=first,
        last=last,
        low=low,
        high=high,
    )
    taken = _line_boxes(frame, known, size)
    last_label, last_box = _last_label(frame, known, size, taken)
    held = [*taken, *_rule_boxes(frame, cutoff, ribbon), *([last_box] if last_box else [])]
    body = [
        _bands(frame, bands),
        _ribbon(frame, ribbon),
        _band_labels(frame, bands, size, held),
        _cutoff(frame, cutoff, size, held),
        _ribbon_label(frame, ribbon, size, held),
        _axes(frame, bands, size, known),
        _marks(frame, marks, size),
        _lines(frame, known),
        *(_dot(frame, point, 4.5 if len(known) <= MANY_POINTS else 3) for point in known),
        last_label if known else _nothing_yet(frame, size),
    ]
    return _svg(
        "chart", title, description, width, height, format_html_join("", "{}", ((b,) for b in body))
    )


def sparkline(
    points: Sequence[Point],
    *,
    low: float,
    high: float,
    title: str,
    description: str = "",
    width: int = 120,
    height: int = 32,
) -> SafeString:
    """The same course at a glance, for a table row; the numbers stand beside it in words."""
    known = sorted((p for p in points if p.value is not None), key=lambda point: point.on)
    day = date(2000, 1, 1)
    frame = Frame(
        left=5,
        top=5,
        right=width - 5,
        bottom=height - 5,
        first=known[0].on if known else day,
        last=known[-1].on if known else day,
        low=low,
        high=high,
    )
    body = format_html(
        '<path class="chart__axis" d="M{} {}H{}"/>{}{}',
        _n(frame.left),
        _n(frame.bottom),
        _n(frame.right),
        _lines(frame, known),
        _dot(frame, known[-1], 3) if known else NOTHING,
    )
    return _svg("chart spark", title, description or title, width, height, body)


def _svg(
    kind: str, title: str, description: str, width: int, height: int, body: SafeString
) -> SafeString:
    # An aria-label instead of ids: two pictures of one page may have the same title.
    return format_html(
        '<svg class="{}" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        kind,
        width,
        height,
        f"{title}. {description}",
        title,
        description,
        body,
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _whole(value: float) -> str:
    return f"{value:g}"


def _text(
    x: float, y: float, words: str, size: float, kind: str, anchor: str = "start"
) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" font-size="{}" text-anchor="{}">{}</text>',
        kind,
        _n(x),
        _n(y),
        _n(size),
        anchor,
        words,
    )


def _box(x: float, y: float, words: str, size: float, anchor: str = "start") -> Box:
    wide = len(words) * size * LETTER_WIDTH
    left = x - wide if anchor == "end" else x - wide / 2 if anchor == "middle" else x
    return Box(left, y - size * 0.85, left + wide, y + size * 0.3)


def _line_boxes(frame: Frame, known: Sequence[Point], size: float) -> list[Box]:
    """The ground the line itself covers, in short steps, so that no label lies under it."""
    around = size * 0.35
    boxes = []
    for before, after in pairwise(known):
        x1, y1 = frame.x(before.on), frame.y(before.value or 0)
        x2, y2 = frame.x(after.on), frame.y(after.value or 0)
        steps = max(1, int(abs(x2 - x1) // 12))
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            boxes.append(Box(x - around, y - around, x + around, y + around))
    for point in known:
        x, y = frame.x(point.on), frame.y(point.value or 0)
        boxes.append(Box(x - around, y - around, x + around, y + around))
    return boxes


def _rule_boxes(
    frame: Frame, cutoff: tuple[float, str] | None, ribbon: tuple[float, float, str] | None
) -> list[Box]:
    """The level lines, which no word should be written across."""
    levels = [*([cutoff[0]] if cutoff else []), *(ribbon[:2] if ribbon else ())]
    return [Box(frame.left, frame.y(at) - 1, frame.right, frame.y(at) + 1) for at in levels]


def _last_label(
    frame: Frame, known: Sequence[Point], size: float, taken: Sequence[Box]
) -> tuple[SafeString, Box | None]:
    """The newest value beside its point: to the right, where nothing else is written."""
    if not known:
        return NOTHING, None
    newest = known[-1]
    words = _whole(newest.value or 0)
    x, y = frame.x(newest.on), frame.y(newest.value or 0)
    bigger = size * 1.2
    places = [
        (x + size * 0.7, y + bigger * 0.35, "start"),
        (x, y - size * 0.8, "middle"),
        (x, y + size * 1.6, "middle"),
    ]
    for place_x, place_y, anchor in places:
        box = _box(place_x, place_y, words, bigger, anchor)
        if not any(box.meets(other) for other in taken):
            break
    else:
        place_x, place_y, anchor = places[0]
        box = _box(place_x, place_y, words, bigger, anchor)
    return _text(place_x, place_y, words, bigger, "chart__last", anchor), box


def _bands(frame: Frame, bands: Sequence[tuple[float, float, str]]) -> SafeString:
    """Quiet steps of one hue; each reaches up to where the next begins."""
    ordered = sorted(bands)
    steps = []
    for number, (start, _end, _label) in enumerate(ordered):
        stop = ordered[number + 1][0] if number + 1 < len(ordered) else frame.high
        top, bottom = frame.y(stop), frame.y(start if number else frame.low)
        steps.append(
            (
                min(number, 4) + 1,
                _n(frame.left),
                _n(top),
                _n(frame.right - frame.left),
                _n(bottom - top),
            )
        )
    return format_html_join(
        "", '<rect class="chart__band-{}" x="{}" y="{}" width="{}" height="{}"/>', steps
    )


def _band_labels(
    frame: Frame, bands: Sequence[tuple[float, float, str]], size: float, taken: list[Box]
) -> SafeString:
    """Each band's word at the left, else at the right, else left out."""
    ordered = sorted(bands)
    small = size * 0.87
    labels = []
    for number, (start, _end, words) in enumerate(ordered):
        stop = ordered[number + 1][0] if number + 1 < len(ordered) else frame.high
        top, bottom = frame.y(stop), frame.y(start if number else frame.low)
        if bottom - top < small * 1.1:
            continue
        middle = (top + bottom) / 2 + small * 0.35
        places = [
            (x, y, anchor)
            for y in (middle, top + small, bottom - small * 0.35)
            for x, anchor in ((frame.left + 6, "start"), (frame.right - 6, "end"))
        ]
        for x, y, anchor in places:
            box = _box(x, y, words, small, anchor)
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                labels.append(_text(x, y, words, small, "chart__band-label", anchor))
                break
    return format_html_join("", "{}", ((label,) for label in labels))


def _cutoff(
    frame: Frame, cutoff: tuple[float, str] | None, size: float, taken: list[Box]
) -> SafeString:
    if cutoff is None:
        return NOTHING
    value, words = cutoff
    y = frame.y(value)
    line = format_html(
        '<path class="chart__cutoff" d="M{} {}H{}"/>', _n(frame.left), _n(y), _n(frame.right)
    )
    return format_html("{}{}", line, _free_label(frame, y, words, size, taken))


def _ribbon(frame: Frame, ribbon: tuple[float, float, str] | None) -> SafeString:
    if ribbon is None:
        return NOTHING
    top, bottom = frame.y(ribbon[1]), frame.y(ribbon[0])
    return format_html(
        '<rect class="chart__ribbon" x="{}" y="{}" width="{}" height="{}"/>'
        '<path class="chart__ribbon-edge" d="M{} {}H{}M{} {}H{}"/>',
        _n(frame.left),
        _n(top),
        _n(frame.right - frame.left),
        _n(bottom - top),
        _n(frame.left),
        _n(top),
        _n(frame.right),
        _n(frame.left),
        _n(bottom),
        _n(frame.right),
    )


def _ribbon_label(
    frame: Frame, ribbon: tuple[float, float, str] | None, size: float, taken: list[Box]
) -> SafeString:
    if ribbon is None:
        return NOTHING
    return _free_label(frame, frame.y(ribbon[1]) + size * 1.15, ribbon[2], size, taken)


def _free_label(frame: Frame, y: float, words: str, size: float, taken: list[Box]) -> SafeString:
    """A label just above or below a height: right, middle or left, the first free place."""
    if not words:
        return NOTHING
    small = size * 0.87
    middle = (frame.left + frame.right) / 2
    for at_y in (y - small * 0.5, y + small * 1.1):
        for x, anchor in ((frame.right - 6, "end"), (middle, "middle"), (frame.left + 6, "start")):
            box = _box(x, at_y, words, small, anchor)
            inside = box.left >= frame.left and box.right <= frame.right
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                return _text(x, at_y, words, small, "chart__axis-label", anchor)
    return NOTHING


def _axes(
    frame: Frame, bands: Sequence[tuple[float, float, str]], size: float, known: Sequence[Point]
) -> SafeString:
    """The base line, the scale's steps at the left, the dates below at their true places."""
    small = size * 0.87
    parts = [
        format_html(
            '<path class="chart__axis" d="M{} {}V{}H{}"/>',
            _n(frame.left),
            _n(frame.top),
            _n(frame.bottom),
            _n(frame.right),
        )
    ]
    heights: list[float] = []
    wanted = [frame.low, frame.high, *(start for start, _end, _label in bands)]
    for value in wanted:
        y = frame.y(value)
        if all(abs(y - other) >= small * 1.15 for other in heights):
            heights.append(y)
            parts.append(
                _text(
                    frame.left - 6,
                    y + small * 0.35,
                    _whole(value),
                    small,
                    "chart__axis-label",
                    "end",
                )
            )
    for on, words, anchor in _dates(frame, known, small):
        x = frame.x(on)
        tick = format_html('<path class="chart__axis" d="M{} {}v5"/>', _n(x), _n(frame.bottom))
        label = _text(x, frame.bottom + small * 1.55, words, small, "chart__axis-label", anchor)
        parts.append(format_html("{}{}", tick, label))
    return format_html_join("", "{}", ((part,) for part in parts))


def _dates(frame: Frame, known: Sequence[Point], size: float) -> list[tuple[date, str, str]]:
    """First day, last day, and as many even steps between them as fit without touching."""
    if not known:
        return []
    days = (frame.last - frame.first).days
    if days == 0:
        return [(frame.first, date_format(frame.first, "SHORT_DATE_FORMAT"), "middle")]
    room = frame.right - frame.left
    wide = size * LETTER_WIDTH * 8
    steps = max(1, min(6, int(room // (wide * 1.5)), days))
    shown: list[tuple[date, str, str]] = []
    edge = float("-inf")
    for step in range(steps + 1):
        on = frame.first + timedelta(days=round(days * step / steps))
        words = date_format(on, "SHORT_DATE_FORMAT")
        anchor = "start" if step == 0 else "end" if step == steps else "middle"
        box = _box(frame.x(on), 0, words, size, anchor)
        if box.left > edge:
            edge = box.right + size * 0.5
            shown.append((on, words, anchor))
    return shown


def _marks(frame: Frame, marks: Sequence[Mark], size: float) -> SafeString:
    """A lettered box at the top of a thin line; boxes of near days stand beside each other."""
    side = size * 1.35
    drawn = []
    edge = float("-inf")
    for mark in sorted(marks, key=lambda one: one.on):
        x = frame.x(mark.on)
        left = max(x - side / 2, edge + 2)
        edge = left + side
        drawn.append(
            format_html(
                '<g><title>{}</title><path class="chart__mark" d="M{} {}V{}"/>'
                '<rect class="chart__mark-box" x="{}" y="{}" width="{}" height="{}" rx="3"/>{}</g>',
                f"{mark.letter}: {mark.label}, {date_format(mark.on, 'SHORT_DATE_FORMAT')}",
                _n(x),
                _n(frame.top - size * 0.4),
                _n(frame.bottom),
                _n(left),
                _n(frame.top - size * 0.4 - side),
                _n(side),
                _n(side),
                _text(
                    left + side / 2,
                    frame.top - size * 0.4 - side * 0.28,
                    mark.letter,
                    size * 0.87,
                    "chart__mark-letter",
                    "middle",
                ),
            )
        )
    return format_html_join("", "{}", ((one,) for one in drawn))


def _lines(frame: Frame, known: Sequence[Point]) -> SafeString:
    """Solid between near points; dotted over a gap nobody measured."""
    solid: list[str] = []
    dotted: list[str] = []
    joined = False
    for before, after in pairwise(known):
        start = f"M{_n(frame.x(before.on))} {_n(frame.y(before.value or 0))}"
        step = f"L{_n(frame.x(after.on))} {_n(frame.y(after.value or 0))}"
        if (after.on - before.on).days > GAP_DAYS:
            dotted.append(start + step)
            joined = False
        else:
            solid.append(step if joined else start + step)
            joined = True
    line = format_html('<path class="chart__line" d="{}"/>', "".join(solid)) if solid else NOTHING
    gap = (
        format_html('<path class="chart__line chart__line--gap" d="{}"/>', "".join(dotted))
        if dotted
        else NOTHING
    )
    return format_html("{}{}", line, gap)


def _dot(frame: Frame, point: Point, radius: float) -> SafeString:
    """Filled when complete, hollow when partly answered; diamond: clinician, square: paper."""
    x, y = frame.x(point.on), frame.y(point.value or 0)
    kind = "chart__point chart__point--partial" if point.partial else "chart__point"
    if point.source == "clinician":
        far = radius * 1.35
        return format_html(
            '<path class="{}" d="M{} {}l{} {} {} {} {} {}Z"/>',
            kind,
            _n(x),
            _n(y - far),
            *(_n(step) for step in (far, far, -far, far, -far, -far)),
        )
    if point.source == "paper":
        return format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            kind,
            _n(x - radius),
            _n(y - radius),
            _n(radius * 2),
            _n(radius * 2),
        )
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, _n(x), _n(y), _n(radius)
    )


def _nothing_yet(frame: Frame, size: float) -> SafeString:
    return _text(
        (frame.left + frame.right) / 2,
        (frame.top + frame.bottom) / 2,
        gettext("Nothing here yet"),
        size,
        "chart__none",
        "middle",
    )
