"""Weekdays and times of the week as people write them: "Mon Wed Thu", "Mon-Fri 9:00-17:00"."""

from __future__ import annotations

import re
from datetime import time

from openiop.domain.contact_profile import Allowed, ChannelRule, Window
from openiop.domain.decision import Reason
from openiop.domain.text import _

from .cells import yes_or_no

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"tues": 1, "thur": 3, "thurs": 3}
_SEVERAL = {"daily": range(7), "everyday": range(7), "weekdays": range(5), "weekends": (5, 6)}
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")
_BETWEEN = re.compile(r"[\s,;/&+]+|\band\b")
_SHORTEST_NAME = 3

_UNKNOWN_DAY = Reason("weekdays", _('We cannot read these weekdays. Write them like "Mon Wed".'))
_UNKNOWN_TIMES = Reason(
    "times",
    _('We cannot read these times. Write yes, no, or times like "Mon-Fri 9:00-17:00".'),
)
_AM_PM = Reason("am_pm", _("Write am or pm at both ends, or neither: 9am-5pm, 9:00-17:00."))
_BACKWARDS = Reason("backwards", _("These times end before they begin. Afternoons are 13:00 on."))


def weekdays_of(words: str) -> tuple[int, ...] | Reason:
    """Weekdays in order, Monday 0; a span like "Mon-Fri" is every day in it.

    Source: issue 2, real input.
    """
    days = _days(words)
    return tuple(sorted(days)) if days else _UNKNOWN_DAY


def _days(words: str) -> frozenset[int]:
    """The days named, none when one of the names is not a day's."""
    spelled = _DASH.sub("-", words.casefold().replace("every day", "everyday")).replace(".", "")
    days: set[int] = set()
    for part in filter(None, _BETWEEN.split(spelled)):
        if part in _SEVERAL:
            days.update(_SEVERAL[part])
            continue
        name, dash, name_of_last = part.partition("-")
        first, last = _day(name), _day(name_of_last if dash else name)
        if first is None or last is None or last < first:
            return frozenset()
        days.update(range(first, last + 1))
    return frozenset(days)


def _day(name: str) -> int | None:
    if name in _SHORT:
        return _SHORT[name]
    for number, full in enumerate(_NAMES):
        if name in (full, f"{full}s", full[:_SHORTEST_NAME]):
            return number
    return None


_NOON = 12
_SPAN = re.compile(
    r"(?P<days>[^0-9]*?)\s*"
    r"(?P<opens>[0-9]{1,2})(?::(?P<opens_minutes>[0-9]{2}))?\s*(?P<opens_half>am|pm)?"
    r"\s*(?:[-\u2013\u2014]|to|until)\s*"
    r"(?P<closes>[0-9]{1,2})(?::(?P<closes_minutes>[0-9]{2}))?\s*(?P<closes_half>am|pm)?"
    r"\s*(?:[,;]\s*|$)"
)


def channel_rule(words: str) -> ChannelRule | Reason:
    """What she said about a channel: yes, no, or the times of the week at which it is fine.

    Each span of hours names its days. Hours without minutes need am or pm, since "1-5" could open
    a channel in the middle of the night.
    Source: issue 2, real input; domain.md 4.7 R-DV-01.
    """
    said = yes_or_no(words)
    if isinstance(said, bool):
        return ChannelRule(allowed=Allowed.YES if said else Allowed.NO)
    windows = _windows(words.casefold().replace("a.m.", "am").replace("p.m.", "pm"))
    if isinstance(windows, Reason):
        return windows
    return ChannelRule(allowed=Allowed.AT_TIMES, windows=windows)


def _windows(words: str) -> tuple[Window, ...] | Reason:
    windows: list[Window] = []
    at = 0
    while at < len(words):
        span = _SPAN.match(words, at)
        if span is None:
            return _UNKNOWN_TIMES
        if bool(span["opens_half"]) != bool(span["closes_half"]):
            return _AM_PM
        days, opens, closes = _days(span["days"]), _clock(span, "opens"), _clock(span, "closes")
        if not days or opens is None or closes is None:
            return _UNKNOWN_TIMES
        if closes <= opens:
            return _BACKWARDS
        windows.append(Window(days, opens, closes))
        at = span.end()
    return tuple(windows) or _UNKNOWN_TIMES


def _clock(span: re.Match[str], end: str) -> time | None:
    hour, minutes, half = int(span[end]), span[f"{end}_minutes"], span[f"{end}_half"]
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif minutes is None:
        return None
    try:
        return time(hour, int(minutes or 0))
    except ValueError:
        return None
