"""The partner's door: one word, only with her consent. And the words of the public pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.public import PublicPage
from openiop.domain.referral import Concern, Door, ReferralState, Source, TriageClass
from openiop.privacy.actor import Actor, system
from openiop.public.actions import add_partner, add_partner_member, write_text
from openiop.public.models import PageText
from openiop.public.queries import pages
from openiop.referral.actions import agree_to_status, move
from openiop.referral.models import Partner, Referral, ReferralFile
from openiop.referral.queries import form_of
from tests import make
from tests.reading import ease, grade, text_of

pytestmark = pytest.mark.django_db
BACKEND = "openiop.accounts.backend.SignInName"
PASSWORD = "a long test password"
HER = {
    "chosen_name": "Wren",
    "last_name": "Testa",
    "phone": "555 010 0222",
    "reach": "text",
    "care_now": "hospital",
    "leaves_month": "11",
    "leaves_day": "27",
    "leaves_year": "2026",
    "reason": "She leaves on Friday.",
    "concerns": ["suicide_thoughts"],
    "safety_plan": "Calls her sister first.",
    "medicines": "Sertraline 50 mg",
    "risk": "None in the past nine days.",
    "she_agreed": "on",
}
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[Site]:
    site = make.site()
    with entered(site.scope()):
        make.staff(Role.INTAKE)
        yield site


def partner(
    name: str = "Willowmere Hospital", sign_in: str = "hospital"
) -> tuple[Partner, Browser]:
    """A partner, and a browser in which one of its people is signed in."""
    made = add_partner(name=name, kind=Source.HOSPITAL, phone="555-0160", by=system())
    add_partner_member(
        partner=made,
        sign_in_name=sign_in,
        display_name="Hollis Reedwater",
        password=PASSWORD,
        by=system(),
    )
    browser = Browser()
    browser.post("/sign-in/", {"sign_in_name": sign_in, "password": PASSWORD})
    return made, browser


def signed_in(actor: Actor) -> Browser:
    """A browser with somebody signed in."""
    browser = Browser()
    browser.force_login(make.user_of(actor), backend=BACKEND)
    return browser


def test_a_hospital_hands_on_what_it_knows() -> None:
    _made, browser = partner()
    assert browser.get("/").headers["Location"] == "/partner/"
    request_id = str(uuid4())
    files = [SimpleUploadedFile("Summary.pdf", PDF)]

    first = browser.post("/partner/send/", HER | {"request_id": request_id, "files": files})
    again = browser.post("/partner/send/", HER | {"request_id": request_id})

    assert (first.headers["Location"], again.headers["Location"]) == ("/refer/sent/",) * 2
    referral = Referral.objects.get()
    form = form_of(referral)
    assert (referral.door, referral.source) == (Door.PARTNER, Source.HOSPITAL)
    assert referral.triage == TriageClass.URGENT
    assert form.concerns == {Concern.SUICIDE_THOUGHTS}
    assert (form.safety_plan, form.medicines) == ("Calls her sister first.", "Sertraline 50 mg")
    assert (form.sender_name, form.sender_organization) == (
        "Hollis Reedwater",
        "Willowmere Hospital",
    )
    assert ReferralFile.objects.filter(referral=referral).count() == 1


def test_without_her_consent_nothing_is_sent_and_all_stays_typed() -> None:
    _made, browser = partner()

    answer = browser.post("/partner/send/", HER | {"she_agreed": "", "leaves_day": "99"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "We wait until she agrees." in html
    assert "read that date" in html
    for typed in ("Wren", "She leaves on Friday.", "Sertraline 50 mg", 'value="99"'):
        assert typed in html
    assert Referral.objects.count() == 0


def test_a_partner_sees_one_word_about_those_who_agreed_and_nothing_else() -> None:
    _made, browser = partner()
    _other, stranger = partner("Fernhill Shelter", "shelter")
    browser.post("/partner/send/", HER | {"status_agreed": "on"})
    browser.post("/partner/send/", HER | {"chosen_name": "Quietly"})
    referral = Referral.objects.order_by("created_at").first()
    assert referral is not None

    told = browser.get("/partner/").content.decode()
    move(referral=referral, to=ReferralState.ASSESSMENT_BOOKED, by=system())
    booked = browser.get("/partner/").content.decode()
    agree_to_status(referral=referral, agreed=False, by=system())
    taken_back = browser.get("/partner/").content.decode()

    assert ("Wren T" in told, "Received" in told, "Quietly" in told) == (True, True, False)
    assert "Assessment booked" in booked
    assert "Wren" not in taken_back
    assert "Wren" not in stranger.get("/partner/").content.decode()
    assert "sister" not in told


def test_the_list_costs_the_same_for_two_and_for_twelve() -> None:
    _made, browser = partner()
    counts = []
    for more in (2, 10):
        for _n in range(more):
            browser.post("/partner/send/", HER | {"status_agreed": "on"})
        with CaptureQueriesContext(connection) as statements:
            browser.get("/partner/")
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_partner_is_no_staff_and_staff_are_no_partner() -> None:
    _made, browser = partner()

    for path in ("/staff/", "/staff/huddle/", "/staff/public/", "/today/", "/staff/intake/"):
        answer = browser.get(path)
        assert answer.status_code in (302, 403, 404), path
        assert answer.headers.get("Location", "/") in ("/", "/partner/"), path
    assert signed_in(make.staff(Role.DIRECTOR)).get("/partner/").status_code == 403


def test_a_partner_who_works_there_no_more_sees_nothing() -> None:
    made, browser = partner()
    browser.post("/partner/send/", HER | {"status_agreed": "on"})
    intake = signed_in(make.staff(Role.INTAKE))
    html = intake.get("/staff/public/partners/").content.decode()
    member = re.search(r'name="member" value="([^"]+)"', html)
    assert member is not None

    intake.post("/staff/public/partners/", {"do": "end", "member": member[1]})

    assert "Wren" not in browser.get("/partner/").content.decode()
    assert browser.post("/partner/send/", HER).status_code == 200
    assert Referral.objects.filter(partner=made).count() == 1


def test_intake_adds_a_place_and_a_sign_in_and_hears_what_is_missing() -> None:
    intake = signed_in(make.staff(Role.INTAKE))
    place = {"do": "partner", "name": "Fernhill Shelter", "kind": "shelter"}

    first = intake.post("/staff/public/partners/", place)
    same = intake.post("/staff/public/partners/", place | {"name": " fernhill  shelter"})
    made = Partner.objects.get()
    member = {
        "do": "member",
        "partner": str(made.pk),
        "sign_in_name": "fern",
        "display_name": "Fern",
    }
    short = intake.post("/staff/public/partners/", member | {"password": "short"})
    given = intake.post("/staff/public/partners/", member | {"password": PASSWORD})

    assert (first.status_code, same.status_code) == (302, 422)
    assert "A place of this name is there already." in same.content.decode()
    assert (short.status_code, given.status_code) == (422, 302)


def test_anybody_may_send_someone_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = {"sender_name": "Hollis", "sender_phone": "555 010 0160", "source": "shelter"}
    browser = Browser()
    begun = re.search(r'name="begun" value="([^"]+)"', browser.get("/refer/").content.decode())
    assert begun is not None

    fast = browser.post("/refer/", HER | sender | {"begun": begun[1]})
    monkeypatch.setattr("openiop.public.views.partners._seconds_since", lambda _begun: 60.0)
    nobody = browser.post("/refer/", HER | {"begun": begun[1]})
    sent = browser.post("/refer/", HER | sender | {"begun": begun[1]})

    assert "That was very quick." in fast.content.decode()
    assert "Tell us your name." in nobody.content.decode()
    assert sent.headers["Location"] == "/refer/sent/"
    assert Referral.objects.get().source == Source.SHELTER


# The words of the public pages


@pytest.mark.parametrize("page", PublicPage)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_reads_easily_and_leads_to_a_person(page: PublicPage, language: str) -> None:
    browser = Browser(headers={"accept-language": language})

    html = browser.get(f"/about/{page}/").content.decode()

    plain = [re.sub(r"\*\*|^[-#\d.]+ |\]\([^)]*\)|\[", "", line) for line in _lines(page, language)]
    text = text_of(plain)
    assert (grade(text) <= 8) if language == "en" else (ease(text) >= 70)
    assert max(len(sentence) for sentence in text.sentences) <= 20
    assert html.count("<h1") == 1
    assert f'lang="{language}"' in html
    for way in ('href="/start/"', 'href="/help/"', "data-leave"):
        assert way in html
    assert not re.search(r"<title>[^<]*(IOP|trauma|program)", html, re.IGNORECASE)


def _lines(page: PublicPage, language: str) -> list[str]:
    return [line for line in pages.ours(page, language).splitlines() if line.strip()]


def test_the_four_questions_are_for_her_alone() -> None:
    html = Browser().get("/about/is-it-right-for-me/").content.decode()

    marks = re.findall(r'<input[^>]*type="checkbox"[^>]*>', html)
    assert len(marks) == 4
    assert not any(" name=" in mark or " form=" in mark for mark in marks)
    inside_forms = "".join(re.findall(r"<form.*?</form>", html, re.DOTALL))
    assert "checkbox" not in inside_forms
    assert "score" not in html


def test_reading_keeps_nothing_in_the_browser_after_it_closes() -> None:
    browser = Browser()
    for path in ("/", "/about/what-it-is/", "/about/is-it-right-for-me/"):
        browser.get(path)

    assert set(browser.cookies) <= {"openiop_form"}
    assert all(not cookie["max-age"] for cookie in browser.cookies.values())


def test_the_site_puts_its_own_words_and_goes_back_to_ours() -> None:
    director = signed_in(make.staff(Role.DIRECTOR))
    path = "/staff/public/what-it-is/en/"
    own = {"body": "# Our house\n\nYou are **welcome**.", "number": "0"}

    preview = director.post(path, own | {"do": "preview"}).content.decode()
    assert "<strong>welcome</strong>" in preview
    assert PageText.objects.count() == 0
    director.post(path, own | {"do": "save"})
    public = Browser().get("/about/what-it-is/").content.decode()
    late = director.post(path, own | {"body": "# Other", "do": "save"}).content.decode()
    director.post(path, {"body": "", "number": "1", "do": "ours"})
    again = Browser().get("/about/what-it-is/").content.decode()

    assert "Our house" in public
    assert "Somebody else changed this page." in late
    assert "# Other" in late
    assert "Our house" not in again
    assert "Our house" in director.get(path + "1/").content.decode()
    assert signed_in(make.staff(Role.THERAPIST)).get(path).status_code == 403


def test_a_version_is_never_changed() -> None:
    page, language = PublicPage.COST, "es"
    made = write_text(page=page, language=language, body="# Uno", number=0, by=system())
    assert made is not None

    with pytest.raises(Refused):
        write_text(page=page, language=language, body="# Dos", number=0, by=system())
    with pytest.raises(Exception, match="append-only"):
        PageText.objects.filter(pk=made.pk).update(body="# Tres")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](http://x.example/p.png)", '<p>!<a href="http://x.example/p.png">x</a></p>\n'),
        ("# A\n\n# B", "<h1>A</h1>\n<h2>B</h2>\n"),
        ("- a\n- *b*", "<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>\n"),
        ('[a](/help/ "<b>")', '<p><a href="/help/" title="&lt;b&gt;">a</a></p>\n'),
    ],
)
def test_only_text_comes_out_of_what_is_typed(body: str, shown: str) -> None:
    assert pages.as_html(body) == shown


def test_every_page_is_shipped_in_both_languages() -> None:
    folder = Path(str(pages.__file__)).parents[1] / "templates" / "public" / "texts"

    for language in ("en", "es"):
        named = {path.stem for path in (folder / language).glob("*.md")}
        assert named == {str(page) for page in PublicPage}
