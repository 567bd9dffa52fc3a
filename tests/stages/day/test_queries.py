"""What the day's pages are told, and that it costs the same for many as for few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.clients.models import ComingDays
from openiop.clients.queries import episode_of
from openiop.coverage.actions import record_coverage
from openiop.day import queries
from openiop.day.actions import arrive, confirm_all, let_go, tell_away
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, Window
from openiop.domain.words import AwayReason, Channel, DayState, SessionKind
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import system
from openiop.schedule.models import Session
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.WEDNESDAY


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("09:30")):
        yield


def test_the_board_knows_where_everybody_is() -> None:
    morning = make.morning(5)
    here, late, remote, away, missing = morning.clients
    with clock.standing(make.at("08:50")):
        arrive(client=here, on=DAY, by=morning.desk)
        arrive(client=remote, on=DAY, remote=True, by=morning.desk)
        tell_away(client=away, on=DAY, by=morning.desk)
    with clock.standing(make.at("09:12")):
        arrive(client=late, on=DAY, by=morning.desk)

    board = queries.board.day_board(DAY)

    rows = {row.client.pk: row for row in board.rows}
    assert {pk: row.state for pk, row in rows.items()} == {
        here.pk: DayState.HERE,
        late.pk: DayState.LATE,
        remote.pk: DayState.REMOTE,
        away.pk: DayState.AWAY,
        missing.pk: DayState.EXPECTED,
    }
    assert (rows[missing.pk].late_min, rows[late.pk].late_min) == (30, 12)
    assert rows[missing.pk].reach is not None and rows[here.pk].reach is None
    assert (board.expected, board.count(DayState.HERE, DayState.LATE)) == (5, 2)
    assert [column.kind for column in board.columns] == [
        SessionKind.SKILLS,
        SessionKind.PSYCHOEDUCATION,
        SessionKind.PROCESS,
        SessionKind.CLOSING,
    ]


def test_a_day_without_program_says_when_the_next_one_is() -> None:
    make.morning(1)

    board = queries.board.day_board(DAY - timedelta(days=1))

    assert (board.is_program_day, board.rows, board.next_day) == (False, (), DAY)


def test_whom_it_is_safe_to_reach_now_stands_first() -> None:
    morning = make.morning(3)
    never, later, now = morning.clients
    make.anyone_may_call(now)
    noon = Window(frozenset(range(7)), time(12), time(14))
    profile = ContactProfile(text=ChannelRule(Allowed.AT_TIMES, (noon,)))
    card = ContactCard(profile=profile, phone="555-0101")
    set_safe_contact(person_id=later.pk, card=card, by=system())

    lines = queries.missing.missing_now(DAY)

    assert [line.client for line in lines] == [now, later, never]
    assert lines[0].reach.open_now == (Channel.CALL, Channel.TEXT)
    assert lines[1].reach.next_at == make.at("12:00")
    assert (lines[2].reach.next_at, lines[2].reach.phone) == (None, "")
    assert lines[1].may_text.codes == ("outside_times",)


def test_a_session_the_program_canceled_is_never_hers() -> None:
    morning = make.morning(1)
    (client,) = morning.clients
    process = morning.session(SessionKind.PROCESS)
    Session.objects.filter(pk=process.pk).update(
        canceled_at=make.at("08:00"), canceled_by=morning.director.id
    )
    arrive(client=client, on=DAY, by=morning.desk)
    with clock.standing(make.at("12:20")):
        let_go(clients=[client], on=DAY, in_closing_round=True, by=morning.lead)
        hours = queries.hours.week_hours([client.pk], DAY)[client.pk]

    # came at 09:30: skills 30, psychoeducation 50, closing round 10
    assert (hours.scheduled_min, hours.attended_min) == (120, 90)
    by_reason = {reason.reason: reason.minutes for reason in hours.reasons}
    assert by_reason == {"late": 30, AwayReason.PROGRAM_CANCELLED: 60}


def test_remote_minutes_count_only_where_the_payer_says_so() -> None:
    morning = make.morning(2)
    hers, others = morning.clients
    for client in morning.clients:
        ComingDays.objects.filter(episode__client=client).update(remote=True)
    episode = episode_of(hers.pk, DAY)
    assert episode is not None
    record_coverage(episode=episode, payer_rules="medicare-iop", from_on=DAY, by=system())
    with clock.standing(make.at("08:50")):
        for client in morning.clients:
            arrive(client=client, on=DAY, remote=True, by=morning.desk)
    with clock.standing(make.at("12:16")):
        hours = queries.hours.week_hours([hers.pk, others.pk], DAY)

    assert (hours[hers.pk].attended_min, hours[hers.pk].counted_min) == (180, 0)
    assert hours[others.pk].counted_min == 180


def test_the_hours_board_puts_the_largest_shortfall_first_and_keeps_to_whom_it_may_show() -> None:
    morning = make.morning(3)
    first, second, _third = morning.clients
    with clock.standing(make.at("08:50")):
        for client in morning.clients[1:]:
            arrive(client=client, on=DAY, by=morning.desk)

    board = queries.hours.hours_board(DAY)

    assert len(board.short) == 3
    assert board.short[0].client == first
    only = queries.hours.hours_board(DAY, {second.pk})
    assert [row.client for row in only.short] == [second]


PAGES: list[Callable[[make.Morning], object]] = [
    lambda m: queries.board.day_board(DAY),
    lambda m: queries.missing.missing_now(DAY),
    lambda m: queries.close.close_page(DAY),
    lambda m: queries.room.room_page(m.session(SessionKind.SKILLS)),
    lambda m: queries.hours.hours_board(DAY),
    lambda m: queries.hours.week_hours(make.ids(m.clients), DAY),
    lambda m: queries.attendance.attendance_by_session(s.pk for s in m.sessions.values()),
]
NAMES = ("board", "missing", "close", "room", "hours", "week_hours", "attendance")


def statements(morning: make.Morning) -> list[int]:
    counts = []
    for page in PAGES:
        with CaptureQueriesContext(connection) as asked:
            page(morning)
        counts.append(len(asked))
    return counts


def a_lively_morning(clients: int) -> make.Morning:
    morning = make.morning(clients)
    for client in morning.clients[: clients // 2]:
        arrive(client=client, on=DAY, by=morning.desk)
    tell_away(client=morning.clients[-1], on=DAY, by=morning.desk)
    confirm_all(session=morning.session(SessionKind.SKILLS), by=morning.facilitator)
    return morning


def test_pages_ask_the_same_number_of_questions_for_few_and_for_many() -> None:
    with make.working_at(make.site("few"), make.at("09:30")):
        few = statements(a_lively_morning(6))
    with make.working_at(make.site("many"), make.at("09:30")):
        many = statements(a_lively_morning(60))

    assert dict(zip(NAMES, many, strict=True)) == dict(zip(NAMES, few, strict=True))
    assert max(many) <= 40
