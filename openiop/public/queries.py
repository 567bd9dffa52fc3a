"""What the help page says."""

from __future__ import annotations

from datetime import datetime


def help_page(now: datetime) -> dict[str, object]:
    """Who can be reached right now."""
    return {}
