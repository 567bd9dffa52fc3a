"""The pages of the check-in, and what is owed in person afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.check_in_path import (
    LAST_PAGE,
    is_met_with_words,
    owed_in_person,
    steps,
    where_she_left,
)
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.phq_9 import PHQ_9

ORDINARY = {"feeling": 2, "mood": 3, "si_urge": 0, "sh_urge": 0, "safe_home": 1}


def links(answers: dict[str, int | None], *, home_in_person: bool = False) -> list[str]:
    return [step.link_id for step in steps(answers, home_in_person=home_in_person)]


def test_an_ordinary_day_is_six_pages() -> None:
    way = steps(ORDINARY, home_in_person=False)
    assert [step.link_id for step in way] == [*ORDINARY, LAST_PAGE]
    assert [(step.number, step.of) for step in way] == [(n, 6) for n in range(1, 7)]
    assert [step.code for step in way] == ["1", "2", "3", "4", "5", "6"]


def test_home_is_left_out_when_it_is_asked_in_person() -> None:
    way = steps({}, home_in_person=True)
    assert "safe_home" not in [step.link_id for step in way]
    assert {step.of for step in way} == {5}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, False),
        ({"sh_urge": 0}, False),
        ({"sh_urge": None}, False),
        ({"sh_urge": 1}, True),
        ({"sh_urge": 5}, True),
        ({"sh_urge": 0, "sh_act": 1}, True),
    ],
)
def test_whether_she_hurt_herself_follows_an_urge(
    answers: dict[str, int | None], asked: bool
) -> None:
    assert ("sh_act" in links(answers)) is asked
    if asked:
        way = steps(answers, home_in_person=False)
        at = links(answers).index("sh_act")
        assert way[at - 1].link_id == "sh_urge"
        assert (way[at].code, way[at].number, way[at].of) == ("4a", 4, 6)


@pytest.mark.parametrize(
    ("answers", "link_id"),
    [
        ({}, "feeling"),
        ({"feeling": None}, "mood"),
        ({"feeling": 1, "mood": 2, "si_urge": None, "sh_urge": 2}, "sh_act"),
        (ORDINARY, LAST_PAGE),
        ({"mood": 2}, "feeling"),
    ],
)
def test_she_goes_on_where_she_left(answers: dict[str, int | None], link_id: str) -> None:
    assert where_she_left(answers, home_in_person=False).link_id == link_id


@pytest.mark.parametrize(
    ("answers", "owed"),
    [
        (ORDINARY, ()),
        ({}, ("si_urge", "sh_urge", "safe_home")),
        (ORDINARY | {"si_urge": None}, ("si_urge",)),
        (ORDINARY | {"sh_urge": 1}, ("sh_act",)),
        (ORDINARY | {"sh_urge": 1, "sh_act": 0}, ()),
        (ORDINARY | {"sh_urge": None}, ("sh_urge",)),
    ],
)
def test_only_what_she_was_led_to_is_owed(
    answers: dict[str, int | None], owed: tuple[str, ...]
) -> None:
    assert owed_in_person(DAILY_CHECKIN, answers) == owed


def test_a_skipped_item_9_is_owed() -> None:
    assert owed_in_person(PHQ_9, {"q1": 1, "q9": None}) == ("q9",)
    assert owed_in_person(PHQ_9, {"q9": 0}) == ()


@pytest.mark.parametrize(
    ("instrument_id", "link_id", "value", "met"),
    [
        ("iop-daily-checkin", "si_urge", 0, False),
        ("iop-daily-checkin", "si_urge", 1, True),
        ("iop-daily-checkin", "si_urge", None, False),
        ("iop-daily-checkin", "sh_act", 1, True),
        ("iop-daily-checkin", "sh_act", 0, False),
        ("iop-daily-checkin", "safe_home", 0, True),
        ("iop-daily-checkin", "safe_home", 1, False),
        ("iop-daily-checkin", "mood", 10, False),
        ("phq-9", "q9", 1, True),
        ("phq-9", "q9", 0, False),
        ("phq-9", "q8", 3, False),
    ],
)
def test_which_answers_are_met_with_words(
    instrument_id: str, link_id: str, value: int | None, met: bool
) -> None:
    assert is_met_with_words(instrument_id, link_id, value) is met


@given(
    st.dictionaries(
        st.sampled_from(["feeling", "mood", "si_urge", "sh_urge", "sh_act", "safe_home"]),
        st.one_of(st.none(), st.integers(0, 1)),
    ),
    st.booleans(),
)
def test_every_page_has_its_own_address_and_the_last_is_today(
    answers: dict[str, int | None], home_in_person: bool
) -> None:
    way = steps(answers, home_in_person=home_in_person)
    assert len({step.code for step in way}) == len(way)
    assert way[-1].link_id == LAST_PAGE
    assert all(step.number <= step.of for step in way)
