"""Leaving: nobody unheld, every sentence with its source, nothing out without her consent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse

from openiop.admission.actions import stay as stays
from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.actions import add_contact, record_release, revoke
from openiop.clients.models import Contact, Episode, Release
from openiop.clients.queries import ContactTold
from openiop.discharge import actions
from openiop.discharge.actions.choosing import Wanted
from openiop.discharge.models import Aftercare, Summary
from openiop.discharge.queries.draft import sentences_of
from openiop.discharge.queries.leaving import leaving
from openiop.discharge.queries.plan import told_of
from openiop.discharge.queries.summaries import readers_of, sendings_of, unpack
from openiop.discharge.queries.visits import visits_of
from openiop.discharge.tasks import send_released_papers
from openiop.domain.admission import ReviewMoment
from openiop.domain.decision import Refused
from openiop.domain.discharge.aftercare import AftercareBody, Element, SignAndDeed
from openiop.domain.discharge.summary import PART_OF, Chapter
from openiop.domain.discharge.visits import LoopWord, StepAsked, VisitKind, VisitState
from openiop.domain.episode import StayEnd
from openiop.domain.privacy import Role
from openiop.domain.readiness.words import Criterion, Position, ToldKind
from openiop.domain.release import Part, Purpose, Relation
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.outbox.models import Message, Parcel
from openiop.privacy.actor import Actor
from openiop.readiness.actions import looking
from openiop.readiness.models import Told
from tests import make

pytestmark = pytest.mark.django_db

MOMENT = make.at("14:00")
TODAY = make.WEDNESDAY
BODY = AftercareBody(
    texts={Element.SKILLS: "Cold water\nWalking", Element.RETURN: "Two bad weeks in a row"},
    signs=(SignAndDeed("I stop answering", "Text my cousin", "My cousin"),),
)


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    a_site = make.site(is_demo=True)
    seconds = int((MOMENT - clock.wall()).total_seconds())
    Site.objects.filter(pk=a_site.pk).update(clock_offset_seconds=seconds)
    with make.working_at(a_site, MOMENT):
        yield


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(clients=2)


@pytest.fixture
def stay(morning: make.Morning) -> Episode:
    return Episode.objects.select_related("client").get(client=morning.clients[0])


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor))
    return browser


def written(stay: Episode, lead: Actor) -> Aftercare:
    return actions.plans.write_plan(
        episode=stay, body=BODY, responsible_id=lead.id, seen_number=0, by=lead
    )


def released(stay: Episode, lead: Actor, parts: set[Part]) -> tuple[Contact, Release]:
    told = ContactTold(name="Dr. Elm", relation=Relation.THERAPIST, email="elm@example.org")
    contact = add_contact(client=stay.client, told=told, by=lead)
    release = record_release(
        contact=contact,
        purposes={Purpose.CARE},
        parts=parts,
        signed_on=TODAY,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=90),
        by=lead,
    )
    return contact, release


def test_tomorrow_with_the_first_visit_only_asked_for(morning: make.Morning, stay: Episode) -> None:
    lead = morning.lead
    stays.decide_length(
        episode=stay,
        end_on=TODAY + timedelta(days=1),
        moment=ReviewMoment.PLAN_REVIEW,
        why="Ready",
        by=lead,
    )
    written(stay, lead)
    actions.visits.ask_for_visit(episode=stay, kind=VisitKind.THERAPY, with_whom="Dr. Elm", by=lead)

    line = leaving(TODAY).soon[0]
    assert (line.loop, line.loop_open) == (LoopWord.REQUESTED, True)
    assert line.responsible == lead.name
    assert line.summary_due_on == TODAY
    summary = actions.summaries.draft(episode=stay, by=lead)
    sentences = unpack(summary.body)
    assert sentences
    browser = signed_in(lead)
    for href in {source.href for each in sentences for source in each.sources}:
        assert browser.get(href).status_code == 200, href
    assert all(each.sources for each in sentences)
    page = browser.get(reverse("discharge:summary", args=[stay.pk])).content.decode()
    assert all(each.sources[0].href in page for each in sentences)
    board = browser.get(reverse("discharge:leaving")).content.decode()
    assert "Asked for, no answer yet" in board and lead.name in board


def test_a_plan_is_kept_in_versions_and_a_stale_one_is_refused(
    morning: make.Morning, stay: Episode
) -> None:
    first = written(stay, morning.lead)
    with pytest.raises(Refused, match="stale"):
        actions.plans.write_plan(
            episode=stay, body=AftercareBody(), responsible_id=None, seen_number=0, by=morning.lead
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Aftercare.objects.filter(pk=first.pk).update(number=9)

    told = told_of(stay)
    assert told.body == BODY and Element.SKILLS not in told.open
    assert Element.THERAPY_VISIT in told.open and Element.FOLLOW_UP in told.open
    assert told.responsible == morning.lead.name


def test_a_visit_is_kept_only_when_it_took_place(morning: make.Morning, stay: Episode) -> None:
    asked = actions.visits.ask_for_visit(
        episode=stay, kind=VisitKind.THERAPY, with_whom="Dr. Elm", by=morning.lead
    )
    tomorrow = clock.at(TODAY + timedelta(days=1), "10:00")
    actions.visits.step_visit(
        appointment=asked,
        asked=StepAsked(VisitState.ACCEPTED, tomorrow, "Elm St 4"),
        by=morning.lead,
    )
    with pytest.raises(Refused, match="ahead"):
        actions.visits.step_visit(
            appointment=asked, asked=StepAsked(VisitState.KEPT, tomorrow), by=morning.lead
        )
    browser = signed_in(morning.lead)
    url = reverse("discharge:step", args=[asked.pk])
    wrong = browser.post(url, {"to": "accepted", "on": "", "at": "", "place": "Elm St 9"})
    assert wrong.status_code == 422 and "Elm St 9" in wrong.content.decode()

    assert visits_of(stay.pk)[0].now.state is VisitState.ACCEPTED
    assert first_visit_told() == [("yes", tomorrow.date())]
    actions.visits.step_visit(
        appointment=asked, asked=StepAsked(VisitState.CANCELED), by=morning.lead
    )
    assert first_visit_told() == [("yes", tomorrow.date()), ("no", None)]


def test_what_she_reads_of_a_summary_is_in_her_language(
    morning: make.Morning, stay: Episode
) -> None:
    stay.client.language = "es"
    stay.client.save()
    sentences = sentences_of(Episode.objects.select_related("client").get(pk=stay.pk))

    assert sentences[0].text.startswith("She was in the intensive outpatient program")
    assert sentences[0].sources[0].words == "Her stay"
    assert "Estuvo con nosotros" in sentences[0].plain


def test_both_voices_stand_in_the_summary_with_the_days_they_were_chosen(
    morning: make.Morning, stay: Episode
) -> None:
    looking.look_together(
        client=stay.client,
        criterion=Criterion.SKILLS,
        hers=(Position.STEADY, "I use them"),
        teams=(Position.GROWING, ""),
        by=morning.lead,
    )

    said = [each for each in sentences_of(stay) if "readiness" in each.sources[0].href]

    assert [each.chapter for each in said] == [Chapter.COURSE]
    assert "team “growing”" in said[0].text and "she “steady”" in said[0].text


def first_visit_told() -> list[tuple[str, date | None]]:
    rows = Told.objects.filter(kind=ToldKind.FIRST_VISIT).order_by("created_at")
    return [(row.answer, row.about_on) for row in rows]


def test_only_what_she_released_leaves_and_only_while_it_holds(
    morning: make.Morning, stay: Episode
) -> None:
    lead = morning.lead
    written(stay, lead)
    contact, release = released(stay, lead, {Part.ATTENDANCE, Part.PLAN})
    summary = actions.summaries.draft(episode=stay, by=lead)
    with pytest.raises(Refused, match="not_signed"):
        actions.summaries.send(summary=summary, contact=contact, by=lead)
    summary = actions.summaries.edit(
        summary=summary, left_out=(), own="She did well.", seen=summary.version, by=lead
    )
    actions.summaries.sign(summary=summary, seen=summary.version, by=lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        Summary.objects.filter(pk=summary.pk).update(version=99)

    reader = readers_of(stay.client_id, unpack(summary.body))[0]
    kept = [each for each in unpack(summary.body) if PART_OF[each.chapter] in reader.parts]
    assert reader.sentences == len(kept) < len(unpack(summary.body))
    assert not any(each.chapter is Chapter.OWN for each in kept)
    first = actions.summaries.send(summary=summary, contact=contact, by=lead)
    second = actions.summaries.send(summary=summary, contact=contact, by=lead)
    Parcel.objects.filter(pk=second.parcel_id).update(state="refused")
    assert send_released_papers() == 1
    told = json.loads(
        (Path(settings.OPENIOP_DATA) / "outbox" / f"{first.parcel_id}.json").read_text()
    )
    assert set(told) == {"paper", "to"}, "no word of it stands in the outbox"

    third = actions.summaries.send(summary=summary, contact=contact, by=lead)
    revoke(release=release, by=lead)
    assert send_released_papers() == 0
    assert Parcel.objects.get(pk=third.parcel_id).reasons == ["no_release"]
    assert sorted(each.state for each in sendings_of(stay.pk)) == ["refused", "refused", "sent"]


def test_a_payer_or_attendance_ends_nothing_without_the_review(
    morning: make.Morning, stay: Episode
) -> None:
    for how in (StayEnd.COVERAGE, StayEnd.ADMINISTRATIVE, StayEnd.NO_CONTACT):
        with pytest.raises(Refused, match="barrier_review"):
            actions.ending.end(
                episode=stay, how=how, on=TODAY, why="Said so", next_step="Elm", by=morning.lead
            )
    actions.ending.end(
        episode=stay,
        how=StayEnd.HER_CHOICE,
        on=TODAY,
        why="Too much now",
        next_step="She calls",
        by=morning.lead,
    )

    line = leaving(TODAY).after[0]
    assert line.end is StayEnd.HER_CHOICE and line.loop_open and line.responsible


def test_after_a_death_every_channel_is_silent_and_a_mistake_is_set_right(
    morning: make.Morning, stay: Episode
) -> None:
    her = stay.client
    make.anyone_may_call(her)
    queue(person_id=her.pk, channel=Channel.TEXT, words="Please call us.", by=morning.lead)
    actions.ending.end(
        episode=stay,
        how=StayEnd.DIED,
        on=TODAY,
        why="Her sister called",
        next_step="",
        by=morning.lead,
    )

    assert Message.objects.get().reasons == ["silent"]
    for channel in (Channel.CALL, Channel.TEXT, Channel.EMAIL):
        with pytest.raises(Refused, match="said_no"):
            queue(person_id=her.pk, channel=channel, words="Please call us.", by=morning.lead)
    assert leaving(TODAY).after == ()
    stays.undo(episode=Episode.objects.get(pk=stay.pk), why="It was somebody else", by=morning.lead)
    again = queue(person_id=her.pk, channel=Channel.TEXT, words="Please call.", by=morning.lead)
    assert again in Message.objects.all()


def test_her_own_page_is_plain_and_her_choice_is_hers(morning: make.Morning, stay: Episode) -> None:
    her = make.client_actor(stay.client)
    written(stay, morning.lead)
    browser = signed_in(her)
    page = browser.get(reverse("discharge:mine")).content.decode()
    assert "Cold water" in page and "Two bad weeks" in page and "Text my cousin" in page
    paper = browser.post(reverse("discharge:my_pdf"))
    assert paper.content.startswith(b"%PDF") and "plan.pdf" in paper["Content-Disposition"]

    url = reverse("discharge:choose")
    again = browser.post(url, {"notes": "yes", "channel": "text", "code": "abc"})
    assert again.status_code == 422 and "at least 4" in again.content.decode()
    assert (
        browser.post(url, {"notes": "yes", "channel": "text", "code": "blue kettle"}).status_code
        == 302
    )
    with pytest.raises(Refused, match="not_allowed"):
        actions.choosing.choose(
            client=stay.client, wanted=Wanted(notes=False), by=morning.therapist
        )


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.FRONT_DESK, "leaving", 200),
        (Role.BILLING, "leaving", 200),
        (Role.INTAKE, "leaving", 200),
        (Role.FRONT_DESK, "plan", 403),
        (Role.INTAKE, "plan", 403),
        (Role.INTAKE, "visits", 200),
        (Role.BILLING, "summary", 403),
        (Role.FACILITATOR, "end", 403),
        (Role.CLINICAL_LEAD, "end", 200),
        (Role.CLINICAL_LEAD, "edit", 200),
        (Role.CLINICAL_LEAD, "plan", 200),
    ],
)
def test_who_sees_what_of_leaving(stay: Episode, role: Role, name: str, status: int) -> None:
    browser = signed_in(make.staff(role))
    parts = [] if name == "leaving" else [stay.pk]
    assert browser.get(reverse(f"discharge:{name}", args=parts)).status_code == status
