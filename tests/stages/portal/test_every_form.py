"""Every form she may answer herself on her phone: numbers, several answers, gates, a quiet no."""

from __future__ import annotations

import pytest

from openiop.day.models import Need
from openiop.domain.measures.asking import LETTERS, Way, may_be_answered
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.measures.models import Administration, Decline
from openiop.measures.queries import forms_due, minutes_here, standing_answers
from openiop.safety.models import Alert
from tests import make
from tests.stages.portal.phone import Phone

pytestmark = pytest.mark.django_db

LETTER = {id_: letter for letter, id_ in LETTERS.items()}


def test_letters_name_only_forms_she_may_answer_herself() -> None:
    assert set(LETTERS.values()) == {
        id_ for id_, kind in INSTRUMENTS.items() if may_be_answered(kind, Way.PHONE)
    }


@pytest.mark.parametrize("instrument_id", sorted(LETTERS.values()))
def test_a_form_goes_from_its_first_page_to_its_end(phone: Phone, instrument_id: str) -> None:
    letter, of = LETTER[instrument_id], INSTRUMENTS[instrument_id]
    phone.open(f"/questions/{letter}/")
    if instrument_id not in minutes_here():
        assert phone.status == 404
        return
    assert phone.status == 200
    assert "Not now" in phone.words
    phone.open(f"/questions/{letter}/1/")
    for _ in of.items:
        if phone.path.endswith("/done/"):
            break
        number = int(phone.path.rstrip("/").rpartition("/")[2])
        phone.tap(of.options_for(of.items[number - 1])[0].value)
    assert phone.path == f"/questions/{letter}/done/"
    assert Administration.objects.get().finished_at is not None
    assert not Alert.objects.exists()


def test_a_number_of_days_is_typed_and_a_wrong_one_stays_with_words(phone: Phone) -> None:
    letter = LETTER["hrqol-4"]
    phone.send(f"/questions/{letter}/1/", answer="3")
    assert "A number from 0 to 30" in phone.words
    phone.send(answer="31")
    assert phone.status == 422
    assert "whole number from 0 to 30" in phone.words
    assert 'value="31"' in phone.html
    phone.send(answer="12")
    assert phone.path == f"/questions/{letter}/3/"
    assert standing_answers(Administration.objects.get().pk) == {"q1": 3, "q2": 12}


def test_questions_a_no_makes_needless_are_not_asked(phone: Phone) -> None:
    letter = LETTER["audit-c"]
    phone.open(f"/questions/{letter}/1/")
    assert "Question 1 of 3" in phone.words
    phone.tap(0)
    assert phone.path == f"/questions/{letter}/done/"
    assert Administration.objects.get().total == 0


def test_several_answers_to_one_question(phone: Phone) -> None:
    letter = LETTER["lec-5"]
    phone.open(f"/questions/{letter}/1/")
    assert phone.html.count('type="checkbox"') == 6
    phone.send(answer=["1", "4"])
    assert standing_answers(Administration.objects.get().pk) == {"q1": 5}
    phone.send()
    assert phone.status == 422
    phone.tap("skip")
    assert standing_answers(Administration.objects.get().pk) == {"q1": 5, "q2": None}


def test_hard_questions_are_announced_and_nobody_has_to(phone: Phone) -> None:
    letter = LETTER["pcl-5"]
    phone.open(f"/questions/{letter}/")
    assert "You never have to say what happened" in phone.words
    assert "do this with someone" in phone.words
    phone.send(f"/questions/{letter}/not-now/", why="together")
    assert phone.path == "/today/"
    assert "Someone does it with you" in phone.words
    assert Decline.objects.get().said_by_her
    assert Need.objects.get().words == "I would like to go through some questions with someone."


def test_not_now_takes_it_off_her_list_until_next_time(phone: Phone) -> None:
    assert [f.id for f in forms_due(phone.client.pk, make.WEDNESDAY)] == ["phq-9", "gad-7"]
    phone.open("/questions/a/")
    phone.send("/questions/a/not-now/", why="rather_not")
    assert "We ask again another time" in phone.words
    assert [f.id for f in forms_due(phone.client.pk, make.WEDNESDAY)] == ["gad-7"]
    phone.send("/questions/a/not-now/", why="not_now")
    assert Decline.objects.count() == 1


def test_before_her_first_form_she_reads_what_an_insurer_may_see(phone: Phone) -> None:
    phone.open("/questions/a/")
    assert "What an insurer may see" in phone.words
    phone.open("/questions/b/1/")
    for _ in range(7):
        phone.tap(0)
    phone.open("/questions/a/")
    assert "insurer" not in phone.words
