"""What staff choose and write about alerts, private checks and imported answers."""

from __future__ import annotations

from typing import Any

from django import forms

from openiop.domain.decision import refuse
from openiop.domain.private_check import CheckOutcome
from openiop.domain.safety import Action, Disposition
from openiop.domain.text import _
from openiop.domain.words import Word

WORDS_MAX = 2000


def one_of(words: type[Word]) -> forms.TypedChoiceField:
    """A field that gives one of our words, or None; the action says what must be chosen."""
    return forms.TypedChoiceField(
        choices=[(str(word), word.label) for word in words],
        coerce=words,
        empty_value=None,
        required=False,
    )


class _Given(forms.Form):
    def typed(self) -> dict[str, Any]:
        """What could be read; an unknown choice is no choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields} | {
            "words": self.data.get("words", "").strip()
        }

    def given(self) -> dict[str, Any]:
        """What was said, once it is short enough to be kept."""
        typed = self.typed()
        if len(typed["words"]) > WORDS_MAX:
            raise refuse(
                "too_long",
                _("Please shorten your words to {limit} characters. They have {count}."),
                field_name="words",
                limit=WORDS_MAX,
                count=len(typed["words"]),
            )
        return typed


class AnswerForm(_Given):
    """What was done about an alert, how it stands, and when somebody looks again."""

    what = one_of(Action)
    disposition = one_of(Disposition)
    words = forms.CharField(required=False)
    second_look_on = forms.DateField(required=False)


class WordsForm(_Given):
    """A sentence."""

    words = forms.CharField(required=False)


class CheckForm(_Given):
    """How a private check went."""

    outcome = one_of(CheckOutcome)
    words = forms.CharField(required=False)
