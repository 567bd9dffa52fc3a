"""Authorizations as records: what the plan allowed, from when to when, and what is left of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .codes import Counted


class AuthorizationStatus(Word):
    """What the plan said.

    Source: domain.md 1.8.
    """

    REQUESTED = "requested", _("Requested")
    PENDED = "pended", _("Pended: the plan wants more")
    APPROVED = "approved", _("Approved")
    PARTLY = "partly", _("Approved in part")
    DENIED = "denied", _("Denied")
    APPEALED = "appealed", _("Appealed")
    OVERTURNED = "overturned", _("Denial overturned")
    WITHDRAWN = "withdrawn", _("Withdrawn, or entered by mistake")

    @property
    def allows(self) -> bool:
        """Whether days may be used by it."""
        return self in (
            AuthorizationStatus.APPROVED,
            AuthorizationStatus.PARTLY,
            AuthorizationStatus.OVERTURNED,
        )


@dataclass(frozen=True)
class Authorized:
    """An authorization as the rules see it."""

    status: AuthorizationStatus
    counted: Counted
    units: int
    from_on: date
    until_on: date
    code: str = ""
    most_a_week: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it covers `day`."""
        return self.status.allows and self.from_on <= day <= self.until_on


_CODE = re.compile(r"[A-Z]?\d{2,5}")
UNITS_MOST = 999


def may_record(facts: Authorized) -> Decision:
    """It ends after it begins, allows at least one unit when it allows any, and names a code.

    Source: domain.md 1.8; limits [product default].
    """
    return Decision.all_of(
        (
            facts.from_on <= facts.until_on,
            Reason("order", _("It ends before it begins."), field_name="until_on"),
        ),
        (
            (1 if facts.status.allows else 0) <= facts.units <= UNITS_MOST,
            Reason("units", _("How many were allowed? A number like 12."), field_name="units"),
        ),
        (
            bool(_CODE.fullmatch(facts.code)),
            Reason("code", _("A code like S9480 or 0905."), field_name="code"),
        ),
        (
            facts.most_a_week is None or facts.most_a_week > 0,
            Reason("week", _("A number like 3, or leave it empty."), field_name="most_a_week"),
        ),
    )


@dataclass(frozen=True)
class Ledger:
    """What of an authorization was used, and what is left."""

    used: Decimal
    left: Decimal
    over: Decimal
    """Used beyond what was allowed."""


def ledger(facts: Authorized, used: Decimal) -> Ledger:
    """Left is what was allowed less what was used; beyond it nothing is left, and that is said.

    Source: domain.md 1.8, burn-down.
    """
    allowed = Decimal(facts.units if facts.status.allows else 0)
    return Ledger(used, max(allowed - used, Decimal(0)), max(used - allowed, Decimal(0)))


def days_without(days: Sequence[date], held: Sequence[Authorized]) -> tuple[date, ...]:
    """The days no authorization that holds covers, in order.

    Source: domain.md 1.8, 9 (who is expected when authorizations lapse).
    """
    return tuple(day for day in sorted(days) if not any(each.holds_on(day) for each in held))
