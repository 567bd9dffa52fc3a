"""What a page that is only looked at asks once, and knows until it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_known: ContextVar[dict[str, dict[Any, Any]] | None] = ContextVar(
    "openiop_known_while_looking", default=None
)


@contextmanager
def looking() -> Iterator[None]:
    """While a page is only looked at: nothing it reads changes under it."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def known(what: str) -> dict[Any, Any]:
    """What was read of `what` for this page; when something may be written, a new empty one."""
    everything = _known.get()
    return {} if everything is None else everything.setdefault(what, {})
