"""Where notes stand, who owes one, and what a chart shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.care import queries
from openiop.care.actions.after import strike_note
from openiop.care.actions.signing import sign, sign_all
from openiop.care.models import Signature
from openiop.day.actions import set_presence
from openiop.day.queries.attendance import attendance_of
from openiop.domain.words import Presence, SessionKind
from openiop.schedule.actions import cover
from openiop.schedule.queries import session_or_404
from tests import make
from tests.stages.care.writing import held, ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:05")):
        yield


def test_how_far_the_notes_of_each_session_are() -> None:
    morning = make.morning(clients=4)
    session = held(morning, away=1)
    other = morning.session(SessionKind.PROCESS)
    ready(session, morning.clients[0], morning.facilitator)
    sign(note=ready(session, morning.clients[1], morning.lead), by=morning.lead)

    states = queries.owed.notes_state_by_session([session.pk, other.pk], morning.facilitator)

    assert states[session.pk] == queries.owed.NotesState(
        present=3, written=2, signed=1, mine=1, is_confirmed=True
    )
    assert not states[session.pk].is_done
    assert not states[other.pk].is_confirmed


def test_whoever_began_a_note_owes_it_else_whoever_held_the_session() -> None:
    morning = make.morning(clients=4)
    session = held(morning, away=1)
    sign(note=ready(session, morning.clients[0], morning.facilitator), by=morning.facilitator)
    ready(session, morning.clients[1], morning.lead)

    everyone = queries.owed.unsigned_notes(clock.now())
    hers = queries.owed.unsigned_notes(clock.now(), morning.lead.id)
    before_the_end = queries.owed.unsigned_notes(make.at("09:30"))

    assert {(line.staff_id, line.count, line.is_late) for line in everyone} == {
        (morning.facilitator.id, 1, False),
        (morning.lead.id, 1, False),
    }
    assert [line.staff_name for line in hers] == ["Lena Lead"]
    assert hers[0].due_at == make.at("10:00", make.WEDNESDAY + timedelta(days=1))
    assert before_the_end == []


def test_a_note_is_owed_by_whoever_covered() -> None:
    morning = make.morning(clients=1)
    held(morning)
    session = session_or_404(morning.session(SessionKind.SKILLS).pk)
    cover(session=session, staff_id=morning.therapist.id, by=morning.lead)

    owed = queries.owed.unsigned_notes(clock.now())

    assert [line.staff_id for line in owed] == [morning.therapist.id]


def test_a_struck_note_is_owed_again() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=note, by=morning.facilitator)
    signed = queries.owed.unsigned_notes(clock.now())
    strike_note(note=note, why="Wrong woman", by=morning.facilitator)

    assert signed == []
    assert [line.count for line in queries.owed.unsigned_notes(clock.now())] == [1]


def test_owed_notes_take_the_same_statements_for_many() -> None:
    morning = make.morning(clients=12)

    session = held(morning)
    ready(session, morning.clients[6], morning.lead)
    with CaptureQueriesContext(connection) as before:
        queries.owed.unsigned_notes(clock.now())
    for client in morning.clients[:6]:
        ready(session, client, morning.lead)
    with CaptureQueriesContext(connection) as after:
        lines = queries.owed.unsigned_notes(clock.now())

    assert sorted(line.count for line in lines) == [5, 7]
    assert len(after) == len(before)


def test_a_chart_shows_notes_and_absences_newest_first() -> None:
    morning = make.morning(clients=2)
    session = held(morning, away=1)
    her, away = morning.clients
    sign(note=ready(session, her, morning.facilitator), by=morning.facilitator)

    hers = queries.chart.notes_of_client(her.pk)
    others = queries.chart.notes_of_client(away.pk)

    assert [(line.state, line.author_name) for line in hers] == [("signed", "Fay Facilitator")]
    assert [(line.state, line.note_id) for line in others] == [("absence", None)]


def test_a_text_that_does_not_match_its_signature_is_noticed() -> None:
    morning = make.morning(clients=1)
    note = ready(held(morning), morning.clients[0], morning.facilitator)
    forged = Signature(
        note=note,
        salt="s",
        content_hash="0" * 64,
        signed_at=clock.now(),
        signed_by=morning.facilitator.id,
        signed_as="Somebody",
        created_by=morning.facilitator.id,
    )
    forged.text = "Not what was signed."
    forged.save()

    page = queries.reading.note_page(queries.lookup.note_or_404(note.pk), morning.facilitator)

    assert page.signed is not None
    assert not page.signed.is_whole


def test_who_is_not_confirmed_yet_is_told_apart() -> None:
    morning = make.morning(clients=2)
    session = morning.session(SessionKind.SKILLS)

    here = queries.grid.sheet(session, morning.facilitator)

    assert here.rows == ()
    assert [client.pk for client in here.unheard] == make.ids(morning.clients)
    assert not here.is_confirmed


def test_the_facts_of_a_note_are_the_minutes_of_attendance() -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    early = morning.clients[0]
    set_presence(
        session=session,
        client=early,
        presence=Presence.LEFT_EARLY,
        to_at=make.at("09:20"),
        by=morning.facilitator,
    )
    for client in morning.clients:
        ready(session, client, morning.facilitator)
    sign_all(session=session, by=morning.facilitator)

    text = Signature.objects.get(note__client=early).text

    assert attendance_of(session)[early.pk].minutes == 20
    assert "Left early, here 20 of 60 minutes." in text
