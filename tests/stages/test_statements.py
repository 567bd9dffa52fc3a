"""No main page asks the database more often because there are more clients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from bench.many import multiply
from openiop.accounts.actions import welcome
from openiop.base import clock
from openiop.care import actions as care
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.words import AwayReason, Channel, NeedKind, SessionKind
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.safety import actions as safety
from openiop.schedule.actions import plan_individual
from openiop.schedule.models import Session
from tests import make
from tests.stages.care.writing import ready
from tests.stages.safety.showing import page, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

FEW = 24
TIMES_MORE = 9
WITH_MUCH = 4
"""How many of them have everything a page may show; the others came, and no more."""
ON = make.WEDNESDAY


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    """11:10 on a program morning with 24 clients."""
    with standing_at(make.site(), make.at("11:10"), monkeypatch):
        with clock.standing(make.at("08:00", ON - timedelta(days=14))):
            made = make.morning(clients=FEW)
        _told(made)
        yield made


def _told(of: make.Morning) -> None:
    *here, missing, away = of.clients
    much, skills = here[:WITH_MUCH], of.session(SessionKind.SKILLS)
    with clock.standing(make.at("08:30", ON - timedelta(days=7))):
        for client in much:
            _filled_in(client, 2)
            make.anyone_may_call(client)
            safety.plans.save_plan(client=client, content={"coping": ["A walk"]}, by=of.therapist)
            care.goals.add_goal(client=client, her_words="Get through mornings", by=of.therapist)
            for when in (ON, ON + timedelta(days=1)):
                _plan_hers(of, client, when)
    with clock.standing(make.at("08:45")):
        day.tell_away(client=away, on=ON, reason=AwayReason.CHILDCARE, by=of.desk)
        for client in here:
            day.arrive(client=client, on=ON, remote=client == here[-1], by=of.desk)
        for client in much:
            _filled_in(client, 1)
            _asks(of, client)
            safety.checks.ask_privately(
                client=client, on=ON, instrument_id="phq-9", link_id="q9", why="skipped", by=of.lead
            )
    with clock.standing(make.at("09:20")):
        day.confirm_all(session=skills, by=of.facilitator)
        day.step_out(session=skills, client=much[0], with_whom="Fay", by=of.facilitator)
        day.record_try(
            client=missing,
            on=ON,
            channel=Channel.CALL,
            outcome=TryOutcome.NO_ANSWER,
            by=of.desk,
        )
    with clock.standing(make.at("10:05")):
        day.confirm_all(session=skills, by=of.facilitator)
        notes = [ready(skills, client, of.facilitator) for client in much]
        for note in notes[:2]:
            care.signing.sign(note=note, by=of.facilitator)
            care.after.add_addendum(note=note, text="More on it.", why="Later", by=of.facilitator)


def _filled_in(client: Client, each: int) -> None:
    answers: dict[str, int | None] = {f"q{number}": each for number in range(1, 9)}
    submit(
        client=client,
        instrument_id="phq-9",
        answers=answers | {"q9": int(each == 1)},
        on_site=True,
        by=system(),
    )


def _asks(of: make.Morning, client: Client) -> None:
    for kind in (NeedKind.TALK, NeedKind.QUIET_SPACE):
        need = day.ask_for(client=client, on=ON, kind=kind, words="Ten minutes", by=system())
    day.take_need(need=need, by=of.therapist)


def _plan_hers(of: make.Morning, client: Client, on: date) -> Session:
    return plan_individual(
        client=client,
        staff_id=of.therapist.id,
        on=on,
        starts="12:30",
        minutes=45,
        by=system(),
    )


def _pages(of: make.Morning) -> list[tuple[Actor, str]]:
    """Who opens which page; the client's pages are of somebody about whom there is much."""
    her = of.clients[0]
    herself = make.client_actor(her)
    welcome(by=herself)
    skills = of.session(SessionKind.SKILLS)
    names = {
        of.desk: [page("day:board"), page("day:missing"), page("day:contact", of.clients[-2].pk)],
        of.facilitator: [
            page("care:my_day"),
            page("care:brief", skills.pk),
            page("care:notes", skills.pk),
            page("day:room", skills.pk),
            page("day:room", of.session(SessionKind.PROCESS).pk),
        ],
        of.therapist: [
            page("desk:caseload"),
            page("desk:chart", her.pk),
            page("desk:course", her.pk),
            page("desk:items", her.pk, "phq-9"),
            page("desk:grid"),
            page("care:goals", her.pk),
            page("care:my_day"),
        ],
        of.lead: [
            page("desk:open_matters"),
            page("safety:alerts"),
            page("safety:checks"),
            page("day:close"),
        ],
        of.director: [
            page("desk:huddle"),
            page("desk:grid"),
            page("desk:hours"),
            page("day:board"),
            page("readiness:agenda"),
            page("discharge:leaving"),
            page("followup:calls"),
            page("timetable:week"),
        ],
        herself: [
            page(f"portal:{name}") for name in ("today", "week", "progress", "plan", "settings")
        ],
    }
    return [(actor, url) for actor, urls in names.items() for url in urls]


def test_pages_take_the_same_statements_for_24_and_for_240_clients(morning: make.Morning) -> None:
    pages = _pages(morning)
    browsers: dict[Actor, Browser] = {actor: signed_in(actor) for actor, _url in pages}
    few = {(actor.name, url): statements(browsers[actor], url) for actor, url in pages}

    multiply(TIMES_MORE)

    assert Client.objects.count() == FEW * (TIMES_MORE + 1)
    many = {(actor.name, url): statements(browsers[actor], url) for actor, url in pages}
    assert many == few
