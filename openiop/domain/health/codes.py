"""Finding a code in the public table of diagnoses, by words or by the code itself.

The table itself is shipped beside the pages that search it; here stands only how it is searched.

Source: ICD-10-CM tabular list (CDC/NCHS and CMS, public domain); the order is a product default.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MENTAL_CHAPTER = "F"
"""Chapter 5, mental, behavioral and neurodevelopmental disorders: what is nearly always meant."""

CODE_SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """One line of the table that may be put on a claim."""

    code: str
    title: str
    also: str = ""
    """Other names the table gives for it."""


def folded(words: str) -> str:
    """Lower-case letters without accents, as both the table and what is typed are compared.

    Source: product default.
    """
    if words.isascii():  # nearly every line of the table, and many times faster
        return words.casefold().strip()
    plain = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().strip()


def best_codes(table: Iterable[Code], typed: str, most: int = 20) -> list[Code]:
    """The codes that begin with what was typed, or whose names hold every typed word.

    Chapter F comes first, then the rest of the table; within each, codes that begin with what was
    typed come in their own order; words in the title come before words in its other names, and
    short titles before long ones.

    Source: product default.
    """
    wanted = folded(typed)
    words = wanted.split()
    if not words:
        return []
    as_code = wanted.replace(".", "").replace(" ", "").upper() if is_code_like(typed) else ""
    found: list[tuple[tuple[bool, int, int, str], Code]] = []
    for line in table:
        rank = _rank(line, words, as_code)
        if rank is not None:
            is_elsewhere = not line.code.startswith(MENTAL_CHAPTER)
            length = 0 if as_code else len(line.title)
            found.append(((is_elsewhere, rank, length, line.code), line))
    return [line for _order, line in sorted(found, key=lambda each: each[0])[:most]]


def _rank(line: Code, words: list[str], as_code: str) -> int | None:
    if as_code:
        return 0 if line.code.replace(".", "").startswith(as_code) else None
    title = folded(line.title)
    if all(word in title for word in words):
        return 1 if all(f" {word}" in f" {title}" for word in words) else 2
    if line.also:
        names = f"{title} {folded(line.also)}"
        if all(word in names for word in words):
            return 3
    return None


def is_code_like(typed: str) -> bool:
    """Whether what was typed begins like a code: a letter, then a digit.

    Source: the shape of ICD-10-CM codes.
    """
    return bool(re.match(r"\s*[A-Za-z][0-9]", typed))
