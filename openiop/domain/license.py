"""Licenses: who may sign and lead today, and who has to renew soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
