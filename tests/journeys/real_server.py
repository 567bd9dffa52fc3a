"""The server as a newcomer starts it: a process of its own on a data folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
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
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return next(
            int(pid)
            for pid in children.split()
            if Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").endswith(b"work")
        )

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
