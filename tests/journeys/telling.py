"""The demo program, told once for all journeys: on a Saturday at 23:00, the hardest time."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.journeys.real_server import Server, free_port

SATURDAY_NIGHT = """
from datetime import timedelta

from openiop.base import clock

wall = clock.wall
clock.wall = lambda: wall() + timedelta(seconds={seconds})
"""
"""What the servers' Python reads first: its clock is set forward to the Saturday to come."""


def seconds_until_saturday_night(now: datetime) -> int:
    """From `now` until the Saturday to come, at 23:00 where the program is."""
    here = now.astimezone(ZoneInfo("America/New_York"))
    saturday = (here + timedelta((5 - here.weekday()) % 7)).replace(hour=23, minute=0, second=0)
    return int((saturday - here).total_seconds())


@dataclass(frozen=True)
class Told:
    """A data folder with the demo program in it, told into an empty one and never served again."""

    folder: Path
    read_first: Path
    """What the servers' Python reads first: the clock that is set forward."""
    sign_in_page: str = ""
    """The first page there ever was."""

    @property
    def database(self) -> Path:
        """Everything in it but keys, styles and scripts."""
        return self.folder / "openiop.sqlite3"


READY, FAILED = "demo.ready", "demo.failed"
WITHIN_SECONDS = 300


def told_in(place: Path) -> Told:
    """The program told in a folder; whoever comes first tells it, the others wait."""
    making, ready = place / "demo", place / READY
    told = Told(making / "var", making / "before")
    try:
        making.mkdir()
    except FileExistsError:
        _wait_for(ready, place / FAILED)
    else:
        try:
            _tell(told, ready)
        except BaseException:
            (place / FAILED).touch()
            raise
    return Told(told.folder, told.read_first, ready.read_text())


def _tell(told: Told, ready: Path) -> None:
    told.read_first.mkdir()
    seconds = seconds_until_saturday_night(datetime.now(UTC))  # noqa: TID251 - the real time
    (told.read_first / "sitecustomize.py").write_text(SATURDAY_NIGHT.format(seconds=seconds))
    server = Server(told.folder, free_port(), read_first=told.read_first)
    server.start()
    page = server.get("/sign-in/")
    assert server.stop() == 0
    unfinished = ready.with_suffix(".writing")
    unfinished.write_text(page)
    unfinished.rename(ready)


def _wait_for(ready: Path, failed: Path) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while not ready.exists():
        assert not failed.exists() and time.monotonic() < until, "the demo program was not made"
        time.sleep(0.2)


if __name__ == "__main__":
    told_in(Path(sys.argv[1]))
