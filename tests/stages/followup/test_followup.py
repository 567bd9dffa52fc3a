"""Notes only where wanted and safe, links that tell nothing, calls with an owner, the door back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.translation import gettext, override

from openiop.accounts.queries import actor_for
from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client, Episode
from openiop.discharge import actions as discharge
from openiop.discharge.actions.choosing import Wanted
from openiop.discharge.queries.visits import visits_of
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.discharge.return_door import Known, KnownSaid
from openiop.domain.discharge.visits import StepAsked, VisitKind, VisitState
from openiop.domain.episode import StayEnd
from openiop.domain.events import Admitted
from openiop.domain.followup.answers import CallOutcome, CallWhy
from openiop.domain.followup.notes import LINK_WORDS
from openiop.domain.neutral import neutral_words
from openiop.domain.privacy import Role
from openiop.domain.words import Channel
from openiop.followup import actions
from openiop.followup.models import CallOwed, CaringNote
from openiop.followup.queries import door_page
from openiop.followup.tasks import send_due_notes
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.models import Message
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import Actor, system
from tests import make

pytestmark = pytest.mark.django_db

MOMENT = make.at("14:00")
TODAY = make.WEDNESDAY
CODE = "blue kettle"
YES = ChannelRule(Allowed.YES)


@pytest.fixture(autouse=True)
def at_work() -> Iterator[Site]:
    a_site = make.site(is_demo=True)
    _stand(a_site, 0)
    with make.working_at(a_site, MOMENT):
        yield a_site


def _stand(a_site: Site, days: int) -> None:
    seconds = int((MOMENT + timedelta(days=days) - clock.wall()).total_seconds())
    Site.objects.filter(pk=a_site.pk).update(clock_offset_seconds=seconds)


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Actor:
    """She wants notes by text, and her stay ends today by her own choice."""
    client = morning.clients[0]
    actor = make.client_actor(client)
    make.anyone_may_call(client)
    discharge.choosing.choose(client=client, wanted=Wanted(True, Channel.TEXT), code=CODE, by=actor)
    _end(client, morning, StayEnd.HER_CHOICE)
    return actor


def _end(client: Client, morning: make.Morning, how: StayEnd) -> Episode:
    stay = Episode.objects.get(client=client)
    discharge.ending.end(
        episode=stay, how=how, on=TODAY, why="She chose it", next_step="Rest", by=morning.lead
    )
    return stay


def link_of(message: Message) -> str:
    return "/hello/" + message.words.rsplit("/hello/", 1)[1].split()[0]


def later(a_site: Site, days: int) -> AbstractContextManager[None]:
    _stand(a_site, days)
    return clock.standing(MOMENT + timedelta(days=days))


def test_a_note_its_code_and_the_call_she_asks_for(
    at_work: Site, morning: make.Morning, her: Actor
) -> None:
    assert send_due_notes() == 0, "not on the day she left"
    with later(at_work, 1):
        assert (send_due_notes(), send_due_notes()) == (1, 0)
        sent = Message.objects.get()
        link = link_of(sent)
        assert her.name not in sent.words and "iop" not in sent.words.casefold()
        browser = Browser()
        unknown = browser.post("/hello/abc.def/", {"code": CODE})
        wrong = browser.post(link, {"code": "green kettle"})
        assert (wrong.status_code, unknown.status_code) == (422, 422)
        assert _but(wrong, link) == _but(unknown), "one answer for whatever does not fit"
        assert _but(browser.get(link), link) == _but(browser.get("/hello/abc.def/"))
        opened = browser.post(link, {"code": " Blue  KETTLE "})
        assert opened["Location"] == reverse("public:hello_questions")
        page = browser.get(opened["Location"]).content.decode()
        assert "someone to call me" in page and her.name not in page
        done = browser.post(
            opened["Location"], {"how": "very_hard", "words": "The nights", "call_me": "on"}
        )
        assert b"Help now" in browser.get(done["Location"]).content
        call = CallOwed.objects.get()
        assert (call.why, call.words) == (CallWhy.VERY_HARD, "The nights")
        assert call.owner_id in (morning.therapist.id, morning.lead.id)
        assert clock.local(call.due_at).date() == TODAY + timedelta(days=1)
        assert browser.post(link, {"code": CODE}).status_code == 422, "once"
        assert CaringNote.objects.get().answered_at is not None


def _but(answer: Any, link: str = "/hello/abc.def/") -> bytes:
    """The page without its own address."""
    content: bytes = answer.content
    return re.sub(rb"name=.request_id.[^>]+", b"", content.replace(link.encode(), b""))


@pytest.mark.parametrize("change", ["contact", "shared", "over", "five", "left", "no"])
def test_a_link_stops_at_once(
    at_work: Site, morning: make.Morning, her: Actor, change: str
) -> None:
    client = morning.clients[0]
    with later(at_work, 1):
        send_due_notes()
        link = link_of(Message.objects.get())
        browser = Browser()
        profile = ContactProfile(call=YES, text=YES, device_shared=change == "shared")
        if change in ("contact", "shared"):
            card = ContactCard(profile=profile, phone="555-0111")
            set_safe_contact(person_id=client.pk, card=card, by=morning.lead)
        elif change == "five":
            for _n in range(5):
                browser.post(link, {"code": "wrong one"})
        elif change in ("left", "no"):
            alumna = actor_for(make.user_of(her))
            assert alumna is not None and alumna.is_alumna
            if change == "left":
                actions.leave_alumnae(client=client, by=alumna)
            else:
                discharge.choosing.choose(client=client, wanted=Wanted(False), by=alumna)
    with later(at_work, 4 if change == "over" else 1):
        assert browser.post(link, {"code": CODE}).status_code == 422


@pytest.mark.parametrize(
    ("profile", "why_not"),
    [
        (ContactProfile(text=YES, device_shared=True), "shared"),
        (ContactProfile(text=YES, device_flagged=True), "shared"),
        (ContactProfile(call=YES), "said_no"),
        (ContactProfile(text=YES, not_safe_at_home=True), "on_hold"),
    ],
)
def test_no_note_where_it_is_not_safe_and_a_person_thinks_of_another_way(
    at_work: Site, morning: make.Morning, her: Actor, profile: ContactProfile, why_not: str
) -> None:
    card = ContactCard(profile=profile, phone="555-0111")
    set_safe_contact(person_id=morning.clients[0].pk, card=card, by=morning.lead)
    with later(at_work, 1):
        send_due_notes()

    assert not Message.objects.exists()
    assert CaringNote.objects.get().why_not == why_not
    assert CallOwed.objects.get().why == CallWhy.NO_NOTE


def test_a_death_silences_notes_calls_and_her_pages(at_work: Site, morning: make.Morning) -> None:
    client = morning.clients[1]
    actor = make.client_actor(client)
    make.anyone_may_call(client)
    discharge.choosing.choose(client=client, wanted=Wanted(True, Channel.TEXT), code=CODE, by=actor)
    _end(client, morning, StayEnd.DIED)
    with later(at_work, 1):
        send_due_notes()

    assert not Message.objects.exists()
    assert actor_for(make.user_of(actor)) is None
    with pytest.raises(Refused, match="died"):
        actions.confirm(
            client=client, known=Known.REACH, said=KnownSaid.STILL, by=make.staff(Role.INTAKE)
        )


def test_she_tells_that_she_has_been_to_her_visit(
    at_work: Site, morning: make.Morning, her: Actor
) -> None:
    stay = Episode.objects.get(client=morning.clients[0])
    asked = discharge.visits.ask_for_visit(
        episode=stay, kind=VisitKind.THERAPY, with_whom="Dr. Elm", by=morning.lead
    )
    discharge.visits.step_visit(
        appointment=asked,
        asked=StepAsked(
            VisitState.ACCEPTED, clock.at(TODAY + timedelta(days=5), "10:00"), "Elm St"
        ),
        by=morning.lead,
    )
    with later(at_work, 7):
        send_due_notes()
        browser = Browser()
        opened = browser.post(link_of(Message.objects.get()), {"code": CODE})
        assert b"Did your first visit take place?" in browser.get(opened["Location"]).content
        browser.post(opened["Location"], {"visit": "been"})
        line = visits_of(stay.pk)[0]
        assert (line.now.state, line.now.told_by_her) == (VisitState.KEPT, True)


def test_an_alumna_asks_and_comes_back_by_the_door(
    at_work: Site, morning: make.Morning, her: Actor
) -> None:
    client = morning.clients[0]
    browser = Browser()
    browser.force_login(make.user_of(her))
    assert browser.get(reverse("portal:today"))["Location"] == reverse("followup:home")
    for name in ("home", "more", "together"):
        assert browser.get(reverse(f"followup:{name}")).status_code == 200
    for _n in range(2):
        browser.post(reverse("followup:more"), {"do": "back", "words": "It got hard"})
    call = CallOwed.objects.get()
    assert call.why == CallWhy.COMING_BACK and "We have it" in _text(browser, "followup:more")

    intake = make.staff(Role.INTAKE)
    desk = Browser()
    desk.force_login(make.user_of(intake))
    assert "It got hard" in _text(desk, "followup:calls")
    actions.note_call(call=call, outcome=CallOutcome.NOT_REACHED, words="", by=intake)
    assert CallOwed.objects.get().done_at is None, "it stays owed"
    page = reverse("followup:door", args=[client.pk])
    desk.post(page, {"known": "reach", "said": "still"})
    shown = door_page(client)
    reach = next(line for line in shown.lines if line.known is Known.REACH)
    assert reach.said is KnownSaid.STILL and Known.REACH not in shown.to_confirm
    assert "read to you what we know" in desk.get(page).content.decode()
    actions.note_call(call=call, outcome=CallOutcome.SPOKE, words="Comes Monday", by=intake)

    actions.on_admitted(Admitted(client.pk, Episode.objects.get(client=client).pk), system())
    back = actor_for(make.user_of(her))
    assert back is not None and Role.CLIENT in back.roles and not back.is_alumna


def _text(browser: Browser, name: str) -> str:
    return browser.get(reverse(name)).content.decode()


def test_meetings_are_answered_and_left_at_any_time(
    at_work: Site, morning: make.Morning, her: Actor
) -> None:
    alumna = actor_for(make.user_of(her))
    assert alumna is not None
    meeting = actions.add_meeting(
        starts_at=clock.at(TODAY + timedelta(days=9), "18:00"),
        title="Tea and a walk",
        place="Oak",
        by=morning.lead,
    )
    client = morning.clients[0]
    actions.answer_meeting(meeting=meeting, client=client, comes=True, by=alumna)
    browser = Browser()
    browser.force_login(make.user_of(morning.lead))
    assert "1 comes" in _text(browser, "followup:meetings")
    actions.leave_alumnae(client=client, by=alumna)
    assert "0 come" in _text(browser, "followup:meetings")
    with pytest.raises(Refused, match="past"):
        actions.add_meeting(starts_at=MOMENT, title="Tea", place="Oak", by=morning.lead)


def test_the_note_is_as_neutral_in_spanish() -> None:
    with override("es"):
        words = gettext(LINK_WORDS)

    assert words != LINK_WORDS
    assert neutral_words(words.format(link="https://example.org/hello/aB3/"))
