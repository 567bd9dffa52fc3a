"""The documents are true: complete, fresh, and pointing at what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import docs, rules_book


def test_every_link_and_every_file_or_test_named_is_there() -> None:
    assert docs.dead_ends() == []


def test_the_map_names_every_rule_and_only_rules() -> None:
    assert docs.map_faults() == []


def test_the_rule_book_says_what_the_rules_say() -> None:
    assert docs.rule_book_faults() == []


def test_the_book_of_questionnaires_says_what_they_say() -> None:
    assert docs.instruments_book_faults() == []


def test_every_setting_is_explained_and_every_explained_one_is_read() -> None:
    assert docs.setting_faults() == []


def test_the_change_log_begins_with_this_version() -> None:
    assert docs.version_faults() == []


def test_the_notice_carries_what_belongs_to_others() -> None:
    assert docs.notice_faults() == []


def test_the_picture_of_the_path_shows_every_package() -> None:
    assert docs.path_picture_faults() == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = docs.ROOT / "docs" / "adr"
    listed = docs.LINK.findall((folder / "README.md").read_text(encoding="utf-8"))

    assert sorted(listed) == sorted(path.name for path in folder.glob("0*.md"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[here](nowhere.md)", "the link nowhere.md leads nowhere"),
        ("[here](#nothing)", "the link #nothing names no heading there"),
        ("`openiop/no_such_file.py`", "`openiop/no_such_file.py` is not there"),
        (
            "`tests/architecture/test_docs.py::test_of_nothing`",
            "`tests/architecture/test_docs.py` holds no test_of_nothing",
        ),
        ("# A title\n[here](#a-title) and `openiop/domain/care/note.py`", None),
        ("`tests/architecture/test_docs.py::test_a_dead_end_is_found`", None),
    ],
)
def test_a_dead_end_is_found(text: str, fault: str | None, tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(text, encoding="utf-8")

    assert docs.dead_ends_of(document) == ([fault] if fault else [])


def test_the_rule_book_holds_the_numbers_and_their_sources() -> None:
    book = rules_book.book()

    for line in (
        "| `first_try_min` | 15 |",
        "| `imported_answer_recent_days` | 14 |",
        "| `min_weekly_minutes` | 540 | 540 | 360 | 540 | 540 |",
        "*Source:* domain.md 8.4 [product default].",
        "| `q9` | >= 1 | Today, before she leaves; from 2: now |",
        "never made up: q9",
    ):
        assert line in book
