"""Before signing and after: look-alikes, rows taken, second signatures, what she may read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from openiop.base import clock
from openiop.base.models import Site
from openiop.care import queries
from openiop.care.actions.notes import answer_alike, take_row, write_note
from openiop.care.actions.opening import end_hold, hold_note, release_note
from openiop.care.actions.signing import cosign, sign, sign_all
from openiop.care.models import AlikeAnswer, CoSignature, NoteHold, Rehearsal, Signature
from openiop.care.presenters import alike_view
from openiop.care.tasks import end_expired_holds
from openiop.clients.models import Client
from openiop.domain.care.guards import Alike
from openiop.domain.care.opening import HoldKind
from openiop.domain.decision import Refused
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.privacy.triggers import lay_triggers
from openiop.programs.models import StaffMember
from tests import make
from tests.stages.care.writing import held, own_sentence, ready

pytestmark = pytest.mark.django_db

SAME = "She stayed with it although it was hard today."
MOMENT = make.at("10:05")


@pytest.fixture
def site() -> Site:
    return make.site(is_demo=True)


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, MOMENT):
        seconds = int((MOMENT - clock.wall()).total_seconds())
        Site.objects.filter(pk=site.pk).update(clock_offset_seconds=seconds)
        yield


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def unlicensed(actor: Actor) -> None:
    StaffMember.objects.filter(pk=actor.id).update(credentials="MSW")


# Look-alikes


def test_ten_equal_notes_are_all_shown_and_none_is_signed_whatever_the_chips() -> None:
    morning = make.morning(clients=10)
    session = held(morning)
    for client in morning.clients:
        ready(session, client, morning.facilitator, sentence=SAME)

    shown = queries.grid.sheet(session, morning.facilitator).alike
    first = sign_all(session=session, by=morning.facilitator)
    for number, client in enumerate(morning.clients):
        chips = {"participation": ["quiet", "shared", "led"][number % 3]}
        ready(session, client, morning.facilitator, sentence=SAME, **chips)
    again = sign_all(session=session, by=morning.facilitator)
    page = signed_in(morning.facilitator).get(reverse("care:notes", args=[session.pk]))

    assert len(shown) == 45
    assert {view.typed for view in shown} == {SAME}
    assert first.signed == again.signed == ()
    assert {reason.code for left in again.left for reason in left.reasons} == {"alike"}
    html = page.content.decode()
    panel, pairs = html[html.index('id="alike"') :].split("<details", 1)
    assert panel.count("<section") == 1
    assert panel.count(escape(SAME)) == 1
    assert pairs.count("% alike") == 45
    assert pairs.count(f"</b> {escape(SAME)}</blockquote>") == 90


def test_one_answer_for_a_group_is_kept_for_every_pair_and_for_these_texts_only() -> None:
    morning = make.morning(clients=5)
    session, her = held(morning), morning.facilitator
    notes = [ready(session, client, her, sentence=SAME) for client in morning.clients[:4]]
    ready(session, morning.clients[4], her)
    address = reverse("care:answer_alike_group", args=[session.pk])
    told = {"notes": [str(note.pk) for note in notes], "why": "One sentence they wrote together."}

    silent = signed_in(her).post(address, {**told, "why": " "})
    others = signed_in(morning.desk).post(address, told)
    signed_in(her).post(address, told)
    signed_in(her).post(address, told)

    assert (silent.status_code, others.status_code) == (302, 403)
    assert {row.why for row in AlikeAnswer.objects.all()} == {told["why"]}
    assert AlikeAnswer.objects.count() == 6
    shown = alike_view(queries.grid.sheet(session, her))
    assert (shown.groups, len(shown.answered)) == ((), 6)

    for client in morning.clients[:2]:
        ready(session, client, her, sentence=SAME + " Again, she said so.")
    (again,) = alike_view(queries.grid.sheet(session, her)).groups
    assert len(again.pairs) == 5
    assert len(sign_all(session=session, by=her).signed) == 1


def test_an_answer_lets_one_pair_pass_and_another_text_is_asked_about_again() -> None:
    morning = make.morning(clients=3)
    session = held(morning)
    one, other, third = (
        ready(session, client, morning.facilitator, sentence=sentence)
        for client, sentence in zip(
            morning.clients, (SAME, SAME, own_sentence(morning.clients[2])), strict=True
        )
    )

    with pytest.raises(Refused) as unanswered:
        sign(note=one, by=morning.facilitator)
    with pytest.raises(Refused) as silent:
        answer_alike(note=one, other=other, why=" ", by=morning.facilitator)
    with pytest.raises(Refused) as foreign:
        answer_alike(note=one, other=other, why="They did it together.", by=morning.lead)
    answer_alike(note=one, other=other, why="They did it together.", by=morning.facilitator)
    write_note(
        session=session,
        client=third.client,
        version=99,
        changes={"sentence": SAME},
        by=morning.facilitator,
    )
    done = sign_all(session=session, by=morning.facilitator)

    assert codes(unanswered) == ["alike"]
    assert codes(silent) == ["why"]
    assert codes(foreign) == ["not_author"]
    assert done.signed == ()
    assert AlikeAnswer.objects.get().why == "They did it together."

    write_note(
        session=session,
        client=third.client,
        version=99,
        changes={"sentence": own_sentence(third.client)},
        by=morning.facilitator,
    )
    assert len(sign_all(session=session, by=morning.facilitator).signed) == 3


def test_the_same_words_as_in_her_last_session_are_found() -> None:
    morning = make.morning(clients=2)
    before = held(morning)
    sign(
        note=ready(before, morning.clients[0], morning.facilitator, sentence=SAME),
        by=morning.facilitator,
    )
    later = morning.session(SessionKind.PROCESS)
    write_note(
        session=later,
        client=morning.clients[0],
        version=0,
        changes={"sentence": SAME},
        by=morning.facilitator,
    )

    (found,) = queries.grid.sheet(later, morning.facilitator).alike

    assert found.kind is Alike.LAST_SESSION
    assert found.other_typed == SAME


def test_the_number_of_pairs_costs_no_further_statements() -> None:
    morning = make.morning(clients=3)
    counts = []
    for more in (0, 6):
        for _ in range(more):
            make.add_client(morning)
        session = held(morning)
        for client in morning.clients:
            ready(session, client, morning.facilitator, sentence=SAME)
        queries.grid.sheet(session, morning.facilitator)  # what is read once is read now
        with CaptureQueriesContext(connection) as captured:
            queries.grid.sheet(session, morning.facilitator)
        counts.append(len(captured))

    assert counts[0] == counts[1]


# Rows of two facilitators


def test_a_row_is_taken_and_what_stands_in_it_stays() -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    hers = ready(session, morning.clients[0], morning.facilitator)

    taken = take_row(session=session, client=morning.clients[0], by=morning.lead)
    begun = take_row(session=session, client=morning.clients[1], by=morning.lead)
    with pytest.raises(Refused) as not_hers:
        sign(note=hers, by=morning.facilitator)
    sign(note=taken, by=morning.lead)
    with pytest.raises(Refused) as signed:
        take_row(session=session, client=morning.clients[0], by=morning.facilitator)

    assert "not_author" in codes(not_hers)
    assert codes(signed) == ["signed"]
    assert own_sentence(morning.clients[0]) in Signature.objects.get(note=taken).text
    assert begun.author_id == morning.lead.id


# Rehearsals


def test_a_rehearsal_is_a_fact_of_its_own_once_the_note_is_signed() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(
        session,
        morning.clients[0],
        morning.facilitator,
        practiced="Saying no, A boundary",
        practiced_with="member",
        practiced_how="hard",
    )
    assert not Rehearsal.objects.exists()

    sign(note=note, by=morning.facilitator)

    told = {(row.what, str(row.with_whom), str(row.went)) for row in Rehearsal.objects.all()}
    assert told == {("Saying no", "member", "hard"), ("A boundary", "member", "hard")}


# Signed and released singly


def test_a_label_and_an_owed_signature_keep_a_note_out_of_the_common_gesture() -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    labeled = ready(session, morning.clients[0], morning.facilitator, partner_violence="yes")
    ready(session, morning.clients[1], morning.facilitator)

    done = sign_all(session=session, by=morning.facilitator)
    sign(note=labeled, by=morning.facilitator)

    assert [note.client_id for note in done.signed] == [morning.clients[1].pk]
    assert [[r.code for r in left.reasons] for left in done.left] == [["partner_violence"]]
    assert read_by(morning.clients[0]) == []
    assert len(read_by(morning.clients[1])) == 1
    release_note(note=labeled, by=morning.facilitator)
    assert len(read_by(morning.clients[0])) == 1


def read_by(client: Client) -> list[str]:
    return [note.text for note in queries.opening.open_notes_of(client.pk)]


def test_a_second_signature_is_owed_queued_and_given_by_somebody_else_once() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    unlicensed(morning.facilitator)
    note = ready(session, morning.clients[0], morning.facilitator)
    assert sign_all(session=session, by=morning.facilitator).signed == ()
    signature = sign(note=note, by=morning.facilitator)

    (line,) = queries.cosign.cosign_queue(morning.lead)
    hidden = read_by(morning.clients[0])
    with pytest.raises(Refused) as early:
        release_note(note=note, by=morning.facilitator)
    lead = signed_in(morning.lead)
    queue = lead.get(reverse("care:cosign_queue")).content.decode()
    my_day = lead.get(reverse("care:my_day")).content.decode()
    lead.post(reverse("care:cosign", args=[note.pk]))
    with pytest.raises(Refused) as twice:
        cosign(note=note, by=morning.lead)

    assert (line.note_id, line.is_late, line.is_own) == (note.pk, False, False)
    assert hidden == []
    assert codes(early) == ["cosign"]
    assert morning.clients[0].short_name in queue
    assert "1 note waits for a second signature" in my_day
    assert codes(twice) == ["cosigned"]
    assert queries.cosign.cosign_queue(morning.lead) == []
    assert CoSignature.objects.get().content_hash == signature.content_hash
    assert read_by(morning.clients[0]) == []  # it is released on its own
    release_note(note=note, by=morning.facilitator)
    assert len(read_by(morning.clients[0])) == 1


@pytest.mark.parametrize("deed", ["DELETE FROM care_cosignature", "DELETE FROM care_alikeanswer"])
def test_the_database_itself_keeps_second_signatures_and_answers(deed: str) -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    unlicensed(morning.facilitator)
    one, other = (
        ready(session, client, morning.facilitator, sentence=SAME) for client in morning.clients
    )
    answer_alike(note=one, other=other, why="They did it together.", by=morning.facilitator)
    sign(note=one, by=morning.facilitator)
    cosign(note=one, by=morning.lead)
    lay_triggers()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


# Holding back


def test_a_hold_hides_a_note_until_its_last_day_and_then_ends_by_itself() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    client = morning.clients[0]
    note = ready(session, client, morning.facilitator)
    sign(note=note, by=morning.facilitator)
    assert len(read_by(client)) == 1

    with pytest.raises(Refused) as bare:
        hold_note(
            note=note, kind=None, why="", reviewer_id=None, expires_on=None, by=morning.facilitator
        )
    last = clock.today() + timedelta(days=2)
    hold = hold_note(
        note=note,
        kind=HoldKind.SECURITY,
        why="Somebody reads along on her phone.",
        reviewer_id=morning.lead.id,
        expires_on=last,
        by=morning.facilitator,
    )

    assert codes(bare) == ["kind", "why", "reviewer", "expires_on"]
    assert read_by(client) == []
    with clock.standing(MOMENT + timedelta(days=3)):
        assert len(read_by(client)) == 1
        end_expired_holds()
    ended = NoteHold.objects.get(pk=hold.pk)
    assert (ended.ended_by, ended.ended_at is None) == (system().id, False)
    end_hold(hold=hold, by=morning.facilitator)
    assert NoteHold.objects.get(pk=hold.pk).ended_by == system().id


def test_the_page_of_a_note_holds_ends_and_keeps_what_was_typed() -> None:
    morning = make.morning(clients=1)
    session = held(morning)
    note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=note, by=morning.facilitator)
    browser = signed_in(morning.facilitator)

    url = reverse("care:hold", args=[note.pk])
    half = browser.post(url, {"kind": "harm", "why": "She is at his house."})
    told = {
        "kind": "harm",
        "why": "She is at his house.",
        "reviewer": str(morning.lead.id),
        "expires_on": str(clock.today() + timedelta(days=5)),
    }
    browser.post(url, told)
    page = browser.get(reverse("care:note", args=[note.pk])).content.decode()
    browser.post(reverse("care:end_hold", args=[NoteHold.objects.get().pk]))

    assert half.status_code == 422
    assert "She is at his house." in half.content.decode()
    assert "No. It is held." in page
    assert NoteHold.objects.get().ended_by == morning.facilitator.id


# Her own page


def test_she_reads_her_notes_and_nobody_elses_on_her_own_page() -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    client = morning.clients[0]
    for each in morning.clients:
        ready(session, each, morning.facilitator)
    sign_all(session=session, by=morning.facilitator)
    her = make.client_actor(client)

    page = signed_in(her).get(reverse("portal:notes")).content.decode()

    assert own_sentence(client) in page
    assert own_sentence(morning.clients[1]) not in page
    assert str(client.pk) not in page


# Who may


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead", 200), ("facilitator", 403), ("therapist", 403), ("desk", 403), ("director", 403)],
)
def test_the_queue_is_for_whoever_co_signs(role: str, status: int) -> None:
    morning = make.morning()

    answer = signed_in(getattr(morning, role)).get(reverse("care:cosign_queue"))

    assert answer.status_code == status


@pytest.mark.parametrize("name", ["take", "answer_alike", "release", "hold", "cosign"])
@pytest.mark.parametrize("role", ["desk", "director"])
def test_others_change_none_of_it(name: str, role: str) -> None:
    morning = make.morning(clients=2)
    session = held(morning)
    one, other = (ready(session, client, morning.facilitator) for client in morning.clients)
    args = {
        "take": [session.pk, morning.clients[0].pk],
        "answer_alike": [one.pk, other.pk],
    }.get(name, [one.pk])

    answer = signed_in(getattr(morning, role)).post(reverse(f"care:{name}", args=args))

    assert answer.status_code == 403
