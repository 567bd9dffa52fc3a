"""New identifiers: random, or repeatable while a story is told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

_seeded: ContextVar[random.Random | None] = ContextVar("openiop_ids", default=None)


def new_id() -> UUID:
    """A new random identifier."""
    source = _seeded.get()
    return UUID(int=source.getrandbits(128), version=4) if source else uuid4()


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Give the same identifiers in the same order each time; for the demo and for tests."""
    token = _seeded.set(random.Random(seed))  # noqa: S311 - repeatable on purpose, guards nothing
    try:
        yield
    finally:
        _seeded.reset(token)
