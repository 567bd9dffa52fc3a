"""Pages before day one, and her own papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from openiop.accounts.actions import welcome
from openiop.admission.actions import seats
from openiop.admission.actions.papers import sign_own
from openiop.admission.actions.waiting import offer, wait
from openiop.admission.models import Admission, ConsentRevocation, ConsentSignature
from openiop.admission.queries.papers import papers_of, texts_here
from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.actions import add_contact, keep_apart, record_release
from openiop.clients.models import Episode, Release
from openiop.clients.queries import ContactTold
from openiop.domain.admission import GroupForm
from openiop.domain.consent import ConsentKind, ConsentState
from openiop.domain.kept_apart import Link
from openiop.domain.privacy import Role
from openiop.domain.public import PUBLIC_RULES
from openiop.domain.release import Part, Purpose, Relation
from openiop.privacy.actor import Actor, system
from openiop.schedule.actions import seat
from openiop.schedule.models import Seat
from tests import make

from .test_admission import House, accepted, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Iterator[House]:
    """The same house; its clock runs on from eight for whoever opens a page."""
    behind = ceil((make.at("08:00") - clock.wall()).total_seconds())
    site = make.site(is_demo=True, clock_offset_seconds=behind)
    with make.working_at(site, make.at("08:00")):
        program = make.morning(clients=1)
        intake = make.staff(Role.INTAKE, name="Ina Intake")
        yield House(program, intake, accepted(intake))


def signed_in(browser: Browser, actor: Actor) -> Browser:
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def test_the_list_says_what_stops_who_sees_to_it_and_admits(house: House, client: Browser) -> None:
    browser = signed_in(client, house.intake)
    url = reverse("intake:ready", args=[house.client.pk])

    page = browser.get(url).content.decode()
    assert "Stops the start" in page
    assert "No suicide screen in the last 14 days." in page
    assert "disabled" in page

    prepared(house)
    page = browser.get(url).content.decode()
    assert "Nothing. She may start." in page or "May follow later" in page
    answer = browser.post(
        reverse("intake:admit", args=[house.client.pk]), {"request_id": str(uuid4())}
    )
    assert Admission.objects.filter(client=house.client).exists()
    # the stay is for clinicians; intake stays on a page that is hers
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_a_bad_start_keeps_what_was_typed(house: House, client: Browser) -> None:
    browser = signed_in(client, house.intake)
    sent = {"track": str(house.program.track.pk), "starts_on": "2026-11-20", "end": "2026-11-19"}

    answer = browser.post(reverse("intake:plan_start", args=[house.client.pk]), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It ends after it begins." in page
    assert 'value="2026-11-20"' in page
    assert (
        browser.post(
            reverse("intake:plan_start", args=[house.client.pk]), {"starts_on": "nonsense"}
        ).status_code
        == 422
    )


def test_she_signs_in_spanish_and_takes_it_back_in_two_taps(house: House, client: Browser) -> None:
    her = house.her
    browser = signed_in(client, her)
    browser.post(reverse("public:set_language"), {"language": "es", "next": "/"})
    page = browser.get(reverse("portal:paper", args=["b"])).content.decode()
    mark = texts_here()[ConsentKind.GROUP].papers["es"].mark
    assert "Acuerdo del grupo" in page
    assert mark in page

    browser.post(reverse("portal:paper", args=["b"]), {"name": "", "seen": mark, "agrees": "yes"})
    assert not ConsentSignature.objects.exists()
    request_id = str(uuid4())
    for _again in range(2):
        browser.post(
            reverse("portal:paper", args=["b"]),
            {"name": "Wila", "seen": mark, "agrees": "yes", "request_id": request_id},
        )
    (signature,) = ConsentSignature.objects.all()
    assert (signature.language, signature.signed_by) == ("es", her.id)

    page = browser.get(reverse("portal:papers")).content.decode()
    assert str(signature.pk) in page
    browser.post(reverse("portal:take_back"), {"kind": "paper", "what": str(signature.pk)})
    assert ConsentRevocation.objects.get().revoked_by == her.id
    with clock.standing(make.at("08:30")):
        states = {each.kind: each.state for each in papers_of(house.client.pk)}
    assert states[ConsentKind.GROUP] is ConsentState.TAKEN_BACK


def test_she_takes_back_only_what_is_hers(house: House, client: Browser) -> None:
    told = ContactTold(name="Sister", relation=Relation.SIBLING)
    releases: list[Release] = []
    for who in (house.client, house.program.clients[0]):
        contact = add_contact(client=who, told=told, by=system())
        releases.append(
            record_release(
                contact=contact,
                purposes=[Purpose.FAMILY],
                parts=[Part.ATTENDANCE],
                signed_on=make.WEDNESDAY,
                from_on=make.WEDNESDAY,
                until_on=make.WEDNESDAY + timedelta(days=30),
                by=system(),
            )
        )
    browser = signed_in(client, house.her)

    def post(what: str) -> int:
        sent = {"kind": "share", "what": what}
        return browser.post(reverse("portal:take_back"), sent).status_code

    assert post(str(releases[0].pk)) == 302
    assert post(str(releases[1].pk)) == 404
    assert post(str(uuid4())) == 404
    assert post("nonsense") == 404
    assert [
        row.revoked_at is not None for row in Release.objects.order_by("created_at", "pk")
    ].count(True) == 1


def test_one_quiet_tap_in_the_room(house: House, client: Browser) -> None:
    group, her = house.program.groups[4], house.program.clients[0]
    seconds = ceil((make.at("11:30") - clock.wall()).total_seconds())
    Site.objects.update(clock_offset_seconds=seconds)
    seats.set_group_form(group=group, form=GroupForm.TRAUMA, by=house.program.director)
    browser = signed_in(client, house.program.facilitator)
    session = next(s for s in house.program.sessions.values() if s.group_id == group.pk)

    page = browser.get(reverse("day:room", args=[session.pk])).content.decode()
    answer = browser.post(
        reverse("intake:stop_seat", args=[her.pk]),
        {"group": str(group.pk), "session": str(session.pk)},
    )

    assert "Not this group now" in page
    assert answer.headers["Location"] == reverse("day:room", args=[session.pk])
    held = Seat.objects.get(group=group, client=her)
    assert held.until_on == make.WEDNESDAY


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.FRONT_DESK, "intake:ready", 403),
        (Role.FACILITATOR, "intake:ready", 403),
        (Role.INTAKE, "intake:ready", 200),
        (Role.BILLING, "intake:ready", 200),
        (Role.INTAKE, "intake:texts", 403),
        (Role.DIRECTOR, "intake:texts", 200),
        (Role.INTAKE, "intake:waitlist", 200),
        (Role.BILLING, "intake:waitlist", 403),
        (Role.INTAKE, "intake:on_the_way", 200),
    ],
)
def test_who_may_open_what(
    house: House, client: Browser, role: Role, name: str, status: int
) -> None:
    browser = signed_in(client, make.staff(role))
    args = [house.client.pk] if name == "intake:ready" else []

    assert browser.get(reverse(name, args=args)).status_code == status


def test_the_stay_page_moves_and_takes_back(house: House, client: Browser) -> None:
    browser = signed_in(client, house.program.lead)
    episode = Episode.objects.get(client=house.program.clients[0])
    url = reverse("intake:stay", args=[episode.pk])
    assert "Went on leave" in browser.get(url).content.decode()

    sent = {"move": "leave", "leave-on": "2026-11-18", "leave-why": ""}
    answer = browser.post(url, sent)
    assert answer.status_code == 422
    assert "Say when she comes back." in answer.content.decode()

    sent |= {
        "leave-why": "Surgery",
        "leave-leave_reason": "hospital",
        "leave-return_on": "2026-11-25",
    }
    assert browser.post(url, sent).status_code == 302
    assert Episode.objects.get(pk=episode.pk).stage == "on_leave"
    browser.post(reverse("intake:undo_move", args=[episode.pk]), {"why": "Moved"})
    assert Episode.objects.get(pk=episode.pk).stage == "in_program"


def test_a_sites_own_words_and_back_to_ours(house: House, client: Browser) -> None:
    browser = signed_in(client, house.program.director)
    url = reverse("intake:edit_text", args=["b"])
    assert "Group agreement" in browser.get(url).content.decode()

    sent = {"en_title": "Group rules", "en_summary": "Be kind.\nBe on time.", "en_body": "Stay."}
    assert browser.post(url, sent).status_code == 422
    assert browser.post(url, {**sent, "why": "Shorter"}).status_code == 302
    held = texts_here()[ConsentKind.GROUP]
    assert held.papers["en"].summary == ("Be kind.", "Be on time.")
    assert held.in_language("es")[0] == "en"
    browser.post(url, {**sent, "do": "ours"})
    assert texts_here()[ConsentKind.GROUP].is_ours


def test_she_opens_her_page_with_a_code_once(house: House, client: Browser) -> None:
    browser = signed_in(client, house.intake)
    page = browser.post(reverse("intake:invite", args=[house.client.pk])).content.decode()
    code = page.split("<b>")[1].split("</b>")[0]
    stranger = Browser()
    given = {"code": code.lower(), "sign_in_name": "willow", "password": "four warm words here"}

    wrong = stranger.post(reverse("public:begin"), {**given, "code": "AAAA"})
    assert wrong.status_code == 422
    assert stranger.post(reverse("public:begin"), {**given, "password": "x"}).status_code == 422
    assert stranger.post(reverse("public:begin"), given).status_code == 302
    assert stranger.get(reverse("portal:papers")).status_code == 200
    again = Browser().post(reverse("public:begin"), given)
    guesses = [
        Browser().post(reverse("public:begin"), {**given, "code": "BBBB"}).status_code
        for _n in range(PUBLIC_RULES.first_codes_per_hour)
    ]
    assert (guesses[0], guesses[-1]) == (422, 429)

    def said(answer: object) -> str:
        return str(answer.content).split("field_error")[-1][:200]  # type: ignore[attr-defined]

    assert again.status_code == 422
    assert said(again) == said(wrong)


def test_only_the_lead_admits_past_a_hidden_rule_and_says_why(
    house: House, client: Browser
) -> None:
    prepared(house)
    seated, lead = house.program.clients[0], house.program.lead
    keep_apart(client=house.client, other=seated, link=Link.RELATIVE, words="Zsecret", by=lead)
    url = reverse("intake:ready", args=[house.client.pk])
    admit = reverse("intake:admit", args=[house.client.pk])

    intake = signed_in(Browser(), house.intake)
    assert "hidden rule" not in intake.get(url).content.decode()
    intake.post(admit, {"despite": "Never mind"})
    assert not Admission.objects.exists()
    browser = signed_in(client, lead)
    assert "A hidden rule stands against one of these seats." in browser.get(url).content.decode()
    browser.post(admit, {"despite": "Both want it; I talked with each."})

    assert Admission.objects.exists()
    words = {each.despite for each in Seat.objects.filter(client=house.client)}
    assert words == {"Both want it; I talked with each."}


def test_what_waits_for_her_stands_on_her_day(house: House, client: Browser) -> None:
    track, her = house.program.track, house.her
    welcome(by=her)
    browser = signed_in(client, her)
    entry = wait(client=house.client, track=track, by=house.intake)
    offer(entry=entry, starts_on=make.WEDNESDAY + timedelta(days=5), by=house.intake)

    page = browser.get(reverse("portal:today")).content.decode()
    assert "A place for you" in page
    assert "5 papers wait for you" in page
    papers_ = [line for line in papers_of(house.client.pk) if line.kind != ConsentKind.TELEHEALTH]
    for line in papers_:
        paper = line.text.papers["en"]
        sign_own(
            client=house.client,
            kind=line.kind,
            language="en",
            name="Wila",
            saw_mark=paper.mark,
            by=her,
        )
    browser.post(reverse("portal:offer"), {"answer": "yes"})
    page = browser.get(reverse("portal:today")).content.decode()
    assert "A place for you" not in page
    assert "wait for you" not in page


def test_a_director_guards_a_group_and_a_clinician_signs(house: House, client: Browser) -> None:
    group = house.program.groups[4]
    director = signed_in(Browser(), house.program.director)
    director.post(reverse("intake:groups"), {"group": str(group.pk), "form": "trauma"})
    assert director.post(reverse("intake:groups"), {"group": "x", "form": "no"}).status_code == 404
    lead = signed_in(client, house.program.lead)
    url = reverse("intake:guard_seat", args=[house.client.pk])

    assert (
        "Sign readiness"
        in lead.get(reverse("intake:ready", args=[house.client.pk])).content.decode()
    )
    for said in ("ready", "chooses"):
        lead.post(url, {"group": str(group.pk), "said": said, "words": "Skills hold."})
    seat(group=group, client=house.client, from_on=make.WEDNESDAY, by=system())
    assert Seat.objects.filter(group=group, client=house.client).exists()
