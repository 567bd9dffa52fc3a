"""Whether two rows may be about one woman. A person decides; nothing is ever merged by itself.

Source: issue, "Duplicates are recognised by birthday + phone/e-mail sound-alikes and never merged
silently"; ux.md 2, B10 ("duplicates found by birthday + phone").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from jellyfish import jaro_winkler_similarity, metaphone

from .decision import Decision, Reason
from .text import _
from .words import Word


class Sign(Word):
    """What is alike in two rows."""

    BIRTHDAY = "birthday", _("Same birthday")
    PHONE = "phone", _("Same phone number")
    EMAIL = "email", _("Same e-mail")
    NAME = "name", _("Name sounds alike")


@dataclass(frozen=True)
class PersonFacts:
    """What tells one woman from another."""

    chosen_name: str
    last_name: str = ""
    other_first_name: str = ""
    """Her legal first name, where it is known and another."""
    born_on: date | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class DuplicateRules:
    """How alike two names have to be written when they do not sound the same.

    Source: [product default]; 0.85 keeps one slip of the pen in a first name of five letters.
    """

    id: str = "openiop-duplicates/1"
    written_alike_least: float = 0.85
    phone_digits_compared: int = 10


DUPLICATE_RULES = DuplicateRules()


def plain_letters(text: str) -> str:
    """Lower-case letters without accents, spaces and hyphens.

    Source: [product default].
    """
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in parts if c.isalpha())


def same_digits(phone: str, rules: DuplicateRules = DUPLICATE_RULES) -> str:
    """The last ten digits of a number: however it is typed, with or without the country.

    Source: [product default].
    """
    return "".join(c for c in phone if c.isdigit())[-rules.phone_digits_compared :]


def sounds_alike(one: str, other: str, rules: DuplicateRules = DUPLICATE_RULES) -> bool:
    """Two names are alike when they sound the same or differ by a slip: Sofia and Sophia.

    Source: issue, "sound-alikes"; Metaphone and Jaro-Winkler as published, threshold
    [product default].
    """
    first, second = plain_letters(one), plain_letters(other)
    if not first or not second:
        return False
    if first == second or metaphone(first) == metaphone(second) != "":
        return True
    return jaro_winkler_similarity(first, second) >= rules.written_alike_least


def signs_alike(one: PersonFacts, other: PersonFacts) -> tuple[Sign, ...]:
    """What is alike in the two, without judging yet.

    Source: issue, "Duplicates"; a last name that one of them left out is no difference.
    """
    firsts = [
        sounds_alike(mine, theirs)
        for mine in (one.chosen_name, one.other_first_name)
        for theirs in (other.chosen_name, other.other_first_name)
    ]
    last_fits = _last_names_fit(plain_letters(one.last_name), plain_letters(other.last_name))
    phone = same_digits(one.phone)
    email = one.email.strip().casefold()
    found = {
        Sign.BIRTHDAY: one.born_on is not None and one.born_on == other.born_on,
        Sign.PHONE: bool(phone) and phone == same_digits(other.phone),
        Sign.EMAIL: bool(email) and email == other.email.strip().casefold(),
        Sign.NAME: any(firsts) and last_fits,
    }
    return tuple(sign for sign, holds in found.items() if holds)


def _last_names_fit(one: str, other: str) -> bool:
    """A last name left out or told by its first letter fits every one that begins so."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) <= 1:
        return longer.startswith(shorter)
    return sounds_alike(one, other)


def may_be_one_woman(signs: tuple[Sign, ...]) -> bool:
    """Same birthday with a phone, an e-mail or a name alike; or a name and a number alike.

    Why: sisters share a phone, twins a birthday, mother and daughter a name; so one sign alone
    never asks, and a person answers.
    Source: issue, "birthday + phone/e-mail sound-alikes".
    """
    found = set(signs)
    reached_alike = bool(found & {Sign.PHONE, Sign.EMAIL})
    if Sign.BIRTHDAY in found:
        return reached_alike or Sign.NAME in found
    return reached_alike and Sign.NAME in found


def may_answer_duplicate(why: str) -> Decision:
    """Whoever looked at both says why they are the same or not.

    Source: issue, "never merged silently".
    """
    return Decision.all_of(
        (bool(why.strip()), Reason("why", _("Say what you went by."), field_name="why"))
    )
