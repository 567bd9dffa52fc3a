"""From the public page to the first week on her calendar: at a desk, on a phone, from a hospital.

Three women come in by three doors; each goes on in one piece until her first week stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import way_in
from tests.journeys.conftest import PageFor, Taps
from tests.journeys.real_server import Server
from tests.journeys.way_in import PAPERS, Staff, fill

MOST_TAPS = 16
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj"
_KEPT = """
from datetime import timedelta
from openiop.admission.models import Admission, ConsentSignature
from openiop.assessment.models import LevelOfCare
from openiop.referral.models import ReferralFile
from openiop.referral.queries import form_of, referral_of_client
from openiop.schedule.queries import sessions_of_client
stay = Admission.objects.get(client__chosen_name={name!r}).episode
pk, first = stay.client_id, stay.starts_on
told = form_of(referral := referral_of_client(pk))
level = LevelOfCare.objects.get(client=pk)
signed = ConsentSignature.objects.filter(client=pk, language=told.language)
print(
    referral.source, told.language, told.phone, told.contact.voicemail,
    ReferralFile.objects.filter(referral=referral).count(),
    level.suggested, level.recommended, level.chosen, level.decided_as,
    signed.count(), signed.filter(how="drawn").count(),
    len(sessions_of_client(pk, first, first + timedelta(days=6))) >= 9, sep="|",
)
"""

Axe = Callable[[Page], None]
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    """All three ask the same program, which has room for them."""
    room = "from openiop.schedule.models import Group; Group.objects.update(max_size=16)"
    shared_server.ask(room)
    return shared_server


@pytest.fixture
def staff(page_for: PageFor) -> Staff:
    return Staff(page_for("intake"), page_for("therapist"), page_for("clinical_lead"))


def kept(server: Server, name: str) -> str:
    return server.ask(_KEPT.format(name=name))


def test_in_english_at_a_desk(
    server: Server, staff: Staff, new_context: NewContext, axe: Axe, tmp_path: Path
) -> None:
    summary = tmp_path / "Summary.pdf"
    summary.write_bytes(PDF)
    page = new_context().new_page()
    page.goto(server.address)
    axe(page)
    page.get_by_role("link", name="Is this right for me?").click()
    page.get_by_label("Would it help to see someone more than once a week?").check()
    axe(page)
    page.reload()
    expect(page.get_by_label("Would it help to see someone more")).not_to_be_checked()
    page.get_by_role("link", name="Ask us to reach you").click()
    page.get_by_label("Call me").check()
    fill(page, "Phone number", "555 010 0231")
    axe(page)
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_label("Your word").fill("sunflower")
    page.get_by_role("button", name="Get my code").click()
    code = page.locator("main strong").inner_text()
    page.context.close()

    hers = new_context().new_page()
    hers.goto(f"{server.address}/start/come-back/")
    hers.get_by_label("Your code").fill(code)
    hers.get_by_label("Your word").fill("Sunflower")
    hers.get_by_role("button", name="Go on").click()
    fill(hers, "First name, or the name you like", "Brid")
    hers.get_by_role("button", name="Save and go on").click()
    fill(hers, "What brings you here?", "Mornings are too much.")
    hers.get_by_role("button", name="Save and go on").click()
    hers.get_by_label("A paper from a hospital or doctor").set_input_files(summary)
    axe(hers)
    way_in.send(hers, "Send")
    expect(hers.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

    way_in.book(staff.intake, "Brid")
    way_in.assess(staff.therapist, "Brid")
    way_in.decide(staff.therapist)
    ready = staff.therapist.url
    staff.intake.goto(ready)
    expect(staff.intake.get_by_role("button", name="Admit her")).to_be_disabled()
    way_in.prepare(staff.intake, server)
    way_in.open_her_page(staff.intake, hers, server, "brid at home")
    expect(hers.locator("main")).to_contain_text("papers wait for you")
    for letter in PAPERS:
        way_in.sign(hers, server, letter, "Brid Ashgrove")
    way_in.waive(staff.lead, ready)
    way_in.admit(staff.intake, ready)
    axe(staff.intake)

    way_in.sees_her_week(hers, server, "Skills")
    axe(hers)
    assert kept(server, "Brid") == (
        "self|en|555 010 0231|none|1|iop|iop|iop|Tamsin Oakmeadow, LCSW|5|0|True"
    )


def test_in_spanish_on_a_phone(
    server: Server,
    staff: Staff,
    new_context: NewContext,
    taps: Callable[[Page], Taps],
    axe: Axe,
) -> None:
    phone = new_context(phone=True).new_page()
    phone.goto(server.address)
    phone.get_by_role("button", name="Español").click()
    count = taps(phone)
    phone.get_by_role("link", name="Pedir que la busquemos").click()
    phone.get_by_text("Llamarme", exact=True).click()
    fill(phone, "Número de teléfono", "555 010 0232")
    phone.get_by_text("Solo digan").click()
    phone.get_by_role("button", name="Guardar y seguir").click()
    fill(phone, "Nombre, o el nombre que le gusta", "Luz")
    fill(phone, "Mes", "3")
    fill(phone, "Día", "14")
    fill(phone, "Año", "1990")
    phone.get_by_role("button", name="Guardar y seguir").click()
    fill(phone, "¿Qué la trae aquí?", "No puedo sola con todo esto.")
    phone.get_by_role("button", name="Guardar y seguir").click()
    way_in.send(phone, "Enviar")
    expect(phone.get_by_role("heading", name="Gracias. Ya lo tenemos.")).to_be_visible()
    assert count.count <= MOST_TAPS
    axe(phone)

    # a day program is recommended and she chooses the IOP: a named clinician says how it is safe
    way_in.book(staff.intake, "Luz")
    way_in.assess(staff.therapist, "Luz")
    way_in.decide(staff.therapist, recommended="php")
    ready = staff.therapist.url
    staff.intake.goto(ready)
    expect(staff.intake.locator("#level_yes")).to_contain_text("PHP")
    way_in.prepare(staff.intake, server)
    way_in.open_her_page(staff.intake, phone, server, "luna nueva")
    phone.goto(f"{server.address}/papers/b/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Acuerdo del grupo")
    axe(phone)
    for letter in PAPERS:
        way_in.sign(phone, server, letter, "Luz Stonebrook", draws=letter == "b")
    way_in.waive(staff.lead, ready)
    staff.lead.get_by_label("How it is made safe, or why not").fill("I call her each evening.")
    staff.lead.get_by_role("button", name="Yes, with my name").click()
    staff.lead.wait_for_load_state()
    way_in.admit(staff.intake, ready)

    way_in.sees_her_week(phone, server, "Habilidades")
    axe(phone)
    assert kept(server, "Luz") == (
        "self|es|555 010 0232|call_back_only|0|iop|php|iop|Tamsin Oakmeadow, LCSW|5|1|True"
    )


def test_from_a_hospital(server: Server, staff: Staff, new_context: NewContext, axe: Axe) -> None:
    ward = new_context().new_page()
    ward.goto(server.address)
    ward.get_by_role("link", name="Send someone to us").click()
    fill(ward, "Her first name", "Alba")
    fill(ward, "Her last name", "Stonebrook")
    fill(ward, "Her phone number", "555-0177")
    ward.get_by_label("She said we may call").check()
    ward.get_by_label("Where is she in care now?").select_option(label="A hospital")
    ward.get_by_text("From a hospital: safety plan, medicines, risk").click()
    fill(ward, "Her safety plan", "Call her aunt. Walk.")
    fill(ward, "Your name", "Nora Ward")
    fill(ward, "Your phone number", "555-0120")
    ward.get_by_label("Who are you?").select_option(label="A hospital")
    ward.get_by_label("She agreed that I send you this").check()
    axe(ward)
    way_in.send(ward, "Send")
    expect(ward.get_by_role("heading", level=1)).to_contain_text("Thank you")

    way_in.book(staff.intake, "Alba")
    way_in.assess(staff.therapist, "Alba")
    way_in.decide(staff.therapist)
    ready = staff.therapist.url
    staff.intake.goto(ready)
    axe(staff.intake)
    way_in.prepare(staff.intake, server)
    for item in ("hospital_safety_plan", "hospital_medicines", "hospital_risk"):
        way_in.settle(staff.intake, item, "Done", "")
    hers = new_context(phone=True).new_page()
    way_in.open_her_page(staff.intake, hers, server, "new moon")
    hers.goto(f"{server.address}/papers/")
    axe(hers)
    for letter in PAPERS:
        way_in.sign(hers, server, letter, "Alba Stonebrook")
    way_in.waive(staff.lead, ready)
    way_in.admit(staff.intake, ready)
    axe(staff.intake)

    way_in.sees_her_week(hers, server, "Skills")
    axe(hers)
    assert kept(server, "Alba") == (
        "hospital|en|555-0177|none|0|iop|iop|iop|Tamsin Oakmeadow, LCSW|5|0|True"
    )
