"""Questions before the second signature, contacts between sessions, sentences of a week."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openiop.domain.care.between import (
    BILLABLE_MINUTES,
    CoachedSkill,
    ContactNote,
    ContactOutcome,
    ContactWay,
    RiskAsked,
    may_keep_contact,
    needs_alert,
)
from openiop.domain.care.supervision import ReturnFacts, may_ask, may_write_anew
from openiop.domain.care.week_words import (
    absence_sentence,
    goal_sentence,
    hours_sentence,
    measure_sentence,
    skill_sentence,
)
from openiop.domain.measures.progress import State
from openiop.domain.words import AwayReason

OPEN: dict[str, Any] = {
    "is_signed": True,
    "cosign_due": True,
    "is_cosigned": False,
    "is_author": False,
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_signed": False}, ("not_signed",)),
        ({"cosign_due": False}, ("no_cosign",)),
        ({"is_cosigned": True}, ("cosigned",)),
        ({"is_author": True}, ("author",)),
    ],
)
def test_who_may_ask_and_when(change: dict[str, bool], expected: tuple[str, ...]) -> None:
    assert may_ask(ReturnFacts(**{**OPEN, **change}), "Why?").codes == expected


def test_a_question_has_words() -> None:
    assert may_ask(ReturnFacts(**OPEN), "  ").codes == ("words",)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_author": False}, ("not_author",)),
        ({"is_cosigned": True}, ("final",)),
        ({"was_asked": False}, ("not_asked",)),
    ],
)
def test_a_note_is_written_anew_only_between_question_and_second_signature(
    change: dict[str, bool], expected: tuple[str, ...]
) -> None:
    facts = ReturnFacts(**{**OPEN, "is_author": True, "was_asked": True, **change})

    assert may_write_anew(facts).codes == expected


FIVE = ContactNote(
    ContactWay.CALL, CoachedSkill.GROUNDING, RiskAsked.NO_CONCERN, ContactOutcome.SETTLED
)


def test_a_contact_takes_four_choices_and_no_words() -> None:
    assert may_keep_contact(FIVE)
    assert may_keep_contact(ContactNote(None, None, None, None)).codes == (
        *("way", "skill", "risk", "outcome"),
    )


@pytest.mark.parametrize("risk", RiskAsked)
def test_only_a_concern_opens_an_alert(risk: RiskAsked) -> None:
    note = ContactNote(FIVE.way, FIVE.skill, risk, FIVE.outcome)

    assert needs_alert(note) is (risk is RiskAsked.CONCERN)


def test_a_contact_is_never_billed() -> None:
    assert BILLABLE_MINUTES == 0


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (hours_sentence(510, 540, 3), "Attended 8 h 30 min of 9 h planned; 3 days count."),
        (hours_sentence(0, 540, 1), "Attended 0 h of 9 h planned; 1 day counts."),
        (goal_sentence(1, "I sleep", 1), 'Goal 1, "I sleep": 1 signed note.'),
        (measure_sentence("PHQ-9", 12, None, None), "PHQ-9: 12."),
        (
            measure_sentence("PHQ-9", 9, 17, State.IMPROVED),
            "PHQ-9: 9, at the start 17, improved.",
        ),
        (skill_sentence("Grounding", 2), "Rehearsed here 2 times: Grounding."),
        (
            absence_sentence(date(2026, 11, 18), 3, AwayReason.CHILDCARE),
            "Away on 2026-11-18 from 3 sessions: childcare.",
        ),
    ],
)
def test_the_sentences_of_a_week_are_plain(said: str, expected: str) -> None:
    assert said == expected
