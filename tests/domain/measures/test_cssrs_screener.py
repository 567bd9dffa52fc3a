"""Every one of the 3^7 answer patterns of the screener, against a second reading of its rules."""

from itertools import product

import pytest

from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import Screen, ScreenLevel
from openiop.domain.measures.scoring import needs_private_check, score, unanswered
from openiop.domain.words import Level

LINK_IDS = ("q1", "q2", "q3", "q4", "q5", "q6", "q6a")
YES, NO, BLANK = 1, 0, None


def answers(*values: int | None) -> dict[str, int | None]:
    return dict(zip(LINK_IDS, values, strict=True))


def level_by_the_published_rules(pattern: tuple[int | None, ...]) -> str:
    """The five rules of the published form as they are written, one after the other."""
    q1, q2, q3, q4, q5, q6, q6a = pattern
    high = q4 == 1 or q5 == 1 or q6a == 1 or (q6 == 1 and q6a is None)
    moderate = not high and (q3 == 1 or (q6 == 1 and q6a == 0))
    low = not high and not moderate and (q1 == 1 or q2 == 1)
    none = not high and not moderate and not low and q1 == 0 and q2 == 0 and q6 == 0
    found = [
        name
        for name, holds in (("high", high), ("moderate", moderate), ("low", low), ("none", none))
        if holds
    ]
    assert len(found) <= 1
    return found[0] if found else "incomplete"


def test_every_pattern_has_the_published_level() -> None:
    patterns = list(product((YES, NO, BLANK), repeat=7))
    assert len(patterns) == 3**7
    seen = set()
    for pattern in patterns:
        result = score(CSSRS_SCREENER, answers(*pattern))
        assert result.level == level_by_the_published_rules(pattern), pattern
        assert result.total is None
        assert result.band is None
        seen.add(result.level)
    assert seen == set(ScreenLevel)


def test_no_pattern_with_a_yes_is_ever_clear() -> None:
    for pattern in product((YES, NO, BLANK), repeat=7):
        result = score(CSSRS_SCREENER, answers(*pattern))
        if YES in pattern:
            assert result.level not in (ScreenLevel.NONE, ScreenLevel.INCOMPLETE), pattern
            assert result.critical, pattern
            assert result.alert_level in (Level.HIGH, Level.MODERATE, Level.LOW), pattern
        if result.alert_level is None:
            assert [dict(zip(LINK_IDS, pattern, strict=True))[q] for q in ("q1", "q2", "q6")] == [
                NO,
                NO,
                NO,
            ]


def test_a_yes_in_place_of_a_no_or_a_blank_never_lowers_the_level() -> None:
    order = [ScreenLevel.NONE, ScreenLevel.LOW, ScreenLevel.MODERATE, ScreenLevel.HIGH]
    for pattern in product((YES, NO, BLANK), repeat=7):
        before = score(CSSRS_SCREENER, answers(*pattern)).level
        for place in range(
            6
        ):  # 6a with 6 unanswered is its own case: a date says when, not whether
            after_pattern = (*pattern[:place], YES, *pattern[place + 1 :])
            after = score(CSSRS_SCREENER, answers(*after_pattern)).level
            if before is not None and before is not ScreenLevel.INCOMPLETE:
                assert after is not None
                assert order.index(after) >= order.index(before), (pattern, place)


@pytest.mark.parametrize(
    ("pattern", "level", "alert"),
    [
        ((NO, NO, BLANK, BLANK, BLANK, NO, BLANK), ScreenLevel.NONE, None),
        ((YES, NO, BLANK, BLANK, BLANK, NO, BLANK), ScreenLevel.LOW, Level.LOW),
        ((NO, YES, NO, NO, NO, NO, BLANK), ScreenLevel.LOW, Level.LOW),
        ((NO, YES, YES, NO, NO, NO, BLANK), ScreenLevel.MODERATE, Level.MODERATE),
        ((NO, NO, BLANK, BLANK, BLANK, YES, NO), ScreenLevel.MODERATE, Level.MODERATE),
        ((NO, NO, BLANK, BLANK, BLANK, YES, YES), ScreenLevel.HIGH, Level.HIGH),
        # yes to an act, and nobody asked when
        ((NO, NO, BLANK, BLANK, BLANK, YES, BLANK), ScreenLevel.HIGH, Level.HIGH),
        ((NO, YES, YES, YES, NO, NO, BLANK), ScreenLevel.HIGH, Level.HIGH),
        # a yes that should not have been asked for still counts
        ((NO, NO, BLANK, YES, BLANK, NO, BLANK), ScreenLevel.HIGH, Level.HIGH),
        # broken off after a yes: the answers left out may be the ones that matter
        ((NO, YES, BLANK, BLANK, BLANK, BLANK, BLANK), ScreenLevel.LOW, Level.MODERATE),
        ((NO, YES, NO, NO, NO, BLANK, BLANK), ScreenLevel.LOW, Level.MODERATE),
        ((NO, YES, NO, NO, BLANK, NO, BLANK), ScreenLevel.LOW, Level.MODERATE),
        ((YES, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK), ScreenLevel.LOW, Level.MODERATE),
        # not finished and no yes: never "none"
        ((NO, NO, BLANK, BLANK, BLANK, BLANK, BLANK), ScreenLevel.INCOMPLETE, Level.REVIEW),
        ((NO, BLANK, BLANK, BLANK, BLANK, NO, BLANK), ScreenLevel.INCOMPLETE, Level.REVIEW),
        ((BLANK,) * 7, ScreenLevel.INCOMPLETE, Level.REVIEW),
    ],
)
def test_how_soon_a_person_has_to_act(
    pattern: tuple[int | None, ...], level: ScreenLevel, alert: Level | None
) -> None:
    result = score(CSSRS_SCREENER, answers(*pattern))
    assert (result.level, result.alert_level) == (level, alert)
    assert CSSRS_SCREENER.algorithm is not None
    assert CSSRS_SCREENER.algorithm(answers(*pattern)) == Screen(level, alert)


def test_questions_that_were_not_asked_are_not_missing() -> None:
    result = score(CSSRS_SCREENER, {"q1": NO, "q2": NO, "q6": NO})
    assert (result.answered, result.of, result.missing) == (3, 3, ())
    after_a_yes = score(CSSRS_SCREENER, {"q1": NO, "q2": YES, "q3": NO, "q6": YES})
    assert after_a_yes.missing == ("q4", "q5", "q6a")
    assert (after_a_yes.answered, after_a_yes.of) == (4, 7)


def test_a_clear_screen_asks_for_no_private_check() -> None:
    clear: dict[str, int | None] = {"q1": NO, "q2": NO, "q6": NO}
    assert needs_private_check(CSSRS_SCREENER, unanswered(CSSRS_SCREENER, clear)) == ()
    assert needs_private_check(CSSRS_SCREENER, unanswered(CSSRS_SCREENER, {"q1": NO})) == (
        "q2",
        "q6",
    )
