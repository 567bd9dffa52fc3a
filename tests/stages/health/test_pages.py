"""The pages of her health and her people: who opens them, what they say, what they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openiop.base import clock
from openiop.clients.actions import add_contact, record_release
from openiop.clients.models import Client, Contact, Release
from openiop.clients.queries import ContactTold
from openiop.domain.health.diagnoses import DiagnosisStatus
from openiop.domain.privacy import Role
from openiop.domain.release import Part, Purpose, Relation
from openiop.health import actions
from openiop.health.models import Allergy, Diagnosis, Medication, NoneKnown
from openiop.health.queries import standing_medications
from openiop.privacy.actions import tie
from openiop.privacy.actor import system
from openiop.privacy.models import TieKind
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Client:
    return morning.clients[0]


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.CLINICAL_LEAD, "health:health", 200),
        (Role.CLINICAL_LEAD, "health:people", 200),
        (Role.INTAKE, "health:people", 200),
        (Role.INTAKE, "health:health", 403),
        (Role.FRONT_DESK, "health:health", 403),
        (Role.FRONT_DESK, "health:people", 403),
        (Role.FRONT_DESK, "health:add_medication", 403),
        (Role.DIRECTOR, "health:people", 403),
        (Role.THERAPIST, "health:health", 403),
    ],
)
def test_who_opens_them(her: Client, role: Role, name: str, status: int) -> None:
    assert signed_in(make.staff(role)).get(page(name, her.pk)).status_code == status


def test_a_medication_is_stated_changed_and_stopped(her: Client, morning: make.Morning) -> None:
    browser = signed_in(morning.therapist)
    shown = page("health:health", her.pk)

    added = browser.post(
        page("health:add_medication", her.pk),
        sent(name="Prazosin", dose="1 mg", reason="", prescriber="", source="label"),
    )
    first = Medication.objects.get()
    entry = page("health:medication", first.pk)
    changed = browser.post(entry, sent(form="dose", dose="2 mg", on="11/18/2026", why=""))
    second = Medication.objects.get(follows=first)
    stopped = browser.post(
        page("health:medication", second.pk), sent(form="stop", on="2026-11-18", why="Dizzy")
    )

    assert [answer.headers["Location"] for answer in (added, changed, stopped)] == [shown] * 3
    assert standing_medications(her.pk) == []
    words = browser.get(shown).content.decode()
    assert "Dizzy" in words
    assert "1 mg" in words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Say what she takes."),
        ({"started_on": "soon"}, "We couldn&#x27;t read that date. Example: 3/14/2027"),
        ({"started_on": "2026-11-19"}, "It cannot have begun after today."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    her: Client, morning: make.Morning, fields: dict[str, str], words: str
) -> None:
    told = {"name": "Prazosin", "dose": "1 mg at bedtime", "source": "label", **fields}

    answer = signed_in(morning.therapist).post(page("health:add_medication", her.pk), sent(**told))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "1 mg at bedtime" in answer.content.decode()
    assert not Medication.objects.exists()


def test_the_same_form_sent_twice_is_done_once(her: Client, morning: make.Morning) -> None:
    browser, form = signed_in(morning.therapist), sent(name="Prazosin", source="label")

    for _time in range(2):
        answer = browser.post(page("health:add_medication", her.pk), form)
        assert answer.status_code == 302

    assert Medication.objects.count() == 1


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")


def test_a_file_is_taken_over_whole_or_not_at_all(her: Client, morning: make.Morning) -> None:
    browser, address = signed_in(morning.therapist), page("health:import", her.pk)

    bad = browser.post(
        address, sent() | {"file": file("name,started_on\nIron,\nPrazosin,2027-01-01\n")}
    )
    none = browser.post(address, sent() | {"file": file("drug\nIron\n")})
    nothing = browser.post(address, sent())
    assert [bad.status_code, none.status_code, nothing.status_code] == [422] * 3
    assert "Row 3: It cannot have begun after today." in bad.content.decode()
    assert "Choose a file." in nothing.content.decode()
    assert not Medication.objects.exists()

    good = browser.post(address, sent() | {"file": file("name;dose\nIron;one\nPrazosin;2 mg\n")})
    assert good.status_code == 302
    assert [row.name for row in standing_medications(her.pk)] == ["Iron", "Prazosin"]


def test_not_asked_and_none_known_read_differently(her: Client, morning: make.Morning) -> None:
    browser, shown = signed_in(morning.therapist), page("health:health", her.pk)
    assert "Not asked yet" in browser.get(shown).content.decode()

    browser.post(page("health:none_known", her.pk), sent())

    words = browser.get(shown).content.decode()
    assert "Not asked yet" not in words
    assert "None known" in words
    assert NoneKnown.objects.count() == 1
    assert not Allergy.objects.exists()


def test_a_diagnosis_is_searched_chosen_and_put_on_the_list(
    her: Client, morning: make.Morning
) -> None:
    browser, address = signed_in(morning.therapist), page("health:diagnose", her.pk)

    found = browser.get(address, {"q": "recurrent moderate"}).content.decode()
    assert re.search(r'href="\?code=F33\.1"', found)
    chosen = browser.get(address, {"code": "F33.1"}).content.decode()
    assert "Major depressive disorder, recurrent, moderate" in chosen
    nothing = browser.get(address, {"q": "zzzz"}).content.decode()
    assert "No code with these words" in nothing

    done = browser.post(address, sent(code="F33.1", status="confirmed", rank="1", made_by=""))
    assert done.status_code == 302
    assert Diagnosis.objects.get().diagnosed_by == morning.therapist.id
    again = browser.post(address, sent(code="F33.1", status="confirmed", rank="2", made_by=""))
    assert again.status_code == 422
    assert "This diagnosis is on her list already." in again.content.decode()


def test_a_facilitator_reads_and_changes_nothing(her: Client, morning: make.Morning) -> None:
    actions.diagnose(
        client=her, code="F33.1", status=DiagnosisStatus.CONFIRMED, rank=1, by=morning.therapist
    )
    tie(
        staff_id=morning.facilitator.id,
        client_id=her.pk,
        kind=TieKind.GROUP,
        from_on=clock.today(),
        by=system(),
    )
    browser = signed_in(morning.facilitator)

    words = browser.get(page("health:health", her.pk)).content.decode()

    assert "F33.1" in words
    assert page("health:diagnose", her.pk) not in words
    assert browser.get(page("health:diagnose", her.pk)).status_code == 403


def released(her: Client, morning: make.Morning) -> tuple[Contact, Release]:
    clinic = ContactTold(name="", organization="Harbor", relation=Relation.PRIMARY_CARE)
    contact = add_contact(client=her, told=clinic, by=morning.therapist)
    release = record_release(
        contact=contact,
        purposes=[Purpose.CARE],
        parts=[Part.MEDICATIONS],
        signed_on=make.WEDNESDAY,
        from_on=make.WEDNESDAY,
        until_on=make.WEDNESDAY,
        by=morning.therapist,
    )
    return contact, release


def test_a_release_is_taken_back_from_the_page(her: Client, morning: make.Morning) -> None:
    _contact, release = released(her, morning)
    browser, shown = signed_in(morning.therapist), page("health:people", her.pk)
    assert "She takes it back" in browser.get(shown).content.decode()

    browser.post(page("health:revoke", release.pk), sent())

    words = browser.get(shown).content.decode()
    assert "She takes it back" not in words
    assert "No release: we share nothing." in words
    assert "taken back" in words


def test_a_release_is_signed_on_a_form(her: Client, morning: make.Morning) -> None:
    contact, _release = released(her, morning)
    browser, address = signed_in(morning.therapist), page("health:release", contact.pk)
    days = {"signed_on": "2026-11-18", "from_on": "2026-11-18", "until_on": "2027-11-18"}

    nothing = browser.post(address, sent(**days))
    done = browser.post(address, sent(purposes=["family"], parts=["plan", "progress"], **days))

    assert nothing.status_code == 422
    assert "Choose what may be shared." in nothing.content.decode()
    assert done.status_code == 302
    assert ["plan", "progress"] in [each.parts for each in Release.objects.all()]


def test_a_contact_and_the_team_by_forms(her: Client, morning: make.Morning) -> None:
    browser = signed_in(morning.therapist)
    added = browser.post(
        page("health:add_contact", her.pk),
        sent(name="Juno", relation="friend", keep_away="on"),
    )
    contact = Contact.objects.get()
    assert added.status_code == 302
    shown = browser.get(page("health:people", her.pk)).content.decode()
    assert "Must not know that she is here. Nothing is shared." in shown
    assert page("health:release", contact.pk) not in shown

    joined = browser.post(
        page("health:join_team", her.pk),
        sent(who=f"staff:{morning.facilitator.id}", part="peer", does="", from_on="2026-11-18"),
    )
    nobody = browser.post(
        page("health:join_team", her.pk), sent(who="", part="peer", from_on="2026-11-18")
    )
    assert joined.status_code == 302
    assert nobody.status_code == 422
    assert "Fay Facilitator" in browser.get(page("health:people", her.pk)).content.decode()
