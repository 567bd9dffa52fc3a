"""How hard a text is to read: the two published formulas, and a syllable counter for each language.

The formulas are the ones textstat computes. Its English syllables need a pronouncing dictionary
that has to be fetched, and its Spanish ones come from hyphenation patterns, which miss every
syllable of one letter ("a-ho-ra"). So the syllables are counted here, by the rules of each
language's spelling, and `test_reading.py` holds the counters to words anybody can count aloud.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:-]\d+)*")
END = re.compile(r"(?<=[.!?…:;])[\"”»)]*\s+")


@dataclass(frozen=True)
class Text:
    """A text as sentences of words."""

    sentences: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(word for sentence in self.sentences for word in sentence)

    @property
    def words_per_sentence(self) -> float:
        """The mean length of a sentence."""
        return len(self.words) / len(self.sentences)

    def syllables_per_word(self, count: Callable[[str], int]) -> float:
        """The mean length of a word."""
        return sum(count(word) for word in self.words) / len(self.words)


def text_of(strings: Sequence[str]) -> Text:
    """Strings of a page as one text: each is at least one sentence; names stand for placeholders."""
    sentences = []
    for string in strings:
        for part in END.split(PLACEHOLDER.sub("Ana", string)):
            words = tuple(WORD.findall(part))
            if words:
                sentences.append(words)
    return Text(tuple(sentences))


def grade(text: Text) -> float:
    """The Flesch-Kincaid grade of an English text: years of school."""
    syllables = text.syllables_per_word(english_syllables)
    return 0.39 * text.words_per_sentence + 11.8 * syllables - 15.59


def ease(text: Text) -> float:
    """The Fernández-Huerta score of a Spanish text: from 70 on it is fairly easy, from 80 easy."""
    syllables = text.syllables_per_word(spanish_syllables)
    return 206.84 - 60 * syllables - 1.02 * text.words_per_sentence


SILENT_E = re.compile(r"(?:[^laeiouy]|[aeiouy]l)e(?:'?s)?$")
SILENT_ED = re.compile(r"[^aeioudt]ed$")
APART = re.compile(r"ia(?!n$|l)|io(?!n|u)|eo|ua(?!r)|ui(?=n|t[^es])|ying|being|doing|going|seeing")


def english_syllables(word: str) -> int:
    """Groups of vowels, without the silent e, and with the vowels that are spoken apart."""
    if word[0].isdigit():
        return 1
    low = word.casefold().replace("’", "'")
    groups = len(re.findall(r"[aeiouy]+", low)) + len(APART.findall(low))
    if groups > 1 and (
        (SILENT_E.search(low) and not re.search(r"[cgsxz]es$|[sc]hes$", low))
        or SILENT_ED.search(low)
    ):
        groups -= 1
    return max(groups, 1)


STRONG, WEAK = "aeoáéó", "iuü"


def spanish_syllables(word: str) -> int:
    """Groups of vowels; two strong ones are spoken apart, and so is an accented í or ú."""
    if word[0].isdigit():
        return 1
    low = unicodedata.normalize("NFC", word.casefold())
    low = re.sub(r"qu(?=[eéií])|gu(?=[eéií])", "g", low)
    low = re.sub(r"y(?![aeiouáéíóú])", "i", low).replace("y", "-").replace("h", "")
    count, before = 0, ""
    for letter in low:
        if letter in STRONG + WEAK + "íú":
            apart = letter in "íú" or before in ("í", "ú") if before not in ("", " ") else False
            both_strong = before != "" and before in STRONG and letter in STRONG
            if not before or apart or both_strong:
                count += 1
            before = letter
        else:
            before = ""
    return max(count, 1)
