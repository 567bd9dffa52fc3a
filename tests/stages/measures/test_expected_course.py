"""The expected course from closed stays in the database, and the flag it makes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.domain.episode import Stage
from openiop.domain.measures.expected_course import (
    COURSE_RULES,
    ExpectedCourse,
    TooFew,
    Track,
)
from openiop.measures.actions import choose_measure, decline
from openiop.measures.models import Administration, Source
from openiop.measures.queries import choices_here, course_of, courses_here
from openiop.programs.models import Track as ProgramTrack
from tests import make
from tests.stages.safety.showing import page, signed_in, standing_at

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
PHQ_9 = ("phq-9",)


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=1)


def given(of: Client, on: date, total: int) -> Administration:
    """A finished form with this total, whatever its answers."""
    return Administration(
        client=of,
        instrument_id="phq-9",
        instrument_version="1",
        on=on,
        source=Source.IMPORTED,
        finished_at=clock.now(),
        finished_by=of.pk,
        total=total,
        answered=9,
        created_by=of.pk,
    )


def closed_stays(number: int, track: ProgramTrack, per_week: float = -2.5, weeks: int = 6) -> None:
    """Stays that are over, each with a first total and one a week."""
    lots = Random(number)  # noqa: S311 - made-up numbers for a test
    by = uuid4()
    clients = [
        Client(
            chosen_name=f"Past{n}", last_name="Testa", search_name=f"past{n} testa", created_by=by
        )
        for n in range(number)
    ]
    Client.objects.bulk_create(clients)
    stays, forms = [], []
    for place, client in enumerate(clients):
        starts_on = TODAY - timedelta(days=100 + place)
        stays.append(
            Episode(
                client=client,
                track=track,
                stage=Stage.ENDED,
                starts_on=starts_on,
                ended_on=starts_on + timedelta(weeks=weeks),
                created_by=by,
            )
        )
        first = lots.randint(12, 22)
        for week in range(weeks + 1):
            total = round(first + per_week * math.log1p(week) + (lots.gauss(0, 2) if week else 0))
            on = starts_on + timedelta(weeks=week)
            forms.append(given(client, on, min(27, max(0, total))))
    Episode.objects.bulk_create(stays)
    Administration.objects.bulk_create(forms)


def test_with_few_closed_stays_it_says_so(morning: make.Morning) -> None:
    closed_stays(COURSE_RULES.stays_min - 1, morning.track)

    found = courses_here(choices_here(), PHQ_9, TODAY)["phq-9"]

    assert found == TooFew(COURSE_RULES.stays_min - 1, COURSE_RULES.stays_min)


def test_closed_stays_teach_a_course(morning: make.Morning) -> None:
    closed_stays(60, morning.track)

    found = courses_here(choices_here(), PHQ_9, TODAY)["phq-9"]

    assert isinstance(found, ExpectedCourse)
    assert found.stays == 60
    assert found.expected(18, 4) < 17
    assert found.held_out.false_alarms() is not None


def test_open_stays_and_what_lies_outside_a_stay_teach_nothing(morning: make.Morning) -> None:
    closed_stays(29, morning.track)
    stay = Episode.objects.filter(stage=Stage.IN_PROGRAM).get()
    Administration.objects.bulk_create(
        given(stay.client, TODAY - timedelta(days=days), 20) for days in (14, 7, 1)
    )
    ended = Episode.objects.filter(stage=Stage.ENDED).first()
    assert ended is not None
    assert ended.ended_on is not None
    Administration.objects.bulk_create([given(ended.client, TODAY, 27)])

    assert courses_here(choices_here(), PHQ_9, TODAY)["phq-9"] == TooFew(29, 30)


@pytest.mark.parametrize(
    ("totals", "track"),
    [
        ((20, 24, 25), Track.BEHIND),
        ((20, 15, 14), Track.ON),
        ((20, 15, 25), Track.ON),
        ((20,), Track.NOT_SAID),
        ((), Track.NOT_SAID),
    ],
)
def test_where_she_lies(morning: make.Morning, totals: tuple[int, ...], track: Track) -> None:
    closed_stays(60, morning.track)
    her = morning.clients[0]
    starts_on = Episode.objects.filter(client=her).get().starts_on
    Administration.objects.bulk_create(
        given(her, starts_on + timedelta(weeks=week), total) for week, total in enumerate(totals)
    )

    found = course_of(her.pk, "phq-9", starts_on, TODAY)

    assert found.track is track
    assert bool(found.bands) == bool(totals)
    if totals:
        assert found.bands[0][0] == starts_on + timedelta(weeks=1)


def test_statements_do_not_grow(morning: make.Morning) -> None:
    counts = []
    choices_here()  # the forms the site brought itself are read once for a request
    for number in (40, 60):
        closed_stays(number, morning.track)
        with CaptureQueriesContext(connection) as captured:
            courses_here(choices_here(), ("phq-9", "gad-7"), TODAY)
        counts.append(len(captured))

    assert counts == [3, 3]


def test_her_therapist_reads_it_with_what_to_do(morning: make.Morning) -> None:
    closed_stays(60, morning.track)
    her = morning.clients[0]
    stay = Episode.objects.filter(client=her).get()
    Administration.objects.bulk_create(
        given(her, stay.starts_on + timedelta(weeks=week), total)
        for week, total in enumerate((20, 22, 22))
    )

    browser = signed_in(morning.therapist)

    shown = browser.get(page("desk:caseload")).content.decode()
    assert "Behind the expected course: ask together what would help" in shown
    picture = browser.get(page("desk:course", her.pk)).content.decode()
    assert "Behind the expected course." in picture
    assert "Worth asking together" in picture
    assert "stays that ended better or the same" in picture
    # the usual course lies under the line, and its numbers stand in the table
    assert 'class="chart__usual"' in picture
    assert "Usual here" in picture
    assert "Behind from" in picture
    # what both look at together, and what she sees, has no comparison with others
    for address in (f"{page('desk:course', her.pk)}?together=1",):
        assert "chart__usual" not in browser.get(address).content.decode()
    hers = signed_in(make.client_actor(her)).get(page("portal:progress") + "?show=a")
    assert hers.status_code == 200
    assert "chart__usual" not in hers.content.decode()


def test_her_picture_says_when_there_are_too_few(morning: make.Morning) -> None:
    closed_stays(3, morning.track)
    her = morning.clients[0]
    Administration.objects.bulk_create([given(her, TODAY, 12)])

    picture = signed_in(morning.therapist).get(page("desk:course", her.pk)).content.decode()

    assert "Not compared: 3 closed stays so far, and it takes 30." in picture
    assert "chart__usual" not in picture
    assert "No usual course is drawn: 3 closed stays so far, and it takes 30." in picture


def test_what_is_within_chance_but_noticeable_is_called_so(morning: make.Morning) -> None:
    her = morning.clients[0]
    stay = Episode.objects.filter(client=her).get()
    Administration.objects.bulk_create(
        given(her, stay.starts_on + timedelta(weeks=week), total)
        for week, total in enumerate((17, 12))
    )

    picture = signed_in(morning.therapist).get(page("desk:course", her.pk)).content.decode()

    assert "No clear change. Within chance, but 5 points are enough to notice" in picture


def test_the_chosen_change_value_decides_what_is_worse(morning: make.Morning) -> None:
    her = morning.clients[0]
    stay = Episode.objects.filter(client=her).get()
    forms = [
        given(her, stay.starts_on + timedelta(weeks=week), total)
        for week, total in enumerate((10, 15))
    ]
    for form in forms:
        form.instrument_id = "gad-7"
    Administration.objects.bulk_create(forms)
    browser, words = signed_in(morning.director), "Things look harder than before"
    before = browser.get(page("desk:huddle")).content.decode()

    choose_measure(
        instrument_id="gad-7",
        after=0,
        is_on=True,
        change_id="bischoff-2020",
        cutoff_id="us",
        by=morning.lead,
    )

    assert words in before
    assert words not in browser.get(page("desk:huddle")).content.decode()


class TestTwoWeeksWithoutAnAnswer:
    WORDS = "weekly questionnaires without an answer: review the case"

    def shown(self, morning: make.Morning) -> str:
        return signed_in(morning.therapist).get(page("desk:caseload")).content.decode()

    def answered(self, morning: make.Morning, days_ago: int, *kinds: str) -> None:
        forms = [given(morning.clients[0], TODAY - timedelta(days=days_ago), 8) for _kind in kinds]
        for form, kind in zip(forms, kinds, strict=True):
            form.instrument_id = kind
        Administration.objects.bulk_create(forms)
        Episode.objects.update(starts_on=TODAY - timedelta(days=60))

    @pytest.mark.parametrize(("days_ago", "is_named"), [(20, False), (21, True)])
    def test_ask_for_a_review(self, morning: make.Morning, days_ago: int, is_named: bool) -> None:
        self.answered(morning, days_ago, "phq-9", "gad-7")

        assert (f"2 {self.WORDS}" in self.shown(morning)) is is_named

    def test_saying_no_is_an_answer(self, morning: make.Morning) -> None:
        self.answered(morning, 21, "phq-9", "gad-7")
        for kind in ("phq-9", "gad-7"):
            decline(client=morning.clients[0], instrument_id=kind, by=morning.therapist)

        assert self.WORDS not in self.shown(morning)

    def test_a_form_that_is_not_used_here_is_not_waited_for(self, morning: make.Morning) -> None:
        self.answered(morning, 2, "core-10")
        before = self.shown(morning)
        for kind, cutoff in (("phq-9", "caseness"), ("gad-7", "us")):
            choose_measure(
                instrument_id=kind,
                after=0,
                is_on=False,
                change_id="nhs",
                cutoff_id=cutoff,
                by=morning.lead,
            )

        assert self.WORDS in before
        assert self.WORDS not in self.shown(morning)
