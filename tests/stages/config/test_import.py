"""Files come in row by row, once; the report says what stayed out without saying whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import CharField

from openiop import cli
from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.base.sites import set_demo_clock
from openiop.clients.actions import import_client
from openiop.clients.models import Client, Episode, StageMove
from openiop.clients.queries import coming_on
from openiop.config import importing
from openiop.config.folder import Trouble
from openiop.coverage.models import Coverage
from openiop.coverage.queries import rules_by_client
from openiop.domain.contact_profile import NEW_CLIENT, Allowed, ChannelRule, Window
from openiop.domain.decision import Refused
from openiop.domain.episode import Stage
from openiop.domain.importing.cells import IMPORT_RULES
from openiop.domain.importing.client_row import ClientRow
from openiop.domain.importing.response_row import ResponseRow
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.health.queries import standing_medications
from openiop.measures import queries as measures
from openiop.measures.actions import record_imported, submit
from openiop.measures.models import Administration, Answer, Source
from openiop.outbox.models import SafeContact
from openiop.outbox.queries import card_of
from openiop.privacy.actor import SYSTEM_ID, system
from openiop.privacy.models import AuditEvent, Tie
from openiop.safety.models import Alert, PrivateCheck, ReviewTask
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
SAMPLES = Path(__file__).parents[3] / "docs" / "samples"
QUESTIONS = "q1,q2,q3,q4,q5,q6,q7,q8,q9"
RESPONSES = f"client_id,instrument,on,{QUESTIONS}"


@pytest.fixture
def site() -> Site:
    made = make.site(is_demo=True)
    set_demo_clock(made, make.at("09:00"))
    return made


@pytest.fixture
def morning(site: Site) -> Iterator[make.Morning]:
    with entered(site.scope()):
        yield make.morning(clients=0)


@pytest.fixture
def alda(morning: make.Morning) -> Client:
    return make.client("Alda", "Testa", external_id="17")


class Import:
    """Files written to a folder and imported, with what was shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: list[str] = []

    def __call__(self, *contents: str | bytes, **options: Any) -> int:
        names = []
        for number, content in enumerate(contents):
            path = self.folder / f"file{number}.csv"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            names.append(str(path))
        return self.files(*names, **options)

    def files(self, *names: str, **options: Any) -> int:
        self.shown = []
        asked: dict[str, Any] = {
            "kind": None,
            "dry_run": False,
            "site_slug": "",
            "sign_in_name": "",
            **options,
        }
        return importing.import_files(list(names), show=self.shown.append, **asked)

    @property
    def counts(self) -> str:
        return self.shown[-1].strip()

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.shown[1:-1]]


@pytest.fixture
def bring_in(tmp_path: Path) -> Import:
    return Import(tmp_path)


# Clients


def test_a_client_comes_in_whole(morning: make.Morning, bring_in: Import) -> None:
    therapist = make.user_of(morning.therapist).sign_in_name
    code = bring_in(
        "id,chosen_name,last_name,legal_first_name,pronouns,born_on,language,starts_on,weekdays,"
        "payer_rules,therapist,phone,call_allowed,text_allowed,voicemail\n"
        "17,Alda,Testa,Adelheid,she/her,2/29/1984,es,2026-11-02,Mon Wed,medicare-iop,"
        f"{therapist.upper()},555-0100,no,Mon-Fri 9:00-17:00,none\n"
    )

    assert (code, bring_in.counts) == (0, "1 new, 0 already here, 0 refused")
    client = Client.objects.get()
    assert (client.external_id, client.chosen_name, client.language) == ("17", "Alda", "es")
    assert client.born_on == date(1984, 2, 29)
    stay = Episode.objects.get()
    assert (stay.stage, stay.starts_on, stay.ended_on) == (
        Stage.IN_PROGRAM,
        date(2026, 11, 2),
        None,
    )
    assert stay.therapist_id == morning.therapist.id
    assert coming_on(TODAY) == [client]
    assert coming_on(TODAY + timedelta(days=1)) == []
    assert rules_by_client([client.pk], TODAY)[client.pk].id == "medicare-iop"
    assert Tie.objects.get(client_id=client.pk).staff_id == morning.therapist.id
    card = card_of(client.pk)
    assert card.phone == "555-0100"
    assert card.profile.text == ChannelRule(
        Allowed.AT_TIMES, (Window(frozenset(range(5)), time(9), time(17)),)
    )
    assert card.profile.email.allowed is Allowed.NO


def test_what_is_not_said_about_reaching_her_stays_closed(
    morning: make.Morning, bring_in: Import
) -> None:
    bring_in("id,chosen_name,last_name,phone\n17,Alda,Testa,\n18,Berta,Testa,555-0100\n")

    alda, berta = Client.objects.order_by("external_id")
    assert not SafeContact.objects.filter(person_id=alda.pk).exists()
    assert card_of(alda.pk).profile == NEW_CLIENT
    assert card_of(berta.pk).profile == NEW_CLIENT
    assert card_of(berta.pk).phone == "555-0100"


@pytest.mark.parametrize(
    ("starts_on", "ended_on", "stage", "moves"),
    [
        ("2026-09-01", "2026-10-29", Stage.ENDED, ["admitted", "in_program", "ended"]),
        ("2026-11-18", "", Stage.IN_PROGRAM, ["admitted", "in_program"]),
        ("2026-11-23", "", Stage.ADMITTED, ["admitted"]),
    ],
)
def test_a_stay_stands_where_its_days_say(
    morning: make.Morning,
    bring_in: Import,
    starts_on: str,
    ended_on: str,
    stage: Stage,
    moves: list[str],
) -> None:
    assert (
        bring_in(f"id,chosen_name,last_name,starts_on,ended_on\n17,Al,Ta,{starts_on},{ended_on}\n")
        == 0
    )

    stay = Episode.objects.get()
    assert stay.stage is stage
    assert sorted(map(str, StageMove.objects.values_list("to", flat=True))) == sorted(moves)
    assert stay.ended_on == (date.fromisoformat(ended_on) if ended_on else None)


def test_the_same_clients_again_are_nothing_new(morning: make.Morning, bring_in: Import) -> None:
    therapist = make.user_of(morning.therapist).sign_in_name
    content = (
        "id,chosen_name,last_name,starts_on,ended_on,weekdays,track,payer_rules,therapist,phone,"
        "call_allowed,voicemail\n"
        f"17,Alda,Testa,2026-11-02,,Mon Wed,morning,ucsf-50,{therapist},555-0100,yes,full\n"
        '18,"Ber\r\nta",Testa,2026-09-01,10/30/2026,,,,,,Mon 9:00-10:00,\n'
        "19,Cira,Testa,2026-11-23,,Mon,,medicare-iop,,,,\n"
    )
    assert bring_in(content) == 0
    rows_before = [
        (m, m.objects.count()) for m in (Client, Episode, Coverage, SafeContact, StageMove)
    ]
    trail_before = AuditEvent.objects.count()

    assert bring_in(content) == 0

    assert bring_in.counts == "0 new, 3 already here, 0 refused"
    assert bring_in.lines == []
    assert [(m, m.objects.count()) for m, _count in rows_before] == rows_before
    assert AuditEvent.objects.count() == trail_before


def test_a_client_who_is_here_is_left_as_she_is(alda: Client, bring_in: Import) -> None:
    make.anyone_may_call(alda)

    code = bring_in("id,chosen_name,last_name,pronouns,text_allowed\n17,Other,Testa,they,no\n")

    assert code == 0
    assert bring_in.lines == [
        "Row 2: already here and left as she is; "
        "the file differs in chosen_name, pronouns, text_allowed"
    ]
    assert Client.objects.get().chosen_name == "Alda"
    assert card_of(alda.pk).profile.text.allowed is Allowed.YES


def test_a_number_twice_in_a_file_is_one_client_or_a_question(
    morning: make.Morning, bring_in: Import
) -> None:
    content = "id,chosen_name,last_name\n17,Alda,Testa\n17,Alda,Testa\n17,Alda,Other\n"

    for first in ("1 new, 1", "0 new, 2"):
        assert bring_in(content) == 1
        assert bring_in.counts == f"{first} already here, 1 refused"
        assert bring_in.lines == [
            "Row 4, column id: Row 2 of this file has the same number and says something else: "
            "last_name."
        ]


def test_good_rows_go_in_and_bad_ones_are_named(morning: make.Morning, bring_in: Import) -> None:
    code = bring_in(
        b"\xef\xbb\xbfID;Chosen name;Last name;Born on;Starts on;Therapist;Shoe size\r\n"
        b'17;"Al\r\nda";Testa;1984-02-29;;;38\r\n'
        b"18;Berta;Testa;1984-02-30;;;38\r\n"
        b"\r\n"
        b"19;Cira;;;2026-11-02;somebody;38\r\n"
        b"20;Dora\r\n"
        b"21;Elna;Testa;;;;\r\n"
    )

    assert code == 1
    assert bring_in.counts == "2 new, 0 already here, 3 refused"
    assert bring_in.lines == [
        "Columns nobody reads: Shoe size",
        "Row 3, column born_on: There is no such day. Write 2026-11-18 or 11/18/2026, with the "
        "month first.",
        "Row 5, column last_name: The last name is missing.",
        "Row 5, column therapist: No therapist here signs in with this name.",
        "Row 6: This row has only 2 cells for 7 columns: it may be cut off.",
    ]
    assert [c.chosen_name for c in Client.objects.order_by("external_id")] == ["Al da", "Elna"]
    assert not any(
        name in "".join(bring_in.shown) for name in ("Berta", "Cira", "Dora", "somebody")
    )


@pytest.mark.parametrize(
    ("column", "letters"),
    [
        ("external_id", IMPORT_RULES.name_letters),
        ("chosen_name", IMPORT_RULES.name_letters),
        ("last_name", IMPORT_RULES.name_letters),
        ("legal_first_name", IMPORT_RULES.name_letters),
        ("pronouns", IMPORT_RULES.pronouns_letters),
    ],
)
def test_what_fits_the_rules_fits_the_database(column: str, letters: int) -> None:
    field = Client._meta.get_field(column)

    assert isinstance(field, CharField)
    assert field.max_length == letters


def test_without_a_track_a_stay_is_refused_and_a_client_is_not(
    site: Site, bring_in: Import
) -> None:
    assert bring_in("id,chosen_name,last_name,starts_on\n17,A,B,\n18,C,D,2026-11-02\n") == 1

    assert bring_in.counts == "1 new, 0 already here, 1 refused"
    assert "There is no track here" in bring_in.lines[0]


def test_the_action_itself_takes_a_number_once(alda: Client) -> None:
    row = ClientRow(external_id="17", chosen_name="Berta", last_name="Testa")

    with pytest.raises(Refused, match="already_here"):
        import_client(row=row, track=None, therapist_id=None, by=system())

    assert Client.objects.count() == 1


# Responses


def test_forms_come_in_with_blanks_and_refusals_kept_apart(alda: Client, bring_in: Import) -> None:
    code = bring_in(
        f"{RESPONSES},q10\n"
        "17,PHQ-9,2026-10-01,1,2,3,0,1,2,3,0,0,2\n"
        "17,phq9,10/8/2026,Several days,Nearly every day,,1,1,1,1,1,0,\n"
        "17,GAD 7,2026-10-08,1,7,9,,1,1,1,,,\n"
    )

    assert (code, bring_in.counts) == (0, "3 new, 0 already here, 0 refused")
    first, second = measures.series(alda.pk, "phq-9")
    assert (first.total, first.answered, first.prorated, first.source) == (12, 9, False, "imported")
    assert (second.total, second.answered, second.prorated) == (10, 8, True)
    assert second.on == date(2026, 10, 8)
    gad = Administration.objects.get(instrument_id="gad-7")
    kept = Answer.objects.filter(administration=gad)
    assert {a.link_id for a in kept if a.declined} == {"q2", "q3"}
    assert {a.link_id for a in kept if a.value is not None} == {"q1", "q5", "q6", "q7"}
    assert gad.total is None


def test_the_same_forms_again_are_nothing_new(alda: Client, bring_in: Import) -> None:
    content = (
        f"{RESPONSES}\n17,phq-9,2026-11-16,1,2,3,0,1,2,3,7,1\n17,gad-7,2026-11-16,1,,3,0,1,2,9,,\n"
    )
    assert bring_in(content) == 0
    trail_before = AuditEvent.objects.count()

    assert bring_in(content) == 0

    assert bring_in.counts == "0 new, 2 already here, 0 refused"
    assert Administration.objects.count() == 2
    assert ReviewTask.objects.count() == 1
    assert AuditEvent.objects.count() == trail_before


def test_other_answers_for_the_same_day_are_refused(alda: Client, bring_in: Import) -> None:
    same = "17,gad-7,2026-11-16,1,1,1,1,1,1,1,,"
    other = "17,gad-7,2026-11-16,1,1,1,1,1,1,2,,"

    assert bring_in(f"{RESPONSES}\n{same}\n{same}\n{other}\n") == 1
    assert bring_in.counts == "1 new, 1 already here, 1 refused"
    assert bring_in.lines == [
        "Row 4: Row 2 of this file gives other answers for the same form and day."
    ]

    assert bring_in(f"{RESPONSES}\n{other}\n{other}\n") == 1
    assert bring_in.counts == "0 new, 0 already here, 2 refused"
    assert bring_in.lines[0] == "Row 2: Other answers are here already for this form and this day."
    assert Administration.objects.count() == 1


def test_what_she_answered_here_herself_is_not_doubled(alda: Client, bring_in: Import) -> None:
    answers: dict[str, int | None] = {f"q{n}": 0 for n in range(1, 9)}
    submit(
        client=alda,
        instrument_id="phq-9",
        answers=answers | {"q9": None},
        on_site=False,
        by=make.client_actor(alda),
    )

    assert bring_in(f"{RESPONSES}\n17,phq-9,{TODAY},0,0,0,0,0,0,0,0,\n") == 0
    assert bring_in.counts == "0 new, 1 already here, 0 refused"
    assert bring_in(f"{RESPONSES}\n17,phq-9,{TODAY},0,0,0,0,0,0,0,0,0\n") == 1


def test_every_fault_of_a_row_is_named(alda: Client, bring_in: Import) -> None:
    code = bring_in(
        f"{RESPONSES},disposition_known\n"
        "18,phq-9,2026-11-16,1,1,1,1,1,1,1,1,0,\n"
        "17,phq-9,2026-11-16,1,1,1,4,1,1,1,1,88,\n"
        "17,gad-7,2026-11-16,1,1,1,somewhat,1,1,1,,,\n"
        "17,pcl-5,2026-11-16,1,1,1,1,1,1,1,1,0,\n"
        "17,gad-7,2026-12-24,1,1,1,1,1,1,1,,,maybe\n"
        "17,gad-7,2026-11-16,,,,,,,,,,\n"
        "17,gad-7,2026-11-16,1,1,1,1,1,1,1,,,\n"
    )

    assert code == 1
    assert bring_in.counts == "1 new, 0 already here, 6 refused"
    assert [line.split(":")[0] for line in bring_in.lines] == [
        "Row 2, column client_id",
        "Row 3, column q4",
        "Row 3, column q9",
        "Row 4, column q4",
        "Row 5, column instrument",
        "Row 6, column on",
        "Row 6, column disposition_known",
        "Row 7, column q1",
    ]
    assert "4 is outside 0 to 3." in bring_in.lines[1]
    assert "somewhat" not in "".join(bring_in.shown)


@pytest.mark.parametrize(
    ("days_ago", "item_9", "known", "tasks"),
    [
        (0, "3", "", 1),
        (14, "1", "no", 1),
        (15, "3", "", 0),
        (3, "2", "yes", 0),
        (3, "0", "", 0),
        (3, "", "", 0),
        (3, "9", "", 0),
    ],
)
def test_imported_history_starts_no_alert_and_at_most_one_review(
    alda: Client, bring_in: Import, days_ago: int, item_9: str, known: str, tasks: int
) -> None:
    on = TODAY - timedelta(days=days_ago)
    content = (
        f"{RESPONSES},disposition_known\n17,phq-9,{on},3,3,3,3,3,3,3,3,{item_9},{known}\n"
        f"17,gad-7,{on},3,3,3,3,3,3,3,,,{known}\n"
    )

    assert bring_in(content) == 0
    assert bring_in(content) == 0

    assert ReviewTask.objects.count() == tasks
    assert not Alert.objects.exists()
    assert not PrivateCheck.objects.exists()


def test_the_report_says_how_many_answers_are_to_be_looked_at(
    alda: Client, bring_in: Import
) -> None:
    bring_in(f"{RESPONSES}\n17,phq-9,2026-11-16,1,1,1,1,1,1,1,1,2\n")

    assert bring_in.lines == ["Critical answers of the last 14 days to review: 1"]
    [task] = ReviewTask.objects.all()
    assert (task.client_id, task.link_id, task.answered_on) == (alda.pk, "q9", date(2026, 11, 16))


def test_an_old_critical_answer_is_a_line_of_the_chart(alda: Client, bring_in: Import) -> None:
    bring_in(
        f"{RESPONSES}\n17,phq-9,2026-03-02,0,0,0,0,0,0,0,0,2\n17,phq-9,2026-11-16,0,0,0,0,0,0,0,0,1\n"
        "17,phq-9,2026-05-04,0,0,0,0,0,0,0,0,0\n"
    )

    lines = measures.imported_critical_by_client([alda.pk])[alda.pk]

    assert [(line.on.isoformat(), line.link_id, line.answer) for line in lines] == [
        ("2026-11-16", "q9", "Several days"),
        ("2026-03-02", "q9", "More than half the days"),
    ]


def test_what_she_answered_here_is_no_imported_line(alda: Client) -> None:
    submit(
        client=alda,
        instrument_id="phq-9",
        answers={"q9": 1},
        on_site=True,
        by=make.client_actor(alda),
    )

    assert measures.imported_critical_by_client([alda.pk]) == {}


def test_lines_of_many_charts_take_no_more_statements_than_of_one(
    alda: Client, bring_in: Import, django_assert_num_queries: Any
) -> None:
    berta = make.client("Berta", "Testa", external_id="18")
    answers = "0,0,0,0,0,0,0,0,2"
    bring_in(f"{RESPONSES}\n17,phq-9,2026-03-02,{answers}\n18,phq-9,2026-03-02,{answers}\n")

    for ids in ([alda.pk], [alda.pk, berta.pk]):
        with django_assert_num_queries(2):
            assert set(measures.imported_critical_by_client(ids)) == set(ids)


def test_the_action_itself_takes_a_form_once(alda: Client) -> None:
    row = ResponseRow("17", PHQ_9, TODAY, {"q1": 1}, frozenset())
    other = ResponseRow("17", PHQ_9, TODAY, {"q1": 2}, frozenset())
    first = record_imported(client=alda, filled_in=row, by=system())

    assert record_imported(client=alda, filled_in=row, by=system()) == first
    with pytest.raises(Refused, match="form_here"):
        record_imported(client=alda, filled_in=other, by=system())

    assert first.finished_at is not None
    assert first.finished_at <= make.at("09:10")
    assert first.source == Source.IMPORTED


# Runs


BOTH = (
    "id,chosen_name,last_name,starts_on,phone\n17,Alda,Testa,2026-11-02,555-0100\n",
    f"{RESPONSES}\n17,phq-9,2026-11-16,1,1,1,1,1,1,1,1,1\n18,phq-9,2026-11-16,1,1,1,1,1,1,1,1,1\n",
)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    morning: make.Morning, bring_in: Import
) -> None:
    trail_before = AuditEvent.objects.count()

    assert bring_in(*BOTH, dry_run=True) == 1

    would = [line.strip() for line in bring_in.shown]
    assert "1 new, 0 already here, 0 refused (a dry run: nothing was written)" in would
    assert "1 new, 0 already here, 1 refused (a dry run: nothing was written)" in would
    for model in (Client, Episode, SafeContact, Administration, Answer, ReviewTask):
        assert not model.objects.exists()
    assert AuditEvent.objects.count() == trail_before

    assert bring_in(*BOTH) == 1
    assert [line.strip().replace(" (a dry run: nothing was written)", "") for line in would] == [
        line.strip() for line in bring_in.shown
    ]


def test_a_dry_run_knows_what_is_here(alda: Client, bring_in: Import) -> None:
    bring_in(BOTH[1])

    assert bring_in(*BOTH, dry_run=True) == 1

    assert [line.strip()[:24] for line in bring_in.shown if " new, " in line] == [
        "0 new, 1 already here, 0",
        "0 new, 1 already here, 1",
    ]


def test_a_file_that_cannot_be_used_stops_all_of_them(
    morning: make.Morning, bring_in: Import
) -> None:
    with pytest.raises(Trouble, match=r"file1\.csv: The file is not in UTF-8: byte 5"):
        bring_in(BOTH[0], b"id,l\xe9")

    assert not Client.objects.exists()


def test_a_crash_in_the_middle_of_a_row_leaves_nothing_of_it_and_again_completes_it(
    alda: Client, bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = f"{RESPONSES}\n" + "".join(
        f"17,phq-9,2026-11-{day},1,1,1,1,1,1,1,1,{item_9}\n"
        for day, item_9 in ((14, 0), (15, 0), (16, 1), (17, 0))
    )

    def crash(**_facts: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr("openiop.measures.actions.safety.imported.ask_review", crash)
        with pytest.raises(RuntimeError):
            bring_in(content)
    assert Administration.objects.count() == 2
    assert Answer.objects.count() == 18

    assert bring_in(content) == 0

    assert bring_in.counts == "2 new, 2 already here, 0 refused"
    assert Administration.objects.count() == 4
    assert ReviewTask.objects.count() == 1


def test_a_crash_between_client_and_coverage_leaves_no_half_client(
    morning: make.Morning, bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "id,chosen_name,last_name,starts_on,payer_rules\n17,Alda,Testa,2026-11-02,ucsf-50\n"

    def locked(**_facts: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr("openiop.coverage.actions.record_coverage", locked)
        with pytest.raises(Trouble, match="import the same file again"):
            bring_in(content)
    assert not Client.objects.exists()

    assert bring_in(content) == 0
    assert Coverage.objects.get().payer_rules == "ucsf-50"


def test_the_trail_names_who_imported(morning: make.Morning, bring_in: Import) -> None:
    director = make.user_of(morning.director).sign_in_name
    bring_in(BOTH[0], sign_in_name=director.upper())
    bring_in(BOTH[1])

    by_verb = dict(AuditEvent.objects.values_list("verb", "by"))
    assert by_verb["coverage.client_imported"] == morning.director.id
    assert by_verb["measures.imported"] == SYSTEM_ID
    assert Client.objects.get().created_by == morning.director.id


def test_only_a_director_imports(morning: make.Morning, bring_in: Import) -> None:
    with pytest.raises(Trouble, match="may not import"):
        bring_in(BOTH[0], sign_in_name=make.user_of(morning.therapist).sign_in_name)
    with pytest.raises(Trouble, match="Nobody signs in"):
        bring_in(BOTH[0], sign_in_name="nobody")
    with pytest.raises(Refused, match="not_allowed"):
        import_client(
            row=ClientRow(external_id="1", chosen_name="A", last_name="B"),
            track=None,
            therapist_id=None,
            by=morning.lead,
        )


def test_one_site_is_chosen_and_only_it_is_written(morning: make.Morning, bring_in: Import) -> None:
    other = make.site("other")

    with pytest.raises(Trouble, match="Say which with --site: other, test"):
        bring_in(BOTH[0])
    with pytest.raises(Trouble, match="no site elsewhere"):
        bring_in(BOTH[0], site_slug="elsewhere")
    assert bring_in("id,chosen_name,last_name\n17,Alda,Testa\n", site_slug="other") == 0

    assert not Client.objects.exists()
    with entered(other.scope()):
        assert Client.objects.count() == 1


def test_the_samples_in_the_documents_go_in_twice(morning: make.Morning, bring_in: Import) -> None:
    samples = [str(SAMPLES / name) for name in ("clients.csv", "responses.csv")]

    assert bring_in.files(*samples) == 0
    assert Client.objects.count() == 3
    assert Administration.objects.count() == 4
    assert bring_in.files(*samples) == 0
    assert all("0 new" in line for line in bring_in.shown if " new, " in line)


# The command line


@pytest.fixture
def django_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "start_django", lambda **_options: None)


@pytest.mark.usefixtures("django_is_up")
def test_the_command_line(
    morning: make.Morning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clients, responses = tmp_path / "clients.csv", tmp_path / "responses.csv"
    clients.write_text(BOTH[0])
    responses.write_text(BOTH[1])

    assert cli.main(["import", str(clients), "--dry-run"]) == 0
    assert cli.main(["import", str(clients), "--as", "clients"]) == 0
    assert cli.main(["import", str(responses)]) == 1
    assert cli.main(["import", str(responses), "--as", "clients"]) == 2
    assert cli.main(["import", str(tmp_path / "nothing.csv")]) == 2
    assert cli.main(["import", str(tmp_path)]) == 2

    out, err = capsys.readouterr()
    assert "Row 3, column client_id: No client with this number is here." in out
    assert "nothing.csv cannot be read (No such file or directory)." in err
    assert "Traceback" not in err
    assert "Alda" not in out + err


def test_without_a_database_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENIOP_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert cli.main(["import", "clients.csv"]) == 2

    assert "Start OpenIOP first: ./run" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def test_a_mistyped_option_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["import", "clients.csv", "--as", "people"])

    assert stopped.value.code == 2
    assert "--as wants one of these: clients, responses" in capsys.readouterr().err


# Medications


def test_medications_of_several_clients_come_in_once(
    morning: make.Morning, alda: Client, bring_in: Import
) -> None:
    bea = make.client("Bea", "Testb", external_id="18")
    told = (
        "client_id,name,dose,started_on\n17,Sertraline,50 mg,2026-10-01\n18,Iron,,\n"
        "99,Iron,,\n18,,5 mg,\n18,Zinc,,2027-01-01\n"
    )

    tried = bring_in(told, dry_run=True), bring_in.counts
    first = bring_in(told), bring_in.counts
    again = bring_in(told), bring_in.counts

    assert tried[1].startswith("2 new, 0 already here, 3 refused")
    assert first == (1, "2 new, 0 already here, 3 refused")
    assert again == (1, "0 new, 2 already here, 3 refused")
    assert [line.split(":")[0] for line in bring_in.lines] == [
        "Row 4, column client_id",
        "Row 5, column name",
        "Row 6, column started_on",
    ]
    assert [row.name for row in standing_medications(alda.pk)] == ["Sertraline"]
    assert [row.name for row in standing_medications(bea.pk)] == ["Iron"]
