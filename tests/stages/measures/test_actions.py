"""Answers are kept one by one, skipped is never 0; what needs a person raises an alert at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from openiop.base.models import Site
from openiop.clients.models import Client
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.words import Level
from openiop.measures import actions, queries
from openiop.measures.models import Administration, Answer, Comment, Source
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard, profile_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.safety.models import Alert, PrivateCheck
from tests import make

pytestmark = pytest.mark.django_db

CHECK_IN, PHQ, CSSRS = "iop-daily-checkin", "phq-9", "cssrs-screener-recent"
ORDINARY: dict[str, int | None] = {
    "feeling": 2,
    "mood": 3,
    "si_urge": 0,
    "sh_urge": 0,
    "safe_home": 1,
}
EIGHT_ZEROS: dict[str, int | None] = {f"q{n}": 0 for n in range(1, 9)}


@pytest.fixture
def site() -> Site:
    return make.site()


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("08:50")):
        yield


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Client:
    return morning.clients[0]


@pytest.fixture
def she(her: Client) -> Actor:
    return make.client_actor(her)


def given(her: Client, she: Actor, kind: str, answers: dict[str, int | None]) -> Administration:
    form = actions.start_form(client=her, instrument_id=kind, by=she)
    return actions.answer(administration=form, answers=answers, on_site=False, by=she)


def checks(her: Client) -> dict[str, str]:
    return dict(PrivateCheck.objects.filter(client=her).values_list("link_id", "why"))


def test_the_unfinished_form_of_today_is_gone_on_with(her: Client, she: Actor) -> None:
    first = actions.start_form(client=her, instrument_id=PHQ, by=she)
    assert actions.start_form(client=her, instrument_id=PHQ, by=she).pk == first.pk
    actions.finish(administration=first, on_site=False, by=she)
    second = actions.start_form(client=her, instrument_id=PHQ, by=she)
    assert (second.pk != first.pk, second.sequence) == (True, 2)


def test_a_changed_answer_keeps_the_one_before(her: Client, she: Actor) -> None:
    form = given(her, she, CHECK_IN, {"mood": 4})
    actions.answer(administration=form, answers={"mood": 7}, on_site=False, by=she)
    actions.answer(administration=form, answers={"mood": 7}, on_site=False, by=she)
    rows = Answer.objects.filter(administration=form).order_by("created_at", "pk")
    assert sorted((row.value, row.replaced_at is None) for row in rows) == [(4, False), (7, True)]
    assert queries.standing_answers(form.pk) == {"mood": 7}


def test_skipped_is_an_answer_without_a_value(her: Client, she: Actor) -> None:
    form = given(her, she, PHQ, {"q1": None})
    row = Answer.objects.get(administration=form)
    assert (row.value, row.declined) == (None, True)
    assert queries.standing_answers(form.pk) == {"q1": None}


def test_without_item_9_there_is_no_total(her: Client, she: Actor) -> None:
    form = actions.submit(
        client=her, instrument_id=PHQ, answers=EIGHT_ZEROS | {"q9": None}, on_site=False, by=she
    )
    assert (form.total, form.answered, form.prorated) == (None, 8, False)
    assert checks(her) == {"q9": "skipped"}
    assert not Alert.objects.exists()


def test_a_partly_answered_form_is_prorated(her: Client, she: Actor) -> None:
    answers: dict[str, int | None] = dict.fromkeys((f"q{n}" for n in range(1, 9)), 1)
    answers |= {"q1": None, "q9": 0}
    form = actions.submit(client=her, instrument_id=PHQ, answers=answers, on_site=False, by=she)
    assert (form.total, form.prorated, form.answered) == (8, True, 8)


@pytest.mark.parametrize("wrong", [{"q1": 4}, {"q1": -1}, {"q99": 1}])
def test_an_answer_that_is_not_offered_is_refused(
    her: Client, she: Actor, wrong: dict[str, int | None]
) -> None:
    form = actions.start_form(client=her, instrument_id=PHQ, by=she)
    with pytest.raises(Refused) as refused:
        actions.answer(administration=form, answers=wrong, on_site=False, by=she)
    assert [reason.code for reason in refused.value.reasons] == ["not_an_answer"]
    assert not Answer.objects.exists()


def test_an_unknown_form_is_refused(her: Client, she: Actor) -> None:
    with pytest.raises(Refused, match="unknown_form"):
        actions.start_form(client=her, instrument_id="phq-2000", by=she)


@pytest.mark.parametrize(
    ("kind", "link_id", "value", "level"),
    [
        (PHQ, "q9", 1, Level.MODERATE),
        (PHQ, "q9", 2, Level.HIGH),
        (CHECK_IN, "si_urge", 1, Level.HIGH),
        (CHECK_IN, "sh_urge", 3, Level.MODERATE),
        (CHECK_IN, "sh_act", 1, Level.HIGH),
        (CHECK_IN, "safe_home", 0, Level.HIGH),
    ],
)
def test_an_answer_that_needs_a_person_raises_an_alert_before_the_form_is_finished(
    her: Client, she: Actor, kind: str, link_id: str, value: int, level: Level
) -> None:
    form = given(her, she, kind, {link_id: value})
    assert form.finished_at is None
    alert = Alert.objects.get()
    assert (alert.client_id, alert.level, alert.link_id) == (her.pk, level, link_id)
    assert (alert.administration_id, alert.instrument_id) == (form.pk, kind)
    evidence = json.loads(alert.evidence)
    assert evidence["value"] == value
    assert evidence["question"] and evidence["answer"]


def test_the_same_answer_twice_is_one_alert_and_another_is_another(her: Client, she: Actor) -> None:
    form = given(her, she, CHECK_IN, {"si_urge": 2})
    actions.answer(administration=form, answers={"si_urge": 2}, on_site=False, by=she)
    assert Alert.objects.count() == 1
    actions.answer(administration=form, answers={"si_urge": 4}, on_site=False, by=she)
    assert json.loads(Alert.objects.get().evidence)["value"] == 4
    actions.answer(administration=form, answers={"sh_act": 1}, on_site=False, by=she)
    assert Alert.objects.count() == 2


def test_an_answer_taken_back_leaves_the_alert_with_what_it_is_now(her: Client, she: Actor) -> None:
    form = given(her, she, CHECK_IN, {"si_urge": 3})
    actions.answer(administration=form, answers={"si_urge": 0}, on_site=False, by=she)
    alert = Alert.objects.get()
    assert alert.closed_at is None
    assert json.loads(alert.evidence)["value"] == 0


def test_an_ordinary_check_in_raises_nothing_and_owes_nothing(her: Client, she: Actor) -> None:
    form = actions.submit(
        client=her, instrument_id=CHECK_IN, answers=ORDINARY, on_site=True, by=she
    )
    assert form.finished_at is not None
    assert not Alert.objects.exists()
    assert checks(her) == {}


def test_a_skipped_safety_question_is_asked_in_person_at_once(her: Client, she: Actor) -> None:
    given(her, she, CHECK_IN, {"si_urge": None})
    assert checks(her) == {"si_urge": "skipped"}
    assert not Alert.objects.exists()


def test_a_safety_question_left_open_is_asked_in_person_when_she_finishes(
    her: Client, she: Actor
) -> None:
    form = given(her, she, CHECK_IN, {"feeling": 1})
    assert checks(her) == {}
    actions.finish(administration=form, on_site=False, by=she)
    assert set(checks(her)) == {"si_urge", "sh_urge", "safe_home"}


def test_home_is_asked_in_person_when_her_device_is_shared(her: Client, she: Actor) -> None:
    card = ContactCard(profile=ContactProfile(device_shared=True))
    set_safe_contact(person_id=her.pk, card=card, by=system())
    answers = {key: value for key, value in ORDINARY.items() if key != "safe_home"}
    actions.submit(client=her, instrument_id=CHECK_IN, answers=answers, on_site=False, by=she)
    assert checks(her) == {"safe_home": "device"}


def test_not_safe_at_home_holds_every_channel(her: Client, she: Actor) -> None:
    yes = ChannelRule(allowed=Allowed.YES)
    card = ContactCard(profile=ContactProfile(call=yes, text=yes))
    set_safe_contact(person_id=her.pk, card=card, by=system())
    given(her, she, CHECK_IN, {"safe_home": 0})
    assert profile_of(her.pk).not_safe_at_home is True


def test_imported_answers_start_no_alert_and_no_check(her: Client) -> None:
    actions.submit(
        client=her,
        instrument_id=PHQ,
        answers={"q9": 3},
        on_site=False,
        source=Source.IMPORTED,
        by=system(),
    )
    assert not Alert.objects.exists()
    assert checks(her) == {}


@pytest.mark.parametrize(
    ("answers", "found", "level"),
    [
        ({"q1": 0, "q2": 0, "q6": 0}, "none", None),
        ({"q1": 1, "q2": 0, "q6": 0}, "low", Level.LOW),
        ({"q1": 1, "q2": 1, "q3": 1, "q4": 1, "q5": 0, "q6": 0}, "high", Level.HIGH),
        ({"q1": 0}, "incomplete", Level.REVIEW),
    ],
)
def test_a_screen_asked_by_staff_is_one_alert_by_its_level(
    morning: make.Morning,
    her: Client,
    answers: dict[str, int | None],
    found: str,
    level: Level | None,
) -> None:
    form = actions.submit(
        client=her,
        instrument_id=CSSRS,
        answers=answers,
        on_site=True,
        source=Source.STAFF,
        by=morning.therapist,
    )
    assert (form.level, form.total) == (found, None)
    assert [alert.level for alert in Alert.objects.all()] == ([level] if level else [])
    assert checks(her) == {}


def test_somebody_else_cannot_answer_for_her(morning: make.Morning, her: Client) -> None:
    other = make.client_actor(morning.clients[1])
    with pytest.raises(Refused, match="not_allowed"):
        actions.start_form(client=her, instrument_id=PHQ, by=other)
    with pytest.raises(Refused, match="not_allowed"):
        actions.start_form(client=her, instrument_id=PHQ, by=morning.desk)
    assert not Administration.objects.exists()


def test_somebody_else_cannot_answer_her_form(
    morning: make.Morning, her: Client, she: Actor
) -> None:
    form = given(her, she, PHQ, {"q1": 1})
    other = make.client_actor(morning.clients[1])
    with pytest.raises(Refused, match="not_allowed"):
        actions.answer(administration=form, answers={"q1": 3}, on_site=False, by=other)
    assert queries.standing_answers(form.pk) == {"q1": 1}


def test_every_deed_is_in_the_trail_without_her_answers(her: Client, she: Actor) -> None:
    actions.submit(client=her, instrument_id=CHECK_IN, answers=ORDINARY, on_site=False, by=she)
    rows = list(AuditEvent.objects.filter(verb__startswith="measures."))
    assert {row.verb for row in rows} == {
        "measures.started",
        "measures.answered",
        "measures.finished",
        "measures.submitted",
    }
    assert all(row.client_ids == [str(her.pk)] for row in rows)
    assert "Okay" not in str([row.codes for row in rows])


def test_finishing_twice_is_finishing_once(her: Client, she: Actor) -> None:
    form = given(her, she, CHECK_IN, ORDINARY)
    first = actions.finish(administration=form, on_site=False, by=she).finished_at
    assert actions.finish(administration=form, on_site=False, by=she).finished_at == first


def test_her_comment_stands_beside_the_result_and_is_encrypted(her: Client, she: Actor) -> None:
    form = actions.submit(
        client=her, instrument_id=PHQ, answers=EIGHT_ZEROS | {"q9": 0}, on_site=False, by=she
    )
    actions.comment(administration=form, fits="not_really", words=" It was a hard week ", by=she)
    row = Comment.objects.get()
    assert (row.fits, row.words) == ("not_really", "It was a hard week")
    assert b"hard week" not in bytes(row.words_sealed)
    for fits, words in (("maybe", ""), ("", "  ")):
        with pytest.raises(Refused):
            actions.comment(administration=form, fits=fits, words=words, by=she)


def test_the_database_holds_one_standing_answer_per_question(her: Client, she: Actor) -> None:
    form = given(her, she, PHQ, {"q1": 1})
    row = Answer.objects.get()
    double = Answer(
        administration=form,
        link_id="q1",
        value=2,
        answered_at=row.answered_at,
        created_by=she.id,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()
    declined = Answer(
        administration=form,
        link_id="q2",
        value=2,
        declined=True,
        answered_at=row.answered_at,
        created_by=she.id,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        declined.save()
