"""The server as a newcomer starts it: a process of its own on a data folder of its own."""

from __future__ import annotations

import contextlib
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
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where its pages are, without a slash at the end."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        left_out = ("OPENIOP_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT")
        settings = {
            name: value for name, value in os.environ.items() if not name.startswith(left_out)
        }
        settings |= {"OPENIOP_DATA": str(self.folder), "PYTHONPATH": str(ROOT)}
        with self.log.open("a") as log:
            begun_at = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "openiop", "serve", "--port", str(self.port)],
                env=settings,
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

    def is_listening(self) -> bool:
        """Whether anybody answers at its port."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False
