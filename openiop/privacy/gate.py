"""The gate: `@page` in front of everything shown, `@action` around everything written.

An action is: permission, site, one transaction, the deed, one row in the trail. Only the outermost
action opens a transaction; actions it calls are its parts. A refusal is written to the trail after
the rollback. A broken constraint is a refusal with words, not a crash.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from openiop.base import clock
from openiop.base.looking import known
from openiop.domain.decision import Reason, Refused
from openiop.domain.privacy import About, Permission, may
from openiop.domain.text import _

from .actor import Actor
from .models import AccessLog, AuditEvent, Receipt, Tie

P = ParamSpec("P")
R = TypeVar("R")

NOT_ALLOWED = Reason("not_allowed", _("This is not open to you."))
CONFLICT = Reason(
    "conflict",
    _("Somebody else saved something at the same moment. Nothing was lost: look again and retry."),
)


class AlreadyDone(Exception):
    """This very request was carried out before."""

    def __init__(self, receipt_id: UUID) -> None:
        super().__init__(str(receipt_id))
        self.receipt_id = receipt_id


@dataclass
class _Running:
    """The outermost action under way in this thread of work."""

    by: Actor
    codes: dict[str, object] = field(default_factory=dict)


_running: ContextVar[_Running | None] = ContextVar("openiop_running_action", default=None)
request_id: ContextVar[UUID | None] = ContextVar("openiop_request_id", default=None)

_FOLD = timedelta(minutes=15)
"""Repeated looks at the same clients within this time are one row of the access log."""

_one_writer = threading.Lock()
"""SQLite has one writer. Queueing here costs milliseconds, queueing in SQLite costs seconds."""


def ties_of(actor: Actor) -> frozenset[UUID]:
    """The clients this person works with today."""
    if not actor.is_staff:
        return frozenset()
    today, ties = clock.today(), known("ties")
    if (actor.id, today) not in ties:
        ties[actor.id, today] = _ties_on(actor, today)
    found: frozenset[UUID] = ties[actor.id, today]
    return found


def _ties_on(actor: Actor, today: date) -> frozenset[UUID]:
    return frozenset(
        Tie.objects.filter(staff_id=actor.id, from_on__lte=today)
        .exclude(until_on__lt=today)
        .values_list("client_id", flat=True)
    )


def allows(actor: Actor, permission: Permission, about: About) -> bool:
    """Whether `actor` may use `permission` on `about`; asks for ties only when they matter."""
    if actor.is_system:
        return True

    def ask(tied_to: frozenset[UUID]) -> bool:
        return may(
            actor.roles,
            permission,
            about=about,
            own_id=actor.id,
            client_id=actor.client_id,
            tied_to=tied_to,
        )

    return ask(frozenset()) or (bool(about.client_ids) and actor.is_staff and ask(ties_of(actor)))


def about_of(values: Iterable[object]) -> About:
    """Whom the given records are about: every record that can say so is asked."""
    clients: list[UUID] = []
    staff: list[UUID] = []
    for value in values:
        parts = value if isinstance(value, list | tuple) else (value,)
        for part in parts:
            if (tell := getattr(part, "about", None)) is not None:
                told: About = tell()
                clients.extend(told.client_ids)
                staff.extend(told.staff_ids)
    return About(tuple(dict.fromkeys(clients)), tuple(dict.fromkeys(staff)))


def audit_codes(**codes: object) -> None:
    """Add codes (never clinical words) to the trail row of the action under way."""
    running = _running.get()
    if running is not None:
        running.codes.update(codes)


def write_trail(
    verb: str,
    outcome: Literal["done", "refused"],
    by: Actor,
    about: About,
    subjects: Iterable[object],
    codes: dict[str, object],
) -> None:
    """Append one row to the trail."""
    AuditEvent.objects.create(
        at=clock.now(),
        by=by.id,
        on_behalf_of=by.on_behalf_of,
        verb=verb,
        outcome=outcome,
        subject_ids=[str(pk) for s in subjects if (pk := getattr(s, "pk", None)) is not None],
        client_ids=[str(client_id) for client_id in about.client_ids],
        codes=codes,
    )


def action(permission: Permission, *, audit: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the one audited way to do its deed; see the module's words."""

    def wrap(deed: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(deed).parameters.values()
        if any(p.kind is not p.KEYWORD_ONLY for p in parameters):
            raise TypeError(f"{deed.__qualname__}: an action takes keywords only")
        if [p.name for p in parameters][-1:] != ["by"]:
            raise TypeError(f"{deed.__qualname__}: an action takes `by` last")

        @wraps(deed)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast(Actor, kwargs["by"])
            subjects = [value for name, value in kwargs.items() if name != "by"]
            about = about_of(subjects)
            if _running.get() is not None:
                result = deed(*args, **kwargs)
                write_trail(audit, "done", by, about, subjects, {})
                return result
            return _outermost(lambda: deed(*args, **kwargs), permission, audit, by, about, subjects)

        run.permission = permission  # type: ignore[attr-defined] # read by tests/architecture
        run.audit = audit  # type: ignore[attr-defined] # read by tests/architecture
        return run

    return wrap


def _outermost(
    deed: Callable[[], R],
    permission: Permission,
    audit: str,
    by: Actor,
    about: About,
    subjects: list[Any],
) -> R:
    running = _Running(by)
    token = _running.set(running)
    lock = _one_writer if connection.vendor == "sqlite" else nullcontext()
    try:
        with lock:
            try:
                with transaction.atomic(durable=True):
                    if not allows(by, permission, about):
                        raise Refused((NOT_ALLOWED,))
                    _take_receipt(audit)
                    result = deed()
                    write_trail(audit, "done", by, about, subjects, running.codes)
                return result
            except IntegrityError as broken:
                refusal = Refused((CONFLICT,))
                _trail_refusal(audit, by, about, subjects, refusal)
                raise refusal from broken
            except Refused as refusal:
                _trail_refusal(audit, by, about, subjects, refusal)
                raise
    finally:
        _running.reset(token)


def _trail_refusal(
    audit: str, by: Actor, about: About, subjects: list[Any], refusal: Refused
) -> None:
    codes = {"reasons": [reason.code for reason in refusal.reasons]}
    write_trail(audit, "refused", by, about, subjects, cast("dict[str, object]", codes))


def _take_receipt(verb: str) -> None:
    wanted = request_id.get()
    if wanted is None:
        return
    if Receipt.objects.filter(pk=wanted).exists():
        raise AlreadyDone(wanted)
    Receipt.objects.create(pk=wanted, verb=verb)


def log_access(actor: Actor, page: str, client_ids: Iterable[UUID]) -> None:
    """Record that `actor` looked at these clients on `page`, once in 15 minutes."""
    shown = sorted(str(client_id) for client_id in client_ids)
    if not shown or actor.is_client:
        return
    now = clock.now()
    last = (
        AccessLog.objects.filter(by=actor.id, page=page, at__gt=now - _FOLD)
        .order_by("-at", "-pk")
        .values_list("client_ids", flat=True)
        .first()
    )
    if last is None or not set(shown) <= set(last):
        AccessLog.objects.create(at=now, by=actor.id, page=page, client_ids=shown)
