"""Whose notes need a second signature, and who may give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _


@dataclass(frozen=True)
class CosignRules:
    """Credentials under which somebody may sign alone.

    Source: [product default]; domain.md 3.5 asks for a co-signature "if required". Who is
    independently licensed is state law: a program checks this list with its counsel.
    """

    id: str = "openiop-cosign/1"
    independent: frozenset[str] = frozenset(
        {
            *("LCSW", "LICSW", "LISW", "LCSW-S", "LPC", "LPCC", "LCPC", "LMHC", "LPC-S"),
            *("LMFT", "LMFT-S", "PSYD", "PHD", "MD", "DO", "PMHNP", "NP", "APRN", "CNS", "PA-C"),
        }
    )


COSIGN_RULES = CosignRules()


def needs_cosign(credentials: str, rules: CosignRules = COSIGN_RULES) -> bool:
    """A note needs a second signature when no credential of its author stands on the list.

    An author without any credential on file always needs one.
    Source: [product default]; domain.md 3.5.
    """
    told = {each.upper().replace(".", "") for each in re.split(r"[\s,;/]+", credentials) if each}
    return not told & rules.independent


@dataclass(frozen=True)
class CosignFacts:
    """What is known when somebody wants to give a second signature."""

    is_signed: bool
    is_due: bool
    is_done: bool
    is_author: bool
    credentials: str
    is_asked: bool = False
    """A question about it waits for its answer."""


def may_cosign(facts: CosignFacts, rules: CosignRules = COSIGN_RULES) -> Decision:
    """Somebody else than the author co-signs, once, under a credential that may sign alone.

    Source: [product default]; domain.md 3.5.
    """
    return Decision.all_of(
        (facts.is_signed, Reason("not_signed", _("This note is not signed yet."))),
        (facts.is_due, Reason("no_cosign", _("This note needs no second signature."))),
        (not facts.is_done, Reason("cosigned", _("This note is co-signed already."))),
        (not facts.is_author, Reason("author", _("Nobody co-signs her own note."))),
        (not facts.is_asked, Reason("asked", _("A question about it is not answered yet."))),
        (
            not needs_cosign(facts.credentials, rules),
            Reason("credentials", _("Your credentials on file do not allow a second signature.")),
        ),
    )
