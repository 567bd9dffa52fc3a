"""Role by fact: who reads what must stay between her and us, on the pages that show her."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from openiop.accounts.actions import welcome
from openiop.base import clock
from openiop.clients import actions as clients
from openiop.clients.models import Client
from openiop.clients.queries import Names
from openiop.coverage import actions as coverage
from openiop.coverage.queries import PolicyTold
from openiop.day.actions import join_remotely
from openiop.domain.address import Address, AddressKind
from openiop.domain.coverage.policy import Holder, PayerKind
from openiop.domain.kept_apart import Link
from openiop.domain.privacy import Role
from openiop.domain.remote_door import AtHerDoor, FallbackWay
from openiop.domain.wishes import BusyDate, DateWhy, Wishes
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.schedule import actions as schedule
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db

LEGAL, BLOCKED, HOME, SUBSTITUTE = "Zlegal", "Zblocked", "12 Zhome Road", "Box 9 Zsubst"
APART, HOLDER, MEMBER, WISH = "Zapart words", "Zholder", "Zmember 77", "Zwish words"
WHERE, HELPER = "3 Zwhere Street", "Zhelper next door"
FACTS = (LEGAL, BLOCKED, HOME, SUBSTITUTE, APART, HOLDER, MEMBER, WISH, WHERE, HELPER)

SEES: dict[str, set[str]] = {
    "front desk": set(),
    "facilitator": {BLOCKED, WISH, WHERE, HELPER},
    # where she is today is for who holds the session; its quiet sign goes to her therapist
    "therapist": {BLOCKED, HOME, SUBSTITUTE, WISH},
    "a therapist of others": set(),
    "clinical lead": {
        *(BLOCKED, HOME, SUBSTITUTE, APART, HOLDER, MEMBER, WISH, WHERE, HELPER),
    },
    "intake": {LEGAL, BLOCKED, SUBSTITUTE, APART, HOLDER, MEMBER, WISH},
    "billing": {LEGAL, SUBSTITUTE, HOLDER, MEMBER},
    "director": {HOLDER, MEMBER, WISH},
    "privacy officer": set(),
    "herself": {BLOCKED, WISH},
    "the client she is kept apart from": set(),
    "a referral partner": set(),
    "nobody signed in": set(),
}
"""What each reads of her. A page that shows more, or less, fails here."""


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        made = make.morning(clients=1)
        _tell(made)
        yield made


def _tell(of: make.Morning) -> None:
    her = of.clients[0]
    with clock.standing(make.at("08:00")):
        other = make.add_client(of, "Otherwise")
        clients.rename(client=her, names=Names("Alda", "Tester", "", LEGAL), by=system())
        clients.block_person(client=her, name=BLOCKED, by=system())
        for kind, street in ((AddressKind.HOME, HOME), (AddressKind.SUBSTITUTE, SUBSTITUTE)):
            address = Address(street, city="Testville")
            clients.set_address(client=her, kind=kind, address=address, by=system())
        clients.keep_apart(client=her, other=other, link=Link.OTHER, words=APART, by=system())
        told = PolicyTold(
            payer="A plan", holder=Holder.PARTNER, holder_name=HOLDER, member_number=MEMBER
        )
        coverage.add_policy(client=her, payer_kind=PayerKind.COMMERCIAL, told=told, by=system())
        schedule.keep_wishes(
            client=her,
            wishes=Wishes(
                dates=(BusyDate(DateWhy.COURT, make.WEDNESDAY + timedelta(days=9)),), words=WISH
            ),
            by=system(),
        )
        said = AtHerDoor(WHERE, HELPER, None, FallbackWay.WAIT)
        join_remotely(client=her, on=make.WEDNESDAY, said=said, by=system())


def _readers(of: make.Morning) -> dict[str, Actor | None]:
    herself, other = (make.client_actor(each) for each in of.clients)
    for actor in (herself, other):
        welcome(by=actor)
    return {
        "front desk": of.desk,
        "facilitator": of.facilitator,
        "therapist": of.therapist,
        "a therapist of others": make.staff(Role.THERAPIST),
        "clinical lead": of.lead,
        "intake": make.staff(Role.INTAKE),
        "billing": make.staff(Role.BILLING),
        "director": of.director,
        "privacy officer": make.staff(Role.PRIVACY_OFFICER),
        "herself": herself,
        "the client she is kept apart from": other,
        "a referral partner": make.staff(Role.REFERRAL_PARTNER),
        "nobody signed in": None,
    }


def _patterns(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        where = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, where)
        elif isinstance(entry, URLPattern):
            yield where


READ = re.compile(
    r"^/(today|joining|my-days|must-not-know|what-it-costs|settings)/$"
    r"|^/staff/(open-matters|intake|coverage|week/places|day/board|day/missing)/$"
    r"|^/staff/(coverage|between-us|clients|week/days|week/places/book|day/contact)/[0-9a-f-]{36}/$"
    r"|^/staff/health/[0-9a-f-]{36}/people/$|^/staff/chart/[0-9a-f-]{36}/timeline/$"
    r"|^/staff/day/room/[0-9a-f-]{36}/$|^/staff/care/session/[0-9a-f-]{36}/(brief|notes)/$"
    r"|^/staff/(forms|health|plans|intake/starting|(own|letters|documents)/of)/[0-9a-f-]{36}/$"
    r"|^/staff/forms/[0-9a-f-]{36}/(private|totals)/$|^/staff/coverage/[0-9a-f-]{36}/policy/$"
    r"|^/staff/between-us/[0-9a-f-]{36}/(names|address|must-not-know|apart)/$"
    r"|^/staff/week/days/[0-9a-f-]{36}/change/$|^/staff/safety/clients/[0-9a-f-]{36}/assess/$"
    r"|^/staff/chart/[0-9a-f-]{36}/(audit|print)/$"
)
"""Pages that show who she is, boards she stands on, and the forms in which it is changed."""


def addresses(her: Client, of: make.Morning) -> list[str]:
    """These pages, filled in with her and the session she is in."""
    filled = []
    for pattern in dict.fromkeys(_patterns(get_resolver())):
        where = pattern.replace("<uuid:client_id>", str(her.pk)).replace(
            "<uuid:session_id>", str(of.session(SessionKind.SKILLS).pk)
        )
        if "<" not in where and READ.search(where):
            filled.append(where)
    return filled


def test_who_sees_what(morning: make.Morning) -> None:
    her = morning.clients[0]
    where = addresses(her, morning)
    seen: dict[str, set[str]] = {}

    for name, actor in _readers(morning).items():
        browser = signed_in(actor) if actor else Browser()
        is_client = actor is not None and actor.is_client
        mine = [each for each in where if is_client is not each.startswith("/staff/")]
        shown = [browser.get(each) for each in mine]
        pages = [page.content.decode(errors="replace") for page in shown if not page.streaming]
        seen[name] = {fact for fact in FACTS if any(fact in html for html in pages)}

    assert len(where) > 20
    assert seen == SEES


def test_every_caller_is_answered_alike_and_only_the_cue_differs(morning: make.Morning) -> None:
    desk = signed_in(morning.desk)

    def hears(name: str) -> str:
        shown = desk.post(page("discretion:caller"), sent(name=name))
        html = shown.content.decode()
        assert morning.clients[0].chosen_name not in html
        return html

    stranger, blocked = hears("Somebody Else"), hears(BLOCKED)

    assert ("Do not confirm" in stranger, "Do not confirm" in blocked) == (False, True)
    assert "I can't say whether anybody is here" in html_words(stranger)
    assert "I can't say whether anybody is here" in html_words(blocked)


def html_words(text: str) -> str:
    """As a person reads it."""
    return text.replace("&#x27;", "'")
