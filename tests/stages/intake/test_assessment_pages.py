"""Pages of times, of the assessment, of the level of care and of handing on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.assessment import queries
from openiop.assessment.actions import slots
from openiop.assessment.models import Assessment, Handoff, LevelOfCare, SlotBooking
from openiop.documents.models import Document
from openiop.documents.queries.compose import draft_of
from openiop.domain.assessment.level import ContactNeed, Containment, DailySign
from openiop.domain.assessment.routes import ASKED, CareLevel
from openiop.domain.privacy import Role
from openiop.domain.referral import Concern, Door, ReferralForm, Source
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.referral.actions import receive
from tests import make
from tests.stages.safety.showing import page, signed_in, standing_at

pytestmark = pytest.mark.django_db

NAMES = (
    *("Wila", "Oda", "Brix", "Kaja", "Nell", "Ymir", "Fenja", "Tuva", "Pia", "Ronja"),
    *("Signe", "Lund", "Hedda", "Gro", "Maj"),
)
ANSWERS = {
    "work": "3",
    "relationships": "2",
    "self_care": "1",
    "skills": "3",
    "contact": str(ContactNeed.SEVERAL),
    "containment": str(Containment.WITH_SUPPORT),
    "tried": "not_enough",
    "gets_worse": "yes",
    "came_from": "nowhere",
    **{f"daily_{each}": "no" for each in DailySign},
    **{f"finding_{each}": "no" for each in ASKED},
}
DECIDED = {
    "moment": "admission",
    "recommended": "iop",
    "offered": "iop",
    "chosen": "iop",
    "preference_words": "Close to the school.",
    "why_not_lower": "Once a week did not hold.",
    "why_not_higher": "Nobody has to see her every day.",
}


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield


@pytest.fixture
def therapist() -> Actor:
    return make.staff(Role.THERAPIST, name="Thea Therapist")


def booked(clinician: Actor, *, days: int = 1, **told: Any) -> SlotBooking:
    form = ReferralForm(
        **{
            "chosen_name": NAMES[days - 1],
            "last_name": "Testbrook",
            "phone": f"555-01{days:02}",
            "reason": "I do not sleep.",
            "goal": "Get through a morning.",
            **told,
        }
    )
    referral = receive(
        source=Source.SELF,
        door=Door.PHONE,
        answers=form,
        files=(),
        request_id=uuid4(),
        by=system(),
    )
    on = make.WEDNESDAY + timedelta(days=days)
    slot = slots.offer(clinician_id=clinician.id, on=on, at="10:00", by=clinician)[0]
    return slots.book(slot=slot, referral=referral, by=system())


def begun(browser: Browser, booking: SlotBooking) -> Assessment:
    browser.post(page("intake:begin", booking.pk))
    return Assessment.objects.get(booking=booking)


def save(browser: Browser, found: Assessment, **sent: str) -> Any:
    return browser.post(page("intake:save", found.pk), {"version": "99", **sent})


def screened(client_id: UUID, **yes: int) -> None:
    found = Assessment.objects.select_related("client").get(client_id=client_id)
    answers: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0, **yes}
    submit(
        client=found.client,
        instrument_id="cssrs-screener-recent",
        answers=answers,
        on_site=True,
        by=system(),
    )


def test_a_time_is_offered_and_stands_on_the_page(therapist: Actor) -> None:
    browser = signed_in(therapist)
    on = make.WEDNESDAY + timedelta(days=2)
    sent = {
        "clinician": str(therapist.id),
        "on": on.isoformat(),
        "at": "13:00",
        "minutes": "90",
        "weeks": "2",
        "place": "here",
    }

    made = browser.post(page("intake:slots"), sent)
    again = browser.post(page("intake:slots"), sent)
    unread = browser.post(page("intake:slots"), {**sent, "on": "32 of May"})

    assert made.status_code == 302
    assert again.status_code == 422
    assert "Another time of this clinician runs then." in again.content.decode()
    assert "13:00" in again.content.decode()
    assert "We could not read that date." in unread.content.decode()


def test_intake_moves_her_and_says_how_she_knows(therapist: Actor) -> None:
    booking = booked(therapist)
    other = slots.offer(
        clinician_id=therapist.id,
        on=make.WEDNESDAY + timedelta(days=3),
        at="10:00",
        by=therapist,
    )[0]
    browser = signed_in(make.staff(Role.INTAKE, credentials=""))

    shown = browser.get(page("intake:her_time", booking.referral_id)).content.decode()
    browser.post(page("intake:book", booking.referral_id, other.pk), {"told": "1"})
    after = browser.get(page("intake:her_time", booking.referral_id)).content.decode()

    assert "She has not been told yet" in shown
    assert "Send a neutral text" not in shown
    assert "Said on the call" in after
    moved = queries.slots.booking_of(booking.referral_id)
    assert moved is not None
    assert moved.slot_id == other.pk


def test_nothing_she_told_is_asked_twice(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist, medicines="Sertraline 50 mg"))

    shown = browser.get(page("intake:assessment", found.pk)).content.decode()
    assert found.document_id is not None
    document = Document.objects.get(pk=found.document_id)
    told = draft_of(document).values

    assert "She told us on the phone" in shown
    assert "Get through a morning." in shown
    assert told["reason"].startswith("She told us on the phone, 2026-11-18: I do not sleep.")
    assert "trauma" not in told
    assert "Sertraline" in told["body"]


def test_what_is_typed_is_kept_and_two_tabs_never_overwrite(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist))
    auto = {"X-Autosave": "1"}
    url = page("intake:save", found.pk)

    kept = browser.post(
        url, {"version": "1", "field": "supports", "value": "Her sister"}, headers=auto
    )
    other = browser.post(
        url, {"version": "1", "field": "supports", "value": "Nobody"}, headers=auto
    )
    wrong = browser.post(url, {"version": "9", "field": "work", "value": "7"}, headers=auto)
    whole = browser.post(url, {"version": "9", "came_on": "last spring", "goal": "Sleep"})

    assert kept.json()["saved_at"] == "10:30"
    assert other.status_code == 409
    assert other.json()["value"] == ["Her sister"]
    assert wrong.status_code == 422
    assert whole.status_code == 422
    assert "We could not read that date." in whole.content.decode()
    assert "last spring" in whole.content.decode()


def test_a_finding_opens_its_route_and_a_named_next_step(therapist: Actor) -> None:
    browser = signed_in(therapist)
    concerns = frozenset({Concern.WITHDRAWAL})
    found = begun(browser, booked(therapist, concerns=concerns, concerns_asked=True))

    state = browser.get(page("intake:state", found.pk)).content.decode()
    url = page("intake:hand_on", found.client_id) + "?finding=withdrawal"
    unnamed = browser.post(url, {"to": "", "reached": "yes"})
    browser.post(
        url,
        {
            "to": "Harbor detox, the nurse on duty",
            "how": "call_together",
            "reached": "yes",
            "next_step": "A bed tonight",
            "return_door": "on",
        },
    )
    listed = browser.get(page("intake:assessments")).content.decode()

    assert "Withdrawal management first, then IOP" in state
    assert unnamed.status_code == 422
    assert "Name who takes it from here." in unnamed.content.decode()
    assert Handoff.objects.get().reached
    assert "nobody has taken over yet" not in listed


def test_from_the_assessment_to_a_decision(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist))
    save(browser, found, **ANSWERS)
    screened(found.client_id)

    url = page("intake:level", found.client_id)
    before = browser.get(url).content.decode()
    one_way = browser.post(url, {**DECIDED, "why_not_higher": ""})
    made = browser.post(url, DECIDED)
    after = browser.get(url).content.decode()

    assert "The rule suggests: IOP" in before
    assert f"{page('intake:assessment', found.pk)}#daily-life" in before
    assert "Say why more care is not needed." in one_way.content.decode()
    assert "Once a week did not hold." in one_way.content.decode()
    assert made.status_code == 302
    assert LevelOfCare.objects.get().chosen is CareLevel.IOP
    assert "Thea Therapist, LCSW" in after


def test_php_recommended_and_iop_chosen_are_both_kept(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist))
    save(browser, found, **ANSWERS | {"daily_monitoring": "yes"})
    screened(found.client_id)

    url = page("intake:level", found.client_id)
    sent = {
        **DECIDED,
        "recommended": "php",
        "offered": "php",
        "variance": "declines_higher",
        "mitigation": "A call on each day between.",
        "tool": "locus",
        "tool_version": "20",
        "tool_numbers": "3 3 2, 3 2 3 2",
        "tool_total": "18",
    }
    missing = browser.post(url, {**sent, "mitigation": "", "tool_numbers": "3 3 9"})
    browser.post(url, sent)
    after = browser.get(url).content.decode()

    assert "Say what makes less care safe enough." in missing.content.decode()
    assert "her start needs the yes of a named clinician" in after
    assert "composite 18" in after
    assert "IVA: 3" in after


def test_weekly_care_ends_with_somebody_who_has_her(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist))
    mild = {"work": "1", "relationships": "0", "self_care": "0", "skills": "0"}
    calm = {"contact": "weekly", "containment": "steady", "tried": "helped"}
    save(browser, found, **ANSWERS | mild | calm)
    screened(found.client_id)

    made = browser.post(
        page("intake:level", found.client_id),
        {
            **DECIDED,
            "recommended": "outpatient",
            "offered": "outpatient",
            "chosen": "outpatient",
            "why_not_lower": "",
            "next_step": "First visit on Friday",
            "handed_to": "Meadow practice",
        },
    )
    owed = browser.get(page("intake:assessments")).content.decode()
    form = browser.get(made["Location"]).content.decode()

    assert made["Location"] == page("intake:hand_on", found.client_id)
    assert "First visit on Friday (Meadow practice)" in owed
    assert 'value="Meadow practice"' in form


def test_high_screen_goes_to_a_person_and_to_no_group(therapist: Actor) -> None:
    browser = signed_in(therapist)
    found = begun(browser, booked(therapist))
    save(browser, found, **ANSWERS)
    screened(found.client_id, q1=1, q2=1, q3=1, q4=1, q5=0)

    shown = browser.get(page("intake:level", found.client_id)).content.decode()
    sent = {**DECIDED, "disagreement": "I see it otherwise."}
    refused = browser.post(page("intake:level", found.client_id), sent)

    assert "The rule suggests: 24-hour or crisis care" in shown
    assert "The groups here are not offered" in refused.content.decode()


def test_who_may_not_assess_sees_no_assessment(therapist: Actor) -> None:
    found = begun(signed_in(therapist), booked(therapist))
    other = signed_in(make.staff(Role.THERAPIST))
    intake = signed_in(make.staff(Role.INTAKE, credentials=""))

    for name in ("intake:assessment", "intake:state"):
        assert other.get(page(name, found.pk)).status_code == 403
        assert intake.get(page(name, found.pk)).status_code == 403
    assert other.get(page("intake:level", found.client_id)).status_code == 403
    assert intake.get(page("intake:level", found.client_id)).status_code == 403
    assert intake.get(page("intake:hand_on", found.client_id)).status_code == 200
    assert "Wila" not in other.get(page("intake:assessments")).content.decode()


@pytest.mark.parametrize("name", ["intake:assessments", "intake:slots"])
def test_a_longer_list_asks_no_more(therapist: Actor, name: str) -> None:
    browser = signed_in(make.staff(Role.CLINICAL_LEAD))
    hers = signed_in(therapist)

    def asked() -> int:
        browser.get(page(name))
        with CaptureQueriesContext(connection) as found:
            assert browser.get(page(name)).status_code == 200
        return len(found)

    for day in (1, 2):
        booking = booked(therapist, days=day, concerns=frozenset({Concern.MEDICAL}))
        begun(hers, booking)
        booked(therapist, days=day + 10)
    few = asked()
    for day in (3, 4, 5):
        booking = booked(therapist, days=day, concerns=frozenset({Concern.MEDICAL}))
        begun(hers, booking)
        booked(therapist, days=day + 10)

    assert asked() == few
