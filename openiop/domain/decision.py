"""How every rule answers: a `Decision`, a tuple of reasons that is truthy when there are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a reason does to the deed it stands in the way of."""

    STOP = "stop"
    """The deed cannot be done while this holds."""
    WAIVABLE = "waivable"
    """A named role may go on, giving a reason that is recorded."""
    LATER = "later"
    """The deed may be done now; this is owed afterwards."""


@dataclass(frozen=True)
class Reason:
    """One sentence that says why not, in words a colleague would use.

    `code` is stable and used by tests and audit; `text` is marked for translation and may name
    parameters in braces, which are filled in only when the reason is shown.
    """

    code: str
    text: str
    kind: Kind = Kind.STOP
    waivable_by: tuple[str, ...] = ()
    params: dict[str, object] = field(default_factory=dict)
    field_name: str = ""
    """The form field the reason belongs to, when there is one."""

    def __hash__(self) -> int:
        return hash((self.code, self.text, self.kind))


@dataclass(frozen=True)
class Decision:
    """The answer of a rule: yes when nothing stands in the way."""

    reasons: tuple[Reason, ...] = ()

    @classmethod
    def all_of(cls, *checks: tuple[bool, Reason]) -> Decision:
        """Collect the reason of every check that does not hold, in the order given."""
        return cls(tuple(reason for holds, reason in checks if not holds))

    @classmethod
    def refused(cls, *reasons: Reason) -> Decision:
        """A decision that says no for the reasons given."""
        return cls(reasons)

    def __bool__(self) -> bool:
        return not any(reason.kind is not Kind.LATER for reason in self.reasons)

    def __iter__(self) -> Iterator[Reason]:
        return iter(self.reasons)

    def __and__(self, other: Decision) -> Decision:
        return Decision(self.reasons + other.reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in order."""
        return tuple(reason.code for reason in self.reasons)

    def or_refuse(self, waived: tuple[str, ...] = ()) -> None:
        """Raise `Refused` unless the decision is yes, apart from waivable reasons in `waived`."""
        standing = tuple(
            reason
            for reason in self.reasons
            if reason.kind is Kind.STOP
            or (reason.kind is Kind.WAIVABLE and reason.code not in waived)
        )
        if standing:
            raise Refused(standing)


YES = Decision()


class Refused(Exception):
    """A deed was refused; the reasons are for the person who asked."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


def refuse(code: str, text: str, *, field_name: str = "", **params: object) -> Refused:
    """A `Refused` with a single reason, to be raised by an action."""
    return Refused((Reason(code, text, params=params, field_name=field_name),))


class Weight(Enum):
    """Which way a piece of evidence points."""

    FOR = "for"
    AGAINST = "against"
    UNKNOWN = "unknown"
