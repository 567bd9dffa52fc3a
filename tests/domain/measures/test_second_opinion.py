"""Thousands of forms for each questionnaire, scored twice by code that shares nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.scoring import score

from .second_opinion import (
    TABLES,
    Form,
    band,
    columbia,
    finding,
    fired,
    groups,
    nimh,
    numbered,
    total,
)

EACH = pytest.mark.parametrize("instrument_id", sorted(TABLES))
FORMS = 2000
CHANCES_OF_A_BLANK = (0.0, 0.02, 0.1, 0.3, 0.8)


def forms(instrument_id: str) -> Iterator[Form]:
    """Random forms with few and many blanks, and all the corners where everything is the same."""
    dice = random.Random(instrument_id)  # noqa: S311 - repeatable forms, no secret
    answers = TABLES[instrument_id].answers
    for n in range(FORMS):
        blank = CHANCES_OF_A_BLANK[n % len(CHANCES_OF_A_BLANK)]
        yield {
            name: None if dice.random() < blank else dice.choice(offered)
            for name, offered in answers.items()
        }
    for place in range(max(map(len, answers.values()))):
        yield {name: offered[min(place, len(offered) - 1)] for name, offered in answers.items()}
    yield {}


def test_every_questionnaire_has_a_second_opinion() -> None:
    assert set(TABLES) == set(INSTRUMENTS)


@EACH
def test_both_offer_the_same_answers(instrument_id: str) -> None:
    shipped = INSTRUMENTS[instrument_id]
    offered = {item.link_id: sorted(shipped.values_for(item)) for item in shipped.items}
    assert offered == {n: sorted(values) for n, values in TABLES[instrument_id].answers.items()}


@EACH
def test_both_say_the_same(instrument_id: str) -> None:
    shipped, table = INSTRUMENTS[instrument_id], TABLES[instrument_id]
    with_total = 0
    for form in forms(instrument_id):
        result, exact = score(shipped, form), total(table, form)
        with_total += exact is not None
        # the float that is nearest to the exact fraction, and nothing else
        assert result.total == (None if exact is None else exact.numerator / exact.denominator), (
            form
        )
        assert (result.band.label if result.band else None) == band(table, exact), form
        for name, value in groups(table, form).items():
            made = None if value is None else value.numerator / value.denominator
            assert result.subscales[name] == made, (name, form)
        assert [hit.link_id for hit in result.critical] == fired(table, form), form
        if exact is not None and table.result != "days":
            assert result.prorated is (len(result.missing) > 0), form
    assert with_total > FORMS // 10 or table.result == "none"


@pytest.mark.parametrize(
    ("instrument_id", "rule"),
    [(each, rule) for each, table in sorted(TABLES.items()) for rule in table.rules],
)
def test_a_finding_is_known_exactly_when_no_blank_could_change_it(
    instrument_id: str, rule: str
) -> None:
    shipped, table = INSTRUMENTS[instrument_id], TABLES[instrument_id]
    tried = 0
    for form in forms(instrument_id):
        expected = finding(table, rule, form, limit=300)
        if expected == "?":
            continue
        tried += 1
        assert score(shipped, form).finding(rule) is expected, form
    assert tried > FORMS // 5


def every_form(names: list[str]) -> Iterator[Form]:
    """Each question yes, no or blank: every way there is."""
    for number in range(3 ** len(names)):
        yield {name: (None, 0, 1)[number // 3**place % 3] for place, name in enumerate(names)}


def test_the_columbia_screener_on_every_form_there_is() -> None:
    shipped = INSTRUMENTS["cssrs-screener-recent"]
    for form in every_form([*numbered(6), "q6a"]):
        level = score(shipped, form).level
        assert level is not None
        assert level.value == columbia(form), form


def test_the_asq_on_every_form_there_is() -> None:
    shipped = INSTRUMENTS["asq"]
    said = {
        ScreenLevel.HIGH: "acute positive",
        ScreenLevel.MODERATE: "non-acute positive",
        ScreenLevel.NONE: "negative",
        ScreenLevel.INCOMPLETE: "not asked",
    }
    for form in every_form(numbered(5)):
        result = score(shipped, form)
        assert result.level is not None
        assert said[result.level] == nimh(form), form
        acute = result.finding("acute_positive")
        assert (acute is True) == (nimh(form) == "acute positive"), form
        if nimh(form) == "negative":
            assert (acute, result.finding("non_acute_positive")) == (False, False), form


def test_the_derived_days_on_every_form_of_a_few_days() -> None:
    shipped = INSTRUMENTS["hrqol-4"]
    for body in (None, 0, 1, 15, 30):
        for mind in (None, 0, 1, 14, 15, 30):
            for limited in (None, 0, 30):
                form: Form = {"q2": body, "q3": mind, "q4": limited}
                parts = score(shipped, form).subscales
                none_was_bad = body == 0 and mind == 0
                assert parts["activity_limitation_days"] == (0 if none_was_bad else limited)


def test_a_percentage_is_of_what_applies() -> None:
    exact = total(TABLES["b-ipf"], {"q1": 3, "q2": -1, "q3": 6, "q4": None})
    assert exact is None or exact == Fraction(75)
    assert score(INSTRUMENTS["b-ipf"], {"q1": 3, "q2": -1, "q3": 6}).total == 75
