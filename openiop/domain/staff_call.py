"""Calling somebody of the staff who is not signed in: who, in which words, and how often again.

Source: issue, "Escalation has a channel that reaches a person who is not signed in"; domain.md 4.7
R-DV-03 (neutral words); the retry times are [product default] of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from .decision import Decision, Reason
from .moments import minutes_later, seconds_between
from .text import _
from .words import Word

CALL_WORDS = _("OpenIOP: an alert waits for you. Sign in.")
"""Everything that leaves: no name, no health word, no link."""


class CallBy(Word):
    """How somebody of the staff is reached when she is not signed in."""

    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")


@dataclass(frozen=True)
class CallRules:
    """How often a call that did not get through is tried again, and what a number looks like.

    Source: [product default] of ours.
    """

    id: str = "openiop-staff-call/1"
    tries_most: int = 8
    first_retry_min: float = 0.5
    """After the first try that failed; each further wait is twice as long."""
    longest_retry_min: float = 15
    digits_least: int = 7
    """Of a telephone number."""
    claim_min: float = 2
    """A try begun and not ended within this time is taken up again: the job died in it."""


CALL_RULES = CallRules()


def may_try(
    tries: int, last_try_at: datetime | None, now: datetime, rules: CallRules = CALL_RULES
) -> bool:
    """A failed call is tried again after half a minute, then ever longer, eight times in all.

    Source: [product default] of ours.
    """
    if tries >= rules.tries_most:
        return False
    if tries == 0 or last_try_at is None:
        return True
    wait_min: float = min(rules.first_retry_min * 2.0 ** (tries - 1), rules.longest_retry_min)
    return bool(seconds_between(last_try_at, now) >= wait_min * 60)


def was_left(begun_at: datetime, now: datetime, rules: CallRules = CALL_RULES) -> bool:
    """A try that was begun and never ended is taken up again: better twice than not at all.

    Source: [product default] of ours.
    """
    return now >= minutes_later(begun_at, rules.claim_min)


@dataclass(frozen=True)
class OnCall:
    """Somebody who answers on some weekdays between two times; it may run past midnight."""

    staff_id: UUID
    weekdays: frozenset[int]
    starts: time
    ends: time
    from_on: date
    until_on: date | None = None


def is_on_call(shift: OnCall, now_local: datetime) -> bool:
    """Whether this shift is on now; one that runs past midnight belongs to the day it began.

    A shift that ends when it starts lasts a whole day.
    Source: issue, "on-call list per site/time".
    """
    clock, day = now_local.time().replace(tzinfo=None), now_local.date()
    if shift.starts < shift.ends:
        return _holds(shift, day) and shift.starts <= clock < shift.ends
    if clock >= shift.starts:
        return _holds(shift, day)
    yesterday = date.fromordinal(day.toordinal() - 1)
    return clock < shift.ends and _holds(shift, yesterday)


def _holds(shift: OnCall, day: date) -> bool:
    begun = shift.from_on <= day
    return (
        begun
        and (shift.until_on is None or day <= shift.until_on)
        and day.weekday() in shift.weekdays
    )


def on_call_now(shifts: Sequence[OnCall], now_local: datetime) -> tuple[UUID, ...]:
    """Who is on call at a moment, each once, in the order of the list.

    Source: issue, "on-call list per site/time".
    """
    return tuple(dict.fromkeys(s.staff_id for s in shifts if is_on_call(s, now_local)))


def may_keep_contact(by: CallBy | None, address: str) -> Decision:
    """A text needs a phone number with at least seven digits, an e-mail an address with an @.

    Source: [product default] of ours.
    """
    digits = sum(letter.isdigit() for letter in address)
    allowed = all(letter.isdigit() or letter in "+-() ." for letter in address)
    is_phone = digits >= CALL_RULES.digits_least and allowed
    name, _at, host = address.partition("@")
    is_email = bool(name) and "." in host and " " not in address
    return Decision.all_of(
        (by is not None, Reason("no_way", _("Say how we call you."), field_name="by_way")),
        (
            by is not CallBy.TEXT or is_phone,
            Reason(
                "no_number",
                _("We cannot read that number. Example: 555-0100"),
                field_name="address",
            ),
        ),
        (
            by is not CallBy.EMAIL or is_email,
            Reason(
                "no_address",
                _("We cannot read that address. Example: name@example.org"),
                field_name="address",
            ),
        ),
    )
