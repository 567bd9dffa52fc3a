"""Reading the environment: typed readers that raise on a bad value and accept `NAME_FILE`."""

from __future__ import annotations

import os
from pathlib import Path


class BadSetting(ValueError):
    """A setting is there but cannot be read as what it should be."""


def text(name: str, default: str | None = None) -> str:
    """The text in `name`, or in the file `NAME_FILE` points to."""
    if file_name := os.environ.get(f"{name}_FILE"):
        return Path(file_name).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"{name} is not set.")
    return value


def flag(name: str, default: bool) -> bool:
    """True or false: 1, true, yes, on; 0, false, no, off."""
    value = text(name, str(default)).lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise BadSetting(f"{name} should be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} should be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Several words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
