"""Supervision: a signed note goes back with a question before it is co-signed."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _


@dataclass(frozen=True)
class ReturnFacts:
    """What is known when the lead asks, or the author wants to write anew."""

    is_signed: bool
    cosign_due: bool
    is_cosigned: bool
    is_author: bool
    was_asked: bool = False


def may_ask(facts: ReturnFacts, words: str) -> Decision:
    """Somebody else than the author asks about a signed note that still waits for its co-signature.

    Source: issue, "Supervision".
    """
    return Decision.all_of(
        (facts.is_signed, Reason("not_signed", _("This note is not signed yet."))),
        (facts.cosign_due, Reason("no_cosign", _("This note needs no second signature."))),
        (not facts.is_cosigned, Reason("cosigned", _("This note is co-signed already."))),
        (not facts.is_author, Reason("author", _("Nobody gives back her own note."))),
        (bool(words.strip()), Reason("words", _("Write your question."), field_name="words")),
    )


def may_write_anew(facts: ReturnFacts) -> Decision:
    """Its author writes a new version after a question and before the co-signature; old ones stay.

    After the co-signature only addenda follow.
    Source: issue, "Supervision"; domain.md 3.7 R-DOC-04.
    """
    return Decision.all_of(
        (facts.is_author, Reason("not_author", _("Only its author writes it anew."))),
        (facts.is_signed, Reason("not_signed", _("This note is not signed yet."))),
        (
            facts.cosign_due and not facts.is_cosigned,
            Reason("final", _("This note is final. Add an addendum to correct it.")),
        ),
        (facts.was_asked, Reason("not_asked", _("Nobody asked about this note."))),
    )
