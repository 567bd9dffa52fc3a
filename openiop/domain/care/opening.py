"""Open notes: a signed note is hers to read unless somebody holds it for a reason the law knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class HoldKind(Word):
    """Why a note is held back; each an exception of 45 CFR 171."""

    HARM = "harm", _("Reading it now could endanger somebody's life or body")
    HER_WISH = "her_wish", _("She asked not to see it, or that it is not shown")
    PRIVACY = "privacy", _("It tells about somebody else who has not agreed")
    SECURITY = "security", _("Somebody else may read along on her account")
    CANNOT = "cannot", _("It cannot be shown technically at this time")


@dataclass(frozen=True)
class HoldRules:
    """How long a note may be held before somebody looks again.

    Source: domain.md 4.6 R-PRIV-03; the number of days is a [product default].
    """

    id: str = "openiop-note-holds/1"
    days_at_most: int = 90


HOLD_RULES = HoldRules()


@dataclass(frozen=True)
class OpeningFacts:
    """What decides whether she may read a note."""

    is_signed: bool
    is_struck: bool
    is_sensitive: bool
    """A change in risk, violence by a partner, or a second signature that is still owed."""
    cosign_owed: bool
    released_alone: bool
    """Somebody looked at this one note and released it."""
    hold_expires_on: date | None
    """The last day of a hold that stands."""


class Opened(Protocol):
    """A note or another document, as far as it decides whether she reads it."""

    signed_at: Any
    struck_at: Any
    released_at: Any
    has_risk_change: Any
    partner_violence: Any
    cosign_due: Any


def opening_facts(of: Opened, *, is_cosigned: bool, hold_expires_on: date | None) -> OpeningFacts:
    """The same facts of a session note and of any other document: one rule opens both.

    Source: domain.md 4.6 R-PRIV-03; issue, "Open notes".
    """
    return OpeningFacts(
        is_signed=of.signed_at is not None,
        is_struck=of.struck_at is not None,
        is_sensitive=bool(of.has_risk_change or of.partner_violence or of.cosign_due),
        cosign_owed=bool(of.cosign_due) and not is_cosigned,
        released_alone=of.released_at is not None,
        hold_expires_on=hold_expires_on,
    )


def is_open_to_her(facts: OpeningFacts, today: date) -> bool:
    """She reads every signed note at once, except a held one and a sensitive one not yet released.

    A hold ends by itself after its last day. There is no delay for all notes.
    Source: domain.md 4.6 R-PRIV-03; issue, "Open notes".
    """
    if not facts.is_signed or facts.is_struck or facts.cosign_owed:
        return False
    if facts.hold_expires_on is not None and today <= facts.hold_expires_on:
        return False
    return facts.released_alone or not facts.is_sensitive


def may_release_alone(facts: OpeningFacts, today: date) -> Decision:
    """A sensitive note is released on its own, once it is signed, co-signed and not held.

    Source: issue, "Group session record".
    """
    held = facts.hold_expires_on is not None and today <= facts.hold_expires_on
    return Decision.all_of(
        (facts.is_signed, Reason("not_signed", _("This note is not signed yet."))),
        (not facts.is_struck, Reason("struck", _("This note was struck."))),
        (not facts.cosign_owed, Reason("cosign", _("The second signature is still owed."))),
        (not held, Reason("held", _("This note is held. End the hold first."))),
    )


def may_hold(
    kind: HoldKind | None,
    why: str,
    reviewer_known: bool,
    expires_on: date | None,
    today: date,
    rules: HoldRules = HOLD_RULES,
) -> Decision:
    """A hold names its exception, its reason, who looks at it again, and the day it ends.

    Source: domain.md 4.6 R-PRIV-03.
    """
    last = today + timedelta(days=rules.days_at_most)
    return Decision.all_of(
        (kind is not None, Reason("kind", _("Choose the exception."), field_name="kind")),
        (bool(why.strip()), Reason("why", _("Say why, about her."), field_name="why")),
        (
            reviewer_known,
            Reason("reviewer", _("Choose who looks at it again."), field_name="reviewer"),
        ),
        (
            expires_on is not None and today < expires_on <= last,
            Reason(
                "expires_on",
                _("Choose the last day, at most {days} days from today."),
                field_name="expires_on",
                params={"days": rules.days_at_most},
            ),
        ),
    )
