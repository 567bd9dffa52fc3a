"""The curriculum: order, next best unit, who has taken what, handouts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openiop.care.queries.shared import shared_draft
from openiop.curriculum import actions, queries
from openiop.curriculum.models import Handout, UnitWaiver
from openiop.day.actions import set_presence
from openiop.domain.care.curriculum import Cover, Modality
from openiop.domain.decision import Refused
from openiop.domain.words import Presence, SessionKind
from openiop.privacy.actor import system
from openiop.privacy.models import File
from openiop.privacy.queries import bytes_of
from openiop.programs.actions import open_track
from openiop.schedule.actions import plan_sessions
from openiop.schedule.models import Session, Unit
from openiop.schedule.queries import session_or_404, units_of
from tests import make
from tests.stages.care.writing import held

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a page of the site's own"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:05")):
        yield


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def another(title: str = "Noticing", **facts: object) -> Unit:
    """One more unit of skills."""
    options = {"any_order": True} | facts
    return actions.new_unit(
        kind=SessionKind.SKILLS,
        title=title,
        modality=Modality.OWN,
        interventions=["Taught it"],
        by=system(),
        **options,  # type: ignore[arg-type] # a test's own words
    )


def test_a_chosen_unit_is_what_brief_and_notes_read() -> None:
    morning = make.morning(clients=2)
    session, unit = morning.session(SessionKind.SKILLS), another()

    chosen = actions.choose_unit(session=session, unit=unit, by=morning.facilitator)

    assert chosen.unit == unit
    assert shared_draft(chosen, None).values["topic"] == "Noticing"


def test_a_unit_of_another_kind_is_refused_and_a_stranger_chooses_none() -> None:
    morning = make.morning(clients=1)
    unit = actions.new_unit(
        kind=SessionKind.PROCESS,
        title="Trust",
        modality=Modality.OWN,
        interventions=[],
        by=system(),
    )

    with pytest.raises(Refused) as other:
        actions.choose_unit(
            session=morning.session(SessionKind.SKILLS), unit=unit, by=morning.facilitator
        )
    with pytest.raises(Refused) as stranger:
        actions.choose_unit(session=morning.session(SessionKind.SKILLS), unit=unit, by=morning.desk)

    assert (codes(other), codes(stranger)) == (["other_course"], ["not_allowed"])


def test_who_heard_it_makes_room_for_what_is_new() -> None:
    morning = make.morning(clients=2)
    noticing = another()
    session = held(morning)
    first = session.unit

    next_day = make.WEDNESDAY + timedelta(days=1)
    plan_sessions(first=next_day, last=next_day, by=system())
    tomorrow = Session.objects.get(on=next_day, kind=SessionKind.SKILLS)
    with make.working_at(session.site, make.at("08:30", next_day)):
        found = queries.next_unit(tomorrow)

    assert found.best is not None
    assert found.best.unit.id == str(noticing.pk)
    assert len(found.best.new_for) == 2
    assert [each.unit.id for each in found.others] == [str(first.pk)] if first else []


def test_taken_missed_and_waiting_for_confirmation() -> None:
    morning = make.morning(clients=3)
    session = morning.session(SessionKind.SKILLS)
    there, away, _unsaid = morning.clients
    another()
    for client, presence in ((there, Presence.HERE), (away, Presence.AWAY)):
        set_presence(session=session, client=client, presence=presence, by=morning.facilitator)

    rows = {row.client.pk: row for row in queries.matrix(morning.skills, make.WEDNESDAY).rows}

    assert rows[there.pk].cells == (Cover.TAKEN, Cover.AHEAD)
    assert rows[away.pk].cells == (Cover.MISSED, Cover.AHEAD)
    assert rows[morning.clients[2].pk].cells[1] is Cover.AHEAD


def test_a_track_may_have_a_curriculum_of_its_own() -> None:
    morning = make.morning(clients=1)
    evening = open_track(
        program=morning.track.program, name="Evening", weekdays=[0], opens="17:00", by=system()
    )
    own = another("Only in the evening", track=evening)

    assert own.number == 1
    assert units_of(SessionKind.SKILLS, evening.pk) == [own]
    assert own not in units_of(SessionKind.SKILLS, morning.track.pk)


def test_units_that_wait_for_each_other_are_refused() -> None:
    morning = make.morning(clients=1)
    first = Unit.objects.get()
    second = another(any_order=False)

    def change(unit: Unit, needs: list[Unit]) -> None:
        actions.change_unit(
            unit=Unit.objects.get(pk=unit.pk),
            title=unit.title,
            modality=Modality.OWN,
            about_it="",
            interventions=[],
            skill="",
            any_order=True,
            needs=needs,
            by=morning.director,
        )

    change(second, [first])
    with pytest.raises(Refused) as refused:
        change(first, [second])

    assert codes(refused) == ["circle"]
    assert Unit.objects.get(pk=first.pk).needs == []


def test_a_retired_unit_is_planned_and_suggested_no_more() -> None:
    morning = make.morning(clients=1)
    unit = another()

    actions.retire_unit(unit=unit, by=morning.director)

    assert unit not in units_of(SessionKind.SKILLS, None)
    assert another("Next").number == 3


def test_a_handout_is_kept_encrypted_and_given_back_whole() -> None:
    morning = make.morning(clients=1)
    unit = Unit.objects.get()

    handout = actions.attach_handout(
        unit=unit,
        title="Five senses",
        language="en",
        name="../five senses.pdf",
        content=PDF,
        by=morning.lead,
    )

    stored = (Path(settings.OPENIOP_DATA) / "uploads" / str(handout.file.pk)).read_bytes()
    assert b"site's own" not in stored
    assert bytes_of(handout.file) == PDF
    assert (handout.file.name, handout.file.media_type) == ("five senses.pdf", "application/pdf")
    actions.strike_handout(handout=handout, why="A newer one", by=morning.lead)
    assert queries.handouts_of(unit.pk) == []
    assert Handout.objects.get().struck_why == "A newer one"


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"<html>", "kind")])
def test_what_is_no_handout_is_refused(content: bytes, code: str) -> None:
    morning = make.morning(clients=1)

    with pytest.raises(Refused) as refused:
        actions.attach_handout(
            unit=Unit.objects.get(),
            title="",
            language="en",
            name="x.pdf",
            content=content,
            by=morning.lead,
        )

    assert codes(refused) == [code]
    assert not File.objects.exists()


def test_statements_do_not_grow_with_clients_or_units() -> None:
    morning = make.morning(clients=2)
    session = held(morning)

    def counted() -> tuple[int, int, int]:
        with CaptureQueriesContext(connection) as of_matrix:
            queries.matrix(morning.skills, make.WEDNESDAY)
        fresh = session_or_404(session.pk)
        with CaptureQueriesContext(connection) as of_next:
            queries.next_unit(fresh)
        with CaptureQueriesContext(connection) as of_shelf:
            queries.shelf()
        return len(of_matrix), len(of_next), len(of_shelf)

    few = counted()
    for n in range(6):
        make.add_client(morning)
        another(f"Unit {n}")
    held(morning)

    assert counted() == few


def test_a_unit_set_aside_for_her_is_not_offered_to_her_until_it_is_taken_back() -> None:
    morning = make.morning(clients=2)
    unit, group = another("Body scan"), morning.session(SessionKind.SKILLS).group
    assert group is not None
    client = morning.clients[0]

    def cell() -> Cover:
        row = next(
            each
            for each in queries.matrix(group, make.WEDNESDAY).rows
            if each.client.pk == client.pk
        )
        units = queries.matrix(group, make.WEDNESDAY).units
        return row.cells[units.index(unit)]

    def waive(why: str) -> UnitWaiver:
        return actions.waive_unit(
            client=client, group=group, unit=unit, why=why, by=morning.therapist
        )

    with pytest.raises(Refused) as silent:
        waive(" ")
    made = waive("Lying still is not for her yet.")
    with pytest.raises(Refused) as twice:
        waive("Again.")

    assert (codes(silent), codes(twice)) == (["why"], ["waived"])
    assert cell() is Cover.WAIVED
    actions.end_waiver(waiver=made, by=morning.therapist)
    assert cell() is Cover.AHEAD
    assert UnitWaiver.objects.get().why == "Lying still is not for her yet."
