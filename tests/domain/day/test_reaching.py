"""Reaching out: the words that leave name nothing, and a try counts for the step that is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openiop.domain.contact import ContactProfile, SayWho, neutral_words
from openiop.domain.day.morning import OutreachStep, Tried
from openiop.domain.day.reaching import may_send_text_now, step_of_try, text_to_send

START = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
FIRST, SECOND = OutreachStep.FIRST_TRY, OutreachStep.SECOND_TRY
REVIEW = OutreachStep.CLINICIAN_REVIEW


def at(hour: int, minute: int) -> datetime:
    return START.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("profile", "says"),
    [
        (ContactProfile(), ""),
        (ContactProfile(say_who=SayWho.YES), ""),
        (ContactProfile(say_who=SayWho.AS, alias="Nora"), "Nora"),
        (ContactProfile(say_who=SayWho.NO, alias="Nora"), ""),
    ],
)
def test_the_text_is_neutral_and_uses_only_a_name_she_gave_us(
    profile: ContactProfile, says: str
) -> None:
    text, params = text_to_send(profile, "555-0199")
    words = text.format(**params)

    assert "555-0199" in words
    assert ("Nora" in words) is bool(says)
    assert neutral_words(words)


@pytest.mark.parametrize(
    ("now", "tried", "step"),
    [
        (at(9, 5), [], FIRST),
        (at(9, 20), [], FIRST),
        (at(9, 20), [FIRST], SECOND),
        (at(10, 5), [FIRST], SECOND),
        (at(10, 5), [FIRST, SECOND], SECOND),
    ],
)
def test_a_try_counts_for_the_step_that_is_due_or_next(
    now: datetime, tried: list[OutreachStep], step: OutreachStep
) -> None:
    assert step_of_try(START, now, [Tried(code) for code in tried]) is step


@pytest.mark.parametrize(
    ("now", "tried", "codes"),
    [
        (at(9, 14), [], ("no_try_due",)),
        (at(9, 15), [], ()),
        (at(9, 30), [FIRST], ("no_try_due",)),
        (at(10, 0), [FIRST], ()),
        (at(15, 0), [FIRST], ("clinician_decides",)),
    ],
)
def test_a_text_leaves_only_when_a_try_is_due(
    now: datetime, tried: list[OutreachStep], codes: tuple[str, ...]
) -> None:
    assert may_send_text_now(START, now, [Tried(code) for code in tried]).codes == codes
