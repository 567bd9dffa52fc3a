"""What the pages of the curriculum send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as say_now
from django.utils.translation import gettext_lazy as say

from openiop.domain.care.curriculum import Modality
from openiop.domain.words import SessionKind
from openiop.programs.models import Track
from openiop.schedule.models import Unit

LANGUAGES = (("en", "English"), ("es", "Español"))


class UnitForm(forms.Form):
    """A unit: title and order, no licensed text."""

    title = forms.CharField(label=say("Title"), max_length=120, required=False)
    modality = forms.ChoiceField(label=say("Approach"))
    about_it = forms.CharField(
        label=say("What it is about, in our own words"), max_length=300, required=False
    )
    interventions = forms.CharField(
        label=say("What is done, one thing on each line"),
        help_text=say("These stand in every note of the group; keep them plain."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    skill = forms.CharField(label=say("Skill she can practice"), max_length=80, required=False)
    any_order = forms.BooleanField(label=say("May be taken in any order"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "modality", [(str(each), say_now(each.label)) for each in Modality])

    def told(self) -> dict[str, Any]:
        """The words of the unit as the action takes them."""
        sent = self.cleaned_data
        return {
            "title": sent["title"],
            "modality": Modality(sent["modality"]),
            "about_it": sent["about_it"],
            "interventions": sent["interventions"].splitlines(),
            "skill": sent["skill"],
            "any_order": sent["any_order"],
        }


class NewUnitForm(UnitForm):
    """A new unit: also which kind of group, and which track."""

    kind = forms.ChoiceField(label=say("Kind of group"))
    track = forms.ChoiceField(label=say("Whose curriculum?"), required=False)
    field_order = ("title", "kind", "track", "modality")

    def __init__(self, *args: Any, tracks: Sequence[Track], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(str(each), say_now(each.label)) for each in SessionKind if each.is_group]
        _choose(self, "kind", kinds)
        own = [(str(track.pk), track.name) for track in tracks]
        _choose(self, "track", [("", say_now("All tracks without one of their own")), *own])


class ChangeUnitForm(UnitForm):
    """A unit that exists: also what comes before it."""

    needs = forms.MultipleChoiceField(
        label=say("What comes before it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, others: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "needs", [(str(u.pk), f"{u.number}. {u.title}") for u in others])


class HandoutForm(forms.Form):
    """A file of the site's own."""

    file = forms.FileField(
        label=say("File"), help_text=say("A PDF or a picture, up to 10 MB."), required=False
    )
    title = forms.CharField(label=say("Title"), max_length=120, required=False)
    language = forms.ChoiceField(label=say("Language"), choices=LANGUAGES, required=False)


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
