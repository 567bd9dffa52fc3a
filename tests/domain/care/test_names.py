from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.care.names import Leak, RosterName, name_leaks

OWN = RosterName("Nadia", "Nadezhda", "Quill")
OTHERS = (
    RosterName("Mara K.", "Maria", "Kessler"),
    RosterName("José", "Josefina", "O'Dell"),
    RosterName("Anna-Lena", "Anna-Lena", "De la Cruz"),
    RosterName("Hope", "Hope", "Young"),
    RosterName("Jo", "Joanne", "Stern"),
    RosterName("Nadia", "Nadia", "Zorn"),
)


def sure(*terms: str) -> tuple[Leak, ...]:
    return tuple(Leak(term, sure=True) for term in terms)


def ask(*terms: str) -> tuple[Leak, ...]:
    return tuple(Leak(term, sure=False) for term in terms)


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("She listened and tried the skill.", ()),
        ("", ()),
        ("Mara spoke.", sure("Mara")),
        ("She sat with mara.", sure("mara")),
        ("MARA'S story", sure("MARA")),
        ("Maria Kessler", sure("Maria", "Kessler")),
        ("marathon, marauder", ()),
        ("jose and JOSÉ", sure("jose")),
        ("Jose\u0301 came", sure("Jos\u00e9")),
        ("o'dell waved", sure("o'dell")),
        ("O\u2019Dell waved", sure("O\u2019Dell")),
        ("with Anna-Lena", sure("Anna-Lena")),
        ("with anna lena", sure("anna lena")),
        ("with Anna", sure("Anna")),
        ("Ms. de la Cruz", sure("de la Cruz")),
        ("de la vida", ()),
        # everyday words: only with a capital, and as a question
        ("She feels hope for the young.", ()),
        ("She sat next to Hope.", ask("Hope")),
        ("Hope is what she asked for.", ask("Hope")),
        ("Young said so", ask("Young")),
        # very short names likewise
        ("jo", ()),
        ("Jo nodded", ask("Jo")),
        # initials
        ("She answered M.K. kindly.", ask("M.K.")),
        ("She answered M. K. kindly.", ask("M. K.")),
        ("in the U.S. and at 9 a.m.", ()),
        ("e.g. breathing", ()),
        ("N.Q. is she herself", ()),
        # her own name, even when another woman has it too
        ("Nadia led. Quill.", ()),
        ("Zorn", sure("Zorn")),
    ],
)
def test_names_of_others_are_found_and_nothing_else(text: str, leaks: tuple[Leak, ...]) -> None:
    assert name_leaks(text, OTHERS, OWN) == leaks


def test_the_shared_part_names_nobody_at_all() -> None:
    assert name_leaks("Nadia led.", [OWN, *OTHERS]) == sure("Nadia")


def test_each_name_is_reported_once_in_the_order_it_stands() -> None:
    text = "Kessler, Hope, Mara, kessler, Hope"

    assert name_leaks(text, OTHERS, OWN) == (
        Leak("Kessler", sure=True),
        Leak("Hope", sure=False),
        Leak("Mara", sure=True),
    )


def test_empty_names_match_nothing() -> None:
    assert name_leaks("A note with words. ", [RosterName("", " ", "-"), RosterName("K.")]) == ()


@given(st.text(), st.sampled_from(["Mara", "KESSLER", "zorn", "Josefina"]), st.text())
def test_a_name_between_any_two_texts_is_found(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"

    found = {leak.term.casefold() for leak in name_leaks(text, OTHERS, OWN) if leak.sure}

    # what follows may be the letter of her last name: then both are one find
    assert any(name.casefold() in term for term in found)


ROSTER_WITH_SHORT_FORMS = (
    RosterName("Elizabeth", "Elizabeth", "Wren"),
    RosterName("Mara", "", "Lark"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She sat with Liz today.", [("Liz", False)]),
        ("She sat with beth today.", []),
        ("ML was kind to her.", [("ML", False)]),
        ("ml was kind to her.", []),
        ("She asked for XMLs.", []),
    ],
)
def test_short_forms_and_bare_initials_are_asked_about(
    text: str, found: list[tuple[str, bool]]
) -> None:
    leaks = name_leaks(text, ROSTER_WITH_SHORT_FORMS)

    assert [(leak.term, leak.sure) for leak in leaks] == found


def test_a_short_form_of_her_own_name_is_hers() -> None:
    own = RosterName("Elisa", "Elizabeth", "Rook")

    assert name_leaks("Liz said no.", ROSTER_WITH_SHORT_FORMS, own=own) == ()
