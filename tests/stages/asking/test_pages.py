"""Staff ask, enter paper, look through and file; questions about violence stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.asking.tasks import text_about_short_forms
from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client, Episode
from openiop.domain.decision import Refused
from openiop.domain.episode import Stage
from openiop.domain.neutral import neutral_words
from openiop.domain.privacy import Role
from openiop.domain.words import Channel
from openiop.measures import actions as measures
from openiop.measures.actions import set_texting
from openiop.measures.models import Administration, Decline, EnteredTotal, Source
from openiop.measures.queries import series, standing_answers
from openiop.outbox.models import Message
from openiop.privacy.actor import Actor
from openiop.safety.models import Alert, PrivateCheck
from tests import make
from tests.stages.desk.test_views import raised
from tests.stages.portal.phone import phone_of, seconds_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make.site(is_demo=True, clock_offset_seconds=seconds_to(make.at("10:45")))


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("10:45")):
        yield


@pytest.fixture
def morning(at_work: None) -> make.Morning:
    return make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Client:
    return morning.clients[0]


class Desk:
    """A staff member's browser."""

    def __init__(self, actor: Actor) -> None:
        self.browser = Browser()
        self.browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")

    def open(self, path: str) -> Desk:
        return self._show(self.browser.get(path, follow=True))

    def send(self, path: str, **fields: object) -> Desk:
        return self._show(self.browser.post(path, fields, follow=True))

    def _show(self, response: object) -> Desk:
        self.status = response.status_code  # type: ignore[attr-defined]
        self.html = response.content.decode()  # type: ignore[attr-defined]
        main = self.html.partition("<main")[2].partition("</main>")[0]
        self.words = " ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split())
        return self


@pytest.fixture
def desk(morning: make.Morning) -> Desk:
    return Desk(morning.lead)


PHQ = {f"q{n}": "1" for n in range(1, 9)} | {"q9": "0", "q10": "1"}
PAPER_OF_MONDAY = {"on_month": "11", "on_day": "16", "on_year": "2026"}


def test_the_week_in_minutes_and_what_to_do(desk: Desk, her: Client) -> None:
    desk.open(f"/staff/forms/{her.pk}/")
    assert "This week: 8 of 12 minutes" in desk.words
    assert "PHQ-9" in desk.words
    assert "From paper" in desk.words
    desk.send(f"/staff/forms/{her.pk}/not-now/gad-7/", why="rather_not")
    assert "declined, it comes next time" in desk.words
    assert not Decline.objects.get().said_by_her


def test_a_short_form_after_the_stay_is_led_to_by_one_neutral_text(
    desk: Desk, her: Client, morning: make.Morning
) -> None:
    Episode.objects.filter(client=her).update(
        stage=Stage.ENDED,
        starts_on=make.WEDNESDAY - timedelta(days=120),
        ended_on=make.WEDNESDAY - timedelta(days=38),
    )
    page = desk.open(f"/staff/forms/{her.pk}/")
    assert "in place of PHQ-9, which had no answer" in page.words
    assert "PHQ-9: a short form is asked in its place" in page.words

    refused = desk.send(f"/staff/forms/{her.pk}/text/")
    assert Message.objects.count() == 0
    assert "on its way" not in refused.words

    make.anyone_may_call(her)
    assert "on its way" in desk.send(f"/staff/forms/{her.pk}/text/").words
    assert "would press her" in desk.send(f"/staff/forms/{her.pk}/text/").words
    [text] = Message.objects.all()
    assert neutral_words(text.words)
    assert "PHQ" not in text.words
    assert "She was texted on" in desk.open(f"/staff/forms/{her.pk}/").words


def test_the_job_texts_once_only_where_switched_on_and_as_she_allows(
    her: Client, morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openiop.asking.tasks.LOOK_EVERY", timedelta())
    Episode.objects.filter(client=her).update(
        stage=Stage.ENDED,
        starts_on=make.WEDNESDAY - timedelta(days=120),
        ended_on=make.WEDNESDAY - timedelta(days=38),
    )
    make.anyone_may_call(her)
    assert text_about_short_forms() == 0, "off until the site switches it on"
    set_texting(is_on=True, after=0, by=morning.lead)
    with pytest.raises(Refused):
        set_texting(is_on=False, after=0, by=morning.lead)

    assert text_about_short_forms() == 1
    assert text_about_short_forms() == 0
    [text] = Message.objects.all()
    assert neutral_words(text.words)
    assert text.channel == Channel.TEXT


def test_the_job_texts_nobody_who_may_not_be_texted_or_has_a_concern_open(
    her: Client, morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openiop.asking.tasks.LOOK_EVERY", timedelta())
    Episode.objects.filter(client=her).update(
        stage=Stage.ENDED,
        starts_on=make.WEDNESDAY - timedelta(days=120),
        ended_on=make.WEDNESDAY - timedelta(days=38),
    )
    set_texting(is_on=True, after=0, by=morning.lead)
    assert text_about_short_forms() == 0, "nobody asked her yet how she may be reached"
    make.anyone_may_call(her)
    raised(her)
    assert text_about_short_forms() == 0, "a concern is under review"
    assert Message.objects.count() == 0


def test_asked_by_staff_on_one_page(desk: Desk, her: Client) -> None:
    desk.open(f"/staff/forms/{her.pk}/ask/phq-9/")
    assert desk.html.count("<fieldset") == 10
    desk.send(f"/staff/forms/{her.pk}/ask/phq-9/", **PHQ)
    form = Administration.objects.get()
    assert (form.source, form.total) == (Source.STAFF, 8)
    assert "8, Mild" in desk.words
    assert "Asked by staff" in desk.words


def test_each_answer_is_kept_as_it_is_chosen(desk: Desk, her: Client) -> None:
    path = f"/staff/forms/{her.pk}/ask/phq-9/save/"
    kept = desk.browser.post(path, {"field": "q1", "value": "2", "version": "0"})
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    wrong = desk.browser.post(path, {"field": "q1", "value": "7", "version": "1"})
    assert wrong.status_code == 422
    assert standing_answers(Administration.objects.get().pk) == {"q1": 2}
    assert "checked" in desk.open(f"/staff/forms/{her.pk}/ask/phq-9/").html


def test_an_answer_that_comes_after_the_end_begins_nothing(desk: Desk, her: Client) -> None:
    desk.send(f"/staff/forms/{her.pk}/ask/phq-9/", **PHQ)
    path = f"/staff/forms/{her.pk}/ask/phq-9/save/"
    late = desk.browser.post(path, {"field": "q1", "value": "2", "version": "0"})
    assert (late.status_code, Administration.objects.count()) == (422, 1)


def test_staff_go_on_with_what_she_began_on_her_phone(desk: Desk, her: Client, site: Site) -> None:
    phone = phone_of(her, site)
    phone.open("/questions/a/1/").tap(3)
    desk.send(f"/staff/forms/{her.pk}/ask/phq-9/", **{**PHQ, "q1": "3"})
    form = Administration.objects.get()
    assert (form.source, form.total) == (Source.PORTAL, 10)


def test_paper_of_monday_entered_on_wednesday(desk: Desk, her: Client) -> None:
    desk.send(
        f"/staff/forms/{her.pk}/paper/phq-9/",
        **{**PHQ, "q9": "2"},
        **PAPER_OF_MONDAY,
        total_on_paper="10",
    )
    form = Administration.objects.get()
    assert (form.source, form.on, form.total) == (
        Source.PAPER,
        make.WEDNESDAY - timedelta(days=2),
        10,
    )
    alert = Alert.objects.get()
    assert alert.answered_at == make.at("12:00", make.WEDNESDAY - timedelta(days=2))
    assert alert.opened_at - alert.answered_at > timedelta(days=1, hours=22)
    assert "reached us 2 days later" in desk.words
    assert "Compare it once more" in desk.words
    # the same sheet again is the same form
    desk.send(
        f"/staff/forms/{her.pk}/paper/phq-9/",
        **{**PHQ, "q9": "2"},
        **PAPER_OF_MONDAY,
    )
    assert Administration.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"q3": "7x"}, "Question 3:"),
        ({"q3": "4"}, "4 is outside 0 to 3"),
        ({"on_month": "13"}, "couldn't read that date"),
        ({"on_month": ""}, "write the day on the paper"),
        ({"on_year": "2027"}, "has not come yet"),
        ({"total_on_paper": "15"}, "add up to 8, the paper says 15"),
        ({"total_on_paper": "8", "q1": "", "q2": "", "q3": ""}, "there is no sum"),
    ],
)
def test_a_slip_of_the_key_keeps_what_was_typed(
    desk: Desk, her: Client, typed: dict[str, str], words: str
) -> None:
    desk.send(f"/staff/forms/{her.pk}/paper/phq-9/", **{**PHQ, **PAPER_OF_MONDAY, **typed})
    assert desk.status == 422
    assert words in desk.words.replace("&#x27;", "'")
    for name, value in typed.items():
        if value:
            assert f'name="{name}"' in desk.html
            assert f'value="{value}"' in desk.html
    assert not Administration.objects.exists()


def test_blank_and_refused_on_paper_are_no_zero(desk: Desk, her: Client) -> None:
    desk.send(
        f"/staff/forms/{her.pk}/paper/phq-9/", **{**PHQ, **PAPER_OF_MONDAY, "q9": "", "q2": "9"}
    )
    form = Administration.objects.get()
    assert (form.total, standing_answers(form.pk)["q9"]) == (None, None)
    assert PrivateCheck.objects.get().link_id == "q9"
    assert "none: questions 2, 9 have no answer" in desk.words


def test_an_abandoned_form_with_item_9_is_no_total_an_alert_and_not_fileable(
    desk: Desk, morning: make.Morning, her: Client
) -> None:
    given = measures.start_form(client=her, instrument_id="phq-9", by=make.client_actor(her))
    measures.answer(
        administration=given,
        answers={"q1": 1, "q2": None, "q3": None, "q4": None, "q9": 2},
        on_site=True,
        by=make.client_actor(her),
    )
    form, alert = Administration.objects.get(), Alert.objects.get()
    assert (form.total, form.finished_at) == (None, None)
    with pytest.raises(Refused) as refused:
        measures.file_form(administration=form, by=morning.lead)
    assert [reason.code for reason in refused.value.reasons] == ["alert_open"]
    desk.open(f"/staff/forms/form/{form.pk}/")
    assert "An alert rests on this form" in desk.words
    assert "file it" not in desk.words
    Alert.objects.filter(pk=alert.pk).update(disposition="talked")
    desk.send(f"/staff/forms/form/{form.pk}/file/")
    assert "filed by Lena Lead" in desk.words
    # a new answer is another form than the one filed
    measures.answer(administration=form, answers={"q1": 2}, on_site=True, by=make.client_actor(her))
    assert Administration.objects.get().reviewed_at is None


YES_TO_ONE = {"q1": "0", "q2": "1", "q3": "0", "q4": "0"}


def asked_in_private(desk: Desk, her: Client) -> Desk:
    return desk.send(
        f"/staff/forms/{her.pk}/private/",
        alone="yes",
        private_place="yes",
        step="answers",
        **YES_TO_ONE,
    )


def test_private_questions_open_only_when_she_is_alone(desk: Desk, her: Client) -> None:
    path = f"/staff/forms/{her.pk}/private/"
    assert "partner" not in desk.open(path).words
    desk.send(path, alone="yes")
    assert desk.status == 422
    assert "Confirm that nobody can hear or see you" in desk.words
    assert "ex-partner" not in desk.words
    assert "ex-partner" in desk.send(path, alone="yes", private_place="yes").words
    desk.send(path, step="answers", **YES_TO_ONE)
    assert not Administration.objects.exists()


def test_any_yes_opens_a_private_talk_and_holds_back_the_home(desk: Desk, her: Client) -> None:
    from openiop.outbox.queries import profile_of

    asked_in_private(desk, her)
    alert = Alert.objects.get()
    assert (alert.instrument_id, alert.link_id) == ("private-talk", "safe_home")
    assert "partner" not in alert.evidence
    assert "HARK" not in alert.evidence
    assert profile_of(her.pk).not_safe_at_home
    assert not PrivateCheck.objects.exists()


WHERE_IT_NEVER_STANDS = (
    "/staff/clients/{id}/",
    "/staff/forms/{id}/",
    "/staff/day/board/",
    "/staff/day/missing/",
    "/staff/day/contact/{id}/",
    "/staff/device/{id}/",
    "/staff/clients/",
    "/staff/huddle/",
    "/staff/everybody/",
    "/staff/safety/alerts/",
    "/staff/safety/alerts/{alert}/",
    "/staff/safety/checks/",
    "/staff/clients/{id}/course/",
    "/staff/clients/{id}/course/hark/",
    "/staff/clients/{id}/course/phq-9/",
    "/staff/open-matters/",
)
ITS_WORDS = re.compile(r"HARK|humiliat|ex-partner|intimate partner|\bhark\b", re.IGNORECASE)


@pytest.mark.parametrize("path", WHERE_IT_NEVER_STANDS)
@pytest.mark.parametrize("role", ["lead", "therapist", "facilitator", "desk", "director"])
def test_questions_about_violence_stand_nowhere_else(
    morning: make.Morning, her: Client, path: str, role: str
) -> None:
    asked_in_private(Desk(morning.lead), her)
    address = path.format(id=her.pk, alert=Alert.objects.get().pk)
    shown = Desk(getattr(morning, role)).open(address)
    assert not ITS_WORDS.search(shown.html.replace(address, ""))
    if role == "lead" and "course" not in path:
        assert shown.status == 200


@pytest.mark.parametrize(
    "path", ["/today/", "/how-its-going/", "/plan/", "/week/", "/settings/", "/device/"]
)
def test_her_own_pages_never_show_it(
    morning: make.Morning, her: Client, site: Site, path: str
) -> None:
    asked_in_private(Desk(morning.lead), her)
    assert not ITS_WORDS.search(phone_of(her, site).open(path).html)
    assert series(her.pk, "hark") == []


@pytest.mark.parametrize(
    ("role", "may"), [("lead", True), ("facilitator", False), ("desk", False), ("director", False)]
)
def test_who_may_ask_and_read_it(morning: make.Morning, her: Client, role: str, may: bool) -> None:
    asked_in_private(Desk(morning.lead), her)
    form = Administration.objects.get()
    reader = Desk(getattr(morning, role))
    assert (reader.open(f"/staff/forms/{her.pk}/private/").status == 200) is may
    assert bool(ITS_WORDS.search(reader.open(f"/staff/forms/form/{form.pk}/").html)) is may


def test_she_herself_cannot_begin_it_nor_can_a_device(morning: make.Morning, her: Client) -> None:
    for by in (make.client_actor(her), morning.facilitator):
        with pytest.raises(Refused):
            measures.start_form(client=her, instrument_id="hark", by=by)


def test_billing_and_the_desk_see_no_form(morning: make.Morning, her: Client) -> None:
    for role in (Role.BILLING, Role.FRONT_DESK, Role.INTAKE):
        assert Desk(make.staff(role)).open(f"/staff/forms/{her.pk}/").status == 403


def test_statements_do_not_grow_with_the_forms(desk: Desk, her: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.open(f"/staff/forms/{her.pk}/")
        return len(asked)

    by = make.client_actor(her)

    def weeks(first: int, last: int) -> None:
        for week in range(first, last):
            with clock.standing(make.at("09:00") - timedelta(days=week)):
                measures.submit(
                    client=her,
                    instrument_id="gad-7",
                    answers=dict.fromkeys([f"q{n}" for n in range(1, 8)], 1),
                    on_site=True,
                    by=by,
                )

    weeks(1, 3)
    counted()
    few = counted()
    weeks(3, 9)
    assert counted() == few


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ("31", "between 0 and 30"),
        ("-1", "between 0 and 30"),
        ("x", "couldn't read that sum"),
        ("", "as a number"),
    ],
)
def test_a_total_from_elsewhere_lies_in_its_range(
    desk: Desk, her: Client, total: str, words: str
) -> None:
    path = f"/staff/forms/{her.pk}/totals/"
    desk.send(path, form_id="epds", total=total, **PAPER_OF_MONDAY)
    assert desk.status == 422
    assert words in desk.words.replace("&#x27;", "'")
    assert not EnteredTotal.objects.exists()


def test_a_total_is_kept_once_and_taken_off_again(desk: Desk, her: Client) -> None:
    path = f"/staff/forms/{her.pk}/totals/"
    for _ in range(2):
        desk.send(path, form_id="epds", total="12", **PAPER_OF_MONDAY)
    entered = EnteredTotal.objects.get()
    assert (entered.total, entered.on.day) == (12, 16)
    desk.send(path, form_id="epds", total="13", **PAPER_OF_MONDAY)
    assert "Take it off first" in desk.words
    desk.send(f"/staff/forms/total/{entered.pk}/off/")
    assert EnteredTotal.objects.get().struck_by is not None
    desk.send(path, form_id="epds", total="13", **PAPER_OF_MONDAY)
    assert EnteredTotal.objects.filter(struck_at__isnull=True).get().total == 13
