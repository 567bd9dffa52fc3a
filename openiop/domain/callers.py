"""Who asks about her: people who must not know that she is here are told what everybody is told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .text import _

PHONE_DIGITS = 10
"""So many last digits make a US phone number, however it is written."""


@dataclass(frozen=True)
class Caller:
    """What is known of somebody who calls, writes or signs a form."""

    name: str = ""
    phone: str = ""
    email: str = ""


def _letters(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return frozenset(kept.casefold().split())


def _digits(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""


def is_same_caller(asks: Caller, known: Caller) -> bool:
    """The same phone number, the same e-mail, or every word of the shorter name in the longer one.

    One single first name in common is not enough when the other side has two names.
    Why: a wrong "yes" costs a moment of care, a wrong "no" may cost a woman her safety; the answer
    a caller hears is the same in both cases.
    Source: domain.md 4.7 R-DV-06; how names are compared [product default].
    """
    if _digits(asks.phone) and _digits(asks.phone) == _digits(known.phone):
        return True
    if asks.email.strip() and asks.email.strip().casefold() == known.email.strip().casefold():
        return True
    a, b = _letters(asks.name), _letters(known.name)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    return shorter <= longer and (len(shorter) > 1 or len(longer) == 1)


SAY_THIS = _(
    "I can't say whether anybody is here. That is the same for everyone who asks. I can take your "
    "name and number."
)
"""The one sentence every caller hears, whoever asks about whomever."""

CUE = _("Do not confirm. Say only the sentence, and tell the clinical lead.")
NO_CUE = _("Say only the sentence. To a person she agreed to, her own team calls back.")


def cue_for(is_blocked: bool) -> str:
    """The desk reads one cue when the caller is somebody's blocked person, another for all others.

    The sentence to the caller never changes, and neither cue names a client.
    Source: domain.md 4.7 R-DV-06.
    """
    return CUE if is_blocked else NO_CUE
