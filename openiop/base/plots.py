"""Pictures of a program rather than of one woman: months with limits, units by size, staying.

The same rules as for `charts`: drawn on the server, whole scales, one hue, shapes instead of
colors, and the numbers in a table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .charts import NOTHING, _n, _svg, _text

YEAR_MONTHS = 12
FEW_TICKS, MANY_TICKS = 4, 7
NARROW = 420
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class Size:
    """How large a picture is, and its letters."""

    width: int = 640
    height: int = 280
    text: float = 15


WIDE, SMALL = Size(480, 280), Size(360, 260)


@dataclass(frozen=True)
class _Field:
    """The drawing area and its two scales."""

    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    highest: float

    def x(self, value: float) -> float:
        span = (self.last - self.first) or 1
        return self.left + (self.right - self.left) * (value - self.first) / span

    def y(self, value: float) -> float:
        held = min(max(value, 0.0), self.highest)
        return self.bottom - (self.bottom - self.top) * held / (self.highest or 1)


def _field(size: Size, first: float, last: float, highest: float, below: float = 0) -> _Field:
    return _Field(
        left=size.text * 3,
        top=size.text * 0.9,
        right=size.width - size.text * 1.6,
        bottom=size.height - size.text * (2 + below),
        first=first,
        last=last,
        highest=highest,
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _path(kind: str, steps: str) -> SafeString:
    return format_html('<path class="{}" d="{}"/>', kind, steps) if steps else NOTHING


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) if points else ""


def _circle(kind: str, x: float, y: float, radius: float) -> SafeString:
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, _n(x), _n(y), radius)


def step_for(highest: float, most: int) -> int:
    """A round step of a scale, so that there are at most so many of them."""
    return next((step for step in STEPS if highest / step <= most), STEPS[-1])


def _up_scale(field: _Field, size: Size, is_share: bool) -> SafeString:
    small = size.text * 0.87
    parts = [
        _path(
            "chart__axis",
            f"M{_n(field.left)} {_n(field.top)}V{_n(field.bottom)}H{_n(field.right)}",
        )
    ]
    if is_share:
        ticks = [(share / 100, f"{share} %") for share in (0, 25, 50, 75, 100)]
    else:
        step = step_for(field.highest, 5)
        ticks = [(float(at), f"{at}") for at in range(0, int(field.highest) + 1, step)]
    parts += [
        _text(field.left - 6, field.y(at) + small * 0.35, words, small, "chart__axis-label", "end")
        for at, words in ticks
    ]
    return _joined(parts)


def _along(field: _Field, size: Size, ticks: Sequence[tuple[float, str]]) -> SafeString:
    small = size.text * 0.87
    return _joined(
        [
            _text(
                field.x(at), field.bottom + small * 1.5, words, small, "chart__axis-label", "middle"
            )
            for at, words in ticks
        ]
    )


@dataclass(frozen=True)
class Month:
    """One month of a control chart."""

    on: date
    value: float
    low: float | None = None
    high: float | None = None
    is_signal: bool = False


def months_plot(
    months: Sequence[Month],
    *,
    middle: float | None,
    is_share: bool,
    title: str,
    description: str,
    size: Size = WIDE,
) -> SafeString:
    """Values by month with their middle and limits; a ring stands around a signal."""
    top = 1.0 if is_share else max([m.high or 0 for m in months] + [m.value for m in months] + [4])
    if not is_share:
        step = step_for(top, 5)
        top = float(-(-top // step) * step)
    first = months[0].on.toordinal() if months else 0
    last = months[-1].on.toordinal() if months else 1
    field = _field(size, first, last, top)
    at = [(field.x(m.on.toordinal()), m) for m in months]
    limits = [(x, m.low, m.high) for x, m in at if m.low is not None and m.high is not None]
    parts = [_up_scale(field, size, is_share), _months_below(field, size, months)]
    if limits:
        half = (at[1][0] - at[0][0]) / 2 if len(at) > 1 else 0
        for edge in (1, 2):
            path = "".join(
                f"M{_n(max(field.left, each[0] - half))} {_n(field.y(each[edge] or 0))}"
                f"H{_n(min(field.right, each[0] + half))}"
                for each in limits
            )
            parts.append(_path("chart__usual-edge", path))
    if middle is not None:
        y = _n(field.y(middle))
        parts.append(_path("chart__cutoff", f"M{_n(field.left)} {y}H{_n(field.right)}"))
    parts.append(_path("chart__line", _line([(x, field.y(m.value)) for x, m in at])))
    for x, month in at:
        parts.append(_circle("chart__point", x, field.y(month.value), 4))
        if month.is_signal:
            parts.append(_circle("chart__told", x, field.y(month.value), 9))
    return _svg("chart", title, description, size.width, size.height, _joined(parts))


def _months_below(field: _Field, size: Size, months: Sequence[Month]) -> SafeString:
    most = FEW_TICKS if size.width < NARROW else MANY_TICKS
    every = -(-len(months) // most) or 1
    shown = [month.on for month in months][::every]
    pattern = "M y" if len(months) > YEAR_MONTHS else "M"
    said = []
    for at, on in enumerate(shown):
        begins_year = at == 0 or on.year != shown[at - 1].year
        said.append((float(on.toordinal()), date_format(on, "M Y" if begins_year else pattern)))
    return _along(field, size, said)


@dataclass(frozen=True)
class Unit:
    """One unit of a funnel plot."""

    letter: str
    n: int
    share: float
    is_outside: bool = False
    is_few: bool = False


def funnel_plot(
    units: Sequence[Unit],
    curve: Sequence[tuple[int, float, float, float, float]],
    *,
    middle: float,
    title: str,
    description: str,
    size: Size = WIDE,
) -> SafeString:
    """Units by size around their common share: 95 % and 99.8 % limits, a letter beside each."""
    largest = max([each[0] for each in curve] + [unit.n for unit in units])
    field = _field(size, 0, largest * 1.05, 1.0)
    parts = [_up_scale(field, size, is_share=True)]
    step = step_for(largest, FEW_TICKS if size.width < NARROW else MANY_TICKS)
    parts.append(_along(field, size, [(float(at), f"{at}") for at in range(0, largest + 1, step)]))
    for edge, kind in (
        (1, "chart__usual-edge"),
        (2, "chart__ribbon-edge"),
        (3, "chart__ribbon-edge"),
        (4, "chart__usual-edge"),
    ):
        points = [(field.x(each[0]), field.y(float(each[edge]))) for each in curve]
        parts.append(_path(kind, _line(points)))
    y = _n(field.y(middle))
    parts.append(_path("chart__cutoff", f"M{_n(field.left)} {y}H{_n(field.right)}"))
    for unit in units:
        x, y_at = field.x(unit.n), field.y(unit.share)
        kind = "chart__point chart__point--partial" if unit.is_few else "chart__point"
        parts.append(_circle(kind, x, y_at, 4.5))
        if unit.is_outside:
            parts.append(_circle("chart__told", x, y_at, 10))
        above = y_at - size.text * 0.8
        parts.append(_text(x, above, unit.letter, size.text, "chart__last", "middle"))
    return _svg("chart", title, description, size.width, size.height, _joined(parts))


@dataclass(frozen=True)
class CurveStep:
    """The share from a day on, with its interval."""

    day: int
    share: float
    low: float | None = None
    high: float | None = None


def staying_plot(
    steps: Sequence[CurveStep],
    at_risk: Sequence[tuple[int, int]],
    *,
    longest: int,
    title: str,
    description: str,
    size: Size = WIDE,
) -> SafeString:
    """A falling stair with its interval, and the number at risk under the days."""
    field = _field(size, 0, longest, 1.0, below=1.3)
    until = [step.day for step in steps[1:]] + [longest]
    parts = [_up_scale(field, size, is_share=True)]
    for low, high, first, last in (
        (step.low, step.high, step.day, end) for step, end in zip(steps, until, strict=True)
    ):
        if low is not None and high is not None and last > first:
            parts.append(
                format_html(
                    '<rect class="chart__ribbon" x="{}" y="{}" width="{}" height="{}"/>',
                    _n(field.x(first)),
                    _n(field.y(high)),
                    _n(field.x(last) - field.x(first)),
                    _n(field.y(low) - field.y(high)),
                )
            )
    path = f"M{_n(field.x(0))} {_n(field.y(1))}"
    for step, end in zip(steps, until, strict=True):
        path += f"V{_n(field.y(step.share))}H{_n(field.x(end))}"
    parts.append(_path("chart__line", path))
    most = FEW_TICKS if size.width < NARROW else MANY_TICKS
    shown = at_risk[:: -(-len(at_risk) // most) or 1]
    parts.append(_along(field, size, [(float(day), f"{day}") for day, _n_left in shown]))
    small = size.text * 0.87
    parts += [
        _text(
            field.x(day),
            field.bottom + small * 2.9,
            f"{left}",
            small,
            "chart__axis-label",
            "middle",
        )
        for day, left in shown
    ]
    return _svg("chart", title, description, size.width, size.height, _joined(parts))
