"""The pages: one picture for both, marks of both, question by question, everybody's measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from openiop.accounts.actions import welcome
from openiop.clients.models import Client
from openiop.course.presenters.grid import grid_asked, grid_lines
from openiop.course.presenters.picture import picture
from openiop.course.presenters.wording import HER_BANDS, band_words
from openiop.course.queries.course import course_of_client
from openiop.course.queries.grid import Grid, caseload_grid
from openiop.domain.decision import Refused
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.measures.not_shipped import NOT_SHIPPED
from openiop.domain.measures.picture import is_drawn_for_her
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.words import Level
from openiop.measures.actions import annotate, strike_annotation, submit
from openiop.measures.models import Annotation, EnteredTotal, Source
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from tests import make
from tests.stages.course.test_queries import TODAY, given
from tests.stages.desk.test_views import raised
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

LATER_PAGE_BYTES = 30_000
"""Source: ux.md 2."""


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=2)


def drawn_without_words(svg: str) -> str:
    """The picture without its words: each reader has the ranges and lines named in her own."""
    words = r'aria-label="[^"]*"|<title>.*?</title>|<desc>.*?</desc>|<text.*?</text>'
    return re.sub(words, "", svg)


def herself(of: Client) -> Actor:
    actor = make.client_actor(of)
    welcome(by=actor)
    return actor


def main_of(html: str) -> str:
    """What stands in the page itself, in words."""
    found = re.search(r"<main.*?</main>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0) if found else html).split())


class TestOnePicture:
    def test_she_and_her_therapist_see_the_same(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        for each, days_ago in ((3, 13), (2, 8), (1, 1)):
            given(her, "phq-9", each, days_ago)
        annotate(client=her, on=TODAY - timedelta(3), words="Hard day", by=herself(her))
        pictures = [
            picture(course, course.measures, for_her=for_her)
            for for_her in (True, False)
            for course in [course_of_client(her.pk, TODAY, for_her=for_her)]
        ]
        hers, ours = (drawn_without_words(each.chart) for each in pictures)
        assert hers == ours
        assert [n.words for n in pictures[0].notes] == [n.words for n in pictures[1].notes]

    def test_both_pages_show_points_bands_cutoff_ribbon_and_marks(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        for each, days_ago in ((3, 13), (2, 8), (1, 1)):
            given(her, "phq-9", each, days_ago)
        pages = [
            signed_in(herself(her)).get(page("portal:progress")).content.decode(),
            signed_in(morning.therapist).get(page("desk:course", her.pk)).content.decode(),
        ]
        for html in pages:
            for part in ("chart__band-5", "chart__cutoff", "chart__ribbon", "chart__mark--event"):
                assert part in html
            assert "changes smaller than this can be chance" in html
            assert "Where the numbers come from" in html
        assert "PHQ-9" not in main_of(pages[0]).split("Where the numbers")[0]
        assert "cut-off 10" in pages[1]
        # she reads how much it is, not what the form calls it to staff
        assert "look closer: 10" in pages[0]
        assert "very much" in pages[0]
        for words in ("Severe", "Moderate", "Mild", "cut-off 10"):
            assert words not in main_of(pages[0]), words
        assert "Moderately severe" in pages[1]

    def test_every_range_she_may_see_has_words_of_hers(self) -> None:
        hers = {of.id: of.bands for of in INSTRUMENTS.values() if is_drawn_for_her(of) and of.bands}
        assert {id_: len(bands) for id_, bands in hers.items()} == {
            id_: len(words) for id_, words in HER_BANDS.items()
        }
        for id_, bands in hers.items():
            assert len(set(HER_BANDS[id_])) == len(bands), id_
            for band in bands:
                words = band_words(INSTRUMENTS[id_], band, for_her=True)
                assert not {"positive", "negative", "severe", "PHQ-9"} & set(words.split()), id_

    def test_several_measures_share_the_axis_and_name_themselves(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        for kind in ("phq-9", "gad-7", "pcl-5", "ders-16"):
            given(her, kind, 2, 3)
        address = page("desk:course", her.pk) + "?m=phq-9&m=gad-7&m=pcl-5&m=ders-16"
        html = signed_in(morning.therapist).get(address).content.decode()
        titles = re.findall(r'chart__panel-title"[^>]*>([^<]+)<', html)
        assert list(dict.fromkeys(titles)) == ["PHQ-9", "GAD-7", "PCL-5"]

    def test_measures_of_one_scale_are_lines_of_one_panel(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        for kind in ("pcl-5", "pcl-5-week", "phq-9"):
            given(her, kind, 2, 9)
            given(her, kind, 1, 3)
        address = page("desk:course", her.pk) + "?m=pcl-5&m=pcl-5-week"
        html = signed_in(morning.therapist).get(address).content.decode()
        assert "chart__panel-title" not in html
        assert 'class="chart__line chart__line-2"' in html
        assert len(re.findall(r'chart__last"[^>]*>20 PCL-5', html)) == 4  # wide and narrow

    def test_where_it_came_from_and_what_is_not_known_is_said(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 2, 10, source=Source.PAPER)
        given(her, "phq-9", 1, 3, source=Source.STAFF)
        submit(
            client=her,
            instrument_id="phq-9",
            answers=dict.fromkeys([f"q{n}" for n in range(1, 11)]),
            on_site=True,
            by=system(),
        )
        html = signed_in(morning.therapist).get(page("desk:course", her.pk)).content.decode()
        words = main_of(html)
        assert "from paper or another system" in words
        assert "asked or rated by staff" in words
        assert "No total, too many questions open: Nov 18." in words

    def test_totals_made_elsewhere_are_drawn_for_staff_and_say_so(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        form = next(f for f in NOT_SHIPPED if f.takes_totals and f.direction is not None)
        for on, total in ((TODAY - timedelta(14), form.highest), (TODAY, form.lowest)):
            EnteredTotal.objects.create(
                client=her,
                form_id=form.id,
                on=on,
                total=total or 0,
                created_by=morning.therapist.id,
            )
        address = page("desk:course", her.pk) + f"?m={form.id}"
        words = main_of(signed_in(morning.therapist).get(address).content.decode())
        assert "totals made elsewhere; the answers are not here" in words
        assert "no change value is published" in words
        course = course_of_client(her.pk, TODAY, for_her=True)
        assert course.measures == ()

    def test_totals_about_partner_violence_are_drawn_for_nobody(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        hidden = [f for f in NOT_SHIPPED if f.sensitivity is Sensitivity.VIOLENCE]
        assert hidden
        for form in hidden:
            EnteredTotal.objects.create(
                client=her,
                form_id=form.id,
                on=TODAY,
                total=form.highest or 0,
                created_by=morning.therapist.id,
            )
        assert course_of_client(her.pk, TODAY, for_her=False).measures == ()

    def test_a_harder_course_stays_folded_without_its_number(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 2, 9)
        given(her, "phq-9", 1, 2)
        given(her, "gad-7", 0, 9)
        given(her, "gad-7", 3, 2)
        browser = signed_in(herself(her))
        words = main_of(browser.get(page("portal:progress")).content.decode())
        assert "Your mood score moved from 16 to 8" in words
        assert "Your worry" in words
        assert "21" not in words
        opened = main_of(browser.get(page("portal:progress") + "?show=b").content.decode())
        assert "moved from 0 to 21" in opened

    def test_a_long_course_stays_within_the_weight_of_a_later_page(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        actor = herself(her)
        for week in range(26):
            given(her, "phq-9", week % 3 + 1, week * 7)
            given(her, "gad-7", week % 2 + 1, week * 7)
        for n in range(6):
            words = f"What was going on that day, number {n}"
            annotate(client=her, on=TODAY - timedelta(n), words=words, by=actor)
        html = signed_in(actor).get(page("portal:progress")).content
        assert len(html) <= LATER_PAGE_BYTES


class TestWordsAboutADay:
    def test_she_writes_on_her_page_and_staff_read_it(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 1, 2)
        browser = signed_in(herself(her))
        fields = sent(on="2026-11-17", words="My sister came", show="a")
        response = browser.post(page("portal:about_a_day"), fields, follow=True)
        assert "you wrote: “My sister came”" in main_of(response.content.decode())
        staff = signed_in(morning.therapist).get(page("desk:course", her.pk)).content.decode()
        assert "her words: “My sister came”" in main_of(staff)
        kept = Annotation.objects.get()
        assert kept.is_hers
        assert bytes(kept.words_sealed).find(b"sister") == -1
        assert AuditEvent.objects.filter(verb="measures.annotated").count() == 1

    def test_what_she_typed_stays_when_the_day_has_not_come(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 1, 2)
        fields = sent(on="2026-12-24", words="My sister comes", show="a")
        response = signed_in(herself(her)).post(page("portal:about_a_day"), fields)
        html = response.content.decode()
        assert response.status_code == 422
        assert "This day has not come yet." in html
        assert "My sister comes" in html
        assert not Annotation.objects.exists()

    def test_hers_are_hers_and_the_teams_are_the_teams(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        actor = herself(her)
        hers = annotate(client=her, on=TODAY, words="Mine", by=actor)
        ours = annotate(client=her, on=TODAY, words="Ours", by=morning.therapist)
        for words, by in ((hers, morning.therapist), (hers, morning.lead), (ours, actor)):
            with pytest.raises(Refused):
                strike_annotation(annotation=words, by=by)
        with pytest.raises(Refused):
            strike_annotation(annotation=ours, by=morning.lead)
        strike_annotation(annotation=hers, by=actor)
        strike_annotation(annotation=ours, by=morning.therapist)
        assert Annotation.objects.filter(struck_at__isnull=True).count() == 0
        assert Annotation.objects.count() == 2

    def test_she_never_reaches_another_clients_words(self, morning: make.Morning) -> None:
        one, other = morning.clients
        words = annotate(client=other, on=TODAY, words="Hers", by=herself(other))
        fields = sent(annotation=str(words.pk))
        response = signed_in(herself(one)).post(page("portal:take_words_off"), fields)
        assert response.status_code == 404
        fields = sent(annotation="not an id")
        response = signed_in(morning.therapist).post(page("desk:strike", one.pk), fields)
        assert response.status_code == 404

    def test_staff_write_and_take_off_their_own(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 1, 2)
        browser = signed_in(morning.therapist)
        fields = sent(on="2026-11-17", words="New medication")
        response = browser.post(page("desk:annotate", her.pk), fields, follow=True)
        assert "Take off" in response.content.decode()
        words = Annotation.objects.get()
        response = browser.post(
            page("desk:strike", her.pk), sent(annotation=str(words.pk)), follow=True
        )
        assert "New medication" not in main_of(response.content.decode())
        empty = browser.post(page("desk:annotate", her.pk), sent(on="2026-11-17", words=" "))
        assert empty.status_code == 422
        assert "Please write a few words." in empty.content.decode()


class TestItems:
    def test_skipped_not_asked_and_open_are_told_apart(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        answers: dict[str, int | None] = {"q1": 3, "q2": None, "q9": 2}
        submit(client=her, instrument_id="phq-9", answers=answers, on_site=True, by=system())
        html = (
            signed_in(morning.therapist).get(page("desk:items", her.pk, "phq-9")).content.decode()
        )
        words = main_of(html)
        assert "Little interest or pleasure in doing things 3 Nearly every day" in words
        assert "Feeling down, depressed, or hopeless skipped" in words
        assert "having little energy left open" in words
        assert 'class="items__told"><span class="items__value">2' in html

    def test_a_question_the_answers_do_not_lead_to_was_not_asked(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        answers: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0}
        submit(
            client=her,
            instrument_id="cssrs-screener-recent",
            answers=answers,
            on_site=True,
            source=Source.STAFF,
            by=system(),
        )
        address = page("desk:items", her.pk, "cssrs-screener-recent")
        html = signed_in(morning.therapist).get(address).content.decode()
        not_asked = sum(not CSSRS_SCREENER.is_asked(i, answers) for i in CSSRS_SCREENER.items)
        assert not_asked >= 3
        assert html.count('<td class="items__not_asked">') == not_asked

    def test_what_changed_most_can_come_first(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 1, 9)
        submit(
            client=her,
            instrument_id="phq-9",
            answers={**{f"q{n}": 1 for n in range(1, 9)}, "q7": 3, "q9": 0},
            on_site=True,
            by=system(),
        )
        browser, address = signed_in(morning.therapist), page("desk:items", her.pk, "phq-9")
        first = r'<th scope="row"><span class="items__number">(\d+)\.'
        assert re.findall(first, browser.get(address).content.decode())[0] == "1"
        by_change = browser.get(address + "?sort=change").content.decode()
        assert re.findall(first, by_change)[0] == "7"

    def test_parts_are_small_lines_with_numbers(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "pcl-5", 1, 9)
        given(her, "pcl-5", 2, 2)
        html = (
            signed_in(morning.therapist).get(page("desk:items", her.pk, "pcl-5")).content.decode()
        )
        assert html.count('class="chart spark"') == 4
        assert "B intrusion" in html

    @pytest.mark.parametrize("kind", ["hark", "no-such-form"])
    def test_what_may_not_stand_here_is_not_here(self, morning: make.Morning, kind: str) -> None:
        address = page("desk:items", morning.clients[0].pk, kind)
        assert signed_in(morning.lead).get(address).status_code == 404


def test_a_number_of_the_grid_opens_to_where_it_comes_from(morning: make.Morning) -> None:
    her = morning.clients[0]
    given(her, "phq-9", 2, 2)
    browser, address = signed_in(morning.lead), page("desk:numbers", her.pk, "phq-9")
    assert f'href="{address}"' in browser.get(page("desk:grid")).content.decode()
    html = browser.get(address).content.decode()
    for words in (
        "The answers are added up.",
        "9 / 9",
        "0-27",
        "The range “Moderately severe”",
        "15 ≤ 16 ≤ 19",
        "The cut-off 10",
        "From 6 points on it is more than chance",
        "NHS",
        "Remission: no",
        "Kroenke",
    ):
        assert words in html, words
    for kind in ("hark", "no-such-form"):
        assert browser.get(page("desk:numbers", her.pk, kind)).status_code == 404


WHO_SEES_SCORES = {
    "director": True,
    "lead": True,
    "therapist": True,
    "facilitator": True,
    "desk": False,
    "client": False,
}


@pytest.mark.parametrize(("who", "allowed"), WHO_SEES_SCORES.items())
def test_who_sees_scores(morning: make.Morning, who: str, allowed: bool) -> None:
    her = morning.clients[0]
    given(her, "phq-9", 2, 2)
    actor: Actor = herself(her) if who == "client" else getattr(morning, who)
    browser = signed_in(actor)
    for address in (
        page("desk:grid"),
        page("desk:course", her.pk),
        page("desk:items", her.pk, "phq-9"),
        page("desk:numbers", her.pk, "phq-9"),
    ):
        assert (browser.get(address).status_code == 200) is allowed, address


def test_a_therapist_without_ties_sees_nobody(morning: make.Morning) -> None:
    stranger = make.staff(*morning.therapist.roles)
    browser = signed_in(stranger)
    assert morning.clients[0].short_name not in browser.get(page("desk:grid")).content.decode()
    assert browser.get(page("desk:course", morning.clients[0].pk)).status_code == 403


class TestGridPage:
    def lines(self, grid: Grid, **query: str) -> list[str]:
        return [line.row.name for line in grid_lines(grid, grid_asked(query, grid))]

    def test_sorted_by_any_column_with_those_unknown_last(self, morning: make.Morning) -> None:
        one, other = morning.clients
        third = make.add_client(morning)
        given(one, "phq-9", 1, 2)
        given(other, "phq-9", 3, 2)
        raised(third, Level.HIGH)
        grid = caseload_grid(TODAY, None, morning.lead.id)
        names = [each.short_name for each in (one, other, third)]
        assert self.lines(grid, sort="phq-9") == names
        assert self.lines(grid, sort="phq-9", down="1") == [names[1], names[0], names[2]]
        assert self.lines(grid, sort="safety", down="1")[0] == names[2]
        assert self.lines(grid, sort="drop table") == sorted(names, key=str.casefold)

    def test_own_clients_come_first_and_can_stand_alone(self, morning: make.Morning) -> None:
        mine = make.add_client(morning, name="Zora")
        other = make.staff(*morning.therapist.roles)
        stay = make.stay(make.client("Yara"), morning.track, therapist=other)
        grid = caseload_grid(TODAY, None, other.id)
        own = stay.client.short_name
        assert self.lines(grid)[0] == own
        assert self.lines(grid, who="mine") == [own]
        assert mine.short_name in self.lines(grid, who="")

    def test_change_is_said_in_words_and_opens_to_its_numbers(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        given(her, "phq-9", 2, 9)
        given(her, "phq-9", 1, 2)
        html = signed_in(morning.therapist).get(page("desk:grid")).content.decode()
        assert "8 \N{MINUS SIGN}8 better, Nov 16" in main_of(html)
        assert page("desk:numbers", her.pk, "phq-9") in html
        names = "PHQ-9, GAD-7".replace("-", "\N{NON-BREAKING HYPHEN}")
        assert names in main_of(html)

    def test_statements_do_not_grow_with_clients(self, morning: make.Morning) -> None:
        browser = signed_in(morning.lead)

        def busy(each: Client) -> None:
            given(each, "phq-9", 2, 9)
            given(each, "gad-7", 1, 2)
            raised(each)

        for each in morning.clients:
            busy(each)
        few = statements(browser, page("desk:grid"))
        for _n in range(8):
            busy(make.add_client(morning))
        assert statements(browser, page("desk:grid")) == few


def test_her_page_is_hers_in_spanish_too(morning: make.Morning) -> None:
    her = morning.clients[0]
    given(her, "phq-9", 1, 2)
    with translation.override("es"):
        course = course_of_client(her.pk, TODAY, for_her=True)
        assert picture(course, course.measures, for_her=True).chart.startswith("<svg")


class TestNumbersElsewhere:
    def test_a_flag_of_the_caseload_opens_the_numbers_it_rests_on(
        self, morning: make.Morning
    ) -> None:
        her = morning.clients[0]
        given(her, "gad-7", 0, 12)
        given(her, "gad-7", 3, 1)
        html = signed_in(morning.therapist).get(page("desk:caseload")).content.decode()
        assert f'href="{page("desk:numbers", her.pk, "gad-7")}"' in html

    def test_the_grid_says_why_nothing_is_due(self, morning: make.Morning) -> None:
        one, other = morning.clients
        raised(one, Level.HIGH)
        grid = caseload_grid(TODAY, None, morning.lead.id)
        due = {line.row.client_id: line.due for line in grid_lines(grid, grid_asked({}, grid))}
        assert due[one.pk] == "nothing is asked while a safety concern is under review"
        assert "under review" not in due[other.pk] and due[other.pk]
