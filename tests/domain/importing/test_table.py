"""Files become tables, or are refused with one sentence that says what to do."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.decision import Reason
from openiop.domain.importing.table import Kind, Table, column_name, read_table

HEAD = "id,chosen_name,last_name"


def table(text: str | bytes, kind: Kind | None = None) -> Table:
    read = read_table(text.encode() if isinstance(text, str) else text, kind)
    assert isinstance(read, Table), read
    return read


def fault(text: str | bytes, kind: Kind | None = None) -> Reason:
    read = read_table(text.encode() if isinstance(text, str) else text, kind)
    assert isinstance(read, Reason), read
    return read


def sentence(reason: Reason) -> str:
    return reason.text.format(**reason.params)


ONE_CLIENT = {"id": "1", "chosen_name": "Alda", "last_name": "Testa"}


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n1,Alda,Testa\n",
        f"{HEAD}\n1,Alda,Testa",
        f"{HEAD}\r\n1,Alda,Testa\r\n",
        f"{HEAD}\r1,Alda,Testa\r",
        f"\ufeff{HEAD}\r\n1,Alda,Testa\r\n",
        '"id","chosen_name","last_name"\n"1","Alda","Testa"\n',
        "id;chosen_name;last_name\n1;Alda;Testa\n",
        "id\tchosen_name\tlast_name\n1\tAlda\tTesta\n",
        "ID,Chosen Name, LAST-NAME \n1,Alda,Testa\n",
        "last_name,id,chosen_name\nTesta,1,Alda\n",
        f"{HEAD}\n1,Alda,Testa,,\n",
        f"{HEAD},\n1,Alda,Testa,\n",
    ],
)
def test_the_same_client_however_the_file_is_written(content: str) -> None:
    read = table(content)

    assert [(row.number, row.cells, row.uneven) for row in read.rows] == [(2, ONE_CLIENT, None)]
    assert read.kind is Kind.CLIENTS
    assert read.ignored == ()


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    read = table(f'{HEAD}\n1,"Al\r\nda",Testa\n\n,,\n2,Berta,Testa\n')

    assert [row.number for row in read.rows] == [2, 5]
    assert read.rows[0].cells["chosen_name"] == "Al\r\nda"


def test_column_names_may_stand_below_blank_rows() -> None:
    assert [row.number for row in table(f"\n,,\n{HEAD}\n1,Alda,Testa\n").rows] == [4]


def test_unknown_columns_are_named_and_not_read() -> None:
    read = table("id,last_name,shoe size,\x1b[31mred,notes\n1,Testa,38,x,y\n")

    assert read.ignored == ("shoe size", "[31mred", "notes")
    assert read.rows[0].cells == {"id": "1", "last_name": "Testa"}


def test_an_unknown_column_may_be_there_twice() -> None:
    assert table("id,last_name,notes,notes\n1,Testa,a,b\n").ignored == ("notes", "notes")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1,Alda,Testa,and more", "too_many_cells"),
        ("1,Alda, the second,Testa", "too_many_cells"),
        ("1,Alda", "too_few_cells"),
        ("1", "too_few_cells"),
    ],
)
def test_an_uneven_row_is_not_read_cell_by_cell(row: str, code: str) -> None:
    first, second = table(f"{HEAD}\n{row}\n2,Berta,Testa\n").rows

    assert first.uneven is not None
    assert first.uneven.code == code
    assert first.cells == {}
    assert "Alda" not in sentence(first.uneven)
    assert second.uneven is None


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b"\xef\xbb\xbf", "empty", "empty"),
        (b" \r\n,,\r\n", "empty", "empty"),
        (b"PK\x03\x04 whatever", "spreadsheet", "CSV UTF-8"),
        (f"{HEAD}\n".encode("utf-16"), "not_text", "CSV UTF-8"),
        (f"{HEAD}\n1,A\x00,B\n".encode(), "not_text", "CSV UTF-8"),
        (f"{HEAD}\n1,Zo\xeb,Testa\n".encode("latin-1"), "not_utf_8", "byte 30, in line 2"),
        (b"\xef\xbb\xbf" + f"{HEAD}\n1,Zo\xeb,T\n".encode("latin-1"), "not_utf_8", "byte 33,"),
        (b'id,last_name\n1,"Testa\n2,Testa\n3,Testa\n', "quotes", "Row 2 "),
        (b'id,last_name\n1,Testa\n2,"Te"sta\n', "quotes", "Row 3 "),
        (b"id,last_name,Last Name\n1,a,b\n", "column_twice", "last_name is there twice"),
        (b"1,Alda,Testa\n2,Berta,Testa\n", "kind_unknown", "client_id, instrument, on"),
        (b"name,age\nAlda,30\n", "kind_unknown", "id, last_name"),
        (b"id,chosen_name\n1,Alda\n", "columns_missing", "missing: last_name"),
        (b"client_id,instrument,q1,q2\n1,phq-9,0,0\n", "columns_missing", "missing: on, q3"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(content: bytes, code: str, says: str) -> None:
    found = fault(content)

    assert found.code == code
    assert says in sentence(found)
    for secret in ("Alda", "Testa", "Zo"):
        assert secret not in sentence(found)


def test_the_byte_named_is_the_one_that_cannot_be_read() -> None:
    content = f"{HEAD}\n1,Zo\xeb,Testa\n".encode("latin-1")
    found = fault(content)

    at = found.params["at"]
    assert isinstance(at, int)
    assert content[at - 1 : at] == b"\xeb"


def test_what_was_said_about_the_kind_goes_before_what_the_columns_tell() -> None:
    assert table("id,last_name\n1,Testa\n", Kind.CLIENTS).kind is Kind.CLIENTS
    assert fault("id,last_name\n1,Testa\n", Kind.RESPONSES).code == "columns_missing"


def test_responses_are_recognized() -> None:
    head = "client_id,instrument,on,q1,q2,q3,q4,q5,q6,q7"
    assert table(f"{head}\n1,gad-7,2026-11-02,0,0,0,0,0,0,0\n").kind is Kind.RESPONSES


@pytest.mark.parametrize(
    ("cell", "name"),
    [("Chosen name", "chosen_name"), (" ended-on ", "ended_on"), ("\ufeffID", "id"), ("Q1", "q1")],
)
def test_column_names_are_forgiving(cell: str, name: str) -> None:
    assert column_name(cell) == name


@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), min_size=1),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_writes_comes_back(names: list[str], delimiter: str, end: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerow(["id", "chosen_name", "last_name"])
    writer.writerows([str(n), name, "Testa"] for n, name in enumerate(names))

    rows = table(file.getvalue()).rows

    assert [row.cells["chosen_name"] for row in rows] == names


@given(st.binary(max_size=300))
def test_no_file_makes_it_fall_over(content: bytes) -> None:
    assert isinstance(read_table(content), Table | Reason)
    assert isinstance(read_table(b"id,last_name\n" + content), Table | Reason)
