"""The money side, from a policy to what she reads on her own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from openiop.accounts.actions import welcome
from openiop.base import clock
from openiop.billing.queries import hours_ahead, ledger_of
from openiop.clients.actions import block_person
from openiop.clients.models import Client
from openiop.coverage import actions as coverage
from openiop.coverage.models import Authorization, Policy
from openiop.coverage.queries import (
    PolicyTold,
    coverage_facts,
    given_estimates,
    policies_of,
    self_pay_of,
)
from openiop.day import actions as day
from openiop.domain.coverage.authorization import AuthorizationStatus, Authorized
from openiop.domain.coverage.codes import Counted
from openiop.domain.coverage.policy import Holder, PayerKind
from openiop.domain.coverage.self_pay import Band, FeeTable
from openiop.domain.coverage.standing import coverage_ready
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.schedule.actions import plan_sessions
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("10:05"), monkeypatch):
        yield make.morning(clients=2)


@pytest.fixture
def biller(morning: make.Morning) -> Browser:
    return signed_in(make.staff(Role.BILLING))


def policy_of(client: Client, holder: Holder = Holder.HERSELF, name: str = "") -> Policy:
    """A policy on file."""
    told = PolicyTold(payer="Meadow Plan", holder=holder, holder_name=name)
    return coverage.add_policy(
        client=client, payer_kind=PayerKind.COMMERCIAL, told=told, by=system()
    )


WORKSHEET = {
    "verified_on": TODAY.isoformat(),
    "q_active": "yes",
    "q_iop_covered": "yes",
    "q_in_network": "yes",
    "q_authorization": "yes",
    "codes": ["S9480", "0905"],
    "deductible_left": "$1,000",
    "deductible_left_source": "plan_call",
    "copay_day": "30",
    "copay_day_source": "card",
    "pocket_left": "2500.00",
    "allowed_low": "200",
    "allowed_high": "250",
}


def test_from_a_policy_to_what_she_reads(morning: make.Morning, biller: Browser) -> None:
    her = morning.clients[0]
    added = sent(payer="Meadow Plan", payer_kind="commercial", holder="herself")
    biller.post(page("billing:add_policy", her.pk), added)
    policy = policies_of(her.pk)[0].row
    biller.post(page("billing:worksheet", policy.pk), sent(**WORKSHEET))

    biller.post(page("billing:give_estimate", her.pk), sent(low="10", high="20"))

    found = given_estimates(her.pk)[0].estimate
    # 5 days at 200 fill the deductible, then 30 a day; 4 days at 250, then 30 a day
    assert (found.low, found.high) == (Decimal("1150.00"), Decimal("1480.00"))
    herself = make.client_actor(her)
    welcome(by=herself)
    html = signed_in(herself).get(page("portal:cost")).content.decode()
    assert "$1,150 to $1,480" in html
    assert "your plan told us by phone" in html
    assert "someone else" not in html


def test_bad_amounts_keep_what_was_typed_and_a_retry_never_doubles(
    morning: make.Morning, biller: Browser
) -> None:
    policy = policy_of(morning.clients[0])
    form = sent(**WORKSHEET | {"copay_day": "thirty", "allowed_low": "9e99"})
    url = page("billing:worksheet", policy.pk)

    refused = biller.post(url, form)

    assert refused.status_code == 422
    assert 'value="thirty"' in refused.content.decode()
    good = sent(**WORKSHEET)
    for _again in range(2):
        biller.post(url, good)
    assert len(policies_of(morning.clients[0].pk)[0].checks) == 1


def test_used_is_counted_from_attendance_and_corrections_stay_readable(
    morning: make.Morning, biller: Browser
) -> None:
    her = morning.clients[0]
    policy = policy_of(her)
    facts = Authorized(
        AuthorizationStatus.APPROVED, Counted.DAY, 12, TODAY, TODAY + timedelta(days=20), "S9480"
    )
    made = coverage.record_authorization(
        policy=policy,
        facts=facts,
        number="A-1",
        by=system(),
    )
    with clock.standing(make.at("08:50")):
        day.arrive(client=her, on=TODAY, by=morning.desk)
    day.confirm_all(session=morning.session(SessionKind.SKILLS), by=morning.facilitator)

    changed = sent(
        status="partly",
        number="A-1",
        code="S9480",
        units="6",
        counted="day",
        from_on=TODAY.isoformat(),
        until_on=(TODAY + timedelta(days=9)).isoformat(),
        words="They cut it",
    )
    biller.post(page("billing:correct", made.pk), changed)

    line = ledger_of(her.pk)[0]
    assert (line.ledger.used, line.ledger.left) == (Decimal(1), Decimal(5))
    assert [row.units for row in line.line.earlier] == [12]
    assert biller.get(page("billing:correct", made.pk)).status_code == 404
    with pytest.raises(Exception, match="append-only"):
        Authorization.objects.filter(pk=made.pk).update(units=99)


def test_a_blocked_policyholder_stops_the_bill_until_the_plan_agreed(
    morning: make.Morning, biller: Browser
) -> None:
    her = morning.clients[0]
    policy = policy_of(her, Holder.FORMER_PARTNER, "Rex Thornbush")
    block_person(client=her, name="Thornbush, Rex", by=system())

    codes = [policies_of(her.pk)[0].letters.codes]
    for step in ("told_her", "plan_agreed"):
        form = sent(step=step, on=TODAY.isoformat())
        biller.post(page("billing:letter_step", policy.pk), form)
        codes.append(policies_of(her.pk)[0].letters.codes)

    assert codes == [("leak_unsafe",), ("leak_unsafe",), ()]


def test_paying_herself_follows_the_table_and_owes_nothing_to_a_plan(
    morning: make.Morning, biller: Browser
) -> None:
    her = morning.clients[0]
    policy_of(her)
    refused = biller.post(page("billing:self_pay", her.pk), sent(from_on=TODAY.isoformat()))
    table = FeeTable(Decimal(180), (Band(200, Decimal("45.50")),))
    coverage.set_fees(table=table, from_on=TODAY, by=morning.director)

    agreed = sent(from_on=TODAY.isoformat(), household="3", income="$26,000")
    biller.post(page("billing:self_pay", her.pk), agreed)

    own = self_pay_of(her.pk)
    assert refused.status_code == 422
    assert own is not None
    assert own.fee_a_day == Decimal("45.50")
    assert coverage_ready(coverage_facts(her.pk, TODAY))
    with pytest.raises(Refused):
        coverage.set_fees(table=table, from_on=TODAY, by=make.staff(Role.BILLING))


def test_the_list_asks_no_more_with_more_clients(morning: make.Morning, biller: Browser) -> None:
    def asked() -> int:
        return statements(biller, page("billing:board"))

    _much(morning.clients[0], TODAY)
    few = asked()
    for _n in range(4):
        _much(make.add_client(morning), TODAY)

    assert asked() == few


def _much(client: Client, on: date) -> None:
    policy = policy_of(client, Holder.PARTNER, "Somebody")
    facts = Authorized(AuthorizationStatus.APPROVED, Counted.HOUR, 40, on, on, "S9480")
    coverage.record_authorization(
        policy=policy,
        facts=facts,
        number="A-2",
        by=system(),
    )


def test_the_front_desk_and_facilitators_have_no_page_about_money(morning: make.Morning) -> None:
    def status(actor: Actor) -> int:
        answer = signed_in(actor).get(page("billing:person", morning.clients[0].pk))
        return int(answer.status_code)

    assert {status(morning.desk), status(morning.facilitator), status(morning.therapist)} == {403}


def test_hours_ahead_are_those_of_the_published_week(
    biller: Browser, morning: make.Morning
) -> None:
    client = morning.clients[0]
    policy = policy_of(client)
    facts = Authorized(
        AuthorizationStatus.APPROVED,
        Counted.DAY,
        1,
        TODAY - timedelta(days=7),
        TODAY + timedelta(days=30),
        "S9480",
    )
    coverage.record_authorization(policy=policy, facts=facts, number="A 1", by=system())
    plan_sessions(first=TODAY, last=TODAY + timedelta(days=10), by=system())

    row = next(each for each in hours_ahead(TODAY) if each.client == client)

    assert row.runs_out_on is not None and row.runs_out_on > TODAY
    assert row.weeks[0].minutes > 0
    assert row.needs_look
    shown = biller.get(page("billing:ahead")).content.decode()
    assert client.short_name in shown and "Runs out" in shown
    before = statements(biller, page("billing:ahead"))
    make.stay(make.client(), morning.track)
    assert statements(biller, page("billing:ahead")) == before
