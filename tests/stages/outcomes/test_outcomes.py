"""What the director reads of the whole program, freezes, and lets out of the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from openiop.base import clock
from openiop.clients.actions import make_move, undo_move
from openiop.clients.models import Client, Episode
from openiop.domain.episode import MoveAsked, StayEnd, StayMove
from openiop.domain.outcomes import compute
from openiop.domain.outcomes.rules import Window
from openiop.domain.privacy import Role
from openiop.measures.actions import submit
from openiop.outcomes.models import FrozenReport
from openiop.outcomes.queries import counting, facts, frozen
from openiop.privacy.actor import system
from openiop.privacy.models import AuditEvent
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
CLIENTS = 5


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    """A program day; the counting is done here and not in a process of its own."""
    monkeypatch.setattr(counting, "answer_to", compute.answered)
    with standing_at(make.site(), make.at("10:05"), monkeypatch):
        yield make.morning(clients=CLIENTS)


@pytest.fixture
def director(morning: make.Morning) -> Browser:
    return signed_in(morning.director)


def _leaves(client: Client, end: StayEnd, on: date = TODAY - timedelta(days=2)) -> Episode:
    """Her stay ends on a day."""
    episode = Episode.objects.get(client=client)
    told = MoveAsked(StayMove.END, on, why="It is time", end=end, next_step="Weekly care")
    make_move(episode=episode, asked=told, by=system())
    return episode


def _feels(client: Client, total: int, days_ago: int) -> None:
    """A PHQ-9 of about that total."""
    answers: dict[str, int | None] = {
        f"phq9-{n}": min(3, max(0, total - 3 * (n - 1))) for n in range(1, 10)
    }
    with clock.standing(make.at("09:00", TODAY - timedelta(days=days_ago))):
        from openiop.domain.measures.registry import instrument

        keys = [item.link_id for item in instrument("phq-9").items][:9]
        told = dict(zip(keys, answers.values(), strict=True))
        submit(client=client, instrument_id="phq-9", answers=told, on_site=True, by=system())


def test_few_closed_stays_are_shown_to_her_and_called_few(
    morning: make.Morning, director: Browser
) -> None:
    first, second, *_others = morning.clients
    for client, last in ((first, 4), (second, 17)):
        _feels(client, 18, 13)
        _feels(client, last, 3)
    _leaves(first, StayEnd.COMPLETED)
    _leaves(second, StayEnd.HER_CHOICE)

    text = director.get(page("outcomes:board")).content.decode()

    assert "5 stays began, 2 ended, 3 go on." in text
    assert "2 closed stays are too few to compare: read them one by one." in text
    assert "50 %" in text
    assert "1 of 2" in text
    assert "too few to compare" in text
    assert "regression to the mean" in text
    report = counting.counted(facts.window_until(clock.today())).report
    phq = next(each for each in report["measures"] if each["id"] == "phq-9")
    assert phq["improved"]["whole"]["k"] == 1
    assert phq["recovered"]["whole"]["k"] == 1


def test_an_end_that_was_taken_back_does_not_count(
    morning: make.Morning, director: Browser
) -> None:
    episode = _leaves(morning.clients[0], StayEnd.HER_CHOICE)
    undo_move(episode=episode, why="A mistake", by=system())

    text = director.get(page("outcomes:board")).content.decode()

    assert "5 stays began, 0 ended, 5 go on." in text


def test_a_site_without_stays_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "answer_to", compute.answered)
    with standing_at(make.site(), make.at("10:05"), monkeypatch):
        response = signed_in(make.staff(Role.DIRECTOR)).get(page("outcomes:board"))

    assert response.status_code == 200
    assert "Nothing began or ended in these months." in response.content.decode()


def test_only_who_answers_for_the_program_reads_it(
    morning: make.Morning, director: Browser
) -> None:
    lead = signed_in(morning.lead)
    others = [signed_in(each) for each in (morning.therapist, morning.desk)]

    assert lead.get(page("outcomes:board")).status_code == 200
    assert lead.post(page("outcomes:freeze"), sent()).status_code == 403
    for other in others:
        for name in ("outcomes:board", "outcomes:rows", "outcomes:frozen"):
            assert other.get(page(name)).status_code == 403


def test_the_stays_behind_a_figure_have_names_for_who_may_see_scores(
    morning: make.Morning, director: Browser
) -> None:
    _leaves(morning.clients[0], StayEnd.COMPLETED)

    text = director.get(page("outcomes:rows") + "?figure=completion").content.decode()

    assert morning.clients[0].short_name in text
    assert morning.clients[1].short_name not in text
    assert director.get(page("outcomes:rows") + "?figure=nothing").status_code == 404


@pytest.mark.parametrize(
    "asked", ["first=2026-11&last=2026-10", "first=yesterday", "track=x", "last=2031-01"]
)
def test_months_that_cannot_be_are_said_and_nothing_breaks(director: Browser, asked: str) -> None:
    response = director.get(f"{page('outcomes:board')}?{asked}")

    assert response.status_code == 422
    assert "Stays that began" in response.content.decode()


def test_a_frozen_report_comes_out_the_same_and_names_what_was_corrected(
    morning: make.Morning, director: Browser
) -> None:
    first, second, *_others = morning.clients
    episode = _leaves(first, StayEnd.COMPLETED)
    kept = director.post(page("outcomes:freeze"), sent(first="2026-10", last="2026-11"))
    row = FrozenReport.objects.get()
    assert kept["Location"] == page("outcomes:report", row.pk)
    assert "100 %" in director.get(page("outcomes:report", row.pk)).content.decode()
    same = frozen.recounted(row)
    assert (same.moved_in_counting, same.stays, same.moved_since) == ((), (), ())
    assert same.is_whole
    text = director.get(page("outcomes:again", row.pk)).content.decode()
    assert "The same, to the last digit." in text
    assert "Nothing was corrected since" in text

    undo_move(episode=episode, why="She came back", by=system())
    _leaves(second, StayEnd.HER_CHOICE)

    text = director.get(page("outcomes:again", row.pk)).content.decode()
    assert "The same, to the last digit." in text
    assert "2 stays are not as they were." in text
    assert first.short_name in text
    assert "last day, how it ended" in text
    assert "Completion" in text
    assert "100 %" in director.get(page("outcomes:report", row.pk)).content.decode()


def test_a_second_tap_freezes_nothing_twice(morning: make.Morning, director: Browser) -> None:
    told = sent(first="2026-10", last="2026-11")

    director.post(page("outcomes:freeze"), told)
    director.post(page("outcomes:freeze"), told)

    assert FrozenReport.objects.count() == 1


def test_what_leaves_has_no_small_number_and_no_name(
    morning: make.Morning, director: Browser
) -> None:
    _leaves(morning.clients[0], StayEnd.COMPLETED)
    director.post(page("outcomes:freeze"), sent())
    row = FrozenReport.objects.get()

    response = director.post(page("outcomes:export", row.pk), sent())

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert rows
    assert {each[name] for each in rows for name in ("k", "n", "missing", "value")} == {""}
    assert morning.clients[0].chosen_name not in response.content.decode()
    assert AuditEvent.objects.filter(verb="outcomes.exported", outcome="done").count() == 1


def test_a_broken_count_is_said_and_offers_another_try(
    director: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(question: bytes) -> str:
        raise counting.CannotCount

    monkeypatch.setattr(counting, "answer_to", broken)
    monkeypatch.setattr(counting, "_kept", {})

    response = director.get(page("outcomes:board") + "?first=2026-09&last=2026-11")

    assert response.status_code == 503
    assert "could not be counted just now" in response.content.decode()


def test_the_process_of_its_own_says_the_same(morning: make.Morning) -> None:
    from openiop.domain.outcomes.question import asked

    window = Window(date(2026, 10, 1), date(2026, 11, 30), TODAY - timedelta(days=1))
    specs = facts.specs_here()
    columns = facts.columns_for(window, None, specs)
    question = asked(window, specs, list(facts.track_names()), columns)

    assert counting.Counting().answer_to(question) == compute.answered(question)


def test_the_page_asks_as_often_for_many_as_for_few(
    morning: make.Morning, director: Browser
) -> None:
    def asked() -> tuple[int, int]:
        board, rows = page("outcomes:board"), page("outcomes:rows") + "?figure=admissions"
        return statements(director, board), statements(director, rows)

    few = asked()
    for _more in range(8):
        client = make.client()
        make.stay(client, morning.track)
        _feels(client, 12, 3)
        _leaves(client, StayEnd.COMPLETED)

    assert asked() == few
