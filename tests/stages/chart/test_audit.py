"""The auditor: chart to trail to the golden thread of a note, reading only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openiop.care import actions as care
from openiop.care.models import Note
from openiop.domain.privacy import Role
from openiop.privacy.models import AccessLog
from tests import make
from tests.stages.care.writing import held, ready
from tests.stages.safety.showing import page, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

WORD = "lighthouse"


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield make.morning(clients=2)


def noted(morning: make.Morning, n: int = 0) -> Note:
    note = ready(
        held(morning), morning.clients[n], morning.facilitator, sentence=f"The {WORD} was near."
    )
    care.signing.sign(note=note, by=morning.facilitator)
    return note


def test_from_her_name_to_the_thread_of_a_note_and_to_who_opened_it(
    morning: make.Morning,
) -> None:
    note, her = noted(morning), morning.clients[0]
    auditor = make.staff(Role.PRIVACY_OFFICER, name="Ada Auditor")
    browser = signed_in(auditor)

    first = browser.get("/staff/", follow=True)
    assert first.redirect_chain[-1][0] == page("chart:audit")
    found = browser.get(page("chart:audit"), {"q": her.chosen_name[:3]}).content.decode()
    assert page("chart:audit_client", her.pk) in found
    assert "The trail is whole" in browser.get(page("chart:audit"), {"check": 1}).content.decode()
    about = browser.get(page("chart:audit_client", her.pk)).content.decode()
    assert page("chart:thread", note.pk) in about
    assert WORD not in about
    html = browser.get(page("chart:thread", note.pk)).content.decode()
    for words in (WORD, "Get through mornings", "Fay Facilitator", "matches its signature"):
        assert words in html, words
    assert "<form" not in html.split("<main")[1]
    assert AccessLog.objects.filter(by=auditor.id, page="chart:thread").exists()
    for name in ("care:note", "desk:chart"):
        assert (
            browser.get(page(name, note.pk if name == "care:note" else her.pk)).status_code == 403
        )


def test_what_was_struck_is_read_and_what_tells_of_a_partner_is_not(
    morning: make.Morning,
) -> None:
    note = noted(morning)
    auditor = signed_in(make.staff(Role.PRIVACY_OFFICER))
    there = page("chart:thread", note.pk)
    care.after.strike_note(note=note, why="Wrong chart", by=morning.facilitator)
    html = auditor.get(there).content.decode()
    assert "Wrong chart" in html and WORD in html
    Note.objects.filter(pk=note.pk).update(partner_violence=True)
    assert WORD not in auditor.get(there).content.decode()


@pytest.mark.parametrize("person", ["director", "lead", "therapist", "desk"])
def test_nobody_else_comes_in_by_this_door(morning: make.Morning, person: str) -> None:
    browser = signed_in(getattr(morning, person))
    assert browser.get(page("chart:audit")).status_code == 403
    assert browser.get(page("chart:audit_client", morning.clients[0].pk)).status_code == 403


def test_more_notes_ask_no_more_of_the_database(morning: make.Morning) -> None:
    browser = signed_in(make.staff(Role.PRIVACY_OFFICER))
    there = page("chart:audit_client", morning.clients[0].pk)
    before = statements(browser, there)
    noted(morning)
    assert statements(browser, there) <= before + 1
