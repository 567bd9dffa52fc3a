"""From the public page to a received request: in English at a desk, in Spanish on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Taps
from tests.journeys.real_server import Server

SECONDS_OF_A_PERSON = 4_500
MOST_TAPS = 16
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj"
_TOLD = """
from openiop.referral.models import Referral, ReferralFile
from openiop.referral.queries import form_of
made = next(each for each in Referral.objects.order_by("-created_at") if each.door == "public")
form = form_of(made)
files = ReferralFile.objects.filter(referral=made).count()
print(form.chosen_name, form.language, form.phone, form.contact.voicemail, files, sep="|")
"""


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Server:
    """Both women ask the same program."""
    return shared_server


def fill(page: Page, label: str, words: str) -> None:
    """One tap into a field, and the typing."""
    field = page.get_by_label(label, exact=True)
    field.click()
    field.fill(words)


def test_in_english_at_a_desk_with_a_break_and_a_paper(
    server: Server,
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
    tmp_path: Path,
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

    later = new_context().new_page()
    later.goto(f"{server.address}/start/come-back/")
    later.get_by_label("Your code").fill(code)
    later.get_by_label("Your word").fill("Sunflower")
    later.get_by_role("button", name="Go on").click()
    fill(later, "First name, or the name you like", "Brid")
    later.get_by_role("button", name="Save and go on").click()
    later.get_by_label("I am in a hospital, or just left one").check()
    later.get_by_role("button", name="Save and go on").click()
    later.get_by_label("A paper from a hospital or doctor").set_input_files(summary)
    axe(later)
    later.wait_for_timeout(SECONDS_OF_A_PERSON)
    later.get_by_role("button", name="Send", exact=True).click()

    expect(later.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()
    assert server.ask(_TOLD) == "Brid|en|555 010 0231|none|1"


def test_in_spanish_on_a_phone_within_sixteen_taps(
    server: Server,
    new_context: Callable[..., BrowserContext],
    taps: Callable[[Page], Taps],
    axe: Callable[[Page], None],
) -> None:
    page = new_context(phone=True).new_page()
    page.goto(server.address)
    page.get_by_role("button", name="Español").click()
    count = taps(page)

    page.get_by_role("link", name="Pedir que la busquemos").click()
    page.get_by_text("Llamarme", exact=True).click()
    fill(page, "Número de teléfono", "555 010 0232")
    page.get_by_text("Solo digan").click()
    page.get_by_role("button", name="Guardar y seguir").click()
    fill(page, "Nombre, o el nombre que le gusta", "Luz")
    fill(page, "Mes", "3")
    fill(page, "Día", "14")
    fill(page, "Año", "1990")
    page.get_by_role("button", name="Guardar y seguir").click()
    fill(page, "¿Qué la trae aquí?", "No puedo sola con todo esto.")
    page.get_by_text("Alguien que cuide a mis hijos").click()
    page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_timeout(SECONDS_OF_A_PERSON)
    page.get_by_role("button", name="Enviar", exact=True).click()

    expect(page.get_by_role("heading", name="Gracias. Ya lo tenemos.")).to_be_visible()
    assert count.count <= MOST_TAPS
    axe(page)
    assert server.ask(_TOLD) == "Luz|es|555 010 0232|call_back_only|0"
