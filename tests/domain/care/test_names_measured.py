"""A floor under how well other clients' names are found; figures: bench/names.py."""

from __future__ import annotations

from bench.names import CLEAN, PLANTED, cases, measured

RECALL_MIN = 0.76
PRECISION_MIN = 0.92
HARD = {"misspelled", "unusual short form", "word in small letters"}


def test_names_are_found_and_ordinary_words_are_left_alone() -> None:
    figures = measured()

    assert len(cases()) == PLANTED + CLEAN
    assert figures.recall >= RECALL_MIN
    assert figures.precision >= PRECISION_MIN
    assert figures.stopped_wrongly == 0


def test_what_is_missed_is_what_is_known_to_be_missed() -> None:
    missed = {case.kind for case in measured().wrong if case.planted}

    assert missed <= HARD


def test_the_cases_are_the_same_every_time() -> None:
    assert cases() == cases()
