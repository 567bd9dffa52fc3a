"""Started on a Saturday at 23:00, the demo shows a Wednesday morning with ten women expected."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from openiop.base import clock
from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.day.queries.board import day_board
from openiop.demo import story
from openiop.demo.actions import move_clock
from openiop.demo.program_day import ProgramDay
from openiop.demo.stage import OPENING
from openiop.domain.safety import is_after_hours
from openiop.domain.words import DayState
from openiop.privacy.actor import system
from openiop.schedule.queries import sessions_on

pytestmark = pytest.mark.django_db

SATURDAY_NIGHT = datetime(2026, 11, 21, 23, 0, tzinfo=ZoneInfo(story.ZONE))
WED, THU = 2, 3


def only_who_comes_and_goes(of: ProgramDay) -> None:
    """A told day without what happened on it: who is in the program does not depend on that."""
    with clock.standing(clock.at(of.on, "07:30")):
        of.stage.prepare(of.on)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(clock, "wall", lambda: SATURDAY_NIGHT.astimezone(UTC))
    monkeypatch.setattr(ProgramDay, "tell", only_who_comes_and_goes)
    # a pragma about the disk cannot be set inside the transaction of a test
    monkeypatch.setattr(story, "_write_fast", lambda: None)
    story.tell()
    return Site.objects.get()


def test_it_is_a_program_morning_with_ten_expected(site: Site) -> None:
    with entered(site.scope()):
        now = clock.local_now()
        board = day_board(clock.today())
        sessions = sessions_on(clock.today())

    assert (now.weekday(), now.strftime("%H:%M")) == (WED, OPENING)
    assert not is_after_hours(now)
    assert board.is_program_day
    assert board.count(DayState.EXPECTED) == len(board.rows) == 10
    assert any(session.starts_at <= now < session.ends_at for session in sessions)


def test_the_clock_goes_to_the_close_and_to_the_next_morning(site: Site) -> None:
    with entered(site.scope()):
        for to in ("10:20", "12:30"):
            move_clock(to=to, by=system())
            assert clock.local_now().strftime("%H:%M") == to
        move_clock(to="next_day", by=system())
        board = day_board(clock.today())
        now = clock.local_now()

    assert (now.weekday(), now.strftime("%H:%M")) == (THU, OPENING)
    assert board.is_program_day
    assert len(board.rows) >= 8
