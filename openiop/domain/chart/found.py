"""Finding words in texts of a chart: where they stand, and a line around them.

Source: product default.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

AROUND = 90
"""Signs shown on either side of a found word."""
SHORTEST = 2
"""Signs a word needs to be looked for."""


@dataclass(frozen=True)
class Piece:
    """A piece of a line; the found words are marked."""

    text: str
    is_found: bool


def wanted_words(typed: str) -> tuple[str, ...]:
    """The words somebody looks for, folded; words in quotation marks stay together.

    Source: product default.
    """
    words: list[str] = []
    for number, part in enumerate(typed.replace("“", '"').replace("”", '"').split('"')):
        inside = _fold(part).strip()
        words.extend([inside] if number % 2 and inside else inside.split())
    return tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST))


def spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words begin in `text`, each at the start of a word; empty unless all are there.

    Source: product default.
    """
    plain = _fold(text)
    found: list[tuple[int, int]] = []
    for word in words:
        here = _starts(plain, word)
        if not here:
            return []
        found.extend((at, at + len(word)) for at in here)
    return sorted(found)


def line_around(text: str, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """A line of the text around the first found word, with every found word in it marked.

    Source: product default.
    """
    found = spans(text, words)
    if not found:
        return ()
    first = _word_start(text, max(found[0][0] - AROUND, 0), found[0][0])
    last = _word_end(text, min(found[0][1] + AROUND, len(text)), found[0][1])
    pieces: list[Piece] = []
    at = first
    for start, end in found:
        if start < at or end > last:
            continue
        pieces.append(Piece(text[at:start], is_found=False))
        pieces.append(Piece(text[start:end], is_found=True))
        at = end
    pieces.append(Piece(text[at:last], is_found=False))
    cut = [Piece("… ", is_found=False)] if first else []
    more = [Piece(" …", is_found=False)] if last < len(text) else []
    return tuple(piece for piece in (*cut, *pieces, *more) if piece.text)


def _word_start(text: str, at: int, before: int) -> int:
    """The first whole word from `at` on, if one begins before the found one."""
    if at == 0:
        return 0
    space = text.find(" ", at, before)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int, after: int) -> int:
    """The end of the last whole word up to `at`, if one ends after the found one."""
    if at == len(text):
        return at
    space = text.rfind(" ", after, at)
    return at if space < 0 else space


def _starts(plain: str, word: str) -> list[int]:
    starts, at = [], plain.find(word)
    while at >= 0:
        if at == 0 or not plain[at - 1].isalnum():
            starts.append(at)
        at = plain.find(word, at + 1)
    return starts


def _fold(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    base = unicodedata.normalize("NFKD", sign)[:1].lower()
    return base if len(base) == 1 else sign
