"""With whom what may be shared, for what, and until when; a revocation holds at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Relation(Word):
    """What somebody is to her."""

    PARTNER = "partner", _("Partner")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Sister or brother")
    FRIEND = "friend", _("Friend")
    OTHER_FAMILY = "other_family", _("Other family")
    PRIMARY_CARE = "primary_care", _("Primary care")
    PRESCRIBER = "prescriber", _("Prescriber outside")
    THERAPIST = "therapist", _("Therapist outside")
    CASE_MANAGER = "case_manager", _("Case manager")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School")
    LEGAL = "legal", _("Court or lawyer")
    PAYER = "payer", _("Insurance")
    OTHER = "other", _("Somebody else")


class Purpose(Word):
    """What something is shared for."""

    CARE = "care", _("Care outside")
    FAMILY = "family", _("Support at home")
    EMERGENCY = "emergency", _("An emergency")
    PAYMENT = "payment", _("Payment")
    WORK = "work", _("Work or school")
    LEGAL = "legal", _("Court or benefits")
    HER_OWN = "her_own", _("At her own request")


class Part(Word):
    """What may be shared; each is chosen on purpose."""

    ATTENDANCE = "attendance", _("That she comes, and when")
    DIAGNOSES = "diagnoses", _("Diagnoses")
    MEDICATIONS = "medications", _("Medications and allergies")
    PLAN = "plan", _("Goals and plan")
    PROGRESS = "progress", _("How it is going")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    NOTES = "notes", _("Notes")


@dataclass(frozen=True)
class ReleaseRules:
    """How long a release may run."""

    id: str = "openiop-release/1"
    longest_days: int = 365
    """Source: product default; an authorization needs an expiry (45 CFR 164.508(c)(1)(v))."""


RELEASE_RULES = ReleaseRules()


@dataclass(frozen=True)
class ReleaseFacts:
    """A release as the rules see it."""

    purposes: frozenset[Purpose]
    parts: frozenset[Part]
    from_on: date
    until_on: date
    revoked_at: datetime | None = None
    struck: bool = False


def may_release(
    facts: ReleaseFacts,
    signed_on: date,
    keep_away: bool,
    today: date,
    rules: ReleaseRules = RELEASE_RULES,
) -> Decision:
    """A release says for what, which parts, and until when, and is signed; never to the unsafe.

    Why: who must not know that she is here is never given a release, whoever asks for it.
    Source: 45 CFR 164.508(c)(1); the longest time is a product default.
    """
    longest = timedelta(days=rules.longest_days)
    return Decision.all_of(
        (
            not keep_away,
            Reason(
                "keep_away",
                _("She does not want this person to know that she is here. Nothing is shared."),
            ),
        ),
        (
            bool(facts.purposes),
            Reason("purposes", _("Choose what it is for."), field_name="purposes"),
        ),
        (
            bool(facts.parts),
            Reason("parts", _("Choose what may be shared."), field_name="parts"),
        ),
        (
            signed_on <= today,
            Reason("signed", _("It cannot be signed after today."), field_name="signed_on"),
        ),
        (
            facts.from_on <= facts.until_on,
            Reason("order", _("It cannot end before it begins."), field_name="until_on"),
        ),
        (
            facts.until_on - facts.from_on <= longest,
            Reason(
                "longest",
                _("A release runs for {days} days at most."),
                params={"days": rules.longest_days},
                field_name="until_on",
            ),
        ),
    )


def holds(facts: ReleaseFacts, now: datetime, today: date) -> bool:
    """Whether a release holds at this moment: begun, not over, not revoked, not struck.

    Source: 45 CFR 164.508(b)(5): an authorization may be revoked at any time.
    """
    is_revoked = facts.revoked_at is not None and facts.revoked_at <= now
    return not facts.struck and not is_revoked and facts.from_on <= today <= facts.until_on


def shareable(
    releases: tuple[ReleaseFacts, ...],
    purpose: Purpose,
    keep_away: bool,
    now: datetime,
    today: date,
) -> frozenset[Part]:
    """The parts that may be shared for this purpose right now; empty means nothing at all.

    Source: 45 CFR 164.508(a)(1): nothing beyond the authorization, minimum necessary 164.502(b).
    """
    if keep_away:
        return frozenset()
    return frozenset(
        part
        for each in releases
        if purpose in each.purposes and holds(each, now, today)
        for part in each.parts
    )


def is_meant(recipient: str, names: Iterable[str]) -> bool:
    """Whether words on an envelope or a sender's name mean a contact, by name or organization.

    Upper and lower case are alike; one may be longer than the other, such as "Elm Clinic, front
    desk".
    Source: product default: in doubt something stops, and a person looks.
    """
    said = " ".join(recipient.casefold().split())
    known = [" ".join(name.casefold().split()) for name in names]
    return bool(said) and any(name and (name in said or said in name) for name in known)


def stopped_at(
    releases: tuple[ReleaseFacts, ...], agreed_at: datetime | None, now: datetime
) -> datetime | None:
    """When what was agreed for a contact stopped: she took a release to them back since.

    What she agrees to after that counts again.
    Source: 45 CFR 164.508(b)(5); issue "the way in": revocation acts at once everywhere.
    """
    since = [
        each.revoked_at
        for each in releases
        if each.revoked_at is not None
        and each.revoked_at <= now
        and (agreed_at is None or each.revoked_at >= agreed_at)
    ]
    return max(since, default=None)
