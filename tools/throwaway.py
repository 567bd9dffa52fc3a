"""An environment for tests and type checks: the product's settings with throw-away keys.

Set before the settings are read, because the environment is where they look.
"""

from __future__ import annotations

import os

MADE_UP = {
    "OPENIOP_SECRET_KEY": "only for tests, never for people",
    "OPENIOP_FIELD_KEYS": "k1:" + "A" * 43 + "=",
    "OPENIOP_PRIVATE_NOTE_KEYS": "p1:" + "B" * 42 + "A=",
}


def set_environment(folder: str) -> None:
    """Use `folder` and made-up keys; nothing of a real installation is ever touched."""
    for name in (
        "OPENIOP_SECRET_KEY_FILE",
        "OPENIOP_FIELD_KEYS_FILE",
        "OPENIOP_PRIVATE_NOTE_KEYS_FILE",
        "OPENIOP_DATABASE_FILE",
    ):
        os.environ.pop(name, None)
    os.environ["OPENIOP_DATA"] = folder
    os.environ.update(MADE_UP)
    os.environ["DJANGO_SETTINGS_MODULE"] = "openiop.config.settings"
