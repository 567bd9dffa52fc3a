"""Results over time, today's check-ins in a few words, and which forms are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client
from openiop.domain.privacy import Role
from openiop.domain.safety import Action as Deed
from openiop.domain.safety import Disposition
from openiop.measures import actions, queries
from openiop.privacy.actor import Actor
from openiop.safety.actions.answering import answer_alert
from openiop.safety.models import Alert
from tests import make

pytestmark = pytest.mark.django_db

PHQ = "phq-9"


@pytest.fixture
def site() -> Site:
    return make.site()


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("08:50")):
        yield


@pytest.fixture
def her() -> Client:
    return make.client("Mara")


@pytest.fixture
def she(her: Client) -> Actor:
    return make.client_actor(her)


def filled(value: int) -> dict[str, int | None]:
    answers: dict[str, int | None] = {f"q{n}": value for n in range(1, 9)}
    return answers | {"q9": 0}


def test_a_series_is_in_order_and_leaves_out_what_is_not_finished(her: Client, she: Actor) -> None:
    for days, value in ((14, 2), (7, 1)):
        with clock.standing(make.at("09:00") - timedelta(days=days)):
            actions.submit(
                client=her, instrument_id=PHQ, answers=filled(value), on_site=False, by=she
            )
    form = actions.start_form(client=her, instrument_id=PHQ, by=she)
    actions.answer(administration=form, answers={"q1": 3}, on_site=False, by=she)
    found = queries.series(her.pk, PHQ)
    assert [scored.total for scored in found] == [16, 8]
    assert found[0].band is not None
    assert found[0].band.label == "Moderately severe"
    latest = queries.latest_by_client([her.pk], PHQ)
    assert latest[her.pk].total == 8
    assert queries.latest_by_client([her.pk], "gad-7") == {}


def test_a_brief_holds_a_few_words_and_no_safety_answer(her: Client, she: Actor) -> None:
    actions.submit(
        client=her,
        instrument_id="iop-daily-checkin",
        answers={"feeling": 4, "mood": 6, "si_urge": 2, "sleep_hours": 5, "skills": 3},
        on_site=False,
        by=she,
    )
    brief = queries.checkins_on(make.WEDNESDAY, [her.pk])[her.pk]
    assert (brief.feeling, brief.distress, brief.sleep) == ("Tense or on edge", 6, 5)
    assert (brief.skills, brief.finished) == ("Quite a bit", True)
    assert [words.text.format(**words.params) for words in brief.words] == [
        "Tense or on edge",
        "distress 6 of 10",
        "slept 5 h",
    ]


def test_a_skipped_answer_says_nothing_in_the_brief(her: Client, she: Actor) -> None:
    form = actions.start_form(client=her, instrument_id="iop-daily-checkin", by=she)
    actions.answer(
        administration=form, answers={"feeling": None, "mood": None}, on_site=False, by=she
    )
    brief = queries.checkins_on(make.WEDNESDAY, [her.pk])[her.pk]
    assert (brief.words, brief.distress, brief.finished) == ((), None, False)


def test_a_form_is_due_again_after_a_week(her: Client, she: Actor) -> None:
    assert [kind.id for kind in queries.forms_due(her.pk, make.WEDNESDAY)] == ["phq-9", "gad-7"]
    actions.submit(client=her, instrument_id=PHQ, answers=filled(1), on_site=False, by=she)
    for days, due in ((0, ["gad-7"]), (6, ["gad-7"]), (7, ["phq-9", "gad-7"])):
        day = make.WEDNESDAY + timedelta(days=days)
        assert [kind.id for kind in queries.forms_due(her.pk, day)] == due


def test_no_form_is_due_while_a_concern_is_under_review(her: Client, she: Actor) -> None:
    other = make.client("Noor")
    actions.submit(
        client=her, instrument_id=PHQ, answers=filled(1) | {"q9": 1}, on_site=False, by=she
    )
    due = queries.forms_due_by_client([her.pk, other.pk], make.WEDNESDAY)
    assert (due[her.pk], [kind.id for kind in due[other.pk]]) == ([], ["phq-9", "gad-7"])
    [alert] = Alert.objects.all()
    answer_alert(
        alert=alert,
        what=Deed.SPOKE_IN_PERSON,
        disposition=Disposition.MISTAKEN_TAP,
        words="She tapped beside it",
        second_look_on=make.WEDNESDAY,
        by=make.staff(Role.CLINICAL_LEAD),
    )
    assert [kind.id for kind in queries.forms_due(her.pk, make.WEDNESDAY)] == ["gad-7"]


def test_another_site_sees_nothing(her: Client, she: Actor) -> None:
    actions.submit(client=her, instrument_id=PHQ, answers=filled(1), on_site=False, by=she)
    with make.working_at(make.site("other", host="other.test"), make.at("09:00")):
        assert queries.series(her.pk, PHQ) == []


@pytest.mark.parametrize("ask", ["checkins", "due", "latest"])
def test_statements_do_not_grow_with_the_clients(ask: str) -> None:
    def counted(women: list[Client]) -> int:
        ids = make.ids(women)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            if ask == "checkins":
                queries.checkins_on(make.WEDNESDAY, ids)
            elif ask == "due":
                queries.forms_due_by_client(ids, make.WEDNESDAY)
            else:
                queries.latest_by_client(ids, PHQ)
        return len(asked)

    women = [make.client() for _ in range(8)]
    for woman in women:
        actions.submit(
            client=woman,
            instrument_id="iop-daily-checkin",
            answers={"feeling": 1},
            on_site=False,
            by=make.client_actor(woman),
        )
    assert counted(women[:1]) == counted(women)
