"""Pictures of openiop.base.charts: well formed, true to time, readable, no style or script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest

from openiop.base.charts import (
    LETTER_WIDTH,
    MOST_LINES,
    Box,
    Line,
    Mark,
    Panel,
    Point,
    Tick,
    sparkline,
    symbol,
    trend_chart,
    trend_panels,
)

START = date(2027, 1, 6)
BANDS = [
    (0, 4, "quiet"),
    (5, 9, "mild"),
    (10, 14, "moderate"),
    (15, 19, "moderately severe"),
    (20, 27, "severe"),
]
SVG = "{http://www.w3.org/2000/svg}"


def course(*values: float | None, every: int = 7) -> list[Point]:
    """A point each so many days."""
    return [Point(START + timedelta(days=every * i), value) for i, value in enumerate(values)]


def drawn(points: list[Point], **more: object) -> ElementTree.Element:
    """The parsed picture of these points on a PHQ-9 scale."""
    given: dict[str, object] = {
        "low": 0,
        "high": 27,
        "bands": BANDS,
        "title": "PHQ-9 over time",
        "description": "What it shows.",
    }
    svg = trend_chart(points, **(given | more))  # type: ignore[arg-type] # built from one dict
    assert "style=" not in svg
    assert "<script" not in svg
    return ElementTree.fromstring(svg)  # noqa: S314 - our own markup


def with_class(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """All elements that carry this class."""
    return [one for one in svg.iter() if name in one.get("class", "").split()]


def box_of(text: ElementTree.Element) -> Box:
    """Where a label stands, judged from the outside."""
    size = float(text.get("font-size", "0"))
    wide = len(text.text or "") * size * LETTER_WIDTH
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor", "start")]
    return Box(left, y - size * 0.8, left + wide, y + size * 0.2)


def many(count: int) -> list[Point]:
    """A long course that goes up and down."""
    return course(*(13 + (i * 7) % 11 - 5 for i in range(count)), every=3)


@pytest.mark.parametrize(
    "points", [[], course(17), course(17, 9), course(None, None), many(60)], ids=str
)
def test_any_number_of_points_makes_a_well_formed_picture(points: list[Point]) -> None:
    svg = drawn(points, cutoff=(10, "cut-off 10"), ribbon=(11, 23, "could be chance"))
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "PHQ-9 over time"
    assert svg.findtext(f"{SVG}desc") == "What it shows."
    assert len(with_class(svg, "chart__point")) == sum(p.value is not None for p in points)


def test_nothing_answered_says_so_and_draws_no_zero() -> None:
    svg = drawn(course(None))
    assert not with_class(svg, "chart__point")
    assert with_class(svg, "chart__none")


def test_points_stand_at_their_true_dates() -> None:
    days = (0, 3, 30, 60)
    svg = drawn([Point(START + timedelta(days=d), 12) for d in days])
    xs = [float(dot.get("cx", "0")) for dot in with_class(svg, "chart__point")]
    per_day = (xs[-1] - xs[0]) / 60
    for x, day in zip(xs, days, strict=True):
        assert x - xs[0] == pytest.approx(day * per_day, abs=0.2)


def test_the_scale_is_the_whole_instrument() -> None:
    svg = drawn(course(0, 27))
    low, high = (float(dot.get("cy", "0")) for dot in with_class(svg, "chart__point"))
    axis = re.match(r"M\S+ (\S+)V(\S+)H", with_class(svg, "chart__axis")[0].get("d", ""))
    assert axis
    assert (high, low) == (float(axis[1]), float(axis[2]))


@pytest.mark.parametrize(("days", "dotted"), [(21, False), (22, True)])
def test_a_gap_over_three_weeks_is_dotted(days: int, dotted: bool) -> None:
    svg = drawn(course(17, 12, every=days))
    assert bool(with_class(svg, "chart__line--gap")) is dotted


def test_partly_answered_is_hollow_and_sources_have_their_own_shape() -> None:
    svg = drawn(
        [
            Point(START, 10, partial=True),
            Point(START + timedelta(7), 9, source="clinician"),
            Point(START + timedelta(14), 8, source="paper"),
        ]
    )
    hollow, diamond, square = with_class(svg, "chart__point")
    assert "chart__point--partial" in hollow.get("class", "")
    assert [hollow.tag, diamond.tag, square.tag] == [SVG + t for t in ("circle", "path", "rect")]


@pytest.mark.parametrize("values", [(17, 15, 9), (9, 12, 26), (0, 0, 0), (10, 10, 10), (27, 2, 18)])
@pytest.mark.parametrize(("width", "height"), [(640, 320), (360, 260)])
def test_no_label_stands_on_another_or_on_the_last_value(
    values: tuple[float, ...], width: int, height: int
) -> None:
    svg = drawn(
        course(*values),
        cutoff=(10, "cut-off 10"),
        ribbon=(11, 23, "changes smaller than this can be chance"),
        marks=[Mark(START, "A", "new medication"), Mark(START + timedelta(1), "B", "her note")],
        width=width,
        height=height,
    )
    texts = list(svg.iter(f"{SVG}text"))
    assert any("chart__last" in one.get("class", "") for one in texts)
    for one, other in combinations(texts, 2):
        assert not box_of(one).meets(box_of(other)), (one.text, other.text)


def test_marks_are_lettered_and_named() -> None:
    svg = drawn(course(17, 12), marks=[Mark(START, "A", "new <medication>")])
    assert [one.text for one in with_class(svg, "chart__mark-letter")] == ["A"]
    assert "new <medication>" in (svg.findtext(f"{SVG}g/{SVG}title") or "")


def test_dates_under_the_axis_never_touch() -> None:
    svg = drawn(course(*range(10, 20), every=1), width=320)
    dates = [t for t in with_class(svg, "chart__axis-label") if re.match(r"[A-Z]", t.text or "")]
    assert len(dates) >= 2
    for one, other in combinations(dates, 2):
        assert not box_of(one).meets(box_of(other))


@pytest.mark.parametrize("points", [[], course(17), many(60)], ids=str)
def test_a_sparkline_is_small_named_and_true(points: list[Point]) -> None:
    svg = ElementTree.fromstring(sparkline(points, low=0, high=27, title="PHQ-9, 17 to 9"))  # noqa: S314
    assert svg.findtext(f"{SVG}title") == "PHQ-9, 17 to 9"
    assert len(with_class(svg, "chart__point")) == (1 if points else 0)


def panels(*given: Panel, **more: object) -> ElementTree.Element:
    """The parsed picture of several panels."""
    kept: dict[str, object] = {"title": "Both", "description": "What it shows."} | more
    svg = trend_panels(given, **kept)  # type: ignore[arg-type] # built from one dict
    assert "style=" not in svg
    return ElementTree.fromstring(svg)  # noqa: S314 - our own markup


PHQ = Panel((Line(tuple(course(17, 12, 8))),), 0, 27, "PHQ-9", tuple(BANDS))
PCL = Panel((Line(tuple(course(55, None, 31))),), 0, 80, "PCL-5", cutoff=(31, "cut-off 31"))


def test_different_scales_stand_under_each_other_on_one_time_axis() -> None:
    svg = panels(PHQ, PCL)
    dots = [(float(d.get("cx", 0)), float(d.get("cy", 0))) for d in with_class(svg, "chart__point")]
    phq, pcl = dots[:3], dots[3:]
    assert [x for x, _y in pcl] == [phq[0][0], phq[2][0]]
    assert max(y for _x, y in phq) < min(y for _x, y in pcl)
    assert [one.text for one in with_class(svg, "chart__panel-title")] == ["PHQ-9", "PCL-5"]
    scales = [one.text for one in with_class(svg, "chart__axis-label")]
    assert {"27", "80"} <= set(scales)
    dates = [text for text in scales if re.match(r"[A-Z][a-z]{2} ", text or "")]
    assert len(dates) == len(set(dates))


def test_a_mark_goes_through_all_panels_and_says_whose_it_is() -> None:
    mark = Mark(START + timedelta(7), "A", "my sister came", "hers")
    svg = panels(PHQ, PCL, marks=[mark])
    [group] = with_class(svg, "chart__mark--hers")
    line = group.find(f"{SVG}path")
    axes = [one.get("d", "") for one in with_class(svg, "chart__axis") if "V" in one.get("d", "")]
    bottoms = [float(re.match(r"M\S+ \S+V(\S+)H", d)[1]) for d in axes if "H" in d]  # type: ignore[index]
    assert line is not None
    assert float(line.get("d", "").rpartition("V")[2]) == max(bottoms)


def test_lines_of_one_panel_have_their_own_dash_and_name_and_are_three_at_most() -> None:
    lines = tuple(Line(tuple(course(10 + n, 4 + 4 * n)), f"part {n}") for n in range(5))
    svg = panels(Panel(lines, 0, 27))
    drawn_lines = with_class(svg, "chart__line")
    assert len(drawn_lines) == MOST_LINES
    assert len({one.get("class") for one in drawn_lines}) == MOST_LINES
    labels = [one.text for one in with_class(svg, "chart__last")]
    assert labels == ["4 part 0", "8 part 1", "12 part 2"]
    for one, other in combinations(with_class(svg, "chart__last"), 2):
        assert not box_of(one).meets(box_of(other))


def test_sessions_are_ticks_short_tall_and_open() -> None:
    week = [START + timedelta(n) for n in range(7)]
    ticks = [Tick(week[0]), Tick(week[1], individual=True), Tick(week[2], missed=True)]
    svg = drawn(course(17, 12), ticks=[*ticks, Tick(START - timedelta(30))])
    [came], [missed] = with_class(svg, "chart__tick"), with_class(svg, "chart__tick--open")
    heights = [float(h) for h in re.findall(r"v([\d.]+)", came.get("d", ""))]
    assert len(heights) == 2
    assert heights[0] < heights[1]
    assert missed.get("d", "").endswith("z")


def test_an_answer_that_needed_a_person_is_a_ring_and_no_colour() -> None:
    svg = drawn([Point(START, 10, told=True), Point(START + timedelta(7), 9)])
    [ring] = with_class(svg, "chart__told")
    assert ring.tag == SVG + "circle"
    assert len(with_class(svg, "chart__point")) == 2


@pytest.mark.parametrize(
    "kind",
    [
        "full",
        "partial",
        "clinician",
        "paper",
        "told",
        "group",
        "individual",
        "missed",
        "ribbon",
        "gap",
    ],
)
def test_every_shape_has_its_symbol_for_the_key(kind: str) -> None:
    shape = ElementTree.fromstring(symbol(kind))  # type: ignore[arg-type] # noqa: S314
    assert shape.get("aria-hidden") == "true"
    assert len(list(shape.iter())) > 1
