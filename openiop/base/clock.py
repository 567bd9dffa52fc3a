"""The only place that reads the time.

`now` is program time: the site's own clock, which the demo may move. `wall` is machine time, for
heartbeats, leases, sign-ins and locks, which must not follow a demo.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from .scope import current


def wall() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(tz=UTC)


def now() -> datetime:
    """The program's time, aware, in UTC."""
    scope = current()
    return scope.standing_at or wall() + scope.clock_offset


def local_now() -> datetime:
    """The program's time on the clock of its own zone."""
    return now().astimezone(current().zone)


def today() -> date:
    """The program's date where the program is."""
    return local_now().date()


def local(instant: datetime) -> datetime:
    """`instant` on the clock of the site's zone."""
    return instant.astimezone(current().zone)


def at(day: date, hhmm: str) -> datetime:
    """The instant of `hhmm` ("09:05") on `day` in the site's zone."""
    hours, minutes = hhmm.split(":")
    return datetime(
        day.year, day.month, day.day, int(hours), int(minutes), tzinfo=current().zone
    ).astimezone(UTC)


@contextmanager
def standing(at_instant: datetime) -> Iterator[None]:
    """Let the clock stand at `at_instant`; used to tell the demo story and in tests."""
    scope = current()
    before = scope.standing_at
    scope.standing_at = at_instant
    try:
        yield
    finally:
        scope.standing_at = before
