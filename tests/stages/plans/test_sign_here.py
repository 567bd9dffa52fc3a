"""A plan signed on a device of the program, with a drawn name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openiop.domain.care.plan import Signer
from openiop.domain.decision import Refused
from openiop.plans import actions
from openiop.plans.models import PlanSignature
from tests import make
from tests.stages.plans.test_actions import codes, full_plan, seen
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing_at(make.site(), make.at("10:05"), monkeypatch):
        yield


DRAWN = str([[[10, 10], [20, 30], [40, 50], [60, 20], [80, 90], [90, 95], [95, 99], [99, 50]]])


def test_she_and_the_physician_may_draw_their_name_too() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    her, mark = make.client_actor(morning.clients[0]), seen(plan)
    actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)

    for wrong in ("[[[1,1]]]", "<svg onload=1>"):
        with pytest.raises(Refused) as refused:
            actions.sign_own_plan(plan=plan, name="Alda", drawing=wrong, seen=mark, by=her)
        assert codes(refused) == ["drawing"]
    with pytest.raises(Refused):
        actions.take_plan_signature(
            plan=plan, who=Signer.STAFF, name="T", seen=mark, by=morning.therapist
        )

    there = page("plans:sign_here", plan.pk, "client")
    browser = signed_in(morning.therapist)
    shown = browser.get(there).content.decode()
    assert "data-draw" in shown and mark in shown
    posted = browser.post(there, sent(name="", drawing=DRAWN, seen=mark))
    assert posted.status_code == 422
    browser.post(there, sent(name="Alda", drawing=DRAWN, seen=mark))
    physician = actions.take_plan_signature(
        plan=plan,
        who=Signer.PHYSICIAN,
        name="Dr. Imagined",
        drawing=DRAWN,
        seen=mark,
        by=morning.therapist,
    )

    kept = {row.who: row for row in PlanSignature.objects.filter(plan=plan)}
    assert kept[Signer.CLIENT].drawing == physician.drawing
    assert physician.drawing.startswith("M10 10 L20 30")
    assert kept[Signer.STAFF].drawing == ""
    version = browser.get(page("plans:version", plan.pk)).content.decode()
    assert version.count('class="signature"') == 2
