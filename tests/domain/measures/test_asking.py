"""Where a questionnaire may be answered, which question is next, and the code for a device."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from openiop.domain.measures.asking import (
    ASKING_RULES,
    Way,
    may_ask_about_violence,
    may_be_answered,
    may_try_a_code,
    next_question,
    question_before,
)
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Instrument, Sensitivity
from openiop.domain.measures.phq_9 import PHQ_9

EVERYWHERE = {Way.PHONE, Way.DEVICE, Way.STAFF}
ABOUT_VIOLENCE = replace(PHQ_9, id="hark", sensitivity=Sensitivity.VIOLENCE)


@pytest.mark.parametrize(
    ("form", "ways"),
    [
        (PHQ_9, EVERYWHERE),
        (GAD_7, EVERYWHERE),
        (replace(PHQ_9, id="pcl-5", sensitivity=Sensitivity.TRAUMA), EVERYWHERE),
        (replace(PHQ_9, id="lec-5", sensitivity=Sensitivity.TRAUMA), {Way.PHONE, Way.STAFF}),
        (CSSRS_SCREENER, {Way.STAFF}),
        (ABOUT_VIOLENCE, {Way.STAFF}),
        (replace(PHQ_9, has_wording=False), set()),
        (DAILY_CHECKIN, set()),
    ],
)
def test_where_it_may_be_answered(form: Instrument, ways: set[Way]) -> None:
    assert {way for way in Way if may_be_answered(form, way)} == ways


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ({}, 1),
        ({"q1": 1}, 2),
        ({"q1": None}, 2),
        # a no to question 2 leads straight to question 6
        ({"q1": 0, "q2": 0}, 6),
        ({"q1": 0, "q2": 1}, 3),
        ({"q1": 0, "q2": 0, "q6": 0}, None),
        ({"q1": 0, "q2": 0, "q6": 1}, 7),
        # whatever order the devices saved in
        ({"q6": 0, "q2": 0}, 1),
    ],
)
def test_she_goes_on_where_she_left(answers: dict[str, int | None], number: int | None) -> None:
    assert next_question(CSSRS_SCREENER, answers) == number


@pytest.mark.parametrize(("number", "before"), [(1, None), (2, 1), (6, 2), (7, 6)])
def test_back_leads_to_the_question_asked_before(number: int, before: int | None) -> None:
    assert question_before(CSSRS_SCREENER, {"q2": 0}, number) == before


NOW = datetime(2026, 11, 18, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("here", "on_site", "minutes_ago", "may"),
    [
        (0, 0, 1, True),
        (4, 4, 1, True),
        (5, 5, 1, False),
        (5, 5, 10, True),
        (0, 19, 1, True),
        (0, 20, 1, False),
    ],
)
def test_wrong_codes(here: int, on_site: int, minutes_ago: int, may: bool) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    assert may_try_a_code([at] * here, [at] * on_site, NOW) is may


@pytest.mark.parametrize(
    ("alone", "private_place", "codes"),
    [
        (True, True, ()),
        (False, True, ("not_alone",)),
        (True, False, ("not_private",)),
        (False, False, ("not_alone", "not_private")),
    ],
)
def test_only_alone(alone: bool, private_place: bool, codes: tuple[str, ...]) -> None:
    assert may_ask_about_violence(alone=alone, private_place=private_place).codes == codes


def test_the_rules_name_themselves() -> None:
    assert (ASKING_RULES.id, ASKING_RULES.version) == ("openiop-asking/1", "1")
