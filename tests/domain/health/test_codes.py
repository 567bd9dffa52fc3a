"""Codes are found by words and by themselves, chapter F first."""

from __future__ import annotations

import pytest

from openiop.domain.health.codes import Code, best_codes, is_code_like

TABLE = (
    Code("A50.31", "Late congenital syphilitic interstitial depression"),
    Code("F33.1", "Major depressive disorder, recurrent, moderate"),
    Code("F33.2", "Major depressive disorder, recurrent severe without psychotic features"),
    Code("F53.0", "Postpartum depression", "Postnatal depression, NOS"),
    Code("F43.10", "Post-traumatic stress disorder, unspecified", "Traumatic neurosis"),
    Code("Z63.0", "Problems in relationship with spouse or partner"),
    Code("S43.10XA", "Unspecified dislocation of acromioclavicular joint, initial encounter"),
)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", []),
        ("   ", []),
        ("moderate recurrent", ["F33.1"]),
        ("RECURRENT", ["F33.1", "F33.2"]),
        ("f33", ["F33.1", "F33.2"]),
        ("F33.1", ["F33.1"]),
        ("f331", ["F33.1"]),
        ("z63", ["Z63.0"]),
        ("postnatal", ["F53.0"]),
        ("neurosis", ["F43.10"]),
        ("depression", ["F53.0", "A50.31"]),
        ("dépression", ["F53.0", "A50.31"]),
        ("no such words", []),
        ("s43.10xa", ["S43.10XA"]),
    ],
)
def test_what_was_typed_finds_its_codes(typed: str, codes: list[str]) -> None:
    assert [line.code for line in best_codes(TABLE, typed)] == codes


def test_no_more_than_asked_for() -> None:
    assert len(best_codes(TABLE, "depressi", most=2)) == 2


@pytest.mark.parametrize(
    ("typed", "expected"), [("F3", True), (" f33", True), ("33", False), ("mood", False)]
)
def test_a_code_begins_with_a_letter_and_a_digit(typed: str, expected: bool) -> None:
    assert is_code_like(typed) is expected
