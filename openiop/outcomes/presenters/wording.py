"""Numbers in words: shares, intervals, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as say

Rate = Mapping[str, Any]
DASH = "\u2013"
"""Where there is no number."""


def percent(share: float | None) -> str:
    """A share in whole percent; a dash where there is none."""
    return DASH if share is None else f"{round(100 * share)} %"


def points(value: float) -> str:
    """A number of points, with one decimal where it has one."""
    return f"{number_format(round(value, 1) + 0.0, 1)}"  # no minus before a zero


def between(low: float | None, high: float | None) -> str:
    """An interval of shares."""
    if low is None or high is None:
        return ""
    return say("{low} to {high} %").format(low=round(100 * low), high=round(100 * high))


def of_n(rate: Rate) -> str:
    """How many of how many."""
    return say("{k} of {n}").format(k=rate["k"], n=rate["n"])


def bounds(rate: Rate) -> str:
    """Between what the share lies, whatever the missing would have said; empty without missing."""
    missing = rate.get("unknown") or rate["missing"]
    if not missing or rate["worst"] is None or rate["best"] is None:
        return ""
    words = say("{n} not known: whatever it was, between {low} and {high} %.")
    return words.format(n=missing, low=round(100 * rate["worst"]), high=round(100 * rate["best"]))


def day(iso: str) -> str:
    """A date as people write it; a dash where there is none."""
    return date_format(date.fromisoformat(iso), "M j, Y") if iso else DASH


def month(told: str) -> str:
    """A month as people write it."""
    return date_format(date.fromisoformat(f"{told}-01"), "M Y")


def difference(rate: Rate) -> str:
    """How far a track lies from the others together, in points of percent, with its interval."""
    if rate.get("difference") is None:
        return ""
    words = say("{points} points from the others ({low} to {high})")
    low, high = rate["difference_low"], rate["difference_high"]
    signed = [f"{round(100 * value):+d}" for value in (rate["difference"], low, high)]
    return words.format(points=signed[0], low=signed[1], high=signed[2])
