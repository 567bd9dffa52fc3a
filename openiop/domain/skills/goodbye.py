"""A goodbye, if she likes one: words to the group, and a letter to herself."""

from __future__ import annotations

from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class GoodbyeKind(Word):
    """What she may leave, or take with her.

    Source: issue, goodbye ritual at leaving.
    """

    TO_GROUP = "to_group", _("Words to my group")
    TO_MYSELF = "to_myself", _("A letter to myself")


OFFERED_DAYS_BEFORE = 14
"""From so many days before her planned last day; [product default]."""
LETTERS_MAX = 4000


def is_offered(last_on: date | None, today: date) -> bool:
    """It is offered in the two weeks before her last day; it is never asked for.

    Source: issue, goodbye ritual at leaving; [product default].
    """
    return last_on is not None and last_on - timedelta(days=OFFERED_DAYS_BEFORE) <= today


def may_say_goodbye(kind: GoodbyeKind | None, words: str) -> Decision:
    """A goodbye is a few words of hers, to her group or to herself.

    Source: issue, goodbye ritual at leaving.
    """
    return Decision.all_of(
        (kind is not None, Reason("kind", _("Choose who it is for."), field_name="kind")),
        (bool(words.strip()), Reason("words", _("Write a few words first."), field_name="words")),
        (
            len(words) <= LETTERS_MAX,
            Reason(
                "long",
                _("This is a bit long. Please keep it under {most} letters."),
                field_name="words",
                params={"most": LETTERS_MAX},
            ),
        ),
    )
