"""What the site chooses about its questionnaires, and the page where it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from openiop.domain.decision import Refused
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.privacy import Role
from openiop.measures.actions import choose_measure, start_form
from openiop.measures.models import MeasureChoice, Source
from openiop.measures.queries import choices_here, choices_of
from openiop.privacy.actor import Actor
from openiop.privacy.models import AuditEvent
from openiop.privacy.triggers import lay_triggers
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.staff(Role.CLINICAL_LEAD, name="Lea")


def test_before_anybody_chooses_the_published_defaults_hold(lead: Actor) -> None:
    here = choices_here()

    assert set(here) == set(INSTRUMENTS)
    assert here["phq-9"].is_on
    assert not here["rses"].is_on
    gad = here["gad-7"]
    assert gad.change is not None
    assert (gad.change.id, gad.number) == ("nhs", 0)


def test_a_choice_holds_and_the_one_before_is_kept(lead: Actor) -> None:
    facts: dict[str, Any] = {"instrument_id": "gad-7", "is_on": True, "cutoff_id": "us", "by": lead}
    choose_measure(after=0, change_id="bischoff-2020", why="As our payer counts", **facts)
    choose_measure(after=1, change_id="nhs", **facts)

    gad = choices_here()["gad-7"]
    assert gad.change is not None
    assert (gad.change.threshold, gad.number) == (4, 2)
    assert [(past.row.number, past.change, past.by) for past in choices_of("gad-7")] == [
        (2, "NHS Talking Therapies", "Lea"),
        (1, "Bischoff 2020", "Lea"),
    ]
    trail = AuditEvent.objects.filter(verb="measures.chosen", outcome="done")
    assert trail.count() == 2


def test_what_somebody_chose_meanwhile_stays(lead: Actor) -> None:
    choose_measure(instrument_id="lec-5", after=0, is_on=False, by=lead)

    with pytest.raises(Refused) as refused:
        choose_measure(instrument_id="lec-5", after=0, is_on=True, by=lead)

    assert [reason.code for reason in refused.value.reasons] == ["chosen_meanwhile"]
    assert not choices_here()["lec-5"].is_on


def test_uncertain_terms_want_a_read_notice(lead: Actor) -> None:
    rses = choices_here()["rses"]
    assert rses.change is not None
    assert rses.cutoff is not None
    facts: dict[str, Any] = {
        "instrument_id": "rses",
        "is_on": True,
        "change_id": rses.change.id,
        "cutoff_id": rses.cutoff.id,
        "by": lead,
    }

    with pytest.raises(Refused) as refused:
        choose_measure(after=0, **facts)
    assert [reason.code for reason in refused.value.reasons] == ["notice_not_read"]

    made = choose_measure(after=0, notice_read=True, **facts)
    assert (made.notice_read_by, made.notice_read_at) == (lead.id, make.at("09:30"))
    # read once, it stays read
    choose_measure(after=1, **{**facts, "is_on": False})
    again = choose_measure(after=2, **facts)
    assert again.notice_read_at == make.at("09:30")
    assert choices_here()["rses"].is_on


def test_a_choice_cannot_be_changed_or_taken_back(lead: Actor) -> None:
    lay_triggers()
    choose_measure(instrument_id="lec-5", after=0, is_on=False, by=lead)

    for deed in (
        lambda: MeasureChoice.objects.update(is_on=True),
        lambda: MeasureChoice.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_what_is_not_used_here_is_not_begun(lead: Actor) -> None:
    her = make.client()

    with pytest.raises(Refused) as refused:
        start_form(client=her, instrument_id="rses", source=Source.STAFF, by=lead)

    assert [reason.code for reason in refused.value.reasons] == ["form_off"]


def test_two_statements_however_many_choices(lead: Actor) -> None:
    for number in range(5):
        choose_measure(instrument_id="lec-5", after=number, is_on=bool(number % 2), by=lead)

    with CaptureQueriesContext(connection) as captured:
        choices_here()

    assert len(captured) == 2, "the choices, and the forms of the site itself"


@pytest.mark.parametrize("role", [*Role])
def test_only_lead_and_director_choose(lead: Actor, role: Role) -> None:
    if role in (Role.CLIENT, Role.ALUMNA):
        who = make.client_actor(make.client())
    else:
        who = make.staff(role)
    browser = signed_in(who)
    codes = {
        browser.get(page("measures:questionnaires")).status_code,
        browser.get(page("measures:questionnaire", "gad-7")).status_code,
    }

    assert codes == {200 if role in (Role.CLINICAL_LEAD, Role.DIRECTOR) else 403}


def test_the_page_shows_every_value_side_by_side(lead: Actor) -> None:
    browser = signed_in(lead)

    shown = browser.get(page("measures:questionnaires")).content.decode()
    assert all(f"/{form_id}/" in shown for form_id in INSTRUMENTS)
    assert "Edinburgh Postnatal Depression Scale" in shown
    gad = browser.get(page("measures:questionnaire", "gad-7")).content.decode()
    for words in ("NHS Talking Therapies", "Bischoff 2020", "Toussaint 2020", "not yet seen in a"):
        assert words in gad
    pcl = browser.get(page("measures:questionnaire", "pcl-5")).content.decode()
    assert "Marx 2022" in pcl
    assert "VA 10-point rule" in pcl


@pytest.mark.parametrize("form_id", INSTRUMENTS)
def test_every_questionnaire_has_its_page(lead: Actor, form_id: str) -> None:
    assert signed_in(lead).get(page("measures:questionnaire", form_id)).status_code == 200


def test_the_page_is_reached_from_everybodys_measures(lead: Actor) -> None:
    link = page("measures:questionnaires")

    assert link in signed_in(lead).get(page("desk:grid")).content.decode()
    therapist = signed_in(make.staff(Role.THERAPIST))
    assert link not in therapist.get(page("desk:grid")).content.decode()


def test_an_unknown_questionnaire_is_not_there(lead: Actor) -> None:
    assert signed_in(lead).get(page("measures:questionnaire", "nope")).status_code == 404


def test_choosing_on_the_page(lead: Actor) -> None:
    browser, where = signed_in(lead), page("measures:questionnaire", "rses")
    rses = choices_here()["rses"]
    assert rses.change is not None
    assert rses.cutoff is not None
    fields = {
        "after": 0,
        "is_on": "yes",
        "change_id": rses.change.id,
        "cutoff_id": rses.cutoff.id,
        "why": "For the skills group",
    }

    refused = browser.post(where, sent(**fields))
    assert refused.status_code == 422
    assert "Read the notice" in refused.content.decode()
    assert "For the skills group" in refused.content.decode()

    saved = browser.post(where, sent(**fields, notice_read="yes"))
    assert saved.status_code == 302
    assert choices_here()["rses"].is_on
    assert "For the skills group" in browser.get(where).content.decode()
