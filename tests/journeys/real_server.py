"""The server as a newcomer starts it: a process of its own on a data folder of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 180
_ANSWERS = """
import contextlib, io, json, sys
from openiop.base import clock
from openiop.base.models import Heartbeat, Site
from openiop.base.scope import entered
from openiop.base.sites import set_demo_clock
for line in sys.stdin:
    site = Site.objects.get()
    said = io.StringIO()
    with entered(site.scope()), contextlib.redirect_stdout(said):
        exec(json.loads(line), {**globals(), "site": site})
    print(json.dumps(said.getvalue().strip()), flush=True)
"""
"""Runs in the data folder, at work for its one site: a line of JSON in, a line of JSON out."""
_GO_ON = """
from openiop.demo import story
story.wake_clock()
Heartbeat.objects.filter(job="worker").update(beat_at=clock.wall())
"""
"""What a start does: the clock goes on from where it stood, and the jobs run."""
FAR_BEYOND = 10_000
"""So many rows of the trail no journey writes."""
STOP_WITHIN_SECONDS = 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """`openiop serve` on a data folder of its own."""

    folder: Path
    port: int
    read_first: Path | None = None
    """A folder that Python looks into before ours; a `sitecustomize.py` there is run first."""
    process: subprocess.Popen[str] | None = None
    _answering: subprocess.Popen[str] | None = None
    _begun_again: int = 0

    @property
    def address(self) -> str:
        """Where its pages are, without a slash at the end."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder.with_suffix(".log")

    @property
    def settings(self) -> dict[str, str]:
        """The environment for this data folder and no other."""
        left_out = ("OPENIOP_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        path = os.pathsep.join(str(each) for each in (self.read_first, ROOT) if each)
        return kept | {"OPENIOP_DATA": str(self.folder), "PYTHONPATH": path}

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("a") as log:
            begun_at = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "openiop", "serve", "--port", str(self.port)],
                env=self.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while "OpenIOP is ready" not in self.log.read_text()[begun_at:]:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"The server did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def begin_again(self, told: Path) -> None:
        """Everything in the database is as in the one `told`; a server that was stopped is up."""
        with (
            contextlib.closing(sqlite3.connect(f"{told.as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(self.folder / told.name, timeout=20)) as target,
        ):
            source.backup(target)
            # what the pages remember until the trail has a new row is not of this journey
            self._begun_again += 1
            target.execute(
                "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'privacy_auditevent'",
                (FAR_BEYOND * self._begun_again,),
            )
            target.commit()
        if self.is_running:
            self.ask(_GO_ON)
        else:
            self.start()

    def get(self, path: str) -> str:
        """A page that stands without a sign-in."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            answer = connection.getresponse()
            assert answer.status == http.client.OK, f"{answer.status}: {path}"
            return answer.read().decode()

    def child(self, name: str) -> int:
        """The process of that name which the supervisor started."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        while time.monotonic() < deadline:
            for pid in children.read_text().split():
                with contextlib.suppress(OSError):
                    if Path(f"/proc/{pid}/comm").read_text().strip() == name:
                        return int(pid)
            time.sleep(0.05)
        raise AssertionError(f"{name} is not running")

    def stop(self) -> int:
        """Ctrl-C, and how it ended."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_WITHIN_SECONDS)

    def kill(self) -> None:
        """`kill -9`, and wait until its children noticed."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        while self.is_listening() and time.monotonic() < deadline:
            time.sleep(0.05)

    def worker(self) -> int:
        """The process of the background jobs."""
        return self.child("openiop-jobs")

    def ask(self, code: str) -> str:
        """What some lines of Python print in the data folder, at work for its one site."""
        if self._answering is None:
            with self.log.open("a") as log:
                self._answering = subprocess.Popen(
                    [sys.executable, "-m", "openiop", "manage", "shell", "-v", "0", "-c", _ANSWERS],
                    env=self.settings,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
        assert self._answering.stdin is not None
        assert self._answering.stdout is not None
        self._answering.stdin.write(json.dumps(code) + "\n")
        self._answering.stdin.flush()
        answer = self._answering.stdout.readline()
        assert answer, self.log.read_text()
        said: str = json.loads(answer)
        return said

    def answer_no_more(self) -> None:
        """Nothing is asked any more."""
        if self._answering is not None:
            self._answering.communicate(timeout=STOP_WITHIN_SECONDS)
            self._answering = None

    def set_clock(self, hhmm: str) -> None:
        """Move the demo's clock to a time of its day that has no button."""
        self.ask(f'set_demo_clock(site, clock.at(clock.today(), "{hhmm}"))')

    def is_listening(self) -> bool:
        """Whether anybody answers at its port."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False
