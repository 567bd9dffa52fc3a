"""What a letter tells and when it may go out."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.letters.letter import (
    LetterBody,
    LetterFact,
    LetterFacts,
    LetterKind,
    LetterStatus,
    clinical_facts,
    letter_due_on,
    letter_text,
    may_consent,
    may_draft,
    may_send,
)

KNOWN = LetterFacts("Alda Testa", date(2026, 11, 2), date(2027, 1, 8), "Monday, 08:40 to 12:15", 9)
ASKED = date(2026, 11, 18)


def body(*facts: LetterFact, **by_hand: str) -> LetterBody:
    words = {LetterFact(name): text for name, text in by_hand.items()}
    return LetterBody(LetterKind.WORK, "Acorn Mill", facts=frozenset(facts), by_hand=words)


@pytest.mark.parametrize(
    "left_out", [fact for fact in LetterFact if fact is not LetterFact.ATTENDS]
)
def test_what_was_not_chosen_is_not_told(left_out: LetterFact) -> None:
    text = letter_text(body(LetterFact.ATTENDS, diagnosis="F32.1", progress="Well."), KNOWN)

    assert text == "To: Acorn Mill\n\nAlda Testa has regular appointments with us."
    assert left_out not in body(LetterFact.ATTENDS).facts


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((LetterFact.ATTENDS, LetterFact.SINCE), "since November 2, 2026."),
        ((LetterFact.ATTENDS, LetterFact.UNTIL), "planned until January 8, 2027."),
        ((LetterFact.DAYS,), "The appointments are on Monday, 08:40 to 12:15."),
        ((LetterFact.ATTENDED,), "she came on 9 days."),
        ((LetterFact.LEVEL,), "intensive outpatient program"),
    ],
)
def test_what_was_chosen_is_told(facts: tuple[LetterFact, ...], words: str) -> None:
    assert words in letter_text(body(*facts), KNOWN)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (body(LetterFact.ATTENDS), ()),
        (body(), ("facts",)),
        (body(LetterFact.LIMITS), ("by_hand",)),
        (body(LetterFact.LIMITS, limits="No nights."), ()),
        (LetterBody(LetterKind.WORK, " ", facts=frozenset({LetterFact.ATTENDS})), ("recipient",)),
    ],
)
def test_drafting(wanted: LetterBody, expected: tuple[str, ...]) -> None:
    assert may_draft(wanted).codes == expected


def test_what_tells_about_her_health_is_named() -> None:
    chosen = (LetterFact.DAYS, LetterFact.DIAGNOSIS, LetterFact.LEVEL)

    assert clinical_facts(chosen) == (LetterFact.LEVEL, LetterFact.DIAGNOSIS)


@pytest.mark.parametrize(
    ("needed_by", "expected"), [(None, date(2026, 11, 25)), (date(2026, 11, 20),) * 2]
)
def test_due(needed_by: date | None, expected: date) -> None:
    assert letter_due_on(ASKED, needed_by, 7) == expected


@pytest.mark.parametrize(
    ("status", "read", "expected"),
    [
        (LetterStatus.ASKED, True, ("not_drafted",)),
        (LetterStatus.DRAFTED, False, ("not_read",)),
        (LetterStatus.PREVIEWED, True, ()),
        (LetterStatus.DECLINED, True, ()),
        (LetterStatus.SENT, True, ("not_drafted",)),
    ],
)
def test_consent(status: LetterStatus, read: bool, expected: tuple[str, ...]) -> None:
    assert may_consent(status, read).codes == expected


@pytest.mark.parametrize(
    ("status", "agreed", "expected"),
    [
        (LetterStatus.CONSENTED, True, ()),
        (LetterStatus.CONSENTED, False, ("consent",)),
        (LetterStatus.SENT, True, ("sent",)),
        (LetterStatus.STRUCK, True, ("struck",)),
    ],
)
def test_sending(status: LetterStatus, agreed: bool, expected: tuple[str, ...]) -> None:
    assert may_send(status, agreed).codes == expected
