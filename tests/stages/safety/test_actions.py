"""Alerts keep their owner, their clock and their story; checks and plans keep theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, Window
from openiop.domain.decision import Refused
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.privacy import Role
from openiop.domain.private_check import CheckOutcome
from openiop.domain.safety import Action, Disposition, Escalation
from openiop.domain.safety_said import SheSaid
from openiop.domain.words import Channel, Level
from openiop.outbox.actions import queue, set_safe_contact
from openiop.outbox.models import Message
from openiop.outbox.queries import ContactCard, profile_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.safety import actions, queries
from openiop.safety.models import Alert, AlertStep, PrivateCheck, ReviewTask, SafetyPlan
from openiop.safety.tasks import escalate_due_alerts
from tests import make

pytestmark = pytest.mark.django_db

PLAN: dict[str, list[str] | str] = {
    "warning_signs": ["I stop answering messages"],
    "coping": ["Walk around the block", ""],
    "people_and_places": ["The library"],
    "people_to_ask": ["My sister"],
    "professionals": ["988"],
    "safer_surroundings": ["Pills stay with my sister"],
    "reason_to_live": " My cat ",
}


@pytest.fixture
def site() -> Site:
    return make.site()


@pytest.fixture
def morning(site: Site) -> Iterator[make.Morning]:
    with make.working_at(site, make.at("09:00")):
        yield make.morning(clients=2)


def raised(
    of: Client,
    *,
    level: Level = Level.HIGH,
    link_id: str = "q9",
    value: int = 1,
    on_site: bool = True,
    form: UUID | None = None,
    by: Actor | None = None,
) -> Alert:
    return actions.opening.raise_alert(
        client=of,
        level=level,
        instrument_id="phq-9" if link_id == "q9" else "iop-daily-checkin",
        link_id=link_id,
        administration_id=form or uuid4(),
        evidence={"value": value},
        answered_at=clock.now(),
        on_site=on_site,
        by=by or system(),
    )


def kinds(alert: Alert) -> list[str]:
    return list(
        AlertStep.objects.filter(alert=alert).order_by("sequence").values_list("kind", flat=True)
    )


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def last_trail() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


class TestRaising:
    def test_an_alert_opens_with_owner_clock_and_evidence(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        assert alert.owner_id == morning.therapist.id
        assert alert.acknowledge_by_at == make.at("09:05")
        [shown] = queries.alerts.open_alerts()
        assert shown.evidence.question.startswith("Thoughts that you would be better off dead")
        assert shown.evidence.answer == "Several days"
        assert last_trail().verb == "safety.alert_raised"

    def test_without_a_therapist_the_lead_owns_it(self, morning: make.Morning) -> None:
        alone = make.client()
        make.stay(alone, morning.track)
        assert raised(alone).owner_id == morning.lead.id

    def test_without_anybody_else_whoever_works_here_owns_it(self, site: Site) -> None:
        with make.working_at(site, make.at("09:00")):
            desk = make.staff(Role.FRONT_DESK)
            assert raised(make.client()).owner_id == desk.id

    def test_moderate_on_site_is_due_when_her_day_ends(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0], level=Level.MODERATE)
        assert alert.acknowledge_by_at == make.at("12:15")

    def test_the_same_answer_again_is_the_same_alert(self, morning: make.Morning) -> None:
        form = uuid4()
        first = raised(morning.clients[0], form=form)
        again = raised(morning.clients[0], form=form)
        assert first.pk == again.pk
        assert kinds(first) == ["opened"]

    def test_a_changed_answer_adds_a_step(self, morning: make.Morning) -> None:
        form = uuid4()
        alert = raised(morning.clients[0], level=Level.MODERATE, form=form)
        again = raised(morning.clients[0], level=Level.HIGH, value=3, form=form)
        assert kinds(alert) == ["opened", "answer_changed"]
        assert again.level is Level.HIGH
        assert again.acknowledge_by_at == make.at("09:05")

    def test_a_lesser_answer_leaves_the_level(self, morning: make.Morning) -> None:
        form = uuid4()
        raised(morning.clients[0], level=Level.HIGH, value=3, form=form)
        assert raised(morning.clients[0], level=Level.LOW, form=form).level is Level.HIGH

    @pytest.mark.parametrize(("value", "opens"), [(2, True), (0, False)])
    def test_after_it_was_closed_only_a_new_concern_opens_it_again(
        self, morning: make.Morning, value: int, opens: bool
    ) -> None:
        form = uuid4()
        alert = raised(morning.clients[0], level=Level.LOW, form=form)
        answered(alert, morning.therapist, second_look_on=None)
        again = raised(morning.clients[0], level=Level.LOW, value=value, form=form)
        assert (again.closed_at is None) is opens
        assert (again.acknowledged_at is None) is opens

    def test_not_safe_where_she_stays_holds_every_channel(self, site: Site) -> None:
        """The issue: text only 9-17; at 18:00 the alert has an owner and nothing may leave."""
        with make.working_at(site, make.at("18:00")):
            program = make.morning(clients=1)
            her = program.clients[0]
            nine_to_five = Window(
                frozenset(range(5)),
                opens=time(9),
                closes=time(17),
            )
            text = ChannelRule(Allowed.AT_TIMES, (nine_to_five,))
            card = ContactCard(profile=ContactProfile(text=text), phone="555-0100")
            set_safe_contact(person_id=her.pk, card=card, by=system())
            alert = raised(her, link_id="safe_home", value=0, on_site=False)
            assert alert.owner_id == program.therapist.id
            assert profile_of(her.pk).not_safe_at_home
            for channel in Channel:
                with pytest.raises(Refused):
                    queue(person_id=her.pk, channel=channel, words="Please call us.", by=system())
        with make.working_at(site, make.at("10:00", make.WEDNESDAY + timedelta(days=1))):
            for channel in Channel:
                with pytest.raises(Refused) as refused:
                    queue(person_id=her.pk, channel=channel, words="Please call us.", by=system())
                assert codes_of(refused) in (["on_hold"], ["said_no"])
            assert not Message.objects.exists()

    def test_one_alert_for_one_answer_even_by_force(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        twin = Alert(
            **{
                field.attname: getattr(alert, field.attname)
                for field in Alert._meta.concrete_fields
                if field.attname != "id"
            }
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()

    def test_it_cannot_close_without_a_disposition_even_by_force(
        self, morning: make.Morning
    ) -> None:
        alert = raised(morning.clients[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(closed_at=clock.now())


class TestSheSaid:
    @pytest.mark.parametrize(
        ("said", "level"),
        [
            (SheSaid.SAFE, Level.MODERATE),
            (SheSaid.NOT_SURE, Level.MODERATE),
            (SheSaid.NOT_SAID, Level.MODERATE),
            (SheSaid.CALL_ME, Level.MODERATE),
            (SheSaid.NOT_SAFE, Level.HIGH),
        ],
    )
    def test_only_not_safe_changes_how_urgent_it_is(
        self, morning: make.Morning, said: SheSaid, level: Level
    ) -> None:
        her = make.client_actor(morning.clients[0])
        alert = raised(morning.clients[0], level=Level.MODERATE)
        actions.opening.she_said(alert=alert, code=str(said), by=her)
        [shown] = queries.alerts.open_alerts()
        assert shown.level is level
        assert shown.asked_to_call is (said is SheSaid.CALL_ME)
        assert last_trail().codes == {"said": str(said)}

    def test_a_concern_that_grows_is_counted_from_then(
        self, site: Site, morning: make.Morning
    ) -> None:
        her = make.client_actor(morning.clients[0])
        alert = raised(morning.clients[0], level=Level.MODERATE)
        with clock.standing(make.at("11:00")):
            actions.opening.she_said(alert=alert, code="not_safe", by=her)
            escalate_due_alerts()
            assert "escalated" not in kinds(alert)
        with clock.standing(make.at("11:10")):
            escalate_due_alerts()
        [step] = AlertStep.objects.filter(alert=alert, kind="escalated")
        assert (step.to_role, step.late) == (Role.CLINICAL_LEAD, False)

    @pytest.mark.parametrize("look_again", [True, False])
    @pytest.mark.parametrize(
        ("said", "again"), [("safe", False), ("not_said", False), ("not_safe", True)]
    )
    def test_what_she_says_after_all_was_settled_is_read_by_somebody(
        self, morning: make.Morning, said: str, again: bool, look_again: bool
    ) -> None:
        her = make.client_actor(morning.clients[0])
        alert = answered(raised(morning.clients[0]), morning.therapist, second_look_on=TOMORROW)
        if not look_again:
            actions.answering.second_look(alert=alert, words="Steadier", by=morning.lead)
        actions.opening.she_said(alert=alert, code=said, by=her)
        waiting = [shown for shown in queries.alerts.open_alerts() if not shown.is_taken]
        assert bool(waiting) is again
        if again:
            assert waiting[0].level is Level.HIGH
            assert not waiting[0].waits_for_second_look

    def test_another_client_cannot_answer_for_her(self, morning: make.Morning) -> None:
        other = make.client_actor(morning.clients[1])
        with pytest.raises(Refused) as refused:
            actions.opening.she_said(alert=raised(morning.clients[0]), code="safe", by=other)
        assert codes_of(refused) == ["not_allowed"]

    def test_words_of_ours_only(self, morning: make.Morning) -> None:
        her = make.client_actor(morning.clients[0])
        with pytest.raises(Refused) as refused:
            actions.opening.she_said(alert=raised(morning.clients[0]), code="maybe", by=her)
        assert codes_of(refused) == ["unknown"]


def answered(alert: Alert, by: Actor, *, second_look_on: date | None) -> Alert:
    return actions.answering.answer_alert(
        alert=alert,
        what=Action.SPOKE_IN_PERSON,
        disposition=Disposition.SAFE_TODAY_PLAN_REVIEWED,
        words="Talked for a while",
        second_look_on=second_look_on,
        by=by,
    )


TOMORROW = make.WEDNESDAY + timedelta(days=1)


class TestAnswering:
    def test_taking_it_makes_it_hers(self, morning: make.Morning) -> None:
        alert = actions.answering.acknowledge(
            alert=raised(morning.clients[0]), by=morning.facilitator
        )
        assert alert.owner_id == morning.facilitator.id
        actions.answering.acknowledge(alert=alert, by=morning.facilitator)
        assert kinds(alert) == ["opened", "acknowledged"]

    def test_two_people_cannot_take_it(self, morning: make.Morning) -> None:
        alert = actions.answering.acknowledge(
            alert=raised(morning.clients[0]), by=morning.therapist
        )
        with pytest.raises(Refused) as refused:
            actions.answering.acknowledge(alert=alert, by=morning.lead)
        assert codes_of(refused) == ["taken"]
        assert last_trail().outcome == "refused"
        taken = actions.answering.take_over(alert=alert, by=morning.lead)
        assert taken.owner_id == morning.lead.id

    def test_nothing_is_recorded_before_it_is_taken(self, morning: make.Morning) -> None:
        with pytest.raises(Refused) as refused:
            actions.answering.record_action(
                alert=raised(morning.clients[0]),
                what=Action.SPOKE_IN_PERSON,
                words="",
                by=morning.therapist,
            )
        assert codes_of(refused) == ["not_acknowledged"]

    def test_a_high_alert_closes_only_after_the_second_look(self, morning: make.Morning) -> None:
        alert = answered(raised(morning.clients[0]), morning.therapist, second_look_on=TOMORROW)
        assert alert.closed_at is None
        assert queries.alerts.open_alerts()[0].waits_for_second_look
        done = actions.answering.second_look(alert=alert, words="Steadier", by=morning.lead)
        assert done.closed_by == morning.lead.id
        assert kinds(alert) == [
            *("opened", "acknowledged", "did", "disposed", "second_look", "closed")
        ]
        assert queries.alerts.open_alerts() == []

    def test_a_low_alert_closes_with_its_answer(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0], level=Level.LOW)
        assert answered(alert, morning.therapist, second_look_on=None).closed_at is not None

    def test_the_second_look_cannot_drift_away(self, morning: make.Morning) -> None:
        with pytest.raises(Refused) as refused:
            answered(
                raised(morning.clients[0]),
                morning.therapist,
                second_look_on=make.WEDNESDAY + timedelta(days=9),
            )
        assert codes_of(refused) == ["second_look_too_far"]
        assert queries.alerts.open_alerts()[0].acknowledged_at is None

    def test_safe_today_rests_on_having_been_in_touch(self, morning: make.Morning) -> None:
        with pytest.raises(Refused) as refused:
            actions.answering.answer_alert(
                alert=raised(morning.clients[0]),
                what=Action.TRIED_TO_REACH,
                disposition=Disposition.SAFE_TODAY_PLAN_REVIEWED,
                words="",
                second_look_on=TOMORROW,
                by=morning.therapist,
            )
        assert codes_of(refused) == ["not_in_touch"]

    def test_everything_missing_is_said_at_once(self, morning: make.Morning) -> None:
        with pytest.raises(Refused) as refused:
            actions.answering.answer_alert(
                alert=raised(morning.clients[0]),
                what=None,
                disposition=None,
                words="",
                second_look_on=None,
                by=morning.therapist,
            )
        assert codes_of(refused) == ["no_action", "no_disposition", "no_second_look"]

    def test_not_reached_goes_to_the_lead_and_stays_open(self, morning: make.Morning) -> None:
        alert = actions.answering.answer_alert(
            alert=raised(morning.clients[0]),
            what=Action.TRIED_TO_REACH,
            disposition=Disposition.LEAD_DECIDES,
            words="Safe phone rang out",
            second_look_on=make.WEDNESDAY,
            by=morning.therapist,
        )
        assert alert.closed_at is None
        step = AlertStep.objects.get(alert=alert, kind="asked")
        assert step.to_id == morning.lead.id

    def test_a_screen_can_only_make_it_more_urgent(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0], level=Level.MODERATE)
        for found, level in ((ScreenLevel.HIGH, Level.HIGH), (ScreenLevel.NONE, None)):
            actions.answering.record_screen(
                alert=alert,
                found=found,
                level=level,
                administration_id=uuid4(),
                by=morning.therapist,
            )
        alert.refresh_from_db()
        assert alert.level is Level.HIGH
        assert queries.alerts.last_deed(alert) is Action.SCREENED

    @pytest.mark.parametrize("who", ["desk", "client"])
    def test_the_desk_and_clients_cannot_answer(self, morning: make.Morning, who: str) -> None:
        by = morning.desk if who == "desk" else make.client_actor(morning.clients[0])
        with pytest.raises(Refused) as refused:
            actions.answering.acknowledge(alert=raised(morning.clients[0]), by=by)
        assert codes_of(refused) == ["not_allowed"]

    def test_its_owner_may_work_on_it_without_a_tie(self, morning: make.Morning) -> None:
        stranger = make.staff(Role.THERAPIST)
        alert = raised(morning.clients[0])
        with pytest.raises(Refused):
            actions.answering.acknowledge(alert=alert, by=stranger)
        Alert.objects.filter(pk=alert.pk).update(owner_id=stranger.id)
        alert.refresh_from_db()
        assert (
            actions.answering.acknowledge(alert=alert, by=stranger).acknowledged_by == stranger.id
        )

    def test_steps_are_never_changed(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            AlertStep.objects.filter(alert=alert).update(code="x")


class TestEscalating:
    def test_a_job_that_slept_over_two_rungs_climbs_each_once(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        with clock.standing(make.at("09:40")):
            escalate_due_alerts()
            escalate_due_alerts()
        steps = AlertStep.objects.filter(alert=alert, kind="escalated").order_by("number")
        assert [(s.number, s.to_role, s.to_id, s.late) for s in steps] == [
            (1, Role.CLINICAL_LEAD, morning.lead.id, True),
            (2, Role.DIRECTOR, morning.director.id, True),
        ]
        alert.refresh_from_db()
        assert alert.owner_id == morning.therapist.id
        assert queries.alerts.open_alerts()[0].responsible == ("Lena Lead", "Dora Director")

    def test_two_jobs_at_once_climb_a_rung_once(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        rung = Escalation(make.at("09:10"), Role.CLINICAL_LEAD)
        actions.answering.escalate(alert=alert, number=1, step=rung, by=system())
        with pytest.raises(Refused) as refused:
            actions.answering.escalate(alert=alert, number=1, step=rung, by=system())
        assert codes_of(refused) == ["rung_taken"]
        row = AlertStep.objects.get(alert=alert, kind="escalated")
        twin = AlertStep(
            alert=alert,
            sequence=9,
            kind="escalated",
            number=1,
            at=row.at,
            by=row.by,
            created_by=row.by,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()

    def test_on_time_is_not_late(self, morning: make.Morning) -> None:
        raised(morning.clients[0])
        with clock.standing(make.at("09:11")):
            escalate_due_alerts()
        assert [(s.number, s.late) for s in AlertStep.objects.filter(kind="escalated")] == [
            (1, False)
        ]

    def test_before_it_is_due_and_once_taken_nothing_happens(self, morning: make.Morning) -> None:
        first, second = (raised(each) for each in morning.clients)
        with clock.standing(make.at("09:06")):
            escalate_due_alerts()
        actions.answering.acknowledge(alert=first, by=morning.therapist)
        actions.answering.acknowledge(alert=second, by=morning.therapist)
        with clock.standing(make.at("10:00")):
            escalate_due_alerts()
        assert not AlertStep.objects.filter(kind="escalated").exists()

    def test_who_took_it_meanwhile_is_not_escalated(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        actions.answering.acknowledge(alert=alert, by=morning.therapist)
        rung = Escalation(make.at("09:10"), Role.CLINICAL_LEAD)
        with pytest.raises(Refused) as refused:
            actions.answering.escalate(alert=alert, number=1, step=rung, by=system())
        assert codes_of(refused) == ["taken"]

    def test_a_lead_who_owns_it_is_not_her_own_escalation(self, morning: make.Morning) -> None:
        alone = make.client()
        make.stay(alone, morning.track)
        alert = raised(alone)
        with clock.standing(make.at("09:10")):
            escalate_due_alerts()
        step = AlertStep.objects.get(alert=alert, kind="escalated")
        assert step.to_id == morning.director.id

    def test_after_hours_waits_for_the_next_reading_hour(self, site: Site) -> None:
        with make.working_at(site, make.at("23:00")):
            program = make.morning(clients=1)
            alert = raised(program.clients[0], on_site=False)
            assert alert.after_hours
            assert alert.acknowledge_by_at == make.at("08:15", TOMORROW)
            escalate_due_alerts()
            assert kinds(alert) == ["opened"]


def check_for(of: Client, link_id: str = "si_urge") -> PrivateCheck:
    return actions.checks.ask_privately(
        client=of,
        on=make.WEDNESDAY,
        instrument_id="iop-daily-checkin",
        link_id=link_id,
        why="skipped",
        by=system(),
    )


class TestPrivateChecks:
    def test_asked_for_once(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        assert check_for(her).pk == check_for(her).pk
        [due] = queries.checks.private_checks_due(make.WEDNESDAY)
        assert due.question == "How strong was any urge to end your life?"

    def test_one_left_over_is_still_due_later(self, morning: make.Morning) -> None:
        check_for(morning.clients[0])
        assert len(queries.checks.private_checks_due(TOMORROW)) == 1

    def test_no_concern_closes_it(self, morning: make.Morning) -> None:
        actions.checks.close_check(
            check=check_for(morning.clients[0]),
            outcome=CheckOutcome.NO_CONCERN,
            words="",
            by=morning.therapist,
        )
        assert queries.checks.private_checks_due(make.WEDNESDAY) == []
        assert queries.alerts.open_alerts() == []

    def test_a_concern_opens_an_alert_that_is_hers_who_found_it(
        self, morning: make.Morning
    ) -> None:
        actions.checks.close_check(
            check=check_for(morning.clients[0]),
            outcome=CheckOutcome.CONCERN,
            words="She has been thinking of it since Monday",
            by=morning.facilitator,
        )
        [alert] = queries.alerts.open_alerts()
        assert alert.owner_id == morning.facilitator.id
        assert alert.evidence.answer == "She has been thinking of it since Monday"
        assert alert.level is Level.MODERATE

    def test_a_concern_about_home_holds_every_channel(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        actions.checks.close_check(
            check=check_for(her, "safe_home"),
            outcome=CheckOutcome.CONCERN,
            words="Somebody threatens her",
            by=morning.therapist,
        )
        assert profile_of(her.pk).not_safe_at_home

    def test_who_was_not_here_is_asked_on_her_next_day(self, morning: make.Morning) -> None:
        actions.checks.close_check(
            check=check_for(morning.clients[0]),
            outcome=CheckOutcome.NOT_HERE,
            words="Left before noon",
            by=morning.therapist,
        )
        assert queries.checks.private_checks_due(make.WEDNESDAY) == []
        [again] = queries.checks.private_checks_due(TOMORROW)
        assert again.on == TOMORROW

    @pytest.mark.parametrize(
        ("outcome", "codes"),
        [(None, ["no_outcome"]), (CheckOutcome.CONCERN, ["no_words"])],
    )
    def test_half_an_answer_is_refused(
        self, morning: make.Morning, outcome: CheckOutcome | None, codes: list[str]
    ) -> None:
        with pytest.raises(Refused) as refused:
            actions.checks.close_check(
                check=check_for(morning.clients[0]),
                outcome=outcome,
                words=" ",
                by=morning.therapist,
            )
        assert codes_of(refused) == codes

    def test_done_is_done(self, morning: make.Morning) -> None:
        check = check_for(morning.clients[0])
        for by in (morning.therapist, morning.lead):
            try:
                actions.checks.close_check(
                    check=check, outcome=CheckOutcome.NO_CONCERN, words="", by=by
                )
            except Refused as refused:
                assert [reason.code for reason in refused.reasons] == ["done"]
        assert PrivateCheck.objects.get().done_by == morning.therapist.id


class TestSafetyPlan:
    def test_every_version_stays(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        herself = make.client_actor(her)
        actions.plans.save_plan(client=her, content=PLAN, by=herself)
        actions.plans.save_plan(
            client=her, content={**PLAN, "coping": ["Music"]}, by=morning.therapist
        )
        newest, first = queries.plans.plan_versions(her.pk)
        assert newest.facts.coping == ("Music",)
        assert first.facts.coping == ("Walk around the block",)
        assert first.reason_to_live == "My cat"
        plan = queries.plans.plan_of(her.pk)
        assert plan is not None
        assert plan.number == 2
        assert plan.gaps == ()

    def test_the_same_words_are_no_new_version(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        first = actions.plans.save_plan(client=her, content=PLAN, by=morning.therapist)
        plan = queries.plans.plan_of(her.pk)
        assert plan is not None
        again = actions.plans.save_plan(client=her, content=plan.content, by=morning.therapist)
        assert again.pk == first.pk

    def test_an_empty_plan_is_refused_and_lines_may_be_emptied_later(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        with pytest.raises(Refused):
            actions.plans.save_plan(client=her, content={}, by=morning.therapist)
        actions.plans.save_plan(client=her, content=PLAN, by=morning.therapist)
        actions.plans.save_plan(client=her, content={}, by=make.client_actor(her))
        assert SafetyPlan.objects.count() == 2

    def test_it_is_encrypted(self, morning: make.Morning) -> None:
        plan = actions.plans.save_plan(
            client=morning.clients[0], content=PLAN, by=morning.therapist
        )
        assert b"library" not in bytes(SafetyPlan.objects.get(pk=plan.pk).content_sealed)

    def test_looking_at_it_moves_the_next_review(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        actions.plans.save_plan(client=her, content=PLAN, by=morning.therapist)
        due = queries.plans.plan_review_dates([her.pk])[her.pk]
        assert due == make.WEDNESDAY + timedelta(days=30)
        with clock.standing(make.at("09:00", make.WEDNESDAY + timedelta(days=10))):
            actions.plans.look_at_plan(client=her, by=morning.therapist)
        due = queries.plans.plan_review_dates([her.pk])[her.pk]
        assert due == make.WEDNESDAY + timedelta(days=40)

    def test_another_client_cannot_write_it(self, morning: make.Morning) -> None:
        other = make.client_actor(morning.clients[1])
        with pytest.raises(Refused):
            actions.plans.save_plan(client=morning.clients[0], content=PLAN, by=other)


class TestReviews:
    def test_an_imported_answer_is_one_task_until_somebody_looked(
        self, morning: make.Morning
    ) -> None:
        form = uuid4()
        for _again in range(2):
            task = actions.imported.ask_review(
                client=morning.clients[0],
                administration_id=form,
                instrument_id="phq-9",
                link_id="q9",
                value=1,
                answered_on=make.WEDNESDAY,
                by=morning.director,
            )
        assert len(queries.imported.review_tasks_open()) == 1
        with pytest.raises(Refused):
            actions.imported.finish_review(task=task, words="", by=morning.therapist)
        actions.imported.finish_review(
            task=task, words="Known, talked about then", by=morning.therapist
        )
        assert queries.imported.review_tasks_open() == []
        assert ReviewTask.objects.get().words == "Known, talked about then"
        assert queries.alerts.open_alerts() == []
