"""The week as a problem with its rules, the page of it, and a day without somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from openiop.base import clock
from openiop.clients.actions import keep_apart
from openiop.clients.models import Episode
from openiop.coverage import actions as coverage
from openiop.coverage.actions import record_coverage
from openiop.coverage.queries import PolicyTold
from openiop.domain.coverage.authorization import AuthorizationStatus, Authorized
from openiop.domain.coverage.codes import Counted
from openiop.domain.coverage.policy import Holder, PayerKind
from openiop.domain.decision import Refused
from openiop.domain.kept_apart import Link
from openiop.domain.privacy import Role
from openiop.domain.timetable.check import check
from openiop.domain.timetable.reading import read_problem, written_problem
from openiop.domain.wishes import BusyTime, Strength, TimeWhy, Wishes
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import ties_of
from openiop.privacy.models import AuditEvent
from openiop.schedule.actions import (
    cover,
    enter_absence,
    keep_wishes,
    plan_individual,
    take_back_absence,
)
from openiop.schedule.models import Absence, Session
from openiop.schedule.queries import stand_ins
from openiop.timetable.actions import Chosen, agree_move, mend_day
from openiop.timetable.queries import away, problem
from openiop.timetable.queries.away import mending, workers_on
from openiop.timetable.queries.problem import NOBODY, week_from
from openiop.timetable.queries.week import rules_looked_at, week_picture
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("08:00"), monkeypatch):
        yield make.morning(clients=3)


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that proposes is not started: single people are shown."""
    monkeypatch.setattr(away, "_repaired", lambda _week: None)


def members_of(made: make.Morning) -> list[UUID]:
    week = week_from(TODAY)
    return sorted(week.members[str(made.sessions[SessionKind.SKILLS].pk)], key=str)


def own_session(made: make.Morning, starts: str = "13:00") -> Session:
    client = week_from(TODAY).clients[members_of(made)[0]]
    return plan_individual(
        client=client, staff_id=made.therapist.id, on=TODAY, starts=starts, minutes=45, by=system()
    )


class TestProblem:
    def test_the_planned_week_keeps_every_rule_it_is_known_by(self, morning: make.Morning) -> None:
        own_session(morning)

        week = week_from(TODAY)

        assert check(week.problem, week.baseline).breaches == ()
        assert len(week.problem.clients) == 3
        again, faults = read_problem(written_problem(week.problem))
        assert faults == ()
        assert again is not None

    def test_a_session_nobody_leads_stands_as_such(self, morning: make.Morning) -> None:
        skills = morning.sessions[SessionKind.SKILLS]
        Session.objects.filter(pk=skills.pk).update(lead_id=None)

        week = week_from(TODAY)

        assert week.baseline.staffing[str(skills.pk)].lead == NOBODY
        assert week_picture(TODAY).uncovered == 1

    def test_a_hidden_rule_is_told_to_nobody_without_the_right(self, morning: make.Morning) -> None:
        week = week_from(TODAY)
        one, other = (week.clients[each] for each in members_of(morning)[:2])
        keep_apart(client=one, other=other, link=next(iter(Link)), by=morning.lead)

        sees, does_not = (rules_looked_at(TODAY, sees_hidden=each) for each in (True, False))

        assert one.short_name in sees.lines[0].who
        assert sees.hidden == 0
        assert does_not.lines == ()
        assert does_not.hidden == 1
        assert does_not.client_ids == frozenset()
        stands = week_from(TODAY, allow=problem.Allow.ALL)
        assert check(stands.problem, stands.baseline).breaches == ()

    def test_who_is_away_breaks_the_rule_only_from_that_day(self, morning: make.Morning) -> None:
        week = week_from(TODAY, {morning.facilitator.id: [TODAY]})

        rules = {each.rule for each in check(week.problem, week.baseline).breaches}

        assert rules == {"H14"}


class TestWeekPage:
    def test_it_shows_loads_and_takes_as_many_statements_for_more_clients(
        self, morning: make.Morning
    ) -> None:
        browser = signed_in(morning.lead)
        before = statements(browser, page("timetable:week"))
        for _ in range(3):
            make.add_client(morning)

        after = statements(browser, page("timetable:week"))

        assert after == before
        told = browser.get(page("timetable:week")).content.decode()
        assert "6/12" in told
        assert "Not known, so not looked at" in told

    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.FACILITATOR])
    def test_others_see_groups_and_no_client(self, morning: make.Morning, role: Role) -> None:
        browser = signed_in(morning.desk if role is Role.FRONT_DESK else morning.facilitator)

        told = browser.get(page("timetable:week")).content.decode()

        assert "3/12" in told
        assert "What goes past a rule" not in told
        assert "Somebody cannot work" not in told
        assert browser.get(page("timetable:who_is_away", TODAY.isoformat())).status_code == 403

    def test_one_room_shows_its_own(self, morning: make.Morning) -> None:
        browser = signed_in(morning.desk)

        told = browser.get(f"{page('timetable:week')}?room={morning.rooms[1].name}")

        assert "Nothing is planned" in told.content.decode()


@pytest.mark.usefixtures("no_solver")
class TestAway:
    def test_who_holds_something_ahead_is_offered(self, morning: make.Morning) -> None:
        assert "Fay Facilitator" in {each.name for each in workers_on(TODAY)}
        assert workers_on(TODAY + timedelta(days=1)) == []

    def test_the_page_names_groups_and_sessions_and_saves_nothing(
        self, morning: make.Morning
    ) -> None:
        hers = own_session(morning)
        browser = signed_in(morning.lead)

        told = browser.get(page("timetable:away", TODAY.isoformat(), morning.therapist.id))

        text = told.content.decode()
        assert "Nothing is moved until she says yes" in text
        assert f"for-{hers.pk}" in text
        hers.refresh_from_db()
        assert hers.lead_id == morning.therapist.id

    def test_a_colleague_stands_in_and_works_with_them_that_day(
        self, morning: make.Morning
    ) -> None:
        skills = morning.sessions[SessionKind.SKILLS]
        browser = signed_in(morning.lead)
        url = page("timetable:away", TODAY.isoformat(), morning.facilitator.id)

        browser.post(url, sent(**{f"for-{skills.pk}": str(morning.lead.id)}))

        skills.refresh_from_db()
        assert skills.lead_id == morning.lead.id
        assert skills.covers_for_id == morning.facilitator.id
        assert set(members_of(morning)) <= ties_of(morning.lead)

    def test_who_is_not_free_any_more_is_refused_and_nothing_is_saved(
        self, morning: make.Morning
    ) -> None:
        hers, later = own_session(morning), own_session(morning, "13:15")
        both = Chosen({hers.pk: morning.lead.id, later.pk: morning.lead.id})

        with pytest.raises(Refused):
            mend_day(staff_id=morning.therapist.id, on=TODAY, chosen=both, by=morning.lead)

        hers.refresh_from_db()
        assert hers.lead_id == morning.therapist.id

    def test_a_session_that_changed_meanwhile_is_refused(self, morning: make.Morning) -> None:
        chosen = Chosen({uuid4(): morning.lead.id})

        with pytest.raises(Refused, match="changed"):
            mend_day(staff_id=morning.therapist.id, on=TODAY, chosen=chosen, by=morning.lead)

    def test_only_the_lead_says_who_stands_in(self, morning: make.Morning) -> None:
        chosen = Chosen({own_session(morning).pk: morning.lead.id})

        with pytest.raises(Refused):
            mend_day(staff_id=morning.therapist.id, on=TODAY, chosen=chosen, by=morning.director)

    def test_she_said_yes_and_it_is_moved_once(self, morning: make.Morning) -> None:
        hers, tomorrow = own_session(morning), TODAY + timedelta(days=1)

        moved = agree_move(
            session=hers,
            staff_id=morning.therapist.id,
            on=tomorrow,
            starts="11:00",
            by=morning.lead,
        )

        hers.refresh_from_db()
        assert hers.canceled_by == morning.lead.id
        assert (moved.on, clock.local(moved.starts_at).hour) == (tomorrow, 11)
        with pytest.raises(Refused):
            agree_move(
                session=hers,
                staff_id=morning.therapist.id,
                on=tomorrow,
                starts="12:00",
                by=morning.lead,
            )

    def test_a_time_she_cannot_come_is_refused_with_the_rule_and_stays_typed(
        self, morning: make.Morning
    ) -> None:
        hers, tomorrow = own_session(morning), TODAY + timedelta(days=1)
        assert hers.client is not None
        noon = BusyTime(
            TimeWhy.CHILDCARE, Strength.CANNOT, frozenset({tomorrow.weekday()}), time(11), time(12)
        )
        keep_wishes(client=hers.client, wishes=Wishes(times=(noon,)), by=morning.lead)
        browser = signed_in(morning.lead)
        typed = {"on": tomorrow.isoformat(), "staff_id": str(morning.therapist.id), "room_id": ""}

        no = browser.post(page("timetable:move", hers.pk), sent(starts="11:00", **typed))

        text = no.content.decode()
        assert no.status_code == 422
        assert "She told us she cannot come then" in text
        assert 'value="11:00"' in text
        hers.refresh_from_db()
        assert hers.canceled_at is None
        yes = browser.post(page("timetable:move", hers.pk), sent(starts="14:00", **typed))
        assert yes.status_code == 302
        hers.refresh_from_db()
        assert hers.canceled_at is not None

    def test_a_time_that_is_taken_is_refused(self, morning: make.Morning) -> None:
        hers = own_session(morning)

        with pytest.raises(Refused, match="taken"):
            agree_move(
                session=hers,
                staff_id=morning.facilitator.id,
                on=TODAY,
                starts="09:10",
                by=morning.lead,
            )


def test_the_solver_keeps_the_group_and_offers_her_another_time(morning: make.Morning) -> None:
    own_session(morning)
    skills = morning.sessions[SessionKind.SKILLS]

    found = mending(morning.facilitator.id, TODAY)

    assert found.found
    line = next(each for each in found.groups if each.session.pk == skills.pk)
    assert line.proposed in {morning.lead.id, morning.therapist.id}
    without_therapist = mending(morning.therapist.id, TODAY)
    offer = without_therapist.own[0].offer
    assert offer is None or offer.on > TODAY


def test_whose_distress_stays_up_gets_no_fuller_day_and_nobody_processes_twice(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    gentle = members_of(morning)[0]
    monkeypatch.setattr(problem, "whose_rise_stays", lambda ids, on: {gentle} & set(ids))

    week = week_from(TODAY).problem
    most = {name: client.max_hours_per_day for name, client in week.clients.items()}

    assert most.pop(str(gentle)) == problem.LIGHTER
    assert set(most.values()) == {problem.ALWAYS}
    assert week.program.max_trauma_processing_per_day == 1
    processing = {name for name, each in week.modalities.items() if each.trauma_processing}
    assert processing == {str(morning.sessions[SessionKind.PROCESS].pk)}


def test_a_day_that_is_full_already_is_no_reason_to_change_it(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem, "whose_rise_stays", lambda ids, on: set(ids))
    own_session(morning)

    week = week_from(TODAY, allow=problem.Allow.ALL)

    assert not [each for each in check(week.problem, week.baseline).breaches if each.rule == "H23"]


def is_away(who: Actor, made: make.Morning, days: int = 1) -> Absence:
    return enter_absence(
        staff_id=who.id, first_on=TODAY, last_on=TODAY + timedelta(days=days - 1), by=made.lead
    )


class TestAbsence:
    def test_it_is_kept_once_with_its_trail_and_its_note_sealed(
        self, morning: make.Morning
    ) -> None:
        first = enter_absence(
            staff_id=morning.therapist.id,
            first_on=TODAY,
            last_on=TODAY + timedelta(days=3),
            note="Flu",
            by=morning.lead,
        )

        again = is_away(morning.therapist, morning)

        assert again.pk == first.pk
        row = Absence.objects.get()
        assert (row.note, b"Flu" in bytes(row.note_sealed or b"")) == ("Flu", False)
        trail = AuditEvent.objects.filter(verb="schedule.absence_entered")
        assert "Flu" not in "".join(str(each.codes) for each in trail)

    @pytest.mark.parametrize(("first", "last"), [(1, 0), (-3, -1), (0, 400)])
    def test_days_that_cannot_be_are_refused(
        self, morning: make.Morning, first: int, last: int
    ) -> None:
        first_on, last_on = TODAY + timedelta(days=first), TODAY + timedelta(days=last)

        with pytest.raises(Refused):
            enter_absence(
                staff_id=morning.therapist.id, first_on=first_on, last_on=last_on, by=morning.lead
            )

    def test_only_the_lead_enters_it(self, morning: make.Morning) -> None:
        with pytest.raises(Refused):
            enter_absence(
                staff_id=morning.therapist.id, first_on=TODAY, last_on=TODAY, by=morning.therapist
            )

    def test_an_absent_colleague_is_never_offered_and_never_stands_in(
        self, morning: make.Morning
    ) -> None:
        skills = morning.sessions[SessionKind.SKILLS]
        before = {id_ for id_, _name in stand_ins([skills])[skills.pk]}

        row = is_away(morning.therapist, morning)

        assert morning.therapist.id in before
        assert morning.therapist.id not in dict(stand_ins([skills])[skills.pk])
        with pytest.raises(Refused, match="away"):
            cover(session=skills, staff_id=morning.therapist.id, by=morning.lead)
        with pytest.raises(Refused, match="away"):
            own_session(morning)
        take_back_absence(absence=row, by=morning.lead)
        assert morning.therapist.id in dict(stand_ins([skills])[skills.pk])

    def test_two_people_away_on_the_same_day_are_both_respected(
        self, morning: make.Morning
    ) -> None:
        skills = morning.sessions[SessionKind.SKILLS]
        is_away(morning.therapist, morning)
        is_away(morning.facilitator, morning)

        week = week_from(TODAY)
        found = mending(morning.facilitator.id, TODAY)

        off = {name for name, each in week.problem.staff.items() if each.time_off}
        assert {str(morning.therapist.id), str(morning.facilitator.id)} <= off
        line = next(each for each in found.groups if each.session.pk == skills.pk)
        assert [id_ for id_, _name in line.people] == [morning.lead.id]
        assert line.proposed in {None, morning.lead.id}
        chosen = Chosen({skills.pk: morning.therapist.id})
        with pytest.raises(Refused, match="busy"):
            mend_day(staff_id=morning.facilitator.id, on=TODAY, chosen=chosen, by=morning.lead)

    @pytest.mark.usefixtures("no_solver")
    def test_one_tap_keeps_it_and_shows_who_stands_in(self, morning: make.Morning) -> None:
        browser = signed_in(morning.lead)
        url = page("timetable:who_is_away", TODAY.isoformat())
        day = {"first_on": TODAY.isoformat(), "last_on": TODAY.isoformat()}

        told = browser.post(url, sent(staff_id=str(morning.facilitator.id), **day))

        assert told["Location"] == page("timetable:away", TODAY.isoformat(), morning.facilitator.id)
        assert "She is entered as away on" in browser.get(told["Location"]).content.decode()
        assert "is away" in browser.get(url).content.decode()
        row = Absence.objects.get()
        browser.post(page("timetable:back_after_all", row.pk), sent())
        row.refresh_from_db()
        assert row.taken_back_by == morning.lead.id

    def test_what_is_wrong_stands_beside_the_field(self, morning: make.Morning) -> None:
        browser = signed_in(morning.lead)
        day = {"first_on": TODAY.isoformat(), "last_on": (TODAY - timedelta(days=1)).isoformat()}

        told = browser.post(
            page("timetable:who_is_away", TODAY.isoformat()),
            sent(staff_id=str(morning.therapist.id), **day),
        )

        assert told.status_code == 422
        assert "The last day comes before the first." in told.content.decode()

    def test_the_week_says_who_is_away_and_marks_what_she_leads_but_not_on_a_door(
        self, morning: make.Morning
    ) -> None:
        is_away(morning.facilitator, morning, days=2)
        browser = signed_in(morning.desk)

        told = browser.get(page("timetable:week")).content.decode()
        door = browser.get(f"{page('timetable:week')}?room={morning.rooms[0].name}")

        assert "Away this week:" in told
        assert "Fay Facilitator is away" in told
        assert "Away this week:" not in door.content.decode()


class TestPicturesToPrint:
    def test_a_door_names_no_client(self, morning: make.Morning) -> None:
        hers, client = own_session(morning), morning.clients[0]
        Session.objects.filter(pk=hers.pk).update(
            room=morning.rooms[1], name=f"Hour of {client.chosen_name}"
        )
        browser = signed_in(morning.lead)

        told = browser.get(f"{page('timetable:week')}?room={morning.rooms[1].name}")

        text = told.content.decode()
        assert "Individual session" in text
        assert not any(each.chosen_name in text for each in morning.clients)
        assert f"<h1>{morning.rooms[1].name}" in text

    def test_a_clinician_has_her_own(self, morning: make.Morning) -> None:
        browser = signed_in(morning.desk)

        told = browser.get(f"{page('timetable:week')}?led_by={morning.therapist.id}")

        text = told.content.decode()
        assert "<h1>Thea Therapist" in text
        assert "Process group" in text
        assert "Psychoeducation</b>" not in text


@pytest.mark.parametrize(("a_week", "expected"), [(None, 7), (2, 2), (0, 7)])
def test_no_more_days_are_planned_than_are_authorized_a_week(
    morning: make.Morning, a_week: int | None, expected: int
) -> None:
    her = week_from(TODAY).clients[members_of(morning)[0]]
    if a_week:
        told = PolicyTold(payer="Meadow Plan", holder=Holder.HERSELF)
        policy = coverage.add_policy(
            client=her, payer_kind=PayerKind.COMMERCIAL, told=told, by=system()
        )
        facts = Authorized(
            AuthorizationStatus.APPROVED, Counted.DAY, 12, TODAY, TODAY, "S9480", a_week
        )
        coverage.record_authorization(policy=policy, facts=facts, number="A 1", by=system())

    assert week_from(TODAY).problem.clients[str(her.pk)].max_days_per_week == expected


def test_nobody_is_told_to_come_on_fewer_days_than_she_does(morning: make.Morning) -> None:
    her = week_from(TODAY).clients[members_of(morning)[0]]
    for day in range(1, 5):
        plan_individual(
            client=her,
            staff_id=morning.therapist.id,
            on=TODAY + timedelta(days=day),
            starts="13:00",
            minutes=45,
            by=system(),
        )
    record_coverage(
        episode=Episode.objects.get(client=her),
        payer_rules="tricare-iop",
        from_on=TODAY - timedelta(days=14),
        by=system(),
    )

    assert week_from(TODAY).problem.clients[str(her.pk)].max_days_per_week >= 5
