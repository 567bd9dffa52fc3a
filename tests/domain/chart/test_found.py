"""Words are found at their beginnings, whatever case and accents; the line around them is true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.chart.found import AROUND, line_around, spans, wanted_words

TEXT = "She practiced grounding with Ana. Ground rules were read. «Otra vez» dijo María."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        ("a", ()),
        ("Grounding rules", ("grounding", "rules")),
        ('"ground rules" read', ("ground rules", "read")),
        ("“ground rules”", ("ground rules",)),
        ("María maria", ("maria",)),
    ],
)
def test_the_words_somebody_looks_for(typed: str, words: tuple[str, ...]) -> None:
    assert wanted_words(typed) == words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ground", ["ground", "Ground"]),
        ("GROUNDING", ["grounding"]),
        ("round", []),
        ("maria", ["María"]),
        ("grounding breathing", []),
        ("rules practiced", ["practiced", "rules"]),
        ('"ground rules"', ["Ground rules"]),
    ],
)
def test_where_they_stand(typed: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in spans(TEXT, wanted_words(typed))] == found


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    text = "x " * 200 + "grounding" + " y" * 200

    line = line_around(text, ("grounding",))

    assert [piece.text for piece in line if piece.is_found] == ["grounding"]
    assert line[0].text == "… "
    assert line[-1].text == " …"
    assert sum(len(piece.text) for piece in line) <= 2 * AROUND + len("grounding") + 4


@given(st.text(max_size=300), st.text(min_size=2, max_size=12))
def test_every_marked_piece_is_from_the_text(text: str, typed: str) -> None:
    line = line_around(text, wanted_words(typed))

    assert all(piece.text in text for piece in line if piece.is_found)
    inner = "".join(piece.text for piece in line if piece.text not in ("… ", " …"))
    assert inner in text or not line
