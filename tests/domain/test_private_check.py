from __future__ import annotations

import pytest

from openiop.domain.private_check import CheckOutcome, may_close_check


@pytest.mark.parametrize(
    ("outcome", "words", "codes"),
    [
        (CheckOutcome.NO_CONCERN, "", ()),
        (CheckOutcome.CONCERN, "Since Monday", ()),
        (CheckOutcome.CONCERN, " ", ("no_words",)),
        (CheckOutcome.RATHER_NOT, "", ("no_words",)),
        (CheckOutcome.NOT_HERE, "", ("no_words",)),
        (None, "Talked", ("no_outcome",)),
        (None, "", ("no_outcome",)),
    ],
)
def test_what_closes_a_check(
    outcome: CheckOutcome | None, words: str, codes: tuple[str, ...]
) -> None:
    assert may_close_check(outcome, words).codes == codes


def test_only_a_concern_opens_an_alert_and_only_absence_is_asked_again() -> None:
    assert [each for each in CheckOutcome if each.opens_alert] == [CheckOutcome.CONCERN]
    assert [each for each in CheckOutcome if each.is_asked_again] == [CheckOutcome.NOT_HERE]
