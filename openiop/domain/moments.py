"""Adding and subtracting real minutes, also in the night the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def minutes_later(at: datetime, minutes: float) -> datetime:
    """The instant so many real minutes after `at`, told in the same time zone.

    Why: Python adds to the wall clock, which is an hour off across a change of clocks.
    """
    return (at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(at.tzinfo)


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Real seconds from one instant to the other, negative when they are the other way round."""
    return (later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds()


def whole_minutes(seconds: float) -> int:
    """Whole minutes in so many seconds, always rounded down: what was not there is not counted."""
    return int(seconds // 60)


def on_the_clock(day: date, clock: time, like: datetime) -> datetime:
    """The instant the wall clock shows `clock` on `day`, in the time zone of `like`."""
    return datetime.combine(day, clock, tzinfo=like.tzinfo)


def clock_words(at: datetime | time) -> str:
    """A time of day as people say it: 9:00, 17:30."""
    return f"{at.hour}:{at.minute:02d}"
