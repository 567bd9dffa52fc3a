"""Notes that read alike: found before anybody signs, shown with their sentences, asked about.

What is compared is what the author typed and chose, never the rendered text: the session's part and
the plain words of the chips are the same in every chart and would drown what differs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from itertools import combinations

from openiop.domain.text import _
from openiop.domain.words import Word


@dataclass(frozen=True)
class GuardRules:
    """When two notes count as alike.

    Source: domain.md 3.5 [product default]: the same text from 80 % on, across two or more clients
    or three or more days in a row; ux.md 2: or equal to last session's.
    """

    id: str = "openiop-note-guards/1"
    alike_from: float = 0.80
    choices_weigh: float = 0.20
    """How much equal choices add; they can only make two notes more alike, never less."""
    days_in_a_row: int = 3
    words_min: int = 3
    """With fewer words typed there is nothing to compare; the note is not complete then either."""


GUARD_RULES = GuardRules()


class Alike(Word):
    """In what way a note is like another."""

    ANOTHER_CLIENT = "another_client", _("Another client's note of this session")
    LAST_SESSION = "last_session", _("The same as in her last session")
    DAYS_IN_A_ROW = "days_in_a_row", _("Alike on three days in a row")


@dataclass(frozen=True)
class Written:
    """What the author typed and chose in one note.

    `own_names` are the client's own names: put in one's place, they make no two notes different.
    """

    typed: str
    chosen: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    key: str = ""
    """Which note it is."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words typed, without case, accents and her own name."""
        return _words(self.typed, self.own_names)

    def is_enough(self, rules: GuardRules = GUARD_RULES) -> bool:
        """Whether there is anything to compare."""
        return len(self.words) >= rules.words_min


def likeness(one: Written, other: Written, rules: GuardRules = GUARD_RULES) -> float:
    """How alike two notes are, from 0 to 1, by their typed words in whatever order.

    Small endings make little difference. Equal choices add to it. Other choices take nothing away,
    so that changing chips silences nothing.
    Source: domain.md 3.5; issue, "Guards before signing".
    """
    if not (one.is_enough(rules) and other.is_enough(rules)):
        return 0.0
    # in one order, so that it is the same from both sides
    first, second = sorted((one.words, other.words))
    return _with_choices(_typed_likeness(first, second), one, other, rules)


def is_alike(one: Written, other: Written, least: float, rules: GuardRules = GUARD_RULES) -> bool:
    """Whether two notes are alike to `least` or more.

    Why: most notes are far apart, and that is told much sooner than how far.
    Source: domain.md 3.5.
    """
    if one.is_enough(rules) and other.is_enough(rules):
        first, second = sorted((one.words, other.words))
        at_most = max(_by_words(first, second), _by_letters_at_most(first, second))
        if _with_choices(at_most, one, other, rules) < least:
            return False
    return likeness(one, other, rules) >= least


def _with_choices(typed: float, one: Written, other: Written, rules: GuardRules) -> float:
    both = bool(one.chosen) and one.chosen == other.chosen
    return max(typed, (1 - rules.choices_weigh) * typed + rules.choices_weigh * both)


def alike_pairs(
    notes: Sequence[Written], rules: GuardRules = GUARD_RULES
) -> tuple[tuple[int, int, float], ...]:
    """Every pair of notes of a session that is at least 80 % alike, by their places, with how much.

    Source: domain.md 3.5.
    """
    return tuple(
        (first, second, likeness(notes[first], notes[second], rules))
        for first, second in combinations(range(len(notes)), 2)
        if is_alike(notes[first], notes[second], rules.alike_from, rules)
    )


def alike_before(
    now: Written, last: Written | None, days: Sequence[Written], rules: GuardRules = GUARD_RULES
) -> Alike | None:
    """A note is a repeat when it equals her last one, or is like those of the two days before.

    `days`: one note of each earlier day she came, the newest first.
    Source: domain.md 3.5; ux.md 2.
    """
    if last is None or not now.is_enough(rules):
        return None
    if now.words == last.words:
        return Alike.LAST_SESSION
    before = days[: rules.days_in_a_row - 1]
    is_run = len(before) == rules.days_in_a_row - 1
    if is_run and all(is_alike(now, each, rules.alike_from, rules) for each in before):
        return Alike.DAYS_IN_A_ROW
    return None


def mark_of(*notes: Written) -> str:
    """The fingerprint of two notes and what is typed in them, in whatever order.

    Why: an answer holds for one pair, and until a text changes; other chips ask nothing new.
    Source: [product default].
    """
    joined = "\n".join(sorted(" ".join((note.key, *note.words)) for note in notes))
    return sha256(joined.encode()).hexdigest()


@lru_cache(maxsize=4096)
def _typed_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The greater of two: words shared whatever their order, and letters in order."""
    by_words = _by_words(one, other)
    if by_words == 1 or _by_letters_at_most(one, other) <= by_words:
        return by_words
    letters = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False)
    return max(by_words, letters.ratio())


@lru_cache(maxsize=4096)
def _by_words(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other))


@lru_cache(maxsize=4096)
def _by_letters_at_most(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """What the letters in order cannot exceed: their longest common subsequence.

    Each bit of `open_at` is a letter of the first text not yet matched; a letter of the second
    moves all matches at once.
    """
    first, second = " ".join(one), " ".join(other)
    at: dict[str, int] = {}
    for place, letter in enumerate(first):
        at[letter] = at.get(letter, 0) | 1 << place
    every = (1 << len(first)) - 1
    open_at = every
    for letter in second:
        matched = open_at & at.get(letter, 0)
        open_at = (open_at + matched | open_at - matched) & every
    return 2 * (len(first) - open_at.bit_count()) / (len(first) + len(second))


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def _words(text: str, own_names: tuple[str, ...]) -> tuple[str, ...]:
    hers = {word for name in own_names for word in _plain_words(name)}
    return tuple("*" if word in hers else word for word in _plain_words(text))


def _plain_words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in letters if not unicodedata.combining(each)).casefold()
    return _WORD.findall(plain)
