"""The pages of the curriculum: the shelf, a unit, who has taken what, the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openiop.curriculum.models import Handout
from openiop.domain.words import SessionKind
from openiop.privacy.models import AuditEvent
from openiop.schedule.models import Session, Unit
from tests import make
from tests.stages.care.writing import held
from tests.stages.curriculum.test_actions import PDF, another
from tests.stages.safety.showing import page, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("10:05"), monkeypatch):
        yield make.morning(clients=2)


def html(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return] # a test's answer


def test_a_unit_is_added_changed_and_gets_a_handout(morning: make.Morning) -> None:
    browser = signed_in(morning.lead)

    browser.post(
        page("curriculum:new"),
        {"title": "Noticing", "kind": "skills", "modality": "dbt", "any_order": "on"},
    )
    unit = Unit.objects.get(title="Noticing")
    first = Unit.objects.get(number=1)
    browser.post(
        page("curriculum:unit", unit.pk),
        {"title": "Noticing more", "modality": "dbt", "needs": [str(first.pk)]},
    )
    file = SimpleUploadedFile("leaf.pdf", PDF, content_type="text/html")
    browser.post(page("curriculum:attach", unit.pk), {"file": file, "title": "Leaf"})

    shown = html(browser.get(page("curriculum:shelf")))
    assert "Noticing more" in shown
    assert "Leaf" in shown
    given = browser.get(page("curriculum:handout", Handout.objects.get().pk))
    assert given.content == PDF
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment")
    trail = AuditEvent.objects.get(verb="curriculum.handout_given")
    assert (trail.by, trail.outcome) == (morning.lead.id, "done")


def test_a_file_that_is_no_handout_is_refused_in_words(morning: make.Morning) -> None:
    browser, unit = signed_in(morning.lead), Unit.objects.get()
    file = SimpleUploadedFile("leaf.pdf", b"<html>", content_type="application/pdf")

    answer = browser.post(page("curriculum:attach", unit.pk), {"file": file})

    assert answer.status_code == 422
    assert "Attach a PDF" in html(answer)


def test_front_desk_sees_no_handout_and_a_facilitator_changes_no_unit(
    morning: make.Morning,
) -> None:
    unit = Unit.objects.get()

    assert signed_in(morning.desk).get(page("curriculum:shelf")).status_code == 403
    facilitator = signed_in(morning.facilitator)
    assert facilitator.get(page("curriculum:unit", unit.pk)).status_code == 200
    assert facilitator.post(page("curriculum:retire", unit.pk)).status_code == 403


def test_the_better_unit_is_taken_with_one_tap(morning: make.Morning) -> None:
    held(morning)
    better = another()
    session = Session.objects.get(kind=SessionKind.SKILLS)
    browser = signed_in(morning.facilitator)

    part = html(browser.get(page("curriculum:next", session.pk), headers={"HX-Request": "true"}))
    assert "Another unit fits better" in part
    assert "New for 2 of 2" in part
    browser.post(page("curriculum:choose", session.pk), {"unit": str(better.pk)})

    assert Session.objects.get(pk=session.pk).unit == better
    assert "Noticing" in html(browser.get(page("care:brief", session.pk)))
    assert browser.post(page("curriculum:choose", session.pk), {"unit": "x"}).status_code == 404


def test_the_matrix_takes_the_same_statements_for_many(morning: make.Morning) -> None:
    held(morning)
    browser, url = signed_in(morning.facilitator), page("curriculum:matrix", morning.skills.pk)
    few = statements(browser, url)

    for n in range(5):
        make.add_client(morning)
        another(f"Unit {n}")

    assert statements(browser, url) == few
    assert "Taken" in html(browser.get(url))
