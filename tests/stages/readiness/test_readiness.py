"""Readiness: what the record says, both voices, fewer days, the meeting, and a second reckoning."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import episode_of
from openiop.desk.queries import huddle_page
from openiop.domain.decision import Refused, Weight
from openiop.domain.episode import MoveAsked, StayMove
from openiop.domain.readiness.barriers import NEEDED, Pressure
from openiop.domain.readiness.taper import Step
from openiop.domain.readiness.words import Criterion, Line, Position, ToldKind, Voice
from openiop.domain.skills.catalog import CATALOG
from openiop.domain.skills.ladder import Helped
from openiop.measures.actions import submit
from openiop.practice.models import SkillUse
from openiop.privacy.actor import Actor, system
from openiop.readiness import queries
from openiop.readiness.actions import barriers, looking, numbers, tapering
from openiop.readiness.models import CaseReturn, HerWord, Stand, Told
from openiop.readiness.tasks import watch_tapers
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements
from tools.readiness_again import differences

pytestmark = pytest.mark.django_db

ON = make.WEDNESDAY
START = ON - timedelta(days=14)


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=3)


def phq(client: Client, total: int, on: date, kind: str = "phq-9") -> None:
    """A form with this total, filled in on a day."""
    items = 9 if kind == "phq-9" else 7
    answers: dict[str, int | None] = {}
    for number in range(1, items + 1):
        answers[f"q{number}"] = 0 if kind == "phq-9" and number == items else min(3, total)
        total -= answers[f"q{number}"] or 0
    with clock.standing(make.at("08:50", on)):
        submit(client=client, instrument_id=kind, answers=answers, on_site=True, by=system())


def uses(client: Client, on: date, times: int = 3, skills: int = 4) -> None:
    """Uses of some skills of different domains that helped, in her log."""
    chosen = list({skill.domain: skill for skill in CATALOG}.values())[:skills]
    for skill in chosen:
        for back in range(times):
            SkillUse.objects.create(
                client=client,
                on=on - timedelta(days=back),
                skill=skill.id,
                helped=Helped.YES,
                created_by=system().id,
            )


def side(client: Client, line: Line, on: date = ON) -> str:
    return next(
        e.side.value for e in queries.picture.standing(client.pk, on).lines if e.line is line
    )


def screened(client: Client, on: date = ON) -> None:
    with clock.standing(make.at("08:40", on)):
        submit(
            client=client,
            instrument_id="cssrs-screener-recent",
            answers={"q1": 0, "q2": 0, "q6": 0},
            on_site=True,
            by=system(),
        )


def ready_names() -> list[str]:
    return [line.name for line in huddle_page(ON).lists.ready_to_look.lines]


# Scenario: a low score and an empty record


def test_a_phq_of_4_without_skills_leaves_skills_unknown_and_the_huddle_silent(
    morning: make.Morning,
) -> None:
    client = morning.clients[0]
    phq(client, 4, ON - timedelta(days=7))
    phq(client, 4, ON)

    found = queries.picture.standing(client.pk, ON)

    assert side(client, Line.PRIMARY) == "for"
    assert {e.side for e in found.of(Criterion.SKILLS)} == {Weight.UNKNOWN}
    assert found.held == {}
    assert client.short_name not in ready_names()
    shown = signed_in(morning.therapist).get(page("readiness:picture", client.pk)).content.decode()
    assert "Unknown: no use written down" in shown
    assert "not yet" not in shown.lower().replace("nothing yet", "")


def test_a_record_that_speaks_for_it_is_named_in_the_huddle_and_at_the_meeting(
    morning: make.Morning,
) -> None:
    client = morning.clients[0]
    phq(client, 4, ON - timedelta(days=7))
    phq(client, 4, ON)
    screened(client)
    uses(client, ON)

    assert ready_names() == [client.short_name]
    shown = queries.agenda.agenda_page(morning.lead, ON)
    assert [line.name for line in shown.agenda.lines] == [client.short_name]
    assert len(shown.agenda.not_looked_at) == 2


# Scenario: fewer days, and something turns harder


def fewer_days(morning: make.Morning, client: Client) -> None:
    with clock.standing(make.at("09:00", ON - timedelta(days=6))):
        phq(client, 9, ON - timedelta(days=6))
        tapering.plan_taper(
            client=client,
            steps=[Step(ON - timedelta(days=6), (0, 2)), Step(ON + timedelta(days=1), (2,))],
            why="Steady for two weeks",
            by=morning.therapist,
        )
        tapering.begin_step(client=client, why="Looked together", by=morning.therapist)


def test_a_worsening_on_fewer_days_brings_the_case_back_once_with_an_owner(
    morning: make.Morning,
) -> None:
    client = morning.clients[0]
    fewer_days(morning, client)
    assert watch_tapers() == 0

    phq(client, 17, ON)

    assert watch_tapers() == 1
    assert watch_tapers() == 0
    back = CaseReturn.objects.get()
    assert back.owner_id == morning.therapist.id
    assert side(client, Line.ON_LESS) == "against"
    line = queries.agenda.agenda_page(morning.lead, ON).agenda.lines[0]
    assert (line.name, line.owner) == (client.short_name, "Thea Therapist")
    assert line.to_decide[0].code == "returned"
    slipping = huddle_page(ON).lists.slipping.lines
    assert "back_from_taper" in {r.code for each in slipping for r in each.reasons}
    with pytest.raises(Refused):
        tapering.begin_step(client=client, why="On with it", by=morning.therapist)

    tapering.answer_return(row=back, answer="stay", words="Hold here", by=morning.therapist)

    assert queries.picture.open_returns([client.pk]) == {}
    with pytest.raises(Refused, match="answered"):
        tapering.answer_return(row=back, answer="go_on", words="No", by=morning.therapist)


def test_a_payers_last_day_stands_in_its_own_box_and_changes_nothing(
    morning: make.Morning,
) -> None:
    client = morning.clients[0]
    fewer_days(morning, client)
    phq(client, 17, ON)
    watch_tapers()
    before = queries.picture.standing(client.pk, ON).lines
    agenda = queries.agenda.agenda_page(morning.lead, ON).agenda
    lists = huddle_page(ON).lists

    make_authorization(client, ON + timedelta(days=1))

    assert queries.picture.payer_box(client.pk, ON).days_left == 1
    assert queries.picture.standing(client.pk, ON).lines == before
    assert queries.agenda.agenda_page(morning.lead, ON).agenda == agenda
    assert huddle_page(ON).lists == lists
    shown = signed_in(morning.therapist).get(page("readiness:picture", client.pk)).content.decode()
    assert "The payer, apart from all this" in shown


def make_authorization(client: Client, until: date) -> None:
    from openiop.coverage.models import Authorization, Policy

    policy = Policy(client=client, rank=1, payer_kind="commercial", created_by=system().id)
    policy.told = "{}"
    policy.save()
    row = Authorization(
        policy=policy,
        status="approved",
        code="S9480",
        counted="day",
        units=12,
        from_on=START,
        until_on=until,
        created_by=system().id,
    )
    row.number, row.words = "", ""
    row.save()


def test_a_taper_is_proposed_from_her_week_and_warned_below_the_payers_minimum(
    morning: make.Morning,
) -> None:
    client = morning.clients[0]

    found = queries.taper.taper_of(client.pk, ON)

    assert found is not None
    assert [len(each.step.weekdays) for each in found.steps] == [2, 1]
    assert all("below_minimum" in {w.code for w in each.warnings} for each in found.steps)
    shown = signed_in(morning.therapist).get(page("readiness:taper", client.pk)).content.decode()
    assert "Below that it is outpatient" in shown


# Both voices


def test_positions_keep_their_evidence_and_the_numbers_of_their_day(morning: make.Morning) -> None:
    client = morning.clients[0]
    her = make.client_actor(client)
    phq(client, 12, ON)
    looking.set_position(
        client=client, criterion=Criterion.SYMPTOMS, position=Position.STEADY, by=morning.therapist
    )
    looking.say_position(
        client=client, criterion=Criterion.SYMPTOMS, position=Position.GROWING, by=her
    )
    rules = queries.numbers.rules_here()
    from dataclasses import replace

    numbers.set_numbers(
        rules=replace(rules, confidence_at_least=8), why="Our women say 8", by=morning.director
    )

    found = queries.picture.standing(client.pk, ON)

    assert [topic.criterion for topic in found.topics] == [Criterion.SYMPTOMS]
    assert found.rules.id == "openiop-readiness/1+1"
    kept = found.held[Criterion.SYMPTOMS, Voice.TEAM]
    assert kept.rule_id == "openiop-readiness/1"
    stored = Stand.objects.get(voice=Voice.TEAM)
    assert '"line": "primary", "side": "against"' in stored.lines
    with pytest.raises(Exception, match="append-only"):
        Stand.objects.filter(pk=stored.pk).update(position="growing")


def test_looking_together_keeps_each_step_and_a_second_sending_adds_nothing(
    morning: make.Morning,
) -> None:
    client, browser = morning.clients[0], signed_in(morning.therapist)

    def step(number: int, **fields: object) -> None:
        answer = browser.post(page("readiness:together", client.pk, number), sent(**fields))
        assert answer.status_code == 302, answer.content.decode()[:3000]

    first = {"her_position": "growing", "her_words": "Mornings", "team_position": "steady"}
    step(1, **first)
    step(1, **first)
    step(2, her_position="steady")
    step(3)
    step(4, confidence="6", agrees="unsure")
    bad = browser.post(
        page("readiness:together", client.pk, 5), sent(needed="Two weeks", again_on="")
    )
    assert bad.status_code == 422
    assert "Two weeks" in bad.content.decode()
    step(5, needed="Two weeks", who=morning.therapist.id, again_on=ON + timedelta(days=7))

    read = browser.get(page("readiness:together", client.pk, 6)).content.decode()
    assert Stand.objects.count() == 3
    assert HerWord.objects.get().confidence == 6
    assert "worth talking about" in read
    for word in ("alert", "payer", "PHQ"):
        assert word not in read
    assert "look_again" in _codes(morning.lead, ON + timedelta(days=7), client)


def _codes(actor: Actor, on: date, client: Client) -> set[str]:
    lines = queries.agenda.agenda_page(actor, on).agenda.lines
    return {r.code for e in lines if e.client_id == str(client.pk) for r in e.to_decide}


def test_what_was_asked_is_written_down_and_bad_input_keeps_what_was_typed(
    morning: make.Morning,
) -> None:
    client, browser = morning.clients[0], signed_in(morning.therapist)
    address = page("readiness:ask", client.pk, "first_visit")

    bad = browser.post(address, sent(answer="yes", words="With Dr. Elm"))
    assert bad.status_code == 422
    assert "With Dr. Elm" in bad.content.decode()
    form = sent(answer="yes", about_on=ON + timedelta(days=3), words="With Dr. Elm")
    assert browser.post(address, form).status_code == 302
    browser.post(address, form)

    row = Told.objects.get()
    opened = browser.get(page("readiness:source", client.pk, "told", row.pk)).content.decode()
    assert "With Dr. Elm" in opened
    other = morning.clients[1]
    assert browser.get(page("readiness:source", other.pk, "told", row.pk)).status_code == 404


def test_she_sees_the_same_in_her_words_and_says_how_she_sees_it(morning: make.Morning) -> None:
    client = morning.clients[0]
    herself = make.client_actor(client)
    from openiop.accounts.actions import welcome

    welcome(by=herself)
    browser = signed_in(herself)
    phq(client, 12, ON)
    looking.set_position(
        client=client, criterion=Criterion.SYMPTOMS, position=Position.STEADY, by=morning.therapist
    )

    sent_once = sent(position="growing", words="Mornings are hard")
    for _ in range(2):
        answer = browser.post(page("portal:say_less_help", 1), sent_once)
        assert answer.status_code == 302
    assert browser.post(page("portal:say_less_help", 2), sent(position="")).status_code == 302
    bad = browser.post(page("portal:say_less_help", 4), sent(confidence="99", words="Stays"))
    assert bad.status_code == 422
    assert "Stays" in bad.content.decode()
    browser.post(page("portal:say_less_help", 4), sent(confidence="8", agrees="yes", words=""))

    shown = browser.get(page("portal:less_help")).content.decode()
    assert Stand.objects.filter(voice=Voice.HER).count() == 1
    assert "Mornings are hard" in shown
    assert "8 of 10" in shown
    assert "Nobody is wrong" in shown
    for word in ("PHQ", "payer", "chance", "authorized"):
        assert word not in shown


# Before an end that is not hers


def test_an_end_for_days_missed_needs_review_supervisor_and_a_safety_check(
    morning: make.Morning,
) -> None:
    client, kind = morning.clients[0], Pressure.ATTENDANCE
    browser = signed_in(morning.therapist)
    answer = browser.post(
        page("readiness:before_end", client.pk, kind),
        sent(tried=[str(e) for e in NEEDED[kind]], words="The bus does not run"),
    )
    assert answer.status_code == 302
    review = queries.barriers.newest_review(client.pk, kind)
    assert review is not None
    assert set(queries.barriers.may_end(client.pk, kind, ON).codes) == {
        "supervisor",
        "safety_check",
    }

    screened(client)
    barriers.sign_barriers(review=review, by=morning.lead)

    assert queries.barriers.may_end(client.pk, kind, ON)
    assert not queries.barriers.may_end(client.pk, Pressure.PAYER, ON)


# Who may


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("readiness:agenda", {"lead", "director", "therapist", "facilitator"}),
        ("readiness:numbers", {"lead", "director"}),
    ],
)
def test_who_opens_the_pages_of_the_site(morning: make.Morning, name: str, opens: set[str]) -> None:
    everybody = {
        n: getattr(morning, n) for n in ("lead", "director", "therapist", "facilitator", "desk")
    }
    found = {n for n, who in everybody.items() if signed_in(who).get(page(name)).status_code == 200}
    assert found == opens


def test_the_meeting_takes_the_same_statements_for_more_clients(morning: make.Morning) -> None:
    browser: Browser = signed_in(morning.lead)
    for client in morning.clients:
        uses(client, ON)
        fewer_days(morning, client)
    few = statements(browser, page("readiness:agenda"))

    for _ in range(4):
        more = make.add_client(morning)
        uses(more, ON)
        fewer_days(morning, more)

    assert statements(browser, page("readiness:agenda")) == few


# A second reckoning


@pytest.mark.parametrize("seed", range(3))
def test_a_second_way_from_the_raw_rows_gives_the_same_lines(
    morning: make.Morning, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - rows of a test
    for client in morning.clients:
        _at_random(client, dice, morning)

    ids = [client.pk for client in morning.clients]

    for day in (ON, ON + timedelta(days=5), ON + timedelta(days=15)):
        assert differences(day, ids) == []


def _at_random(client: Client, dice: random.Random, morning: make.Morning) -> None:
    for back in sorted(dice.sample(range(14), 4), reverse=True):
        phq(client, dice.randrange(25), ON - timedelta(days=back))
        if dice.random() < 0.7:
            phq(client, dice.randrange(21), ON - timedelta(days=back), "gad-7")
    if dice.random() < 0.6:
        screened(client, ON - timedelta(days=dice.randrange(14)))
    if dice.random() < 0.7:
        uses(client, ON, dice.randrange(1, 5), dice.randrange(2, 6))
    for kind in ToldKind:
        if dice.random() < 0.6:
            rated = str(dice.randrange(1, 6))
            answer = rated if kind is ToldKind.SKILLS_RATING else dice.choice(["yes", "no"])
            day = ON if kind is ToldKind.CRISIS_USE else ON + timedelta(days=dice.randrange(30))
            looking.tell(client=client, kind=kind, answer=answer, about_on=day, by=system())
    for _ in range(dice.randrange(3)):
        looking.say_word(
            client=client,
            confidence=dice.choice([None, 3, 7, 9]),
            agrees=dice.choice(["", "yes", "unsure", "not_yet"]),
            words="x",
            by=system(),
        )
    stay = episode_of(client.pk, ON)
    if stay is not None and dice.random() < 0.7:
        from openiop.clients.actions import make_move

        asked = MoveAsked(
            StayMove.STEP_DOWN, ON - timedelta(days=dice.randrange(14)), why="x", weekdays=(0,)
        )
        make_move(episode=stay, asked=asked, by=system())
