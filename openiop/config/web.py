"""The process that serves the pages: granian with one worker and four threads."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from openiop.config.orphans import stop_when_orphaned

THREADS = 4
STOP_WITHIN_SECONDS = 3
OBJECTS_BEFORE_A_LOOK = 10_000
"""Python itself looks after 700, which a page makes a hundred times over."""


def _load(target: str, parent: int) -> Any:
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
        return _load(target, self.parent)


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    stop_when_orphaned()
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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
