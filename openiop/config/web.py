"""What is loaded, and the two processes that work with it.

The pages: granian with one worker and four threads. The background jobs: one loop.
"""

from __future__ import annotations

import gc
import os
from typing import Any

from openiop.config.orphans import stop_when_orphaned

THREADS = 4
STOP_WITHIN_SECONDS = 3
OBJECTS_BEFORE_A_LOOK = 10_000
"""Python itself looks after 700, which a page makes a hundred times over."""


def load() -> None:
    """Django with every page and every job, but no connection to the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiop.config.settings")
    os.environ["OPENIOP_COLLECTING"] = "yes"
    import django

    django.setup()
    import openiop.config.jobs
    import openiop.config.urls  # noqa: F401 - loaded for those who come after


def work() -> None:
    """The background jobs, until told to stop."""
    load()
    from openiop.config import jobs

    jobs.work()


def _load_pages(parent: int) -> Any:
    stop_when_orphaned(parent)
    from openiop.config.wsgi import application

    # what is loaded stays: looking through it again and again would make pages wait
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_LOOK, 20, 20)
    return application


class _Loader:
    """Loads the pages inside granian's worker, which then stops with its parent."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self, target: str) -> Any:
        return _load_pages(self.parent)


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "openiop.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
    ).serve(target_loader=_Loader(os.getpid()))
