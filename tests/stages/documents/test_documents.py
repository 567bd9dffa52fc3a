"""Documents: written, signed within scope and license, asked about, co-signed, owed, shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openiop.base import clock
from openiop.base.models import Site
from openiop.care.actions.goals import add_goal
from openiop.care.actions.notes import write_note
from openiop.care.actions.signing import cosign as cosign_note
from openiop.care.actions.signing import sign as sign_note
from openiop.care.queries.brief import brief
from openiop.care.queries.cosign import cosign_queue
from openiop.care.queries.grid import sheet
from openiop.care.queries.owed import unsigned_notes
from openiop.chart.queries.printed import PrintAsked, printed
from openiop.clients.models import Client
from openiop.clients.queries import open_episodes
from openiop.day.actions import keep_contact
from openiop.day.queries.hours import week_hours
from openiop.documents import actions, queries
from openiop.documents.models import Document, DocumentHold, DocumentSignature
from openiop.documents.tasks import end_expired_document_holds
from openiop.domain.care.between import (
    CoachedSkill,
    ContactNote,
    ContactOutcome,
    ContactWay,
    RiskAsked,
)
from openiop.domain.care.clocks import DOCUMENTATION_CLOCKS, PlanStep
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.care.opening import HoldKind
from openiop.domain.chart.printed import ChartPart
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.words import SessionKind
from openiop.plans.queries import plans_due
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent, TieKind
from openiop.programs.actions import set_clocks, set_license
from openiop.programs.models import StaffMember
from openiop.programs.queries import license_history, member_or_404
from openiop.safety.models import Alert
from openiop.schedule.actions import plan_individual
from tests import make
from tests.stages.care.writing import held, ready
from tests.stages.course.test_queries import given

pytestmark = pytest.mark.django_db

MOMENT = make.at("14:00")


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    a_site = make.site(is_demo=True)
    seconds = int((MOMENT - clock.wall()).total_seconds())
    Site.objects.filter(pk=a_site.pk).update(clock_offset_seconds=seconds)
    with make.working_at(a_site, MOMENT):
        yield


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(clients=3)


def works_with(actor: Actor, client: Client) -> Actor:
    """Tie somebody to a client."""
    tie(
        staff_id=actor.id,
        client_id=client.pk,
        kind=next(iter(TieKind)),
        from_on=make.WEDNESDAY - timedelta(days=30),
        by=system(),
    )
    return actor


@pytest.fixture
def writer(morning: make.Morning) -> Actor:
    """A licensed clinician of hers."""
    return works_with(make.staff(Role.THERAPIST, name="Wanda Writer"), morning.clients[0])


@pytest.fixture
def trainee(morning: make.Morning) -> Actor:
    """A clinician who cannot sign alone."""
    actor = make.staff(Role.THERAPIST, name="Tess Trainee", credentials="MSW")
    return works_with(actor, morning.clients[0])


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def filled(
    client: Client, by: Actor, kind: NoteKind = NoteKind.INDIVIDUAL, **more: str
) -> Document:
    """A document with everything in it that its kind asks for."""
    made = actions.begin(client=client, kind=kind, by=by)
    told = {
        section.id: f"Plain words for {section.title.lower()}."
        for section in queries.compose.rules_of(made).sections
        if section.required
    }
    told |= {"risk_change": "none", "minutes": "45", **more}
    if made.kind is NoteKind.WEEKLY:
        told = {name: told[name] for name in ("assessment", "plan")} | more
    return actions.keep(document=made, version=made.version, changes=told, by=by)


@pytest.mark.parametrize(
    "kind", [NoteKind.INDIVIDUAL, NoteKind.ASSESSMENT, NoteKind.FAMILY, NoteKind.CASE_MANAGEMENT]
)
def test_a_clinician_writes_and_signs_each_kind_of_hers(
    morning: make.Morning, writer: Actor, kind: NoteKind
) -> None:
    made = filled(morning.clients[0], writer, kind)

    signature = actions.sign(document=made, by=writer)

    assert signature.text.startswith(kind.label)
    assert not Document.objects.get(pk=made.pk).cosign_due


@pytest.mark.parametrize(
    ("kind", "credentials"),
    [(NoteKind.PRESCRIBER, "LCSW"), (NoteKind.ASSESSMENT, "CPSS"), (NoteKind.PEER, "LCSW")],
)
def test_nobody_begins_what_is_out_of_her_scope(
    morning: make.Morning, kind: NoteKind, credentials: str
) -> None:
    her = works_with(make.staff(Role.THERAPIST, credentials=credentials), morning.clients[0])

    with pytest.raises(Refused, match="scope"):
        actions.begin(client=morning.clients[0], kind=kind, by=her)


def test_an_ended_license_signs_nothing(morning: make.Morning, writer: Actor) -> None:
    made = filled(morning.clients[0], writer)
    member = StaffMember.objects.get(pk=writer.id)
    set_license(member=member, until_on=make.WEDNESDAY - timedelta(days=1), by=system())

    with pytest.raises(Refused, match="license"):
        actions.sign(document=made, by=writer)

    set_license(member=member, until_on=make.WEDNESDAY, by=system())
    assert actions.sign(document=made, by=writer).text


def test_a_new_concern_needs_its_alert_first(morning: make.Morning, writer: Actor) -> None:
    made = filled(morning.clients[0], writer, risk_change="new")
    with pytest.raises(Refused, match="no_alert"):
        actions.sign(document=made, by=writer)

    actions.open_alert(document=made, by=writer)

    assert actions.sign(document=made, by=writer).text
    assert Alert.objects.filter(administration_id=made.pk).count() == 1


def test_another_clients_name_stops_the_signature(morning: make.Morning, writer: Actor) -> None:
    other = make.add_client(morning, name="Zerafine")
    made = filled(morning.clients[0], writer, data=f"She spoke of {other.chosen_name}.")

    with pytest.raises(Refused, match="name"):
        actions.sign(document=made, by=writer)


def test_two_windows_lose_nothing(morning: make.Morning, writer: Actor) -> None:
    made = filled(morning.clients[0], writer)
    seen = made.version
    actions.keep(document=made, version=seen, changes={"data": "Mine."}, by=writer)

    with pytest.raises(Refused, match="stale"):
        actions.keep(document=made, version=seen, changes={"data": "Other."}, by=writer)

    kept = queries.compose.draft_of(Document.objects.get(pk=made.pk))
    assert kept.values["data"] == "Mine."


def test_a_question_comes_before_the_second_signature_and_every_version_stays(
    morning: make.Morning, trainee: Actor
) -> None:
    made = filled(morning.clients[0], trainee, assessment="First thought.")
    actions.sign(document=made, by=trainee)
    question = actions.ask(document=made, words="What do you see?", by=morning.lead)
    with pytest.raises(Refused, match="asked"):
        actions.cosign(document=made, by=morning.lead)

    actions.answer(question=question, words="More than I wrote.", by=trainee)
    anew = actions.write_anew(document=made, by=trainee)
    actions.keep(
        document=anew, version=anew.version, changes={"assessment": "Second thought."}, by=trainee
    )
    actions.sign(document=made, by=trainee)
    actions.cosign(document=made, by=morning.lead)

    shown = queries.reading.document_page(queries.lookup.document_or_404(made.pk))
    assert shown.signed is not None
    assert "Second thought." in shown.signed.text
    assert ["First thought." in each.text for each in shown.earlier] == [True]
    assert shown.second is not None
    assert shown.second.text == shown.signed.text
    with pytest.raises(Refused, match="final"):
        actions.write_anew(document=made, by=trainee)


def test_a_session_note_goes_back_with_a_question_too(morning: make.Morning) -> None:
    member = StaffMember.objects.get(pk=morning.facilitator.id)
    StaffMember.objects.filter(pk=member.pk).update(credentials="MSW")
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    sign_note(note=note, by=morning.facilitator)

    question = actions.ask_about_note(note=note, words="Which skill?", by=morning.lead)
    actions.answer(question=question, words="Grounding.", by=morning.facilitator)

    assert [each.answer for each in queries.reading.questions_about(note=note)] == ["Grounding."]


def test_what_was_signed_can_be_neither_changed_nor_taken_away(
    morning: make.Morning, writer: Actor
) -> None:
    made = filled(morning.clients[0], writer)
    actions.sign(document=made, by=writer)

    with pytest.raises(Refused, match="signed"):
        actions.keep(document=made, version=9, changes={"data": "x"}, by=writer)
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentSignature.objects.filter(document=made).update(signed_as="Somebody else")
    actions.add_addendum(document=made, text="One more thing.", why="Forgotten.", by=writer)
    actions.strike(document=made, why="Wrong chart.", by=writer)

    shown = queries.reading.document_page(queries.lookup.document_or_404(made.pk))
    assert shown.signed is not None
    assert shown.signed.is_whole
    assert [each.text for each in shown.addenda] == ["One more thing."]


def test_a_weekly_summary_is_made_from_signed_facts_only(
    morning: make.Morning, writer: Actor
) -> None:
    session = held(morning)
    hers, other = morning.clients[0], morning.clients[1]
    note = ready(session, hers, morning.facilitator, practiced="Grounding")
    before = [line.text for line in queries.weekly.week_sentences(hers, make.WEDNESDAY)]
    sign_note(note=note, by=morning.facilitator)

    after = queries.weekly.week_sentences(hers, make.WEDNESDAY)

    assert not any("signed note" in text or "Rehearsed" in text for text in before)
    texts = [line.text for line in after]
    assert 'Goal 1, "Get through mornings": 1 signed note.' in texts
    assert "Rehearsed here once: Grounding." in texts
    assert all(line.links for line in after)
    assert [href for line in after for _w, href in line.links if str(note.pk) in href]
    assert other.chosen_name not in " ".join(texts)


def test_an_author_leaves_sentences_out_and_there_is_one_summary_a_week(
    morning: make.Morning, writer: Actor
) -> None:
    held(morning)
    given(morning.clients[0], "phq-9", 1, 1)
    made = filled(morning.clients[0], writer, NoteKind.WEEKLY, left_out="1")
    again = actions.begin(client=morning.clients[0], kind=NoteKind.WEEKLY, by=writer)
    signature = actions.sign(document=made, by=writer)

    assert again.pk == made.pk
    assert [form for form, _how in queries.reading.document_page(made).how] == ["PHQ-9"]
    assert "Attended" not in signature.text
    assert "Plain words" in signature.text


def test_a_contact_stands_in_the_next_brief_and_counts_no_minute(
    morning: make.Morning, writer: Actor
) -> None:
    client, session = morning.clients[0], morning.session(SessionKind.SKILLS)
    hours = week_hours([client.pk], make.WEDNESDAY)
    note = ContactNote(
        ContactWay.CALL, CoachedSkill.GROUNDING, RiskAsked.NO_CONCERN, ContactOutcome.SETTLED
    )
    with clock.standing(make.at("20:00") - timedelta(days=1)):
        keep_contact(client=client, note=note, by=writer)

    row = next(row for row in brief(session, writer).rows if row.client == client)
    assert [line.skill for line in row.between] == [CoachedSkill.GROUNDING]
    assert week_hours([client.pk], make.WEDNESDAY) == hours
    assert not Alert.objects.exists()


def test_a_concern_in_a_contact_opens_an_alert(morning: make.Morning, writer: Actor) -> None:
    note = ContactNote(
        ContactWay.CALL, CoachedSkill.PLAN, RiskAsked.CONCERN, ContactOutcome.HANDED_ON
    )

    row = keep_contact(client=morning.clients[0], note=note, by=writer)

    assert Alert.objects.get().administration_id == row.pk


@pytest.mark.parametrize(
    ("told", "opens_by_itself"),
    [({}, True), ({"partner_violence": "yes"}, False), ({"risk_change": "less"}, False)],
)
def test_she_reads_a_signed_document_unless_it_is_released_singly_or_held(
    morning: make.Morning, writer: Actor, told: dict[str, str], opens_by_itself: bool
) -> None:
    client = morning.clients[0]
    made = filled(client, writer, NoteKind.INDIVIDUAL, **told)

    def hers() -> list[str]:
        return [paper.text for paper in queries.opening.open_documents_of(client.pk)]

    assert hers() == []
    actions.sign(document=made, by=writer)
    assert bool(hers()) is opens_by_itself

    actions.release(document=made, by=writer)
    assert len(hers()) == 1
    with pytest.raises(Refused, match="why"):
        hold_it(made, writer, why=" ")
    hold_it(made, writer)
    assert hers() == []
    with clock.standing(MOMENT + timedelta(days=6)):
        end_expired_document_holds()
        assert len(hers()) == 1
    assert DocumentHold.objects.get().ended_at is not None


def hold_it(document: Document, by: Actor, why: str = "She asked for it.") -> DocumentHold:
    """Hold a document for five days."""
    return actions.hold(
        document=document,
        kind=HoldKind.HER_WISH,
        why=why,
        reviewer_id=by.id,
        expires_on=make.WEDNESDAY + timedelta(days=5),
        by=by,
    )


def test_a_print_leaves_out_what_tells_of_a_partner_unless_it_is_chosen(
    morning: make.Morning, writer: Actor
) -> None:
    client = morning.clients[0]
    actions.sign(document=filled(client, writer, data="A door.", partner_violence="yes"), by=writer)

    def papers(*parts: ChartPart) -> int:
        asked = PrintAsked(frozenset({ChartPart.NOTES, *parts}), make.WEDNESDAY, make.WEDNESDAY)
        return len(printed(client, asked).notes)

    assert (papers(), papers(ChartPart.VIOLENCE)) == (0, 1)


def test_a_session_note_is_not_co_signed_over_an_open_question(morning: make.Morning) -> None:
    client, her = morning.clients[0], morning.facilitator
    StaffMember.objects.filter(pk=her.id).update(credentials="MSW")
    note = ready(held(morning), client, her)
    sign_note(note=note, by=her)
    question = actions.ask_about_note(note=note, words="Whose words?", by=morning.lead)

    with pytest.raises(Refused, match="asked"):
        cosign_note(note=note, by=morning.lead)
    assert [line.is_asked for line in cosign_queue(morning.lead)] == [True]
    actions.answer(question=question, words="Hers.", by=her)
    cosign_note(note=note, by=morning.lead)

    assert cosign_queue(morning.lead) == []


def test_what_is_owed_ends_when_it_is_written(morning: make.Morning, writer: Actor) -> None:
    client = morning.clients[0]
    session = held(morning)
    mine = {line.what for line in queries.owed.owed(morning.facilitator.id)}
    everybody = {(line.what, line.client_name) for line in queries.owed.owed()}

    assert session.name in mine
    assert (NoteKind.ASSESSMENT.label, client.short_name) in everybody

    actions.sign(document=filled(client, writer, NoteKind.ASSESSMENT), by=writer)
    left = {(line.what, line.client_name) for line in queries.owed.owed()}
    assert (NoteKind.ASSESSMENT.label, client.short_name) not in left


def test_clocks_a_program_sets_hold_at_once_and_stay_in_the_history(
    morning: make.Morning, writer: Actor
) -> None:
    mine = replace(DOCUMENTATION_CLOCKS, individual_format="soap", other_note_within_h=1)
    with pytest.raises(Refused, match="no_why"):
        set_clocks(clocks=mine, why=" ", by=morning.director)
    set_clocks(clocks=mine, why="As the state asks.", by=morning.director)

    made = actions.begin(client=morning.clients[0], kind=NoteKind.INDIVIDUAL, by=writer)
    assert next(s.id for s in queries.compose.rules_of(made).sections) == "subjective"
    with clock.standing(MOMENT + timedelta(hours=2)):
        assert [line.is_late for line in queries.owed.owed(writer.id) if line.is_begun] == [True]


def test_one_set_of_clocks_dates_session_notes_second_signatures_and_plans(
    morning: make.Morning,
) -> None:
    client, session, her = morning.clients[0], held(morning), morning.facilitator
    StaffMember.objects.filter(pk=her.id).update(credentials="MSW")
    before = plans_due(open_episodes(make.WEDNESDAY), make.WEDNESDAY)[client.pk]
    signed = sign_note(note=ready(session, client, her), by=her)
    mine = replace(
        DOCUMENTATION_CLOCKS, group_note_within_h=1, cosign_within_h=2, full_plan_within_days=2
    )

    set_clocks(clocks=mine, why="As the payer asks.", by=morning.director)

    late = sign_note(note=ready(session, morning.clients[1], her), by=her)
    waiting = cosign_queue(morning.lead)[0]
    owed = next(line for line in unsigned_notes(MOMENT) if line.session_id == session.pk)
    assert (signed.late, late.late) == (False, True)
    assert waiting.due_at == MOMENT + timedelta(hours=2)
    assert owed.is_late
    assert owed.due_at == session.ends_at + timedelta(hours=1)
    after = plans_due(open_episodes(make.WEDNESDAY), make.WEDNESDAY)[client.pk]
    assert (before.rule_id, after.rule_id) == ("openiop-clocks/1", "openiop-clocks/1+1")


def test_a_plan_is_owed_by_her_therapist_until_it_is_signed(morning: make.Morning) -> None:
    client = morning.clients[0]
    theirs = {(line.what, line.client_name) for line in queries.owed.owed(morning.therapist.id)}

    assert (PlanStep.FIRST.label, client.short_name) in theirs
    assert not [
        line for line in queries.owed.owed(morning.facilitator.id) if "plan" in line.what.lower()
    ]


def test_the_director_enters_a_license_and_what_it_means_stands_there(
    morning: make.Morning,
) -> None:
    her = morning.facilitator
    held(morning)
    browser = signed_in(morning.lead)
    address = reverse("documents:license", args=[her.id])

    far = browser.post(address, {"credentials": "LCSW", "until_on": "2206-11-18"})
    ended = browser.post(address, {"credentials": "MSW", "until_on": "2026-11-17"}, follow=True)

    assert far.status_code == 422
    assert "2206-11-18" in far.content.decode()
    assert "cannot sign or lead" in ended.content.decode()
    assert [line.credentials for line in license_history(member_or_404(her.id))] == ["MSW"]
    row = ready(morning.session(SessionKind.SKILLS), morning.clients[0], her)
    with pytest.raises(Refused, match="license"):
        sign_note(note=row, by=her)
    refused = signed_in(her).get(address)
    assert refused.status_code == 403


def test_the_note_of_a_session_calls_its_parts_as_the_program_does(
    morning: make.Morning,
) -> None:
    mine = replace(DOCUMENTATION_CLOCKS, individual_format="birp")
    set_clocks(clocks=mine, why="As the payer asks.", by=morning.director)
    client = morning.clients[0]
    session = plan_individual(
        client=client,
        staff_id=morning.therapist.id,
        on=make.WEDNESDAY,
        starts="12:30",
        minutes=45,
        by=system(),
    )
    write_note(
        session=session,
        client=client,
        version=0,
        changes={"happened": "Talked."},
        by=morning.therapist,
    )

    here = sheet(session, morning.therapist)
    row = next(iter(here.everyone))

    assert "Behavior and intervention: Talked." in row.text(here.shared_words)


def test_the_trail_holds_no_words(morning: make.Morning, writer: Actor) -> None:
    made = filled(morning.clients[0], writer, data="A sentinel of hers.")
    actions.sign(document=made, by=writer)

    told = " ".join(str(row.codes) for row in AuditEvent.objects.all())
    assert "sentinel" not in told


PAGES = (
    "documents:owed",
    "documents:staff",
    "documents:late",
    "documents:review",
    "documents:clocks",
)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_lead_open(morning: make.Morning, trainee: Actor, name: str) -> None:
    actions.sign(document=filled(morning.clients[0], trainee), by=trainee)
    held(morning)

    shown = signed_in(morning.lead).get(reverse(name))

    assert shown.status_code == 200


def test_a_note_is_written_from_first_tap_to_signature(
    morning: make.Morning, writer: Actor
) -> None:
    client = morning.clients[0]
    goal = add_goal(client=client, her_words="Sleep", by=system())
    browser = signed_in(writer)
    assert browser.get(reverse("documents:of_client", args=[client.pk])).status_code == 200
    begun = browser.post(
        reverse("documents:begin", args=[client.pk]), {"kind": "individual"}, follow=True
    )
    made = Document.objects.get()
    assert b"4 of" not in begun.content
    fields: dict[str, Any] = {
        "version": "0",
        "goal_id": str(goal.pk),
        "minutes": "45",
        "risk_change": "none",
        "data": "She told of the week.",
        "assessment": "Steadier.",
        "plan": "Go on.",
    }
    for number, (name, value) in enumerate(list(fields.items())[1:]):
        saved = browser.post(
            reverse("documents:save", args=[made.pk]),
            {"field": name, "value": value, "version": str(number)},
            headers={"X-Autosave": "1"},
        )
        assert saved.status_code == 200, saved.content
    state = browser.get(reverse("documents:state", args=[made.pk]))
    assert b"Sign this note" in state.content

    browser.post(reverse("documents:sign", args=[made.pk]))

    read = browser.get(reverse("documents:read", args=[made.pk]))
    assert b"She told of the week." in read.content


def test_a_contact_is_kept_by_five_taps(morning: make.Morning, writer: Actor) -> None:
    client = morning.clients[0]
    browser = signed_in(writer)
    place = reverse("documents:contact", args=[client.pk])
    assert browser.get(place).status_code == 200
    assert browser.post(place, {"way": "call"}).status_code == 422

    told = {"way": "call", "skill": "grounding", "risk": "no_concern", "outcome": "settled"}
    kept = browser.post(place, told, follow=True)

    assert b"Grounding" in kept.content


def test_who_is_not_of_hers_reads_nothing(morning: make.Morning, writer: Actor) -> None:
    made = filled(morning.clients[0], writer)
    stranger = make.staff(Role.THERAPIST)

    for name in ("documents:read", "documents:write"):
        for actor in (stranger, morning.desk):
            shown = signed_in(actor).get(reverse(name, args=[made.pk]))
            assert shown.status_code == 403


@pytest.mark.parametrize("name", ["documents:owed", "documents:late", "documents:staff"])
def test_a_list_costs_the_same_for_more_clients(morning: make.Morning, name: str) -> None:
    held(morning)
    browser = signed_in(morning.lead)

    def cost() -> int:
        browser.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(reverse(name))
        return len(asked)

    few = cost()
    for _ in range(6):
        make.add_client(morning)

    assert cost() <= few
