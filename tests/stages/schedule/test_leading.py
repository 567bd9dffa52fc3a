"""Nobody leads after the last day of her license: the co-leader does, or it is uncovered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.programs.actions import set_license
from openiop.programs.queries import member_or_404
from openiop.schedule.actions import (
    cover,
    lead_again,
    leave_out,
    plan_individual,
    plan_sessions,
)
from openiop.schedule.models import LeftOut, Session
from openiop.schedule.queries import back_offers, stand_ins, uncovered_between
from openiop.schedule.tasks import plan_coming_weeks
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db

TODAY, LATER = make.WEDNESDAY, make.WEDNESDAY + timedelta(days=30)


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("08:00"), monkeypatch):
        made = make.morning(clients=1)
        plan_sessions(first=TODAY, last=TODAY + timedelta(days=8), by=system())
        yield made


def ends(of: Actor, on: date | None, by: Actor | None = None) -> None:
    set_license(member=member_or_404(of.id), until_on=on, by=by or system())


def led(kind: SessionKind, on: date) -> tuple[object, object, object]:
    row = Session.objects.get(kind=kind, on=on)
    return row.lead_id, row.co_lead_id, row.covers_for_id


def open_rows() -> int:
    return LeftOut.objects.filter(back_at__isnull=True).count()


class TestLeftOut:
    def test_from_the_day_after_the_co_leader_leads_or_it_stands_as_uncovered(
        self, morning: make.Morning
    ) -> None:
        fay, thea = morning.facilitator.id, morning.therapist.id
        ends(morning.facilitator, TODAY, by=morning.lead)

        assert led(SessionKind.PROCESS, TODAY) == (fay, thea, None), "her last day is hers"
        after = TODAY + timedelta(days=1)
        assert led(SessionKind.PROCESS, after) == (thea, None, fay)
        assert led(SessionKind.SKILLS, after) == (None, None, None)
        lines = uncovered_between(TODAY, LATER)
        assert {line.session.kind for line in lines} == {
            SessionKind.SKILLS,
            SessionKind.PSYCHOEDUCATION,
        }
        assert {(line.staff_name, line.license_until_on) for line in lines} == {
            ("Fay Facilitator", TODAY)
        }
        assert AuditEvent.objects.filter(verb="schedule.left_out").count() == 1

        before = open_rows()
        leave_out(by=system())
        plan_coming_weeks()
        assert open_rows() > before, "weeks planned later leave her out as well"
        assert not Session.objects.filter(on__gt=TODAY, lead_id=fay).exists()

    def test_a_session_that_began_is_left_as_it_was(self, morning: make.Morning) -> None:
        began = morning.session(SessionKind.SKILLS)
        with clock.standing(began.starts_at):
            ends(morning.facilitator, TODAY - timedelta(days=1))
        assert led(SessionKind.SKILLS, TODAY)[0] == morning.facilitator.id

    def test_the_job_finds_what_was_planned_before_the_date_was_known(
        self, morning: make.Morning
    ) -> None:
        member = member_or_404(morning.facilitator.id)
        type(member).objects.filter(pk=member.pk).update(license_until_on=TODAY)
        plan_coming_weeks()
        assert uncovered_between(TODAY, LATER)

    def test_both_leaders_out_is_uncovered_and_a_lapsed_colleague_cannot_stand_in(
        self, morning: make.Morning
    ) -> None:
        ends(morning.facilitator, TODAY)
        ends(morning.therapist, TODAY)
        after = TODAY + timedelta(days=1)
        assert led(SessionKind.PROCESS, after)[:2] == (None, None)
        session = Session.objects.get(kind=SessionKind.PROCESS, on=after)
        assert morning.therapist.id not in dict(stand_ins([session])[session.pk])
        with pytest.raises(Refused):
            cover(session=session, staff_id=morning.therapist.id, by=morning.lead)
        with pytest.raises(Refused):
            plan_individual(
                client=morning.clients[0],
                staff_id=morning.therapist.id,
                on=after,
                starts="13:00",
                minutes=45,
                by=system(),
            )


class TestAgain:
    def test_a_renewed_license_puts_nothing_back_by_itself_and_offers_it(
        self, morning: make.Morning
    ) -> None:
        fay, thea = morning.facilitator.id, morning.therapist.id
        ends(morning.facilitator, TODAY)
        after = TODAY + timedelta(days=1)
        with pytest.raises(Refused):
            lead_again(
                staff_id=fay,
                left_out_ids=list(LeftOut.objects.values_list("pk", flat=True)),
                by=morning.lead,
            )
        ends(morning.facilitator, LATER)
        assert led(SessionKind.SKILLS, after)[0] is None
        [offer] = back_offers()
        assert (offer.staff_name, offer.until_on) == ("Fay Facilitator", LATER)

        ids = [line.left_out.pk for line in offer.lines]
        assert lead_again(staff_id=fay, left_out_ids=ids, by=morning.lead) == len(ids)
        assert led(SessionKind.SKILLS, after) == (fay, None, None)
        assert led(SessionKind.PROCESS, after) == (fay, thea, None)
        assert (open_rows(), back_offers()) == (0, [])
        with pytest.raises(Refused):
            lead_again(staff_id=fay, left_out_ids=ids, by=morning.lead)

    def test_who_was_asked_to_stand_in_is_not_ticked(self, morning: make.Morning) -> None:
        stand_in = make.staff(Role.FACILITATOR, name="Ida Instead")
        ends(morning.facilitator, TODAY)
        session = Session.objects.get(kind=SessionKind.SKILLS, on=TODAY + timedelta(days=1))
        cover(session=session, staff_id=stand_in.id, by=morning.lead)
        assert led(session.kind, session.on) == (stand_in.id, None, morning.facilitator.id)
        ends(morning.facilitator, None)
        offer = next(each for each in back_offers() if each.staff_id == morning.facilitator.id)
        kept = {line.left_out.session_id: line.has_stand_in for line in offer.lines}
        assert kept[session.pk]
        assert sum(kept.values()) == 1


class TestPages:
    def test_it_is_said_on_the_board_in_the_huddle_and_on_the_leads_lists(
        self, morning: make.Morning
    ) -> None:
        ends(morning.facilitator, TODAY - timedelta(days=1))
        lead, director = signed_in(morning.lead), signed_in(morning.director)
        desk = signed_in(morning.desk).get(page("day:board")).content.decode()
        assert "is uncovered: nobody leads it yet" in desk
        assert "Fay Facilitator" not in desk
        for browser, name in (
            (director, "desk:huddle"),
            (lead, "documents:late"),
            (lead, "schedule:leading"),
            (director, "schedule:leading"),
        ):
            html = browser.get(page(name)).content.decode()
            assert "The license of Fay Facilitator ends" in html, name
        hers = signed_in(morning.facilitator).get(page("care:my_day")).content.decode()
        assert "not yours to lead" in hers
        assert signed_in(morning.facilitator).get(page("schedule:leading")).status_code == 403

    def test_the_lead_finds_somebody_and_puts_her_back(self, morning: make.Morning) -> None:
        ends(morning.facilitator, TODAY)
        session = Session.objects.get(kind=SessionKind.SKILLS, on=TODAY + timedelta(days=1))
        browser = signed_in(morning.lead)
        there = page("schedule:stand_in", session.pk)
        said = browser.post(there, sent(staff_id=""), follow=True).content.decode()
        assert "Choose who leads it." in said
        browser.post(there, sent(staff_id=str(morning.therapist.id)))
        assert led(session.kind, session.on)[0] == morning.therapist.id
        ends(morning.facilitator, LATER)
        again = page("schedule:lead_again", morning.facilitator.id)
        said = browser.post(again, sent(row="no such row"), follow=True).content.decode()
        assert "Choose at least one session." in said
        row = LeftOut.objects.get(session=session)
        browser.post(again, sent(row=str(row.pk)))
        assert led(session.kind, session.on)[0] == morning.facilitator.id
