"""Licenses: who may sign and lead today, and who has to renew soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .decision import YES, Decision, Reason
from .text import _


@dataclass(frozen=True)
class LicenseRules:
    """How long ahead an ending license is shown.

    Source: [product default].
    """

    id: str = "openiop-license/1"
    shown_ahead_days: int = 30
    at_most_years: int = 15
    """A last day further away than this is a slip of the keys."""
    credentials_letters_max: int = 40


LICENSE_RULES = LicenseRules()


def license_stands(until_on: date | None, today: date) -> Decision:
    """Nobody signs or leads after the last day of her license; none on file stops nobody.

    Why: which work needs a license is state law; a program that enters the date wants it kept.
    Source: issue, "Supervision" ("an expired license cannot sign or lead").
    """
    if until_on is None or today <= until_on:
        return YES
    return Decision.refused(
        Reason(
            "license",
            _("The license on file ended on {day}. Signing and leading wait for the new date."),
            params={"day": until_on},
        )
    )


def may_keep_license(
    credentials: str, until_on: date | None, today: date, rules: LicenseRules = LICENSE_RULES
) -> Decision:
    """Any last day is kept, past ones too, unless it is so far off that it must be a slip.

    Source: [product default].
    """
    return Decision.all_of(
        (
            until_on is None or abs(until_on.year - today.year) <= rules.at_most_years,
            Reason(
                "far",
                _("Please look at the year: this day is more than {n} years away."),
                params={"n": rules.at_most_years},
                field_name="until_on",
            ),
        ),
        (
            len(credentials) <= rules.credentials_letters_max,
            Reason(
                "long",
                _("Please shorten this to {n} letters."),
                params={"n": rules.credentials_letters_max},
                field_name="credentials",
            ),
        ),
    )


def license_days_left(
    until_on: date | None, today: date, rules: LicenseRules = LICENSE_RULES
) -> int | None:
    """Days until a license ends when that is soon, or has happened (then negative); else None.

    Source: issue, "Supervision"; the 30 days are a [product default].
    """
    if until_on is None:
        return None
    left = (until_on - today).days
    return left if left <= rules.shown_ahead_days else None


@dataclass(frozen=True)
class LedBy:
    """Who leads a session once whoever may not is left out."""

    lead_id: UUID | None
    co_lead_id: UUID | None
    left_out: tuple[UUID, ...] = ()
    """Those whose license does not reach the day of the session."""


def who_leads(
    lead_id: UUID | None, co_lead_id: UUID | None, last_days: Mapping[UUID, date | None], on: date
) -> LedBy:
    """From the day after her license ends nobody leads: the co-leader does, else no one yet.

    Why: a session nobody may lead is said to be uncovered, so that a person finds a colleague; it
    is never given to somebody silently.
    Source: issue, "Supervision" ("an expired license cannot sign or lead").
    """
    out = tuple(
        each
        for each in (lead_id, co_lead_id)
        if each is not None and not license_stands(last_days.get(each), on)
    )
    lead, co_lead = (None if each in out else each for each in (lead_id, co_lead_id))
    if lead is None and lead_id is not None:
        lead, co_lead = co_lead, None
    return LedBy(lead, co_lead, out)


def may_lead_again(began: bool, until_on: date | None, on: date) -> Decision:
    """Who was left out leads again once her license reaches the day and a person decides so.

    Why: a renewed license puts nothing back by itself; whoever stands in may have told the women.
    Source: issue, "Supervision"; [product default].
    """
    return Decision.all_of(
        (
            not began,
            Reason("began", _("This session has begun. Who led it stays as it is.")),
        ),
        (
            bool(license_stands(until_on, on)),
            Reason("license", _("The license on file does not reach this day.")),
        ),
    )
