from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from openiop.domain.consent import (
    AFTER_TAKING_BACK,
    ConsentKind,
    ConsentState,
    Device,
    SignAsked,
    Signed,
    SignedHow,
    consent_state,
    is_answered,
    is_signature,
    may_sign_consent,
    path_of,
    strokes_from,
)
from openiop.domain.consent_texts import LANGUAGES, OURS, paper_in
from tests.reading import ease, grade, text_of

NOW = datetime(2026, 11, 18, 10, 1, tzinfo=UTC)
LINES = tuple(
    ((10 + n, 20 + n * 2) for n in range(9)),
)
TYPED = SignAsked(
    ConsentKind.TREATMENT, SignedHow.TYPED, "Alda Testa", saw_mark="a", holds_mark="a"
)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (TYPED, ()),
        (replace(TYPED, name="  "), ("name",)),
        (replace(TYPED, saw_mark="b"), ("newer",)),
        (replace(TYPED, agrees=False), ("no",)),
        (replace(TYPED, kind=ConsentKind.MESSAGES, agrees=False), ()),
        (replace(TYPED, how=SignedHow.DRAWN), ("drawing",)),
        (replace(TYPED, how=SignedHow.DRAWN, strokes=(LINES,)), ()),
        (replace(TYPED, device=Device.OURS), ("witness",)),
        (replace(TYPED, device=Device.OURS, has_witness=True), ()),
        (replace(TYPED, how=SignedHow.PAPER, device=Device.NONE), ("witness",)),
    ],
)
def test_a_signature_stands_on_the_text_that_holds(
    asked: SignAsked, codes: tuple[str, ...]
) -> None:
    assert may_sign_consent(asked).codes == codes


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("[[[1,2],[3,4]]]", 2),
        ("[]", 0),
        ("", 0),
        ("<svg onload=x>", 0),
        ('[["a"]]', 0),
        ("[[[1,2,3]]]", 0),
        ("[[[-1,2]]]", 0),
        ("[[[1,9999]]]", 0),
        ("[[" + ",".join("[1,1]" for _ in range(5000)) + "]]", 0),
        ("7", 0),
    ],
)
def test_a_drawing_is_lines_of_numbers_or_nothing(text: str, points: int) -> None:
    assert sum(map(len, strokes_from(text))) == points


def test_a_dot_is_no_signature_and_a_path_is_numbers_only() -> None:
    assert not is_signature((((5, 5),) * 20,))
    assert is_signature((LINES,))
    assert path_of((((1, 2), (3, 4)), ((5, 6),))) == "M1 2 L3 4 M5 6"


AGREED = Signed(True, "a", NOW - timedelta(days=3))


@pytest.mark.parametrize(
    ("signed", "state", "treatment", "messages"),
    [
        (None, ConsentState.MISSING, False, False),
        (AGREED, ConsentState.STANDS, True, True),
        (replace(AGREED, text_mark="old"), ConsentState.NEWER_TEXT, True, True),
        (replace(AGREED, agreed=False), ConsentState.DECLINED, False, True),
        (
            replace(AGREED, revoked_at=NOW - timedelta(minutes=1)),
            ConsentState.TAKEN_BACK,
            False,
            True,
        ),
    ],
)
def test_taking_back_holds_at_once_and_no_is_an_answer_to_messages(
    signed: Signed | None, state: ConsentState, treatment: bool, messages: bool
) -> None:
    found = consent_state(signed, "a", NOW)

    assert found is state
    assert is_answered(ConsentKind.TREATMENT, found) is treatment
    assert is_answered(ConsentKind.MESSAGES, found) is messages


def test_every_paper_is_there_in_both_languages_and_says_what_taking_back_does() -> None:
    assert set(OURS) == set(ConsentKind) == set(AFTER_TAKING_BACK)
    for papers in OURS.values():
        assert set(papers) == set(LANGUAGES)
        assert papers["en"].mark != papers["es"].mark
        assert len(papers["en"].paragraphs) == len(papers["es"].paragraphs)
    assert paper_in({"en": OURS[ConsentKind.GROUP]["en"]}, "es")[0] == "en"


@pytest.mark.parametrize("kind", ConsentKind)
def test_a_paper_is_easy_to_read(kind: ConsentKind) -> None:
    english, spanish = OURS[kind]["en"], OURS[kind]["es"]

    assert grade(text_of([*english.summary, *english.paragraphs])) <= 8
    assert ease(text_of([*spanish.summary, *spanish.paragraphs])) >= 70
