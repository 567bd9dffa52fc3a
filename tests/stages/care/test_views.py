"""The pages of whoever holds groups: who may see them, what they keep, how few statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openiop.base import clock
from openiop.base.models import Site
from openiop.care import queries
from openiop.care.actions.goals import add_goal
from openiop.care.actions.notes import write_note
from openiop.care.actions.signing import sign
from openiop.care.models import Addendum, Goal, Note, SharedPart, Signature
from openiop.day.actions import arrive, ask_for, set_presence
from openiop.domain.words import NeedKind, Presence, SessionKind
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AccessLog
from openiop.schedule.actions import cover, plan_individual, plan_sessions, seat
from openiop.schedule.models import Session
from tests import make
from tests.stages.care.writing import CHIPS, held, ready

pytestmark = pytest.mark.django_db

MOMENT = make.at("10:05")


@pytest.fixture
def site() -> Site:
    return make.site(is_demo=True)


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, MOMENT):
        at(site, MOMENT)
        yield


def at(site: Site, moment: datetime) -> None:
    """Let the pages, which read the site's own clock, show this moment."""
    seconds = int((moment - clock.wall()).total_seconds())
    Site.objects.filter(pk=site.pk).update(clock_offset_seconds=seconds)


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def notes_url(session: Session) -> str:
    return reverse("care:notes", args=[session.pk])


def write_url(session: Session, client_id: object) -> str:
    return reverse("care:write", args=[session.pk, client_id])


# Who may


@pytest.mark.parametrize(
    ("role", "status"),
    [("facilitator", 200), ("lead", 200), ("therapist", 403), ("desk", 403), ("director", 403)],
)
@pytest.mark.parametrize("page", ["notes", "brief", "notes_state"])
def test_a_groups_pages_are_for_whoever_holds_it(role: str, status: int, page: str) -> None:
    morning = make.morning(clients=1)
    session = held(morning)

    answer = signed_in(getattr(morning, role)).get(reverse(f"care:{page}", args=[session.pk]))

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [("facilitator", 200), ("lead", 200), ("therapist", 200), ("desk", 403), ("director", 403)],
)
def test_my_day_is_for_whoever_writes_notes(role: str, status: int) -> None:
    morning = make.morning(clients=1)

    answer = signed_in(getattr(morning, role)).get(reverse("care:my_day"))

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [("facilitator", 200), ("lead", 200), ("therapist", 200), ("desk", 403), ("director", 403)],
)
def test_a_note_is_read_by_whoever_works_with_her(role: str, status: int) -> None:
    morning = make.morning(clients=1)
    note = ready(held(morning), morning.clients[0], morning.facilitator)

    answer = signed_in(getattr(morning, role)).get(reverse("care:note", args=[note.pk]))

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("role", "status"), [("therapist", 200), ("lead", 200), ("facilitator", 403), ("desk", 403)]
)
def test_goals_are_for_therapists(role: str, status: int) -> None:
    morning = make.morning(clients=1)
    url = reverse("care:goals", args=[morning.clients[0].pk])

    assert signed_in(getattr(morning, role)).get(url).status_code == status


def test_a_client_sees_none_of_it() -> None:
    morning = make.morning(clients=1)
    note = ready(held(morning), morning.clients[0], morning.facilitator)
    hers = signed_in(make.client_actor(morning.clients[0]))

    assert hers.get(reverse("care:note", args=[note.pk])).status_code == 403
    assert hers.get(reverse("care:my_day")).status_code == 403


def test_what_does_not_exist_is_not_found() -> None:
    morning = make.morning(clients=1)
    browser = signed_in(morning.lead)

    for name in ("notes", "brief", "session_note", "note"):
        assert browser.get(reverse(f"care:{name}", args=[uuid4()])).status_code == 404


def test_looking_at_the_notes_is_written_down() -> None:
    morning = make.morning(clients=2)
    session = held(morning)

    signed_in(morning.facilitator).get(notes_url(session))

    logged = AccessLog.objects.get(page="care:notes")
    assert sorted(logged.client_ids) == sorted(str(client.pk) for client in morning.clients)


# Statements


@pytest.mark.parametrize("page", ["notes", "brief", "notes_state", "my_day"])
def test_statements_do_not_grow_with_the_group(page: str) -> None:
    morning = make.morning(clients=2)
    browser = signed_in(morning.facilitator)

    def statements() -> int:
        session = held(morning)
        notes = [ready(session, client, morning.facilitator) for client in morning.clients]
        sign(note=notes[-1], by=morning.facilitator)
        url = reverse(f"care:{page}", args=[] if page == "my_day" else [session.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as taken:
            assert browser.get(url).status_code == 200
        return len(taken)

    few = statements()
    for _ in range(10):
        make.add_client(morning)
    many = statements()

    assert many == few


# Autosave


def test_autosave_keeps_one_field_and_tells_its_version() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client = morning.clients[0]
    browser = signed_in(morning.facilitator)
    url = write_url(session, client.pk)

    first = browser.post(url, {"field": "participation", "value": "led", "version": "0"})
    second = browser.post(url, {"field": "sentence", "value": "She led.", "version": "1"})
    several = browser.post(
        url, {"field": "practiced", "value": ["Grounding", "A boundary"], "version": "2"}
    )

    assert (first.json()["version"], second.json()["version"]) == ("1", "2")
    assert several.json()["saved_at"] == "10:05"
    assert dict(queries.drafts.draft_of(Note.objects.get()).values) == {
        "participation": "led",
        "sentence": "She led.",
        "practiced": "Grounding, A boundary",
    }


def test_a_stale_field_comes_back_with_both_texts() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client = morning.clients[0]
    write_note(
        session=session,
        client=client,
        version=0,
        changes={"sentence": "Hers."},
        by=morning.lead,
    )
    browser = signed_in(morning.facilitator)
    url = write_url(session, client.pk)

    stale = browser.post(url, {"field": "sentence", "value": "Mine.", "version": "0"})
    kept = browser.post(
        url, {"field": "sentence", "value": "Mine.", "version": stale.json()["version"]}
    )

    assert stale.status_code == 409
    assert stale.json()["value"] == ["Hers."]
    assert kept.status_code == 200
    assert queries.drafts.draft_of(Note.objects.get()).values["sentence"] == "Mine."


def test_a_refused_field_says_why() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    browser = signed_in(morning.facilitator)

    wrong = browser.post(
        write_url(session, morning.clients[0].pk),
        {"field": "participation", "value": "shouted", "version": "0"},
    )
    note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=note, by=morning.facilitator)
    frozen = browser.post(
        write_url(session, morning.clients[0].pk),
        {"field": "sentence", "value": "Changed.", "version": "9"},
    )

    assert (wrong.status_code, wrong.json()["message"]) == (422, "This is not one of the choices.")
    assert (frozen.status_code, frozen.json()["message"]) == (
        422,
        "This note is signed. Add an addendum to correct it.",
    )


def test_what_was_saved_is_there_after_the_server_died() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    browser = signed_in(morning.facilitator)
    browser.post(
        write_url(session, morning.clients[0].pk),
        {"field": "sentence", "value": "Half a sen", "version": "0"},
    )

    page = signed_in(morning.facilitator).get(notes_url(session)).content.decode()

    assert "Half a sen" in page
    assert 'name="version" value="1"' in page


# Without script


def test_a_whole_row_is_saved_without_script() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    told = {**CHIPS, "sentence": "She led the round.", "version": "0", "has": "practiced"}

    answer = signed_in(morning.facilitator).post(write_url(session, morning.clients[0].pk), told)

    assert answer.status_code == 302
    assert answer["Location"].startswith(notes_url(session) + "#row-")
    assert queries.drafts.draft_of(Note.objects.get()).values["sentence"] == "She led the round."


def test_a_stale_row_is_shown_again_with_both_texts_and_saved_when_sent_again() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client = morning.clients[0]
    write_note(
        session=session, client=client, version=0, changes={"sentence": "Hers."}, by=morning.lead
    )
    browser = signed_in(morning.facilitator)
    told = {**CHIPS, "sentence": "Mine, with more.", "version": "0"}

    shown = browser.post(write_url(session, client.pk), told)
    page = shown.content.decode()
    version = re.search(
        rf'{client.pk}/" data-autosave.*?name="version" value="([^"]*)"', page, re.DOTALL
    )
    assert version is not None
    kept = browser.post(write_url(session, client.pk), {**told, "version": version[1]})

    assert shown.status_code == 422
    assert "Hers." in page
    assert "Mine, with more." in page
    assert kept.status_code == 302
    assert queries.drafts.draft_of(Note.objects.get()).values["sentence"] == "Mine, with more."


def test_the_shared_part_keeps_what_was_typed_when_it_names_somebody() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Brunhilde")
    session = held(morning)
    told = {
        "topic": "Grounding",
        "interventions": ["Taught grounding", "A walk outside"],
        "words": "Brunhilde led.",
        "has": "interventions",
        "version": "0",
    }
    browser = signed_in(morning.facilitator)
    url = reverse("care:save_shared", args=[session.pk])

    refused = browser.post(url, told)
    saved = browser.post(url, {**told, "words": "A calm hour."})

    assert refused.status_code == 422
    assert "Brunhilde led." in refused.content.decode()
    assert "A walk outside" in refused.content.decode()
    assert saved.status_code == 302
    part = SharedPart.objects.get()
    assert (part.topic, part.interventions, part.words) == (
        "Grounding",
        ["Taught grounding", "A walk outside"],
        "A calm hour.",
    )


# Signing


def test_sign_all_twice_signs_once_and_says_what_is_left() -> None:
    morning = make.morning(clients=3)
    session = held(morning)
    for client in morning.clients[:2]:
        ready(session, client, morning.facilitator)
    browser = signed_in(morning.facilitator)
    before = text_of(browser.get(notes_url(session)).content.decode())
    request_id = str(uuid4())

    url = reverse("care:sign_all", args=[session.pk])
    first = browser.post(url, {"request_id": request_id}, follow=True)
    second = browser.post(url, {"request_id": request_id}, follow=True)

    assert "2 of 3 ready" in before
    assert "Sign 2 notes" in before
    assert f"{morning.clients[2].chosen_name} : not begun" in before
    said = text_of(first.content.decode())
    assert f"2 notes signed. Still open: {morning.clients[2].chosen_name}." in said
    assert second.status_code == 200
    assert Signature.objects.count() == 2


def test_a_risk_change_is_signed_on_its_own_row_once_its_alert_is_open() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator, risk_change="new")
    browser = signed_in(morning.facilitator)

    asks = text_of(browser.get(notes_url(session)).content.decode())
    early = browser.post(reverse("care:sign", args=[note.pk]), follow=True)
    browser.post(reverse("care:open_alert", args=[note.pk]))
    offers = text_of(browser.get(notes_url(session)).content.decode())
    browser.post(reverse("care:sign", args=[note.pk]))
    shown = text_of(browser.get(notes_url(session)).content.decode())

    assert "Open an alert" in asks
    assert "Sign this note" not in asks
    assert "You marked a new concern. Open an alert first." in text_of(early.content.decode())
    assert "Sign this note" in offers
    assert f"· {Signature.objects.get().content_hash[:8]}" in shown
    assert "All" not in shown.partition("For everyone")[0]
    assert "1 note signed" in shown


def test_a_word_that_is_a_name_is_asked_about_on_its_row() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Hope")
    session = held(morning)
    note = ready(
        session, morning.clients[0], morning.facilitator, sentence="Hope is what she named."
    )
    browser = signed_in(morning.facilitator)

    before = text_of(browser.get(notes_url(session)).content.decode())
    browser.post(reverse("care:clear_note_name", args=[note.pk]), {"term": "Hope"})
    after = text_of(browser.get(notes_url(session)).content.decode())

    assert "Is “Hope” a person?" in before
    assert "Is “Hope” a person?" not in after
    assert Note.objects.get(pk=note.pk).names_cleared[0]["by"] == str(morning.facilitator.id)


def test_attendance_not_confirmed_leads_to_the_room() -> None:
    morning = make.morning(clients=2)
    session = morning.session(SessionKind.SKILLS)
    with clock.standing(make.at("08:50")):
        arrive(client=morning.clients[0], on=make.WEDNESDAY, by=system())

    page = signed_in(morning.facilitator).get(notes_url(session)).content.decode()

    assert "Attendance is not confirmed yet" in page
    assert reverse("day:room", args=[session.pk]) in page
    assert "Not here so far" in page and "Nobody has confirmed whether she came." in page
    at(Site.objects.get(), make.at("08:55"))
    before = signed_in(morning.facilitator).get(notes_url(session)).content.decode()
    assert "Her note opens here when she comes." in before


# After signing


def test_an_addendum_is_added_and_a_name_in_it_is_asked_about() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Grace")
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=note, by=morning.facilitator)
    browser = signed_in(morning.facilitator)
    url = reverse("care:addendum", args=[note.pk])

    empty = browser.post(url, {"text": "", "why": ""})
    asked = browser.post(url, {"text": "Grace was the theme.", "why": "Left out"})
    browser.post(url, {"text": "Grace was the theme.", "why": "Left out", "is_no_name": "Grace"})

    assert empty.status_code == 422
    assert "Write what you want to add." in empty.content.decode()
    assert asked.status_code == 422
    assert "Grace was the theme." in asked.content.decode()
    assert Addendum.objects.get().text == "Grace was the theme."
    page = text_of(browser.get(reverse("care:note", args=[note.pk])).content.decode())
    assert "Addendum, Wed Nov 18, 10:05, Fay Facilitator Grace was the theme." in page


def test_a_struck_note_says_so_and_stays_readable() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator, sentence="She said her piece.")
    sign(note=note, by=morning.facilitator)
    browser = signed_in(morning.facilitator)

    refused = browser.post(reverse("care:strike", args=[note.pk]), {"why": ""})
    browser.post(reverse("care:strike", args=[note.pk]), {"why": "Wrong woman"})

    assert refused.status_code == 422
    page = text_of(browser.get(reverse("care:note", args=[note.pk])).content.decode())
    assert "Struck: no longer part of her record" in page
    assert "Wrong woman" in page
    assert "She said her piece." in page
    assert "Add an addendum" not in page


# My day


def test_a_session_nobody_confirmed_is_still_owed_the_next_day(site: Site) -> None:
    morning = make.morning(clients=2)
    session = morning.session(SessionKind.SKILLS)
    with clock.standing(make.at("08:50")):
        arrive(client=morning.clients[0], on=make.WEDNESDAY, by=system())
    browser = signed_in(morning.facilitator)
    at(site, make.at("08:40", make.WEDNESDAY + timedelta(days=1)))

    owed = browser.get(reverse("care:my_day")).content.decode()
    huddle = text_of(signed_in(morning.director).get(reverse("desk:huddle")).content.decode())
    for client in morning.clients:
        set_presence(session=session, client=client, presence=Presence.AWAY, by=morning.facilitator)
    settled = browser.get(reverse("care:my_day")).content.decode()

    assert "Attendance to confirm from before" in owed
    assert reverse("day:room", args=[session.pk]) in owed
    assert "Attendance never confirmed:" in huddle and "All notes are signed." not in huddle
    assert reverse("day:room", args=[session.pk]) not in settled


def test_my_day_says_where_each_session_stands(site: Site) -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    sign(note=ready(session, morning.clients[0], morning.facilitator), by=morning.facilitator)
    browser = signed_in(morning.facilitator)

    page = text_of(browser.get(reverse("care:my_day")).content.decode())
    at(site, make.at("10:30"))
    later = text_of(browser.get(reverse("care:my_day")).content.decode())

    assert "09:00 Skills" in page
    assert "notes 1/2" in page
    assert "2 expected" in page
    assert "10:15 Psychoeducation Room" in later
    assert "running" in later


def test_older_notes_stand_on_top_with_their_deadline(site: Site) -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    tomorrow = make.WEDNESDAY + timedelta(days=1)
    browser = signed_in(morning.facilitator)

    at(site, make.at("09:30", tomorrow))
    due = text_of(browser.get(reverse("care:my_day")).content.decode())
    at(site, make.at("10:30", tomorrow))
    late = text_of(browser.get(reverse("care:my_day")).content.decode())

    assert "2 notes from before" in due
    assert "due 10:00" in due
    assert "late since 10:00" in late
    assert notes_url(session) in browser.get(reverse("care:my_day")).content.decode()


def test_my_day_is_kind_when_there_is_nothing(site: Site) -> None:
    morning = make.morning(clients=1)
    plan_sessions(first=make.WEDNESDAY, last=make.WEDNESDAY + timedelta(days=1), by=system())

    at(site, make.at("09:00", make.WEDNESDAY - timedelta(days=1)))
    page = text_of(signed_in(morning.facilitator).get(reverse("care:my_day")).content.decode())

    assert "You hold no session today" in page
    assert "Your next one is on Wednesday, November 18." in page


# The brief


def test_a_row_of_the_brief_is_read_at_a_glance(site: Site) -> None:
    morning = make.morning(clients=0)
    her = make.add_client(morning, name="Aspen", last_name="Vale", pronouns="she/her")
    with clock.standing(make.at("08:45")):
        arrive(client=her, on=make.WEDNESDAY, by=system())
        submit(
            client=her,
            instrument_id="iop-daily-checkin",
            answers={
                "feeling": 4,
                "mood": 6,
                "si_urge": 2,
                "sh_urge": 0,
                "sh_act": 0,
                "safe_home": 1,
            },
            on_site=True,
            by=system(),
        )
        ask_for(client=her, on=make.WEDNESDAY, kind=NeedKind.PRACTICAL, by=system())
    at(site, make.at("08:55"))
    session = morning.session(SessionKind.SKILLS)

    answer = signed_in(morning.facilitator).get(reverse("care:brief", args=[session.pk]))
    page = answer.content.decode()
    row = text_of(page.partition('<li class="roster__row"')[2].partition("</li>")[0])

    assert "Tense, on edge, 6/10" in row
    assert "alert 08:45, nobody yet" in row
    assert "asked for practical help" in row
    said = row.partition("she/her")[2].replace(">", "").split()
    assert len(said) <= 12
    assert "urge" not in page
    assert "Grounding with the five senses" in page


def test_whoever_covers_reads_what_happened_since(site: Site) -> None:
    morning = make.morning(clients=1)
    day = make.WEDNESDAY + timedelta(days=7)
    plan_sessions(first=make.WEDNESDAY, last=day, by=system())
    new = make.client("Juniper", "Reed")
    make.stay(new, morning.track, starts_on=make.WEDNESDAY + timedelta(days=5))
    seat(group=morning.skills, client=new, from_on=day - timedelta(days=2), by=system())
    session = Session.objects.get(group=morning.skills, on=day)
    with clock.standing(make.at("08:00", day)):
        cover(session=session, staff_id=morning.therapist.id, by=morning.lead)
    at(site, make.at("08:50", day))

    page = text_of(
        signed_in(morning.therapist).get(reverse("care:brief", args=[session.pk])).content.decode()
    )

    assert "in place of Fay Facilitator" in page
    assert "You have not held this group before." in page
    assert "New: Juniper R." in page
    assert "Held: Grounding with the five senses" in page


def test_whoever_was_here_last_time_is_not_told_again() -> None:
    morning = make.morning(clients=1)
    day = make.WEDNESDAY + timedelta(days=1)
    plan_sessions(first=day, last=day, by=system())
    session = Session.objects.get(group=morning.skills, on=day)

    assert queries.brief.brief(session, morning.facilitator).since is None
    assert queries.brief.brief(session, morning.lead).since is not None


# Individual sessions


def individual(morning: make.Morning) -> Session:
    session = plan_individual(
        client=morning.clients[0],
        staff_id=morning.therapist.id,
        on=make.WEDNESDAY,
        starts="09:00",
        minutes=50,
        room=morning.rooms[1],
        by=system(),
    )
    set_presence(
        session=session, client=morning.clients[0], presence=Presence.HERE, by=morning.therapist
    )
    return session


def test_an_individual_note_has_its_facts_apart_and_is_signed() -> None:
    morning = make.morning(clients=1)
    session = individual(morning)
    client = morning.clients[0]
    goal = add_goal(client=client, her_words="Sleep through", by=morning.therapist)
    submit(
        client=client,
        instrument_id="gad-7",
        answers={f"q{n}": 2 for n in range(1, 8)},
        on_site=True,
        by=system(),
    )
    browser = signed_in(morning.therapist)
    url = reverse("care:session_note", args=[session.pk])

    facts = text_of(browser.get(url).content.decode())
    saved = browser.post(
        write_url(session, client.pk),
        {
            "version": "0",
            "goal_id": str(goal.pk),
            "risk_change": "none",
            "happened": "We went over last week.",
            "assessment": "She is steadier.",
            "next_step": "Sleep diary.",
        },
    )
    offered = text_of(browser.get(url).content.decode())
    browser.post(reverse("care:sign", args=[Note.objects.get().pk]))

    assert "Here, 50 of 50 min" in facts
    assert "GAD-7 14 on Wed Nov 18" in facts
    assert saved["Location"].startswith(url)
    assert "Sign this note" in offered
    assert "What happened: We went over last week." in Signature.objects.get().text
    assert browser.get(notes_url(session))["Location"] == url


def test_an_individual_note_opens_before_she_has_come_and_says_when_she_was_away() -> None:
    morning = make.morning(clients=1)
    client = morning.clients[0]
    session = plan_individual(
        client=client,
        staff_id=morning.therapist.id,
        on=make.WEDNESDAY,
        starts="10:00",
        minutes=50,
        room=morning.rooms[1],
        by=system(),
    )
    browser = signed_in(morning.therapist)
    url = reverse("care:session_note", args=[session.pk])

    before = text_of(browser.get(url).content.decode())
    set_presence(session=session, client=client, presence=Presence.AWAY, by=morning.therapist)
    away = text_of(browser.get(url).content.decode())

    assert "Was she here?" in before and "Minutes Not here so far" in before
    assert "There is no note." in away


def test_goals_are_added_and_ended_on_their_page() -> None:
    morning = make.morning(clients=1)
    browser = signed_in(morning.therapist)
    url = reverse("care:goals", args=[morning.clients[0].pk])

    empty = browser.post(url, {"her_words": "", "our_words": "Sleep hygiene"})
    browser.post(url, {"her_words": "Sleep through", "our_words": ""})
    goal = Goal.objects.get()
    browser.post(reverse("care:end_goal", args=[goal.pk]), headers={"referer": url})

    assert empty.status_code == 422
    assert "What does she say herself?" in empty.content.decode()
    assert "Sleep hygiene" in empty.content.decode()
    assert Goal.objects.get().ended_on == make.WEDNESDAY
