"""Which site the running code works for: every query on a scoped record asks, when made to SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Expression, UUIDField

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class OutsideScope(RuntimeError):
    """A record of a site was asked for while no site was chosen."""


@dataclass
class Scope:
    """The site at work: its id, its zone and how far its clock stands from the machine's."""

    site_id: UUID
    zone: ZoneInfo
    clock_offset: timedelta = timedelta(0)
    standing_at: datetime | None = None
    """Set while a story is told: the clock stands here until it is moved."""
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was looked up once for this request or this round of a job; gone with it."""


_scope: ContextVar[Scope | None] = ContextVar("openiop_scope", default=None)


def current() -> Scope:
    """The scope at work; raises `OutsideScope` when there is none."""
    scope = _scope.get()
    if scope is None:
        raise OutsideScope("No site is chosen: enter site_scope(...) first.")
    return scope


def has_scope() -> bool:
    """Whether a site is chosen."""
    return _scope.get() is not None


def current_site_id() -> UUID:
    """The id of the site at work."""
    return current().site_id


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Work for `scope` until the block ends."""
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


_ID: UUIDField[UUID, UUID] = UUIDField()


class CurrentSite(Expression):
    """The site's id, filled in when SQL is compiled, so that a stored queryset cannot leak."""

    def __init__(self) -> None:
        super().__init__(output_field=UUIDField())

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """The placeholder and the id in the form this database stores."""
        return "%s", (_ID.get_db_prep_value(current_site_id(), connection),)
