"""The numbers of readiness that hold here, and every version of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openiop.accounts.queries import names_by_id
from openiop.domain.readiness.rules import (
    READINESS_RULES,
    ReadinessRules,
    changed_numbers,
    numbers_from,
)
from openiop.readiness.models import ReadinessNumbers


def rules_here() -> ReadinessRules:
    """The numbers that hold now: the site's own, once it has set any."""
    row = ReadinessNumbers.objects.order_by("-number").first()
    return numbers_from(row.numbers, row.number) if row else READINESS_RULES


@dataclass(frozen=True)
class NumbersVersion:
    """One version of the site's own numbers, with what it changed."""

    number: int
    rules: ReadinessRules
    why: str
    at: datetime
    by_name: str
    changed: tuple[str, ...]
    holds: bool


def history() -> list[NumbersVersion]:
    """Every version of the site's own numbers, newest first; two statements."""
    rows = list(ReadinessNumbers.objects.order_by("number"))
    names = names_by_id(row.created_by for row in rows)
    before, found = READINESS_RULES, []
    for row in rows:
        rules = numbers_from(row.numbers, row.number)
        found.append(
            NumbersVersion(
                row.number,
                rules,
                row.why,
                row.created_at,
                names.get(row.created_by, ""),
                changed_numbers(before, rules),
                row.number == len(rows),
            )
        )
        before = rules
    return found[::-1]
