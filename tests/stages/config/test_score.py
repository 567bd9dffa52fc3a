"""`openiop score`, as it is typed."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from openiop.cli import main

NINE = [f"q{number}" for number in range(1, 10)]
NEW = [
    *("score", "functioning (not in total)", "phq2"),
    *("finding_major_depressive_syndrome", "finding_other_depressive_syndrome"),
    *("band", "answered", "missing", "declined", "prorated", "flags", "error"),
]


def written(place: Path, *lines: str) -> Path:
    made = place / "in.csv"
    made.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    return made


def scored(file: Path, *options: str) -> list[dict[str, str]]:
    out = file.with_name("out.csv")
    assert main(["score", str(file), *options, "-o", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_refused_label_blank_and_mistake_are_told_apart(tmp_path: Path) -> None:
    head = ",".join(["\ufeffid", *NINE, "said"])
    rows = scored(
        written(
            tmp_path,
            head,
            'a,7,Nearly every day,,4,0,0,0,0,2,"one\ntwo"',
            "b,7,Nearly every day,,1,0,0,0,0,0,",
        ),
        "--instrument",
        "phq-9",
    )
    wrong, fine = rows
    assert list(wrong) == ["id", *NINE, "said", *NEW]
    # 4 is a mistake: nothing is scored and nothing clamped, but item 9 is still flagged
    assert wrong["error"] == "q4: 4 is outside 0 to 3."
    assert (wrong["score"], wrong["band"], wrong["prorated"]) == ("", "", "")
    assert (wrong["flags"], wrong["declined"], wrong["missing"]) == ("q9", "q1", "q3")
    assert (wrong["q4"], wrong["said"]) == ("4", "one\ntwo")
    # 4 points from 7 answers: 4 x 9/7 = 5.14
    assert (fine["score"], fine["band"], fine["prorated"]) == ("5", "Mild", "yes")
    assert (fine["answered"], fine["declined"], fine["missing"]) == ("7", "q1", "q3")
    assert (fine["flags"], fine["error"]) == ("", "")


def test_item_9_on_an_abandoned_form(tmp_path: Path) -> None:
    (row,) = scored(written(tmp_path, ",".join(NINE), ",,,1,1,1,1,1,2"), "--instrument", "phq-9")
    assert (row["score"], row["flags"]) == ("", "q9")
    assert row["error"] == ("No answer to 3 of 9 questions (q1, q2, q3); at most 2 may be blank.")


def test_columns_are_mapped_and_clashes_get_a_number(tmp_path: Path) -> None:
    file = written(tmp_path, "Score;A one;q2;Band", "x;3;0;y")
    out = file.with_name("out.csv")
    assert (
        main(["score", str(file), "--instrument", "phq-2", "--columns", "q1=a one", "-o", str(out)])
        == 0
    )
    head, row = (line.split(";") for line in out.read_text(encoding="utf-8").splitlines())
    assert head[:6] == ["Score", "A one", "q2", "Band", "score_2", "band_2"]
    assert row[:6] == ["x", "3", "0", "y", "3", "Positive screen: give PHQ-9"]


def test_a_row_cut_off_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    rows = scored(
        written(tmp_path, "q1,q2,note", "1,2,", "1", "1,2,3,4", "0,0,"), "--instrument", "gad-2"
    )
    assert [row["score"] for row in rows] == ["3", "", "", "0"]
    assert "only 1 cells for 3 columns" in rows[1]["error"]
    assert "4 cells for 3 columns" in rows[2]["error"]


@pytest.mark.parametrize(
    ("instrument_id", "head", "line", "expected"),
    [
        ("audit-c", "q1,q2,q3", "Never,,", {"score": "0", "answered": "1", "error": ""}),
        ("audit-c", "q1,q2,q3", ",1,1", {"score": "", "missing": "q1"}),
        ("who-5", "q1,q2,q3,q4,q5", "5,4,3,2,1", {"score": "60", "band": "Adequate"}),
        (
            "b-ipf",
            "q1,q2,q3,q4,q5,q6,q7",
            "n/a,Not applicable,3,3,3,3,",
            {"score": "50", "answered": "6", "missing": "q7", "finding_enough_to_compare": "yes"},
        ),
        ("scs-sf", ",".join(f"q{n}" for n in range(1, 13)), ",".join("1" * 12), {"score": "3"}),
        ("hrqol-4", "q1,q2,q3,q4", "3,20,77,5", {"score": "", "declined": "q3"}),
        (
            "hrqol-4",
            "q1,q2,q3,q4",
            "3,20,14,5",
            {
                "score": "30",
                "activity_limitation_days": "5",
                "finding_frequent_mental_distress": "yes",
            },
        ),
        (
            "cssrs-screener-recent",
            "q1,q2,q3,q4,q5,q6,q6a",
            "no,yes,yes,no,no,no,",
            {"score": "", "band": "moderate", "flags": "q2; q3", "error": ""},
        ),
        (
            "lec-5",
            "q1,q2",
            "Happened to me; Not sure,",
            {"score": "", "error": "", "answered": "1"},
        ),
        ("lec-5", "q1,q2", "64,1", {"error": "q1: 64 is outside 1 to 63."}),
        ("cgi", "severity", "0", {"finding_remission": "unknown", "error": ""}),
    ],
)
def test_forms_of_every_kind(
    tmp_path: Path, instrument_id: str, head: str, line: str, expected: dict[str, str]
) -> None:
    (row,) = scored(written(tmp_path, head, line), "--instrument", instrument_id)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--instrument", "phq9"], "no questionnaire 'phq9'; there are: phq-9, phq-2, "),
        (["--instrument", "phq-9"], "There is no column for q3, q4, q5, q6, q7, q8, q9 of phq-9."),
        (["--instrument", "phq-2", "--columns", "q1"], "q1 is not of the form q1=NAME"),
        (["--instrument", "phq-2", "--columns", "q7=q1"], "phq-2 has no question q7."),
        (["--instrument", "phq-2", "--columns", "q1=q1,q1=q2"], "q1 is there twice"),
        (["--instrument", "phq-2", "--columns", "q1=Q2"], "cannot both be the column q2"),
        (["--instrument", "phq-2", "--columns", "q1=no"], "There is no column no."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    file = written(tmp_path, "q1,q2", "1,2")
    out = tmp_path / "out.csv"
    assert main(["score", str(file), *options, "-o", str(out)]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert heard.err.startswith("openiop score: ")
    assert heard.out == ""
    assert not out.exists()


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "/nowhere/in.csv", "--instrument", "phq-9"]) == 2
    assert capsys.readouterr().err == (
        "openiop score: /nowhere/in.csv cannot be read (No such file or directory).\n"
    )


def test_it_needs_neither_django_nor_a_folder(tmp_path: Path) -> None:
    file = written(tmp_path, "q1,q2", "1,2")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.modules['django'] = sys.modules['tqdm'] = None\n"
            "from openiop.cli import main\n"
            f"sys.exit(main(['score', {str(file)!r}, '--instrument', 'phq-2']))",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "OPENIOP_DATA": str(tmp_path / "none")},
        cwd=Path(__file__).parents[3],
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "1,2,3,Positive screen: give PHQ-9,2,,,no,,"
    assert list(tmp_path.iterdir()) == [file]


def test_a_form_of_ones_own_is_scored_from_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "w1,w2", "Sometimes,4")
    sample = Path(__file__).parents[3] / "docs" / "samples" / "own-form.json"

    assert main(["score", str(file), "--instrument", str(sample)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("Sometimes,4,5,")

    broken = tmp_path / "broken.json"
    broken.write_text('{"a": }')
    assert main(["score", str(file), "--instrument", str(broken)]) == 2
    assert "Line 1, sign 7" in capsys.readouterr().err
