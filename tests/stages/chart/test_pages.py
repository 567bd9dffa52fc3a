"""Search, timeline and print: within reach, bounded, in the trail, without what is kept apart."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser

import openiop.chart
from openiop.base import clock, pdf
from openiop.care import actions as care
from openiop.care.models import Note
from openiop.chart.queries.search import Asked, search
from openiop.chart.queries.timeline import timeline
from openiop.clients.actions import add_contact, record_release, revoke
from openiop.clients.models import Client, Contact, Release
from openiop.clients.queries import ContactTold
from openiop.day import actions as day
from openiop.domain.chart.kinds import ChartKind
from openiop.domain.chart.printed import ChartPart
from openiop.domain.measures.hark import HARK
from openiop.domain.privacy import Role
from openiop.domain.release import Part, Purpose, Relation
from openiop.domain.words import SessionKind
from openiop.health import actions as health
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor
from openiop.privacy.models import AuditEvent
from tests import make
from tests.stages.care.writing import held, ready
from tests.stages.course.test_queries import given
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

BACK = timedelta(days=20)
WORD = "lighthouse"


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("10:30"), monkeypatch):
        yield make.morning(clients=3)


def signed(of: make.Morning, her: Client, words: str) -> Note:
    session = held(of)
    note = ready(session, her, of.facilitator, sentence=words)
    care.signing.sign(note=note, by=of.facilitator)
    return note


def told() -> dict[str, object]:
    return {
        "first": (make.WEDNESDAY - BACK).isoformat(),
        "last": make.WEDNESDAY.isoformat(),
    }


def searched(browser: Browser, words: str, *parts: object) -> str:
    name = "chart:search" if parts else "chart:search_mine"
    answer = browser.post(page(name, *parts), sent(words=words, kind="", **told()))
    assert answer.status_code == 200
    return answer.content.decode()


def printed(browser: Browser, her: Client, parts: Sequence[ChartPart], **more: object) -> bytes:
    answer = browser.post(
        page("chart:print", her.pk),
        sent(parts=[str(part) for part in parts], receiver="", purpose="", **told()) | more,
    )
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def as_told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the print is made of, as words; how PDF packs them is not ours."""
    made: list[str] = []

    def keep(title: str, blocks: list[pdf.Block], *_more: object, **_options: object) -> bytes:
        made.append(f"{title} {blocks}")
        return b"%PDF-"

    monkeypatch.setattr(pdf, "document", keep)
    return made


def test_words_are_found_and_marked_and_the_trail_keeps_no_word(morning: make.Morning) -> None:
    her = morning.clients[0]
    note = signed(morning, her, f"She spoke of the {WORD} and of getting there alone.")

    shown = searched(signed_in(morning.therapist), WORD, her.pk)

    assert f"<mark>{WORD}</mark>" in shown
    assert page("care:note", note.pk) in shown
    row = AuditEvent.objects.get(verb="chart.searched")
    assert row.codes["found"] == 1
    assert row.client_ids == [str(her.pk)]
    assert WORD not in str(list(AuditEvent.objects.values()))


def test_a_search_across_charts_stays_within_reach(morning: make.Morning) -> None:
    signed(morning, morning.clients[0], f"She spoke of the {WORD} and of getting there alone.")
    stranger = make.staff(Role.THERAPIST)

    assert "<mark>" in searched(signed_in(morning.therapist), WORD)
    assert "<mark>" in searched(signed_in(morning.lead), WORD)
    assert "<mark>" not in searched(signed_in(stranger), WORD)


def test_drafts_are_not_searched(morning: make.Morning) -> None:
    her = morning.clients[0]
    ready(held(morning), her, morning.facilitator, sentence=f"She spoke of the {WORD} again.")

    assert "<mark>" not in searched(signed_in(morning.therapist), WORD, her.pk)


def test_health_and_people_are_found_by_kind(morning: make.Morning) -> None:
    her, by = morning.clients[0], morning.therapist
    health.add_medication(client=her, name="Prazosin", dose="2 mg", by=by)
    add_contact(
        client=her, told=ContactTold(name="Prazosin Friend", relation=Relation.FRIEND), by=by
    )
    asked = Asked("prazosin", None, make.WEDNESDAY, make.WEDNESDAY)

    kinds = [hit.kind for hit in search(asked, [her.pk]).hits]
    only = search(Asked("prazosin", ChartKind.HEALTH, make.WEDNESDAY, make.WEDNESDAY), [her.pk])

    assert sorted(kinds) == [ChartKind.HEALTH, ChartKind.PEOPLE]
    assert [hit.kind for hit in only.hits] == [ChartKind.HEALTH]
    assert search(asked, [morning.clients[1].pk]).hits == ()


@pytest.mark.parametrize("name", ["chart:search", "chart:timeline", "chart:print", "health:health"])
@pytest.mark.parametrize(
    "role", [Role.FRONT_DESK, Role.BILLING, Role.INTAKE, Role.DIRECTOR, Role.THERAPIST]
)
def test_none_of_it_opens_to_who_does_not_treat_her(
    morning: make.Morning, name: str, role: Role
) -> None:
    browser = signed_in(make.staff(role))

    assert browser.get(page(name, morning.clients[0].pk)).status_code == 403


def test_the_timeline_has_every_kind_and_filters(morning: make.Morning) -> None:
    her, by = morning.clients[0], morning.therapist
    note = signed(morning, her, f"She spoke of the {WORD} and of getting there alone.")
    health.add_medication(client=her, name="Prazosin", by=by)

    found = timeline(her, only=None, may_see_violence=False)
    assert {ChartKind.SESSION, ChartKind.NOTE, ChartKind.HEALTH, ChartKind.STAY} <= set(
        found.counts
    )
    ats = [entry.at for entry in found.entries]
    assert ats == sorted(ats, reverse=True)

    shown = signed_in(by).get(page("chart:timeline", her.pk) + "?kind=health").content.decode()
    assert "Prazosin" in shown
    assert page("care:note", note.pk) not in shown


def hark(her: Client, by: Actor) -> None:
    submit(
        client=her,
        instrument_id=HARK.id,
        answers={item.link_id: 1 for item in HARK.items},
        on_site=True,
        by=by,
    )


def test_partner_violence_is_in_the_timeline_only_for_who_may_ask(
    morning: make.Morning,
) -> None:
    her = morning.clients[0]
    hark(her, morning.therapist)

    kinds = timeline(her, only=None, may_see_violence=False).counts
    assert ChartKind.MEASURE not in kinds
    assert timeline(her, only=None, may_see_violence=True).counts[ChartKind.MEASURE] == 1


def test_a_print_leaves_out_drafts_violence_and_who_is_kept_away(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    her, other, third = morning.clients
    note = signed(morning, her, f"She spoke of the {WORD} and of getting there alone.")
    hark(her, morning.therapist)
    add_contact(
        client=her,
        told=ContactTold(name="Kept Away", relation=Relation.PARTNER, keep_away=True),
        by=morning.therapist,
    )
    made, browser = as_told(monkeypatch), signed_in(morning.therapist)
    everything = [part for part in ChartPart if part is not ChartPart.VIOLENCE]

    printed(browser, her, everything)
    Note.objects.filter(pk=note.pk).update(partner_violence=True)
    printed(browser, her, everything)
    printed(browser, her, list(ChartPart))

    assert [WORD in words for words in made] == [True, False, True]
    assert all("Kept Away" not in words for words in made)
    assert all(HARK.short_title not in words for words in made)
    assert other.last_name not in made[0]
    assert third.last_name not in made[0]
    rows = AuditEvent.objects.filter(verb="chart.exported", outcome="done")
    assert rows.count() == 3
    assert ChartPart.VIOLENCE in rows.latest("pk").codes["parts"]


def test_a_print_says_at_its_foot_how_its_numbers_were_made(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    her, made = morning.clients[0], as_told(monkeypatch)
    given(her, "phq-9", 1, 3)
    browser = signed_in(morning.therapist)

    printed(browser, her, [ChartPart.MEASURES])
    printed(browser, her, [ChartPart.STAY])

    assert "PHQ-9: The answers are added up. · Σ answers · range 0-27, points needed 6" in made[0]
    assert "Source: " in made[0]
    assert "Where the numbers come from" not in made[1]


def test_a_print_says_how_many_drafts_it_leaves_out(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = morning.clients[0]
    ready(held(morning), her, morning.facilitator, sentence=f"She spoke of the {WORD} again.")
    made = as_told(monkeypatch)

    printed(signed_in(morning.therapist), her, [ChartPart.NOTES])

    assert WORD not in made[0]
    assert "1 note that is not signed is left out." in made[0]


def outside(her: Client, by: Actor) -> tuple[Contact, Release]:
    clinic = ContactTold(name="", organization="Harbor", relation=Relation.PRIMARY_CARE)
    contact = add_contact(client=her, told=clinic, by=by)
    release = record_release(
        contact=contact,
        purposes=[Purpose.CARE],
        parts=[Part.MEDICATIONS],
        signed_on=make.WEDNESDAY,
        from_on=make.WEDNESDAY,
        until_on=make.WEDNESDAY,
        by=by,
    )
    return contact, release


@pytest.mark.parametrize(
    ("parts", "purpose", "status"),
    [
        ([ChartPart.MEDICATIONS], "care", 200),
        ([ChartPart.MEDICATIONS, ChartPart.NOTES], "care", 422),
        ([ChartPart.MEDICATIONS], "payment", 422),
        ([ChartPart.MEDICATIONS], "", 422),
        ([ChartPart.PEOPLE], "care", 422),
    ],
)
def test_outside_goes_only_what_the_release_names(
    morning: make.Morning, parts: list[ChartPart], purpose: str, status: int
) -> None:
    her = morning.clients[0]
    contact, _release = outside(her, morning.therapist)

    answer = signed_in(morning.therapist).post(
        page("chart:print", her.pk),
        sent(parts=[str(p) for p in parts], receiver=str(contact.pk), purpose=purpose, **told()),
    )

    assert answer.status_code == status


def test_after_she_took_it_back_nothing_goes_outside(morning: make.Morning) -> None:
    her = morning.clients[0]
    contact, release = outside(her, morning.therapist)
    revoke(release=release, by=make.client_actor(her))

    answer = signed_in(morning.therapist).post(
        page("chart:print", her.pk),
        sent(parts=["medications"], receiver=str(contact.pk), purpose="care", **told()),
    )

    assert answer.status_code == 422
    assert not AuditEvent.objects.filter(verb="chart.exported", outcome="done").exists()


def test_the_pdf_is_tagged_and_says_who_printed_it(morning: make.Morning) -> None:
    her = morning.clients[0]

    content = printed(signed_in(morning.therapist), her, [ChartPart.STAY])

    assert content.startswith(b"%PDF-")
    assert b"/MarkInfo" in content
    assert b"pdfuaid" in content


def test_what_was_typed_is_never_read_as_markup() -> None:
    with make.working_at(make.site(), make.at("10:30")):
        content = pdf.document(
            '#panic("x") *b* $x$',
            [pdf.Paragraph('#panic("x") @home = no heading'), pdf.Table(("#a",), (("$b$",),))],
            "Lena Lead",
            clock.now(),
        )

    assert io.BytesIO(content).read(5) == b"%PDF-"


def test_pages_ask_no_more_for_a_longer_chart(morning: make.Morning) -> None:
    her, by, browser = morning.clients[0], morning.therapist, signed_in(morning.therapist)
    pages = [
        page(name, her.pk)
        for name in ("chart:timeline", "health:health", "health:people", "desk:chart")
    ]

    def much(times: int) -> None:
        for n in range(times):
            health.add_medication(client=her, name=f"Medicine {n}", by=by)
            add_contact(
                client=her, told=ContactTold(name=f"F {n}", relation=Relation.FRIEND), by=by
            )
            outside(her, by)

    much(1)
    few = [statements(browser, address) for address in pages]
    much(6)

    assert [statements(browser, address) for address in pages] == few


def test_a_closed_day_is_in_reach_of_the_group(morning: make.Morning) -> None:
    session = morning.session(SessionKind.SKILLS)
    day.confirm_all(session=session, by=morning.facilitator)

    found = timeline(morning.clients[0], only=ChartKind.SESSION, may_see_violence=False)

    assert [entry.params["session"] for entry in found.entries] == [session.name]


SENTINEL = "pomegranate"


def test_nothing_of_this_knows_psychotherapy_notes() -> None:
    folder = Path(openiop.chart.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]

    assert not any("private_notes" in source for source in sources)


def test_the_timeline_takes_no_more_statements_for_a_longer_stay(morning: make.Morning) -> None:
    her, other = morning.clients[:2]
    browser, address = signed_in(morning.therapist), page("chart:timeline", her.pk)
    few = statements(browser, address)

    signed(morning, her, f"She spoke of the {SENTINEL} and of getting there alone.")
    signed(morning, other, "She said that the mornings are the hardest part by far.")

    # names of whoever signed are one statement, asked once there is somebody to name
    assert statements(browser, address) <= few + 1
