"""From a hospital's referral to a signed admission with a first week on the calendar.

She reads and signs in Spanish on her own phone; intake and the lead work at their desks.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server

_REFERRED = """
from openiop.accounts.models import User
from openiop.accounts.queries import actor_for
from openiop.assessment.actions.levels import Decided, determine
from openiop.base.ids import new_id
from openiop.clients.actions import add_contact
from openiop.clients.queries import ContactTold
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.routes import CareLevel
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.referral import CareNow, ReferralForm, Source
from openiop.domain.release import Relation
from openiop.measures.actions import submit
from openiop.privacy.actor import system
from openiop.referral.actions import accept, receive
who = {name: actor_for(User.objects.get(sign_in_name=name)) for name in ("intake", "clinical_lead")}
form = ReferralForm(
    chosen_name="Alba", last_name="Stonebrook", phone="555-0177", language="es",
    care_now=CareNow.HOSPITAL, leaves_on=clock.today(), goal="Dormir toda la noche.",
    safety_plan="Call her aunt. Walk.", medicines="Sertraline 50 mg", risk="No attempt.",
    contact=ContactProfile(call=ChannelRule(allowed=Allowed.YES)), sender_name="Nora Ward",
    sender_organization="Bright Hospital", she_agreed=True,
)
made = receive(source=Source.HOSPITAL, answers=form, files=(), request_id=new_id(), by=system())
client = accept(referral=made, by=who["intake"])
submit(
    client=client, instrument_id="cssrs-screener-recent", answers={"q1": 0, "q2": 0, "q6": 0},
    on_site=True, by=who["clinical_lead"],
)
determine(
    client=client,
    decided=Decided(
        recommended=CareLevel.PHP, offered=CareLevel.IOP, chosen=CareLevel.IOP,
        preference_asked=True, preference_words="Home at night with the children.",
        why_not_lower="Just out of the hospital.", why_not_higher="No need for a ward.",
        disagreement="Seen in person.", variance=Variance.DECLINES_HIGHER,
        mitigation="A call every evening for 2 weeks.",
    ),
    moment=Moment.ADMISSION, by=who["clinical_lead"],
)
told = ContactTold(name="Aunt", relation=Relation.OTHER_FAMILY, is_emergency=True)
add_contact(client=client, told=told, by=who["intake"])
print(client.pk)
"""
PAPERS = ("a", "b", "c", "e", "f")
"""All but the one for video."""


def sign(page: Page, server: Server, letter: str, *, draws: bool) -> None:
    page.goto(f"{server.address}/papers/{letter}/")
    page.locator("#name").fill("Alba Stonebrook")
    if draws:
        pad = page.locator("canvas")
        pad.scroll_into_view_if_needed()
        frame = pad.bounding_box()
        assert frame is not None
        page.mouse.move(frame["x"] + 20, frame["y"] + 20)
        page.mouse.down()
        for step in range(1, 20):
            page.mouse.move(frame["x"] + 20 + 10 * step, frame["y"] + 20 + (step * 17) % 60)
        page.mouse.up()
    page.locator('button[name="agrees"][value="yes"]').click()
    page.wait_for_url("**/papers/")


def settle(page: Page, item: str, button: str, why: str) -> None:
    row = page.locator(f"#{item}")
    row.locator("summary").click()
    row.get_by_label("Go on without it, because" if why else "A word about it").fill(why)
    row.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def plan_and_carry_over(desk: Page, server: Server) -> None:
    """Her first weeks, and what the hospital gave along."""
    monday = server.ask(
        "from datetime import timedelta; d = clock.today();"
        " print((d + timedelta(days=7 - d.weekday())).isoformat())"
    )
    desk.locator("#id_starts_on").fill(monday)
    desk.locator("#id_day_one").select_option(index=1)
    desk.locator("#id_therapist").select_option(index=2)
    desk.locator("form[action$='/plan/']").get_by_role("button", name="Save").click()
    expect(desk.locator("#schedule")).not_to_contain_text("Her first day")
    for item in ("hospital_safety_plan", "hospital_medicines", "hospital_risk"):
        row = desk.locator(f"#{item}")
        row.locator("summary").click()
        row.get_by_role("button", name="Done", exact=True).click()
        desk.wait_for_load_state()


def test_from_a_hospital_to_her_first_week(
    server: Server,
    page_for: PageFor,
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
) -> None:
    client = server.ask(_REFERRED)
    ready = f"{server.address}/staff/intake/starting/{client}/"
    desk = page_for("intake")
    desk.goto(ready)
    axe(desk)
    expect(desk.get_by_role("button", name="Admit her")).to_be_disabled()
    expect(desk.locator("#level_yes")).to_contain_text("PHP")
    expect(desk.locator("#hospital_medicines")).to_be_visible()

    plan_and_carry_over(desk, server)
    desk.get_by_role("button", name="A code for her page").click()
    code = desk.locator("main .lead b").inner_text()

    phone = new_context(phone=True).new_page()
    phone.goto(f"{server.address}/begin/")
    phone.locator("button[lang=es]").first.click()
    phone.locator("#code").fill(code)
    phone.locator("#sign_in_name").fill("luna nueva")
    phone.locator("#password").fill("cuatro palabras bien tibias")
    phone.locator("main button").click()
    phone.wait_for_load_state()
    phone.goto(f"{server.address}/papers/")
    axe(phone)
    phone.goto(f"{server.address}/papers/b/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Acuerdo del grupo")
    axe(phone)
    for letter in PAPERS:
        sign(phone, server, letter, draws=letter == "b")

    lead = page_for("clinical_lead")
    lead.goto(ready)
    lead.get_by_label("How it is made safe, or why not").fill("I call her myself each evening.")
    lead.get_by_role("button", name="Yes, with my name").click()
    lead.wait_for_load_state()
    for item in ("coverage", "authorization", "baseline"):
        settle(lead, item, "Go on without it", "The plan was called; it is agreed.")
    desk.goto(ready)
    desk.get_by_role("button", name="Admit her").click()
    expect(desk.get_by_text("Her first week is on the calendar.")).to_be_visible()
    axe(lead)

    phone.goto(f"{server.address}/first-days/")
    expect(phone.locator("main")).to_contain_text("Skills")
    axe(phone)
    lead.goto(desk.url)
    axe(lead)
    seats, states = server.ask(
        "from openiop.admission.models import *; a = Admission.objects.order_by('-admitted_at')"
        ".first(); from openiop.schedule.queries import sessions_of_client as s;"
        " from datetime import timedelta as t; e = a.episode;"
        " print(len(s(e.client_id, e.starts_on, e.starts_on + t(days=6))),"
        " ConsentSignature.objects.filter(client=a.client, language='es', how='drawn').count())"
    ).split()
    assert int(seats) >= 9
    assert states == "1"
