"""Intake's desk: the pipeline, the call screen, one referral, the way in in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser

from openiop.assessment.actions import slots
from openiop.assessment.models import AssessmentSlot, SlotBooking
from openiop.base import clock
from openiop.domain.followup.answers import CallWhy
from openiop.domain.privacy import Role
from openiop.domain.referral import (
    Concern,
    IncomingFile,
    ReferralForm,
    ReferralState,
    Source,
    TriageClass,
)
from openiop.followup.models import CallOwed
from openiop.outbox.models import StaffCall
from openiop.privacy.actor import Actor, system
from openiop.referral import queries
from openiop.referral.actions import receive
from openiop.referral.models import Referral, ReferralTriage
from openiop.referral.tasks import compare_new_referrals
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

FORM = ReferralForm(chosen_name="Wilma", last_name="Wildwater", phone="555-010-0142")


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield


@pytest.fixture
def intake() -> Actor:
    return make.staff(Role.INTAKE, name="Ina Intake")


@pytest.fixture
def browser(intake: Actor) -> Browser:
    return signed_in(intake)


@pytest.fixture
def slot() -> AssessmentSlot:
    clinician = make.staff(Role.THERAPIST, name="Thea Therapist")
    tomorrow = make.WEDNESDAY + timedelta(days=1)
    return slots.offer(clinician_id=clinician.id, on=tomorrow, at="10:00", by=clinician)[0]


def received(form: ReferralForm = FORM, minutes_ago: int = 0, **facts: object) -> Referral:
    told = {"source": Source.SELF, "files": (), "request_id": uuid4(), **facts}
    with clock.standing(make.at("10:30") - timedelta(minutes=minutes_ago)):
        return receive(answers=form, by=system(), **told)  # type: ignore[arg-type]


def text(browser: Browser, name: str, *parts: object) -> str:
    answer = browser.get(page(name, *parts))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_most_urgent_first_and_inside_a_class_the_longest_waiting() -> None:
    urgent = ReferralForm(
        chosen_name="Una", phone="555-010-0001", concerns=frozenset({Concern.HOME_NOT_SAFE})
    )
    received(ReferralForm(chosen_name="New", phone="555-010-0002"), minutes_ago=5)
    received(ReferralForm(chosen_name="Old", phone="555-010-0003"), minutes_ago=50)
    received(urgent, minutes_ago=1)

    assert [line.name for line in queries.waiting()] == ["Una", "Old", "New"]


def test_an_empty_pipeline_says_so_and_nobody_else_opens_it(browser: Browser) -> None:
    assert "Nobody is waiting." in text(browser, "intake:pipeline")
    for role in (Role.FRONT_DESK, Role.THERAPIST, Role.BILLING):
        assert signed_in(make.staff(role)).get(page("intake:pipeline")).status_code == 403


def test_the_pipeline_takes_as_many_statements_for_twelve_as_for_two(browser: Browser) -> None:
    for n in range(2):
        received(ReferralForm(chosen_name=f"Una{n}", phone=f"555-010-00{n:02}"))
    few = statements(browser, page("intake:pipeline"))
    for n in range(10, 20):
        received(ReferralForm(chosen_name=f"Una{n}", phone=f"555-010-00{n:02}"))

    assert statements(browser, page("intake:pipeline")) == few


def test_search_finds_by_a_part_of_the_name_and_by_number(browser: Browser) -> None:
    received()

    assert "Wilma W" in browser.get(page("intake:pipeline"), {"q": "wildw"}).content.decode()
    assert "Wilma W" in browser.get(page("intake:pipeline"), {"q": "0142"}).content.decode()
    shown = browser.get(page("intake:pipeline"), {"q": "nobody"}).content.decode()
    assert "Nobody by this name" in shown


def begin(browser: Browser) -> Referral:
    answer = browser.post(page("intake:start_call"), sent())
    call = Referral.objects.get()
    assert answer.headers["Location"] == page("intake:call", call.pk)
    return call


def test_a_call_is_kept_field_by_field_and_found_again_when_the_line_drops(
    browser: Browser,
) -> None:
    call = begin(browser)
    save = page("intake:save_call", call.pk)
    first = browser.post(save, {"field": "chosen_name", "value": "Wilma", "version": "1"})
    second = browser.post(
        save, {"field": "concerns", "value": "suicide_intent", "version": first.json()["version"]}
    )

    assert second.status_code == 200
    assert "Go on" in text(browser, "intake:pipeline")
    again = text(browser, "intake:call", call.pk)
    assert 'value="Wilma"' in again
    assert "Stay on the line." in again
    assert "Are you safe to talk right now?" in again


def test_a_birthday_nobody_can_read_is_said_and_two_windows_see_each_other(
    browser: Browser,
) -> None:
    call = begin(browser)
    save = page("intake:save_call", call.pk)
    wrong = browser.post(save, {"field": "born_on", "value": "soon", "version": "1"})
    browser.post(save, {"field": "payer", "value": "Evergreen", "version": "1"})
    stale = browser.post(save, {"field": "payer", "value": "Other", "version": "1"})

    assert wrong.status_code == 422
    assert "read that date" in wrong.json()["message"]
    assert (stale.status_code, stale.json()["value"]) == (409, ["Evergreen"])


ANSWERS = {
    "version": "1",
    "safe_to_talk": "yes",
    "ways": ["call"],
    "chosen_name": "Wilma",
    "last_name": "Wildwater",
    "born_on": "3/14/1990",
    "phone": "555-010-0142",
    "has": ["concerns", "needs", "ways", "times", "device"],
}


def test_a_time_is_booked_with_everything_typed_last(
    browser: Browser, slot: AssessmentSlot
) -> None:
    call = begin(browser)
    assert "10:00" in text(browser, "intake:call", call.pk)
    again = sent(**ANSWERS)

    browser.post(page("intake:book_on_call", call.pk, slot.pk), again)
    browser.post(page("intake:book_on_call", call.pk, slot.pk), again)

    booking = SlotBooking.objects.get()
    assert booking.slot == slot
    assert Referral.objects.get().state is ReferralState.ASSESSMENT_BOOKED
    assert queries.form_of(Referral.objects.get()).born_on == date(1990, 3, 14)
    assert "Booked for" in text(browser, "intake:referral", call.pk)


def test_a_time_without_a_name_is_not_booked_and_what_was_typed_stays(
    browser: Browser, slot: AssessmentSlot
) -> None:
    call = begin(browser)
    answers = {**ANSWERS, "chosen_name": "", "reason": "I can't sleep."}

    answer = browser.post(page("intake:book_on_call", call.pk, slot.pk), sent(**answers))

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "I can&#x27;t sleep." in shown
    assert "Take down a name" in shown
    assert not SlotBooking.objects.exists()


def test_in_a_crisis_no_later_time_is_given(browser: Browser, slot: AssessmentSlot) -> None:
    call = begin(browser)
    answers = {**ANSWERS, "concerns": ["suicide_intent"]}

    answer = browser.post(page("intake:book_on_call", call.pk, slot.pk), sent(**answers))

    assert answer.status_code == 422
    assert "She needs somebody now, not a time." in answer.content.decode()
    assert not SlotBooking.objects.exists()
    # what she said is kept and somebody is called, also when no script saved it field by field
    call.refresh_from_db()
    assert call.triage is TriageClass.CRISIS
    assert StaffCall.objects.filter(about_id=call.pk).exists()


def test_she_cannot_talk_now_and_waits_for_our_call(browser: Browser) -> None:
    call = begin(browser)
    browser.post(
        page("intake:finish_call", call.pk),
        sent(version="1", safe_to_talk="no", call_back="after six", end="not_safe"),
    )

    assert Referral.objects.get().state is ReferralState.RECEIVED
    assert "after six" in text(browser, "intake:referral", call.pk)


def test_the_script_speaks_her_language(browser: Browser) -> None:
    call = begin(browser)
    browser.post(page("intake:save_call", call.pk), sent(version="1", language="es"))

    shown = text(browser, "intake:call", call.pk)
    assert '<blockquote class="say" lang="es"><p>Hola, me llamo Ina.' in shown
    assert "Who must not know" in shown


def test_seeing_it_differently_needs_a_reason_and_shows_both(browser: Browser) -> None:
    referral = received()
    where = page("intake:triage", referral.pk)

    refused = browser.post(where, sent(triage="urgent", why=""))
    browser.post(where, sent(triage="urgent", why="Her sister is worried."))

    assert refused.status_code == 422
    shown = text(browser, "intake:referral", referral.pk)
    assert "Her sister is worried." in shown
    assert "The rule says: Standard." in shown
    assert ReferralTriage.objects.filter(triage=TriageClass.URGENT).count() == 1


def test_another_way_keeps_what_was_typed_until_it_has_a_next_step(browser: Browser) -> None:
    referral = received()
    where = page("intake:end", referral.pk)
    ending = {
        "reason": "prefers_other",
        "way": "call_together",
        "reached": "yes",
        "words": "Closer to her work.",
    }

    refused = browser.post(where, sent(**ending))
    browser.post(where, sent(**ending, next_step="Starts at Cedar House", handed_to="Ms. Elm"))

    assert refused.status_code == 422
    assert "Closer to her work." in refused.content.decode()
    shown = text(browser, "intake:pipeline")
    assert "Starts at Cedar House · Ms. Elm" in shown


def test_both_rows_stand_side_by_side_and_a_person_says(browser: Browser) -> None:
    born = date(1990, 3, 14)
    make.client("Vilma", "Wildwater", born_on=born)
    referral = received(ReferralForm("Wilma", "Wildwater", born_on=born, phone="555-010-0142"))
    compare_new_referrals()
    shown = text(browser, "intake:referral", referral.pk)
    assert "Are both one woman?" in shown
    assert "Vilma Wildwater" in shown

    pair = queries.duplicates_of(referral)[0]
    browser.post(page("intake:duplicate", pair.id), sent(same="no", why="A cousin."))

    assert "Not the same woman" in text(browser, "intake:referral", referral.pk)


def test_a_file_is_always_a_download(browser: Browser) -> None:
    referral = received(files=(IncomingFile("summary.pdf", b"%PDF-1.4 x"),))
    file = queries.files_of(referral)[0]

    answer = browser.post(page("intake:file", referral.pk, file.pk), sent())

    assert answer.content == b"%PDF-1.4 x"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_board_counts_without_a_name() -> None:
    received(minutes_ago=5)
    director = signed_in(make.staff(Role.DIRECTOR))

    shown = text(director, "intake:funnel")

    assert "Wilma" not in shown
    assert "Fewer than 10" in shown
    assert "How this is counted" in shown


def test_who_wants_to_come_back_stands_on_the_pipeline(browser: Browser, intake: Actor) -> None:
    client = make.client("Orla")
    assert "want to come back" not in browser.get(page("intake:pipeline")).content.decode()

    call = CallOwed.objects.create(
        client=client,
        why=CallWhy.COMING_BACK,
        owner_id=intake.id,
        from_at=clock.now(),
        due_at=clock.now() + timedelta(hours=3),
        created_by=intake.id,
    )

    shown = browser.get(page("intake:pipeline")).content.decode()
    assert "Were here, and want to come back" in shown
    assert page("followup:door", client.pk) in shown
    assert page("followup:call", call.pk) in shown
