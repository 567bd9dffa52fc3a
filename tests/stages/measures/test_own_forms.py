"""Questionnaires a site brings itself: kept in versions, found everywhere, on pages of all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from openiop.base.scope import current
from openiop.course.queries.grid import caseload_grid
from openiop.domain.decision import Refused
from openiop.domain.measures.instrument import Direction
from openiop.domain.measures.own_form import Attestation, read_ranges
from openiop.domain.privacy import Role
from openiop.kiosk.actions import answer_on_device, hand_out_code, type_code
from openiop.kiosk.queries import herself
from openiop.measures.actions import (
    choose_measure,
    enter_paper,
    import_own_form,
    retire_own_form,
    start_form,
    submit,
)
from openiop.measures.models import Administration, OwnForm, Source
from openiop.measures.queries import (
    choices_here,
    form_or_404,
    forms_due,
    instrument_here,
    letters_here,
)
from openiop.plans.queries import measures_to_choose
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.privacy.triggers import lay_triggers
from openiop.safety.models import Alert, PrivateCheck
from openiop.safety.queries.asked import needs_a_person, question_of
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

SAMPLE = (Path(__file__).parents[3] / "docs" / "samples" / "own-form.json").read_text()
ID = "own-sample-weather"
SAYS = Attestation(
    holder="Example Press",
    terms="Site license 17, in the office",
    by_name="Lea Example",
    on=date(2026, 3, 4),
    direction=Direction.LOWER_IS_BETTER,
    critical_from={"w2": 3},
    licensed_on=date(2026, 1, 2),
)


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.staff(Role.CLINICAL_LEAD, name="Lea")


def brought(by: Actor, text: str = SAMPLE, says: Attestation = SAYS) -> OwnForm:
    return import_own_form(text=text, attestation=says, attested=True, by=by)


def in_use(by: Actor, asked: str = "") -> OwnForm:
    kept = brought(by)
    choose_measure(instrument_id=ID, after=0, is_on=True, notice_read=True, asked=asked, by=by)
    return kept


def changed(**parts: Any) -> str:
    return json.dumps(json.loads(SAMPLE) | parts)


def codes(text: str, by: Actor, says: Attestation = SAYS, *, attested: bool = True) -> set[str]:
    with pytest.raises(Refused) as refused:
        import_own_form(text=text, attestation=says, attested=attested, by=by)
    return {reason.code for reason in refused.value.reasons}


def test_a_form_is_kept_once_and_is_off(lead: Actor) -> None:
    first = brought(lead)
    assert brought(lead).pk == first.pk
    # the file as a browser sends it back, laid out differently
    assert brought(lead, json.dumps(json.loads(SAMPLE), indent=8)).pk == first.pk

    assert OwnForm.objects.count() == 1
    chosen = choices_here()[ID]
    assert (chosen.is_on, chosen.instrument.version) == (False, "1")
    trail = AuditEvent.objects.filter(verb="measures.own_form_imported", outcome="done")
    assert trail.count() == 3


def test_words_may_change_in_a_new_version_and_the_sum_may_not(lead: Actor) -> None:
    in_use(lead)
    her = make.client()
    old = submit(
        client=her,
        instrument_id=ID,
        answers={"w1": 1, "w2": 0},
        on_site=True,
        by=lead,
        source=Source.STAFF,
    )
    items = json.loads(SAMPLE)["item"]
    items[0]["text"] = "How often was it raining?"
    assert brought(lead, changed(item=items)).version == 2

    assert instrument_here(ID).item("w1").text == "How often was it raining?"
    before = instrument_here(ID, form_or_404(old.pk).instrument_version)
    assert before.item("w1").text == "How often did it rain?"
    assert choices_here()[ID].is_on
    assert codes(changed(item=items[:1]), lead, replace(SAYS, critical_from=None)) == {"other_form"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"resourceType": ', "not_json"),
        ("[]", "not_a_questionnaire"),
        ('{"title": "a", "title": "b"}', "written_twice"),
        ('{"a": NaN}', "bad_number"),
        ('{"a": ' + "9" * 5000 + "}", "bad_number"),
        ("[" * 100_000, "file_too_deep"),
        ('{"a":' * 60 + "1" + "}" * 60, "file_too_deep"),
        (" " * 200_001, "file_too_long"),
        (changed(item=["not an object"]), "not_a_list"),
        (changed(item=[{"type": "group", "linkId": "g", "repeats": True}]), "repeats"),
        (changed(modifierExtension=[{"url": "x"}]), "modifier"),
    ],
)
def test_a_file_with_a_fault_is_refused_and_nothing_kept(lead: Actor, text: str, code: str) -> None:
    assert code in codes(text, lead)
    assert not OwnForm.objects.exists()


def test_somebody_has_to_stand_for_it(lead: Actor) -> None:
    assert codes(SAMPLE, lead, attested=False) == {"not_attested"}
    assert codes(SAMPLE, lead, replace(SAYS, licensed_on=None)) == {"licensed_on"}
    assert codes(SAMPLE, lead, replace(SAYS, licensed_on=date(2999, 1, 1))) == {"licensed_on"}
    assert codes(SAMPLE, lead, replace(SAYS, terms=" ")) == {"no_license"}
    with pytest.raises(Refused, match="not_allowed"):
        brought(make.staff(Role.FRONT_DESK))


def test_it_is_scored_and_its_critical_question_raises_an_alert(lead: Actor) -> None:
    in_use(lead)
    her = make.client()
    given = submit(
        client=her,
        instrument_id=ID,
        answers={"w1": 3, "w2": 4},
        on_site=True,
        by=lead,
        source=Source.STAFF,
    )
    assert given.total == 7
    alert = Alert.objects.get(administration_id=given.pk)
    assert (alert.link_id, question_of(ID, "w2")) == ("w2", instrument_here(ID).items[1].text)
    assert needs_a_person(alert, 3)
    assert not needs_a_person(alert, 1)


def test_a_skipped_critical_question_is_asked_in_person(lead: Actor) -> None:
    in_use(lead)
    her = make.client()
    given = enter_paper(
        client=her,
        instrument_id=ID,
        on=make.WEDNESDAY,
        answers={"w1": 1, "w2": None},
        on_site=True,
        by=lead,
    )
    assert given.total is None
    assert PrivateCheck.objects.get(client=her).link_id == "w2"


def test_a_retired_form_is_given_no_more_and_stays_readable(lead: Actor) -> None:
    kept = in_use(lead)
    her = make.client()
    facts: dict[str, Any] = {"client": her, "instrument_id": ID, "by": lead}
    submit(answers={"w1": 1, "w2": 0}, on_site=True, source=Source.STAFF, **facts)
    retire_own_form(instrument_id=ID, by=lead)

    with pytest.raises(Refused) as refused:
        start_form(source=Source.STAFF, **facts)
    assert refused.value.reasons[0].code == "form_off"
    with pytest.raises(Refused) as refused:
        choose_measure(instrument_id=ID, after=2, is_on=True, notice_read=True, by=lead)
    assert refused.value.reasons[0].code == "retired"
    assert instrument_here(ID).title == "Sample weather questions"
    # brought again it is off, and its notice is read again
    assert brought(lead).version == kept.version + 1
    assert not choices_here()[ID].is_on
    with pytest.raises(Refused) as refused:
        choose_measure(instrument_id=ID, after=2, is_on=True, by=lead)
    assert refused.value.reasons[0].code == "notice_not_read"


def test_a_version_is_neither_changed_after_its_end_nor_deleted(lead: Actor) -> None:
    lay_triggers()
    kept = brought(lead)
    retire_own_form(instrument_id=ID, by=lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnForm.objects.filter(pk=kept.pk).update(terms="others")
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnForm.objects.filter(pk=kept.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnForm.objects.create(
            instrument_id="phq-9",
            version=1,
            resource="{}",
            holder="a",
            terms="b",
            attested_by_name="c",
            attested_on=make.WEDNESDAY,
            created_by=lead.id,
        )


def test_it_is_asked_each_week_when_that_was_chosen(lead: Actor) -> None:
    in_use(lead, asked="weekly")
    her = make.client()
    assert ID in [form.id for form in forms_due(her.pk, make.WEDNESDAY)]
    assert letters_here()["z1"] == ID


def test_it_has_its_ranges_a_column_a_goal_and_its_own_language(lead: Actor) -> None:
    spanish = json.loads(SAMPLE) | {"language": "es"}
    ranges = read_ranges("0-2 Calm\n3 - 7: Stormy")
    assert isinstance(ranges, tuple)
    brought(lead, json.dumps(spanish), replace(SAYS, ranges=ranges))
    choose_measure(instrument_id=ID, after=0, is_on=True, notice_read=True, asked="weekly", by=lead)
    her = make.morning(clients=1).clients[0]
    submit(client=her, instrument_id=ID, answers={"w1": 3, "w2": 2}, on_site=True, by=lead)

    assert ID in measures_to_choose()
    grid = caseload_grid(make.WEDNESDAY, None, lead.id)
    assert [of.id for of in grid.columns] == ["phq-9", "gad-7", ID]
    assert grid.rows[0].cells[ID].total == 5
    browser = signed_in(lead)
    opened = browser.get(page("desk:numbers", her.pk, ID)).content.decode()
    assert "The range “Stormy”" in opened
    assert "no severity bands" not in opened
    asked = browser.get(page("asking:ask", her.pk, ID)).content.decode()
    assert 'lang="es"' in asked
    shown = browser.get(page("measures:questionnaire", ID)).content.decode()
    assert "3-7 Stormy" in shown

    retire_own_form(instrument_id=ID, by=lead)
    assert ID not in measures_to_choose()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("low to high", "bad_range"),
        ("0-2", "bad_range"),
        ("0-2 Calm", "ranges"),
        ("0-2 Calm\n4-7 Stormy", "ranges"),
        ("0-3 Calm\n3-7 Stormy", "ranges"),
        ("1-2 Calm\n3-7 Stormy", "ranges"),
    ],
)
def test_ranges_with_a_gap_are_sent_back_with_what_was_typed(
    lead: Actor, typed: str, code: str
) -> None:
    answer = signed_in(lead).post(
        page("measures:own_form"),
        {
            "text": SAMPLE,
            "holder": "Example Press",
            "terms": "Site license 17",
            "licensed_on": "2026-01-02",
            "by_name": "Lea Example",
            "ranges": typed,
            "do": "look",
            "request_id": "1",
        },
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert typed.splitlines()[0] in html
    words = "is not like this" if code == "bad_range" else "without a gap"
    assert words in html


def test_other_sites_do_not_see_it(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    in_use(lead)
    with standing_at(make.site(slug="elsewhere"), make.at("09:30"), monkeypatch):
        assert ID not in choices_here()


def test_it_is_looked_up_once_for_a_request(lead: Actor) -> None:
    in_use(lead)
    current().kept.clear()
    with CaptureQueriesContext(connection) as captured:
        for _again in range(3):
            instrument_here(ID)
            instrument_here("phq-9")
    assert len(captured) == 1


# Pages


def attested(**more: object) -> dict[str, object]:
    return sent(
        holder="Example Press",
        terms="Site license 17, in the office",
        licensed_on="2026-01-02",
        by_name="Lea Example",
        direction="lower_is_better",
        **more,
    )


def file(text: str = SAMPLE) -> SimpleUploadedFile:
    return SimpleUploadedFile("form.json", text.encode())


def test_a_form_is_read_shown_and_kept_on_the_page(lead: Actor) -> None:
    browser, url = signed_in(lead), page("measures:own_form")
    assert b"Read the file" in browser.get(url).content
    shown = browser.post(url, attested(do="look", file=file()))
    words = shown.content.decode()
    assert shown.status_code == 200
    assert "What was understood" in words
    assert "How often did it rain?" in words
    assert not OwnForm.objects.exists()

    text = shown.context["form"].data["text"]
    critical = {"critical:w2": "3"}
    refused = browser.post(url, attested(do="keep", text=text, **critical))
    assert refused.status_code == 422
    assert "Site license 17, in the office" in refused.content.decode()
    assert '<option value="3" selected>' in refused.content.decode()

    kept = browser.post(url, attested(do="keep", text=text, attested="on", **critical))
    assert kept.headers["Location"] == page("measures:questionnaire", ID)
    row = OwnForm.objects.get()
    assert (row.critical_from, row.attested_by_name) == ({"w2": 3}, "Lea Example")
    about = browser.get(kept.headers["Location"]).content.decode()
    assert "Brought by this program" in about
    assert "from 3 on" in about
    assert browser.post(page("measures:retire", ID), sent()).status_code == 302
    assert "Retired. Bring it again" in browser.get(kept.headers["Location"]).content.decode()


def test_every_fault_is_shown_with_its_place_and_what_was_typed_stays(lead: Actor) -> None:
    items = [{"linkId": "q1", "text": "Say more", "type": "text"}, {"text": "x", "type": "choice"}]
    answer = signed_in(lead).post(
        page("measures:own_form"), attested(do="look", file=file(changed(item=items)))
    )
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "q1: questions of this kind (text)" in words
    assert "Question number 2 has no id" in words
    assert "Site license 17, in the office" in words
    broken = signed_in(lead).post(
        page("measures:own_form"), attested(do="look", file=file('{\n "a": }'))
    )
    assert "Line 2, sign 7" in broken.content.decode()


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.FRONT_DESK])
def test_others_may_not_bring_a_form(lead: Actor, role: Role) -> None:
    browser = signed_in(make.staff(role, name="Other"))
    assert browser.get(page("measures:own_form")).status_code in (403, 404)


def test_the_list_of_forms_we_may_not_ship_leads_there(lead: Actor) -> None:
    brought(lead)
    browser = signed_in(lead)
    words = browser.get(page("measures:questionnaires")).content.decode()
    assert "We hold permission" in words
    assert "Sample weather questions" in words
    few = statements(browser, page("measures:questionnaires"))
    for number in range(3):
        brought(lead, changed(id=f"other-{number}"))
    assert statements(browser, page("measures:questionnaires")) == few


def test_she_answers_it_on_her_phone(lead: Actor) -> None:
    in_use(lead, asked="weekly")
    her = make.client()
    browser = signed_in(make.client_actor(her))
    assert browser.get(page("portal:form_start", "z1")).status_code == 200
    url = page("portal:form_question", "z1", 1)
    assert b"How often did it rain?" in browser.get(url).content
    browser.post(url, sent(answer="1"))
    hard = browser.post(page("portal:form_question", "z1", 2), sent(answer="4"))
    assert hard.headers["Location"] == page("portal:form_with_you", "z1", 2)
    assert browser.get(hard.headers["Location"]).status_code == 200
    given = Administration.objects.get(client=her, instrument_id=ID)
    assert (given.total, given.finished_at is not None) == (5, True)
    assert Alert.objects.filter(administration_id=given.pk).count() == 1
    assert browser.get(page("portal:progress")).status_code == 200


def test_it_is_answered_on_a_device(lead: Actor) -> None:
    in_use(lead)
    her = make.client()
    code = hand_out_code(client=her, instrument_ids=[ID], by=lead)
    opened = type_code(code=code.code, device="a", by=system())
    assert opened is not None
    for link_id, value in (("w1", 0), ("w2", 3)):
        answer_on_device(
            code=opened, instrument_id=ID, link_id=link_id, value=value, by=herself(opened)
        )
    given = Administration.objects.get(client=her, instrument_id=ID)
    assert (given.total, given.source, given.finished_at is not None) == (3, Source.KIOSK, True)
    assert Alert.objects.filter(administration_id=given.pk).count() == 1


def test_staff_see_it_question_by_question_and_in_the_picture(lead: Actor) -> None:
    in_use(lead)
    her = make.client()
    given = submit(
        client=her,
        instrument_id=ID,
        answers={"w1": 3, "w2": 1},
        on_site=True,
        by=lead,
        source=Source.STAFF,
    )
    browser = signed_in(lead)
    asked = browser.get(page("asking:ask", her.pk, ID))
    assert b"How often did it rain?" in asked.content
    shown = browser.get(page("asking:form", given.pk))
    assert b"Every day" in shown.content
    picture = browser.get(page("desk:course", her.pk) + f"?m={ID}")
    assert picture.status_code == 200
    assert b"Sample weather" in picture.content
