"""What the pages of afterwards send."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as say

from openiop.domain.followup.answers import (
    CallOutcome,
    HowIsIt,
    NoteAnswers,
    PlanHelps,
    Question,
    VisitTold,
)
from openiop.domain.words import Word

_CHOICES: dict[Question, type[Word]] = {
    Question.HOW: HowIsIt,
    Question.VISIT: VisitTold,
    Question.PLAN: PlanHelps,
}
W = TypeVar("W", bound=Word)


class NoteForm(forms.Form):
    """The few questions of a note; each may stay empty."""

    def __init__(self, *args: Any, questions: tuple[Question, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        for each in questions:
            self.fields[str(each)] = forms.ChoiceField(
                label=say(each.label),
                choices=[(str(word), say(word.label)) for word in _CHOICES[each]],
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["words"] = forms.CharField(
            label=say("Anything you want to say (optional)"),
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["call_me"] = forms.BooleanField(
            label=say("I'd like someone to call me"), required=False
        )

    def answers(self) -> NoteAnswers:
        """What she answered."""
        told = self.cleaned_data

        def word(question: Question, words: type[W]) -> W | None:
            said = told.get(str(question), "")
            return words(said) if said else None

        return NoteAnswers(
            how=word(Question.HOW, HowIsIt),
            visit=word(Question.VISIT, VisitTold),
            plan=word(Question.PLAN, PlanHelps),
            words=told["words"],
            call_me=told["call_me"],
        )


class CallForm(forms.Form):
    """What became of a call."""

    outcome = forms.ChoiceField(
        label=say("What became of it?"),
        choices=[(str(each), say(each.label)) for each in CallOutcome],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=say("In a sentence"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def chosen(self) -> CallOutcome | None:
        """The outcome, if chosen."""
        told = self.cleaned_data.get("outcome")
        return CallOutcome(told) if told else None


class AskForm(forms.Form):
    """She would like a call, or to come back."""

    words = forms.CharField(
        label=say("Anything you want us to know first (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MeetingForm(forms.Form):
    """A meeting of women who were here."""

    title = forms.CharField(label=say("Name"), max_length=80, required=False)
    on = forms.DateField(label=say("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label=say("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=say("Place"), max_length=120, required=False)
