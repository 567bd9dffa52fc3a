"""Where a Chromium is on this machine, and how the tests start it."""

from __future__ import annotations

import shutil

NAMES = (
    # without the parts that draw windows it starts and loads pages a fifth faster
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = (
    # containers and CI run as root, where Chromium's own sandbox cannot start
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
