"""`openiop change`, as it is typed."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from openiop.cli import main

ROWS = """\ufeffid,PRE,POST,say
1,17,9,"a
b"
2,,4,
3,7,many,
4,9,15,
5,12,12,
6,30,12,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "in.csv"
    made.write_text(ROWS, encoding="utf-8", newline="")
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_questionnaire(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.with_name("out.csv")
    asked = ["change", str(file), "--pre", "PRE", "--post", "POST", "--instrument", "phq-9"]

    assert main([*asked, "-o", str(out)]) == 0

    rows = rows_of(out)
    assert list(rows[0]) == ["id", "PRE", "POST", "say", "change", "rci", "state", "error"]
    assert [row["state"] for row in rows] == ["recovered", "", "", "harmed", "unchanged", ""]
    assert [row["change"] for row in rows] == ["-8", "", "", "6", "0", ""]
    assert rows[0]["rci"] == "-2.7961"
    assert rows[0]["say"] == "a\nb"
    assert [row["error"] for row in rows] == [
        "",
        "PRE: blank",
        "POST: not a number",
        "",
        "",
        "PRE: outside 0 to 27",
    ]
    said = capsys.readouterr().out.splitlines()
    assert said[:5] == [
        "recovered: 1",
        "improved: 0",
        "unchanged: 1",
        "deteriorated: 0",
        "harmed: 1",
    ]
    assert said[5] == "n: 3 of 6 rows; missing: 1; not usable: 2"
    assert "response (a drop of at least 50 %): 0 of 3" in said
    assert "NHS, phq-9 alone, recovery: 1 of 2" in said


def test_the_counts_leave_standard_output_to_the_rows(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    norms = "--sd 7.5 --reliability .8 --clinical-mean 15 --functional-mean 5 --functional-sd 4"
    asked = ["change", str(file), "--pre", "PRE", "--post", "POST", *norms.split()]

    assert main(asked) == 0

    said = capsys.readouterr()
    assert said.out.startswith("id,PRE,POST,say,change,rci,state,error\n")
    assert "cut-off: clinical is >= 8.47826 (c)" in said.err
    assert "recovered" not in said.out


def test_both_questionnaires_of_the_nhs_pair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pair.csv"
    file.write_text("p1,p2,g1,g2\n15,5,12,4\n15,9,7,8\n9,3,7,7\n12,9,5,\n", encoding="utf-8")
    asked = ["change", str(file), "--pre", "p1", "--post", "p2", "--instrument", "phq-9"]

    assert main([*asked, "--also", "gad-7", "g1", "g2", "-o", str(tmp_path / "out.csv")]) == 0

    said = capsys.readouterr().out
    assert "NHS, phq-9 alone, recovery: 3 of 3" in said
    assert "NHS, phq-9 and gad-7, cases at the start: 2 of 3" in said
    assert "NHS, phq-9 and gad-7, recovery: 1 of 2" in said
    assert "NHS, phq-9 and gad-7, reliable improvement: 3 of 3" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--instrument nope", "no questionnaire 'nope'"),
        ("--instrument audit-c", "No change value is known for audit-c"),
        ("--instrument phq-9 --change x", "phq-9 has no change value x"),
        ("--instrument phq-9 --sd 3", "leave out --sd"),
        ("--instrument pcl-5 --also gad-7 PRE POST", "the pair of NHS Talking Therapies"),
        ("--sd 5", "both --sd and --reliability"),
        ("--sd 5 --reliability .8 --change nhs --direction lower", "belong to --instrument"),
        ("--sd 5 --reliability .8", "--direction lower or --direction higher"),
        ("--instrument phq-9 --post nowhere", "There is no column nowhere"),
        ("--instrument phq-9 --post PRE", "name the same column"),
        ("--instrument phq-9 -o {file}", "is the file that is read"),
        ("--instrument phq-9 -o {file}/deeper.csv", "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    options: str, words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    more = options.format(file=file).split()

    assert main(["change", str(file), "--pre", "PRE", "--post", "POST", *more]) == 2

    said = capsys.readouterr()
    assert words in said.err
    assert said.err.startswith("openiop change: ")
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--sd abc", "--sd wants a number, such as 7.5; 'abc' is none."),
        ("--reliability 0,8", "--reliability wants a number, such as 7.5; '0,8' is none."),
        ("--functional-mean nan", "--functional-mean wants a number, such as 7.5; 'nan' is none."),
        ("--sd", "--sd wants one value after it."),
        ("--also gad-7 PRE", "--also wants 3 values after it."),
        (
            "--direction up",
            "--direction wants one of these: lower, higher; 'up' is none of them.",
        ),
        ("--colour red", "There is no such option or file here: --colour red."),
        ("another.csv", "There is no such option or file here: another.csv."),
    ],
)
def test_a_mistyped_option_is_one_sentence_that_names_it(
    options: str, words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["change", str(file), "--pre", "PRE", "--post", "POST", *options.split()])

    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"openiop change: {words}\n")


def test_what_is_left_out_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    for command, missing in (("change", "FILE, --pre, --post"), ("score", "FILE, --instrument")):
        with pytest.raises(SystemExit) as stopped:
            main([command])
        assert stopped.value.code == 2
        assert capsys.readouterr().err == f"openiop {command}: This is missing: {missing}.\n"


def test_neither_django_nor_a_data_folder_is_needed(file: Path) -> None:
    asked = ["change", str(file), "--pre", "PRE", "--post", "POST", "--instrument", "phq-9"]
    code = (
        "import sys; from openiop.cli import main; "
        f"code = main({asked!r}); "
        "sys.exit(code or 9 * any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"OPENIOP_DATA": str(file.parent / "none"), "PATH": ""},
        cwd=Path(__file__).parents[3],
    )

    assert run.returncode == 0, run.stderr
    assert not (file.parent / "none").exists()
