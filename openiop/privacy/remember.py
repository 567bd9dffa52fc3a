"""What a page of the whole program found, remembered until something is written.

Why: a day board hangs on several walls and asks every 15 seconds, and with 240 clients each answer
is a tenth of a second of work for a picture that did not change. Every write goes through the gate
and leaves a row in the trail, so the trail says whether anything can have changed. What depends on
the time is right to the minute.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import TypeVar, cast

from django.db import connection
from django.db.models import Count, Max

from openiop.base import clock
from openiop.base.scope import current_site_id

from .models import AuditEvent

T = TypeVar("T")

KEPT = 64
"""How many findings are remembered at once."""
LATELY = 1000
"""So many of the last events are counted, since one with a lower number may be committed later."""

Mark = tuple[int, int, datetime]
_kept: dict[Hashable, tuple[Mark, object]] = {}
_lock = Lock()


def until_written(what: Hashable, find: Callable[[], T]) -> T:
    """What `find` gives, or gave for the same `what` since the last write and in this minute.

    `what` names the question with everything the answer depends on but the records and the time.
    The answer is shared: nobody may change it. Inside a transaction nothing is remembered, because
    what is read there may still be undone.
    """
    if _may_be_undone():
        return find()
    key, mark = (current_site_id(), what), _mark()
    with _lock:
        before = _kept.get(key)
    if before is not None and before[0] == mark:
        return cast(T, before[1])
    found = find()
    with _lock:
        _kept.pop(key, None)
        _kept[key] = (mark, found)
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return found


def _may_be_undone() -> bool:
    return connection.in_atomic_block


def _mark() -> Mark:
    trail = AuditEvent.all_sites
    last = trail.aggregate(last=Max("pk"))["last"] or 0
    lately = trail.filter(pk__gt=last - LATELY).aggregate(n=Count("pk"))["n"]
    return last, lately, clock.now().replace(second=0, microsecond=0)
