"""What is taken down in the first call, and what is said when it cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.call_screen import (
    CALL_FIELDS,
    SCRIPT,
    as_texts,
    day_typed_as_text,
    may_book_on_call,
    may_finish_call,
    told,
)
from openiop.domain.contact_profile import Allowed
from openiop.domain.referral import CareNow, Concern, ReferralForm, TriageClass

TODAY = date(2026, 11, 18)
WHOLE = {
    "safe_to_talk": "yes",
    "language": "es",
    "born_on": "3/14/1990",
    "leaves_on": "11/20/2026",
    "care_now": "hospital",
    "concerns": "perinatal",
    "needs": "childcare transport",
    "ways": "call text",
    "times": "evening morning",
    "voicemail": "call_back_only",
    "say_who": "yes",
    "device": "shared",
    "call_back": "after six",
    "unsafe_people": "Her brother",
    "chosen_name": "Wilma",
    "last_name": "Wildwater",
    "phone": "(555) 010-0142",
    "email": "w@x.example",
    "reason": "I can't sleep. 🙂",
    "care_where": "Pinewood Hospital",
    "payer": "Evergreen Health",
    "needs_words": "Two boys",
}


def test_every_field_comes_back_as_it_was_told() -> None:
    form, said = told(ReferralForm(), WHOLE, TODAY)

    assert said
    assert set(WHOLE) == set(CALL_FIELDS)
    texts = as_texts(form)
    assert {**texts, "times": ""} == {**WHOLE, "times": ""}
    assert set(texts["times"].split()) == {"evening", "morning"}
    assert form.contact.call.allowed is Allowed.AT_TIMES


def test_one_field_at_a_time_makes_the_same_form() -> None:
    at_once, _ = told(ReferralForm(), WHOLE, TODAY)
    step_by_step = ReferralForm()
    for name, text in WHOLE.items():
        step_by_step, said = told(step_by_step, {name: text}, TODAY)
        assert said

    assert step_by_step == at_once


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("born_on", "yesterday", "birthday"),
        ("born_on", "2/30/1990", "birthday"),
        ("born_on", "3/14/90", "birthday"),
        ("born_on", "1/1/2030", "birthday"),
        ("leaves_on", "1/1/2030", "date"),
        ("phone", "call me", "phone"),
        ("phone", "123", "phone"),
        ("chosen_name", "x" * 121, "too_long"),
        ("reason", "x" * 3001, "too_long"),
    ],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(name: str, text: str, code: str) -> None:
    form, said = told(ReferralForm(), {name: text}, TODAY)

    assert said.codes == (code,)
    assert next(iter(said)).field_name == name
    assert form == ReferralForm()


def test_words_nobody_offered_are_left_out() -> None:
    sent = {"care_now": "mars", "concerns": "none nonsense", "language": "xx", "voicemail": "?"}

    form, said = told(ReferralForm(), sent, TODAY)

    assert said
    assert form.care_now is CareNow.UNSAID
    assert form.concerns == frozenset()
    assert form.language == "en"


def test_asked_and_nothing_there_is_not_the_same_as_not_asked() -> None:
    form, _ = told(ReferralForm(), {"concerns": "none"}, TODAY)
    more, _ = told(form, {"concerns": "none suicide_thoughts"}, TODAY)

    assert form.concerns_asked
    assert as_texts(form)["concerns"] == "none"
    assert as_texts(ReferralForm())["concerns"] == ""
    assert more.concerns == {Concern.SUICIDE_THOUGHTS}


@pytest.mark.parametrize("typed", ["3/14/1990", "3 14 1990", "03-14-1990", "1990-03-14"])
def test_a_birthday_as_people_type_it(typed: str) -> None:
    assert day_typed_as_text(typed) == date(1990, 3, 14)


def test_a_call_ends_with_a_name_a_number_and_how_to_reach_her() -> None:
    assert may_finish_call(ReferralForm()).codes == ("name", "reach", "contact")
    form, _ = told(ReferralForm(), WHOLE, TODAY)
    assert may_finish_call(form)


def test_a_whole_form_with_nothing_about_contact_has_asked_nothing() -> None:
    sent = {"ways": "", "times": "", "device": "", "chosen_name": "Wilma"}

    form, _ = told(ReferralForm(), sent, TODAY)

    assert not form.contact.asked


def test_in_a_crisis_no_later_time_is_given() -> None:
    assert may_book_on_call(TriageClass.CRISIS).codes == ("crisis",)
    assert may_book_on_call(TriageClass.URGENT)


def test_safety_is_asked_before_anything_else() -> None:
    assert [part.key for part in SCRIPT][:3] == ["safe", "not_safe", "contact"]
