"""A child that outlives its parent stops itself, so that `kill -9` leaves no port or job behind."""

from __future__ import annotations

import os
import signal
import threading
import time

LOOK_EVERY_SECONDS = 0.3
GRACE_SECONDS = 3


def stop_when_orphaned(parent: int) -> None:
    """Watch the parent and stop once it is gone."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
