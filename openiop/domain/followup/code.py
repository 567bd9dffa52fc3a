"""The code she chose: easy for her, and none that somebody who knows her would try first.

Source: issue: "a code she chose (not a birthday)"; the lengths are [product default].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import permutations, product

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _


@dataclass(frozen=True)
class CodeRules:
    """What a code may be.

    Source: [product default].
    """

    id: str = "openiop-her-code/1"
    least: int = 4
    most: int = 40


CODE_RULES = CodeRules()


def code_folded(typed: str) -> str:
    """A code however it was typed: small letters, single spaces.

    Source: [product default].
    """
    return " ".join(typed.casefold().split())


def _birthday_digits(born_on: date) -> frozenset[str]:
    """The birthday in every usual order, with and without the leading noughts."""
    days = (f"{born_on.day:02d}", str(born_on.day))
    months = (f"{born_on.month:02d}", str(born_on.month))
    years = ((), (str(born_on.year),), (f"{born_on.year % 100:02d}",))
    found = {
        "".join(order)
        for day, month, year in product(days, months, years)
        for order in permutations((day, month, *year))
    }
    return frozenset(found | {str(born_on.year)})


def may_be_her_code(
    typed: str,
    born_on: date | None,
    phone: str,
    names: tuple[str, ...],
    rules: CodeRules = CODE_RULES,
) -> Decision:
    """A code has four signs or more and is not her birthday, her number, her name, or one sign.

    Why: whoever has her phone in hand tries these first.
    Source: issue: "a code she chose (not a birthday)".
    """
    code = code_folded(typed)
    plain = "".join(c for c in code if c.isalnum())
    digits = "".join(c for c in code if c.isdigit())
    number = "".join(c for c in phone if c.isdigit())
    birthday = born_on is not None and digits in _birthday_digits(born_on)
    hers = plain and any(plain == code_folded(name).replace(" ", "") for name in names if name)
    easy = len(set(plain)) == 1 or plain in "01234567890" or plain in "09876543210"
    return Decision.all_of(
        (
            rules.least <= len(plain) and len(code) <= rules.most,
            Reason(
                "length",
                _("Choose at least {n} letters or numbers."),
                params={"n": rules.least},
                field_name="code",
            ),
        ),
        (
            not birthday,
            Reason(
                "birthday",
                _("Please do not use a birthday. People who know you try it first."),
                field_name="code",
            ),
        ),
        (
            not (digits and number and plain == digits and number.endswith(digits)),
            Reason("phone", _("Please do not use your phone number."), field_name="code"),
        ),
        (
            not hers and not (plain and easy),
            Reason(
                "easy",
                _("Please choose something that is harder to guess."),
                field_name="code",
            ),
        ),
    )
