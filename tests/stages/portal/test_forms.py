"""PHQ-9 and GAD-7 on her phone: explained before, saved one by one, never a bare score."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openiop.base import clock
from openiop.day.models import Need
from openiop.measures.actions import submit
from openiop.measures.models import Administration, Comment
from openiop.measures.queries import standing_answers
from openiop.safety.models import Alert, PrivateCheck
from tests import make
from tests.stages.portal.phone import Phone, phone_of

pytestmark = pytest.mark.django_db


def filled(value: int) -> dict[str, int | None]:
    answers: dict[str, int | None] = {f"q{n}": value for n in range(1, 9)}
    return answers | {"q9": 0, "q10": 0}


def had(phone: Phone, *values: int) -> None:
    """Results of the weeks before, oldest first."""
    for weeks, value in zip(range(len(values), 0, -1), values, strict=True):
        with clock.standing(make.at("09:00") - timedelta(weeks=weeks)):
            submit(
                client=phone.client,
                instrument_id="phq-9",
                answers=filled(value),
                on_site=False,
                by=phone.actor,
            )


def test_before_the_first_question_she_reads_what_it_is(phone: Phone) -> None:
    phone.open("/questions/a/")
    for words in (
        "10 questions about your mood",
        "About 2 minutes",
        "skip any question",
        "does not decide by itself when you leave",
        "Who sees it",
        "within 1 hour",
    ):
        assert words in phone.words
    assert not Administration.objects.exists()


def test_a_whole_set_takes_at_most_twenty_taps(phone: Phone) -> None:
    phone.open("/questions/a/")
    phone.open("/questions/a/1/")
    taps = 2
    for n in range(1, 11):
        assert phone.path == f"/questions/a/{n}/"
        assert f"Question {n} of 10" in phone.words
        phone.tap(0)
        taps += 1
    assert phone.path == "/questions/a/done/"
    assert 'href="/questions/b/1/"' in phone.html
    phone.open("/questions/b/1/")
    taps += 1
    for _ in range(7):
        phone.tap(1)
        taps += 1
    assert (phone.path, taps) == ("/questions/b/done/", 20)
    assert dict(Administration.objects.values_list("instrument_id", "total")) == {
        "phq-9": 0,
        "gad-7": 7,
    }


def test_item_9_of_an_abandoned_form_raises_an_alert_and_is_met_with_words(phone: Phone) -> None:
    phone.send("/questions/a/9/", answer="1")
    assert phone.path == "/questions/a/9/thank-you/"
    assert "Thank you for telling us" in phone.words
    assert 'href="/questions/a/1/"' in phone.html
    assert Administration.objects.get().finished_at is None
    assert Alert.objects.get().link_id == "q9"
    phone.send(said="safe")
    assert "We are glad you are safe right now" in phone.words


def test_a_skipped_item_9_is_no_score_no_alarm_and_a_private_check(phone: Phone) -> None:
    phone.open("/questions/a/1/")
    for n in range(1, 11):
        phone.tap("skip" if n == 9 else 0)
    form = Administration.objects.get()
    assert form.finished_at is not None
    assert (form.total, standing_answers(form.pk)["q9"]) == (None, None)
    assert PrivateCheck.objects.get().link_id == "q9"
    assert not Alert.objects.exists()
    assert "Thank you" in phone.words
    phone.open("/how-its-going/")
    assert "there is no score" in phone.words


def test_the_result_comes_only_when_she_asks_for_it(phone: Phone) -> None:
    had(phone, 2)
    phone.open("/questions/a/1/")
    for n in range(1, 11):
        phone.tap(0 if n == 9 else 1)
    assert "See my result" in phone.words
    assert "score" not in phone.words
    phone.open("/how-its-going/")
    assert "Your mood score moved from 16 to 8 since" in phone.words
    assert "A bigger change than chance alone." in phone.words
    assert "<svg" in phone.html
    assert phone.html.index("moved from 16 to 8") < phone.html.index('role="img"')


def test_a_harder_course_asks_first(phone: Phone) -> None:
    had(phone, 1, 2)
    phone.open("/how-its-going/")
    assert "Would you like to see this with Thea Therapist?" in phone.words
    assert "moved from" not in phone.words
    assert 'role="img"' not in phone.html
    phone.open("/how-its-going/?show=a")
    assert "Your mood score moved from 8 to 16" in phone.words
    assert "things look harder than at the start" in phone.words.casefold()
    phone.send("/how-its-going/together/")
    assert Need.objects.get().words == "I would like to look together at how it is going."


def test_whether_it_fits_is_kept_as_her_comment(phone: Phone) -> None:
    had(phone, 2, 2)
    phone.send("/how-its-going/a/say/", fits="not_really")
    phone.send("/how-its-going/a/say/", words="Mornings are still hard")
    assert [(c.fits, c.words) for c in Comment.objects.order_by("created_at", "pk")] == [
        ("not_really", ""),
        ("", "Mornings are still hard"),
    ]
    assert "Mornings are still hard" in phone.words


def test_a_comment_never_reaches_another_clients_result(
    morning: make.Morning, phone: Phone
) -> None:
    had(phone, 2)
    other = phone_of(morning.clients[1], phone.site)
    other.send("/how-its-going/a/say/", fits="yes")
    assert other.status == 404
    assert not Comment.objects.exists()


def test_no_form_is_asked_while_a_safety_concern_is_under_review(phone: Phone) -> None:
    phone.open("/today/")
    assert "questions about worry" in phone.words
    phone.send("/questions/a/9/", answer="2")
    phone.open("/today/")
    assert "questions about worry" not in phone.words


def test_in_spanish_the_official_wording_stays_english_and_is_marked(phone: Phone) -> None:
    phone.browser.cookies["openiop_language"] = "es"
    phone.open("/questions/a/1/")
    assert '<html lang="es"' in phone.html
    assert '<div lang="en">' in phone.html
    assert "Little interest or pleasure in doing things" in phone.words


@pytest.mark.parametrize("path", ["/questions/z/", "/questions/a/11/", "/questions/a/0/"])
def test_what_does_not_exist_is_not_here(phone: Phone, path: str) -> None:
    assert phone.open(path).status == 404
