"""What the pages about documents send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.care.forms import Sent, sent_fields
from openiop.domain.care.between import (
    CoachedSkill,
    ContactNote,
    ContactOutcome,
    ContactWay,
    RiskAsked,
)
from openiop.domain.care.clock_setting import CLOCK_LIMITS
from openiop.domain.care.clocks import DocumentationClocks
from openiop.domain.care.note_kinds import NoteFormat
from openiop.domain.words import Word

LEFT_OUT = "left_out"


def sent_document(post: QueryDict, known: tuple[str, ...]) -> Sent:
    """Single fields of a document; the sentences left out are those that were not kept."""
    sent = sent_fields(post, known)
    if LEFT_OUT not in sent.changes:
        return sent
    texts = post.getlist("value" if sent.is_autosave else LEFT_OUT)
    joined = ",".join(text for text in texts if text.isdecimal())
    return Sent(sent.seen, {**sent.changes, LEFT_OUT: joined}, sent.is_autosave)


class QuestionForm(forms.Form):
    """The lead's question, or the author's answer."""

    section = forms.CharField(required=False, max_length=40)
    words = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _one_of(words: type[Word], legend: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=legend,
        choices=[(str(each), each.label) for each in words],
        required=False,
    )


class ContactForm(forms.Form):
    """A contact between sessions: four choices, and words if there are any."""

    way = _one_of(ContactWay, say("How"))
    skill = _one_of(CoachedSkill, say("What you coached"))
    risk = _one_of(RiskAsked, say("Thoughts of dying or of hurting herself"))
    outcome = _one_of(ContactOutcome, say("How it ended"))
    words = forms.CharField(
        label=say("Words (optional)"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def note(self) -> ContactNote:
        """What was chosen."""
        told = self.cleaned_data
        return ContactNote(
            way=ContactWay(told["way"]) if told.get("way") else None,
            skill=CoachedSkill(told["skill"]) if told.get("skill") else None,
            risk=RiskAsked(told["risk"]) if told.get("risk") else None,
            outcome=ContactOutcome(told["outcome"]) if told.get("outcome") else None,
            words=told.get("words", ""),
        )


class LicenseForm(forms.Form):
    """Somebody's credentials and the last day of her license."""

    credentials = forms.CharField(
        label=say("Credentials"),
        help_text=say("The letters behind the name, such as LCSW. Leave empty if there are none."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-20"}),
    )
    until_on = forms.DateField(
        label=say("Last day of the license"),
        help_text=say("Leave empty if this work needs no license."),
        required=False,
        input_formats=("%Y-%m-%d", "%m/%d/%Y", "%m %d %Y"),
        error_messages={"invalid": say("Give a day, such as 3/14/2027.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input"}),
    )


class ClocksForm(forms.Form):
    """The program's own documentation clocks."""

    individual_format = forms.ChoiceField(
        label=say("Notes of individual sessions are written as"),
        choices=[(str(each), each.label) for each in NoteFormat],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=say("Why does it change?"), max_length=300, required=False)

    def __init__(self, *args: Any, clocks: DocumentationClocks, **options: Any) -> None:
        options["initial"] = {"individual_format": clocks.individual_format}
        super().__init__(*args, **options)
        self.clocks = clocks
        for limit in CLOCK_LIMITS.clocks:
            self.fields[limit.field] = forms.IntegerField(
                label=gettext(limit.label),
                help_text=gettext("{least} to {most} {unit}").format(
                    least=limit.least, most=limit.most, unit=gettext(limit.unit)
                ),
                initial=getattr(clocks, limit.field),
            )
        self.order_fields([*(limit.field for limit in CLOCK_LIMITS.clocks), "individual_format"])

    @property
    def times(self) -> list[forms.BoundField]:
        """The clocks, in order."""
        return [self[limit.field] for limit in CLOCK_LIMITS.clocks]

    def new_clocks(self) -> DocumentationClocks:
        """The set as it was typed."""
        told = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "why"}
        return replace(self.clocks, **told)
