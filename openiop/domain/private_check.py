"""A safety question asked in person and in private: how it ended, and what follows from it."""

from __future__ import annotations

from .decision import Decision, Reason
from .text import _
from .words import Level, Word


class CheckOutcome(Word):
    """How a private check ended."""

    NO_CONCERN = "no_concern", _("Talked with her, no concern today")
    CONCERN = "concern", _("Talked with her, there is a concern")
    RATHER_NOT = "rather_not", _("She would rather not talk about it")
    NOT_HERE = "not_here", _("She was not here today")

    @property
    def opens_alert(self) -> bool:
        """Whether a person has to act on it."""
        return self is CheckOutcome.CONCERN

    @property
    def is_asked_again(self) -> bool:
        """Whether the question stays open for her next program day.

        Source: domain.md 8.2 R-SAF-02: a skipped question is asked in person, it does not lapse.
        """
        return self is CheckOutcome.NOT_HERE


CONCERN_LEVEL = Level.MODERATE
"""A concern found in a private check: today, before she leaves [product default]."""


def may_close_check(outcome: CheckOutcome | None, words: str) -> Decision:
    """A private check ends with an outcome; anything but "no concern" also needs a sentence.

    Source: domain.md 8.2 R-SAF-02, 8.4 ("who, when, what was decided and why").
    """
    needs_words = outcome not in (None, CheckOutcome.NO_CONCERN)
    return Decision.all_of(
        (outcome is not None, Reason("no_outcome", _("Say how it went."), field_name="outcome")),
        (
            bool(words.strip()) or not needs_words,
            Reason("no_words", _("Say in a sentence what follows."), field_name="words"),
        ),
    )
