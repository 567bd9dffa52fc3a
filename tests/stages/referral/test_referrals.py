"""Referrals: received once, kept field by field, compared, accepted once, never simply refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from openiop.base import clock
from openiop.clients.actions import add_contact
from openiop.clients.models import Client
from openiop.clients.queries import ContactTold
from openiop.domain.care.edits import Seen
from openiop.domain.contact_profile import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.duplicates import Sign
from openiop.domain.privacy import Role
from openiop.domain.referral import (
    Concern,
    Door,
    EndReason,
    FlagKind,
    HandoffWay,
    IncomingFile,
    ReferralForm,
    ReferralState,
    Source,
    TriageClass,
)
from openiop.domain.release import Relation
from openiop.outbox.models import CallState, Message, StaffCall
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.referral import actions, queries
from openiop.referral.models import (
    PossibleDuplicate,
    Referral,
    ReferralEdit,
    ReferralFile,
    ReferralFlag,
    ReferralStatus,
)
from openiop.referral.tasks import compare_new_referrals
from tests import make

pytestmark = pytest.mark.django_db

BORN = date(1990, 3, 14)
CONTACT = ContactProfile(call=ChannelRule(Allowed.YES))
FORM = ReferralForm(
    chosen_name="Sofia",
    last_name="Wildwater",
    born_on=BORN,
    phone="555-010-0142",
    language="es",
    contact=CONTACT,
)


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:30")):
        yield


@pytest.fixture
def intake() -> Actor:
    return make.staff(Role.INTAKE, name="Ina Intake")


def received(form: ReferralForm = FORM, **facts: object) -> Referral:
    sent = {"source": Source.SELF, "files": (), "request_id": uuid4(), **facts}
    return actions.receive(answers=form, by=system(), **sent)  # type: ignore[arg-type]


def test_the_same_request_again_is_the_same_referral() -> None:
    request_id = uuid4()
    files = (IncomingFile("summary.pdf", b"%PDF-1.4 summary"),)

    first = received(request_id=request_id, files=files)
    again = received(request_id=request_id, files=files)

    assert again == first
    assert ReferralFile.objects.filter(referral=first).count() == 1
    assert queries.form_of(first) == FORM
    assert card_of(first.pk).phone == FORM.phone


def test_what_was_told_is_sealed() -> None:
    sealed = bytes(received().told_sealed)

    assert b"Wildwater" not in sealed
    assert b"555" not in sealed


def test_a_file_of_another_kind_takes_the_whole_request_back() -> None:
    with pytest.raises(Refused):
        received(files=(IncomingFile("x.html", b"<script>"),))

    assert not Referral.objects.exists()


def test_a_crisis_calls_whoever_answers_referrals(intake: Actor) -> None:
    crisis = replace(FORM, concerns=frozenset({Concern.SUICIDE_INTENT}))

    referral = received(crisis)

    assert referral.triage is TriageClass.CRISIS
    assert [call.staff_id for call in StaffCall.objects.all()] == [intake.id]


def test_each_answer_of_a_call_is_kept_with_what_stood_there_before(intake: Actor) -> None:
    request_id = uuid4()
    call = actions.start_call(request_id=request_id, by=intake)
    assert actions.start_call(request_id=request_id, by=intake) == call

    call = actions.tell(referral=call, seen=Seen(1), changes={"chosen_name": "Sofa"}, by=intake)
    call = actions.tell(referral=call, seen=Seen(2), changes={"chosen_name": "Sofia"}, by=intake)
    call = actions.tell(referral=call, seen=Seen(3), changes={"concerns": "withdrawal"}, by=intake)

    assert [edit.was for edit in ReferralEdit.objects.order_by("version")] == ["", "Sofa", ""]
    assert call.triage is TriageClass.URGENT
    with pytest.raises(Refused) as refused:
        actions.finish_call(referral=call, seen=Seen(4), changes={}, was_reached=True, by=intake)
    assert [reason.code for reason in refused.value.reasons] == ["reach", "contact"]


def test_two_people_at_one_call_see_each_other(intake: Actor) -> None:
    call = actions.start_call(request_id=uuid4(), by=intake)
    actions.tell(referral=call, seen=Seen(1), changes={"reason": "One"}, by=intake)

    with pytest.raises(Refused) as refused:
        actions.tell(referral=call, seen=Seen(1), changes={"reason": "Two"}, by=intake)

    assert refused.value.reasons[0].code == actions.STALE
    # another field, and the same words again, are no clash
    actions.tell(referral=call, seen=Seen(1), changes={"payer": "Evergreen"}, by=intake)
    actions.tell(referral=call, seen=Seen(1), changes={"reason": "One"}, by=intake)


def test_what_a_person_decided_stands_until_something_more_urgent_is_told(intake: Actor) -> None:
    referral = received()
    with pytest.raises(Refused):
        actions.triage_by_hand(referral=referral, triage=TriageClass.URGENT, why="", by=intake)
    actions.triage_by_hand(
        referral=referral, triage=TriageClass.PRIORITY, why="Her sister worries.", by=intake
    )

    calm = actions.tell(referral=referral, seen=Seen(1), changes={"concerns": "none"}, by=intake)
    assert calm.triage is TriageClass.PRIORITY
    worse = actions.tell(
        referral=referral, seen=Seen(2), changes={"concerns": "suicide_intent"}, by=intake
    )
    assert worse.triage is TriageClass.CRISIS
    newest = queries.newest_triage(worse)
    assert newest is not None
    assert newest.rule == "suicide_intent"


def known_client() -> Client:
    client = make.client("Sophia", "Wildwater", born_on=BORN)
    make.anyone_may_call(client, "555-010-0199")
    return client


def test_receiving_takes_the_same_whether_she_is_known_and_a_job_looks_afterwards() -> None:
    client = known_client()
    referral = received()
    assert not PossibleDuplicate.objects.exists()

    compare_new_referrals()
    compare_new_referrals()

    pair = PossibleDuplicate.objects.get()
    assert (pair.referral_id, pair.other_client_id) == (referral.pk, client.pk)
    assert set(pair.signs) == {Sign.BIRTHDAY, Sign.NAME}
    assert ReferralFlag.objects.get().kind is FlagKind.FORMER_CLIENT


def test_she_is_made_a_client_once(intake: Actor) -> None:
    referral = received()

    first = actions.accept(referral=referral, by=intake)
    again = actions.accept(referral=Referral.objects.get(), by=intake)

    assert again == first
    assert Client.objects.count() == 1
    assert (first.chosen_name, first.language, first.born_on) == ("Sofia", "es", BORN)
    assert card_of(first.pk).profile.call.allowed is Allowed.YES
    assert queries.told_by_client(first.pk) == FORM


def test_nobody_is_merged_silently_and_the_number_of_a_known_client_stays(intake: Actor) -> None:
    client = known_client()
    referral = received()
    with pytest.raises(Refused) as refused:
        actions.accept(referral=referral, by=intake)
    assert refused.value.reasons[0].code == "duplicate"
    actions.look_for_duplicates(referral=referral, by=intake)
    pair = PossibleDuplicate.objects.get()
    with pytest.raises(Refused):
        actions.answer_duplicate(duplicate=pair, is_same=True, why=" ", by=intake)

    actions.answer_duplicate(duplicate=pair, is_same=True, why="Same address.", by=intake)

    assert actions.accept(referral=referral, by=intake) == client
    assert Client.objects.count() == 1
    assert card_of(client.pk).phone == "555-010-0199"


def test_two_requests_of_one_woman_are_linked_and_may_be_parted_again(intake: Actor) -> None:
    earlier = received()
    with clock.standing(make.at("11:00")):
        newer = received(replace(FORM, chosen_name="Sofía"))
    compare_new_referrals()
    pair = PossibleDuplicate.objects.get()
    assert (pair.referral_id, pair.other_id) == (newer.pk, earlier.pk)

    actions.answer_duplicate(duplicate=pair, is_same=True, why="She said so.", by=intake)
    assert Referral.objects.get(pk=newer.pk).state is ReferralState.ENDED
    assert Referral.objects.get(pk=earlier.pk).state is ReferralState.RECEIVED
    actions.answer_duplicate(
        duplicate=queries.duplicate_or_404(pair.pk), is_same=False, why="A twin.", by=intake
    )

    assert Referral.objects.get(pk=newer.pk).state is ReferralState.RECEIVED
    line = queries.duplicates_of(newer)[0]
    assert (line.is_same, line.why, line.answered_by) == (False, "A twin.", "Ina Intake")


def test_a_request_from_somebody_she_does_not_want_to_know_is_flagged_quietly() -> None:
    client = known_client()
    told = ContactTold(
        name="Nick Nettle", relation=Relation.OTHER, phone="555-010-0666", keep_away=True
    )
    add_contact(client=client, told=told, by=system())
    received(replace(FORM, phone="5550100666"))

    compare_new_referrals()

    kinds = {flag.kind for flag in ReferralFlag.objects.filter(client_id=client.pk)}
    assert FlagKind.BLOCKED_PERSON in kinds


def test_an_end_has_a_next_step_and_somebody_who_takes_it(intake: Actor) -> None:
    referral = received()
    ending = {"way": HandoffWay.WE_CALLED, "reached": True, "by": intake}
    with pytest.raises(Refused):
        actions.end(
            referral=referral,
            reason=EndReason.TOO_LITTLE_NEED,
            next_step="",
            handed_to="",
            **ending,  # type: ignore[arg-type]
        )

    actions.end(
        referral=referral,
        reason=EndReason.TOO_LITTLE_NEED,
        next_step="Weekly sessions from Monday",
        handed_to="Dr. Birch",
        **ending,  # type: ignore[arg-type]
    )

    line = queries.history_of(referral)[-1]
    assert (line.next_step, line.handed_to) == ("Weekly sessions from Monday", "Dr. Birch")
    assert queries.waiting() == []


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.THERAPIST, Role.BILLING, Role.FACILITATOR])
def test_nobody_else_works_on_referrals(role: Role) -> None:
    referral = received()

    with pytest.raises(Refused):
        actions.move(referral=referral, to=ReferralState.CONTACTED, by=make.staff(role))

    assert AuditEvent.objects.filter(verb="referral.moved", outcome="refused").exists()


def test_history_is_append_only() -> None:
    referral = received(door=Door.PUBLIC)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReferralStatus.objects.filter(referral=referral).update(state="ended")


WAYS_OUT = (
    (EndReason.CRISIS_ROUTE, "Evaluated in person at County Hospital now", "Nurse on call"),
    (EndReason.TOO_LITTLE_NEED, "Weekly sessions, first on Thursday", "Ms. Thornberry"),
    (EndReason.PREFERS_OTHER, "Evening program, starts on Monday", "Harborlight intake"),
)


@pytest.mark.parametrize(("reason", "step", "who"), WAYS_OUT)
def test_three_ways_end_well_without_a_first_day(
    reason: EndReason, step: str, who: str, intake: Actor
) -> None:
    crisis = reason is EndReason.CRISIS_ROUTE
    concerns = frozenset({Concern.SUICIDE_INTENT}) if crisis else frozenset()
    referral = received(replace(FORM, concerns=concerns, concerns_asked=True))

    actions.end(
        referral=referral,
        reason=reason,
        next_step=step,
        handed_to=who,
        way=HandoffWay.CALL_TOGETHER,
        reached=True,
        by=intake,
    )

    [(line, ending)] = queries.ended_lately()
    assert (line.name, ending.end_reason, ending.next_step) == ("Sofia W", reason, step)
    assert ending.reached
    # nobody is sent a message instead of a conversation, and nobody is called for it any more
    assert not Message.objects.exists()
    assert not StaffCall.objects.exclude(state=CallState.WITHDRAWN).exists()
    # the door stays open
    actions.move(referral=referral, to=ReferralState.RECEIVED, by=intake)
    assert [each.id for each in queries.waiting()] == [referral.pk]
