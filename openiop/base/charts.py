"""Trend pictures drawn on the server: true dates, whole scales, no script, no inline style.

One panel for each scale, all of them on one time axis: two scales never share a height. What a
shape means is said in words beside the picture (`symbol`), and every value stands in the table
below it, so that nothing needs a mouse or a colour. Source: ux.md 4.6.
"""

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
MarkKind = Literal["hers", "team", "event"]
Symbol = Literal[
    "full",
    "partial",
    "clinician",
    "paper",
    "told",
    "group",
    "individual",
    "missed",
    "ribbon",
    "usual",
    "gap",
]

GAP_DAYS = 21
"""Points further apart than this are joined by dots, not by a line (ux.md 4.6)."""

MANY_POINTS = 20
"""From here on the dots are drawn smaller."""

MOST_LINES = 3
"""Never more lines than this in one panel (ux.md 4.6)."""

A_LINE = 2
"""So many points make one."""

TICK_GROUP, TICK_INDIVIDUAL = 5.0, 11.0
"""How tall the ticks of the sessions are."""

LABEL_STEPS = 8
"""In how many steps a free place for a word is looked for from left to right."""

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
    told: bool = False
    """One of its answers needed a person: a ring around the point, never a colour."""


@dataclass(frozen=True)
class Line:
    """One measure over time; the label stands at its end when a panel has several."""

    points: tuple[Point, ...]
    label: str = ""

    @property
    def known(self) -> list[Point]:
        """The points that have a value, by date."""
        return sorted((p for p in self.points if p.value is not None), key=lambda p: p.on)


@dataclass(frozen=True)
class Mark:
    """A lettered event at the top edge; its words stand in the list under the chart."""

    on: date
    letter: str
    label: str
    kind: MarkKind = "team"


@dataclass(frozen=True)
class Tick:
    """A session under the time axis: short for groups, tall for her own, open when missed."""

    on: date
    individual: bool = False
    missed: bool = False


@dataclass(frozen=True)
class Panel:
    """One scale with what is drawn on it."""

    lines: tuple[Line, ...]
    low: float
    high: float
    title: str = ""
    """Written over the panel when the picture has several."""
    bands: tuple[tuple[float, float, str], ...] = ()
    cutoff: tuple[float, str] | None = None
    ribbon: tuple[float, float, str] | None = None
    usual: tuple[tuple[date, float, float], ...] = ()
    """The usual course: on a day the total to expect, and the one beyond which it is unusual."""


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
    ticks: Sequence[Tick] = (),
    title: str,
    description: str,
    width: int = 640,
    height: int = 320,
    text_size: int = 15,
) -> SafeString:
    """One measure over time: bands, cut-off, ribbon, line, lettered marks, last value named."""
    panel = Panel((Line(tuple(points)),), low, high, "", tuple(bands), cutoff, ribbon)
    return trend_panels(
        (panel,),
        marks=marks,
        ticks=ticks,
        title=title,
        description=description,
        width=width,
        height=height,
        text_size=text_size,
    )


def trend_panels(
    panels: Sequence[Panel],
    *,
    marks: Sequence[Mark] = (),
    ticks: Sequence[Tick] = (),
    title: str,
    description: str,
    width: int = 640,
    height: int = 320,
    text_size: int = 15,
) -> SafeString:
    """Several scales under each other on one time axis; `height` is that of each panel."""
    size = text_size
    days = [p.on for panel in panels for line in panel.lines for p in line.points]
    days += [mark.on for mark in marks]
    first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 1, 1))
    top = size * (2.5 if marks else 0.8)
    foot = size * 1.9 + (TICK_INDIVIDUAL + 3 if ticks else 0)
    over = size * 1.9 if len(panels) > 1 else 0
    right = width - size * 2.6 - _room_for_labels(panels, size)
    frames: list[Frame] = []
    at = top
    for panel in panels:
        bottom = at + over + height - (top + foot if len(panels) == 1 else foot)
        frames.append(
            Frame(size * 2.2, at + over, right, bottom, first, last, panel.low, panel.high)
        )
        at = bottom + size * 0.9
    lowest = frames[-1]
    known = [p for panel in panels for line in panel.lines for p in line.known]
    body = [
        *(_ground(frame, panel, size, marks) for frame, panel in zip(frames, panels, strict=True)),
        _dates_below(lowest, known, size, TICK_INDIVIDUAL + 3 if ticks else 0),
        _ticks(lowest, ticks),
        _marks(frames[0], lowest, top, marks, size),
        *(_drawn(frame, panel) for frame, panel in zip(frames, panels, strict=True)),
    ]
    return _svg(
        "chart",
        title,
        description,
        width,
        lowest.bottom + foot,
        format_html_join("", "{}", ((b,) for b in body)),
    )


def _room_for_labels(panels: Sequence[Panel], size: float) -> float:
    """Lines of one panel are named at their ends; their names need room on the right."""
    named = [line.label for panel in panels if len(panel.lines) > 1 for line in panel.lines]
    return max((len(name) for name in named), default=0) * size * 0.87 * LETTER_WIDTH


def _ground(frame: Frame, panel: Panel, size: float, marks: Sequence[Mark]) -> SafeString:
    """What lies under the lines, with every word that belongs to the panel."""
    taken = [box for line in panel.lines for box in _line_boxes(frame, line.known, size)]
    last_labels, last_boxes = _last_labels(frame, panel.lines, size, taken)
    held = [*taken, *_rule_boxes(frame, panel.cutoff, panel.ribbon), *last_boxes]
    crossing = [
        Box(frame.x(mark.on) - 2, frame.top, frame.x(mark.on) + 2, frame.bottom) for mark in marks
    ]
    known = [point for line in panel.lines for point in line.known]
    parts = [
        _text(
            frame.left + 6, frame.top - size * 0.5, panel.title, size * 0.93, "chart__panel-title"
        )
        if panel.title
        else NOTHING,
        _bands(frame, panel.bands),
        _ribbon(frame, panel.ribbon),
        _usual(frame, panel.usual),
        _band_labels(frame, panel.bands, size, held, crossing),
        _cutoff(frame, panel.cutoff, size, held, crossing),
        _ribbon_label(frame, panel.ribbon, size, held, crossing),
        _scale(frame, panel.bands, size),
        last_labels if known else _nothing_yet(frame, size),
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def _drawn(frame: Frame, panel: Panel) -> SafeString:
    """The lines and points themselves, over everything else."""
    parts: list[SafeString] = []
    for number, line in enumerate(panel.lines[:MOST_LINES], start=1):
        known = line.known
        radius = 4.5 if len(known) <= MANY_POINTS else 3
        parts.append(_lines(frame, known, number))
        parts += (_dot(frame, point, radius, number) for point in known)
    return format_html_join("", "{}", ((part,) for part in parts))


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
    kind: str, title: str, description: str, width: float, height: float, body: SafeString
) -> SafeString:
    # An aria-label instead of ids: two pictures of one page may have the same title.
    return format_html(
        '<svg class="{}" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        kind,
        _n(width),
        _n(height),
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


def _last_labels(
    frame: Frame, lines: Sequence[Line], size: float, taken: Sequence[Box]
) -> tuple[SafeString, list[Box]]:
    """The newest value of each line beside its point, with the line's name if there are several."""
    several = len(lines) > 1
    held: list[Box] = []
    labels = []
    for line in lines[:MOST_LINES]:
        known = line.known
        if not known:
            continue
        newest = known[-1]
        value = _whole(newest.value or 0)
        words = f"{value} {line.label}".strip() if several else value
        letters = size * (0.87 if several else 1.2)
        x, y = frame.x(newest.on), frame.y(newest.value or 0)
        place_x, place_y, anchor = _place((x, y), words, letters, size, [*taken, *held])
        held.append(_box(place_x, place_y, words, letters, anchor))
        labels.append(_text(place_x, place_y, words, letters, "chart__last", anchor))
    return format_html_join("", "{}", ((label,) for label in labels)), held


def _place(
    at: tuple[float, float], words: str, letters: float, size: float, taken: Sequence[Box]
) -> tuple[float, float, str]:
    """To the right of the point, moved up or down until nothing else is written there."""
    x, y = at
    beside = x + size * 0.7
    places = [(beside, y + letters * 0.35 + step * size * 0.3, "start") for step in _UP_AND_DOWN]
    places[1:1] = [(x, y - size * 0.8, "middle"), (x, y + size * 1.6, "middle")]
    for place in places:
        if not any(_box(place[0], place[1], words, letters, place[2]).meets(o) for o in taken):
            return place
    return places[0]


_UP_AND_DOWN = (0, -2, 2, -4, 4, -6, 6)
"""Steps by which a label moves out of another's way."""


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
    frame: Frame,
    bands: Sequence[tuple[float, float, str]],
    size: float,
    taken: list[Box],
    crossing: Sequence[Box],
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
            for x, anchor in _along(frame)
            if _is_inside(frame, _box(x, y, words, small, anchor))
        ]
        free = _first_free(places, words, small, taken, crossing)
        if free is not None:
            labels.append(_text(*free[:2], words, small, "chart__band-label", free[2]))
    return format_html_join("", "{}", ((label,) for label in labels))


def _along(frame: Frame) -> list[tuple[float, str]]:
    """Where a label may begin: at the left, at the right, and in steps between them."""
    step = (frame.right - frame.left) / LABEL_STEPS
    between = [(frame.left + 6 + step * n, "start") for n in range(1, LABEL_STEPS)]
    return [(frame.left + 6, "start"), *between, (frame.right - 6, "end")]


def _is_inside(frame: Frame, box: Box) -> bool:
    return box.left >= frame.left and box.right <= frame.right


def _first_free(
    places: Sequence[tuple[float, float, str]],
    words: str,
    size: float,
    taken: list[Box],
    crossing: Sequence[Box],
) -> tuple[float, float, str] | None:
    """The first place on which nothing is written; if there is one, off the marks' thin lines."""
    for kept_free in ([*taken, *crossing], taken):
        for x, y, anchor in places:
            box = _box(x, y, words, size, anchor)
            if not any(box.meets(other) for other in kept_free):
                taken.append(box)
                return x, y, anchor
    return None


def _cutoff(
    frame: Frame,
    cutoff: tuple[float, str] | None,
    size: float,
    taken: list[Box],
    crossing: Sequence[Box],
) -> SafeString:
    if cutoff is None:
        return NOTHING
    value, words = cutoff
    y = frame.y(value)
    line = format_html(
        '<path class="chart__cutoff" d="M{} {}H{}"/>', _n(frame.left), _n(y), _n(frame.right)
    )
    return format_html("{}{}", line, _free_label(frame, y, words, size, (taken, crossing)))


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


def _usual(frame: Frame, usual: Sequence[tuple[date, float, float]]) -> SafeString:
    """A field from the expected total to its boundary, cut where the picture ends."""
    shown = _until(usual, frame.last)
    if len(shown) < A_LINE:
        return NOTHING
    expected = [f"{_n(frame.x(on))} {_n(frame.y(middle))}" for on, middle, _edge in shown]
    edge = [f"{_n(frame.x(on))} {_n(frame.y(far))}" for on, _middle, far in shown]
    return format_html(
        '<path class="chart__usual" d="M{}L{}z"/><path class="chart__usual-line" d="M{}"/>'
        '<path class="chart__usual-edge" d="M{}"/>',
        "L".join(expected),
        "L".join(reversed(edge)),
        "L".join(expected),
        "L".join(edge),
    )


def _until(
    usual: Sequence[tuple[date, float, float]], last: date
) -> list[tuple[date, float, float]]:
    """The days up to the last one; between two of them the values lie on the straight line."""
    inside = [each for each in usual if each[0] <= last]
    after = next((each for each in usual if each[0] > last), None)
    if inside and after is not None and inside[-1][0] < last:
        on, middle, edge = inside[-1]
        share = (last - on).days / (after[0] - on).days
        inside.append(
            (last, middle + share * (after[1] - middle), edge + share * (after[2] - edge))
        )
    return inside


def _ribbon_label(
    frame: Frame,
    ribbon: tuple[float, float, str] | None,
    size: float,
    taken: list[Box],
    crossing: Sequence[Box],
) -> SafeString:
    if ribbon is None:
        return NOTHING
    y = frame.y(ribbon[1]) + size * 1.15
    # a long sentence, and the key says it too: it never stands across a mark
    return _free_label(frame, y, ribbon[2], size, ([*taken, *crossing], ()))


def _free_label(
    frame: Frame, y: float, words: str, size: float, around: tuple[list[Box], Sequence[Box]]
) -> SafeString:
    """A label just above or below a height: right, middle or left, the first free place."""
    small = size * 0.87
    if not words or len(words) * small * LETTER_WIDTH > frame.right - frame.left:
        return NOTHING
    places = [
        (x, at_y, anchor)
        for at_y in (y - small * 0.5, y + small * 1.1)
        for x, anchor in _along(frame)[::-1]
        if _is_inside(frame, _box(x, at_y, words, small, anchor))
    ]
    free = _first_free(places, words, small, *around)
    if free is None:
        return NOTHING
    return _text(*free[:2], words, small, "chart__axis-label", free[2])


def _scale(frame: Frame, bands: Sequence[tuple[float, float, str]], size: float) -> SafeString:
    """The base line and the scale's steps at the left."""
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
            words = _whole(value)
            parts.append(
                _text(frame.left - 6, y + small * 0.35, words, small, "chart__axis-label", "end")
            )
    return format_html_join("", "{}", ((part,) for part in parts))


def _dates_below(
    frame: Frame, known: Sequence[Point], size: float, ticks_height: float
) -> SafeString:
    """The dates at their true places under the lowest panel."""
    small = size * 0.87
    parts = []
    for on, words, anchor in _dates(frame, known, small):
        x, y = frame.x(on), frame.bottom + ticks_height
        if not ticks_height:
            parts.append(
                format_html('<path class="chart__axis" d="M{} {}v5"/>', _n(x), _n(frame.bottom))
            )
        parts.append(_text(x, y + small * 1.55, words, small, "chart__axis-label", anchor))
    return format_html_join("", "{}", ((part,) for part in parts))


def _ticks(frame: Frame, ticks: Sequence[Tick]) -> SafeString:
    """Her sessions under the axis: came is a full stroke, missed an open one."""
    came: list[str] = []
    missed: list[str] = []
    for tick in ticks:
        if not frame.first <= tick.on <= frame.last:
            continue
        tall = TICK_INDIVIDUAL if tick.individual else TICK_GROUP
        x, y = frame.x(tick.on) + (1.5 if tick.individual else 0), frame.bottom + 2
        if tick.missed:
            missed.append(f"M{_n(x - 1)} {_n(y)}h2v{_n(tall)}h-2z")
        else:
            came.append(f"M{_n(x)} {_n(y)}v{_n(tall)}")
    return format_html(
        "{}{}",
        format_html('<path class="chart__tick" d="{}"/>', "".join(came)) if came else NOTHING,
        format_html('<path class="chart__tick--open" d="{}"/>', "".join(missed))
        if missed
        else NOTHING,
    )


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


def _marks(
    frame: Frame, lowest: Frame, top: float, marks: Sequence[Mark], size: float
) -> SafeString:
    """A lettered box at the top of a thin line; boxes of near days stand beside each other."""
    side = size * 1.35
    ordered = sorted(marks, key=lambda one: (one.on, one.letter))
    lefts: list[float] = []
    edge = float("-inf")
    for mark in ordered:
        lefts.append(max(frame.x(mark.on) - side / 2, edge + 2))
        edge = lefts[-1] + side
    # the last boxes may not leave the picture: push back from the right edge
    limit = frame.right + size * 2.4
    for number in range(len(lefts) - 1, -1, -1):
        lefts[number] = min(lefts[number], limit - side)
        limit = lefts[number] - 2
    drawn = [
        format_html(
            '<g class="chart__mark--{}"><title>{}</title>'
            '<path class="chart__mark" d="M{} {}L{} {}V{}"/>'
            '<rect class="chart__mark-box" x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}</g>',
            mark.kind,
            f"{mark.letter}: {mark.label}, {date_format(mark.on, 'SHORT_DATE_FORMAT')}",
            _n(left + side / 2),
            _n(top - size * 0.4),
            _n(frame.x(mark.on)),
            _n(top + size * 0.2),
            _n(lowest.bottom),
            _n(left),
            _n(top - size * 0.4 - side),
            _n(side),
            _n(side),
            _n(side / 2 if mark.kind == "hers" else 2),
            _text(
                left + side / 2,
                top - size * 0.4 - side * 0.28,
                mark.letter,
                size * 0.87,
                "chart__mark-letter",
                "middle",
            ),
        )
        for mark, left in zip(ordered, lefts, strict=True)
    ]
    return format_html_join("", "{}", ((one,) for one in drawn))


def _lines(frame: Frame, known: Sequence[Point], number: int = 1) -> SafeString:
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
    kind = _kind("chart__line", number)
    line = format_html('<path class="{}" d="{}"/>', kind, "".join(solid)) if solid else NOTHING
    gap = (
        format_html('<path class="{} chart__line--gap" d="{}"/>', kind, "".join(dotted))
        if dotted
        else NOTHING
    )
    return format_html("{}{}", line, gap)


def _kind(name: str, number: int) -> str:
    """The class of a line's parts: its own colour and dash from the second line on."""
    return name if number == 1 else f"{name} {name}-{number}"


def _dot(frame: Frame, point: Point, radius: float, number: int = 1) -> SafeString:
    """Filled when complete, hollow when partly answered; diamond: clinician, square: paper."""
    x, y = frame.x(point.on), frame.y(point.value or 0)
    kind = _kind("chart__point", number)
    if point.partial:
        kind += " chart__point--partial"
    shape = _shape(kind, x, y, radius, point.source)
    if not point.told:
        return shape
    return format_html(
        '<circle class="chart__told" cx="{}" cy="{}" r="{}"/>{}',
        _n(x),
        _n(y),
        _n(radius + 4.5),
        shape,
    )


def _shape(kind: str, x: float, y: float, radius: float, source: Source) -> SafeString:
    if source == "clinician":
        far = radius * 1.35
        return format_html(
            '<path class="{}" d="M{} {}l{} {} {} {} {} {}Z"/>',
            kind,
            _n(x),
            _n(y - far),
            *(_n(step) for step in (far, far, -far, far, -far, -far)),
        )
    if source == "paper":
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


def symbol(kind: Symbol) -> SafeString:
    """A shape of the picture for the key under it; its meaning stands beside it in words."""
    width, middle = 22, 8
    strokes = {
        "group": ("chart__tick", f"M{width / 2} 5v{TICK_GROUP}"),
        "individual": ("chart__tick", f"M{width / 2} 3v{TICK_INDIVIDUAL}"),
        "missed": ("chart__tick--open", f"M{width / 2 - 1} 5h2v{TICK_GROUP}h-2z"),
        "gap": ("chart__line chart__line--gap", f"M1 {middle}H{width - 1}"),
        "ribbon": ("chart__ribbon", f"M0 3h{width}v10h-{width}z"),
    }
    if kind == "usual":
        body = format_html(
            '<path class="chart__usual" d="M0 3h{0}v10h-{0}z"/>'
            '<path class="chart__usual-line" d="M0 13h{0}"/>',
            width,
        )
    elif kind in strokes:
        body = format_html('<path class="{}" d="{}"/>', *strokes[kind])
    else:
        source: Source = (
            "clinician" if kind == "clinician" else "paper" if kind == "paper" else "self"
        )
        name = "chart__point chart__point--partial" if kind == "partial" else "chart__point"
        shape = _shape(name, width / 2, middle, 4, source)
        ring = format_html('<circle class="chart__told" cx="{}" cy="8" r="7"/>', width // 2)
        body = format_html("{}{}", ring if kind == "told" else NOTHING, shape)
    return format_html(
        '<svg class="chart chart-key" viewBox="0 0 22 16" aria-hidden="true">{}</svg>', body
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
