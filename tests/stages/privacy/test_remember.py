"""What a page found is remembered until something is written, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from openiop.base import clock
from openiop.domain.privacy import Permission
from openiop.privacy import remember
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action
from openiop.privacy.remember import KEPT, until_written
from tests import make


class Counted:
    """How often something was looked up."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@action(Permission.WORK_JOBS, audit="tests.written")
def write_something(*, by: Actor) -> None:
    """A deed that leaves a row in the trail."""


@pytest.fixture
def moment(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site at work, as on a page: outside the transaction every test runs in."""
    monkeypatch.setattr(remember, "_may_be_undone", lambda: False)
    remember._kept.clear()
    with make.working_at(make.site(), make.at("09:00")):
        yield
    remember._kept.clear()


def test_nothing_written_nothing_looked_up_again(moment: None) -> None:
    found = Counted()

    assert [until_written("a page", found) for _ in range(3)] == [1, 1, 1]
    assert until_written("another page", found) == 2


def test_a_write_is_seen_at_once(moment: None) -> None:
    found = Counted()
    until_written("written over", found)

    write_something(by=system())

    assert until_written("written over", found) == 2


def test_the_next_minute_looks_again(moment: None) -> None:
    found = Counted()
    until_written("minutes", found)

    with clock.standing(clock.now() + timedelta(seconds=59)):
        assert until_written("minutes", found) == 1
    with clock.standing(clock.now() + timedelta(seconds=60)):
        assert until_written("minutes", found) == 2


def test_what_may_be_undone_is_not_remembered(
    moment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    found = Counted()
    with transaction.atomic():
        until_written("undone", found)
        until_written("undone", found)

    assert found.times == 2


def test_another_site_has_findings_of_its_own(moment: None) -> None:
    found = Counted()
    until_written("whose", found)

    with make.working_at(make.site("other"), make.at("09:00")):
        assert until_written("whose", found) == 2


def test_only_so_many_are_kept(moment: None) -> None:
    found = Counted()
    until_written("first", found)
    for number in range(KEPT):
        until_written(number, lambda: None)

    assert until_written("first", found) == 2
