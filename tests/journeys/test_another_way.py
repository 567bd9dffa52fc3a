"""Three women do not start here; each leaves with a named next step and somebody who has her."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import open_nav

_ASKED = """
from openiop.base.ids import new_id
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.referral import Concern, ReferralForm, Source
from openiop.privacy.actor import system
from openiop.referral.actions import receive
calls = ContactProfile(call=ChannelRule(allowed=Allowed.YES))
for name, concerns in (
    ("Ondine", {Concern.SUICIDE_INTENT}), ("Petra", set()), ("Quilla", set())
):
    form = ReferralForm(
        chosen_name=name, phone=f"555-02{ord(name[0])}", contact=calls, concerns_asked=True,
        concerns=frozenset(concerns),
    )
    receive(source=Source.SELF, answers=form, files=(), request_id=new_id(), by=system())
"""
_KEPT = """
from openiop.referral.models import Referral, ReferralStatus
from openiop.referral.queries import form_of
ended = [r for r in Referral.objects.filter(state="ended") if form_of(r).last_name == ""]
rows = ReferralStatus.objects.filter(referral__in=ended, state="ended")
print(*sorted(str(row.end_reason) for row in rows))
"""
WAYS = (
    ("Ondine", "crisis_route", "Mobile crisis team at her door, 10:40", "Crisis line, Mr. Ashford"),
    ("Petra", "too_little_need", "Weekly sessions, first one Thursday at 4 pm", "Cedar House"),
    ("Quilla", "prefers_other", "Evening program, starts Monday", "Harborlight intake"),
)


def test_three_ways_end_well(
    server: Server, page_for: PageFor, axe: Callable[[Page], None]
) -> None:
    server.ask(_ASKED)
    page = page_for("intake")
    for name, reason, step, who in WAYS:
        open_nav(page, "Pipeline")
        page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
        if reason == "crisis_route":
            expect(page.locator("main")).to_contain_text("Crisis")
        page.get_by_role("link", name="Not a fit: another way").click()
        page.locator(f'input[name="reason"][value="{reason}"]').check()
        page.locator('input[name="way"][value="call_together"]').check()
        page.locator('input[name="reached"][value="yes"]').check()
        page.locator("#id_next_step").fill(step)
        page.locator("#id_handed_to").fill(who)
        page.locator("main form button").last.click()
        expect(page.locator("body")).to_contain_text("She can come back at any time.")
        expect(page.locator("main")).to_contain_text(step)
    axe(page)
    open_nav(page, "Pipeline")
    for _name, _reason, step, _who in WAYS:
        expect(page.locator("[aria-labelledby=ended]")).to_contain_text(step)
    assert server.ask(_KEPT) == "crisis_route prefers_other too_little_need"
