"""Her week in her own words: three sentences she rates, and what she noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Sentence(Word):
    """The three sentences of the founding text.

    Source: issue, Her three sentences.
    """

    GROUNDED = "grounded", _("I feel more grounded.")
    FEELINGS = "feelings", _("I am more able to manage my emotions.")
    EQUIPPED = "equipped", _("I feel better equipped for what comes.")


class Noticed(Word):
    """What she may write about.

    Source: issue, Her experience: weekly reflection.
    """

    DIFFERENT = "different", _("What is different from last week?")
    MYSELF = "myself", _("What did I notice about myself?")
    OTHERS = "others", _("How was it with other people, and with my boundaries?")
    CONNECTED = "connected", _("Where did I feel connected?")


SENTENCE_LOWEST, SENTENCE_HIGHEST = 0, 10
LETTERS_MAX = 1000
ASKED_AGAIN_AFTER_DAYS = 6


@dataclass(frozen=True)
class HerWeek:
    """One week as she told it."""

    week_on: date
    """The Monday."""
    rated: Mapping[str, int]
    """By sentence; what she skipped is not in it."""
    told: Mapping[str, str]
    """By question, her words."""
    id: str = ""


def monday_of(day: date) -> date:
    """The Monday of a day's week.

    Source: [product default].
    """
    return day - timedelta(days=day.weekday())


def may_keep_week(rated: Mapping[str, int], told: Mapping[str, str]) -> Decision:
    """One sentence rated, or a few words written, is enough; everything else may stay empty.

    Source: domain.md 5, R-TIC-08.
    """
    fits = all(SENTENCE_LOWEST <= value <= SENTENCE_HIGHEST for value in rated.values())
    short = all(len(words) <= LETTERS_MAX for words in told.values())
    return Decision.all_of(
        (
            bool(rated) or any(words.strip() for words in told.values()),
            Reason("empty", _("Answer one question, or write a few words.")),
        ),
        (fits, Reason("rated", _("Choose a number from 0 to 10."))),
        (
            short,
            Reason(
                "long",
                _("This is a bit long. Please keep each answer under {most} letters."),
                params={"most": LETTERS_MAX},
            ),
        ),
    )
