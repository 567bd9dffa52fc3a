"""The crisis lines: numbers that can be dialed, and when they are looked at again."""

import re
from datetime import date, timedelta

import pytest

from openiop.domain.crisis import (
    CRISIS_LINES,
    CRISIS_RULES,
    CRISIS_TEXT,
    EMERGENCY,
    LIFELINE,
    CrisisLine,
    needs_review,
    ways_in,
)

LOOKED_ON = LIFELINE.reviewed_on


@pytest.mark.parametrize(("days", "due"), [(0, False), (179, False), (180, True), (400, True)])
def test_a_line_is_looked_at_again_after_180_days(days: int, due: bool) -> None:
    today = LOOKED_ON + timedelta(days=days)
    assert (LIFELINE in needs_review(today)) is due
    assert CRISIS_RULES.review_every_days == 180


def test_only_the_old_lines_are_named() -> None:
    assert needs_review(date(2026, 11, 2), (EMERGENCY,)) == ()


@pytest.mark.parametrize("line", CRISIS_LINES, ids=lambda line: str(line.id))
def test_every_way_can_be_dialed_or_texted(line: object) -> None:
    assert line in CRISIS_LINES
    for way in next(each for each in CRISIS_LINES if each is line).ways:
        assert re.fullmatch(r"tel:\d{3,11}|sms:\d{3,6}(\?&body=[A-Z]+)?", way.href), way.href
        digits = re.sub(r"\D", "", way.label)
        assert digits and digits in way.href


def test_each_line_has_one_main_way_a_source_and_its_own_id() -> None:
    assert len({line.id for line in CRISIS_LINES}) == len(CRISIS_LINES)
    for line in CRISIS_LINES:
        for language in ("en", "es"):
            assert sum(way.is_main for way in ways_in(line, language)) == 1
        assert line.source


@pytest.mark.parametrize(
    ("line", "language", "hrefs"),
    [
        (LIFELINE, "en", ["tel:988", "sms:988"]),
        (LIFELINE, "es", ["tel:988", "sms:988?&body=AYUDA"]),
        (CRISIS_TEXT, "en", ["sms:741741?&body=HOME"]),
        (CRISIS_TEXT, "es", ["sms:741741?&body=HOLA"]),
        (EMERGENCY, "es", ["tel:911"]),
    ],
)
def test_who_reads_spanish_writes_to_somebody_who_does(
    line: CrisisLine, language: str, hrefs: list[str]
) -> None:
    assert [way.href for way in ways_in(line, language)] == hrefs
