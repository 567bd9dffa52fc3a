"""Asking for help without an account: nothing lost, nothing doubled, nothing told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.actions import block_person
from openiop.clients.models import Client
from openiop.domain.contact import Allowed, Voicemail
from openiop.domain.privacy import Role
from openiop.domain.public import PUBLIC_RULES
from openiop.domain.referral import CareNow, Door, FlagKind, PracticalNeed, Source
from openiop.privacy.actor import system
from openiop.privacy.models import File
from openiop.public.actions import add_partner, add_partner_member
from openiop.public.models import Draft, SignInHelp
from openiop.public.tasks import forget_old_drafts
from openiop.referral.models import Referral, ReferralFile, ReferralFlag
from openiop.referral.queries import form_of
from openiop.referral.tasks import compare_new_referrals
from tests import make

pytestmark = pytest.mark.django_db

REACH: dict[str, Any] = {"ways": ["call"], "phone": "(555) 010-0222", "voicemail": "call_back_only"}
YOU: dict[str, Any] = {
    "chosen_name": "Wren",
    "last_name": "Testa",
    "born_month": "3",
    "born_day": "14",
    "born_year": "1990",
    "spoken": "en",
}
WHY: dict[str, Any] = {
    "care_now": "hospital",
    "reason": "I can not go on like this.",
    "needs": ["childcare"],
}
HIS_PHONE = "(555) 010-0777"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj"


@pytest.fixture
def site() -> Site:
    return make.site()


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    from openiop.base.scope import entered

    with entered(site.scope()):
        make.staff(Role.INTAKE)
        yield


@pytest.fixture(autouse=True)
def nobody_is_too_fast() -> Iterator[None]:
    """The tests fill forms faster than anybody reads; two of them care."""
    with patch("openiop.public.views.way_in.may_be_from_a_person", return_value=_Yes()):
        yield


class _Yes:
    def or_refuse(self) -> None:
        """Nothing stands in the way."""


def begun(**changes: dict[str, Any]) -> Browser:
    """A browser that has gone as far as looking once more."""
    browser = Browser()
    for path, typed in (("/start/", REACH), ("/start/you/", YOU), ("/start/why/", WHY)):
        answer = browser.post(path, typed | changes.get(path, {}))
        assert answer.status_code == 302, answer.content.decode()
    return browser


def words_of(response: Any) -> str:
    """What a page says, without what differs from one opening to the next."""
    html = re.sub(r'value="[^"]*"|content="[^"]{64}"', "", response.content.decode())
    return re.sub(r"\s+", " ", html)


def test_safe_contact_is_asked_first_and_all_she_told_arrives() -> None:
    browser = begun()

    assert browser.get("/start/you/").status_code == 200
    sent = browser.post("/start/send/", {"files": [SimpleUploadedFile("Summary.pdf", PDF)]})

    assert sent.headers["Location"] == "/start/sent/"
    referral = Referral.objects.get()
    form = form_of(referral)
    assert (referral.source, referral.door) == (Source.SELF, Door.PUBLIC)
    assert (form.chosen_name, form.phone) == ("Wren", "(555) 010-0222")
    assert form.care_now is CareNow.HOSPITAL
    assert form.needs == {PracticalNeed.CHILDCARE}
    assert form.contact.call.allowed is Allowed.YES
    assert form.contact.text.allowed is Allowed.NO
    assert form.contact.voicemail is Voicemail.CALL_BACK_ONLY
    kept = ReferralFile.objects.select_related("file").get(referral=referral).file
    assert (kept.name, kept.media_type) == ("Summary.pdf", "application/pdf")
    draft = Draft.objects.get()
    assert (draft.answers, draft.word_hash) == ("", "")
    assert "Thank you. We have it." in browser.get("/start/sent/").content.decode()


def test_no_page_comes_before_how_to_reach_her() -> None:
    for path in ("/start/you/", "/start/why/", "/start/send/", "/start/later/"):
        assert Browser().get(path).headers["Location"] == "/start/"


def test_a_request_sent_twice_is_one() -> None:
    browser = begun()

    first = browser.post("/start/send/")
    again = browser.post("/start/send/")

    assert (first.headers["Location"], again.headers["Location"]) == ("/start/sent/",) * 2
    assert Referral.objects.count() == 1


def test_leaving_the_page_leaves_nothing_in_the_browser() -> None:
    browser = begun()

    browser.get("/leave/")

    assert browser.get("/start/send/").headers["Location"] == "/start/"


def test_a_request_left_open_on_a_device_closes() -> None:
    browser = begun()
    later = clock.wall() + timedelta(minutes=PUBLIC_RULES.idle_minutes + 1)

    with patch("openiop.public.views.way_in.clock.wall", return_value=later):
        closed = browser.get("/start/send/")

        assert closed.headers["Location"] == "/start/"
        assert "others may use this device" in browser.get("/start/").content.decode()


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("/start/", {"ways": []}, "Choose one way we may reach you."),
        ("/start/", {"phone": "12"}, "Please give us a number"),
        ("/start/", {"ways": ["email"], "email": "wren at home"}, "Please look at the e-mail."),
        ("/start/you/", {"chosen_name": " "}, "Tell us a name to call you by."),
        ("/start/you/", {"born_month": "13"}, "We couldn&#x27;t read that date."),
        ("/start/you/", {"born_year": "2999"}, "We couldn&#x27;t read that date."),
        ("/start/you/", {"born_day": "🦋"}, "We couldn&#x27;t read that date."),
        ("/start/you/", {"chosen_name": "w" * 500}, "at most 120 letters"),
        ("/start/why/", {"reason": "essay " * 2000}, "Please keep it under 3000 letters."),
        ("/start/why/", {"leaves_month": "2", "leaves_day": "31"}, "We couldn&#x27;t read that"),
    ],
)
def test_what_can_not_be_read_is_said_in_words_and_stays(
    path: str, typed: dict[str, Any], words: str
) -> None:
    browser = begun()
    all_typed = {"/start/": REACH, "/start/you/": YOU, "/start/why/": WHY}[path] | typed

    answer = browser.post(path, all_typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    for value in all_typed.values():
        if isinstance(value, str) and value.strip():
            assert value.strip()[:200] in html


def test_emoji_and_odd_letters_arrive_as_they_are() -> None:
    browser = begun(**{"/start/you/": {"chosen_name": "Zoë 🌻\x00"}})

    browser.post("/start/send/")

    assert form_of(Referral.objects.get()).chosen_name == "Zoë 🌻"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90 program", "Attach a PDF, or a PNG or JPEG picture."),
        (b"%PDF-1.7\n<< /S /JavaScript >>", "parts that can run"),
        (b"%PDF-1.7\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_a_file_we_do_not_take_stops_nothing_else(content: bytes, words: str) -> None:
    browser = begun()

    refused = browser.post("/start/send/", {"files": [SimpleUploadedFile("a.pdf", content)]})

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert (Referral.objects.count(), File.objects.count()) == (0, 0)
    assert browser.post("/start/send/").headers["Location"] == "/start/sent/"


def test_a_machine_is_asked_once_more_and_a_woman_loses_nothing() -> None:
    browser = begun()
    with patch("openiop.public.views.way_in.may_be_from_a_person", wraps=_rule()):
        fast = browser.post("/start/send/")
        Draft.objects.update(created_at=clock.now() - timedelta(minutes=2))
        filled = browser.post("/start/send/", {"website": "http://buy.example/"})
        sent = browser.post("/start/send/")

    assert "That was very quick." in fast.content.decode()
    assert "press Send once more" in filled.content.decode()
    assert sent.headers["Location"] == "/start/sent/"


def _rule() -> Any:
    from openiop.domain.public import may_be_from_a_person

    return may_be_from_a_person


def test_a_flood_from_one_place_waits_and_others_do_not() -> None:
    drafts = PUBLIC_RULES.drafts_per_hour
    answers = [Browser().post("/start/", REACH) for _n in range(drafts + 1)]
    elsewhere = Browser(REMOTE_ADDR="10.9.8.7").post("/start/", REACH)

    assert [each.status_code for each in answers] == [302] * drafts + [429]
    html = answers[-1].content.decode()
    assert "Please wait an hour, or call us." in html
    assert REACH["phone"] in html
    assert elsewhere.status_code == 302


def test_more_than_any_form_takes_is_not_even_read() -> None:
    huge = Browser().post("/start/", REACH, CONTENT_LENGTH=str(10**10))

    assert huge.status_code == 400
    assert "That was too much at once" in huge.content.decode()


# Coming back


def saved(word: str = "sunflower") -> str:
    """A code to come back with."""
    browser = begun()
    assert browser.post("/start/later/", {"word": word}).headers["Location"] == "/start/saved/"
    html = browser.get("/start/saved/").content.decode()
    assert browser.get("/start/send/").headers["Location"] == "/start/"
    found = re.search(r"<strong>(\w{4} \w{4})</strong>", html)
    assert found is not None
    return found[1]


def test_she_comes_back_with_her_code_and_her_word() -> None:
    code = saved()
    phone = Browser()

    opened = phone.post("/start/come-back/", {"code": code.lower(), "word": " Sunflower "})

    assert opened.headers["Location"] == "/start/send/"
    assert "I can not go on like this." in phone.get("/start/send/").content.decode()
    phone.post("/start/send/")
    assert Referral.objects.count() == 1


def test_save_for_later_keeps_also_what_is_not_right_yet() -> None:
    browser = Browser()
    browser.post("/start/", {"ways": ["call"], "phone": "55", "do": "later"})

    html = browser.get("/start/").content.decode()

    assert 'value="55"' in html


def test_a_word_needs_four_letters_and_she_may_take_it_all_back() -> None:
    browser = begun()

    short = browser.post("/start/later/", {"word": "ab"})
    gone = browser.post("/start/forget/")

    assert "at least 4 letters" in short.content.decode()
    assert gone.headers["Location"] == "/"
    assert Draft.objects.count() == 0


def test_wrong_unknown_expired_and_sent_codes_are_answered_alike() -> None:
    wrong_word, expired, sent = saved(), saved(), saved()
    used = Browser()
    used.post("/start/come-back/", {"code": sent, "word": "sunflower"})
    used.post("/start/send/")
    Draft.objects.filter(sent_at__isnull=True).exclude(pk=_of(wrong_word)).update(
        ends_at=clock.now() - timedelta(minutes=1)
    )
    asked = {
        "wrong word": (wrong_word, "sunflowers"),
        "unknown": ("AAAA 0000", "sunflower"),
        "not a code": ("🦋", ""),
        "over": (expired, "sunflower"),
        "sent": (sent, "sunflower"),
    }

    told = set()
    for code, word in asked.values():
        browser = Browser(REMOTE_ADDR=f"10.0.0.{len(word)}")
        browser.get("/start/come-back/")
        with (
            CaptureQueriesContext(
                connection,
            ) as statements,
            patch("openiop.public.actions.check_password", wraps=_hash()) as hashed,
        ):
            answer = browser.post("/start/come-back/", {"code": code, "word": word})
        told.add((answer.status_code, words_of(answer), len(statements), hashed.call_count))

    assert len(told) == 1
    assert {each[3] for each in told} == {1}


def _of(code: str) -> Any:
    from openiop.public.queries.way_in import draft_by_code

    found = draft_by_code(code.replace(" ", ""))
    assert found is not None
    return found.pk


def _hash() -> Any:
    from django.contrib.auth.hashers import check_password

    return check_password


def test_guessing_codes_ends_after_some_tries() -> None:
    browser = Browser()
    guess = {"code": "AAAA 0000", "word": "sunflower"}
    answers = [
        browser.post("/start/come-back/", guess) for _n in range(PUBLIC_RULES.codes_per_hour + 1)
    ]

    assert [each.status_code for each in answers][-2:] == [422, 429]


def test_what_was_not_sent_in_time_is_gone() -> None:
    saved()
    begun()
    in_three_days = clock.now() + timedelta(days=3)

    with clock.standing(in_three_days):
        forget_old_drafts()
        assert Draft.objects.count() == 1
    with clock.standing(clock.now() + timedelta(days=PUBLIC_RULES.saved_days, minutes=1)):
        forget_old_drafts()

    assert Draft.objects.count() == 0


# Nobody learns who is known here


@pytest.fixture
def known() -> Client:
    """A woman in the program whose name and birthday he knows, who must not know she is here."""
    her = make.client("Wren", "Testa", born_on=_born())
    make.anyone_may_call(her, phone="(555) 010-0222")
    block_person(client=her, name="Cass", phone=HIS_PHONE, by=system())
    return her


def _born() -> Any:
    from datetime import date

    return date(1990, 3, 14)


def test_a_blocked_man_who_asks_as_her_is_answered_like_a_stranger(known: Client) -> None:
    """Self-referral, sign-in, help with it and a code: words, status and statements are equal."""
    stranger = {"chosen_name": "Brid", "last_name": "Niemand", "phone": "(555) 010-0999"}
    as_her = {"chosen_name": "Wren", "last_name": "Testa", "phone": HIS_PHONE}

    her_sign_in = make.user_of(make.client_actor(known)).sign_in_name

    hospital = _a_partner()

    with patch("openiop.public.views.partners._seconds_since", return_value=60.0):
        told = [
            _all_doors(stranger, "nobody-here", hospital, "10.1.0.1"),
            _all_doors(as_her, her_sign_in, hospital, "10.1.0.2"),
        ]

    assert told[0] == told[1]
    assert ("/refer/", 302, "/refer/sent/") in {each[:3] for each in told[0]}
    assert ReferralFlag.objects.count() == 0
    compare_new_referrals()
    flags = set(ReferralFlag.objects.filter(client_id=known.pk).values_list("kind", flat=True))
    assert flags == {FlagKind.FORMER_CLIENT, FlagKind.BLOCKED_PERSON}


def _a_partner() -> Browser:
    """A hospital that is signed in."""
    place = add_partner(name="Willowmere", kind=Source.HOSPITAL, phone="555-0160", by=system())
    given = {"sign_in_name": "hospital", "password": "a long test password"}
    add_partner_member(partner=place, display_name="Hollis", by=system(), **given)
    browser = Browser()
    browser.post("/sign-in/", given)
    browser.get("/partner/")  # her session notes once a minute that she is there
    return browser


def _all_doors(
    who: dict[str, str], signed_in_as: str, hospital: Browser, address: str
) -> list[tuple[Any, ...]]:
    browser = Browser(REMOTE_ADDR=address)
    sender = {
        "sender_name": "Hollis",
        "sender_phone": "555 010 0160",
        "she_agreed": "on",
        "reach": "call",
        "begun": "",
    }
    told: list[tuple[Any, ...]] = []
    # what is worked out once in a process is worked out before anything is counted
    Browser().get("/start/")
    for path, typed in (
        ("/start/", REACH | {"phone": who["phone"]}),
        ("/start/you/", YOU | {name: who[name] for name in ("chosen_name", "last_name")}),
        ("/start/why/", WHY),
        ("/start/send/", {}),
        ("/start/come-back/", {"code": "AAAA 0000", "word": who["chosen_name"]}),
        ("/sign-in/help/", {"said": who["phone"]}),
        ("/refer/", sender | who),
        ("/sign-in/", {"sign_in_name": signed_in_as, "password": "not hers"}),
    ):
        with CaptureQueriesContext(connection) as statements:
            answer = browser.post(path, typed)
        told.append((path, answer.status_code, answer.headers.get("Location"), len(statements)))
        if answer.status_code != 302:
            shown = words_of(answer)
            for value in (*who.values(), signed_in_as):
                shown = shown.replace(value, "·")
            told.append((path, shown))
    with CaptureQueriesContext(connection) as statements:
        answer = hospital.post("/partner/send/", sender | who)
    told.append(("partner", answer.headers.get("Location"), len(statements)))
    told.append(("partner sees", words_of(hospital.get("/partner/"))))
    for path in ("/start/sent/", "/sign-in/help/sent/"):
        told.append((path, words_of(browser.get(path))))
    return told


def test_help_with_signing_in_is_a_persons_work(known: Client) -> None:
    Browser().post("/sign-in/help/", {"said": "(555) 010-0222"})
    desk = Browser()
    desk.force_login(
        make.user_of(make.staff(Role.FRONT_DESK)), backend="openiop.accounts.backend.SignInName"
    )

    html = desk.get("/staff/public/sign-in/").content.decode()
    row = SignInHelp.objects.get()
    desk.post("/staff/public/sign-in/answered/", {"row": str(row.pk)})

    assert "(555) 010-0222" in html
    assert "Nobody waits" in desk.get("/staff/public/sign-in/").content.decode()
    assert system().is_system
