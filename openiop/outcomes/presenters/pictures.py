"""Months with limits, tracks by size, staying in care: sentence first, table below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.base.charts import symbol
from openiop.base.plots import (
    SMALL,
    WIDE,
    CurveStep,
    Month,
    Unit,
    funnel_plot,
    months_plot,
    staying_plot,
)
from openiop.domain.outcomes.over_time import Signal
from openiop.domain.outcomes.rules import OUTCOME_RULES, Window

from .wording import DASH, between, month, percent

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
A_LINE = 2


@dataclass(frozen=True)
class Picture:
    """What the component of trends needs, for a picture of the program."""

    sentence: str
    chart: SafeString | str = ""
    chart_small: SafeString | str = ""
    direction: str = ""
    key: tuple[tuple[SafeString, str], ...] = ()
    unknown: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    meaning: str = ""
    notes: tuple[str, ...] = ()
    how: tuple[str, ...] = ()


def months_picture(title: str, told: Mapping[str, Any], *, is_share: bool) -> Picture:
    """A control chart: what stands out, by the name of its rule, or that nothing does."""
    points = told["points"]
    if not any(point["n"] for point in points):
        return Picture(say("No whole month with a number yet."))
    shown = [
        Month(
            date.fromisoformat(f"{point['month']}-01"),
            point["value"],
            point["low"],
            point["high"],
            bool(point["signals"]),
        )
        for point in points
    ]
    sentence = _said_of_months(told)
    drawn = {
        "middle": told["middle"],
        "is_share": is_share,
        "title": title,
        "description": sentence,
    }
    has_line = len(shown) >= A_LINE
    value = percent if is_share else _count
    key = [(symbol("full"), say("one month"))]
    if told["has_limits"]:
        key.append((symbol("told"), say("a signal")))
    return Picture(
        sentence=sentence,
        chart=months_plot(shown, **drawn, size=WIDE) if has_line else "",
        chart_small=months_plot(shown, **drawn, size=SMALL) if has_line else "",
        direction=say("Dashed: the middle. Thin lines: the limits.") if told["has_limits"] else "",
        key=tuple(key) if has_line else (),
        columns=(say("Month"), say("Value"), "n", say("Limits"), say("Signal")),
        rows=tuple(
            (
                month(point["month"]),
                value(point["value"]),
                str(point["n"]) if is_share and point["n"] > 1 else "",
                _limits(point, is_share),
                ", ".join(say(Signal(each).label) for each in point["signals"]),
            )
            for point in points
        ),
    )


def _count(value: float) -> str:
    return f"{value:g}"


def _limits(point: Mapping[str, Any], is_share: bool) -> str:
    if point["low"] is None:
        return ""
    if is_share:
        return between(point["low"], point["high"])
    return f"{point['low']:.1f} {DASH} {point['high']:.1f}"


def _said_of_months(told: Mapping[str, Any]) -> str:
    if not told["has_limits"]:
        least = OUTCOME_RULES.chart_points_min
        words = ngettext(
            "{n} whole month: no limits are drawn before there are {least}.",
            "{n} whole months: no limits are drawn before there are {least}.",
            len(told["points"]),
        )
        return words.format(n=len(told["points"]), least=least)
    said = [
        say("{month}: {why}").format(
            month=month(point["month"]), why=say(Signal(point["signals"][0]).label)
        )
        for point in told["points"]
        if point["signals"]
    ]
    if not said:
        return say("It varies as ever: no month stands out.")
    return say("Look at {months}.").format(months="; ".join(said))


def funnel_picture(
    title: str, told: Mapping[str, Any] | None, tracks: Mapping[str, str]
) -> Picture | None:
    """Tracks by size: is one farther off than its size explains?"""
    if told is None:
        return None
    points: Sequence[Mapping[str, Any]] = told["points"]
    letters = dict(zip(tracks, LETTERS, strict=False))  # a track has one letter on all pictures
    units = [
        Unit(letters.get(p["unit"], "·"), p["n"], p["share"], p["is_outside"], p["is_few"])
        for p in points
    ]
    outside = [tracks.get(p["unit"], "") for p in points if p["is_outside"]]
    if outside:
        names = ", ".join(outside)
        sentence = say("Farther off than size explains: {names}.").format(names=names)
    elif all(p["is_few"] for p in points):
        sentence = say("Every track is too small to be compared.")
    else:
        sentence = say("No track is farther off than its size explains.")
    drawn = {"middle": told["share"], "title": title, "description": sentence}
    curve = [tuple(each) for each in told["curve"]]
    return Picture(
        sentence=sentence,
        chart=funnel_plot(units, curve, **drawn, size=WIDE),
        chart_small=funnel_plot(units, curve, **drawn, size=SMALL),
        direction=say(
            "From left to right: more stays. Lines: 95 % inside, 99.8 % outside. "
            "Dashed: all together. Hollow: too few to compare."
        ),
        columns=(say("Track"), say("Share"), "n", say("Limits, 95 %"), say("Limits, 99.8 %")),
        rows=tuple(
            (
                f"{unit.letter} {tracks.get(p['unit'], '')}",
                percent(p["share"]),
                f"{p['n']}",
                between(p["inner"]["low"], p["inner"]["high"]),
                between(p["outer"]["low"], p["outer"]["high"]),
            )
            for unit, p in zip(units, points, strict=True)
        ),
    )


def staying_picture(title: str, told: Mapping[str, Any] | None, window: Window) -> Picture:
    """The curve of staying, with the number at risk under the days."""
    if told is None:
        return Picture(say("No stay began in these months."))
    steps = [CurveStep(s["day"], s["staying"], s["low"], s["high"]) for s in told["steps"]]
    last = told["at_risk"][-1][0] if told["at_risk"] else 0
    longest = max([last, *(step.day for step in steps), 1])
    said = [_after(weeks, steps, longest) for weeks in (3, 6)]
    words = ngettext(
        "Of {n} stay that began, {left} ended before the plan did.",
        "Of {n} stays that began, {left} ended before the plan did.",
        told["n"],
    ).format(n=told["n"], left=told["left"])
    sentence = " ".join([words, *filter(None, said)])
    drawn: dict[str, Any] = {"longest": longest, "title": title, "description": sentence}
    at_risk = [(day, left) for day, left in told["at_risk"]]
    return Picture(
        sentence=sentence,
        chart=staying_plot(steps, at_risk, **drawn, size=WIDE),
        chart_small=staying_plot(steps, at_risk, **drawn, size=SMALL),
        direction=say(
            "Below: day of the stay, and under it how many the curve still rests on. Field: the "
            "95 % interval."
        ),
        unknown=(say("Too few to compare."),) if told["is_few"] else (),
        columns=(say("Day"), say("Staying"), say("95 % interval"), say("Left early that day")),
        rows=tuple(
            (
                f"{step['day']}",
                percent(step["staying"]),
                between(step["low"], step["high"]),
                f"{step['left']}",
            )
            for step in told["steps"][1:]
        ),
    )


def _after(weeks: int, steps: Sequence[CurveStep], longest: int) -> str:
    day = weeks * 7
    if day > longest:
        return ""
    share = [step.share for step in steps if step.day <= day][-1]
    words = say("After {weeks} weeks {share} had not left early.")
    return words.format(weeks=weeks, share=percent(share))
