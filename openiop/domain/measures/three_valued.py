"""Yes, no, or not known because an answer is missing: how findings count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .instrument import Answers


def endorsed(answers: Answers, link_ids: Iterable[str], from_value: int) -> list[bool | None]:
    """For each question whether its answer reaches a value; a blank stays not known.

    Source: instruments.md 1 rule 6, nothing fires on missing answers.
    """
    found = map(answers.get, link_ids)
    return [None if answer is None else answer >= from_value for answer in found]


def at_least(count: int, said: Sequence[bool | None]) -> bool | None:
    """Yes once enough are yes, no once enough can no longer become yes, else not known.

    Source: instruments.md 1 rule 6, nothing fires on missing answers.
    """
    yes = said.count(True)
    if yes >= count:
        return True
    return None if yes + said.count(None) >= count else False


def all_of(*said: bool | None) -> bool | None:
    """Yes when each is yes, no when any is no, else not known.

    Source: instruments.md 1 rule 6, nothing fires on missing answers.
    """
    return at_least(len(said), said)


def any_of(*said: bool | None) -> bool | None:
    """Yes when any is yes, no when each is no, else not known.

    Source: instruments.md 1 rule 6, nothing fires on missing answers.
    """
    return at_least(1, said)


def opposite(said: bool | None) -> bool | None:
    """No for yes, yes for no; what is not known stays not known.

    Source: instruments.md 1 rule 6, nothing fires on missing answers.
    """
    return None if said is None else not said
