"""The pipeline: who is waiting, and who waits too long."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from openiop.domain.privacy import Role
from openiop.domain.referral import ReferralForm, Source
from openiop.privacy.actor import system
from openiop.referral.actions import receive
from tests import make
from tests.stages.safety.showing import page, signed_in, standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield


def test_whoever_asks_for_help_stands_in_the_pipeline() -> None:
    form = ReferralForm(chosen_name="Wilma", last_name="Wildwater", phone="555-0142")
    receive(source=Source.SELF, answers=form, files=(), request_id=uuid4(), by=system())

    shown = signed_in(make.staff(Role.INTAKE)).get(page("intake:pipeline"))

    assert "Wilma W" in shown.content.decode()
