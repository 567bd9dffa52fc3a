"""How hard a text is to read: the two published formulas, and a syllable counter for each language.

The formulas are the ones textstat computes. Its English syllables need a pronouncing dictionary
that has to be fetched, and its Spanish ones come from hyphenation patterns, which miss every
syllable of one letter ("a-ho-ra"). So syllables are counted here by the rules of each language's
spelling; `architecture/test_reading.py` holds the counters to words anybody can count aloud.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+(?:[.,:-]\d+)*")
END = re.compile(r"(?<=[.!?…:;])[\"”»)]*\s+")
ENDS = re.compile(r"[.!?…:;][\"”»)]*$")
LABEL_WORDS = 3


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


def sentences_of(string: str) -> list[tuple[str, ...]]:
    """The sentences of one string; a name stands for what is filled in later."""
    parts = END.split(PLACEHOLDER.sub("Ana", string).strip())
    return [words for part in parts if (words := tuple(WORD.findall(part)))]


def text_of(strings: Iterable[str]) -> Text:
    """The running text among the strings of a page.

    Labels of one to three words are left out: as sentences of their own they would make every page
    look easier than it is.
    """
    return Text(
        tuple(
            words
            for string in strings
            if ENDS.search(string) or len(WORD.findall(string)) > LABEL_WORDS
            for words in sentences_of(string)
        )
    )


def grade(text: Text) -> float:
    """The Flesch-Kincaid grade of an English text: years of school."""
    syllables = text.syllables_per_word(english_syllables)
    return 0.39 * text.words_per_sentence + 11.8 * syllables - 15.59


def ease(text: Text) -> float:
    """The Fernández-Huerta score of a Spanish text: from 70 on it is fairly easy, from 80 easy."""
    syllables = text.syllables_per_word(spanish_syllables)
    return 206.84 - 60 * syllables - 1.02 * text.words_per_sentence


SILENT_INSIDE = re.compile(r"^(some|every)(?=[a-z])")
SILENT_E = re.compile(r"(?:[^laeiouy]|[aeiouy]l)e(?:s|'s)?$")
SPOKEN_ES = re.compile(r"(?:[cgsxz]|[sc]h)es$")
SILENT_ED = re.compile(r"[^aeioudt]ed$")
APART = re.compile(
    r"ia(?!n$|l)|io(?!n|u)|[rv]io(?=u)|eo(?!p)|(?<![gq])ua(?!r)|ui(?=n)|iet|ienc|creat|oed|[dr]ea$"
    r"|ying$|being|doing|going|seeing"
)


def english_syllables(word: str) -> int:
    """Groups of vowels, without the silent e, and with the vowels that are spoken apart."""
    if word[0].isdigit():
        return 1
    low = SILENT_INSIDE.sub(lambda found: found[1][:-1], word.casefold().replace("\u2019", "'"))
    groups = len(re.findall(r"[aeiouy]+", low)) + len(APART.findall(low))
    silent = (SILENT_E.search(low) and not SPOKEN_ES.search(low)) or SILENT_ED.search(low)
    return max(groups - 1 if silent and groups > 1 else groups, 1)


STRONG, WEAK, STRESSED = "aeoáéó", "iuü", "íú"


def spanish_syllables(word: str) -> int:
    """Groups of vowels; two strong ones are spoken apart, and an accented í or ú stands alone."""
    if word[0].isdigit():
        return 1
    low = unicodedata.normalize("NFC", word.casefold())
    low = re.sub(r"([qg])u(?=[eéií])", r"\1", low).replace("h", "")
    low = re.sub(r"y(?![aeiouáéíóú])", "i", low).replace("y", "-")
    count, before = 0, ""
    for letter in low:
        if letter not in STRONG + WEAK + STRESSED:
            before = ""
            continue
        both_strong = before in STRONG and letter in STRONG
        if not before or both_strong or letter in STRESSED or before in STRESSED:
            count += 1
        before = letter
    return max(count, 1)
