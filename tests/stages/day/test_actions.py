"""The program day: the door, the room, what she asked for, reaching out, the close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from openiop.base import clock
from openiop.base.announce import connect
from openiop.clients.models import Client
from openiop.config.wiring import TOGETHER
from openiop.day import queries
from openiop.day.actions import (
    answer_need,
    arrive,
    ask_for,
    close_day,
    come_after_all,
    come_back,
    confirm_all,
    confirm_location,
    keep_here,
    leave,
    let_go,
    record_try,
    see_off,
    set_presence,
    step_out,
    take_need,
    tell_away,
    text_her,
    undo_arrival,
    undo_leaving,
)
from openiop.day.models import Attendance, ContactTry, DayClose, HandOver, Visit
from openiop.domain.day.morning import OutreachStep
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.decision import Refused
from openiop.domain.events import MarkedAway, MarkedPresent
from openiop.domain.privacy import Role
from openiop.domain.words import AwayReason, Channel, NeedKind, Presence, SessionKind
from openiop.outbox.models import Message
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.safety.actions.checks import ask_privately
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.WEDNESDAY
SKILLS, PROCESS, CLOSING = SessionKind.SKILLS, SessionKind.PROCESS, SessionKind.CLOSING


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("08:50")):
        yield


@pytest.fixture
def heard() -> Iterator[list[object]]:
    """What was announced, instead of what later stages make of it."""
    told: list[object] = []

    def listen(event: object, by: object) -> None:
        told.append(event)

    connect({**TOGETHER, MarkedAway: (listen,), MarkedPresent: (listen,)})
    yield told
    connect(TOGETHER)


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(3)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def all_arrive(morning: make.Morning, clients: list[Client] | None = None) -> None:
    for client in clients if clients is not None else morning.clients:
        arrive(client=client, on=DAY, by=morning.desk)


# -- The door


def test_arriving_twice_is_one_arrival(morning: make.Morning) -> None:
    first, *_ = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)

    with clock.standing(make.at("08:55")):
        arrive(client=first, on=DAY, by=morning.facilitator)

    visit = Visit.objects.get()
    assert (visit.arrived_at, visit.arrived_by) == (make.at("08:50"), morning.desk.id)
    trail = AuditEvent.objects.filter(verb="day.arrived", outcome="done")
    assert trail.first().client_ids == [str(first.pk)]  # type: ignore[union-attr]


def test_coming_after_having_told_us_turns_away_off_and_undo_turns_it_on_again(
    morning: make.Morning,
) -> None:
    first, *_ = morning.clients
    tell_away(client=first, on=DAY, reason=AwayReason.ILLNESS, by=make.client_actor(first))
    arrive(client=first, on=DAY, by=morning.desk)

    assert not queries.door.visit_of(first.pk, DAY).is_away
    assert queries.door.is_on_site(first.pk)

    undo_arrival(client=first, on=DAY, by=morning.desk)

    visit = queries.door.visit_of(first.pk, DAY)
    assert (visit.is_away, visit.away_reason, visit.arrived_at) == (True, AwayReason.ILLNESS, None)


def test_she_may_come_after_all(morning: make.Morning) -> None:
    first, *_ = morning.clients
    herself = make.client_actor(first)
    tell_away(client=first, on=DAY, reason=AwayReason.CHILDCARE, by=herself)
    come_after_all(client=first, on=DAY, by=herself)

    visit = queries.door.visit_of(first.pk, DAY)
    assert (visit.is_away, visit.away_reason) == (False, None)
    assert queries.door.away_reason(first.pk, DAY) is AwayReason.NO_CONTACT


def test_who_is_here_cannot_be_away_and_a_day_that_is_over_neither(morning: make.Morning) -> None:
    first, *_ = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)

    with pytest.raises(Refused) as here:
        tell_away(client=first, on=DAY, by=make.client_actor(first))
    with pytest.raises(Refused) as over:
        tell_away(client=first, on=DAY - timedelta(days=2), by=morning.desk)

    assert (reasons(here), reasons(over)) == (["already_here"], ["past"])


def test_another_client_cannot_say_she_is_away(morning: make.Morning) -> None:
    first, second, _third = morning.clients

    with pytest.raises(Refused) as refused:
        tell_away(client=first, on=DAY, by=make.client_actor(second))

    assert reasons(refused) == ["not_allowed"]
    assert AuditEvent.objects.filter(verb="day.away_told", outcome="refused").count() == 1


def test_a_remote_client_is_here_but_not_in_the_house(morning: make.Morning) -> None:
    first, *_ = morning.clients
    arrive(client=first, on=DAY, remote=True, by=morning.desk)
    confirm_location(client=first, on=DAY, words="12 Test Street", by=morning.facilitator)

    visit = queries.door.visit_of(first.pk, DAY)
    assert (visit.remote, visit.location) == (True, "12 Test Street")
    assert not queries.door.is_on_site(first.pk)
    with pytest.raises(Refused) as refused:
        confirm_location(client=first, on=DAY, words=" ", by=morning.facilitator)
    assert reasons(refused) == ["location"]


def test_only_who_came_can_leave_and_leaving_can_be_taken_back(morning: make.Morning) -> None:
    first, second, _third = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)
    with clock.standing(make.at("11:00")):
        leave(client=first, on=DAY, in_closing_round=False, by=morning.desk)
        with pytest.raises(Refused) as refused:
            leave(client=second, on=DAY, in_closing_round=False, by=morning.desk)
        assert not queries.door.is_on_site(first.pk)
        undo_leaving(client=first, on=DAY, by=morning.desk)
        assert queries.door.is_on_site(first.pk)

    assert reasons(refused) == ["not_here"]


def test_a_day_that_has_not_begun_cannot_be_filled_in(morning: make.Morning) -> None:
    with pytest.raises(Refused) as refused:
        arrive(client=morning.clients[0], on=DAY + timedelta(days=1), by=morning.desk)

    assert reasons(refused) == ["not_today"]


@pytest.mark.parametrize("role", [Role.BILLING, Role.PRIVACY_OFFICER, Role.INTAKE])
def test_who_has_nothing_to_do_at_the_door_marks_nobody(morning: make.Morning, role: Role) -> None:
    with pytest.raises(Refused) as refused:
        arrive(client=morning.clients[0], on=DAY, by=make.staff(role))

    assert reasons(refused) == ["not_allowed"]


# -- The room


def test_confirm_all_of_nine_here_and_one_away(heard: list[object]) -> None:
    morning = make.morning(10)
    *here, away = morning.clients
    all_arrive(morning, here)
    tell_away(client=away, on=DAY, reason=AwayReason.ILLNESS, by=make.client_actor(away))
    session = morning.session(PROCESS)
    with clock.standing(make.at("11:30")):
        confirm_all(session=session, by=morning.facilitator)
        confirm_all(session=session, by=morning.facilitator)
    with clock.standing(make.at("12:10")):
        set_presence(
            session=session,
            client=here[0],
            presence=Presence.LEFT_EARLY,
            to_at=make.at("11:25"),
            by=morning.facilitator,
        )

        lines = queries.attendance.attendance_of(session)
        assert [e for e in heard if isinstance(e, MarkedAway)] == [
            MarkedAway(session.pk, (away.pk,))
        ]
        assert (lines[here[0].pk].presence, lines[here[0].pk].minutes) == (Presence.LEFT_EARLY, 20)
        assert lines[here[0].pk].left_early_min == 40
        assert {lines[c.pk].minutes for c in here[1:]} == {60}
        assert (lines[away.pk].presence, lines[away.pk].minutes) == (Presence.AWAY, 0)
        assert queries.door.away_reason(away.pk, DAY) is AwayReason.ILLNESS
        let_go(clients=here[1:], on=DAY, in_closing_round=True, by=morning.lead)
        leave(client=here[0], on=DAY, in_closing_round=False, by=morning.desk)
    with clock.standing(make.at("12:30")):
        hours = queries.hours.week_hours([c.pk for c in morning.clients], DAY)

    # Skills 60, psychoeducation 50, process 60, closing round 10
    assert {hours[c.pk].attended_min for c in here[1:]} == {180}
    assert hours[here[0].pk].attended_min == 60 + 50 + 20
    early = [r for r in hours[here[0].pk].reasons if r.reason == "left_early"]
    assert [r.minutes for r in early] == [50]
    assert (hours[away.pk].attended_min, hours[away.pk].excused_min) == (0, 180)


def test_somebody_the_door_missed_has_come_when_she_is_in_the_room(
    morning: make.Morning, heard: list[object]
) -> None:
    first, *_ = morning.clients
    with clock.standing(make.at("09:20")):
        set_presence(
            session=morning.session(SKILLS),
            client=first,
            presence=Presence.HERE,
            by=morning.facilitator,
        )

    assert Visit.objects.get().arrived_at == make.at("09:00")
    assert heard == [MarkedPresent(morning.session(SKILLS).pk, (first.pk,))]


def test_who_has_not_been_heard_of_stays_open_until_the_session_is_over(
    morning: make.Morning, heard: list[object]
) -> None:
    first, second, third = morning.clients
    all_arrive(morning, [first])
    session = morning.session(SKILLS)
    with clock.standing(make.at("09:10")):
        confirm_all(session=session, by=morning.facilitator)
        assert Attendance.objects.count() == 1
        assert queries.room.room_page(session).unknown == 2
    with clock.standing(make.at("09:20")):
        arrive(client=second, on=DAY, by=morning.desk)
    with clock.standing(make.at("10:01")):
        confirm_all(session=session, by=morning.facilitator)

        lines = queries.attendance.attendance_of(session)
        assert (lines[second.pk].presence, lines[second.pk].minutes) == (Presence.LATE, 40)
        assert lines[second.pk].late_min == 20
        assert [e for e in heard if isinstance(e, MarkedAway)] == [
            MarkedAway(session.pk, (third.pk,))
        ]


def test_a_woman_marked_away_who_was_here_is_told_to_later_stages(
    morning: make.Morning, heard: list[object]
) -> None:
    first, *_ = morning.clients
    session = morning.session(SKILLS)
    with clock.standing(make.at("10:05")):
        confirm_all(session=session, by=morning.facilitator)
        set_presence(session=session, client=first, presence=Presence.HERE, by=morning.facilitator)

    assert heard[-1] == MarkedPresent(session.pk, (first.pk,))
    row = Attendance.objects.get(client=first)
    assert (row.version, row.presence) == (2, Presence.HERE)


@pytest.mark.parametrize(
    ("presence", "times", "code"),
    [
        (Presence.LATE, (None, None), "late_by"),
        (Presence.LATE, ("10:30", None), "inside"),
        (Presence.LEFT_EARLY, (None, None), "left_by"),
        (Presence.LEFT_EARLY, (None, "08:30"), "inside"),
        (Presence.LEFT_EARLY, ("09:30", "09:20"), "inside"),
    ],
)
def test_minutes_lie_inside_the_session(
    morning: make.Morning,
    heard: list[object],
    presence: Presence,
    times: tuple[str | None, str | None],
    code: str,
) -> None:
    from_at, to_at = (make.at(t) if t else None for t in times)
    with clock.standing(make.at("09:40")), pytest.raises(Refused) as refused:
        set_presence(
            session=morning.session(SKILLS),
            client=morning.clients[0],
            presence=presence,
            from_at=from_at,
            to_at=to_at,
            by=morning.facilitator,
        )

    assert code in reasons(refused)


def test_nobody_is_confirmed_before_the_session_or_by_who_does_not_hold_it(
    morning: make.Morning,
) -> None:
    with pytest.raises(Refused) as early:
        confirm_all(session=morning.session(SKILLS), by=morning.facilitator)
    with clock.standing(make.at("09:30")), pytest.raises(Refused) as other:
        confirm_all(session=morning.session(SKILLS), by=make.staff(Role.FACILITATOR))
    with clock.standing(make.at("09:30")), pytest.raises(Refused) as stranger:
        set_presence(
            session=morning.session(SKILLS),
            client=make.client(),
            presence=Presence.HERE,
            by=morning.lead,
        )

    assert (reasons(early), reasons(other)) == (["not_begun"], ["not_allowed"])
    assert reasons(stranger) == ["not_on_roster"]


def test_minutes_she_stepped_out_are_taken_off(morning: make.Morning, heard: list[object]) -> None:
    first, *_ = morning.clients
    session = morning.session(SKILLS)
    all_arrive(morning, [first])
    with clock.standing(make.at("09:20")):
        step_out(session=session, client=first, with_whom="Fay", by=morning.facilitator)
        step_out(session=session, client=first, with_whom="Fay", by=morning.facilitator)
        with pytest.raises(Refused) as refused:
            step_out(session=session, client=first, with_whom="", by=morning.facilitator)
    with clock.standing(make.at("09:25")):
        assert queries.attendance.attendance_of(session)[first.pk].out_with == "Fay"
    with clock.standing(make.at("09:32")):
        come_back(session=session, client=first, by=morning.facilitator)
    with clock.standing(make.at("10:00")):
        confirm_all(session=session, by=morning.facilitator)
        line = queries.attendance.attendance_of(session)[first.pk]

    assert (line.out_min, line.minutes, line.out_with) == (12, 48, "")
    assert reasons(refused) == ["with_whom"]


def test_an_arrival_the_room_has_confirmed_is_not_undone_at_the_door(
    morning: make.Morning, heard: list[object]
) -> None:
    all_arrive(morning)
    with clock.standing(make.at("09:10")):
        confirm_all(session=morning.session(SKILLS), by=morning.facilitator)
        with pytest.raises(Refused) as refused:
            undo_arrival(client=morning.clients[0], on=DAY, by=morning.desk)

    assert reasons(refused) == ["confirmed"]


# -- What she asked for


def test_the_same_need_on_the_same_day_is_one(morning: make.Morning) -> None:
    first, *_ = morning.clients
    herself = make.client_actor(first)
    ask_for(client=first, on=DAY, kind=NeedKind.TALK, words="about Friday", by=herself)
    ask_for(client=first, on=DAY, kind=NeedKind.TALK, by=herself)

    (line,) = queries.needs.needs_of_client(first.pk, DAY)
    assert (line.words, line.is_open) == ("about Friday", True)


def test_a_need_gets_a_person_and_an_answer(morning: make.Morning) -> None:
    first, *_ = morning.clients
    need = ask_for(client=first, on=DAY, kind=NeedKind.TALK, by=make.client_actor(first))
    take_need(need=need, by=morning.therapist)
    take_need(need=need, by=morning.lead)
    with pytest.raises(Refused) as silent:
        answer_need(need=need, words=" ", by=morning.lead)
    answer_need(need=need, words="We talked before group.", by=morning.lead)
    answer_need(need=need, words="We talked before group.", by=morning.lead)
    with pytest.raises(Refused) as twice:
        answer_need(need=need, words="Something else", by=morning.therapist)
    with pytest.raises(Refused) as desk:
        take_need(need=need, by=morning.desk)

    (line,) = queries.needs.needs_of_client(first.pk, DAY)
    assert (line.taken_by, line.answered_by) == (morning.therapist.id, morning.lead.id)
    assert line.outcome == "We talked before group."
    assert [reasons(r) for r in (silent, twice, desk)] == [["words"], ["answered"], ["not_allowed"]]


# -- Reaching out


def test_a_text_leaves_only_when_she_allows_it_and_a_try_is_due(morning: make.Morning) -> None:
    first, second, _third = morning.clients
    make.anyone_may_call(first)
    with clock.standing(make.at("09:10")), pytest.raises(Refused) as early:
        text_her(client=first, on=DAY, by=morning.desk)
    with clock.standing(make.at("09:16")):
        text_her(client=first, on=DAY, by=morning.desk)
        with pytest.raises(Refused) as again:
            text_her(client=first, on=DAY, by=morning.desk)
        with pytest.raises(Refused) as not_asked:
            text_her(client=second, on=DAY, by=morning.desk)

    message = Message.objects.get()
    assert "555-0199" in message.words
    assert first.chosen_name not in message.words
    made = ContactTry.objects.get()
    assert (made.step, made.outcome) == (OutreachStep.FIRST_TRY, TryOutcome.SENT)
    assert [reasons(r) for r in (early, again, not_asked)] == [
        ["no_try_due"],
        ["no_try_due"],
        ["not_asked"],
    ]


def test_once_she_was_reached_nothing_more_is_due(morning: make.Morning) -> None:
    first, *_ = morning.clients
    make.anyone_may_call(first)
    with clock.standing(make.at("10:05")):
        record_try(
            client=first,
            on=DAY,
            channel=Channel.CALL,
            outcome=TryOutcome.NO_ANSWER,
            by=morning.desk,
        )
        record_try(
            client=first, on=DAY, channel=Channel.CALL, outcome=TryOutcome.REACHED, by=morning.desk
        )
        line = next(x for x in queries.missing.missing_now(DAY) if x.client == first)

    assert [each.outcome for each in line.tries] == [TryOutcome.NO_ANSWER, TryOutcome.REACHED]
    assert (line.step, line.was_reached) == (None, True)
    steps = [each.step for each in ContactTry.objects.order_by("created_at", "pk")]
    assert set(steps) == {OutreachStep.FIRST_TRY, OutreachStep.SECOND_TRY}


def test_nobody_writes_to_a_woman_who_is_here(morning: make.Morning) -> None:
    first, *_ = morning.clients
    make.anyone_may_call(first)
    all_arrive(morning, [first])
    with clock.standing(make.at("09:30")), pytest.raises(Refused) as refused:
        text_her(client=first, on=DAY, by=morning.desk)

    assert reasons(refused) == ["not_missing"]
    assert not Message.objects.exists()


# -- The close


def all_leave(morning: make.Morning, by: Actor) -> None:
    all_arrive(morning)
    with clock.standing(make.at("12:16")):
        let_go(clients=morning.clients, on=DAY, in_closing_round=True, by=by)


def test_a_quiet_day_closes_once_and_stays_as_it_is(morning: make.Morning) -> None:
    all_leave(morning, morning.director)
    with clock.standing(make.at("12:40")):
        close = close_day(track=morning.track, on=DAY, handovers=[], by=morning.director)
        again = close_day(track=morning.track, on=DAY, handovers=[], by=morning.lead)
        with pytest.raises(Refused) as refused:
            arrive(client=morning.clients[0], on=DAY, by=morning.desk)

    assert close == again == DayClose.objects.get()
    assert reasons(refused) == ["day_closed"]


def test_nobody_who_is_still_here_can_be_closed_over(morning: make.Morning) -> None:
    all_arrive(morning)
    first, *_ = morning.clients
    given = {
        "client_id": first.pk,
        "code": "not_left",
        "to_id": morning.lead.id,
        "words": "She waits for her ride.",
    }
    with clock.standing(make.at("12:40")), pytest.raises(Refused) as refused:
        close_day(track=morning.track, on=DAY, handovers=[given], by=morning.director)

    assert set(reasons(refused)) == {"not_left"}
    assert not DayClose.objects.exists()


def test_what_stays_open_goes_to_somebody_by_name(morning: make.Morning) -> None:
    all_leave(morning, morning.lead)
    first, second, _third = morning.clients
    ask_for(client=first, on=DAY, kind=NeedKind.TALK, by=make.client_actor(first))
    ask_privately(
        client=second,
        on=DAY,
        instrument_id="iop-daily-checkin",
        link_id="si_urge",
        why="skipped",
        by=system(),
    )
    need = {
        "client_id": first.pk,
        "code": "unanswered_need",
        "to_id": morning.therapist.id,
        "words": "Thea calls her tomorrow.",
    }
    check = {
        "client_id": second.pk,
        "code": "private_check_due",
        "to_id": morning.therapist.id,
        "words": "Thea sees her first thing.",
    }
    with clock.standing(make.at("12:40")):
        with pytest.raises(Refused) as nothing:
            close_day(track=morning.track, on=DAY, handovers=[], by=morning.lead)
        with pytest.raises(Refused) as no_time:
            close_day(track=morning.track, on=DAY, handovers=[need, check], by=morning.lead)
        due = make.at("09:00", DAY + timedelta(days=1))
        to_nobody = {**check, "due_at": due, "to_id": morning.desk.id}
        with pytest.raises(Refused) as nobody:
            close_day(track=morning.track, on=DAY, handovers=[need, to_nobody], by=morning.lead)
        close_day(
            track=morning.track, on=DAY, handovers=[need, {**check, "due_at": due}], by=morning.lead
        )

    assert set(reasons(nothing)) == {"unanswered_need", "private_check_due"}
    assert reasons(no_time) == reasons(nobody) == ["private_check_due"]
    rows = {row.code: row for row in HandOver.objects.all()}
    assert rows["private_check_due"].due_at == due
    assert rows["unanswered_need"].words == "Thea calls her tomorrow."


def test_who_left_without_the_closing_round_is_seen_off_in_words(morning: make.Morning) -> None:
    all_arrive(morning)
    first, *others = morning.clients
    with clock.standing(make.at("12:16")):
        let_go(clients=others, on=DAY, in_closing_round=True, by=morning.lead)
        with pytest.raises(Refused) as still_here:
            see_off(client=first, on=DAY, words="Calm", by=morning.lead)
        leave(client=first, on=DAY, in_closing_round=False, by=morning.desk)
        with pytest.raises(Refused) as unseen:
            close_day(track=morning.track, on=DAY, handovers=[], by=morning.lead)
        see_off(client=first, on=DAY, words="Calm, her sister picked her up.", by=morning.lead)
        close_day(track=morning.track, on=DAY, handovers=[], by=morning.lead)

    assert (reasons(still_here), reasons(unseen)) == (["still_here"], ["left_without_closing"])


def test_the_end_of_the_day_can_be_corrected_by_who_closes_it(morning: make.Morning) -> None:
    all_leave(morning, morning.director)
    first, *_ = morning.clients
    with clock.standing(make.at("12:20")):
        keep_here(client=first, on=DAY, by=morning.director)

    assert queries.door.visit_of(first.pk, DAY).left_at is None


def test_only_lead_and_director_close(morning: make.Morning) -> None:
    for by in (morning.desk, morning.facilitator, morning.therapist):
        with pytest.raises(Refused) as refused:
            close_day(track=morning.track, on=DAY, handovers=[], by=by)
        assert reasons(refused) == ["not_allowed"]


def test_yesterday_can_still_be_closed_and_leaving_gets_that_days_time(
    morning: make.Morning,
) -> None:
    all_arrive(morning)
    next_day = make.at("08:45", DAY + timedelta(days=1))
    with clock.standing(next_day):
        assert queries.close.days_not_closed(clock.today()) == (DAY,)
        let_go(clients=morning.clients, on=DAY, in_closing_round=True, by=morning.lead)
        close_day(track=morning.track, on=DAY, handovers=[], by=morning.lead)
        assert queries.close.days_not_closed(clock.today()) == ()

    assert {v.left_at for v in Visit.objects.all()} == {make.at("12:15")}
