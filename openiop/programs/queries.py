"""Questions about the program."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from .models import Program, StaffMember, Track

LOOK_AHEAD_DAYS = 14


def program() -> Program | None:
    """The program of this site; the first one opened when there are several."""
    return Program.objects.order_by("created_at").first()


def tracks() -> list[Track]:
    """All tracks, oldest first."""
    return list(Track.objects.select_related("program").order_by("created_at"))


def is_program_day(day: date, of: list[Track]) -> bool:
    """Whether any of the tracks meets on `day`."""
    return any(day.weekday() in track.weekdays for track in of)


def next_program_day(after: date, of: list[Track]) -> date | None:
    """The next date after `after` on which a track meets."""
    days = (after + timedelta(days=n) for n in range(1, LOOK_AHEAD_DAYS + 1))
    return next((day for day in days if is_program_day(day, of)), None)


def signs_as(staff_id: UUID) -> str:
    """Name and credentials, as under a signature."""
    member = StaffMember.objects.select_related("user").filter(pk=staff_id).first()
    if member is None:
        return ""
    return ", ".join(part for part in (member.user.display_name, member.credentials) if part)
