"""Letters: nothing that was not chosen, nothing she has not read, nothing without her yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse

from openiop.base import clock
from openiop.base.models import Site
from openiop.domain.decision import Refused
from openiop.domain.letters.letter import LetterBody, LetterFact, LetterKind, LetterStatus
from openiop.domain.privacy import Role
from openiop.letters import actions, queries
from openiop.letters.models import Letter, LetterText
from openiop.privacy.actor import Actor
from tests import make

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
    return make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Actor:
    return make.client_actor(morning.clients[0])


@pytest.fixture
def letter(morning: make.Morning) -> Letter:
    return actions.ask(
        client=morning.clients[0], kind=LetterKind.WORK, recipient="Acorn Mill", by=morning.lead
    )


BODY = LetterBody(
    LetterKind.WORK, "Acorn Mill", facts=frozenset({LetterFact.ATTENDS, LetterFact.DAYS})
)


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def agreed(letter: Letter, morning: make.Morning, her: Actor) -> Letter:
    text = actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)
    actions.look_at(letter=letter, by=her)
    return actions.agree(letter=letter, number=text.number, by=her)


def test_a_letter_goes_from_asking_to_sent_only_through_her(
    morning: make.Morning, her: Actor, letter: Letter
) -> None:
    assert letter.due_on == make.WEDNESDAY + timedelta(days=7)
    with pytest.raises(Refused, match="consent"):
        actions.send_by_hand(letter=letter, how="Handed to her", by=morning.lead)
    text = actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)
    with pytest.raises(Refused, match="not_read"):
        actions.agree(letter=letter, number=text.number, by=her)
    actions.look_at(letter=letter, by=her)
    assert Letter.objects.get().status is LetterStatus.PREVIEWED
    actions.agree(letter=letter, number=text.number, by=her)

    sent = actions.send_by_hand(letter=letter, how="Handed to her", by=morning.lead)

    assert sent.status is LetterStatus.SENT


def test_a_new_text_needs_her_again(morning: make.Morning, her: Actor, letter: Letter) -> None:
    agreed(letter, morning, her)

    actions.draft(
        letter=letter, body=replace(BODY, recipient="Birch Mill"), seen_number=1, by=morning.lead
    )

    with pytest.raises(Refused, match="consent"):
        actions.print_letter(letter=letter, by=morning.lead)


def test_she_takes_it_back_before_it_went_out(
    morning: make.Morning, her: Actor, letter: Letter
) -> None:
    agreed(letter, morning, her)

    actions.decline(letter=letter, by=her)

    with pytest.raises(Refused, match="consent"):
        actions.send_by_hand(letter=letter, how="By post", by=morning.lead)


def test_nobody_agrees_for_her(morning: make.Morning, letter: Letter) -> None:
    actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)
    other = make.client_actor(morning.clients[1])

    for actor in (morning.lead, other):
        with pytest.raises(Refused, match="not_allowed"):
            actions.look_at(letter=letter, by=actor)


def test_two_writers_do_not_overwrite_each_other(morning: make.Morning, letter: Letter) -> None:
    actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)

    with pytest.raises(Refused, match="stale"):
        actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)


def test_a_text_once_written_stays(morning: make.Morning, letter: Letter) -> None:
    actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)

    with pytest.raises(DatabaseError), transaction.atomic():
        LetterText.objects.update(number=9)


def test_the_form_chooses_nothing_clinical_beforehand(letter: Letter) -> None:
    body = queries.letter_page(letter).body

    assert not any(fact.is_clinical for fact in body.facts)


def test_staff_pages_and_the_pdf(morning: make.Morning, her: Actor, letter: Letter) -> None:
    browser, client = signed_in(morning.lead), morning.clients[0]
    for name, args in (("register", []), ("of_client", [client.pk]), ("letter", [letter.pk])):
        assert browser.get(reverse(f"letters:{name}", args=args)).status_code == 200
    told = {"recipient": "Acorn Mill", "letterhead": "neutral", "facts": ["attends"], "seen": "0"}
    drafted = browser.post(reverse("letters:letter", args=[letter.pk]), told, follow=True)
    assert b"has regular appointments with us" in drafted.content
    actions.look_at(letter=letter, by=her)
    actions.agree(letter=letter, number=1, by=her)

    made = browser.post(reverse("letters:pdf", args=[letter.pk]))

    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")


def test_her_pages(morning: make.Morning, her: Actor, letter: Letter) -> None:
    actions.draft(letter=letter, body=BODY, seen_number=0, by=morning.lead)
    browser = signed_in(her)
    assert b"Acorn Mill" in browser.get(reverse("letters:hers")).content

    shown = browser.get(reverse("letters:read", args=[letter.pk]))
    assert b"Yes, it may go out" in shown.content
    browser.post(reverse("letters:answer", args=[letter.pk]), {"agree": "yes", "number": "1"})

    assert Letter.objects.get().status is LetterStatus.CONSENTED
    other = signed_in(make.client_actor(morning.clients[1]))
    assert other.get(reverse("letters:read", args=[letter.pk])).status_code == 403


def test_the_front_desk_sees_no_letter(morning: make.Morning, letter: Letter) -> None:
    desk = signed_in(make.staff(Role.FRONT_DESK))

    assert desk.get(reverse("letters:letter", args=[letter.pk])).status_code == 403
    assert desk.get(reverse("letters:register")).status_code == 403


def test_a_letter_nobody_wrote_yet_says_so(her: Actor, letter: Letter) -> None:
    opened = signed_in(her).get(reverse("letters:read", args=[letter.pk]), follow=True)

    assert opened.status_code == 200
    assert "There is nothing to read yet." in opened.content.decode()
