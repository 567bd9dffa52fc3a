"""Children of the supervisor: split off from it, so that what it loaded is loaded once.

Where a process cannot be split off safely, a child starts anew and loads everything itself.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from openiop.config.orphans import stop_when_orphaned

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Task = Callable[..., object]
"""A function of a module, which a child can find again."""

if sys.platform == "linux":
    context = multiprocessing.get_context("fork")
else:
    context = multiprocessing.get_context("spawn")


def start(name: str, task: Task, *arguments: object) -> BaseProcess:
    """A child named `name` that does `task`, and stops when its parent is gone."""
    process = context.Process(target=_become, args=(name, os.getpid(), task, *arguments))
    with _signals_held_back():
        process.start()
    return process


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """A signal that meets a child before it is one waits until it is."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _become(name: str, parent: int, task: Task, *arguments: object) -> None:
    # so that Ctrl-C reaches the supervisor alone, which then stops them in order
    os.setsid()
    # what lists processes shows which is which; elsewhere there is no such place
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    stop_when_orphaned(parent)
    task(*arguments)


def stop_by(process: BaseProcess, deadline: float) -> None:
    """Not politely any more, once the time is up."""
    process.join(max(0.0, deadline - time.monotonic()))
    if process.is_alive() and process.pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


@dataclass
class Child:
    """A process that is kept running: started again when it dies, at growing intervals."""

    name: str
    """What the terminal calls it."""
    short_name: str
    task: Task
    arguments: tuple[object, ...] = ()
    say: Callable[[str], None] = print
    process: BaseProcess | None = None
    started_at: float = 0.0
    start_after: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    deaths: int = field(default=0)

    def keep_alive(self) -> None:
        """Start it when it is not running, unless it died a moment ago."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.is_alive():
                if now - self.started_at > STEADY_AFTER_SECONDS:
                    self.pause_seconds, self.deaths = FIRST_PAUSE_SECONDS, 0
                return
            self.deaths += 1
            self.start_after = now + self.pause_seconds
            self.say(
                f"{self.name} stopped by themselves; starting again in {self.pause_seconds:.0f} s."
            )
            self.pause_seconds = min(self.pause_seconds * 2, LONGEST_PAUSE_SECONDS)
            self.process = None
        if now >= self.start_after:
            self.started_at = now
            self.process = start(self.short_name, self.task, *self.arguments)

    def ask_to_stop(self) -> None:
        """Politely first."""
        if self.process is not None and self.process.is_alive():
            self.process.terminate()

    def stop_by(self, deadline: float) -> None:
        """Not politely any more, once the time is up."""
        if self.process is not None:
            stop_by(self.process, deadline)
