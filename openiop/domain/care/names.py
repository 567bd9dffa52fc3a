"""Another client's name in a note: found before anybody signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SHORT_NAME_LETTERS = 2
"""Names this short are everyday words in some language ("An", "Jo")."""

# A small list: each is looked for only with a capital letter, so a name too many is missed in
# small letters, and a word too few makes a false find.
_EVERYDAY_ENGLISH = """
amber angel april art august autumn baker banks bell best bill bird black brook brooks brown case
chance charity chase christian cook cross crystal daisy dawn day dean drew faith field fields ford
fox frank gay ginger glass glory gold good grace grant gray green grey hall harmony heart hill
holly hope house hunter jade jewel joy june justice king lane little long love marks may melody
mercy moon noble olive page park patience pearl penny power precious price rain reed rich rivers
rock rose ruby rush sage sandy serenity sharp short sky small star stone storm strong summer sunny
sunshine temple trinity true trust violet walker ward weeks west white will willow winter wise wolf
wood woods young
"""
_EVERYDAY_SPANISH = """
abril alba alma amparo angeles blanca campos clara consuelo cruz delgado dolores esperanza estrella
flor flores gracia leon linda lluvia luna luz mar milagros montes nieves paloma paz piedad pilar
remedios rios rojas rosa salud sol soledad vida
"""
EVERYDAY_WORDS = frozenset((_EVERYDAY_ENGLISH + _EVERYDAY_SPANISH).split())
"""Names that are also everyday words, accents left out. A [product default]; a page asks."""

# long form: its usual short forms; asked about, never sure
_NICKNAMES = """
alejandra: ale, alex | alexandra: alex, lexi, sandra | amanda: mandy | andrea: andie, drea
angela: angie | barbara: barb, babs | beatriz: bea, betty | carolina: caro
catherine: cathy, kate | christina: chris, chrissy, tina | christine: chris, chrissy
cynthia: cindy | daniela: dani | deborah: deb, debbie | dolores: lola | dorothy: dot, dottie
eleanor: ellie, nell | elena: lena | elizabeth: liz, lizzie, beth, betsy, eliza, libby
emily: em, emmy | esperanza: espe | florence: flo | frances: fran, frankie
francisca: paca, pancha | gabriela: gabi, gaby | gertrude: trudy | guadalupe: lupe, lupita
isabel: isa, chabela | isabella: bella, izzy | jacqueline: jackie | jennifer: jen, jenny
jessica: jess, jessie | josefina: pepa, fina | josephine: jo, josie | judith: judy
katherine: kate, kathy, katie, kat | kimberly: kim | kathleen: kathy, katie | laura: laurie
leticia: lety | madeleine: maddie | margaret: maggie, meg, peggy, greta | maria: mari, mia
martha: marty, patty | mercedes: merche | michelle: shelly | nancy: nan | natalie: nat
natasha: tasha | nicole: nikki, nicky | pamela: pam | patricia: pat, patty, tricia, trish
priscilla: cilla | rebecca: becca, becky | roberta: bobbie | rosario: charo
samantha: sam, sammy | sandra: sandy | sarah: sally | stephanie: steph | susan: sue, susie
susana: susi | suzanne: sue, suzie | teresa: tere, terry | theresa: terry, tess
valentina: vale | valerie: val | vanessa: nessa | veronica: vero, ronnie | victoria: vicky, tori
virginia: ginny | yolanda: yoli
"""
NICKNAMES: dict[str, tuple[str, ...]] = {
    long.strip(): tuple(each.strip() for each in shorts.split(","))
    for entry in _NICKNAMES.replace("\n", "|").split("|")
    if ":" in entry
    for long, shorts in [entry.split(":")]
}
"""Usual short forms of first names, English and Spanish. A [product default]; a page asks."""

NOT_INITIALS = frozenset({"us", "uk", "ed", "er", "iv", "am", "pm", "eg", "ie", "md", "ma"})
"""Dotted letters that mean something else."""

BARE_WORDS = frozenset(
    {"dr", "id", "it", "iv", "me", "my", "no", "ob", "ok", "or", "ot", "pt", "tv"}
)
"""Two capitals that are words or usual short forms."""


@dataclass(frozen=True)
class RosterName:
    """A client's names, as they could turn up in a text."""

    chosen: str
    legal_first: str = ""
    legal_last: str = ""

    @property
    def nicknames(self) -> frozenset[str]:
        """Short forms others may use for her first names."""
        firsts = (words[0] for words in (_words(self.chosen), _words(self.legal_first)) if words)
        return frozenset(short for first in firsts for short in NICKNAMES.get(first, ()))


@dataclass(frozen=True)
class Leak:
    """A word that is, or may be, another client's name; when not `sure` the page asks."""

    term: str
    sure: bool


@dataclass(frozen=True)
class _Spoken:
    """One word of the text, plain for comparing, and where it stands."""

    plain: str
    capital: bool
    start: int
    end: int


_Term = tuple[str, ...]


def name_leaks(
    text: str, other_names: Sequence[RosterName], own: RosterName | None = None
) -> tuple[Leak, ...]:
    """Every name of another client in a note, in the order they stand, each once.

    Whole words only, whatever the case or the accents. A name that is an everyday word counts
    only with a capital letter, and then as a question; so do usual short forms of a name ("Liz"),
    and initials such as "M.K.", or "MK" if somebody enrolled has them. A name she shares with
    another client is hers. A shared part is checked with `own=None`.
    Source: domain.md 3.5, 3.7 R-DOC-02; ux.md 2.
    """
    text = unicodedata.normalize("NFC", text)
    spoken = list(_spoken(text))
    hers = _terms(own) if own else frozenset()
    terms = frozenset(term for name in other_names for term in _terms(name)) - hers
    mine = own.nicknames if own else frozenset()
    shorts = frozenset(short for name in other_names for short in name.nicknames) - mine
    found = [
        *_names_in(text, spoken, terms),
        *_nicknames_in(text, spoken, shorts - {word for term in hers for word in term}),
        *_initials_in(text, own),
        *_bare_initials_in(text, other_names, own),
    ]
    # The longest find first, so that "Anna Lena" is not reported again as "Anna".
    found.sort(key=lambda find: (find[0], -find[1]))
    leaks: dict[str, Leak] = {}
    covered_until = 0
    for start, end, leak in found:
        if start < covered_until:
            continue
        covered_until = end
        before = leaks.get(_plain(leak.term))
        if before is None or (leak.sure and not before.sure):
            leaks[_plain(leak.term)] = leak
    return tuple(leaks.values())


_Find = tuple[int, int, Leak]


def _names_in(text: str, spoken: list[_Spoken], terms: frozenset[_Term]) -> Iterator[_Find]:
    longest = max((len(term) for term in terms), default=0)
    for n in range(len(spoken)):
        for length in range(1, longest + 1):
            words = spoken[n : n + length]
            term = tuple(word.plain for word in words)
            if len(words) < length or term not in terms:
                continue
            is_everyday = length == 1 and _is_everyday(term[0])
            if is_everyday and not words[0].capital:
                continue
            start, end = words[0].start, words[-1].end
            yield start, end, Leak(text[start:end], sure=not is_everyday)


def _is_everyday(word: str) -> bool:
    return word in EVERYDAY_WORDS or len(word) <= SHORT_NAME_LETTERS


_INITIALS = re.compile(r"(?<![^\W\d_])([^\W\d_])\.\s?([^\W\d_])\.")


def _initials_in(text: str, own: RosterName | None) -> Iterator[_Find]:
    hers = _initials_of(own) if own else frozenset()
    for match in _INITIALS.finditer(text):
        letters = _plain(match[1] + match[2])
        if match[1].isupper() and match[2].isupper() and letters not in hers | NOT_INITIALS:
            yield match.start(), match.end(), Leak(match[0], sure=False)


_BARE_INITIALS = re.compile(r"(?<![\w.])[^\W\d_]{2}(?![\w.])")


def _bare_initials_in(
    text: str, others: Sequence[RosterName], own: RosterName | None
) -> Iterator[_Find]:
    known = {pair for name in others for pair in _initials_of(name)} - NOT_INITIALS
    known -= BARE_WORDS | (_initials_of(own) if own else frozenset())
    for match in _BARE_INITIALS.finditer(text):
        if match[0].isupper() and _plain(match[0]) in known:
            yield match.start(), match.end(), Leak(match[0], sure=False)


def _nicknames_in(text: str, spoken: list[_Spoken], shorts: frozenset[str]) -> Iterator[_Find]:
    for word in spoken:
        if word.capital and word.plain in shorts:
            yield word.start, word.end, Leak(text[word.start : word.end], sure=False)


@lru_cache(maxsize=4096)
def _initials_of(name: RosterName) -> frozenset[str]:
    last = _words(name.legal_last)
    firsts = [words[0] for words in (_words(name.chosen), _words(name.legal_first)) if words]
    both = {first[0] + last[0][0] for first in firsts if last}
    chosen = _words(name.chosen)
    return frozenset(both | ({chosen[0][0] + chosen[-1][0]} if len(chosen) > 1 else set()))


@lru_cache(maxsize=4096)
def _terms(name: RosterName) -> frozenset[_Term]:
    """The ways a name may be written: whole, and its first word; a lone letter is no name.

    Kept, because a page of notes asks for the same few hundred names in each of them.
    """
    wholes = [_words(part) for part in (name.chosen, name.legal_first, name.legal_last)]
    firsts = [words[:1] for words in wholes[:2]]
    return frozenset(
        term for term in (*wholes, *firsts) if len("".join(term)) >= SHORT_NAME_LETTERS
    )


def _words(name: str) -> _Term:
    return tuple(word.plain for word in _spoken(unicodedata.normalize("NFC", name)))


_WORD = re.compile(r"[^\W\d_]+")


def _spoken(text: str) -> Iterator[_Spoken]:
    for match in _WORD.finditer(text):
        yield _Spoken(_plain(match[0]), match[0][0].isupper(), match.start(), match.end())


def _plain(word: str) -> str:
    """The word without accents and case, so that José, jose and JOSÉ are one."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()
