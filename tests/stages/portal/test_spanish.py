"""Her pages in Spanish: no English word of ours is left, and the language is hers to choose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.day.models import Need
from openiop.day.queries.missing import neutral_text
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, SayWho
from openiop.domain.neutral import neutral_words
from openiop.domain.privacy import Role
from openiop.measures.actions import submit
from openiop.measures.models import Administration
from openiop.outbox.queries import ContactCard
from openiop.public.views.everywhere import went_wrong
from openiop.safety.actions.plans import save_plan
from tests import make
from tests.stages.portal.phone import Phone, phone_of

pytestmark = pytest.mark.django_db

HER_GOAL = "Sleep through the night"
NAMES = {
    HER_GOAL,
    f"“{HER_GOAL}”",
    "“Bring my blue notebook”",
    "Somebody wrote this answer",
}
"""What is shown as it was written: her own words, what somebody wrote to her, names."""


NAMED = {"sign_in_name": "dana", "display_name": "Dana"}


class Reader(HTMLParser):
    """What a page says to eyes and ears, apart from parts marked as another language."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.said: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        other = (given.get("lang") or self.language) != self.language
        hidden = other or tag in ("script", "style") or self._is_hidden()
        if tag not in self.VOID:
            self._open.append((tag, hidden))
        if not hidden:
            spoken = ("aria-label", "placeholder", "alt", "data-dots", "data-cover-title")
            self.said |= {str(given[name]) for name in spoken if given.get(name)}

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self._is_hidden():
            self.said.add(words)

    def _is_hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def read(html: str) -> Reader:
    """A page as a person hears it."""
    reader = Reader()
    reader.feed(html)
    return reader


def sentences(reader: Reader) -> set[str]:
    """What is longer than two words: shorter things may be the same word in two languages."""
    return {said for said in reader.said if len(re.findall(r"[^\W\d_]{2,}", said)) > 2}


def before(phone: Phone) -> None:
    """Weeks with results that got harder for mood and better for worry, and a plan of hers."""
    for weeks, mood, worry in ((2, 0, 2), (1, 2, 0)):
        with clock.standing(make.at("09:00") - timedelta(weeks=weeks)):
            for id_, count, value in (("phq-9", 9, mood), ("gad-7", 7, worry)):
                answers: dict[str, int | None] = {f"q{n}": value for n in range(1, count + 1)}
                if id_ == "phq-9":
                    answers |= {"q9": 0, "q10": 0}
                submit(
                    client=phone.client,
                    instrument_id=id_,
                    answers=answers,
                    on_site=False,
                    by=phone.actor,
                )
    save_plan(
        client=phone.client,
        content={"coping": [HER_GOAL], "people_to_ask": [HER_GOAL], "reason_to_live": HER_GOAL},
        by=phone.actor,
    )


def _look(phone: Phone, path: str) -> tuple[str, str]:
    return path, phone.open(path).html


def _sent(phone: Phone, name: str, path: str = "", /, **fields: object) -> tuple[str, str]:
    return name, phone.send(path, **fields).html


def walk(phone: Phone, morning: make.Morning) -> Iterator[tuple[str, str]]:
    """Every page of hers, in one long visit."""
    yield from _her_plan_and_course(phone)
    yield from _her_settings(phone)
    yield from _her_check_in(phone)
    yield _look(phone, "/today/")
    take_and_answer(phone, morning)
    yield _look(phone, "/today/")
    yield from _her_forms(phone)
    yield from _a_day_she_cannot_come(phone)
    phone.at(make.at("21:00"))
    for path in ("/today/", "/help/", "/questions/a/done/", "/check-in/3/thank-you/"):
        yield _look(phone, path)
    phone.at(make.at("08:45"))
    for path in ("/using-this-safely/", "/nothing-here/", "/staff/day/close/", "/sign-in/"):
        yield _look(phone, path)
    yield _sent(phone, "wrong password", "/sign-in/", sign_in_name="nobody", password="nothing")


def _her_plan_and_course(phone: Phone) -> Iterator[tuple[str, str]]:
    for path in ("/plan/", "/plan/steps/", "/how-its-going/"):
        yield _look(phone, path)
    before(phone)
    for path in ("/", "/welcome/", "/week/", "/plan/", "/plan/steps/", "/plan/steps/change/"):
        yield _look(phone, path)
    yield _sent(phone, "an empty plan", "/plan/steps/change/", coping="")
    yield _look(phone, "/how-its-going/")
    yield _sent(phone, "nothing said", "/how-its-going/a/say/", fits="", words="")
    yield _sent(phone, "does not fit", "/how-its-going/a/say/", fits="not_really")
    yield _look(phone, "/how-its-going/?show=a")
    yield _look(phone, "/how-its-going/?show=b")
    yield _sent(phone, "no day, no words", "/how-its-going/that-day/", on="", words="")
    day_of_hers = {"on": make.WEDNESDAY.isoformat(), "words": HER_GOAL, "show": "b"}
    yield _sent(phone, "about a day", "/how-its-going/that-day/", **day_of_hers)
    yield _sent(phone, "look together", "/how-its-going/together/")


def _her_settings(phone: Phone) -> Iterator[tuple[str, str]]:
    contact = "/settings/contact/"
    for path in ("/settings/", contact, f"{contact}?first=1"):
        yield _look(phone, path)
    yield _sent(phone, "times without days", contact, call="at_times", say_who="as")
    yield _sent(phone, "an answer we do not know", contact, call="maybe")
    at_times = {"call_days": ["0", "2"], "call_opens": "9:00", "call_closes": "17:00"}
    yield _sent(phone, "contact", contact, call="at_times", phone="555-0100", **at_times)
    yield _look(phone, "/settings/")


def _her_check_in(phone: Phone) -> Iterator[tuple[str, str]]:
    yield _look(phone, "/check-in/")
    for answer in (2, 3, 4):
        yield _sent(phone, f"check-in {answer}", answer=str(answer))
    for said in ("not_sure", "not_safe", "call_me"):
        yield _sent(phone, f"said {said}", said=said)
    phone.open("/check-in/")
    yield _sent(phone, "no such answer", answer="77")
    yield _look(phone, "/check-in/4/")
    yield _sent(phone, "has hurt herself", answer="sh_act")
    yield _sent(phone, "said safe", said="safe")
    phone.open("/check-in/")
    yield _sent(phone, "an urge", answer="3")
    phone.open("/check-in/")
    yield _sent(phone, "not safe where she stays", answer="0")
    yield _look(phone, "/check-in/")
    yield _sent(phone, "sleep in words", sleep_hours="many")
    yield _sent(phone, "sent", needs=["talk", "quiet_space"], words="Bring my blue notebook")


def _her_forms(phone: Phone) -> Iterator[tuple[str, str]]:
    yield _look(phone, "/questions/a/")
    yield _look(phone, "/questions/a/1/")
    for _ in range(9):
        yield _sent(phone, "mood", answer="skip")
    yield _sent(phone, "mood done", answer="0")
    yield _look(phone, "/questions/b/1/")
    yield _sent(phone, "talk", "/talk/")


def _a_day_she_cannot_come(phone: Phone) -> Iterator[tuple[str, str]]:
    yield _look(phone, "/not-today/")
    yield _sent(phone, "away", "/not-today/", reason="safety")
    yield _look(phone, "/today/")
    yield _look(phone, "/week/")
    yield _sent(phone, "comes after all", "/not-today/after-all/")


def take_and_answer(phone: Phone, morning: make.Morning) -> None:
    """One need is taken by somebody, another has its answer."""
    first, second = Need.objects.filter(client=phone.client, kind__in=("talk", "quiet_space"))[:2]
    day.take_need(need=first, by=morning.therapist)
    day.answer_need(need=second, words="Somebody wrote this answer", by=morning.therapist)


@pytest.fixture
def su_telefono(morning: make.Morning, phone: Phone) -> Phone:
    """The phone of a woman whose record says that she reads Spanish."""
    return phone_of(make.add_client(morning, language="es"), phone.site)


def test_no_english_is_left_on_a_spanish_page(
    morning: make.Morning, phone: Phone, su_telefono: Phone
) -> None:
    english = dict(pages := list(walk(phone, morning)))
    assert {read(html).language for html in english.values()} == {"en"}
    ours = set().union(*(sentences(read(html)) for _, html in pages))
    left: dict[str, set[str]] = {}
    seen = 0
    for name, html in walk(su_telefono, morning):
        page = read(html)
        assert page.language == "es", name
        said = sentences(page)
        seen += len(said)
        if same := (said & ours) - NAMES:
            left[name] = same

    assert left == {}
    assert len(ours) > 200
    assert seen > 400


def test_pages_of_an_empty_site_and_of_a_broken_one_speak_spanish() -> None:
    said = []
    for language in ("en-US", "es-MX,es;q=0.9"):
        browser = Browser(headers={"accept-language": language})
        pages = [browser.get("/set-up/"), browser.post("/set-up/", {"password": "short"})]
        pages.append(browser.post("/set-up/", {**NAMED, "password": "password1234"}))
        said.append(set().union(*(sentences(read(page.content.decode())) for page in pages)))
    assert "Por lo menos 12 caracteres. Unas cuantas palabras seguidas sirven bien." in said[1]
    assert not said[0] & said[1]
    with translation.override("es"):
        broken = went_wrong(None).content.decode()  # type: ignore[arg-type] # it reads nothing
    assert "Algo salió mal de nuestro lado" in broken
    assert "sms:988?&amp;body=AYUDA" in broken


def test_help_in_spanish_leads_to_people_who_speak_it(su_telefono: Phone) -> None:
    su_telefono.open("/help/")
    for words in ("oprima 2", "Mandar AYUDA al 988", "Mandar HOLA al 741741", "lun-vie 8:00-18:00"):
        assert words in su_telefono.words
    assert "body=HOME" not in su_telefono.html


def test_days_are_written_as_in_spanish(su_telefono: Phone) -> None:
    assert "Mié 18 nov" in su_telefono.open("/week/").words
    su_telefono.send("/not-today/", reason="")
    assert "18 de noviembre" not in su_telefono.words
    su_telefono.at(make.at("21:00"))
    assert "Regresamos el jueves a las 08:00." in su_telefono.open("/help/").words


def test_her_records_language_comes_first_until_she_chooses(su_telefono: Phone) -> None:
    assert "Buenos días" in su_telefono.open("/today/").words
    su_telefono.send("/language/", language="en", next="/week/")
    assert (su_telefono.path, read(su_telefono.html).language) == ("/week/", "en")
    assert "My week" in su_telefono.words
    assert "openiop_language" not in su_telefono.browser.cookies

    su_telefono.send("/sign-out/")
    again = phone_of(su_telefono.client, su_telefono.site)
    assert "Buenos días" in again.open("/today/").words


def test_what_was_chosen_before_signing_in_holds(phone: Phone) -> None:
    anybody = Browser()
    anybody.post("/language/", {"language": "es", "next": "/sign-in/"})
    assert "Entrar" in anybody.get("/sign-in/").content.decode()
    anybody.force_login(make.user_of(phone.actor), backend="openiop.accounts.backend.SignInName")
    assert "Buenos días" in anybody.get("/today/").content.decode()


@pytest.mark.parametrize("language", ["fr", "xx", ""])
def test_a_language_we_do_not_speak_changes_nothing(phone: Phone, language: str) -> None:
    phone.send("/language/", language=language, next="/week/")
    assert (phone.path, read(phone.html).language) == ("/week/", "en")


def test_a_record_in_a_language_we_do_not_speak_reads_english(phone: Phone) -> None:
    Client.objects.filter(pk=phone.client.pk).update(language="fr")
    assert read(phone.open("/week/").html).language == "en"


def test_both_languages_stand_as_words_on_the_first_screen() -> None:
    make.staff(Role.DIRECTOR)
    for language in ("en", "es"):
        browser = Browser(headers={"accept-language": language})
        html = browser.get("/sign-in/").content.decode()
        strip = html[html.index('<form class="language"') :]
        strip = strip[: strip.index("</form>")]
        assert "English" in strip and "Español" in strip
        other = "es" if language == "en" else "en"
        assert f'value="{other}" lang="{other}"' in strip


def test_staff_pages_are_english_whatever_the_browser_says(morning: make.Morning) -> None:
    browser = Browser(headers={"accept-language": "es"})
    browser.cookies["openiop_language"] = "es"
    user = make.user_of(morning.desk)
    browser.force_login(user, backend="openiop.accounts.backend.SignInName")
    response = browser.get(reverse("day:board"))
    page = read(response.content.decode())
    assert page.language == response.headers["Content-Language"] == "en"
    assert "Expected" in page.said
    assert not page.said & {"La esperamos", "Aquí", "Ausente", "Español"}


def test_what_a_tap_says_to_the_team_reaches_it_in_english(
    morning: make.Morning, su_telefono: Phone
) -> None:
    su_telefono.send("/how-its-going/together/")
    assert Need.objects.get().words == "I would like to look together at how it is going."
    assert "Me gustaría ver con alguien cómo voy." in su_telefono.open("/today/").words


def test_the_language_she_answered_in_is_kept(phone: Phone, su_telefono: Phone) -> None:
    for one, language in ((phone, "en"), (su_telefono, "es")):
        one.open("/check-in/")
        one.tap(1)
        one.open("/questions/b/1/")
        one.tap(0)
        forms = Administration.objects.filter(client=one.client).values_list(
            "instrument_id", "language"
        )
        assert dict(forms) == {"iop-daily-checkin": language, "gad-7": "en"}


@pytest.mark.parametrize("alias", ["", "Rosa"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_one_text_we_send_is_neutral_in_her_language(language: str, alias: str) -> None:
    profile = ContactProfile(
        text=ChannelRule(Allowed.YES), say_who=SayWho.AS if alias else SayWho.NO, alias=alias
    )
    card = ContactCard(profile=profile, phone="555-0100")
    words = neutral_text(make.client(language=language), card, "555-0199")
    assert words.startswith("Hola" if language == "es" else "Hello")
    assert neutral_words(words, ("Test IOP",))
    assert alias in words
