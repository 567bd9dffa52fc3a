"""Writing, signing, adding, striking: what is done, what is refused, what stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from openiop.base import clock
from openiop.care import queries
from openiop.care.actions.after import add_addendum, strike_note
from openiop.care.actions.goals import add_goal, end_goal
from openiop.care.actions.notes import clear_note_name, open_alert, open_note, save_note, write_note
from openiop.care.actions.shared import clear_shared_name, save_shared
from openiop.care.actions.signing import sign, sign_all
from openiop.care.models import AbsenceEntry, Addendum, Note, SharedPart, Signature
from openiop.day.actions import set_presence
from openiop.domain.care.edits import Seen
from openiop.domain.decision import Refused
from openiop.domain.words import AwayReason, Level, Presence, SessionKind
from openiop.privacy.models import AuditEvent
from openiop.privacy.triggers import lay_triggers
from openiop.safety.models import Alert
from tests import make
from tests.stages.care.writing import CHIPS, held, ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:05")):
        yield


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def frozen() -> dict[UUID, tuple[object, ...]]:
    """Everything every signature holds."""
    return {
        s.pk: (s.text, s.salt, s.content_hash, s.signed_at, s.signed_by, s.signed_as, s.late)
        for s in Signature.objects.all()
    }


def values(note: Note) -> dict[str, str]:
    return dict(queries.drafts.draft_of(Note.objects.get(pk=note.pk)).values)


# Goals


def test_goals_are_numbered_and_in_her_words() -> None:
    morning = make.morning(clients=1)

    first = add_goal(client=morning.clients[0], her_words=" Sleep ", by=morning.therapist)
    second = add_goal(
        client=morning.clients[0], her_words="Say no", our_words="Boundaries", by=morning.lead
    )
    end_goal(goal=first, by=morning.therapist)

    assert (first.number, second.number, first.her_words) == (1, 2, "Sleep")
    assert queries.goals.goals_by_client([morning.clients[0].pk]) == {
        morning.clients[0].pk: [second]
    }
    assert AuditEvent.objects.filter(verb="care.goal_added", outcome="done").count() == 2


def test_a_goal_without_her_words_is_refused() -> None:
    morning = make.morning(clients=1)

    with pytest.raises(Refused) as refused:
        add_goal(client=morning.clients[0], her_words=" ", our_words="x", by=morning.therapist)

    assert codes(refused) == ["her_words"]


# The shared part


def test_the_shared_part_comes_from_the_curriculum_until_it_is_written() -> None:
    morning = make.morning(clients=2)
    session = held(morning)

    before = queries.grid.sheet(session, morning.facilitator).shared
    save_shared(session=session, version=0, words="A calm hour.", by=morning.facilitator)
    after = queries.grid.sheet(session, morning.facilitator).shared

    assert before.topic == after.topic == "Grounding with the five senses"
    assert before.interventions == after.interventions == ("Taught grounding", "Practiced in pairs")
    assert (before.words, after.words) == ("", "A calm hour.")


@pytest.mark.parametrize(
    "words", ["Brunhilde led the exercise.", "BRUNHILDE said so", "with Quast"]
)
def test_the_shared_part_refuses_a_clients_name(words: str) -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Brunhilde", last_name="Quast")
    session = held(morning)

    with pytest.raises(Refused) as refused:
        save_shared(session=session, version=0, words=words, by=morning.facilitator)

    assert codes(refused) == ["name"]
    assert not SharedPart.objects.exists()
    assert AuditEvent.objects.filter(verb="care.shared_saved", outcome="refused").count() == 1


def test_a_name_that_is_a_word_is_asked_about_and_the_answer_is_kept() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Hope", last_name="Quast")
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)

    save_shared(session=session, version=0, words="Hope was the theme.", by=morning.facilitator)
    with pytest.raises(Refused) as refused:
        sign(note=note, by=morning.facilitator)
    part = clear_shared_name(session=session, term="Hope", by=morning.facilitator)
    sign(note=note, by=morning.facilitator)

    assert codes(refused) == ["name"]
    assert [(said["term"], said["by"]) for said in part.names_cleared] == [
        ("Hope", str(morning.facilitator.id))
    ]


def test_a_sure_name_cannot_be_waved_through() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Brunhilde")
    session = held(morning)
    note = ready(
        session, morning.clients[0], morning.facilitator, observed="She sat by Brunhilde today."
    )

    for term in ("Brunhilde", "sat"):
        with pytest.raises(Refused) as refused:
            clear_note_name(note=note, term=term, by=morning.facilitator)
        assert codes(refused) == ["no_question"]
    with pytest.raises(Refused) as not_signed:
        sign(note=note, by=morning.facilitator)
    assert codes(not_signed) == ["name"]


def test_her_own_name_is_hers() -> None:
    morning = make.morning(clients=1)
    her = make.add_client(morning, name="Brunhilde")
    session = held(morning)

    note = ready(session, her, morning.facilitator, sentence="Brunhilde said no to a shift.")

    assert sign(note=note, by=morning.facilitator).note_id == note.pk


# Drafts


def test_a_draft_is_saved_field_by_field_and_kept() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = open_note(session=session, client=morning.clients[0], by=morning.facilitator)

    note = save_note(note=note, version=0, changes={"response": "tried"}, by=morning.facilitator)
    note = save_note(
        note=note, version=note.version, changes={"sentence": "Half a"}, by=morning.facilitator
    )

    assert note.version == 2
    assert values(note) == {"response": "tried", "sentence": "Half a"}
    assert not note.has_own_sentence


def test_the_same_save_again_changes_nothing() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client, by = morning.clients[0], morning.facilitator

    first = write_note(session=session, client=client, version=0, changes=CHIPS, by=by)
    again = write_note(session=session, client=client, version=0, changes=CHIPS, by=by)

    assert first.pk == again.pk
    assert first.version == again.version == 1


def test_two_tabs_never_overwrite_each_other_unseen() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client, one, other = morning.clients[0], morning.facilitator, morning.lead
    write_note(session=session, client=client, version=0, changes={"sentence": "One."}, by=one)

    with pytest.raises(Refused) as refused:
        write_note(
            session=session, client=client, version=0, changes={"sentence": "Two."}, by=other
        )
    aside = write_note(
        session=session, client=client, version=0, changes={"observed": "Steady."}, by=other
    )
    chosen = write_note(
        session=session,
        client=client,
        version=Seen(0, {"sentence": 1}),
        changes={"sentence": "Two."},
        by=other,
    )

    assert codes(refused) == ["stale"]
    assert refused.value.reasons[0].field_name == "sentence"
    assert aside.author_id == one.id
    assert values(chosen) == {"sentence": "Two.", "observed": "Steady."}
    assert (chosen.author_id, chosen.opened_by) == (other.id, other.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"participation": "shouted"}, "no_choice"),
        ({"risk_change": "x"}, "no_choice"),
        ({"goal_id": "nonsense"}, "no_choice"),
        ({"goal_id": "00000000-0000-4000-8000-000000000001"}, "no_choice"),
        ({"assessment": "a field of the other kind"}, "no_field"),
        ({"signed_at": "now"}, "no_field"),
        ({"sentence": "x" * 6001}, "too_long"),
    ],
)
def test_what_does_not_belong_in_a_note_is_refused(changes: dict[str, str], code: str) -> None:
    morning = make.morning(clients=1)
    session = held(morning)

    with pytest.raises(Refused) as refused:
        write_note(
            session=session,
            client=morning.clients[0],
            version=0,
            changes=changes,
            by=morning.facilitator,
        )

    assert codes(refused) == [code]
    assert not Note.objects.exists()


def test_nobody_gets_a_note_in_a_group_she_is_not_in() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    stranger = make.client()

    with pytest.raises(Refused) as refused:
        open_note(session=session, client=stranger, by=morning.facilitator)

    assert codes(refused) == ["not_on_roster"]


def test_the_closing_round_has_no_notes() -> None:
    morning = make.morning(clients=1)

    with pytest.raises(Refused) as refused:
        open_note(
            session=morning.session(SessionKind.CLOSING), client=morning.clients[0], by=morning.lead
        )

    assert codes(refused) == ["no_notes"]


# Signing


def test_a_signed_note_is_frozen_with_its_whole_text() -> None:
    morning = make.morning(clients=3)
    session = held(morning, away=1)
    note = ready(session, morning.clients[0], morning.facilitator, her_words="I stayed.")

    signature = sign(note=note, by=morning.facilitator)

    assert "2026-11-18. Skills, 9:00-10:00" in signature.text
    assert "In the group: 2" in signature.text
    assert "Here 60 of 60 minutes." in signature.text
    assert 'In her words: "I stayed."' in signature.text
    assert "Goal: Get through mornings" in signature.text
    assert signature.signed_as == "Fay Facilitator, LCSW"
    assert not signature.late
    with pytest.raises(Refused) as refused:
        save_note(note=note, version=99, changes={"sentence": "New."}, by=morning.facilitator)
    assert codes(refused) == ["signed"]
    with pytest.raises(Refused) as twice:
        sign(note=note, by=morning.facilitator)
    assert codes(twice) == ["signed"]
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sentence": ""}, "no_sentence"),
        ({"sentence": "Too short"}, "no_sentence"),
        ({"goal_id": ""}, "no_goal"),
        ({"participation": ""}, "no_participation"),
        ({"response": ""}, "no_response"),
        ({"risk_change": "unknown"}, "risk_not_said"),
        ({"risk_change": "new"}, "no_alert"),
    ],
)
def test_a_note_that_lacks_something_is_not_signed(changes: dict[str, str], code: str) -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator, **changes)

    with pytest.raises(Refused) as refused:
        sign(note=note, by=morning.facilitator)

    assert codes(refused) == [code]
    assert not Signature.objects.exists()


def test_a_note_waits_for_attendance_and_for_the_end_of_the_session() -> None:
    morning = make.morning(clients=1)
    session = morning.session(SessionKind.SKILLS)
    note = ready(session, morning.clients[0], morning.facilitator)

    with clock.standing(make.at("09:30")), pytest.raises(Refused) as refused:
        sign(note=note, by=morning.facilitator)

    assert codes(refused) == ["presence", "not_over"]


def test_only_the_author_signs() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)

    with pytest.raises(Refused) as refused:
        sign(note=note, by=morning.lead)

    assert codes(refused) == ["not_author", "not_opened"]


def test_a_signature_after_a_day_is_a_late_entry() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)

    with clock.standing(make.at("10:01", make.WEDNESDAY + timedelta(days=1))):
        assert sign(note=note, by=morning.facilitator).late


def test_a_new_concern_needs_its_alert_and_is_signed_alone() -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    worried, calm = morning.clients
    note = ready(session, worried, morning.facilitator, risk_change="new")
    ready(session, calm, morning.facilitator)

    opened = open_alert(note=note, by=morning.facilitator)
    again = open_alert(note=note, by=morning.facilitator)
    all_signed = sign_all(session=session, by=morning.facilitator)
    sign(note=note, by=morning.facilitator)

    assert opened.pk == again.pk
    assert Alert.objects.get().level is Level.MODERATE
    assert Alert.objects.get().on_site
    assert [signed.client_id for signed in all_signed.signed] == [calm.pk]
    assert [(left.client, [r.code for r in left.reasons]) for left in all_signed.left] == [
        (worried, ["risk_change"])
    ]


def test_an_alert_is_not_opened_without_a_new_concern() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)

    with pytest.raises(Refused) as refused:
        open_alert(note=note, by=morning.facilitator)

    assert codes(refused) == ["no_new_risk"]


def test_nine_here_one_away_sign_all_ready() -> None:
    morning = make.morning(clients=10)
    session = held(morning, away=1)
    here, away = morning.clients[:9], morning.clients[9]
    for client in here[:8]:
        ready(session, client, morning.facilitator)
    ready(session, here[8], morning.facilitator, sentence="")

    done = sign_all(session=session, by=morning.facilitator)
    again = sign_all(session=session, by=morning.facilitator)

    assert len(done.signed) == 8
    assert [(left.client, [r.code for r in left.reasons]) for left in done.left] == [
        (here[8], ["no_sentence"])
    ]
    assert again.signed == ()
    assert Signature.objects.count() == 8
    assert AbsenceEntry.objects.get().client_id == away.pk
    assert AbsenceEntry.objects.get().reason is AwayReason.CHILDCARE
    assert not Note.objects.filter(client=away).exists()
    assert queries.chart.notes_of_client(away.pk)[0].words == (
        "2026-11-18. Skills.\nAway. She told us: childcare."
    )


def test_cofacilitators_sign_what_each_wrote() -> None:
    morning = make.morning(clients=4)
    session = held(morning)
    for client in morning.clients[:2]:
        ready(session, client, morning.facilitator)
    for client in morning.clients[2:]:
        ready(session, client, morning.lead)

    first = sign_all(session=session, by=morning.facilitator)
    second = sign_all(session=session, by=morning.lead)

    assert {n.client_id for n in first.signed} == {c.pk for c in morning.clients[:2]}
    assert {n.client_id for n in second.signed} == {c.pk for c in morning.clients[2:]}


def test_signed_notes_stay_when_others_come_and_go() -> None:
    morning = make.morning(clients=9)
    session = held(morning, away=1)
    for client in morning.clients[:8]:
        ready(session, client, morning.facilitator)
    sign_all(session=session, by=morning.facilitator)
    before = frozen()

    late = morning.clients[8]
    set_presence(session=session, client=late, presence=Presence.HERE, by=morning.facilitator)
    sign(note=ready(session, late, morning.facilitator), by=morning.facilitator)
    struck = Note.objects.filter(client=morning.clients[0]).get()
    strike_note(note=struck, why="Written for the wrong woman.", by=morning.facilitator)
    save_shared(session=session, version=0, words="Later words.", by=morning.facilitator)

    after = frozen()
    assert len(before) == 8
    assert {pk: after[pk] for pk in before} == before
    assert len(after) == 9
    assert AbsenceEntry.objects.get().struck_why == "She was here after all."


def test_attendance_under_a_signed_note_does_not_change() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    sign(note=ready(session, morning.clients[0], morning.facilitator), by=morning.facilitator)

    with pytest.raises(Refused) as refused:
        set_presence(
            session=session,
            client=morning.clients[0],
            presence=Presence.AWAY,
            by=morning.facilitator,
        )

    assert codes(refused) == ["note_signed"]
    assert not AbsenceEntry.objects.exists()


def test_a_draft_of_somebody_away_is_kept_and_not_signed() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    set_presence(
        session=session, client=morning.clients[0], presence=Presence.AWAY, by=morning.facilitator
    )

    with pytest.raises(Refused) as refused:
        sign(note=note, by=morning.facilitator)

    assert codes(refused) == ["absent"]
    assert queries.grid.sheet(session, morning.facilitator).absent[0].has_draft
    # she was in the house: nobody writes that she told us a reason
    assert AbsenceEntry.objects.get().reason is AwayReason.NOT_IN_SESSION
    assert [line.words for line in queries.chart.notes_of_client(morning.clients[0].pk)] == [
        "",
        "2026-11-18. Skills.\nHere that day, not in this session.",
    ]


@pytest.mark.parametrize(
    "deed", ["UPDATE care_signature SET late = NOT late", "DELETE FROM care_signature"]
)
def test_the_database_itself_keeps_signatures(deed: str) -> None:
    lay_triggers()
    morning = make.morning(clients=1)
    session = held(morning)
    sign(note=ready(session, morning.clients[0], morning.facilitator), by=morning.facilitator)
    before = frozen()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)

    assert frozen() == before


# After signing


def test_an_addendum_stands_beside_the_note() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    text = sign(note=note, by=morning.facilitator).text

    added = add_addendum(note=note, text="It was Tuesday.", why="Wrong day", by=morning.lead)

    assert (added.text, added.why, added.added_by) == (
        "It was Tuesday.",
        "Wrong day",
        morning.lead.id,
    )
    assert Signature.objects.get().text == text


def test_an_addendum_needs_a_signed_note_a_text_and_a_reason() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)

    with pytest.raises(Refused) as early:
        add_addendum(note=note, text="x", why="y", by=morning.facilitator)
    sign(note=note, by=morning.facilitator)
    with pytest.raises(Refused) as empty:
        add_addendum(note=note, text=" ", why="", by=morning.facilitator)

    assert codes(early) == ["not_signed"]
    assert codes(empty) == ["text", "why"]


def test_an_addendum_names_nobody_else() -> None:
    morning = make.morning(clients=1)
    make.add_client(morning, name="Brunhilde")
    make.add_client(morning, name="Grace")
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=note, by=morning.facilitator)

    with pytest.raises(Refused) as sure:
        add_addendum(note=note, text="Brunhilde saw it.", why="w", by=morning.facilitator)
    with pytest.raises(Refused) as unsure:
        add_addendum(note=note, text="Grace came to mind.", why="w", by=morning.facilitator)
    add_addendum(
        note=note,
        text="Grace came to mind.",
        why="w",
        not_names=["Grace"],
        by=morning.facilitator,
    )

    assert codes(sure) == ["name"]
    assert codes(unsure) == ["maybe_name"]
    assert Addendum.objects.count() == 1


def test_a_struck_note_stays_readable_and_leaves_room() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client = morning.clients[0]
    note = ready(session, client, morning.facilitator)
    text = sign(note=note, by=morning.facilitator).text

    with pytest.raises(Refused) as no_reason:
        strike_note(note=note, why=" ", by=morning.facilitator)
    with pytest.raises(Refused) as stranger:
        strike_note(note=note, why="x", by=morning.therapist)
    strike_note(note=note, why="Wrong woman", by=morning.lead)
    fresh = ready(session, client, morning.facilitator)

    assert codes(no_reason) == ["why"]
    assert codes(stranger) == ["not_author"]
    assert fresh.pk != note.pk
    assert Signature.objects.get().text == text
    with pytest.raises(Refused) as struck:
        add_addendum(note=note, text="x", why="y", by=morning.facilitator)
    assert codes(struck) == ["struck"]


# Who may, and what the trail holds


@pytest.mark.parametrize("role", ["desk", "director"])
def test_others_write_no_notes(role: str) -> None:
    morning = make.morning(clients=1)
    session = held(morning)

    with pytest.raises(Refused) as refused:
        open_note(session=session, client=morning.clients[0], by=getattr(morning, role))

    assert codes(refused) == ["not_allowed"]


def test_the_trail_holds_no_words_of_a_note() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(
        session, morning.clients[0], morning.facilitator, sentence="A secret sentence here."
    )
    sign(note=note, by=morning.facilitator)

    trail = json.dumps(list(AuditEvent.objects.values("verb", "codes", "subject_ids")))

    assert "care.note_signed" in trail
    assert "secret" not in trail
    with connection.cursor() as cursor:
        cursor.execute("SELECT body_sealed FROM care_note")
        assert b"secret" not in bytes(cursor.fetchone()[0])
