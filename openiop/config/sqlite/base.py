"""Django's SQLite, with every id and moment it has read once remembered.

Why: a page for 240 clients reads thousands of ids and times, most of them again and again (the same
client, the same session). Making them anew was a third of the page.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base, operations

REMEMBERED = 32_768
"""How many of each: about 5 MB when full."""


@lru_cache(REMEMBERED)
def _moment(kept: bytes) -> datetime:
    moment = datetime.fromisoformat(kept.decode())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@lru_cache(REMEMBERED)
def _day(kept: bytes) -> date:
    return date.fromisoformat(kept.decode())


_id = lru_cache(REMEMBERED)(UUID)

sqlite3.register_converter("datetime", _moment)
sqlite3.register_converter("timestamp", _moment)
sqlite3.register_converter("date", _day)


class DatabaseOperations(operations.DatabaseOperations):
    """Reads an id that was read before without making it anew."""

    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> UUID | None:
        return None if value is None else _id(value)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own but for the above."""

    ops_class = DatabaseOperations
