"""A calendar file as every calendar app reads it, and what a calendar may say about her.

Source: RFC 5545; ux.md 3.5, P2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from .text import _
from .words import Word

BACK_DAYS, AHEAD_DAYS = 14, 56
"""How far an address of a calendar looks back and ahead. [product default]"""
FOLD_OCTETS = 74
"""Octets of a calendar line before it is folded (RFC 5545 allows 75)."""


class CalendarWord(Word):
    """All that a client's calendar says about a time; she chooses."""

    APPOINTMENT = "appointment", _("Appointment")
    BUSY = "busy", _("Busy")
    CLASS = "class", _("Class")


@dataclass(frozen=True, slots=True)
class Event:
    """One time in a calendar."""

    uid: str
    """Always the same for the same time in the same calendar."""
    starts: datetime
    """Without a zone it is written as a local time."""
    ends: datetime
    changed: datetime
    summary: str
    description: str = ""
    place: str = ""
    canceled: bool = False


def days_of_calendar(today: date) -> tuple[date, date]:
    """The first and the last day an address of a calendar shows.

    Source: [product default].
    """
    return today - timedelta(days=BACK_DAYS), today + timedelta(days=AHEAD_DAYS)


def calendar_file(
    events: Iterable[Event], made_by: str = "-//Calendar//EN", *, name: str = ""
) -> str:
    """All events as one calendar file; what was canceled stays in it and says so.

    Why: a time that only vanishes stays in some apps for ever. What made the file and how a time
    is known name no program, because both can be read in her app.
    Source: RFC 5545.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{made_by}"]
    if name:
        lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_quoted(name)}"]
        lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for each in events:
        lines += _lines_of(each)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _lines_of(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.changed)}",
        f"LAST-MODIFIED:{_moment(event.changed)}",
        f"SEQUENCE:{int(event.canceled)}",
        f"STATUS:{'CANCELLED' if event.canceled else 'CONFIRMED'}",
        f"DTSTART:{_moment(event.starts)}",
        f"DTEND:{_moment(event.ends)}",
        f"SUMMARY:{_quoted(event.summary)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_quoted(event.description)}")
    if event.place:
        lines.append(f"LOCATION:{_quoted(event.place)}")
    return [*lines, "CLASS:PRIVATE", "END:VEVENT"]


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        return f"{at:%Y%m%dT%H%M%S}"
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _quoted(words: str) -> str:
    for plain, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        words = words.replace(plain, told)
    return words


def _folded(line: str) -> list[str]:
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > FOLD_OCTETS:
            parts.append(now)
            now = " "
        now += letter
    return [*parts, now]
