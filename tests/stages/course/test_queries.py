"""The facts of the picture: what it shows, what it never shows, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.clients.actions import move_stage, pause, set_coming_days
from openiop.clients.models import Client
from openiop.clients.queries import stays_of
from openiop.course.queries.course import ClientCourse, Moment, SessionDay, course_of_client
from openiop.course.queries.grid import caseload_grid
from openiop.course.queries.items import items_page
from openiop.day import actions as day
from openiop.domain.episode import Stage
from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.measures.picture import is_drawn, is_drawn_for_her
from openiop.domain.measures.progress import ChangeDirection
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.words import Presence, SessionKind
from openiop.measures.actions import annotate, strike_annotation, submit
from openiop.measures.models import Source
from openiop.privacy.actor import system
from tests import make
from tests.stages.safety.showing import standing_at

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=2)


def given(of: Client, kind: str, each: int, days_ago: int, source: Source = Source.PORTAL) -> None:
    """A whole form with the same answer everywhere."""
    form = INSTRUMENTS[kind]
    answers: dict[str, int | None] = {
        item.link_id: each if item.link_id != "q9" or kind != "phq-9" else 0 for item in form.items
    }
    with clock.standing(make.at("09:00", TODAY - timedelta(days=days_ago))):
        submit(
            client=of,
            instrument_id=kind,
            answers=answers,
            on_site=True,
            source=source,
            by=system(),
        )


def shown(of: Client, *, for_her: bool = False) -> ClientCourse:
    return course_of_client(of.pk, TODAY, for_her=for_her)


def said(course: ClientCourse) -> list[tuple[str, str]]:
    return [(m.kind, m.words.text.format(**m.words.params)) for m in course.moments]


class TestBaseline:
    def test_it_is_the_first_total_of_this_stay(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        for each, days_ago in ((3, 60), (2, 10), (1, 3)):
            given(her, "phq-9", each, days_ago)
        measure = shown(her).measure("phq-9")
        assert measure is not None
        assert (measure.baseline and measure.baseline.total) == 16
        assert measure.change is not None
        assert measure.change.direction is ChangeDirection.BETTER

    def test_with_one_total_in_the_stay_the_last_before_it_counts(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 1, 60)
        given(her, "phq-9", 2, 3)
        measure = shown(her).measure("phq-9")
        assert measure is not None
        assert (measure.baseline and measure.baseline.total) == 8

    def test_one_total_is_no_change(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "gad-7", 1, 3)
        measure = shown(her).measure("gad-7")
        assert measure is not None
        assert measure.change is None


class TestWhatIsNeverShown:
    @pytest.mark.parametrize(
        "kind", [of.id for of in INSTRUMENTS.values() if of.sensitivity is Sensitivity.VIOLENCE]
    )
    def test_partner_violence_is_drawn_for_nobody(self, morning: make.Morning, kind: str) -> None:
        assert not is_drawn(INSTRUMENTS[kind])
        assert not is_drawn_for_her(INSTRUMENTS[kind])
        assert items_page(kind, morning.clients[0].pk) is None

    def test_there_is_such_a_form(self) -> None:
        assert any(of.sensitivity is Sensitivity.VIOLENCE for of in INSTRUMENTS.values())

    def test_her_own_page_shows_only_what_she_may_answer_herself(self) -> None:
        hers = {of.id for of in INSTRUMENTS.values() if is_drawn_for_her(of)}
        assert {"phq-9", "gad-7", "pcl-5"} <= hers
        assert not hers & {"cssrs-screener-recent", "cgi", "hark", "asq"}


class TestSessionsAndMoments:
    def test_confirmed_days_are_known_and_others_are_not(self, morning: make.Morning) -> None:
        here, away = morning.clients
        skills = morning.session(SessionKind.SKILLS)
        day.arrive(client=here, on=TODAY, by=morning.desk)
        assert shown(here).sessions == ()
        with clock.standing(make.at("10:05")):
            day.confirm_all(session=skills, by=morning.facilitator)
            day.set_presence(
                session=skills, client=away, presence=Presence.AWAY, by=morning.facilitator
            )
            assert shown(here).sessions == (SessionDay(TODAY, individual=False, missed=False),)
            assert shown(away).sessions == (SessionDay(TODAY, individual=False, missed=True),)

    def test_fewer_days_a_pause_and_the_end_are_moments(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        [stay] = stays_of(her.pk)
        later = TODAY + timedelta(days=100)
        set_coming_days(episode=stay, from_on=TODAY, weekdays=[make.MON, make.THU], by=system())
        pause(episode=stay, from_on=TODAY + timedelta(days=5), by=system())
        move_stage(episode=stay, to=Stage.ENDED, on=TODAY + timedelta(days=7), by=system())
        course = course_of_client(her.pk, later, for_her=True)
        assert said(course) == [
            ("event", "Start of the program"),
            ("event", "From 3 to 2 days a week"),
            ("event", "A pause"),
            ("event", "End of the program"),
            ("event", "30 days after the end"),
            ("event", "90 days after the end"),
        ]

    def test_her_words_and_the_teams_are_told_apart_and_struck_ones_are_gone(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        herself = make.client_actor(her)
        on = TODAY - timedelta(days=2)
        annotate(client=her, on=on, words="My sister came", by=herself)
        gone = annotate(client=her, on=on, words="A slip", by=herself)
        annotate(client=her, on=TODAY, words="New medication", by=morning.therapist)
        strike_annotation(annotation=gone, by=herself)
        moments: list[Moment] = [m for m in shown(her).moments if m.kind != "event"]
        assert [(m.kind, m.words.params["words"], m.by) for m in moments] == [
            ("hers", "My sister came", ""),
            ("team", "New medication", "Thea Therapist"),
        ]
        assert said(shown(her, for_her=True)) == said(shown(her))


def test_statements_do_not_grow_with_forms_or_words(morning: make.Morning) -> None:
    her = morning.clients[0]

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(her)
        return len(captured)

    for kind in ("phq-9", "gad-7"):
        given(her, kind, 1, 10)
    annotate(client=her, on=TODAY, words="One", by=morning.therapist)
    few = count()
    for week in range(1, 9):
        for kind in ("phq-9", "gad-7", "pcl-5", "ders-16"):
            given(her, kind, 2, week)
        annotate(client=her, on=TODAY - timedelta(week), words="More", by=morning.therapist)
    assert count() == few


class TestGrid:
    def test_it_says_where_each_stands_and_what_waits(self, morning: make.Morning) -> None:
        one, other = morning.clients
        given(one, "phq-9", 2, 12)
        given(one, "phq-9", 1, 5)
        given(one, "gad-7", 1, 2)
        grid = caseload_grid(TODAY, None, morning.therapist.id)
        assert [of.id for of in grid.columns] == ["phq-9", "gad-7"]
        rows = {row.client_id: row for row in grid.rows}
        phq, gad = rows[one.pk].cells["phq-9"], rows[one.pk].cells["gad-7"]
        assert (phq.total, phq.change and phq.change.direction) == (8, ChangeDirection.BETTER)
        assert (gad.total, gad.change) == (7, None)
        none_yet = rows[other.pk].cells["phq-9"]
        assert (none_yet.total, none_yet.on, none_yet.due is not None) == (None, None, True)
        assert rows[one.pk].is_own

    def test_a_blank_newest_form_is_said_and_no_older_total_stands_in_for_it(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 2, 9)
        with clock.standing(make.at("09:00", TODAY - timedelta(days=2))):
            submit(
                client=her,
                instrument_id="phq-9",
                answers={"q1": 1, **dict.fromkeys([f"q{n}" for n in range(2, 11)])},
                on_site=True,
                by=system(),
            )
        cell = next(
            row.cells["phq-9"]
            for row in caseload_grid(TODAY, None, morning.lead.id).rows
            if row.client_id == her.pk
        )
        assert (cell.total, cell.is_blank, cell.change) == (None, True, None)

    def test_another_measure_has_a_column_only_when_somebody_has_it(
        self, morning: make.Morning
    ) -> None:
        given(morning.clients[0], "pcl-5", 1, 3)
        grid = caseload_grid(TODAY, None, morning.lead.id)
        assert [of.id for of in grid.columns] == ["phq-9", "gad-7", "pcl-5"]

    def test_only_those_in_reach_are_in_it(self, morning: make.Morning) -> None:
        one, _other = morning.clients
        grid = caseload_grid(TODAY, {one.pk}, morning.facilitator.id)
        assert [row.client_id for row in grid.rows] == [one.pk]
        assert caseload_grid(TODAY, set(), morning.facilitator.id).rows == ()
