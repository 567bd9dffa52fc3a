"""How well other clients' names are found in a note: precision and recall on planted cases.

    python -m bench.names            the figures by kind of case
    python -m bench.names --missed   also every case that went wrong

690 sentences put together by lot with a fixed seed: 390 with another client's name planted in one
of thirteen ways, three of which the rules are known not to find, and 300 without, of which a half
carry what looks like one (a name that is a word, dotted letters, two capitals, somebody else, her
own name). The sentences are ours and made up, so the figures say how the rules do on such cases,
not how often staff slip. A find is a word the page stops at or asks about; what it stops at wrongly
is counted apart, because a question costs one tap and a stop is final.
`tests/domain/care/test_names_measured.py` pins a floor.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from random import Random

from openiop.domain.care.names import RosterName, name_leaks

SEED = 20261125
PLANTED, CLEAN = 390, 300

OWN = RosterName("Ines", "Inez", "Quillfeather")
ROSTER = (
    RosterName("Mara", "Mara", "Larkmoor"),
    RosterName("Hope", "Hope", "Dunnock"),
    RosterName("Grace", "Graciela", "Fieldfare"),
    RosterName("Lizzie", "Elizabeth", "Wren"),
    RosterName("Anna Lena", "Anna Lena", "Siskin"),
    RosterName("José", "Josefina", "Plover"),
    RosterName("Kat", "Katherine", "Nightjar"),
    RosterName("May", "May", "Rook"),
    RosterName("Yuki", "Yukiko", "Bunting"),
    RosterName("Tamsin", "Tamsin", "Owlett"),
)

FRAMES = (
    "She said that {} had helped her to stay.",
    "After {} spoke she was quiet for a while.",
    "She sat next to {} and asked for the handout.",
    "She told us what {} had said in the break.",
    "In the pair work with {} she tried it twice.",
    "She disagreed with {} and said why, calmly.",
    "She wants to call {} when the evening gets long.",
    "It was hard to hear about it from {}, she said.",
)
"""In each the word in the gap is a person."""

WAYS: dict[str, tuple[str, ...]] = {
    "chosen name": ("Mara", "Yuki", "Tamsin", "Anna Lena", "José"),
    "small letters": ("mara", "yuki", "tamsin", "anna lena"),
    "accents left out": ("Jose", "jose"),
    "legal first name": ("Graciela", "Elizabeth", "Katherine", "Josefina", "Yukiko"),
    "last name": ("Larkmoor", "Dunnock", "Fieldfare", "Nightjar", "Owlett", "Bunting"),
    "possessive": ("Mara's sister", "Yuki's mother", "Tamsin's friend"),
    "nickname": ("Liz", "Beth", "Kathy", "Katie", "Pepa"),
    "name that is a word": ("Hope", "Grace", "May"),
    "dotted initials": ("M.L.", "H. D.", "T.O.", "Y.B."),
    "bare initials": ("ML", "HD", "TO", "YB"),
    # what the rules are known not to find, so that the figures do not flatter
    "misspelled": ("Marra", "Tasmin", "Yukki"),
    "unusual short form": ("Tam", "Mar", "Yuks"),
    "word in small letters": ("hope", "grace"),
}

PLAIN = (
    "She kept her feet on the floor and stayed with it.",
    "She wrote the skill on her card and read it aloud.",
    "She said the mornings are a little easier this week.",
    "She left early for her bus and told us so.",
    "She asked how long the feeling would last.",
    "She noticed the urge to leave, and stayed.",
    "Her voice was steadier than on the last day.",
    "She chose to pass on the second round.",
)
LOOKALIKES: dict[str, tuple[str, ...]] = {
    "the word in small letters": (
        "She has hope that it may get easier.",
        "She gave herself some grace after a hard day.",
        "She may try it at home.",
    ),
    "the word in front": (
        "Hope was hard to find this week, she said.",
        "May is when her lease ends.",
        "Grace with herself is what she practices.",
    ),
    "her own name": (
        "Ines led the second round.",
        "Inez is what her mother calls her.",
        "She signed as I.Q. on the card.",
    ),
    "other dotted letters": (
        "She came at 9 a.m. and stayed until 12 p.m. today.",
        "She moved here from the U.S. coast, e.g. for work.",
        "She spent a night in the E.R. last year.",
    ),
    "other capitals": (
        "She was OK after the IV came out.",
        "Her ID was at home; the TV was on.",
        "She goes to PT twice a week and to AA on Fridays.",
    ),
    "somebody else": (
        "She called her cousin Bettina about the move.",
        "She wants to ask Dr. Oakmeadow about sleep.",
        "Her son Rafael starts school on Monday.",
    ),
    "a part of a longer word": (
        "She ran a marathon once and misses it.",
        "She found the tamarind tea gracefully served.",
        "The mayor was on the radio; she turned it off.",
    ),
}


@dataclass(frozen=True)
class Case:
    """One sentence, and the term in it that is another client, if there is one."""

    kind: str
    text: str
    planted: str = ""


@dataclass(frozen=True)
class Figures:
    """What the rules made of the cases."""

    found: int
    missed: int
    false: int
    stopped_wrongly: int
    """Of the false finds those the page would not let through."""
    by_kind: dict[str, tuple[int, int]]
    """For each kind how many were right, of how many."""
    wrong: tuple[Case, ...]

    @property
    def recall(self) -> float:
        """Of the planted names the share that was found."""
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        """Of all finds the share that was a planted name."""
        return self.found / (self.found + self.false)


def cases(seed: int = SEED) -> list[Case]:
    """All sentences, the same every time for one seed."""
    lots = Random(seed)  # noqa: S311 - made-up sentences, nothing secret
    found = []
    for number in range(PLANTED):
        way = list(WAYS)[number % len(WAYS)]
        term = lots.choice(WAYS[way])
        text = f"{lots.choice(PLAIN)} {lots.choice(FRAMES).format(term)} {lots.choice(PLAIN)}"
        found.append(Case(way, text, term.removesuffix(" sister")))
    for number in range(CLEAN):
        if number % 2:
            found.append(Case("nothing", f"{lots.choice(PLAIN)} {lots.choice(PLAIN)}"))
        else:
            kind = list(LOOKALIKES)[number // 2 % len(LOOKALIKES)]
            text = f"{lots.choice(LOOKALIKES[kind])} {lots.choice(PLAIN)}"
            found.append(Case(kind, text))
    return found


def measured(seed: int = SEED) -> Figures:
    """Ask the rules about every case."""
    found = missed = false = stopped = 0
    right, all_of, wrong = Counter[str](), Counter[str](), []
    for case in cases(seed):
        leaks = name_leaks(case.text, ROSTER, own=OWN)
        first = case.planted.split("'")[0].casefold()
        hits = [leak for leak in leaks if case.planted and leak.term.casefold() == first]
        others = [leak for leak in leaks if leak not in hits]
        found, missed = found + bool(hits), missed + bool(case.planted and not hits)
        false, stopped = false + len(others), stopped + sum(leak.sure for leak in others)
        is_right = bool(hits) == bool(case.planted) and not others
        all_of[case.kind] += 1
        right[case.kind] += is_right
        if not is_right:
            wrong.append(case)
    by_kind = {kind: (right[kind], all_of[kind]) for kind in all_of}
    return Figures(found, missed, false, stopped, by_kind, tuple(wrong))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--missed", action="store_true")
    figures = measured()
    print(f"{PLANTED + CLEAN} sentences, seed {SEED}")
    for kind, (right, count) in figures.by_kind.items():
        print(f"{kind:<28}{right:>4} of {count}")
    print(f"recall {figures.recall:.3f}   precision {figures.precision:.3f}", end="   ")
    print(f"stopped wrongly {figures.stopped_wrongly}")
    if parser.parse_args().missed:
        for case in figures.wrong:
            print(f"  {case.kind}: {case.text}")
