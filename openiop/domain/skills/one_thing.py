"""One small thing to try before next time: chosen by her, asked about kindly, never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

WORDS_LETTERS_MAX = 200


class Went(Word):
    """How it went with the one small thing; every answer is a good answer."""

    DID_IT = "did_it", _("I did it")
    A_BIT = "a_bit", _("I tried a bit")
    NOT_YET = "not_yet", _("It did not fit this time")
    OTHER = "other", _("I did something else that helped")


@dataclass(frozen=True)
class SmallThingRules:
    """How long we ask about a small thing.

    Source: [product default]; issue, From insight to action.
    """

    id: str = "openiop-small-thing/1"
    asked_within_days: int = 7
    """After so many days nobody asks about it any more; it stays in her log."""


SMALL_THING_RULES = SmallThingRules()


def may_choose(words: str) -> Decision:
    """A small thing is a few words of hers.

    Source: issue, From insight to action: her words, suggested from the skill taught.
    """
    return Decision.all_of(
        (
            bool(words.strip()),
            Reason("words", _("Write what you would like to try."), field_name="words"),
        ),
        (
            len(words.strip()) <= WORDS_LETTERS_MAX,
            Reason(
                "long",
                _("This is a bit long. Please keep it under {most} letters."),
                field_name="words",
                params={"most": WORDS_LETTERS_MAX},
            ),
        ),
    )


def is_asked(
    chosen_on: date, today: date, *, has_answer: bool, rules: SmallThingRules = SMALL_THING_RULES
) -> bool:
    """We ask from the day after she chose it, once, and for a week at most.

    Source: issue, From insight to action: the next check-in asks kindly how it went.
    """
    return not has_answer and 0 < (today - chosen_on).days <= rules.asked_within_days
