"""Several hands on one draft: which edits stand in each other's way, and which do not.

Every field of a draft remembers the version in which it last changed. Whoever writes says what she
had seen. So two people, or two tabs, can write side by side and nothing is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """What a writer knew of a draft: all of it up to `version`, and single newer `fields`."""

    version: int
    fields: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([str(self.version), *(f"{name}:{n}" for name, n in self.fields.items())])

    def knew(self, name: str, changed_in: int) -> bool:
        """Whether she had seen this field as it has been since version `changed_in`."""
        return changed_in <= max(self.version, self.fields.get(name, 0))


def seen_from(text: str) -> Seen:
    """Read what `str(Seen)` wrote; anything unreadable means that nothing was seen.

    Source: [product default]; a writer who has seen nothing is asked, never overwritten.
    """
    first, *rest = text.split() or [""]
    pairs = (part.rpartition(":") for part in rest)
    return Seen(
        int(first) if first.isdecimal() else 0,
        {name: int(number) for name, _, number in pairs if name and number.isdecimal()},
    )


@dataclass(frozen=True)
class Draft:
    """A draft as it stands: its fields as text, and in which version each last changed."""

    version: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    changed_in: Mapping[str, int] = field(default_factory=dict)


def conflicts(draft: Draft, seen: Seen, changes: Mapping[str, str]) -> tuple[str, ...]:
    """A field is in conflict when it became something else since this writer last saw it.

    Why: a repeated save of the same text, after a lost answer, is no conflict.
    Source: issue, "The day", part 4; ux.md 3.9.
    """
    return tuple(
        name
        for name, text in changes.items()
        if text != draft.values.get(name, "") and not seen.knew(name, draft.changed_in.get(name, 0))
    )


def written(draft: Draft, changes: Mapping[str, str]) -> Draft:
    """The draft with the changes in it; the same text again changes nothing, not even the version.

    Source: [product default].
    """
    new = {name: text for name, text in changes.items() if text != draft.values.get(name, "")}
    if not new:
        return draft
    version = draft.version + 1
    return Draft(
        version, {**draft.values, **new}, {**draft.changed_in, **dict.fromkeys(new, version)}
    )


def seen_after(draft: Draft, seen: Seen, names: tuple[str, ...]) -> Seen:
    """What a writer has seen once she knows how these fields stand; the rest stays as it was.

    Source: [product default]; otherwise her next save could overwrite what a colleague wrote.
    """
    known = {**seen.fields, **{name: draft.changed_in.get(name, 0) for name in names}}
    after = Seen(seen.version, {name: n for name, n in known.items() if n > seen.version})
    is_whole = all(after.knew(name, changed_in) for name, changed_in in draft.changed_in.items())
    return Seen(draft.version) if is_whole else after
