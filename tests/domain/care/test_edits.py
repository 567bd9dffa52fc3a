from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.care.edits import Draft, Seen, conflicts, seen_after, seen_from, written

FIELDS = ("participation", "goal_id", "sentence")
DRAFT = Draft(5, {"sentence": "Hers.", "goal_id": "g1"}, {"sentence": 5, "goal_id": 3})


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("0", Seen(0)),
        ("7", Seen(7)),
        ("7 sentence:9", Seen(7, {"sentence": 9})),
        ("7 sentence:9 goal_id:8", Seen(7, {"sentence": 9, "goal_id": 8})),
        ("", Seen(0)),
        ("none", Seen(0)),
        ("-3", Seen(0)),
        ("7 sentence", Seen(7)),
        ("7 sentence:x :4", Seen(7)),
    ],
)
def test_what_was_seen_is_read_from_a_page(text: str, seen: Seen) -> None:
    assert seen_from(text) == seen


@pytest.mark.parametrize(
    ("seen", "changes", "in_conflict"),
    [
        (Seen(5), {"sentence": "Mine."}, ()),
        (Seen(4), {"sentence": "Mine."}, ("sentence",)),
        (Seen(4), {"sentence": "Hers."}, ()),
        (Seen(4), {"goal_id": "g2"}, ()),
        (Seen(2), {"goal_id": "g2", "sentence": "Mine."}, ("goal_id", "sentence")),
        (Seen(2, {"sentence": 5}), {"goal_id": "g2", "sentence": "Mine."}, ("goal_id",)),
        (Seen(0), {"observed": "Steady."}, ()),
        (Seen(0), {"sentence": ""}, ("sentence",)),
    ],
)
def test_a_field_conflicts_only_when_it_changed_unseen(
    seen: Seen, changes: dict[str, str], in_conflict: tuple[str, ...]
) -> None:
    assert conflicts(DRAFT, seen, changes) == in_conflict


def test_the_same_text_again_changes_nothing() -> None:
    assert written(DRAFT, {"sentence": "Hers.", "observed": ""}) == DRAFT


def test_a_change_is_a_new_version_of_its_field_alone() -> None:
    after = written(DRAFT, {"sentence": "New."})

    assert after.version == 6
    assert after.changed_in == {"sentence": 6, "goal_id": 3}


def test_saving_one_field_does_not_mean_having_seen_another() -> None:
    hers = written(DRAFT, {"sentence": "A colleague's words."})
    mine = written(hers, {"goal_id": "g2"})
    seen = seen_after(mine, Seen(5), ("goal_id",))

    assert conflicts(mine, seen, {"sentence": "Over it."}) == ("sentence",)
    assert conflicts(mine, seen, {"goal_id": "g3"}) == ()


def test_once_all_is_seen_the_mark_is_short_again() -> None:
    assert str(seen_after(DRAFT, Seen(3, {"sentence": 5}), ("goal_id",))) == "5"


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(FIELDS), st.text(st.characters(codec="ascii")))
    )
)
def test_no_writer_overwrites_what_she_has_not_seen(
    steps: list[tuple[int, str, str]],
) -> None:
    draft = Draft()
    marks = ["0", "0", "0"]
    shown: list[dict[str, str]] = [{}, {}, {}]
    for writer, name, text in steps:
        seen = seen_from(marks[writer])
        clash = conflicts(draft, seen, {name: text})
        unseen = draft.values.get(name, "") != shown[writer].get(name, "")
        if not clash:
            assert not unseen or draft.values.get(name, "") == text
            draft = written(draft, {name: text})
        marks[writer] = str(seen_after(draft, seen, (name,)))
        shown[writer][name] = draft.values.get(name, "")
