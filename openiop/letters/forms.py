"""What the pages about letters send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as say

from openiop.domain.letters.letter import (
    WRITTEN_BY_HAND,
    LetterBody,
    LetterFact,
    Letterhead,
    LetterKind,
)


class AskForm(forms.Form):
    """A letter that is asked for."""

    kind = forms.ChoiceField(
        label=say("What is it for?"),
        choices=[(str(each), say(each.label)) for each in LetterKind],
        widget=forms.RadioSelect,
        required=False,
    )
    recipient = forms.CharField(label=say("To whom does it go?"), max_length=200, required=False)
    needed_by = forms.DateField(
        label=say("Needed by (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    wish = forms.CharField(
        label=say("What should it say? (optional)"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def told_kind(self) -> LetterKind | None:
        """The kind, if one was chosen."""
        told = self.cleaned_data.get("kind")
        return LetterKind(told) if told else None


class DraftForm(forms.Form):
    """The facts a letter tells, each chosen on purpose."""

    recipient = forms.CharField(label=say("To whom does it go?"), max_length=200, required=False)
    letterhead = forms.ChoiceField(
        label=say("What stands above it?"),
        choices=[(str(each), each.label) for each in Letterhead],
        widget=forms.RadioSelect,
    )
    facts = forms.MultipleChoiceField(
        label=say("What does it tell?"),
        choices=[(str(each), each.label) for each in LetterFact],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ends_with = forms.CharField(
        label=say("A last sentence (optional)"), max_length=300, required=False
    )

    def __init__(self, *args: Any, body: LetterBody, **options: Any) -> None:
        options["initial"] = {
            "recipient": body.recipient,
            "letterhead": str(body.letterhead),
            "facts": [str(fact) for fact in body.facts],
            "ends_with": body.ends_with,
        }
        super().__init__(*args, **options)
        self.body = body
        for fact in LetterFact:
            if fact in WRITTEN_BY_HAND:
                self.fields[f"by_hand_{fact}"] = forms.CharField(
                    label=fact.label,
                    max_length=600,
                    required=False,
                    initial=body.by_hand.get(fact, ""),
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    @property
    def by_hand(self) -> list[forms.BoundField]:
        """The facts that are worded by hand."""
        return [self[f"by_hand_{fact}"] for fact in LetterFact if fact in WRITTEN_BY_HAND]

    def new_body(self) -> LetterBody:
        """What was chosen."""
        told = self.cleaned_data
        facts = frozenset(LetterFact(each) for each in told["facts"])
        return LetterBody(
            kind=self.body.kind,
            recipient=told["recipient"],
            letterhead=Letterhead(told["letterhead"]),
            facts=facts,
            by_hand={
                fact: told[f"by_hand_{fact}"].strip() for fact in facts if fact in WRITTEN_BY_HAND
            },
            ends_with=told["ends_with"],
        )
