"""The gate: permission, one transaction, one trail row; refusals are kept, retries never double."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from openiop.clients.actions import register
from openiop.clients.models import Client
from openiop.domain.decision import Refused, refuse
from openiop.domain.privacy import Permission, Role
from openiop.privacy import gate
from openiop.privacy.actions import seal_trail
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import AlreadyDone, action, request_id
from openiop.privacy.models import AuditEvent, Receipt
from openiop.privacy.queries import SETTLED_AFTER, trail_state
from openiop.privacy.triggers import missing_triggers
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> object:
    with make.working_at(make.site(), make.at("09:00")):
        yield


def test_a_deed_leaves_one_row_with_who_and_whom() -> None:
    intake = make.staff(Role.INTAKE)

    client = register(chosen_name="Alda", last_name="Testa", by=intake)

    row = AuditEvent.objects.get(verb="clients.registered", by=intake.id)
    assert (row.outcome, row.at) == ("done", make.at("09:00"))
    assert Client.objects.get() == client


def test_who_may_not_is_refused_and_the_refusal_is_kept() -> None:
    desk = make.staff(Role.FRONT_DESK)

    with pytest.raises(Refused) as refused:
        register(chosen_name="Alda", last_name="Testa", by=desk)

    row = AuditEvent.objects.get(verb="clients.registered")
    assert refused.value.reasons == (gate.NOT_ALLOWED,)
    assert (row.outcome, row.codes) == ("refused", {"reasons": ["not_allowed"]})
    assert not Client.objects.exists()


def test_a_refusal_in_the_middle_undoes_everything() -> None:
    @action(Permission.REGISTER_CLIENT, audit="test.half")
    def half(*, by: Actor) -> None:
        register(chosen_name="Alda", last_name="Testa", by=by)
        raise refuse("no", "No.")

    with pytest.raises(Refused):
        half(by=system())

    assert not Client.objects.exists()
    assert AuditEvent.objects.get(verb="test.half").outcome == "refused"


def test_a_broken_constraint_is_a_refusal_with_words() -> None:
    @action(Permission.REGISTER_CLIENT, audit="test.clash")
    def clash(*, by: Actor) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    with pytest.raises(Refused) as refused:
        clash(by=system())

    assert refused.value.reasons == (gate.CONFLICT,)


def test_the_same_request_twice_is_done_once() -> None:
    token = request_id.set(uuid4())
    try:
        register(chosen_name="Alda", last_name="Testa", by=system())
        with pytest.raises(AlreadyDone):
            register(chosen_name="Alda", last_name="Testa", by=system())
    finally:
        request_id.reset(token)

    assert Client.objects.count() == Receipt.objects.count() == 1


def test_a_refused_request_may_be_tried_again() -> None:
    token = request_id.set(uuid4())
    try:
        with pytest.raises(Refused):
            register(chosen_name=" ", last_name="Testa", by=system())
        register(chosen_name="Alda", last_name="Testa", by=system())
    finally:
        request_id.reset(token)

    assert Client.objects.count() == 1


def test_an_action_takes_keywords_and_by_last() -> None:
    with pytest.raises(TypeError):

        @action(Permission.IMPORT, audit="test.bad")
        def positional(client: object, *, by: Actor) -> None: ...

    with pytest.raises(TypeError):

        @action(Permission.IMPORT, audit="test.bad")
        def by_first(*, by: Actor, client: object) -> None: ...


@pytest.mark.parametrize(
    "statement", ["UPDATE privacy_auditevent SET verb = 'x'", "DELETE FROM privacy_auditevent"]
)
def test_the_trail_cannot_be_changed_even_by_sql(statement: str) -> None:
    register(chosen_name="Alda", last_name="Testa", by=system())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.count() == 1


def test_no_append_only_table_is_without_its_triggers() -> None:
    assert missing_triggers() == []


def test_the_chain_finds_a_row_that_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openiop.privacy.queries.SETTLED_AFTER", -SETTLED_AFTER)
    register(chosen_name="Alda", last_name="Testa", by=system())
    seal_trail(by=system())
    whole = trail_state()
    with connection.cursor() as cursor:
        for name in _triggers(cursor):
            cursor.execute(name)
        cursor.execute(
            "UPDATE privacy_auditevent SET verb = 'other' WHERE verb = 'clients.registered'"
        )

    assert whole.broken_at is None and whole.sealed_rows == 1
    assert trail_state().broken_at is not None


def _triggers(cursor: object) -> list[str]:
    if connection.vendor == "sqlite":
        return ["DROP TRIGGER privacy_auditevent_no_update"]
    return ["DROP TRIGGER privacy_auditevent_no_change ON privacy_auditevent"]
